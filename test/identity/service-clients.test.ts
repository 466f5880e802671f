import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { IdentityError } from '../../src/identity/identity-error.js';
import { logIn, loginWorld, serviceToken } from './login-world.js';
import type { LoginWorld } from './login-world.js';

let world: LoginWorld;
beforeAll(async () => {
  world = await loginWorld();
});
afterAll(() => world.close());
afterEach(() => world.acmIdm.fail());

const bearer = (token: string, hub = world) =>
  hub.identity.identify({ cookie: undefined, authorization: `Bearer ${token}` });
const refusalOf = async (asking: Promise<unknown>) => {
  const error = await asking.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof IdentityError)) throw new Error('not refused');
  return error;
};
const introspections = () => world.acmIdm.calls.filter(({ operation }) => operation === 'introspect').length;

test('a program with a token of ACM/IDM is known by its client id, organisation and access scopes', async () => {
  const { actor, subject, mandate } = await bearer(await serviceToken(world));

  expect(actor).toEqual({
    kind: 'CLIENT',
    id: 'zandbak-website',
    organisation: '0297500186',
    scopes: [],
  });
  expect(subject).toBeNull();
  expect(mandate).toEqual({ kind: 'OFFICE', organisation: '0297500186' });
});

test('a scope of ACM/IDM gives the access that the settings say, and no other', async () => {
  const { actor } = await bearer(await serviceToken(world, 'schakel_beheer schakel_publiek vo_info'));
  expect(actor).toMatchObject({ scopes: ['administration'] });
});

test('without the scope vo_info its organisation is not known', async () => {
  const { actor, mandate } = await bearer(await serviceToken(world, 'schakel_publiek'));
  expect(actor).toMatchObject({ organisation: null });
  expect(mandate).toBeNull();
});

test('a token is asked about once, however many requests come with it at once and after', async () => {
  const token = await serviceToken(world);
  world.acmIdm.forgetCalls();
  await Promise.all(Array.from({ length: 20 }, () => bearer(token)));
  await world.clock.advance(30 * 60_000);
  await bearer(token);
  expect(introspections()).toBe(1);
});

test('a token is not accepted past its own expiry', async () => {
  const short = await loginWorld();
  try {
    const token = await serviceToken(short);
    await bearer(token, short);
    await short.clock.advance(61 * 60_000);
    expect((await refusalOf(bearer(token, short))).code).toBe('INVALID_TOKEN');
  } finally {
    await short.close();
  }
});

describe('a token is refused, never taken for no token', () => {
  test.each(['', 'two words', 'ünïcode', 'x'.repeat(5000), '<script>'])(
    'when it is malformed: %#',
    async (token) => {
      world.acmIdm.forgetCalls();
      const { code, status } = await refusalOf(bearer(token));
      expect([code, status]).toEqual(['INVALID_TOKEN', 401]);
      expect(introspections()).toBe(0);
    },
  );

  test('when the header is of another kind', async () => {
    const asking = world.identity.identify({ cookie: undefined, authorization: 'Basic dXNlcjpwYXNz' });
    expect((await refusalOf(asking)).code).toBe('INVALID_TOKEN');
  });

  test('when it is forged; and the refusal is remembered for ten seconds', async () => {
    world.acmIdm.forgetCalls();
    for (let time = 0; time < 5; time += 1)
      expect((await refusalOf(bearer('forged-token'))).code).toBe('INVALID_TOKEN');
    expect(introspections()).toBe(1);
    await world.clock.advance(10_000);
    await refusalOf(bearer('forged-token'));
    expect(introspections()).toBe(2);
  });

  test('when ACM/IDM says that it is no longer active', async () => {
    const token = await serviceToken(world);
    world.acmIdm.fail({ kind: 'expired-credentials' });
    expect((await refusalOf(bearer(token))).code).toBe('INVALID_TOKEN');
  });

  test('when this hub has no introspection client', async () => {
    const closed = await loginWorld({ introspection: undefined });
    try {
      expect((await refusalOf(bearer('any-token', closed))).code).toBe('INVALID_TOKEN');
    } finally {
      await closed.close();
    }
  });

  test('also beside the cookie of somebody who is logged in', async () => {
    const { browser } = await logIn(world, 'citizen', 'Emma Peeters met eID');
    const cookie = `schakel_session=${browser.cookie('schakel_session')}`;
    const asking = world.identity.identify({ cookie, authorization: 'Bearer forged-beside-cookie' });
    expect((await refusalOf(asking)).code).toBe('INVALID_TOKEN');
  });
});

describe('when ACM/IDM cannot tell, the answer is that it cannot tell', () => {
  test.each([
    ['is down', { kind: 'refuse' }],
    ['fails', { kind: 'status', status: 500 }],
    ['answers half a document', { kind: 'malformed' }],
    ['answers a page', { kind: 'content-type' }],
    ['refuses the hub itself', { kind: 'status', status: 401 }],
  ] as const)('because it %s', async (_how, fault) => {
    const token = await serviceToken(world);
    world.acmIdm.fail(fault);
    const { code, status } = await refusalOf(bearer(token));
    expect([code, status]).toEqual(['IDENTITY_UNAVAILABLE', 503]);

    world.acmIdm.fail();
    expect((await bearer(token)).actor.kind).toBe('CLIENT');
  });
});

test('no token stands in a log line or an error', async () => {
  const token = await serviceToken(world);
  world.acmIdm.fail({ kind: 'refuse' });
  const error = await refusalOf(bearer(token));
  expect(JSON.stringify([world.log.lines, error.message, error.text, error.stack])).not.toContain(token);
});
