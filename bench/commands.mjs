// How many commands a second the hub accepts and performs, and whether its memory stays flat over many: one process, a step
// that does nothing, so that what is measured is the table and the queue. Prints a JSON line for each form.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { systemClock as clock } from '../dist/src/context/clock.js';
import { createBullQueue } from '../dist/src/jobs/bull-queue.js';
import { createCommands } from '../dist/src/jobs/commands.js';
import { createEmbeddedQueue } from '../dist/src/jobs/embedded-queue.js';
import { createMetrics } from '../dist/src/operations/metrics.js';
import { createFieldCipher, createKeyedHash } from '../dist/src/privacy/encryption.js';
import { openDatabase } from '../dist/src/storage/database.js';
import { postgresMissing, startPostgres } from '../test/support/postgres.ts';
import { redisMissing, startRedis } from '../test/support/redis.ts';

const total = Number(process.argv[2]);
const leaseMs = 60_000;
const askedAtOnce = 16;
const log = { error: console.error, warn() {}, info() {}, debug() {}, with: () => log };
const definition = {
  kind: 'bench',
  title: 'Niets',
  lanes: ['bench'],
  steps: [
    {
      name: 'nothing',
      platform: () => 'bench',
      repetition: 'REPEAT',
      perform: async () => ({ kind: 'DONE', result: null }),
    },
  ],
};
const megabytes = () => {
  globalThis.gc?.();
  return Math.round(process.memoryUsage().rss / 1024 / 1024);
};

async function measure(form, { redisUrl, ...place }) {
  const database = await openDatabase({ ...place, log });
  const lanes = new Map([['bench', { places: 16, perSecond: null }]]);
  const commands = createCommands({
    database,
    cipher: createFieldCipher([{ id: 'bench', key: Buffer.alloc(32, 1) }]),
    keyedHash: createKeyedHash(Buffer.alloc(32, 2)),
    clock,
    log,
    metrics: createMetrics(),
    definitions: [definition],
    queue: redisUrl
      ? createBullQueue({ redisUrl, lanes, clock, log, leaseMs })
      : createEmbeddedQueue({ lanes, clock, log, pollMs: 1_000 }),
    leaseMs,
  });
  const memory = [];

  async function accept(count) {
    let left = count;
    await Promise.all(
      Array.from({ length: askedAtOnce }, async () => {
        while (left > 0) {
          left -= 1;
          const key = `key-${left}-${memory.length}-${Math.random()}`;
          await commands.accept({
            definition,
            input: { what: 'nothing', for: 'nobody' },
            organisation: '0297500186',
            requestedBy: 'bench',
            correlationId: key,
            priority: 'batch',
            idempotency: { owner: 'bench', key, operation: 'bench', input: {} },
          });
        }
      }),
    );
  }

  // First written while nobody works, then worked on while nobody writes; last both together, for the memory.
  const part = Math.ceil(total / 10);
  let began = performance.now();
  await accept(part);
  const acceptedPerSecond = (part / (performance.now() - began)) * 1000;

  let done = 0;
  let finished = () => {};
  commands.listen(({ state }) => {
    if (state === 'DONE') done += 1;
    finished();
  });
  const until = (count) =>
    new Promise((resolve) => {
      finished = () => done >= count && resolve();
      finished();
    });
  began = performance.now();
  commands.start();
  await commands.sweep();
  await until(part);
  const performedPerSecond = (part / (performance.now() - began)) * 1000;

  for (let turn = 1; turn < 10; turn += 1) {
    await accept(part);
    await until(part * (turn + 1));
    memory.push(megabytes());
  }
  await commands.close(5_000);
  await database.close();
  console.log(
    JSON.stringify({
      form,
      commands: part * 10,
      acceptedPerSecond: Math.round(acceptedPerSecond),
      performedPerSecond: Math.round(performedPerSecond),
      memoryMb: memory,
    }),
  );
}

const folder = await mkdtemp(join(tmpdir(), 'schakel-bench-'));
await measure('embedded', { folder: join(folder, 'database') });
await rm(folder, { recursive: true, force: true });
const missing = postgresMissing() ?? redisMissing();
if (missing) console.error(`Not measured on PostgreSQL and Redis: ${missing}.`);
else {
  const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  await measure('PostgreSQL', { url: await postgres.newDatabase() });
  await measure('PostgreSQL and Redis', { url: await postgres.newDatabase(), redisUrl: redis.url });
  await Promise.all([postgres.stop(), redis.close()]);
}
process.exit(0);
