// (a) One endpoint written by hand on node:http and undici: it knows the one question, checks nobody, logs and measures
// nothing. The floor under what an integration hub on Node can cost.
import http from 'node:http';
import { Pool } from 'undici';
import {
  detailPath,
  headers,
  openList,
  remembering,
  searchPath,
  toAssociation,
  toListPage,
  toPage,
} from './register.mjs';

const options = JSON.parse(process.env.BENCH_OPTIONS);
const pool = new Pool(options.registerUrl, { connections: options.sockets });
const register = headers(options.apiKey);
const list = await openList(options);
const remember = remembering(options.cache);

async function get(path) {
  const { statusCode, body } = await pool.request({ method: 'GET', path, headers: register });
  if (statusCode !== 200) throw new Error(`register ${statusCode}`);
  return body.json();
}

const detail = (vCode) => remember(vCode, async () => toAssociation(await get(detailPath(vCode))));

function search(activity, first) {
  const path = searchPath(activity, first);
  return remember(path, async () => toPage(await get(path), first));
}

async function answer(variables) {
  const { first } = variables;
  if (list) return { associations: toListPage(await list(first), first) };
  const [a, b, c, d, e, associations] = await Promise.all([
    ...['a', 'b', 'c', 'd', 'e'].map((name) => detail(variables[name])),
    search(variables.activity, first),
  ]);
  return { a, b, c, d, e, associations };
}

http
  .createServer((request, response) => {
    const chunks = [];
    request.on('data', (chunk) => chunks.push(chunk));
    request.on('end', async () => {
      try {
        const data = await answer(JSON.parse(Buffer.concat(chunks).toString()).variables);
        const text = JSON.stringify({ data });
        response.writeHead(200, {
          'content-type': 'application/json; charset=utf-8',
          'content-length': Buffer.byteLength(text),
        });
        response.end(text);
      } catch (error) {
        response.writeHead(500).end(String(error));
      }
    });
  })
  .listen(options.port, '127.0.0.1', () => process.send({ ready: true }));
