import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { Clock } from '../../../src/context/clock.js';
import { systemClock } from '../../../src/context/clock.js';
import type { SimulatorServer } from '../../../src/adapter/simulator/simulator-server.js';
import { startSimulatorServer } from '../../../src/adapter/simulator/simulator-server.js';
import type { PolicySettings } from '../../../src/adapter/wire/policy.js';
import type { Send } from '../../../src/adapter/wire/wire.js';
import { manualClock, settle } from '../../support/clock.js';
import type { TestWire } from '../../support/wire.js';
import { callContext, outcomeOf, testWire, wireCall } from '../../support/wire.js';

// One platform behind the whole pipeline, over a real socket. Calls are counted where they arrive.

let platform: SimulatorServer;
let version: number;
const wires: TestWire[] = [];

beforeEach(async () => {
  version = 1;
  platform = await start();
});
afterEach(async () => {
  await Promise.all(wires.splice(0).map((wire) => wire.close()));
  await platform.close();
});

function start(): Promise<SimulatorServer> {
  return startSimulatorServer({
    name: 'register',
    clock: systemClock,
    operationOf: ({ path }) => path.slice(1),
    route: async ({ path }) => ({ operation: path.slice(1), status: 200, body: JSON.stringify({ version }) }),
  });
}

function open(policy: PolicySettings = {}, clock: Clock = systemClock, url = platform.url): TestWire {
  const wire = testWire({ baseUrl: url, policy: { retry: { baseMs: 1, maxMs: 5 }, ...policy } }, { clock });
  wires.push(wire);
  return wire;
}

const post = (operation: string) => async (send: Send) =>
  JSON.parse((await send({ method: 'POST', url: `/${operation}`, body: '<vraag/>' })).body.toString()) as {
    version: number;
  };
const read = () => wireCall(post('zoeken'), { cacheKey: 'alles' });
const change = (idempotencyKey?: string) =>
  wireCall(post('boeken'), {
    operation: 'boeken',
    effect: 'change',
    scope: 'NONE',
    ...(idempotencyKey && { idempotencyKey }),
  });
const count = (operation: string) => platform.calls.filter((call) => call.operation === operation).length;

describe('what is sent again', () => {
  test.each(['status', 'malformed', 'truncated', 'content-type'] as const)(
    'a query under fault "%s" is, also one by POST',
    async (kind) => {
      const { wire, metricsText } = open();
      platform.fail(kind === 'status' ? { kind, status: 503 } : { kind });
      await expect(wire.call(read(), callContext())).rejects.toMatchObject({ name: 'PlatformError' });
      expect(count('zoeken')).toBe(3);
      expect(await metricsText()).toContain(
        'schakel_retries_total{adapter="register",connection="default",operation="zoeken"} 2',
      );
    },
  );

  test('a query succeeds when the platform is well again in time', async () => {
    const { wire } = open({ retry: { attempts: 10, baseMs: 20, maxMs: 20 } });
    platform.fail({ kind: 'status', status: 500 });
    const asked = wire.call(read(), callContext());
    while (count('zoeken') < 2) await settle(1);
    platform.fail();
    expect((await asked).value).toEqual({ version: 1 });
  });

  test('a plain change never is', async () => {
    const { wire } = open({ timeoutMs: 150 });
    const faults = [
      { kind: 'status', status: 503 },
      { kind: 'status', status: 429 },
      { kind: 'malformed' },
      { kind: 'truncated' },
      { kind: 'slow', ms: 5_000 },
    ] as const;
    for (const [index, fault] of faults.entries()) {
      platform.fail(fault);
      await expect(wire.call(change(), callContext())).rejects.toMatchObject({ name: 'PlatformError' });
      expect(count('boeken')).toBe(index + 1);
    }
  });

  test('a change with a key that the platform honours is', async () => {
    const { wire } = open();
    platform.fail({ kind: 'status', status: 503 });
    await expect(wire.call(change('sleutel-1'), callContext())).rejects.toMatchObject({ code: 'HTTP_5XX' });
    expect(count('boeken')).toBe(3);
  });
});

