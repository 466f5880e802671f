import { afterEach, describe, expect, test } from '@jest/globals';
import { attemptChange } from '../../src/adapter/attempt-change.js';
import { PlatformError, type PlatformErrorCode } from '../../src/adapter/platform-error.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { Send } from '../../src/adapter/wire/wire.js';
import { freePort } from '../../src/server/free-port.js';
import { systemClock } from '../../src/context/clock.js';
import { callContext, type TestWire, testWire } from '../support/wire.js';

let open: TestWire | null = null;
afterEach(() => open?.close());

async function attempt(perform: (send: Send) => Promise<string>, baseUrl: string) {
  open = testWire({ baseUrl });
  return attemptChange(open.wire, { operation: 'book', perform }, callContext());
}

describe('a change that the platform does not recognise when it comes twice', () => {
  test('given an answer, then it is given', async () => {
    const server = await startSimulatorServer({
      name: 'x',
      clock: systemClock,
      route: async () => ({ operation: 'book', status: 200, body: 'done' }),
    });
    const read = async (send: Send) => (await send({ method: 'POST', url: 'book' })).body.toString();
    expect(await attempt(read, server.url)).toEqual({ kind: 'ANSWERED', value: 'done' });
    await server.close();
  });

  test('given nobody listens, then it was not made, though it was handed over', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await expect(
      attempt(async (send) => String(await send({ method: 'POST', url: 'book' })), url),
    ).rejects.toMatchObject({ code: 'NETWORK', platformCode: 'ECONNREFUSED' });
  });

  test.each<[PlatformErrorCode, boolean]>([
    ['TIMEOUT', true],
    ['NETWORK', true],
    ['HTTP_5XX', true],
    ['MALFORMED', true],
    ['TOO_LARGE', true],
    ['SERVER_FAULT', true],
    ['DEADLINE', true],
    ['HTTP_4XX', false],
    ['THROTTLED', false],
    ['QUOTA', false],
    ['CREDENTIALS', false],
    ['BREAKER_OPEN', false],
    ['BULKHEAD_FULL', false],
    ['CLIENT_FAULT', false],
    ['REFUSED', false],
    ['NOT_CONFIGURED', false],
  ])('given it was sent and ended with %s, then whether it is in doubt is %s', async (code, inDoubt) => {
    const server = await startSimulatorServer({
      name: 'x',
      clock: systemClock,
      route: async () => ({ operation: 'book', status: 200 }),
    });
    const outcome = attempt(async (send) => {
      await send({ method: 'POST', url: 'book' });
      throw new PlatformError('register', code);
    }, server.url);
    if (inDoubt) expect(await outcome).toEqual({ kind: 'IN_DOUBT', reason: code });
    else await expect(outcome).rejects.toMatchObject({ code });
    expect(server.calls).toHaveLength(1);
    await server.close();
  });

  test('given it failed before anything was sent, then it was not made', async () => {
    const failing = () => Promise.reject(new PlatformError('register', 'TIMEOUT'));
    await expect(attempt(failing, 'http://127.0.0.1:9')).rejects.toMatchObject({ code: 'TIMEOUT' });
  });
});

describe('a change with a key that the platform honours', () => {
  const key = '5b0c9a52-6f0b-4f0e-9c3a-0e3b7f3f2c11';
  const book = (baseUrl: string) => {
    open = testWire({ baseUrl, policy: { retry: { attempts: 2, baseMs: 1, maxMs: 1 } } });
    const perform = async (send: Send) => (await send({ method: 'POST', url: 'book' })).body.toString();
    return attemptChange(open.wire, { operation: 'book', idempotencyKey: key, perform }, callContext());
  };
  const answering = (...statuses: readonly number[]) => {
    const left = [...statuses];
    return startSimulatorServer({
      name: 'x',
      clock: systemClock,
      route: async () => ({ operation: 'book', status: left.shift() ?? 200, body: 'done' }),
    });
  };

  test('given the first answer is lost, then it is tried again', async () => {
    const server = await answering(504, 200);
    expect(await book(server.url)).toEqual({ kind: 'ANSWERED', value: 'done' });
    expect(server.calls).toHaveLength(2);
    await server.close();
  });

  test('given the first answer is lost and the second try refused, then it is in doubt', async () => {
    const server = await answering(504, 401);
    expect(await book(server.url)).toEqual({ kind: 'IN_DOUBT', reason: 'HTTP_5XX' });
    await server.close();
  });

  test('given every try is refused, then it was not made', async () => {
    const server = await answering(429, 429);
    await expect(book(server.url)).rejects.toMatchObject({ code: 'THROTTLED' });
    await server.close();
  });
});
