import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { manualClock } from '../support/clock.js';
import { ask } from './ask.js';
import { type FakeHub, fakeHub } from './fake-hub.js';

let hub: FakeHub;
const refusals: unknown[] = [];
const clock = manualClock();
beforeEach(async () => {
  refusals.length = 0;
  hub = await fakeHub({ clock, onRefusedCredentials: async (refusal) => void refusals.push(refusal) });
});
afterEach(async () => {
  hub.graph.release();
  await hub.server.close();
  await hub.graph.apollo.stop();
});

const put = (query: string, headers: Record<string, string> = {}) =>
  ask(hub.server, { method: 'POST', url: '/graphql', headers, payload: { query } });

describe('the context of a question', () => {
  test('a visitor asks about nobody, with a deadline for the platforms', async () => {
    const answer = await put('{ whoAmI }');
    expect(answer.json()).toEqual({ data: { whoAmI: 'ANONYMOUS' } });
    expect(hub.graph.contexts[0]).toMatchObject({
      actor: { kind: 'ANONYMOUS' },
      subject: null,
      mandate: null,
      purpose: null,
      deadline: clock.now() + 10_000,
    });
    expect(hub.graph.contexts[0]?.sources.summary()).toEqual([]);
  });

  test('a citizen asks about themselves', async () => {
    await put('{ whoAmI }', { cookie: 'who=citizen' });
    expect(hub.graph.contexts[0]).toMatchObject({
      actor: { kind: 'CITIZEN', givenName: 'Emma' },
      subject: { id: 'hash' },
      mandate: { kind: 'SELF' },
    });
  });

  test('the signal aborts when the asker hangs up', async () => {
    const url = await hub.server.listen();
    const controller = new AbortController();
    const asking = fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: '{ whoAmI slow }' }),
      signal: controller.signal,
    });
    await hub.graph.slowArrived;
    const { signal } = hub.graph.contexts[0]!;
    expect(signal?.aborted).toBe(false);
    const aborted = new Promise<void>((resolve) => signal?.addEventListener('abort', () => resolve()));
    controller.abort();
    await expect(asking).rejects.toThrow();
    await aborted;
  });

  test('the signal does not abort when the answer went out', async () => {
    await put('{ whoAmI }');
    expect(hub.graph.contexts[0]?.signal?.aborted).toBe(false);
  });
});

describe('credentials that are no good', () => {
  test('are refused with 401 before the graph is asked, and told to the audit', async () => {
    const answer = await put('{ whoAmI }', { authorization: 'Bearer expired' });
    const correlationId = answer.headers['x-correlation-id'];
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.json()).toEqual({
      errors: [
        {
          message: expect.any(String),
          extensions: { code: 'INVALID_TOKEN', correlationId, source: null, retryable: false },
        },
      ],
    });
    expect(answer.body).not.toContain('expired');
    expect(hub.graph.contexts).toHaveLength(0);
    expect(refusals).toEqual([{ code: 'INVALID_TOKEN', correlationId }]);
  });
});

describe('bodies', () => {
  test('larger than the limit is a clear 413, and the hub goes on', async () => {
    const answer = await put(`{ whoAmI } # ${'x'.repeat(10 * 1024 * 1024)}`);
    expect(answer.statusCode).toBe(413);
    expect(answer.json()).toMatchObject({
      errors: [{ message: 'De vraag is te groot.', extensions: { code: 'BODY_TOO_LARGE' } }],
    });
    expect((await put('{ whoAmI }')).statusCode).toBe(200);
  });

  test('larger than the limit without saying so is cut off at the limit', async () => {
    const url = await hub.server.listen();
    const piece = new TextEncoder().encode('x'.repeat(64 * 1024));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += piece.length;
        controller.enqueue(piece);
        if (sent > 64 * 1024 * 1024) controller.close();
      },
    });
    const outcome = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body,
      duplex: 'half',
    } as RequestInit).then(
      ({ status }) => status,
      () => 'cut',
    );
    expect([413, 'cut']).toContain(outcome);
    expect(sent).toBeLessThan(32 * 1024 * 1024);
  });

  test.each(['{"query": ', '', 'query { whoAmI }'])(
    'that are no JSON (%j) are a clear 400',
    async (payload) => {
      const answer = await ask(hub.server, {
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': 'application/json' },
        payload,
      });
      expect(answer.statusCode).toBe(400);
      expect(answer.json().errors[0].extensions).toMatchObject({ code: 'BAD_REQUEST' });
    },
  );

  test('cannot reach into object prototypes', async () => {
    const answer = await ask(hub.server, {
      method: 'POST',
      url: '/graphql',
      headers: { 'content-type': 'application/json' },
      payload: '{"query":"{ whoAmI }","__proto__":{"admin":true}}',
    });
    expect(answer.statusCode).toBe(400);
  });
});

describe('questions that another site could make a browser send', () => {
  test.each(['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x'])(
    'a body of type %s is refused',
    async (type) => {
      const answer = await ask(hub.server, {
        method: 'POST',
        url: '/graphql',
        headers: { 'content-type': type, cookie: 'who=citizen' },
        payload: '{"query":"{ whoAmI }"}',
      });
      expect(answer.statusCode).toBe(415);
      expect(hub.graph.contexts).toHaveLength(0);
    },
  );

  test('a GET without a header that needs permission is refused', async () => {
    const answer = await ask(hub.server, {
      url: '/graphql?query={whoAmI}',
      headers: { cookie: 'who=citizen' },
    });
    expect(answer.statusCode).toBe(400);
    expect(hub.graph.contexts).toHaveLength(0);
  });

  test('a GET with such a header is answered', async () => {
    const answer = await ask(hub.server, {
      url: '/graphql?query={whoAmI}',
      headers: { 'apollo-require-preflight': 'true' },
    });
    expect(answer.json()).toEqual({ data: { whoAmI: 'ANONYMOUS' } });
  });

  test.each(['PUT', 'DELETE', 'PATCH', 'OPTIONS', 'HEAD'] as const)(
    '%s is not a way to ask',
    async (method) => {
      const answer = await ask(hub.server, { method, url: '/graphql' });
      expect(answer.statusCode).toBe(405);
      expect(answer.headers.allow).toBe('GET, POST');
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    },
  );
});

test('a failure within the graph leaves no trace of itself', async () => {
  const answer = await put('{ explode }');
  expect(answer.body).not.toMatch(/85671421468|Turnhoutsebaan|\.ts/);
  expect(answer.json().errors[0].extensions.code).toBe('INTERNAL');
});
