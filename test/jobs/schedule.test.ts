import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { databaseLease } from '../../src/jobs/lease.js';
import { createScheduler, type Scheduler, type SchedulerOptions } from '../../src/jobs/schedule.js';
import type { Database } from '../../src/storage/database.js';
import { manualClock, settle } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';

const clock = manualClock();
let scheduler: Scheduler | undefined;

afterEach(async () => {
  await scheduler?.close();
  scheduler = undefined;
});

function start(options: Partial<SchedulerOptions> = {}) {
  const log = memoryLog();
  scheduler = createScheduler({ clock, log, jitter: 0, ...options });
  return { scheduler, log };
}

function gate() {
  let open = () => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { open, opened };
}

describe('a schedule', () => {
  test('runs at once and then every interval after the end of the last run', async () => {
    const { scheduler } = start();
    let runs = 0;
    scheduler.add({ name: 'mirror', everyMs: 1_000, run: async () => void (runs += 1) });
    await clock.advance(0);
    expect(runs).toBe(1);
    await clock.advance(999);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
  });

  test('waits longer by its jitter, so that hubs do not all knock at once', async () => {
    const { scheduler } = start({ jitter: 0.5, random: () => 1 });
    let runs = 0;
    scheduler.add({ name: 'mirror', everyMs: 1_000, run: async () => void (runs += 1) });
    await clock.advance(1_499);
    expect(runs).toBe(1);
    await clock.advance(1);
    expect(runs).toBe(2);
  });

  test('never runs twice at a time: a run that takes long delays the next, and runNow waits for it', async () => {
    const { scheduler } = start();
    const { open, opened } = gate();
    let atWork = 0;
    let most = 0;
    scheduler.add({
      name: 'mirror',
      everyMs: 1_000,
      run: async () => {
        most = Math.max(most, (atWork += 1));
        await opened;
        atWork -= 1;
      },
    });
    await clock.advance(5_000);
    const now = scheduler.runNow('mirror');
    await settle();
    expect(most).toBe(1);
    expect(scheduler.states()).toMatchObject([{ name: 'mirror', running: true, runs: 1 }]);
    open();
    await now;
    expect(scheduler.states()).toMatchObject([{ running: false, runs: 1 }]);
  });

  test('that fails is logged and counted, and runs again', async () => {
    const { scheduler, log } = start();
    let runs = 0;
    scheduler.add({
      name: 'mirror',
      everyMs: 1_000,
      run: async () => {
        runs += 1;
        if (runs === 1) throw new Error('register down');
      },
    });
    await clock.advance(1_000);
    expect(log.of('schedule.failed')).toMatchObject([
      { fields: { schedule: 'mirror', error: 'register down' } },
    ]);
    expect(scheduler.states()).toMatchObject([{ runs: 2, failures: 1 }]);
  });

  test('is asked to end when the hub closes, and is waited for', async () => {
    const { scheduler, log } = start();
    let ended = false;
    scheduler.add({
      name: 'mirror',
      everyMs: 1_000,
      run: (signal) =>
        new Promise((resolve) =>
          signal.addEventListener('abort', () => {
            ended = true;
            resolve();
          }),
        ),
    });
    await clock.advance(0);
    await scheduler.close();
    expect(ended).toBe(true);
    await clock.advance(10_000);
    expect(scheduler.states()).toMatchObject([{ runs: 1 }]);
    expect(log.of('schedule.failed')).toEqual([]);
  });

  test('that does not end holds the closing up no longer than agreed', async () => {
    const { scheduler } = start({ closeWaitMs: 2_000 });
    scheduler.add({ name: 'deaf', everyMs: 1_000, run: () => new Promise(() => {}) });
    await clock.advance(0);
    let closed = false;
    const closing = scheduler.close().then(() => (closed = true));
    await clock.advance(1_999);
    expect(closed).toBe(false);
    await clock.advance(1);
    await closing;
    expect(closed).toBe(true);
  });

  test('has one name only', () => {
    const { scheduler } = start();
    const schedule = { name: 'mirror', everyMs: 1_000, run: () => Promise.resolve() };
    scheduler.add(schedule);
    expect(() => scheduler.add(schedule)).toThrow('already a schedule mirror');
  });
});

