import { describe, expect, test } from '@jest/globals';
import type { BreakerState } from '../../../src/operations/metrics.js';
import { createHealthRecord } from '../../../src/adapter/wire/connection-health.js';
import { manualClock } from '../../support/clock.js';
import { failure } from '../../support/wire.js';

function record() {
  const clock = manualClock();
  let breaker: BreakerState = 'CLOSED';
  const health = createHealthRecord(clock, () => breaker);
  return {
    clock,
    health,
    breakerIs(state: BreakerState) {
      breaker = state;
      health.breakerChanged();
    },
  };
}

describe('the health of a connection', () => {
  test('is unknown before the first call', () => {
    expect(record().health.read()).toEqual({
      state: 'UNKNOWN',
      breaker: 'CLOSED',
      since: null,
      lastSuccessAt: null,
      lastErrorAt: null,
      lastErrorCode: null,
      errorRate: null,
      p95Ms: null,
    });
  });

  test('goes up, degraded, down and up again, and tells since when', async () => {
    const { clock, health, breakerIs } = record();
    const start = clock.now();
    health.succeeded(start);
    expect(health.read()).toMatchObject({
      state: 'UP',
      since: new Date(start),
      lastSuccessAt: new Date(start),
    });
    await clock.advance(1_000);
    health.failed(failure('TIMEOUT'), start);
    expect(health.read()).toMatchObject({
      state: 'DEGRADED',
      since: new Date(start + 1_000),
      lastErrorCode: 'TIMEOUT',
      errorRate: 0.5,
    });
    expect(health.failingSince()).toBe(start + 1_000);
    await clock.advance(1_000);
    breakerIs('OPEN');
    expect(health.read()).toMatchObject({ state: 'DOWN', since: new Date(start + 2_000), breaker: 'OPEN' });
    breakerIs('HALF_OPEN');
    expect(health.read().state).toBe('DEGRADED');
    health.succeeded(clock.now());
    breakerIs('CLOSED');
    expect(health.read()).toMatchObject({ state: 'UP', lastErrorAt: new Date(start + 1_000) });
    expect(health.failingSince()).toBeNull();
  });

  test('is unknown again when nobody asked for five minutes since a failure', async () => {
    const { clock, health, breakerIs } = record();
    health.failed(failure('TIMEOUT'), clock.now());
    breakerIs('OPEN');
    await clock.advance(5 * 60_000);
    expect(health.read().state).toBe('DOWN');
    await clock.advance(1);
    expect(health.read()).toMatchObject({ state: 'UNKNOWN', breaker: 'OPEN', lastErrorCode: 'TIMEOUT' });
    health.failed(failure('TIMEOUT'), clock.now());
    expect(health.read().state).toBe('DOWN');
  });

  test('an answer of no is an answer; an error of ours tells nothing', () => {
    const { clock, health } = record();
    health.failed(failure('HTTP_4XX'), clock.now());
    expect(health.read()).toMatchObject({ state: 'UP', errorRate: 0 });
    for (const code of ['DEADLINE', 'QUOTA', 'BULKHEAD_FULL'] as const)
      health.failed(failure(code), clock.now());
    expect(health.read()).toMatchObject({ state: 'UP', errorRate: 0, lastErrorCode: null });
    health.failed(failure('CREDENTIALS'), clock.now());
    expect(health.read()).toMatchObject({ state: 'DEGRADED', errorRate: 0.5 });
  });

  test('looks five minutes back', async () => {
    const { clock, health } = record();
    for (let count = 1; count <= 100; count += 1) health.succeeded(clock.now() - count);
    expect(health.read()).toMatchObject({ p95Ms: 95, errorRate: 0 });
    await clock.advance(4 * 60_000);
    health.failed(failure('NETWORK'), clock.now() - 3);
    expect(health.read().errorRate).toBeCloseTo(1 / 101);
    await clock.advance(2 * 60_000);
    expect(health.read()).toMatchObject({ errorRate: 1, p95Ms: 3 });
    await clock.advance(5 * 60_000);
    expect(health.read()).toMatchObject({ errorRate: null, p95Ms: null, state: 'UNKNOWN' });
  });

  test('keeps the newest when there are very many', () => {
    const { clock, health } = record();
    for (let count = 0; count < 5_000; count += 1) health.succeeded(clock.now() - 7);
    expect(health.read().p95Ms).toBe(7);
  });
});
