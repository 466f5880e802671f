import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createWire } from '../../../src/adapter/wire/create-wire.js';
import type { Reach } from '../../../src/adapter/wire/connection.js';
import { isWithin } from '../../../src/adapter/wire/reach.js';
import { systemClock } from '../../../src/context/clock.js';
import { createMetrics } from '../../../src/operations/metrics.js';
import { memoryLog } from '../../support/log.js';
import { callContext } from '../../support/wire.js';

describe('an address', () => {
  test.each(['8.8.8.8', '193.191.1.1', '2a02:2c40::1', '::ffff:8.8.8.8'])(
    '%s is on the internet',
    (address) => {
      expect([isWithin('PUBLIC', address), isWithin('PRIVATE_TOO', address)]).toEqual([true, true]);
    },
  );

  test.each([
    '10.1.2.3',
    '127.0.0.1',
    '127.9.9.9',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '::1',
    'fd12::1',
    '::ffff:10.0.0.1',
    '::ffff:7f00:1',
  ])('%s is within a house', (address) => {
    expect([isWithin('PUBLIC', address), isWithin('PRIVATE_TOO', address)]).toEqual([false, true]);
  });

  test.each([
    '0.0.0.0',
    '169.254.169.254',
    '::ffff:169.254.169.254',
    '100.100.100.200',
    '224.0.0.1',
    '255.255.255.255',
    '::',
    'fe80::1',
    'ff02::1',
    '64:ff9b::a00:1',
    '2002:a00:1::',
    '2001:0:1::1',
    'not an address',
  ])('%s is nowhere', (address) => {
    expect([isWithin('PUBLIC', address), isWithin('PRIVATE_TOO', address)]).toEqual([false, false]);
  });
});

describe('a connection with a reach', () => {
  let server: Server;
  let calls = 0;
  const port = () => (server.address() as AddressInfo).port;
  beforeAll(async () => {
    server = createServer((_request, response) => {
      calls += 1;
      response.end('x'.repeat(100));
    });
    await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  });
  afterAll(() => new Promise((done) => server.close(done)));

  async function ask(host: string, reach?: Reach) {
    const wire = createWire({
      adapter: 'test',
      connection: {
        baseUrl: `http://${host}:${port()}`,
        policy: { retry: { attempts: 1 }, maxAnswerBytes: 50 },
        ...(reach && { reach }),
      },
      clock: systemClock,
      log: memoryLog(),
      metrics: createMetrics(),
    });
    try {
      const { value } = await wire.call(
        {
          operation: 'ask',
          effect: 'read',
          scope: 'NONE',
          request: { method: 'GET', url: '/', bodyIgnored: true },
          read: ({ status, body }) => [status, body.length],
        },
        callContext(),
      );
      return value;
    } finally {
      await wire.close();
    }
  }

  test.each(['127.0.0.1', 'localhost'])('to the internet does not connect to %s', async (host) => {
    calls = 0;
    await expect(ask(host, 'PUBLIC')).rejects.toMatchObject({
      code: 'REFUSED',
      platformCode: 'ADDRESS_NOT_ALLOWED',
      retryable: false,
    });
    expect(calls).toBe(0);
  });

  test.each(['127.0.0.1', 'localhost'])('to the house does connect to %s', async (host) => {
    expect(await ask(host, 'PRIVATE_TOO')).toEqual([200, 0]);
  });

  test('is not asked for by whoever leaves it out, and an answer that is not read is not kept', async () => {
    expect(await ask('127.0.0.1')).toEqual([200, 0]);
  });
});