describe('the lease in the database', () => {
  let database: Database;
  beforeAll(async () => void (database = await testDatabase()));
  afterAll(() => database.close());

  test('goes to one hub, and to the next when it is given back', async () => {
    const one = databaseLease(database, 'hub-1');
    const other = databaseLease(database, 'hub-2');
    expect(await one.take('given-back', 60_000, 0)).toBe(0);
    expect(await one.take('given-back', 60_000, 0)).toBe(0);
    expect(await other.take('given-back', 60_000, 5_000)).toBe(5_000);
    expect(await other.keep('given-back', 60_000)).toBe(false);
    await other.release('given-back', true);
    expect(await one.keep('given-back', 60_000)).toBe(true);
    await one.release('given-back', true);
    expect(await other.take('given-back', 60_000, 0)).toBe(0);
    const row = await database.client.scheduleLease.findUniqueOrThrow({ where: { name: 'given-back' } });
    expect(row.holder).toBe('hub-2');
    expect(row.lastRunAt).not.toBeNull();
  });

  test('of a hub that crashed is free when its time is over', async () => {
    expect(await databaseLease(database, 'crashed').take('crashed', -1, 60_000)).toBe(0);
    expect(await databaseLease(database, 'next').take('crashed', 60_000, 60_000)).toBe(0);
  });

  test('keeps a schedule from running while another hub has it', async () => {
    await databaseLease(database, 'hub-1').take('held', 60_000, 0);
    const { scheduler } = start({ lease: databaseLease(database, 'hub-2') });
    let runs = 0;
    scheduler.add({ name: 'held', everyMs: 1_000, run: async () => void (runs += 1) });
    await scheduler.runNow('held');
    expect(runs).toBe(0);
  });

  test('is nobody’s turn within the interval after a whole run of any hub, unless it is asked for by name', async () => {
    const one = databaseLease(database, 'hub-1');
    const other = databaseLease(database, 'hub-2');
    await one.take('once', 60_000, 600_000);
    await one.release('once', true);
    for (const lease of [one, other]) {
      const waitMs = await lease.take('once', 60_000, 600_000);
      expect(waitMs).toBeGreaterThan(500_000);
      expect(waitMs).toBeLessThanOrEqual(600_000);
    }
    expect(await other.take('once', 60_000, 0)).toBe(0);
  });

  test('is the next hub’s at once after a run that was broken off', async () => {
    const one = databaseLease(database, 'hub-1');
    await one.take('broken-off', 60_000, 600_000);
    await one.release('broken-off', false);
    expect(await databaseLease(database, 'hub-2').take('broken-off', 60_000, 600_000)).toBe(0);
  });
});

test('a hub whose turn it is not asks again when the lease says', async () => {
  const asked: number[] = [];
  const released: boolean[] = [];
  const lease = {
    take: async (_name: string, _leaseMs: number, sinceMs: number) => (asked.push(sinceMs) === 1 ? 250 : 0),
    keep: async () => true,
    release: async (_name: string, ended: boolean) => void released.push(ended),
  };
  const { scheduler } = start({ lease });
  let runs = 0;
  scheduler.add({
    name: 'mirror',
    everyMs: 1_000,
    async run() {
      runs += 1;
      if (runs === 1) throw new Error('the platform is down');
    },
  });
  await clock.advance(249);
  expect([runs, asked]).toEqual([0, [1_000]]);
  await clock.advance(1);
  // One that failed is tried again an interval later, by whichever hub.
  expect([runs, released]).toEqual([1, [true]]);
  await clock.advance(1_000);
  expect([runs, asked, released]).toEqual([2, [1_000, 1_000, 1_000], [true, true]]);
});
