import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/context/clock.js';
import { type BullQueue, createBullQueue } from '../../src/jobs/bull-queue.js';
import type { CommandDefinition } from '../../src/jobs/command.js';
import { type Commands, createCommands } from '../../src/jobs/commands.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { type Database, openDatabase } from '../../src/storage/database.js';
import { memoryLog } from '../support/log.js';
import { postgresMissing, type PostgresServer, startPostgres } from '../support/postgres.js';
import { redisMissing, type RedisServer, startRedis } from '../support/redis.js';
import {
  busyFor,
  cipher,
  down,
  keyedHash,
  lost,
  type Order,
  organisation,
  TestPlatform,
} from './command-stand.js';

// Bull keeps time itself, with Redis: these hubs live by the real clock, and each wait here is for something to happen.

const missing = postgresMissing() ?? redisMissing();
const leaseMs = 3_000;
const platform = new TestPlatform();

const definition: CommandDefinition<Order> = {
  kind: 'test.ask',
  title: 'Iets bestellen',
  lanes: ['test', 'slow'],
  steps: [
    {
      name: 'make',
      platform: ({ what }) => (what === 'slow' ? 'slow' : 'test'),
      repetition: 'ASK',
      timeoutMs: 1_000,
      perform: ({ input }) => platform.make(input.what),
      find: ({ input }) => platform.find(input.what),
    },
  ],
};

const describeWithServers = missing ? describe.skip : describe;
if (missing) test.skip(`Redis and PostgreSQL: ${missing}`, () => {});

