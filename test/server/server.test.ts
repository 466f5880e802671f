import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { connect, type Socket } from 'node:net';
import { once } from 'node:events';
import { PortInUse } from '../../src/server/server.js';
import { manualClock } from '../support/clock.js';
import { ask } from './ask.js';
import { type FakeHub, fakeHub } from './fake-hub.js';

const open: FakeHub[] = [];
async function start(options?: Parameters<typeof fakeHub>[0]): Promise<FakeHub> {
  const hub = await fakeHub(options);
  open.push(hub);
  return hub;
}
afterEach(async () => {
  for (const { server, graph } of open.splice(0)) {
    graph.release();
    await server.close();
    await graph.apollo.stop();
  }
});

/** A connection of our own, to see what happens to it. */
async function dial(
  url: string,
): Promise<{ socket: Socket; closed: Promise<unknown>; received: () => string }> {
  const { hostname, port } = new URL(url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  let text = '';
  socket.on('data', (chunk) => (text += chunk.toString()));
  return { socket, closed: once(socket, 'close'), received: () => text };
}

const post = (body: object, extra = '') => {
  const text = JSON.stringify(body);
  return `POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: ${text.length}\r\n${extra}\r\n${text}`;
};

describe('listening', () => {
  test('says where it listens when the port was free to choose', async () => {
    const { server } = await start();
    const url = await server.listen();
    expect((await fetch(`${url}/livez`)).status).toBe(200);
  });

  test('a port that somebody holds is a PortInUse with that port', async () => {
    const first = await start();
    const port = Number(new URL(await first.server.listen()).port);
    const second = await start({ settings: { port } });
    const failure = await second.server.listen().catch((error: unknown) => error);
    expect(failure).toBeInstanceOf(PortInUse);
    expect(failure).toMatchObject({ host: '127.0.0.1', port });
  });
});

describe('closing', () => {
  test('a request that is being answered gets its answer, and new ones are no longer taken', async () => {
    const { server, graph } = await start();
    const url = await server.listen();
    const running = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ slow }' }),
    });
    await graph.slowArrived;
    const closing = server.close();
    await expect(fetch(`${url}/livez`)).rejects.toThrow();
    graph.release();
    const answer = await running;
    expect(answer.status).toBe(200);
    expect(await answer.json()).toEqual({ data: { slow: 'done' } });
    await closing;
  });

  test('a request that is not done after four seconds is cut, so that the hub ends', async () => {
    const clock = manualClock();
    const { server, graph } = await start({ clock });
    const line = await dial(await server.listen());
    line.socket.write(post({ query: '{ slow }' }));
    await graph.slowArrived;
    const closing = server.close();
    await clock.advance(3_900);
    expect(line.socket.destroyed).toBe(false);
    await clock.advance(200);
    await closing;
    await line.closed;
    expect(line.received()).toBe('');
  });

  test('a browser that keeps its connection open without asking does not hold the hub', async () => {
    const { server } = await start({ clock: manualClock() });
    const line = await dial(await server.listen());
    line.socket.write('GET /livez HTTP/1.1\r\nhost: x\r\n\r\n');
    await once(line.socket, 'data');
    await server.close();
    await line.closed;
    expect(line.received()).toContain('"alive":true');
  });

  test('nor does a connection opened ahead of need that has sent nothing yet', async () => {
    const { server } = await start({ clock: manualClock() });
    const url = await server.listen();
    const accepted = once(server.app.server, 'connection');
    const line = await dial(url);
    await accepted;
    await server.close();
    await line.closed;
    expect(line.received()).toBe('');
  });

  test('the last answer on a connection ends it, so that the hub need not wait for the browser', async () => {
    const { server, graph } = await start({ clock: manualClock() });
    const line = await dial(await server.listen());
    line.socket.write(post({ query: '{ slow }' }));
    await graph.slowArrived;
    const closing = server.close();
    graph.release();
    await closing;
    await line.closed;
    expect(line.received()).toMatch(/connection: close/i);
    expect(line.received()).toContain('"slow":"done"');
  });
});

