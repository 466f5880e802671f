// The platforms, simulated, in a process of their own. In front of the association register stands a memory of its
// answers: the simulator makes each anew at every question, and would be what is measured.
import http from 'node:http';
import { once } from 'node:events';
import { Pool } from 'undici';
import { adapters } from '../dist/adapters/index.js';
import { seedAssociations } from '../dist/adapters/verenigingsregister/simulator/seed.js';
import { systemClock } from '../dist/src/context/clock.js';
import { startSandbox } from '../dist/src/sandbox.js';

const { folder, hubPort, associations } = JSON.parse(process.env.BENCH_OPTIONS);
const sandbox = await startSandbox({ folder, port: hubPort, definitions: adapters, clock: systemClock });
const register = sandbox.simulators.get('verenigingsregister');

const seeds = seedAssociations().filter(
  ({ status, optedOut, removed }) => status === 'Actief' && !optedOut && !removed,
);
for (let at = 0; register.visible < associations; at += 1) {
  const seed = seeds[at % seeds.length];
  register.add({ ...seed, name: `${seed.name} ${Math.floor(at / seeds.length) + 2}` });
}

const answers = new Map();
/** Whether the register answers with other bytes each time (white space behind the same document), as when its data moved. */
let changing = false;
const pool = new Pool(register.url, { connections: 16 });
let calls = 0;

const hopByHop = new Set(['host', 'connection', 'keep-alive', 'transfer-encoding']);
const fixed = /^\/v1\/verenigingen\/(zoeken\?|V\d)/;
async function ask({ method, url: path, headers }) {
  const known = answers.get(path);
  if (known && method === 'GET') return changing ? changed(known) : known;
  const others = Object.fromEntries(Object.entries(headers).filter(([name]) => !hopByHop.has(name)));
  const { statusCode, headers: answered, body } = await pool.request({ method, path, headers: others });
  const answer = {
    status: statusCode,
    headers: {
      'content-type': answered['content-type'] ?? 'text/plain',
      ...(answered.location && { location: answered.location }),
    },
    body: Buffer.from(await body.arrayBuffer()),
  };
  answer.headers['content-length'] = answer.body.length;
  if (statusCode === 200 && fixed.test(path)) answers.set(path, answer);
  return answer;
}

function changed(answer) {
  answer.changes = (answer.changes ?? 0) + 1;
  const body = Buffer.concat([answer.body, Buffer.from(answer.changes % 2 ? ' ' : '\n')]);
  return { ...answer, headers: { ...answer.headers, 'content-length': body.length }, body };
}

const front = http.createServer((request, response) => {
  calls += 1;
  ask(request).then(
    ({ status, headers, body }) => response.writeHead(status, headers).end(body),
    (error) => response.writeHead(502).end(String(error)),
  );
});
front.keepAliveTimeout = 60_000;
front.listen(0, '127.0.0.1');
await once(front, 'listening');
const registerUrl = `http://127.0.0.1:${front.address().port}`;

// A simulator remembers each call for whoever tests with it.
setInterval(
  () => [...sandbox.simulators.values(), sandbox.acmIdm].forEach((one) => one.forgetCalls()),
  500,
).unref();

process.on('message', async ({ ask: what, id }) => {
  if (what === 'token') process.send({ id, answer: await sandbox.control.clientToken() });
  if (what === 'change' || what === 'keep') {
    changing = what === 'change';
    process.send({ id, answer: null });
  }
  if (what === 'calls')
    process.send({ id, answer: { calls, bytes: [...answers.values()].map(({ body }) => body.length) } });
});
const { settings } = sandbox;
process.send({
  ready: true,
  registerUrl,
  settings: {
    ...settings,
    adapters: {
      ...settings.adapters,
      verenigingsregister: { ...settings.adapters.verenigingsregister, url: registerUrl },
    },
  },
});
process.once('SIGTERM', () => process.exit(0));
