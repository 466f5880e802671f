import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer } from 'node:http';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../../src/context/clock.js';
import { simulatorCertificates } from '../../../src/adapter/simulator/certificates.js';
import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../../src/adapter/simulator/simulator-server.js';
import type { SimulatorServerOptions } from '../../../src/adapter/simulator/simulator-server.js';
import type { Connection } from '../../../src/adapter/wire/connection.js';
import { networkError, retryAfterMs } from '../../../src/adapter/wire/http-errors.js';
import type { HttpRequest } from '../../../src/adapter/wire/wire.js';
import { callContext, testWire, wireCall } from '../../support/wire.js';

const closing: (() => Promise<unknown>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const answer = {
  operation: 'lees',
  status: 200,
  headers: { 'content-type': 'application/json' },
  body: '{"naam":"Buurthuis De Linde"}',
};

async function simulate(options: Partial<SimulatorServerOptions> = {}) {
  const requests: SimulatorRequest[] = [];
  let reply: SimulatorReply = answer;
  const simulator = await startSimulatorServer({
    name: 'register',
    clock: systemClock,
    route: async (request) => {
      requests.push(request);
      return reply;
    },
    ...options,
  });
  closing.push(() => simulator.close());
  return { simulator, requests, replies: (next: SimulatorReply) => void (reply = next) };
}

function connect(connection: Connection) {
  const { wire, log, close } = testWire({
    ...connection,
    policy: { retry: { attempts: 1 }, timeoutMs: 1_000, ...connection.policy },
  });
  closing.push(close);
  return {
    log,
    send: (request: HttpRequest) =>
      wire
        .call(
          wireCall((send) => send(request)),
          callContext(),
        )
        .then(({ value }) => value),
  };
}

describe('a request', () => {
  test('reaches the path below the base URL, with body, headers and correlation id', async () => {
    const { simulator, requests } = await simulate();
    const { send } = connect({ baseUrl: `${simulator.url}/api/` });
    const response = await send({
      method: 'POST',
      url: '/v1/zoeken?q=a%20b',
      headers: { 'content-type': 'text/xml', 'x-correlation-id': 'mine' },
      body: '<a/>',
    });
    expect(response).toMatchObject({ status: 200, headers: { 'content-type': 'application/json' } });
    expect(JSON.parse(response.body.toString())).toEqual({ naam: 'Buurthuis De Linde' });
    expect(requests[0]).toMatchObject({ method: 'POST', path: '/api/v1/zoeken', body: Buffer.from('<a/>') });
    expect(requests[0]?.query.get('q')).toBe('a b');
    expect(requests[0]?.headers).toMatchObject({
      'content-type': 'text/xml',
      'x-correlation-id': 'c-1',
      'accept-encoding': 'identity',
    });
  });

  test('keeps its connections for the next ones', async () => {
    let connections = 0;
    const server = createHttpServer((_request, response) => response.end('{}')).on(
      'connection',
      () => (connections += 1),
    );
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { send } = connect({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    for (let count = 0; count < 20; count += 1) await send({ method: 'GET', url: '/' });
    // Two: a pool opens a second one when the first has not yet come back at the moment of the next question.
    expect(connections).toBeLessThanOrEqual(2);
  });

  test('may go to an origin that is also allowed, and to no other', async () => {
    const [own, also, foreign] = [await simulate(), await simulate(), await simulate()];
    const { send } = connect({ baseUrl: own.simulator.url, alsoAllowed: [also.simulator.url] });
    await send({ method: 'GET', url: `${also.simulator.url}/bestand` });
    expect(also.requests[0]?.path).toBe('/bestand');
    for (const url of [
      `${foreign.simulator.url}/x`,
      'http://169.254.169.254/latest',
      'file:///etc/passwd',
      'http://[',
    ])
      await expect(send({ method: 'GET', url })).rejects.toMatchObject({
        code: 'REFUSED',
        platformCode: 'ORIGIN_NOT_ALLOWED',
      });
    await send({ method: 'GET', url: `//${foreign.simulator.url.slice(7)}/x` });
    expect(foreign.requests).toHaveLength(0);
  });

  test('does not follow a redirect, and gives it when it is an answer', async () => {
    const [own, foreign] = [await simulate(), await simulate()];
    own.replies({ operation: 'lees', status: 302, headers: { location: foreign.simulator.url } });
    const { send } = connect({ baseUrl: own.simulator.url });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'HTTP_4XX', status: 302 });
    expect(await send({ method: 'GET', url: '/', accept: [302] })).toMatchObject({
      status: 302,
      headers: { location: foreign.simulator.url },
    });
    expect(foreign.requests).toHaveLength(0);
  });

  test("that cannot be written is our error, not the platform's", async () => {
    const { simulator, requests } = await simulate();
    const { send } = connect({ baseUrl: simulator.url });
    await expect(send({ method: 'GET', url: '/', headers: { 'x-a': 'a\r\nb: c' } })).rejects.toMatchObject({
      code: 'CLIENT_FAULT',
    });
    expect(requests).toHaveLength(0);
  });
});

describe('an answer', () => {
  test.each([
    [500, 'HTTP_5XX'],
    [503, 'HTTP_5XX'],
    [429, 'THROTTLED'],
    [401, 'CREDENTIALS'],
    [403, 'CREDENTIALS'],
    [404, 'HTTP_4XX'],
    [409, 'HTTP_4XX'],
  ])('with status %i is %s, unless it is accepted', async (status, code) => {
    const { simulator, replies } = await simulate();
    replies({ ...answer, status, headers: { 'retry-after': '7' } });
    const { send } = connect({ baseUrl: simulator.url });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({
      code,
      status,
      retryAfterMs: 7_000,
    });
    expect((await send({ method: 'GET', url: '/', accept: [status] })).status).toBe(status);
  });

  test('of 204 has an empty body', async () => {
    const { simulator, replies } = await simulate();
    replies({ operation: 'lees', status: 204 });
    const { send } = connect({ baseUrl: simulator.url });
    expect((await send({ method: 'DELETE', url: '/' })).body).toHaveLength(0);
  });

  test('of 50 MB is cut off: TOO_LARGE, and memory stays bounded', async () => {
    const { simulator } = await simulate();
    simulator.fail({ kind: 'huge', bytes: 50_000_000 });
    const { send } = connect({ baseUrl: simulator.url, policy: { timeoutMs: 20_000 } });
    const before = process.memoryUsage().arrayBuffers;
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(20_000_000);
  });

  test('that announces too much is refused before it is read', async () => {
    const { simulator, replies } = await simulate();
    replies({ ...answer, body: Buffer.alloc(3_000) });
    const { send } = connect({ baseUrl: simulator.url, policy: { maxAnswerBytes: 2_999 } });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'TOO_LARGE' });
    const other = connect({ baseUrl: simulator.url, policy: { maxAnswerBytes: 3_000 } });
    expect((await other.send({ method: 'GET', url: '/' })).body).toHaveLength(3_000);
  });

  test('that trickles is a TIMEOUT, as is one that does not come', async () => {
    const { simulator } = await simulate();
    const { send } = connect({ baseUrl: simulator.url, policy: { timeoutMs: 250 } });
    simulator.fail({ kind: 'trickle', bytesPerSecond: 20 });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'TIMEOUT' });
    simulator.fail({ kind: 'slow', ms: 60_000 });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'TIMEOUT' });
    simulator.fail();
    expect((await send({ method: 'GET', url: '/' })).status).toBe(200);
  });

  test('that is late has its socket destroyed, so that the platform may stop too', async () => {
    const left = new Promise<void>((resolve) => {
      const server = createHttpServer((_request, response) => response.on('close', resolve)).listen(
        0,
        '127.0.0.1',
      );
      closing.push(() => new Promise((closed) => server.close(closed)));
      server.once('listening', () => {
        const { send } = connect({
          baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
          policy: { timeoutMs: 100 },
        });
        void send({ method: 'GET', url: '/' }).catch(() => undefined);
      });
    });
    await left;
  });

  test('that stops in the middle is NETWORK', async () => {
    const { simulator } = await simulate();
    simulator.fail({ kind: 'truncated' });
    const { send } = connect({ baseUrl: simulator.url });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'NETWORK' });
  });

  test('that is no HTTP is MALFORMED', async () => {
    const server = createServer((socket) =>
      socket
        .on('error', () => undefined)
        .resume()
        .end('SSH-2.0-OpenSSH\r\n'),
    ).listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    closing.push(() => new Promise((resolve) => server.close(resolve)));
    const { send } = connect({ baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}` });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'MALFORMED' });
  });
});

describe('a platform that is not there', () => {
  test('refuses the connection: NETWORK', async () => {
    const { simulator } = await simulate();
    const { send } = connect({ baseUrl: simulator.url });
    simulator.fail({ kind: 'refuse' });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'NETWORK' });
    simulator.fail();
    expect((await send({ method: 'GET', url: '/' })).status).toBe(200);
    await simulator.close();
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({
      code: 'NETWORK',
      platformCode: 'ECONNREFUSED',
    });
  });
});

describe('mutual TLS', () => {
  async function guarded() {
    const folder = await mkdtemp(join(tmpdir(), 'schakel-tls-'));
    closing.push(() => rm(folder, { recursive: true }));
    const { authority, server, organisation } = await simulatorCertificates(folder);
    const tls = { cert: server.certificate, key: server.privateKey, ca: authority };
    return { ...(await simulate({ tls })), authority, organisation };
  }

  test('lets the organisation in by its certificate', async () => {
    const { simulator, requests, authority, organisation } = await guarded();
    const { send } = connect({
      baseUrl: simulator.url,
      tls: { ca: authority, cert: organisation.certificate, key: organisation.privateKey },
    });
    expect((await send({ method: 'GET', url: '/' })).status).toBe(200);
    expect(requests[0]?.clientCertificate).toBeInstanceOf(Buffer);
  });

  test('refuses who has none', async () => {
    const { simulator, requests, authority } = await guarded();
    const { send } = connect({ baseUrl: simulator.url, tls: { ca: authority } });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'NETWORK' });
    expect(requests).toHaveLength(0);
  });

  test('a platform whose certificate we do not trust is not spoken to', async () => {
    const { simulator, requests } = await guarded();
    const { send } = connect({ baseUrl: simulator.url });
    await expect(send({ method: 'GET', url: '/' })).rejects.toMatchObject({ code: 'NETWORK' });
    expect(requests).toHaveLength(0);
  });
});

test('what the socket says becomes one of our codes; its text, which names addresses, stays behind', () => {
  const codeOf = (code: string, cause?: Error) => {
    const error = networkError(
      'register',
      Object.assign(new Error('connect 10.1.2.3:443', { cause }), { code }),
    );
    expect(error.message).not.toContain('10.1.2.3');
    return error.code;
  };
  expect(codeOf('ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED')).toBe('CREDENTIALS');
  expect(codeOf('ERR_SSL_SSLV3_ALERT_BAD_CERTIFICATE')).toBe('CREDENTIALS');
  expect(codeOf('ERR_SSL_TLSV1_ALERT_UNKNOWN_CA')).toBe('CREDENTIALS');
  expect(codeOf('SELF_SIGNED_CERT_IN_CHAIN')).toBe('NETWORK');
  expect(codeOf('UND_ERR_CONNECT_TIMEOUT')).toBe('TIMEOUT');
  expect(codeOf('UND_ERR_SOCKET', Object.assign(new Error(), { code: 'ETIMEDOUT' }))).toBe('TIMEOUT');
  expect(codeOf('UND_ERR_HEADERS_OVERFLOW')).toBe('TOO_LARGE');
  expect(codeOf('ENOTFOUND')).toBe('NETWORK');
  expect(
    networkError('register', new AggregateError([Object.assign(new Error(), { code: 'ECONNREFUSED' })]))
      .platformCode,
  ).toBe('ECONNREFUSED');
});

test('Retry-After is seconds or a date', () => {
  const now = Date.UTC(2026, 5, 1, 10);
  expect(retryAfterMs('120', now)).toBe(120_000);
  expect(retryAfterMs('Mon, 01 Jun 2026 10:00:30 GMT', now)).toBe(30_000);
  expect(retryAfterMs('Mon, 01 Jun 2026 09:00:00 GMT', now)).toBe(0);
  expect(retryAfterMs('soon', now)).toBeNull();
  expect(retryAfterMs(undefined, now)).toBeNull();
});
