import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/context/clock.js';
import type { SimulatorRequest } from '../../src/adapter/simulator/simulator.js';
import type { SimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';

let simulator: SimulatorServer;
let effects: string[];

async function route({ path, method, expiredCredentials }: SimulatorRequest) {
  const operation = path.slice(1);
  if (expiredCredentials) return { operation, status: 403, body: 'sleutel verlopen' };
  if (method === 'POST') effects.push(operation);
  return {
    operation,
    status: 200,
    headers: { 'Content-Type': 'application/json' },
    body: '{"antwoord":"heel"}',
  };
}

beforeEach(async () => {
  effects = [];
  simulator = await startSimulatorServer({
    name: 'proef',
    clock: systemClock,
    route,
    operationOf: ({ path }) => path.slice(1),
  });
});
afterEach(() => simulator.close());

const get = (operation: string, init?: RequestInit) =>
  fetch(`${simulator.url}/${operation}`, { headers: { 'x-correlation-id': 'c-9' }, ...init });

describe('a simulator on loopback', () => {
  test('answers and keeps a log of calls with their headers', async () => {
    expect(await (await get('zoeken')).json()).toEqual({ antwoord: 'heel' });
    expect(simulator.calls).toEqual([
      { operation: 'zoeken', status: 200, headers: expect.objectContaining({ 'x-correlation-id': 'c-9' }) },
    ]);
    simulator.forgetCalls();
    expect(simulator.calls).toEqual([]);
  });

  test('status: for one operation only, with Retry-After, without its effect; healed by an empty list', async () => {
    simulator.fail({ kind: 'status', status: 503, retryAfterSeconds: 9, operation: 'boeken' });
    const failed = await get('boeken', { method: 'POST' });
    expect([failed.status, failed.headers.get('retry-after')]).toEqual([503, '9']);
    expect((await get('zoeken')).status).toBe(200);
    expect(effects).toEqual([]);
    simulator.fail();
    expect((await get('boeken', { method: 'POST' })).status).toBe(200);
    expect(effects).toEqual(['boeken']);
    expect(simulator.calls.map((call) => call.status)).toEqual([503, 200, 200]);
  });

  test('malformed: half the answer and more', async () => {
    simulator.fail({ kind: 'malformed' });
    await expect((await get('zoeken')).json()).rejects.toThrow('JSON');
  });

  test('truncated: the connection breaks in the middle', async () => {
    simulator.fail({ kind: 'truncated' });
    await expect(get('zoeken').then((response) => response.text())).rejects.toThrow();
  });

  test('huge: as many bytes as asked', async () => {
    simulator.fail({ kind: 'huge', bytes: 300_001 });
    expect((await (await get('zoeken')).arrayBuffer()).byteLength).toBe(300_001);
  });

  test('content-type: a page instead of an answer', async () => {
    simulator.fail({ kind: 'content-type' });
    const response = await get('zoeken');
    expect(response.headers.get('content-type')).toContain('text/html');
    expect(await response.text()).toContain('<html>');
  });

  test('expired-credentials: the platform gives its own refusal', async () => {
    simulator.fail({ kind: 'expired-credentials' });
    const response = await get('zoeken');
    expect([response.status, await response.text()]).toEqual([403, 'sleutel verlopen']);
  });

  test('trickle: whole in the end; slow and another fault go together', async () => {
    simulator.fail({ kind: 'slow', ms: 5 }, { kind: 'trickle', bytesPerSecond: 2_000 });
    expect(await (await get('zoeken')).json()).toEqual({ antwoord: 'heel' });
  });

  test('refuse: no connection, and nothing in the log', async () => {
    simulator.fail({ kind: 'refuse' });
    await expect(get('zoeken')).rejects.toThrow();
    expect(simulator.calls).toEqual([]);
  });

  test('closes at once, also while an answer is on its slow way', async () => {
    simulator.fail({ kind: 'slow', ms: 600_000 });
    const asked = get('zoeken').catch(() => 'cut off');
    while (simulator.calls.length === 0) await new Promise((resolve) => setImmediate(resolve));
    await simulator.close();
    expect(await asked).toBe('cut off');
  });

  test('says so when its port is taken', async () => {
    const port = Number(new URL(simulator.url).port);
    await expect(
      startSimulatorServer({ name: 'tweede', clock: systemClock, port, route }),
    ).rejects.toMatchObject({ code: 'EADDRINUSE' });
  });
});
