import { describe, expect, test } from '@jest/globals';
import type { RunningAdapter } from '../../src/adapter/contract.js';
import { createHealthMonitor } from '../../src/adapter/health-monitor.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PlatformErrorCode } from '../../src/adapter/platform-error.js';
import type { ConnectionHealth, Wire } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import { manualClock } from '../support/clock.js';
import { memoryLog } from '../support/log.js';

const silent: ConnectionHealth = {
  state: 'UNKNOWN',
  breaker: 'CLOSED',
  since: null,
  lastSuccessAt: null,
  lastErrorAt: null,
  lastErrorCode: null,
  errorRate: null,
  p95Ms: null,
};

/** An adapter whose connections are as told; its own check fails with `code` when there is one. */
function monitored(...connections: Partial<ConnectionHealth>[]) {
  const clock = manualClock();
  const log = memoryLog();
  const platform: { code: PlatformErrorCode | null } = { code: null };
  const wires = connections.map((health): Wire => ({
    health: () => ({ ...silent, ...health }),
    call: () => Promise.reject(new Error('not called')),
    close: () => Promise.resolve(),
  }));
  const running: RunningAdapter = {
    ports: {},
    check: () => Promise.resolve([]),
    health: () =>
      platform.code === null
        ? Promise.resolve()
        : Promise.reject(new PlatformError('register', platform.code)),
  };
  const monitor = createHealthMonitor({
    adapters: [{ name: 'register', running, wires }],
    checkMs: 1_000,
    clock,
    log,
  });
  return { monitor, platform, clock, log };
}

describe('the health of an adapter', () => {
  test('is that of its worst connection', () => {
    const { monitor } = monitored({ state: 'UP' }, { state: 'DOWN', breaker: 'OPEN' }, { state: 'DEGRADED' });
    expect(monitor.healthOf('register')).toMatchObject({ state: 'DOWN', breaker: 'OPEN' });
    expect(monitor.healthOf('ebox')).toBeNull();
  });

  test('is up when its check passes and nobody asked the others, or not lately', async () => {
    const { monitor, clock } = monitored({}, { state: 'UNKNOWN', breaker: 'OPEN', lastErrorCode: 'TIMEOUT' });
    expect(monitor.healthOf('register')).toMatchObject({ state: 'UNKNOWN' });
    await monitor.checkAll();
    expect(monitor.healthOf('register')).toMatchObject({
      state: 'UP',
      lastSuccessAt: new Date(clock.now()),
    });
  });

  test('is down since its check fails, told once, and up again when it passes', async () => {
    const { monitor, platform, clock, log } = monitored({ state: 'UP' });
    await monitor.checkAll();
    platform.code = 'NETWORK';
    await monitor.checkAll();
    const since = new Date(clock.now());
    await clock.advance(60_000);
    await monitor.checkAll();
    expect(monitor.healthOf('register')).toMatchObject({ state: 'DOWN', since, lastErrorCode: 'NETWORK' });
    platform.code = null;
    await monitor.checkAll();
    expect(monitor.healthOf('register')).toMatchObject({ state: 'UP' });
    expect(log.lines.map(({ event }) => event)).toEqual(['adapter.down', 'adapter.recovered']);
  });
});

test('of many adapters is asked with a signal for each, which all end when the round is told to end', async () => {
  const signals: AbortSignal[] = [];
  const adapters = Array.from({ length: 12 }, (_, at) => ({
    name: `register-${at}`,
    wires: [],
    running: {
      ports: {},
      check: () => Promise.resolve([]),
      health: ({ signal }: CallContext) => {
        signals.push(signal!);
        return Promise.resolve();
      },
    },
  }));
  const round = new AbortController();
  await createHealthMonitor({ adapters, checkMs: 1_000, clock: manualClock(), log: memoryLog() }).checkAll(
    round.signal,
  );
  round.abort();

  expect(new Set([round.signal, ...signals]).size).toBe(13);
  expect(signals.every(({ aborted }) => aborted)).toBe(true);
});
