import { describe, expect, test } from '@jest/globals';
import type { ExchangeStage, Passage } from '../../../src/adapter/wire/passage.js';
import { Attempt } from '../../../src/adapter/wire/passage.js';
import { quotaStage } from '../../../src/adapter/wire/stages/quota.js';
import { manualClock } from '../../support/clock.js';
import { failure, outcomeOf, passageOf } from '../../support/wire.js';

const request = { method: 'GET', url: '/' } as const;

/** Calls that each need `exchanges` exchanges, through both ends of the stage; `sent` holds when each was sent. */
function stage(calls = 10, perMs = 1_000, exchanges = 1) {
  const clock = manualClock();
  const start = clock.now();
  const sent: number[] = [];
  const quota = quotaStage(clock, { calls, perMs });
  const send: ExchangeStage = quota.inner(() => {
    sent.push(clock.now() - start);
    return Promise.resolve({ status: 200, headers: {}, body: Buffer.alloc(0) });
  });
  const attempts: Attempt[] = [];
  const enter = quota.outer(async <T>(passage: Passage<T>) => {
    const attempt = new Attempt('register', passage.operation, 'c-1', passage);
    attempts.push(attempt);
    for (let count = 0; count < exchanges; count += 1) await send(request, attempt);
    return 'ok' as T;
  });
  return {
    clock,
    sent,
    attempts,
    ask: (ms?: number) => outcomeOf(enter(passageOf({ clock, ...(ms && { ms }) }))),
  };
}

/** The most exchanges within any period. */
function densest(times: readonly number[], perMs: number): number {
  return Math.max(...times.map((from) => times.filter((time) => time >= from && time < from + perMs).length));
}

describe('the quota', () => {
  test('ten a second: a burst of 35 goes out in order, never more than ten in any second', async () => {
    const { clock, ask, sent } = stage();
    const asked = Array.from({ length: 35 }, () => ask());
    await clock.advance(0);
    expect(sent).toHaveLength(10);
    await clock.advance(4_000);
    expect(sent).toHaveLength(35);
    expect(densest(sent, 1_000)).toBe(10);
    expect(asked.every((outcome) => outcome.now === 'ok')).toBe(true);
    expect(clock.pending).toBe(0);
  });

  test('a pause gives no right to more: not twice the number within one period', async () => {
    const { clock, ask, sent } = stage();
    await clock.advance(60_000);
    for (let index = 0; index < 20; index += 1) ask();
    await clock.advance(900);
    for (let index = 0; index < 10; index += 1) ask();
    await clock.advance(5_000);
    expect(sent).toHaveLength(30);
    expect(densest(sent, 1_000)).toBe(10);
  });

  test('who cannot be served before the deadline is told at once, and takes no place', async () => {
    const { clock, ask, sent } = stage(1, 1_000);
    ask();
    const hasty = ask(500);
    await clock.advance(0);
    expect(hasty.now).toBe('QUOTA');
    const patient = ask();
    await clock.advance(1_100);
    expect(patient.now).toBe('ok');
    expect(sent).toHaveLength(2);
  });

  test('every exchange counts, also the second one of one call', async () => {
    const { clock, ask, sent } = stage(2, 1_000, 3);
    const outcome = ask();
    await clock.advance(0);
    expect(sent).toHaveLength(2);
    await clock.advance(1_100);
    expect(sent).toHaveLength(3);
    expect(outcome.now).toBe('ok');
  });

  test('a try that ends while it waits for a place sends nothing any more', async () => {
    const { clock, ask, sent, attempts } = stage(1, 1_000, 2);
    const outcome = ask();
    await clock.advance(10);
    attempts[0]?.end(failure('TIMEOUT'));
    await clock.advance(5_000);
    expect(outcome.now).toBe('TIMEOUT');
    expect(sent).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('no quota: no waiting', async () => {
    const quota = quotaStage(manualClock(), null);
    const next = <T>() => Promise.resolve('ok' as T);
    expect(quota.outer(next)).toBe(next);
  });
});
