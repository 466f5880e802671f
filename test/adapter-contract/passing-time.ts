import { webcrypto } from 'node:crypto';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { Clock } from '../../src/context/clock.js';
import { manualClock, settle } from '../support/clock.js';

/** Time that passes only while nobody is at work: no exchange on its way over loopback, no code of ours running. */
export interface PassingTime {
  readonly clock: Clock;
  /** For the simulator: its waiting is part of its fault, so time passes although an exchange is under way. */
  readonly simulatorClock: Clock;
  /** Lets time pass, timer by timer, until the promise settles. Rejects when it never can. */
  until<T>(work: Promise<T>): Promise<T>;
  advance(ms: number): Promise<void>;
  close(): void;
}

/** How long nothing may happen before the hub is taken to wait for the clock. */
const quietMs = 10;
/** And in how many turns of the event loop: on a busy machine this process may be held up for longer than that. */
const quietTurns = 50;
const stuckMs = 20_000;

const isReadingFiles = () => process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq'));

/** Begins at the real time, by which certificates are judged. */
export function passingTime(): PassingTime {
  const clock = manualClock(Date.now());
  let asleep = 0;
  const simulatorClock: Clock = {
    now: () => clock.now(),
    after: (ms, callback) => clock.after(ms, callback),
    async sleep(ms, signal) {
      asleep += 1;
      try {
        await clock.sleep(ms, signal);
      } finally {
        asleep -= 1;
      }
    },
  };

  // undici tells of every request of this process when it begins, and how it ended.
  const underWay = new Set<unknown>();
  const begun = (message: unknown) => void underWay.add((message as { request: unknown }).request);
  const ended = (message: unknown) => void underWay.delete((message as { request: unknown }).request);
  subscribe('undici:request:create', begun);
  subscribe('undici:request:trailers', ended);
  subscribe('undici:request:error', ended);

  const signing = watchSigning();

  return {
    clock,
    simulatorClock,
    advance: (ms) => clock.advance(ms),
    async until(work) {
      let settled = false;
      const done = () => void (settled = true);
      work.then(done, done);
      const began = performance.now();
      for (let quietSince = began, turns = 0; !settled;) {
        await settle(1);
        turns += 1;
        const now = performance.now();
        if (now - began > stuckMs) throw new Error('Nothing happens any more, and no timer is set.');
        if (isReadingFiles() || signing.underWay() || (underWay.size > 0 && asleep === 0))
          [quietSince, turns] = [now, 0];
        const { nextAt } = clock;
        if (now - quietSince < quietMs || turns < quietTurns || nextAt === null) continue;
        await clock.advance(nextAt - clock.now());
        [quietSince, turns] = [performance.now(), 0];
      }
      return work;
    },
    close() {
      signing.close();
      unsubscribe('undici:request:create', begun);
      unsubscribe('undici:request:trailers', ended);
      unsubscribe('undici:request:error', ended);
    },
  };
}

type Job = (...args: unknown[]) => Promise<unknown>;

/** Signing, and the reading of keys, happens in threads of which the process tells nothing: on a busy machine it takes a while. */
function watchSigning(): { underWay(): boolean; close(): void } {
  const prototype = Object.getPrototypeOf(webcrypto.subtle) as Record<'sign' | 'importKey', Job>;
  const { sign, importKey } = prototype;
  let jobs = 0;
  const counted = (job: Job): Job =>
    async function (this: unknown, ...args) {
      jobs += 1;
      try {
        return await job.apply(this, args);
      } finally {
        jobs -= 1;
      }
    };
  prototype.sign = counted(sign);
  prototype.importKey = counted(importKey);
  return {
    underWay: () => jobs > 0,
    close() {
      prototype.sign = sign;
      prototype.importKey = importKey;
    },
  };
}