describe('every request', () => {
  let hub: FakeHub;
  beforeEach(async () => {
    hub = await start();
  });

  test('gets a fresh correlation id', async () => {
    const answers = await Promise.all([ask(hub.server, '/livez'), ask(hub.server, '/livez')]);
    const ids = answers.map(({ headers }) => headers['x-correlation-id']);
    expect(ids[0]).toMatch(/^[0-9a-f-]{36}$/);
    expect(ids[0]).not.toBe(ids[1]);
  });

  test('keeps the correlation id it brought, down to the graph', async () => {
    const answer = await ask(hub.server, {
      method: 'POST',
      url: '/graphql',
      headers: {
        'x-correlation-id': 'site.2026-06_01',
        traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      },
      payload: { query: '{ whoAmI }' },
    });
    expect(answer.headers['x-correlation-id']).toBe('site.2026-06_01');
    expect(hub.graph.contexts[0]?.correlationId).toBe('site.2026-06_01');
    expect(hub.log.of('http_request')[0]?.fields.correlationId).toBe('site.2026-06_01');
  });

  test.each(['short', 'x'.repeat(65), 'has spaces in it', 'new\tline-and-tab', '<script>alert(1)</script>'])(
    'does not keep the malformed correlation id %j',
    async (brought) => {
      const answer = await ask(hub.server, { url: '/livez', headers: { 'x-correlation-id': brought } });
      expect(answer.headers['x-correlation-id']).toMatch(/^[0-9a-f-]{36}$/);
    },
  );

  test('is logged with its route, not with its address', async () => {
    await ask(hub.server, '/nowhere/85671421468?code=secret');
    await ask(hub.server, { method: 'POST', url: '/sandbox/simulators/magda' });
    const lines = hub.log.of('http_request').map(({ fields }) => fields);
    expect(lines).toMatchObject([
      { method: 'GET', route: 'unmatched', status: 404, ms: expect.any(Number) },
      { method: 'POST', route: '/sandbox/simulators/:name', status: 403 },
    ]);
    expect(JSON.stringify(hub.log.lines)).not.toMatch(/85671421468|secret/);
  });

  test('carries the security headers, errors too', async () => {
    for (const url of ['/livez', '/nowhere', '/']) {
      const { headers } = await ask(hub.server, url);
      expect(headers).toMatchObject({
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'same-origin',
        'x-frame-options': 'DENY',
        'content-security-policy': expect.stringContaining("default-src 'none'"),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
      expect(headers).not.toHaveProperty('strict-transport-security');
    }
  });

  test('is told to stay on TLS when the hub is reached over TLS', async () => {
    const { server } = await start({ settings: { publicUrl: 'https://schakel.schilde.be' } });
    const { headers } = await ask(server, '/');
    expect(headers['strict-transport-security']).toBe('max-age=31536000');
  });
});

describe('what goes wrong', () => {
  test('an unexpected failure tells a code and the correlation id, nothing of the failure', async () => {
    const { server, log } = await start({
      metrics: {
        contentType: 'text/plain',
        text: async () => {
          throw new Error('85671421468 in /srv/secret.ts');
        },
      },
    });
    const answer = await ask(server, '/metrics');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({
      status: 500,
      code: 'INTERNAL',
      title: expect.any(String),
      correlationId: answer.headers['x-correlation-id'],
    });
    const [line] = log.of('http_request_failed');
    expect(line?.fields).toMatchObject({
      route: '/metrics',
      error: 'Error',
      correlationId: answer.headers['x-correlation-id'],
    });
    expect(line?.fields.frames).not.toHaveLength(0);
    expect(JSON.stringify(log.lines)).not.toContain('85671421468');
  });

  test('a browser gets a Dutch page, with what it asked nowhere in it', async () => {
    const { server } = await start();
    const answer = await ask(server, {
      url: '/<script>alert(1)</script>',
      headers: { accept: 'text/html' },
    });
    expect(answer.statusCode).toBe(404);
    expect(answer.headers['content-type']).toContain('text/html');
    expect(answer.body).toContain('Deze pagina bestaat niet.');
    expect(answer.body).not.toContain('alert(1)');
  });

  test('an address that cannot be decoded is a plain 400', async () => {
    const { server } = await start();
    const answer = await ask(server, '/%E0%A4%A');
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toMatchObject({ code: 'BAD_REQUEST' });
  });
});
