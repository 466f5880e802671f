// A hub as far as commands go: the built engine on a database and a queue, told what to do over HTTP. It is killed at any moment.
import { createServer } from 'node:http';
import { PlatformError } from '../../dist/src/adapter/platform-error.js';
import { systemClock as clock } from '../../dist/src/context/clock.js';
import { createBullQueue } from '../../dist/src/jobs/bull-queue.js';
import { createCommands } from '../../dist/src/jobs/commands.js';
import { createEmbeddedQueue } from '../../dist/src/jobs/embedded-queue.js';
import { createMetrics } from '../../dist/src/operations/metrics.js';
import { createFieldCipher, createKeyedHash } from '../../dist/src/privacy/encryption.js';
import { openDatabase } from '../../dist/src/storage/database.js';

const { platformUrl, url, folder, redisUrl, leaseMs } = JSON.parse(process.argv[2]);
const log = { error() {}, warn() {}, info() {}, debug() {}, with: () => log };

/** Undici's words for a connection that was never made: nothing was sent. */
const neverSent = new Set(['ECONNREFUSED', 'UND_ERR_CONNECT_TIMEOUT']);

async function make(key, honoursKey, signal) {
  let response;
  try {
    response = await fetch(`${platformUrl}/make`, {
      method: 'POST',
      body: JSON.stringify({ key, honoursKey }),
      signal: AbortSignal.any([signal, AbortSignal.timeout(500)]),
    });
  } catch (error) {
    if (neverSent.has(error.cause?.code)) throw new PlatformError('test', 'NETWORK');
    return { kind: 'IN_DOUBT', reason: 'NETWORK' };
  }
  if (response.status === 503) throw new PlatformError('test', 'HTTP_5XX');
  return { kind: 'DONE', result: (await response.json()).reference };
}

async function find(key) {
  const response = await fetch(`${platformUrl}/find?key=${key}`).catch(() => {
    throw new PlatformError('test', 'NETWORK');
  });
  const { times } = await response.json();
  return times > 0 ? { kind: 'FOUND', result: `made-${key}` } : { kind: 'ABSENT' };
}

function step(name, repetition, platform = 'test') {
  return {
    name,
    platform: () => platform,
    repetition,
    timeoutMs: leaseMs / 2,
    perform: ({ input, context }) => make(`${input.key}.${name}`, repetition === 'REPEAT', context.signal),
    ...(repetition === 'ASK' && { find: ({ input }) => find(`${input.key}.${name}`) }),
    decided: (_call, reference) => reference,
  };
}

const kinds = {
  repeat: [step('once', 'REPEAT')],
  ask: [step('once', 'ASK')],
  person: [step('once', 'PERSON')],
  steps: [step('first', 'ASK'), step('second', 'REPEAT', 'other'), step('third', 'ASK')],
};
const definitions = Object.entries(kinds).map(([kind, steps]) => ({
  kind,
  title: kind,
  lanes: ['test', 'other'],
  steps,
}));

const database = await openDatabase({ ...(url ? { url } : { folder }), log });
const lanes = new Map(['test', 'other'].map((lane) => [lane, { places: 4, perSecond: null }]));
const commands = createCommands({
  database,
  cipher: createFieldCipher([{ id: 'chaos', key: Buffer.alloc(32, 1) }]),
  keyedHash: createKeyedHash(Buffer.alloc(32, 2)),
  clock,
  log,
  metrics: createMetrics(),
  definitions,
  queue: redisUrl
    ? createBullQueue({ redisUrl, lanes, clock, log, leaseMs })
    : createEmbeddedQueue({ lanes, clock, log, pollMs: 200 }),
  leaseMs,
});
commands.start();
const sweep = () =>
  commands
    .sweep()
    .catch(() => {})
    .then(() => setTimeout(sweep, 500));
void sweep();

const routes = {
  async accept({ kind, key }) {
    const input = { key };
    return commands.accept({
      definition: definitions.find((one) => one.kind === kind),
      input,
      organisation: '0297500186',
      requestedBy: 'chaos',
      correlationId: key,
      priority: 'normal',
      idempotency: { owner: 'chaos', key, operation: kind, input },
    });
  },
  /** As a clerk does: looks at the platform, and says what is there. */
  async decide({ made }) {
    const doubtful = await database.client.command.findMany({ where: { state: 'IN_DOUBT', dueAt: null } });
    for (const { id, correlationId, step: name } of doubtful) {
      const done = made[`${correlationId}.${name}`] !== undefined;
      await commands.decide(id, 'clerk', { done, reference: 'looked up' }, null);
    }
    return { decided: doubtful.length };
  },
  async states() {
    const groups = await database.client.command.groupBy({ by: ['state'], _count: true });
    return Object.fromEntries(groups.map(({ state, _count }) => [state, _count]));
  },
};

const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    const answer = await routes[request.url.slice(1)](text === '' ? {} : JSON.parse(text));
    response.end(JSON.stringify(answer));
  } catch (error) {
    response.writeHead(500).end(JSON.stringify({ error: String(error?.message ?? error) }));
  }
});
server.listen(0, '127.0.0.1', () => process.send({ port: server.address().port }));
