import { describe, expect, test } from '@jest/globals';
import type { BreakerState } from '../../../src/operations/metrics.js';
import type { PlatformErrorCode } from '../../../src/adapter/platform-error.js';
import { mergePolicies } from '../../../src/adapter/wire/policy.js';
import { circuitBreakerStage } from '../../../src/adapter/wire/stages/circuit-breaker.js';
import { manualClock } from '../../support/clock.js';
import { failure, opened, outcomeOf, passageOf } from '../../support/wire.js';

function stage() {
  const clock = manualClock();
  const changes: BreakerState[] = [];
  let asked = 0;
  let answer: () => Promise<unknown> = () => Promise.resolve('ok');
  const policy = mergePolicies({
    breaker: { failures: 3, failurePercent: 50, windowMs: 10_000, openMs: 5_000 },
  }).breaker;
  const breaker = circuitBreakerStage(
    clock,
    policy,
    (state) => changes.push(state),
    <T>() => {
      asked += 1;
      return answer() as Promise<T>;
    },
  );
  const call = () => breaker.enter(passageOf({ clock }));
  return {
    clock,
    breaker,
    changes,
    asked: () => asked,
    call,
    answers: (next: () => Promise<unknown>) => void (answer = next),
    async times(count: number, code: PlatformErrorCode | null) {
      answer = () => (code ? Promise.reject(failure(code)) : Promise.resolve('ok'));
      for (let index = 0; index < count; index += 1) await call().catch(() => undefined);
    },
  };
}

describe('the circuit breaker', () => {
  test('opens after its number of failures; then nothing reaches the platform', async () => {
    const { times, call, asked, breaker } = stage();
    await times(3, 'HTTP_5XX');
    expect(breaker.state()).toBe('OPEN');
    await expect(call()).rejects.toMatchObject({ code: 'BREAKER_OPEN' });
    expect(asked()).toBe(3);
  });

  test.each(['TIMEOUT', 'NETWORK', 'HTTP_5XX', 'SERVER_FAULT', 'MALFORMED', 'TOO_LARGE'] as const)(
    'counts %s',
    async (code) => {
      const { times, breaker } = stage();
      await times(3, code);
      expect(breaker.state()).toBe('OPEN');
    },
  );

  test.each([
    'HTTP_4XX',
    'CLIENT_FAULT',
    'REFUSED',
    'CREDENTIALS',
    'THROTTLED',
    'QUOTA',
    'BULKHEAD_FULL',
    'DEADLINE',
  ] as const)('does not count %s', async (code) => {
    const { times, breaker } = stage();
    await times(20, code);
    expect(breaker.state()).toBe('CLOSED');
  });

  test('stays closed while failures are few among many, or spread over more than its window', async () => {
    const few = stage();
    await few.times(10, null);
    await few.times(5, 'NETWORK');
    expect(few.breaker.state()).toBe('CLOSED');
    const spread = stage();
    for (let index = 0; index < 6; index += 1) {
      await spread.times(1, 'NETWORK');
      await spread.clock.advance(6_000);
    }
    expect(spread.breaker.state()).toBe('CLOSED');
  });

  test('after its time one call may try; its success closes the breaker', async () => {
    const { clock, times, call, changes, asked, answers, breaker } = stage();
    await times(3, 'TIMEOUT');
    await clock.advance(4_999);
    await expect(call()).rejects.toMatchObject({ code: 'BREAKER_OPEN' });
    await clock.advance(1);
    const trial = opened();
    answers(() => trial.promise);
    const first = call();
    expect(breaker.state()).toBe('HALF_OPEN');
    await expect(call()).rejects.toMatchObject({ code: 'BREAKER_OPEN' });
    trial.resolve('well');
    await expect(first).resolves.toBe('well');
    expect(asked()).toBe(4);
    expect(changes).toEqual(['OPEN', 'HALF_OPEN', 'CLOSED']);
    await times(2, 'NETWORK');
    expect(breaker.state()).toBe('CLOSED');
  });

  test.each(['HTTP_5XX', 'BULKHEAD_FULL', 'DEADLINE', 'CREDENTIALS'] as const)(
    'a trial that ends in %s opens it again',
    async (code) => {
      const { clock, times, breaker } = stage();
      await times(3, 'NETWORK');
      await clock.advance(5_000);
      await times(1, code);
      expect(breaker.state()).toBe('OPEN');
      await clock.advance(5_000);
      await times(1, null);
      expect(breaker.state()).toBe('CLOSED');
    },
  );

  test('a trial that the platform refuses shows that it is there', async () => {
    const { clock, times, breaker } = stage();
    await times(3, 'NETWORK');
    await clock.advance(5_000);
    await times(1, 'CLIENT_FAULT');
    expect(breaker.state()).toBe('CLOSED');
  });

  test('passes on what the call gave, and its error unchanged', async () => {
    const { call, answers } = stage();
    expect(await call()).toBe('ok');
    const error = failure('SERVER_FAULT', { platformCode: '99995' });
    answers(() => Promise.reject(error));
    const outcome = outcomeOf(call());
    await expect(call()).rejects.toBe(error);
    expect(outcome.now).toBe('SERVER_FAULT');
  });
});