describe('the deadline', () => {
  test('passes down: the try ends with the question, and its socket with it', async () => {
    const { wire } = open({ timeoutMs: 30_000 });
    platform.fail({ kind: 'slow', ms: 60_000 });
    const startedAt = Date.now();
    await expect(wire.call(change(), callContext({ ms: 150 }))).rejects.toMatchObject({ code: 'DEADLINE' });
    expect(Date.now() - startedAt).toBeLessThan(1_000);
  });

  test('no call starts with less time than it needs', async () => {
    const { wire } = open({ minimumMs: 200 });
    await expect(wire.call(read(), callContext({ ms: 150 }))).rejects.toMatchObject({ code: 'DEADLINE' });
    expect(platform.calls).toHaveLength(0);
  });

  test('no retry starts after it, nor waits for longer than it', async () => {
    const { wire } = open();
    platform.fail({ kind: 'status', status: 429, retryAfterSeconds: 60 });
    const startedAt = Date.now();
    await expect(wire.call(read(), callContext({ ms: 5_000 }))).rejects.toMatchObject({
      code: 'THROTTLED',
      retryAfterMs: 60_000,
    });
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(count('zoeken')).toBe(1);
  });

  test('an asker who goes ends a read at once', async () => {
    const { wire } = open();
    platform.fail({ kind: 'slow', ms: 60_000 });
    const leaving = new AbortController();
    const outcome = outcomeOf(wire.call(read(), callContext({ signal: leaving.signal })));
    while (platform.calls.length === 0) await settle(1);
    leaving.abort();
    await settle();
    expect(outcome.now).toBe('DEADLINE');
  });
});

describe('a platform that falls ill', () => {
  const policy: PolicySettings = {
    retry: { attempts: 1 },
    breaker: { failures: 3, openMs: 5_000 },
    cache: { freshMs: 1_000, staleIfErrorMs: 600_000 },
  };

  test('the breaker opens on 5xx, spares the platform, lets one try, and closes', async () => {
    const clock = manualClock();
    const { wire, log, metricsText } = open(policy, clock);
    const ask = () => wire.call(change(), callContext({ clock }));
    platform.fail({ kind: 'status', status: 500 });
    for (let call = 0; call < 3; call += 1) await expect(ask()).rejects.toMatchObject({ code: 'HTTP_5XX' });
    expect(wire.health()).toMatchObject({
      state: 'DOWN',
      breaker: 'OPEN',
      lastErrorCode: 'HTTP_5XX',
      errorRate: 1,
      since: new Date(clock.now()),
    });
    for (let call = 0; call < 10; call += 1)
      await expect(ask()).rejects.toMatchObject({ code: 'BREAKER_OPEN' });
    expect(count('boeken')).toBe(3);
    expect(await metricsText()).toContain('schakel_breaker_state{adapter="register",connection="default"} 2');

    await clock.advance(5_000);
    await expect(ask()).rejects.toMatchObject({ code: 'HTTP_5XX' });
    await expect(ask()).rejects.toMatchObject({ code: 'BREAKER_OPEN' });
    expect(count('boeken')).toBe(4);

    platform.fail();
    await clock.advance(5_000);
    expect((await ask()).value).toEqual({ version: 1 });
    expect(wire.health()).toMatchObject({ state: 'UP', breaker: 'CLOSED' });
    expect(log.of('platform.breaker_changed').map(({ fields }) => fields['state'])).toEqual([
      'OPEN',
      'HALF_OPEN',
      'OPEN',
      'HALF_OPEN',
      'CLOSED',
    ]);
  });

  test.each([400, 404, 401])('status %i does not open it', async (status) => {
    const { wire } = open(policy);
    platform.fail({ kind: 'status', status });
    for (let call = 0; call < 10; call += 1) await wire.call(change(), callContext()).catch(() => undefined);
    expect(wire.health().breaker).toBe('CLOSED');
    expect(count('boeken')).toBe(10);
  });

  test('its last answer is served, STALE, also while the breaker is open; fresh again when it is well', async () => {
    const clock = manualClock();
    const { wire } = open(policy, clock);
    const fetchedAt = new Date(clock.now());
    expect((await wire.call(read(), callContext({ clock }))).source).toMatchObject({
      state: 'FRESH',
      fetchedAt,
    });
    await clock.advance(10_000);
    const downSince = new Date(clock.now());
    platform.fail({ kind: 'refuse' });
    for (let call = 0; call < 5; call += 1) {
      const context = callContext({ clock });
      const { value, source } = await wire.call(read(), context);
      expect(value).toEqual({ version: 1 });
      expect(source).toEqual({
        platform: 'register',
        state: 'STALE',
        fetchedAt,
        since: downSince,
        reason: call < 3 ? 'NETWORK' : 'BREAKER_OPEN',
      });
      expect(context.sources.summary()).toEqual([source]);
    }
    version = 2;
    platform.fail();
    await clock.advance(5_000);
    expect(await wire.call(read(), callContext({ clock }))).toMatchObject({
      value: { version: 2 },
      source: { state: 'FRESH' },
    });
  });

  test('what was never answered is UNAVAILABLE, with the reason', async () => {
    const { wire } = open({ retry: { attempts: 1 } });
    platform.fail({ kind: 'refuse' });
    const context = callContext();
    await expect(wire.call(read(), context)).rejects.toMatchObject({ code: 'NETWORK' });
    expect(context.sources.summary()).toEqual([
      {
        platform: 'register',
        state: 'UNAVAILABLE',
        fetchedAt: null,
        since: expect.any(Date),
        reason: 'NETWORK',
      },
    ]);
  });
});

