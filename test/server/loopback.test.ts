import { describe, expect, test } from '@jest/globals';
import type { FastifyRequest } from 'fastify';
import { isFromThisMachine, namesThisMachine } from '../../src/server/loopback.js';

const request = (remoteAddress: string | undefined, headers: Record<string, string> = {}) =>
  ({ socket: { remoteAddress }, headers }) as unknown as FastifyRequest;

describe('a request from this machine', () => {
  test.each(['127.0.0.1', '127.0.0.53', '::1', '::ffff:127.0.0.1'])('comes from %s', (address) => {
    expect(isFromThisMachine(request(address))).toBe(true);
  });

  test.each(['10.1.2.3', '::ffff:10.1.2.3', '2001:db8::1', '127.0.0.1.example', '', undefined])(
    'does not come from %s',
    (address) => {
      expect(isFromThisMachine(request(address))).toBe(false);
    },
  );

  test.each(['x-forwarded-for', 'x-real-ip', 'forwarded'])(
    'does not carry %s: then a proxy passed it on',
    (header) => {
      expect(isFromThisMachine(request('127.0.0.1', { [header]: '127.0.0.1' }))).toBe(false);
    },
  );
});

describe('the name of this machine', () => {
  test.each(['localhost', 'localhost:4000', 'LOCALHOST:4000', '127.0.0.1:4000', '[::1]:4000'])(
    'is %s',
    (host) => {
      expect(namesThisMachine(request('127.0.0.1', { host }))).toBe(true);
    },
  );

  test.each(['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io:4000', ''])('is not %j', (host) => {
    expect(namesThisMachine(request('127.0.0.1', { host }))).toBe(false);
  });
});
