// A platform that is often ill, as a process of its own, so that it remembers what it did whoever is killed. It makes what
// it is asked and counts; some answers are 503 before anything was made, some are lost after it was.
import { createServer } from 'node:http';

/** By key: how often it was really made. */
const made = new Map();
let requests = 0;

async function bodyOf(request) {
  let text = '';
  for await (const chunk of request) text += chunk;
  return JSON.parse(text);
}

const server = createServer(async (request, response) => {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const answer = (status, body) =>
    response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
  if (pathname === '/made') return answer(200, Object.fromEntries(made));
  if (pathname === '/find') return answer(200, { times: made.get(searchParams.get('key')) ?? 0 });
  requests += 1;
  const turn = requests;
  const { key, honoursKey } = await bodyOf(request);
  if (turn % 17 === 0) return answer(503, {});
  await new Promise((resolve) => setTimeout(resolve, 5 + (turn % 20)));
  if (!honoursKey || !made.has(key)) made.set(key, (made.get(key) ?? 0) + 1);
  if (turn % 23 === 0) return request.socket.destroy();
  return answer(200, { reference: `made-${key}` });
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
