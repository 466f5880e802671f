import { type Clock, systemClock } from '../../src/context/clock.js';

export interface ManualClock extends Clock {
  /**
   * Moves time on, timer by timer in order; between two timers everything that waits on them runs,
   * so that a timer set by a callback within the stretch fires too.
   */
  advance(ms: number): Promise<void>;
  /** How many timers wait: sleepers and callbacks. */
  readonly pending: number;
  /** When the first of them fires; null when there is none. */
  readonly nextAt: number | null;
}

interface Timer {
  readonly at: number;
  readonly fire: () => void;
}

// Taken at import, before any test replaces the globals by fake ones.
const realSetImmediate = setImmediate;

/** Lets promises and the ready part of the event loop run out. */
export async function settle(rounds = 3): Promise<void> {
  for (let round = 0; round < rounds; round += 1) await new Promise<void>((done) => realSetImmediate(done));
}

/** Time that stands still until a test advances it. Starts on 1 June 2026, 10:00 UTC, unless told. */
export function manualClock(start: number | Date = Date.UTC(2026, 5, 1, 10)): ManualClock {
  let now = Number(start);
  const timers = new Set<Timer>();

  const add = (ms: number, fire: () => void) => {
    const timer = { at: now + Math.max(0, ms), fire };
    timers.add(timer);
    return timer;
  };
  const nextBefore = (end: number) => {
    let first: Timer | undefined;
    for (const timer of timers) if (timer.at <= end && (!first || timer.at < first.at)) first = timer;
    return first;
  };

  return {
    now: () => now,
    sleep(ms, signal) {
      return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(signal.reason as Error);
        const timer = add(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        const abort = () => {
          timers.delete(timer);
          reject(signal?.reason as Error);
        };
        signal?.addEventListener('abort', abort, { once: true });
      });
    },
    after(ms, callback) {
      const timer = add(ms, callback);
      return () => void timers.delete(timer);
    },
    async advance(ms) {
      const end = now + ms;
      await settle();
      for (let timer = nextBefore(end); timer; timer = nextBefore(end)) {
        timers.delete(timer);
        now = Math.max(now, timer.at);
        timer.fire();
        await settle();
      }
      now = end;
      await settle();
    },
    get pending() {
      return timers.size;
    },
    get nextAt() {
      return nextBefore(Infinity)?.at ?? null;
    },
  };
}

/** The time of this machine, which a test may move on: timers run as they do, what is due by then is due. */
export function movableClock(): Clock & { move(ms: number): void } {
  let ahead = 0;
  return {
    ...systemClock,
    now: () => Date.now() + ahead,
    move: (ms) => void (ahead += ms),
  };
}
