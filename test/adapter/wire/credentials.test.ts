import { generateKeyPairSync } from 'node:crypto';
import { afterEach, describe, expect, test } from '@jest/globals';
import { jwtVerify } from 'jose';
import { systemClock } from '../../../src/context/clock.js';
import type { Clock } from '../../../src/context/clock.js';
import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../../src/adapter/simulator/simulator-server.js';
import type { ClientCredentials, Credentials } from '../../../src/adapter/wire/credentials.js';
import { manualClock } from '../../support/clock.js';
import { callContext, testWire, wireCall } from '../../support/wire.js';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

interface Platform {
  /** Tokens given out so far; only the newest is good. */
  readonly tokens: string[];
  readonly forms: URLSearchParams[];
  expiresIn: number | undefined;
  tokenReply: SimulatorReply | null;
  /** How many 401 answers to give whatever the token. */
  refusals: number;
}

/** A platform with a token endpoint that wants the newest token. */
async function platform(
  credentials: Partial<ClientCredentials> | Credentials = {},
  clock: Clock = systemClock,
) {
  const state: Platform = { tokens: [], forms: [], expiresIn: 3_600, tokenReply: null, refusals: 0 };
  const route = async ({ path, headers, body }: SimulatorRequest): Promise<SimulatorReply> => {
    if (path === '/token') {
      state.forms.push(new URLSearchParams(body.toString()));
      if (state.tokenReply) return state.tokenReply;
      state.tokens.push(`token-${state.tokens.length + 1}`);
      const answer = { access_token: state.tokens.at(-1), token_type: 'Bearer', expires_in: state.expiresIn };
      return { operation: 'token', status: 200, body: JSON.stringify(answer) };
    }
    const good = headers['authorization'] === `Bearer ${state.tokens.at(-1)}`;
    if (state.tokens.length > 0 && (!good || state.refusals-- > 0)) return { operation: 'lees', status: 401 };
    return { operation: 'lees', status: 200, body: '"ok"' };
  };
  const simulator = await startSimulatorServer({ name: 'register', clock, route });
  const full: Credentials =
    'kind' in credentials && credentials.kind !== 'oauth2-client-credentials'
      ? (credentials as Credentials)
      : {
          kind: 'oauth2-client-credentials',
          tokenUrl: `${simulator.url}/token`,
          clientId: 'schakel',
          clientSecret: 'geheim',
          ...(credentials as object),
        };
  const { wire, log, close } = testWire({ baseUrl: simulator.url, credentials: full }, { clock });
  closing.push(() => simulator.close(), close);
  const read = () =>
    wire.call(
      wireCall(async (send) => (await send({ method: 'GET', url: '/lees' })).status),
      callContext({ clock }),
    );
  const count = (operation: string) => simulator.calls.filter((call) => call.operation === operation).length;
  return { state, simulator, read, wire, log, count, last: () => simulator.calls.at(-1)?.headers ?? {} };
}

describe('fixed credentials', () => {
  test('none sends none', async () => {
    const { read, last } = await platform({ kind: 'none' });
    await read();
    expect(last()['authorization']).toBeUndefined();
  });

  test('an API key goes in its header', async () => {
    const { read, last } = await platform({ kind: 'api-key', header: 'vr-api-key', value: 'sleutel' });
    await read();
    expect(last()['vr-api-key']).toBe('sleutel');
  });

  test('basic is user and password', async () => {
    const { read, last } = await platform({ kind: 'basic', user: 'schakel', password: 'geheim' });
    await read();
    expect(last()['authorization']).toBe(`Basic ${Buffer.from('schakel:geheim').toString('base64')}`);
  });
});