describe('one platform does not harm another', () => {
  test('a slow one keeps only its own places; the other answers as before', async () => {
    const other = await start();
    const slow = open({ bulkhead: { concurrent: 5, queued: 5 }, timeoutMs: 30_000 });
    const fast = open({}, systemClock, other.url);
    platform.fail({ kind: 'slow', ms: 60_000 });
    const leaving = new AbortController();
    const waiting = Array.from({ length: 20 }, () =>
      outcomeOf(slow.wire.call(wireCall(post('zoeken')), callContext({ signal: leaving.signal }))),
    );
    while (count('zoeken') < 5) await settle(1);
    expect(waiting.filter(({ now }) => now === 'BULKHEAD_FULL')).toHaveLength(10);
    const startedAt = Date.now();
    await Promise.all(
      Array.from({ length: 50 }, () => fast.wire.call(wireCall(post('zoeken')), callContext())),
    );
    expect(Date.now() - startedAt).toBeLessThan(2_000);
    expect(other.calls).toHaveLength(50);
    expect(count('zoeken')).toBe(5);
    leaving.abort();
    await settle();
    expect(waiting.every(({ now }) => now === 'BULKHEAD_FULL' || now === 'DEADLINE')).toBe(true);
    await other.close();
  });
});

describe('limits', () => {
  test('ten calls a second are kept where the platform counts them', async () => {
    const clock = manualClock();
    const arrivals: number[] = [];
    const counting = await startSimulatorServer({
      name: 'register',
      clock,
      route: async () => {
        arrivals.push(clock.now());
        return { operation: 'zoeken', status: 200, body: '{}' };
      },
    });
    const { wire } = open(
      { quota: { calls: 10, perMs: 1_000 }, bulkhead: { concurrent: 50 } },
      clock,
      counting.url,
    );
    const asked = Array.from({ length: 25 }, () =>
      wire.call(wireCall(post('zoeken')), callContext({ clock })),
    );
    for (const [step, expected] of [10, 20, 25].entries()) {
      if (step > 0) await clock.advance(1_020);
      while (arrivals.length < expected) await settle(1);
      await settle(10);
      expect(arrivals).toHaveLength(expected);
    }
    await Promise.all(asked);
    await counting.close();
  });

  test('fifty identical questions at once are one call, and the next one none', async () => {
    const { wire, metricsText } = open({ cache: { freshMs: 60_000 } });
    const answers = await Promise.all(Array.from({ length: 50 }, () => wire.call(read(), callContext())));
    expect(new Set(answers.map(({ value }) => value)).size).toBe(1);
    await wire.call(read(), callContext());
    expect(count('zoeken')).toBe(1);
    const text = await metricsText();
    for (const [result, times] of [
      ['miss', 1],
      ['shared', 49],
      ['fresh', 1],
    ] as const)
      expect(text).toContain(
        `schakel_cache_results_total{adapter="register",connection="default",operation="zoeken",result="${result}"} ${times}`,
      );
  });
});

test('a connection that is closed while a platform hangs does not keep the hub', async () => {
  const { wire } = open();
  platform.fail({ kind: 'slow', ms: 60_000 });
  const outcome = outcomeOf(wire.call(change(), callContext()));
  while (platform.calls.length === 0) await settle(1);
  const startedAt = Date.now();
  await wire.close();
  expect(Date.now() - startedAt).toBeLessThan(4_000);
  await settle();
  expect(outcome.now).toBe('NETWORK');
});
