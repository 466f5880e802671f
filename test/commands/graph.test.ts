import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { type Client, createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

// Seen through a change that is simple: the state of a dossier.

const publish = `mutation ($key: String!, $number: String!) {
  publishDossierStatus(
    nationalNumber: "91691715184", purpose: "dossier-handling", idempotencyKey: $key
    status: { number: $number, name: "Premie", from: "2026-06-01T08:00:00.000Z", phase: HANDLING }
  ) { ... on DossierStatusPublication { commandId } }
}`;
const follow = 'subscription ($id: ID!) { commandChanged(id: $id) { state step reason } }';

describe('commands in the graph', () => {
  let hub: TestHub;
  let staff: string;
  let administrator: string;
  let citizen: string;
  beforeAll(async () => {
    hub = await testHub({
      mirror: false,
      settings: { adapters: { burgerprofiel: { policy: { retry: { attempts: 1 } } } } },
    });
    staff = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    administrator = cookieOf(await hub.browser('staff', 'Tom Wouters'));
    citizen = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  });
  afterAll(() => hub.close());

  const asked = async () =>
    (
      await hub.ask(publish, {
        cookie: staff,
        variables: { key: randomUUID(), number: `SCH-${randomUUID().slice(0, 8)}` },
      })
    ).body.data.publishDossierStatus.commandId as string;
  const stream = (body: object, cookie: string | undefined = staff) =>
    fetch(`${hub.url}/graphql/stream`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'text/event-stream',
        ...(cookie && { cookie }),
      },
      body: JSON.stringify(body),
    });
  /** Every event until the stream ends, or `enough` of them came. */
  async function events(response: Response, enough = Infinity) {
    const found: {
      errors?: { extensions: { code: string } }[];
      data?: { commandChanged: { state: string } };
    }[] = [];
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
      text += decoder.decode(chunk, { stream: true });
      const whole = text.split('\n\n');
      text = whole.pop()!;
      for (const event of whole) {
        const data = /^data: (\{.*\})$/m.exec(event)?.[1];
        if (data) found.push(JSON.parse(data));
        if (found.length >= enough) return found;
      }
    }
    return found;
  }
  const states = (all: Awaited<ReturnType<typeof events>>) =>
    all.map(({ data }) => data?.commandChanged.state);

  describe('a subscription to one', () => {
    test('tells how it stands, each change, and its end', async () => {
      hub.simulator('burgerprofiel').fail({ kind: 'status', status: 429 });
      const id = await asked();
      const response = await stream({ query: follow, variables: { id } });
      expect(response.headers.get('content-type')).toContain('text/event-stream');
      const waiting = events(response);
      // Two streams of one command disturb nothing; this one is left early.
      await events(await stream({ query: follow, variables: { id } }), 1);
      hub.simulator('burgerprofiel').fail();
      const seen = states(await waiting);
      expect(seen.at(-1)).toBe('DONE');
      expect(new Set(seen).size).toBeGreaterThan(1);
    });

    test('of one that ended is one event', async () => {
      const id = await asked();
      await events(await stream({ query: follow, variables: { id } }));
      expect(states(await events(await stream({ query: follow, variables: { id } })))).toEqual(['DONE']);
    });

    test('that is not there is an error of the stream, with its code', async () => {
      for (const id of [randomUUID(), 'nothing']) {
        const [event] = await events(await stream({ query: follow, variables: { id } }));
        expect(event?.errors?.[0]?.extensions.code).toBe('NOT_FOUND');
      }
    });

    test.each([
      ['a visitor', () => '', 401, 'UNAUTHENTICATED'],
      ['a citizen', () => citizen, 403, 'FORBIDDEN'],
    ])('by %s is refused, and recorded', async (_who, cookie, status, code) => {
      const response = await stream({ query: follow, variables: { id: randomUUID() } }, cookie());
      expect(response.status).toBe(status);
      expect((await response.json()).errors[0].extensions.code).toBe(code);
      const record = await hub.database.client.auditRecord.findFirst({
        where: { outcome: 'DENIED', reason: code },
        orderBy: { at: 'desc' },
      });
      expect(record?.fields).toEqual(['commandChanged']);
    });

    test.each([
      ['a query', { query: '{ associationActivities { code } }' }],
      ['a mutation', { query: publish, variables: { key: randomUUID(), number: 'x' } }],
      ['no GraphQL', { query: 'subscription {' }],
      ['a field that is not there', { query: 'subscription { nothing }' }],
      ['a variable that does not fit', { query: follow, variables: {} }],
      ['far too much', { query: `subscription { ${'a '.repeat(5_000)} }` }],
    ])('that is %s is refused with 400', async (_what, body) => {
      const before = await hub.database.client.command.count();
      const response = await stream(body);
      expect(response.status).toBe(400);
      expect(Array.isArray((await response.json()).errors)).toBe(true);
      expect(await hub.database.client.command.count()).toBe(before);
    });

    test('is not read from a form of another site, nor with a token that is no good', async () => {
      const form = await fetch(`${hub.url}/graphql/stream`, {
        method: 'POST',
        headers: { 'content-type': 'text/plain', cookie: staff },
        body: JSON.stringify({ query: follow, variables: { id: randomUUID() } }),
      });
      expect(form.status).toBe(415);
      const token = await fetch(`${hub.url}/graphql/stream`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', authorization: 'Bearer nonsense' },
        body: JSON.stringify({ query: follow, variables: { id: randomUUID() } }),
      });
      expect(token.status).toBe(401);
    });
  });

  describe('a subscription over WebSocket', () => {
    const clients: Client[] = [];
    afterEach(async () => {
      for (const client of clients.splice(0)) await client.dispose();
    });
    const socket = (headers: Record<string, string>, connectionParams?: Record<string, unknown>) => {
      class Socket extends WebSocket {
        constructor(address: string, protocols: string[]) {
          super(address, protocols, { headers });
        }
      }
      const client = createClient({
        url: `${hub.url.replace('http', 'ws')}/graphql/stream`,
        webSocketImpl: Socket,
        retryAttempts: 0,
        ...(connectionParams && { connectionParams }),
      });
      clients.push(client);
      return client;
    };
    type Event = { data?: { commandChanged: { state: string } } | null; errors?: readonly unknown[] };
    const all = async (client: Client, body: { query: string; variables?: Record<string, unknown> }) => {
      const seen: (string | undefined)[] = [];
      for await (const { data, errors } of client.iterate(body) as AsyncIterable<Event>) {
        if (errors) throw errors;
        seen.push(data?.commandChanged.state);
      }
      return seen;
    };
    const codeOf = (client: Client, body: { query: string; variables?: Record<string, unknown> }) =>
      all(client, body).then(
        () => null,
        (errors: readonly { extensions: { code: string } }[] | { code: number }) =>
          'code' in errors ? errors.code : errors[0]?.extensions.code,
      );

    test('tells how it stands, each change, and its end; several at once on one socket', async () => {
      hub.simulator('burgerprofiel').fail({ kind: 'status', status: 429 });
      const ids = [await asked(), await asked()];
      const client = socket({ cookie: staff });
      const following = Promise.all(ids.map((id) => all(client, { query: follow, variables: { id } })));
      hub.simulator('burgerprofiel').fail();
      for (const seen of await following) expect(seen.at(-1)).toBe('DONE');
    });

    test('is for a service client by its token, in a header or in the first message', async () => {
      const id = await asked();
      const { clientId, clientSecret, tokenUrl } = hub.sandbox.acmIdm.serviceClient;
      const answer = await fetch(tokenUrl, {
        method: 'POST',
        headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
        body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'schakel_wijzigen vo_info' }),
      });
      const token = `Bearer ${((await answer.json()) as { access_token: string }).access_token}`;
      for (const client of [socket({ authorization: token }), socket({}, { authorization: token })])
        expect((await all(client, { query: follow, variables: { id } })).at(-1)).toBe('DONE');
    });

    test('is judged, masked and recorded as everywhere', async () => {
      const variables = { id: randomUUID() };
      expect(await codeOf(socket({}), { query: follow, variables })).toBe('UNAUTHENTICATED');
      expect(await codeOf(socket({ cookie: citizen }), { query: follow, variables })).toBe('FORBIDDEN');
      const client = socket({ cookie: staff });
      expect(await codeOf(client, { query: follow, variables })).toBe('NOT_FOUND');
      expect(await codeOf(client, { query: '{ associationActivities { code } }' })).toBe('BAD_REQUEST');
      expect(await codeOf(client, { query: 'subscription { nothing }' })).toBe('GRAPHQL_VALIDATION_FAILED');
      // The socket itself goes on.
      expect(await codeOf(client, { query: follow, variables: { id: await asked() } })).toBeNull();
      const denied = await hub.database.client.auditRecord.count({
        where: { outcome: 'DENIED', reason: 'FORBIDDEN', fields: { has: 'commandChanged' } },
      });
      expect(denied).toBeGreaterThan(0);
    });

    test('is refused with a token that is no good, and that is recorded', async () => {
      const before = await hub.database.client.auditRecord.count({ where: { operation: 'credentials' } });
      const client = socket({}, { authorization: 'Bearer nonsense' });
      expect(await codeOf(client, { query: follow, variables: { id: randomUUID() } })).toBe(4403);
      const after = await hub.database.client.auditRecord.count({ where: { operation: 'credentials' } });
      expect(after).toBe(before + 1);
    });

    const refusal = (headers: Record<string, string>, path = '/graphql/stream') =>
      new Promise<number | undefined>((resolve) => {
        new WebSocket(`${hub.url.replace('http', 'ws')}${path}`, 'graphql-transport-ws', { headers })
          .on('unexpected-response', (_request, { statusCode }) => resolve(statusCode))
          .on('open', () => resolve(101))
          .on('error', () => {});
      });
    test('is not opened by a page of another site with the cookie of its visitor', async () => {
      expect(await refusal({ cookie: staff, origin: 'https://elders.example' })).toBe(403);
      expect(await refusal({ cookie: staff, origin: 'null' })).toBe(403);
      expect(await refusal({ cookie: staff }, '/graphql')).toBe(404);
    });

    test('ends the socket when a message is too large or means nothing', async () => {
      const closeCode = async (message: string) => {
        const raw = new WebSocket(
          `${hub.url.replace('http', 'ws')}/graphql/stream`,
          'graphql-transport-ws',
        ).on('error', () => {});
        await once(raw, 'open');
        raw.send(message);
        return (await once(raw, 'close'))[0] as number;
      };
      expect(await closeCode('x'.repeat(3 * 1024 * 1024))).toBe(1009);
      expect(await closeCode('no message')).toBe(4400);
      expect(
        await closeCode(JSON.stringify({ type: 'subscribe', id: '1', payload: { query: follow } })),
      ).toBe(4401);
    });
  });

  test('are listed for administrators, by state and kind, page by page', async () => {
    await asked();
    await asked();
    const page = async (after: string | null) =>
      (
        await hub.ask(
          `query ($after: String) {
            commands(kind: "dossier-status.publish", first: 2, after: $after) {
              totalCount nodes { id title history { state cause } } pageInfo { hasNextPage endCursor }
            }
          }`,
          { cookie: administrator, variables: { after } },
        )
      ).body.data.commands;
    const ids = new Set<string>();
    let total = 0;
    for (let after: string | null = null, more = true; more;) {
      const { totalCount, nodes, pageInfo } = await page(after);
      for (const { id, history } of nodes) {
        ids.add(id);
        expect(history[0]).toEqual({ state: 'ACCEPTED', cause: 'ACCEPTED' });
      }
      total = totalCount;
      after = pageInfo.endCursor;
      more = pageInfo.hasNextPage;
    }
    expect(ids.size).toBe(total);
    const { status } = await hub.ask('{ commands { totalCount } }', { cookie: staff });
    expect(status).toBe(403);
  });

  test('are nobody’s but their own organisation’s', async () => {
    const id = await asked();
    await hub.database.client.command.update({ where: { id }, data: { organisation: '0207500197' } });
    const { body } = await hub.ask('query ($id: ID!) { command(id: $id) { state } }', {
      cookie: staff,
      variables: { id },
    });
    expect(body.data.command).toBeNull();
  });

  test('are retried once under one key, by administrators only', async () => {
    hub.simulator('burgerprofiel').fail({ kind: 'status', status: 400 });
    const id = await asked();
    await events(await stream({ query: follow, variables: { id } }));
    hub.simulator('burgerprofiel').fail();
    const retry = (cookie: string, key: string) =>
      hub.ask(
        `mutation ($id: ID!, $key: String!) {
          retryCommand(id: $id, idempotencyKey: $key) { __typename ... on Command { state } ... on Problem { code } }
        }`,
        { cookie, variables: { id, key } },
      );
    expect((await retry(staff, randomUUID())).status).toBe(403);
    const key = randomUUID();
    expect((await retry(administrator, key)).body.data.retryCommand.__typename).toBe('Command');
    await events(await stream({ query: follow, variables: { id } }));
    expect((await retry(administrator, key)).body.data.retryCommand).toEqual({
      __typename: 'Command',
      state: 'DONE',
    });
    expect((await retry(administrator, randomUUID())).body.data.retryCommand).toEqual({
      __typename: 'CommandNotChanged',
      code: 'ENDED',
    });
  });

  test('are followed until the hub closes, which waits for nobody who follows', async () => {
    hub.simulator('burgerprofiel').fail({ kind: 'status', status: 429 });
    const id = await asked();
    const response = await stream({ query: follow, variables: { id } });
    const following = events(response);
    const client = createClient({
      url: `${hub.url.replace('http', 'ws')}/graphql/stream`,
      webSocketImpl: class extends WebSocket {
        constructor(address: string, protocols: string[]) {
          super(address, protocols, { headers: { cookie: staff } });
        }
      },
      retryAttempts: 0,
    });
    const overSocket = (async () => {
      for await (const event of client.iterate({ query: follow, variables: { id } })) void event;
    })().catch((event: { code: number }) => event.code);
    await new Promise<void>((opened) => client.on('connected', () => opened()));
    await hub.close();
    expect(states(await following)).not.toContain('DONE');
    expect(await overSocket).toBe(1001);
  });
});
