import { describe, expect, test } from '@jest/globals';
import { retryStage } from '../../../src/adapter/wire/stages/retry.js';
import { manualClock } from '../../support/clock.js';
import type { PassageOptions } from '../../support/wire.js';
import { failure, outcomeOf, passageOf } from '../../support/wire.js';

function stage(...errors: readonly Error[]) {
  const clock = manualClock();
  const start = clock.now();
  const tries: number[] = [];
  const retries = { count: 0 };
  const enter = retryStage(clock, <T>() => {
    const error = errors[tries.length];
    tries.push(clock.now() - start);
    return error ? Promise.reject(error) : Promise.resolve('ok' as T);
  });
  return {
    clock,
    tries,
    retries,
    ask: (options: PassageOptions = {}) => outcomeOf(enter(passageOf({ clock, retries, ...options }))),
  };
}

describe('retry', () => {
  test('tries a read again after growing pauses, until it succeeds', async () => {
    const { clock, ask, tries, retries } = stage(failure('HTTP_5XX'), failure('NETWORK'));
    const outcome = ask();
    await clock.advance(5_000);
    expect(outcome.now).toBe('ok');
    expect(tries).toHaveLength(3);
    expect(tries[1]).toBeGreaterThanOrEqual(0);
    expect(tries[2]).toBeLessThanOrEqual(4_000);
    expect(retries.count).toBe(2);
  });

  test('gives the last error when all tries failed', async () => {
    const { clock, ask, tries } = stage(
      failure('HTTP_5XX'),
      failure('TIMEOUT'),
      failure('NETWORK'),
      failure('MALFORMED'),
    );
    const outcome = ask();
    await clock.advance(9_000);
    expect(outcome.now).toBe('NETWORK');
    expect(tries).toHaveLength(3);
  });

  test('never sends an ordinary change twice', async () => {
    for (const code of [
      'TIMEOUT',
      'NETWORK',
      'HTTP_5XX',
      'THROTTLED',
      'SERVER_FAULT',
      'MALFORMED',
    ] as const) {
      const { clock, ask, tries } = stage(failure(code));
      const outcome = ask({ call: { effect: 'change' } });
      await clock.advance(5_000);
      expect(outcome.now).toBe(code);
      expect(tries).toHaveLength(1);
    }
  });

  test('sends a change with a key again', async () => {
    const { clock, ask, tries } = stage(failure('TIMEOUT'));
    const outcome = ask({ call: { effect: 'change', idempotencyKey: 'key-1' } });
    await clock.advance(5_000);
    expect(outcome.now).toBe('ok');
    expect(tries).toHaveLength(2);
  });

  test('does not try again what would fail again, nor an error of ours', async () => {
    for (const error of [
      failure('HTTP_4XX'),
      failure('CREDENTIALS'),
      failure('REFUSED'),
      failure('TOO_LARGE'),
      failure('QUOTA'),
      new TypeError('ours'),
    ]) {
      const { clock, ask, tries } = stage(error);
      ask();
      await clock.advance(5_000);
      expect(tries).toHaveLength(1);
    }
  });

  test('obeys Retry-After', async () => {
    const { clock, ask, tries } = stage(failure('THROTTLED', { status: 429, retryAfterMs: 3_000 }));
    const outcome = ask();
    await clock.advance(2_999);
    expect(tries).toHaveLength(1);
    await clock.advance(1_000);
    expect(outcome.now).toBe('ok');
    expect(tries[1]).toBe(3_000);
  });

  test('does not wait past the deadline: the error comes at once', async () => {
    const { clock, ask, tries } = stage(failure('THROTTLED', { retryAfterMs: 60_000 }));
    const outcome = ask({ ms: 5_000 });
    await clock.advance(0);
    expect(outcome.now).toBe('THROTTLED');
    expect(tries).toHaveLength(1);
    expect(clock.pending).toBe(0);
  });

  test('the pauses of many askers are spread at random', async () => {
    const seconds = new Set<number>();
    for (let asker = 0; asker < 20; asker += 1) {
      const { clock, ask, tries } = stage(failure('NETWORK'));
      ask({ policy: { retry: { baseMs: 1_000 } } });
      await clock.advance(5_000);
      seconds.add(tries[1] ?? -1);
    }
    expect(seconds.size).toBeGreaterThan(10);
  });
});
