import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { once } from 'node:events';
import { createClient, SchakelError } from '../../sdk/client.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const failureOf = async (answer: Promise<unknown>): Promise<SchakelError> => {
  const error: unknown = await answer.then(
    () => 'it answered',
    (reason: unknown) => reason,
  );
  if (!(error instanceof SchakelError)) throw new Error(`no SchakelError: ${String(error)}`);
  return error;
};

test('no method asks about somebody by itself: the examples of the playground stay in the playground', () => {
  const client = createClient({ url: 'http://127.0.0.1:9' });
  // @ts-expect-error -- whom and why must be said
  const forgotten = () => client.staff.citizenForDossier();
  expect(forgotten).toBeInstanceOf(Function);
  expect(readFileSync('sdk/generated.ts', 'utf8')).not.toMatch(/\d{11}|V\d{7}/);
});

describe('the client and a hub', () => {
  let hub: TestHub;
  beforeAll(async () => {
    hub = await testHub();
  });
  afterAll(() => hub.close());

  test('gives typed data and tells where it came from', async () => {
    const { data, errors, sources } = await hub.visitor.visitor.searchAssociations({ search: 'wandel' });
    const [first] = data.associations.nodes;
    expect(first!.name.toLowerCase()).toContain('wandel');
    expect(errors).toEqual([]);
    expect(sources).toMatchObject([{ platform: 'verenigingsregister' }]);
  });

  test('a platform that is down leaves a part empty; nothing is thrown', async () => {
    const emma = await hub.citizen('Emma Peeters');
    hub.simulator('burgerprofiel').fail({ kind: 'refuse' });
    const { data, errors, sources } = await emma.citizen.myOverview();
    hub.simulator('burgerprofiel').fail();

    expect(data.me!.name!.familyNames).toEqual(['Peeters']);
    expect(data.me!.dossiers).toEqual({
      items: [],
      source: { platform: 'burgerprofiel', state: 'UNAVAILABLE' },
    });
    expect(errors).toEqual([]);
    expect(sources).toContainEqual(
      expect.objectContaining({ platform: 'burgerprofiel', state: 'UNAVAILABLE' }),
    );
  });

  test('who is not logged in gets a SchakelError with code, status and correlation id', async () => {
    const error = await failureOf(hub.visitor.citizen.myOverview());
    expect([error.code, error.status, error.message]).toEqual(['UNAUTHENTICATED', 401, 'UNAUTHENTICATED']);
    expect(error.correlationId).toMatch(/^[0-9a-f-]{36}$/);
    expect(error.errors).toEqual([
      {
        code: 'UNAUTHENTICATED',
        correlationId: error.correlationId,
        source: null,
        retryable: false,
        path: null,
      },
    ]);
  });

  test('who may not ask it gets FORBIDDEN', async () => {
    const emma = await hub.citizen('Emma Peeters');
    const error = await failureOf(emma.administrator.adapterStates());
    expect([error.code, error.status]).toEqual(['FORBIDDEN', 403]);
  });

  test('a token that is no good is told as such; a function is asked for one at each request', async () => {
    const tokens = ['forged-token', (await hub.sandbox.control.clientToken!())!];
    const application = createClient({ url: hub.url, token: async () => tokens.shift()! });
    const error = await failureOf(application.client.associationsForApplication());
    expect([error.code, error.status]).toEqual(['INVALID_TOKEN', 401]);
    const { data } = await application.client.associationsForApplication({ search: 'wandel' });
    expect(data.associations.totalCount).toBeGreaterThan(0);
  });

  test('a civil servant reads about whom the variables name', async () => {
    const sofie = createClient({
      url: hub.url,
      headers: { cookie: cookieOf(await hub.browser('staff', 'Sofie Vermeulen')) },
    });
    const { data } = await sofie.staff.citizenForDossier({
      nationalNumber: '48613011631',
      purpose: 'dossier-handling',
    });
    expect(data.citizen!.name!.familyNames).toEqual(['De Smet']);
    const error = await failureOf(
      sofie.staff.citizenForDossier({ nationalNumber: '48613011631', purpose: 'curiosity' }),
    );
    expect([error.code, error.status]).toEqual(['PURPOSE_REQUIRED', 403]);
  });
});

describe('the client when no hub answers', () => {
  /** What stands at the address in the hub's place; `null` keeps the line open without a word. */
  async function answering(body: string | null, use: (url: string) => Promise<void>) {
    const server = createServer((_request, response) => {
      if (body !== null) response.writeHead(502, { 'content-type': 'text/html' }).end(body);
    }).listen(0, '127.0.0.1');
    await once(server, 'listening');
    try {
      await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test('nothing listens there: UNREACHABLE, without a status, with the cause', async () => {
    let address = '';
    await answering('', async (url) => void (address = url));
    const error = await failureOf(createClient({ url: address }).visitor.searchAssociations());
    expect([error.code, error.status, error.message, error.correlationId]).toEqual([
      'UNREACHABLE',
      null,
      'UNREACHABLE',
      null,
    ]);
    expect(error.cause).toMatchObject({ name: 'TypeError' });
  });

  test('it keeps silent: UNREACHABLE after the time that was given', async () => {
    await answering(null, async (url) => {
      const error = await failureOf(createClient({ url, timeoutMs: 100 }).visitor.searchAssociations());
      expect([error.code, error.status]).toEqual(['UNREACHABLE', null]);
    });
  });

  test.each(['<h1>Bad Gateway</h1>', 'null', '{}', '"x"'])(
    'a proxy answers %j in its place: UNREADABLE, with its status',
    async (body) => {
      await answering(body, async (url) => {
        const error = await failureOf(createClient({ url }).visitor.searchAssociations());
        expect([error.code, error.status]).toEqual(['UNREADABLE', 502]);
      });
    },
  );
});
