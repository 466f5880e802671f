import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import { noLease, type ScheduleLease } from './lease.js';

export interface Schedule {
  /** Stable: the key of its lease and of its log lines. */
  readonly name: string;
  /** From the end of one run, of whichever hub, to the start of the next, in milliseconds. */
  readonly everyMs: number;
  /** Wait before the first run in milliseconds; 0 when left out. */
  readonly firstAfterMs?: number;
  /** One run. It ends early, losing nothing, when `signal` aborts. What it throws is logged and counted; the next run comes all the same. */
  run(signal: AbortSignal): Promise<void>;
}

export interface ScheduleState {
  readonly name: string;
  readonly running: boolean;
  readonly runs: number;
  readonly failures: number;
  /** Null when it never ended. */
  readonly lastEndedAt: Date | null;
  readonly lastFailedAt: Date | null;
}

export interface SchedulerOptions {
  readonly clock: Clock;
  readonly log: Log;
  /** Left out: this hub is alone with its schedules. */
  readonly lease?: ScheduleLease;
  /** How long `close` waits for runs at work, in milliseconds. */
  readonly closeWaitMs?: number;
  /** Spreads the runs of several hubs: each wait is up to this share longer. 0 to 1. */
  readonly jitter?: number;
  readonly random?: () => number;
}

export interface Scheduler {
  /** Starts a schedule. Throws when the name is taken. */
  add(schedule: Schedule): void;
  /** Runs one now, due or not, or waits for the run at work; resolves when it ended, whatever came of it. */
  runNow(name: string): Promise<void>;
  states(): ScheduleState[];
  /** Plans nothing more, asks runs at work to end and waits for them, `closeWaitMs` at most. */
  close(): Promise<void>;
}

interface Entry {
  readonly schedule: Schedule;
  cancel: () => void;
  running: Promise<void> | null;
  runs: number;
  failures: number;
  lastEndedAt: Date | null;
  lastFailedAt: Date | null;
}

// Long enough to outlive a slow run between two renewals, short enough that a crashed hub does not hold the others up.
const leaseMs = 60_000;

/** Schedules inside the process: never two runs of one at a time, and with a lease once in each interval for all hubs together. */
export function createScheduler(options: SchedulerOptions): Scheduler {
  const { clock, log, lease = noLease, closeWaitMs = 3_000, jitter = 0.1, random = Math.random } = options;
  const entries = new Map<string, Entry>();
  const closing = new AbortController();
  let closed: Promise<void> | undefined;

  function plan(entry: Entry, ms: number): void {
    entry.cancel();
    if (closing.signal.aborted) return;
    entry.cancel = clock.after(ms, () => void start(entry, entry.schedule.everyMs));
  }

  function start(entry: Entry, sinceMs: number): Promise<void> {
    const { everyMs } = entry.schedule;
    entry.running ??= runOnce(entry, sinceMs)
      .then((waitMs) => plan(entry, waitMs || everyMs * (1 + jitter * random())))
      .finally(() => (entry.running = null));
    return entry.running;
  }

  /** How long to wait for the next because it was not the turn of this one, in milliseconds; 0 when it was. */
  async function runOnce(entry: Entry, sinceMs: number): Promise<number> {
    const { name, run } = entry.schedule;
    let taken = false;
    let ended = false;
    try {
      const waitMs = await lease.take(name, leaseMs, sinceMs);
      taken = waitMs === 0;
      if (!taken || closing.signal.aborted) return waitMs;
      entry.runs += 1;
      await withRenewal(name, run);
      ended = true;
    } catch (error) {
      if (closing.signal.aborted) return 0;
      ended = true;
      entry.failures += 1;
      entry.lastFailedAt = new Date(clock.now());
      log.error('schedule.failed', {
        schedule: name,
        error: error instanceof Error ? error.message : String(error),
      });
    } finally {
      if (taken) {
        entry.lastEndedAt = new Date(clock.now());
        await lease
          .release(name, ended)
          .catch(() => log.warn('schedule.lease.unreleased', { schedule: name }));
      }
    }
    return 0;
  }

  /** Keeps the lease while the run is at work, and asks the run to end when the lease is lost. */
  async function withRenewal(name: string, run: Schedule['run']): Promise<void> {
    const lost = new AbortController();
    let cancel = () => {};
    const renewLater = () => {
      cancel = clock.after(leaseMs / 3, () => {
        lease.keep(name, leaseMs).then(
          (kept) => (kept ? renewLater() : lost.abort(new Error('Another hub runs this schedule.'))),
          () => renewLater(),
        );
      });
    };
    renewLater();
    try {
      await run(AbortSignal.any([closing.signal, lost.signal]));
    } finally {
      cancel();
    }
  }

  async function close(): Promise<void> {
    closing.abort(new Error('The hub is closing.'));
    for (const entry of entries.values()) entry.cancel();
    const running = [...entries.values()].flatMap((entry) => entry.running ?? []);
    if (running.length === 0) return;
    let cancel = () => {};
    const tooLong = new Promise<void>((resolve) => {
      cancel = clock.after(closeWaitMs, resolve);
    });
    await Promise.race([Promise.allSettled(running), tooLong]);
    cancel();
  }

  return {
    add(schedule) {
      if (entries.has(schedule.name)) throw new Error(`There is already a schedule ${schedule.name}.`);
      const entry: Entry = {
        schedule,
        cancel: () => {},
        running: null,
        runs: 0,
        failures: 0,
        lastEndedAt: null,
        lastFailedAt: null,
      };
      entries.set(schedule.name, entry);
      plan(entry, schedule.firstAfterMs ?? 0);
    },
    async runNow(name) {
      const entry = entries.get(name);
      if (!entry) throw new Error(`There is no schedule ${name}.`);
      entry.cancel();
      await start(entry, 0);
    },
    states: () =>
      [...entries.values()].map(({ schedule, running, runs, failures, lastEndedAt, lastFailedAt }) => ({
        name: schedule.name,
        running: running !== null,
        runs,
        failures,
        lastEndedAt,
        lastFailedAt,
      })),
    close: () => (closed ??= close()),
  };
}