describeWithServers('commands on PostgreSQL, handed out by Redis', () => {
  let postgres: PostgresServer;
  let redis: RedisServer;
  let url: string;
  const hubs: { commands: Commands; database: Database; queue: BullQueue }[] = [];

  beforeAll(async () => {
    [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
  });
  afterAll(async () => {
    await Promise.all([postgres.stop(), redis.close()]);
  });
  beforeEach(async () => {
    Object.assign(platform, new TestPlatform());
    url = await postgres.newDatabase();
  });
  afterEach(async () => {
    for (const { commands, database } of hubs.splice(0)) {
      await commands.close(2_000);
      await database.close();
    }
  });

  async function hub(perSecond: number | null = null): Promise<Commands> {
    const log = memoryLog();
    const database = await openDatabase({ url, log });
    const lanes = new Map(['test', 'slow'].map((lane) => [lane, { places: 4, perSecond }]));
    const queue = createBullQueue({
      redisUrl: redis.url,
      lanes,
      clock: systemClock,
      log,
      leaseMs,
      // Jobs of the test before may still be in Redis.
      prefix: new URL(url).pathname.slice(1),
    });
    const commands = createCommands({
      database,
      cipher,
      keyedHash,
      clock: systemClock,
      log,
      metrics: createMetrics(),
      definitions: [definition as CommandDefinition],
      queue,
      leaseMs,
    });
    commands.start();
    hubs.push({ commands, database, queue });
    await Promise.all(queue.queues.map((one) => one.isReady()));
    return commands;
  }

  async function order(commands: Commands, what: string, key?: string): Promise<string> {
    const accepted = await commands.accept({
      definition,
      input: { what },
      organisation,
      requestedBy: 'clerk',
      correlationId: 'c',
      priority: 'normal',
      idempotency: key === undefined ? null : { owner: 'client-1', key, operation: 'order', input: { what } },
    });
    if (accepted.kind !== 'ACCEPTED') throw new Error(accepted.kind);
    return accepted.commandId;
  }

  async function until(holds: () => Promise<boolean> | boolean): Promise<void> {
    while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 25));
  }

  const done = (commands: Commands, number: number) => async () =>
    (await commands.count({ organisation: null, state: 'DONE', kind: null, needsPerson: false })) === number;

  test('are done once each, by several hubs together', async () => {
    const [one, two] = [await hub(), await hub()];
    for (let index = 0; index < 40; index += 1) await order(index % 2 ? one : two, `order-${index}`);
    await until(done(one, 40));
    expect(platform.made).toHaveLength(40);
    expect(new Set(platform.made).size).toBe(40);
  });

  test('come back when they were down, and are asked after when they are in doubt', async () => {
    platform.answers = [down, lost];
    const commands = await hub();
    await order(commands, 'ill');
    await until(done(commands, 1));
    expect(platform).toMatchObject({ calls: 2, asked: 1, made: ['ill'] });
  });

  test('are taken up at once when they wait for long and an administrator says so', async () => {
    platform.answers = [busyFor(600_000)];
    const commands = await hub();
    const id = await order(commands, 'hurried');
    const lane = hubs[0]!.queue.queues.find(({ name }) => name === 'test')!;
    await until(async () => (await lane.getDelayedCount()) === 1);
    expect(await commands.retry(id, 'tom', null)).toBeNull();
    await until(done(commands, 1));
    expect(platform.made).toEqual(['hurried']);
  });

  test('are told again by the sweeper when Redis forgot everything', async () => {
    const commands = await hub();
    const queues = hubs[0]!.queue.queues;
    await Promise.all(queues.map((queue) => queue.pause()));
    for (let index = 0; index < 5; index += 1) await order(commands, `order-${index}`);
    await until(async () => (await queues.find(({ name }) => name === 'test')!.count()) === 5);
    await queues[0]!.client.flushall();
    await Promise.all(queues.map((queue) => queue.resume()));
    await commands.sweep();
    await until(done(commands, 5));
    expect(platform.made).toHaveLength(5);
  });

  test('are accepted while Redis is down, and done when it is back', async () => {
    const commands = await hub();
    await order(commands, 'before');
    await until(done(commands, 1));
    await redis.stop();
    await until(() => hubs[0]!.queue.queues.every(({ client }) => client.status !== 'ready'));
    await order(commands, 'during');
    expect(platform.made).toEqual(['before']);
    await redis.restart();
    await until(async () => {
      await commands.sweep();
      return done(commands, 2)();
    });
    expect(platform.made).toEqual(['before', 'during']);
  });

  test('go on by themselves when PostgreSQL was cut off and came back while they ran', async () => {
    if (!postgres.restart) return;
    const [one, two] = [await hub(), await hub()];
    let restarted: Promise<void> | undefined;
    // The platform does the first ones while the database goes away: that they were done cannot be written down.
    platform.answers = Array.from({ length: 4 }, () => async (make: () => string) => {
      const result = make();
      await (restarted ??= postgres.restart!());
      return { kind: 'DONE' as const, result };
    });
    /** What a client does who gets no answer: ask again, under the same key. */
    const again = <T>(ask: () => Promise<T>): Promise<T> =>
      ask().catch(async () => {
        await restarted;
        return again(ask);
      });
    for (let index = 0; index < 20; index += 1)
      await again(() => order(index % 2 ? one : two, `order-${index}`, `key-of-order-${index}`));
    await until(() =>
      again(async () => {
        await one.sweep();
        return done(one, 20)();
      }),
    );
    expect(platform.made).toHaveLength(20);
    expect(new Set(platform.made).size).toBe(20);
  });

  test('keep the rate of their platform together', async () => {
    const [one, two] = [await hub(5), await hub(5)];
    const moments: number[] = [];
    platform.answers = Array.from({ length: 12 }, () => (make: () => string) => {
      moments.push(Date.now());
      return { kind: 'DONE' as const, result: make() };
    });
    for (let index = 0; index < 12; index += 1) await order(index % 2 ? one : two, `order-${index}`);
    await until(done(one, 12));
    // The sixth and the eleventh start a second each, whoever takes them.
    expect(moments[11]! - moments[0]!).toBeGreaterThan(1_500);
  });

  test('hold nothing in Redis but an id and a place in line', async () => {
    const commands = await hub();
    const queue = hubs[0]!.queue.queues.find(({ name }) => name === 'test')!;
    await queue.pause();
    await order(commands, 'geheim van Emma');
    await until(async () => (await queue.count()) === 1);
    const [job] = await queue.getJobs(['waiting', 'paused', 'delayed']);
    expect(JSON.stringify(job)).not.toContain('geheim');
    expect(job!.data).toEqual({});
    await queue.resume();
    await until(done(commands, 1));
  });
});