describe('OAuth2 client credentials', () => {
  test('fifty calls at once fetch one token', async () => {
    const { read, count } = await platform();
    await Promise.all(Array.from({ length: 50 }, read));
    expect([count('token'), count('lees')]).toEqual([1, 50]);
  });

  test('the client is known by basic; scope and audience go in the form', async () => {
    const { read, state, simulator } = await platform({
      scope: 'dv_lezen vo_info',
      audience: 'register',
      clientId: 'a b',
      clientSecret: 'c:d',
    });
    await read();
    expect(Object.fromEntries(state.forms[0] ?? [])).toEqual({
      grant_type: 'client_credentials',
      scope: 'dv_lezen vo_info',
      audience: 'register',
    });
    expect(simulator.calls[0]?.headers['authorization']).toBe(
      `Basic ${Buffer.from('a+b:c%3Ad').toString('base64')}`,
    );
  });

  test('private_key_jwt: a signed assertion with the audience the server wants, good for at most ten minutes', async () => {
    const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const privateKeyPem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const { read, state, simulator } = await platform({
      clientSecret: undefined,
      privateKeyPem,
      keyId: 'k1',
      tokenAudience: 'https://authenticatie.vlaanderen.be/op',
    });
    await Promise.all([read(), read()]);
    const form = state.forms[0] ?? new URLSearchParams();
    expect(form.get('client_assertion_type')).toBe('urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
    const { payload, protectedHeader } = await jwtVerify(form.get('client_assertion') ?? '', publicKey, {
      audience: 'https://authenticatie.vlaanderen.be/op',
      issuer: 'schakel',
      subject: 'schakel',
    });
    expect(protectedHeader).toEqual({ alg: 'RS256', typ: 'JWT', kid: 'k1' });
    expect((payload.exp ?? 0) - (payload.iat ?? 0)).toBeLessThanOrEqual(600);
    expect(payload.jti).toMatch(/^[0-9a-f-]{36}$/);
    expect(simulator.calls[0]?.headers['authorization']).toBeUndefined();
  });

  test('a token is used until shortly before it expires', async () => {
    const clock = manualClock();
    const { read, state, count } = await platform({}, clock);
    state.expiresIn = 600;
    await read();
    await clock.advance(569_000);
    await read();
    expect(count('token')).toBe(1);
    await clock.advance(2_000);
    await read();
    expect(count('token')).toBe(2);
  });

  test('a token that the platform no longer takes is renewed once, for all who met it', async () => {
    const { read, state, count } = await platform();
    await read();
    state.tokens.push('somebody else has a newer one');
    const answers = await Promise.all(Array.from({ length: 10 }, read));
    expect(answers.every(({ value }) => value === 200)).toBe(true);
    expect(count('token')).toBe(2);
  });

  test('a second 401 is the answer: the credentials are not good', async () => {
    const { read, state, count } = await platform();
    state.refusals = 100;
    await expect(read()).rejects.toMatchObject({ code: 'CREDENTIALS', status: 401 });
    expect([count('token'), count('lees')]).toEqual([2, 2]);
  });

  test.each([
    ['a refusal', { operation: 'token', status: 400, body: '{"error":"invalid_client"}' }, 'CREDENTIALS'],
    ['no JSON', { operation: 'token', status: 200, body: '<html>' }, 'MALFORMED'],
    ['no token in it', { operation: 'token', status: 200, body: '{"access_token":""}' }, 'MALFORMED'],
    [
      'a token that would break the header',
      { operation: 'token', status: 200, body: '{"access_token":"a\\r\\nx: y"}' },
      'MALFORMED',
    ],
    ['an ill server', { operation: 'token', status: 503 }, 'HTTP_5XX'],
  ])('the token endpoint gives %s: the platform is not called', async (_what, reply, code) => {
    const { read, state, count } = await platform();
    state.tokenReply = reply;
    await expect(read()).rejects.toMatchObject({ code });
    expect(count('lees')).toBe(0);
  });

  test('a token request shows in the log as an exchange, without the token', async () => {
    const { read, log } = await platform();
    await read();
    expect(log.of('platform.exchange').map(({ fields }) => fields['purpose'] ?? 'call')).toEqual([
      'token',
      'call',
    ]);
    expect(JSON.stringify(log.lines)).not.toMatch(/token-1|geheim/);
  });
});
