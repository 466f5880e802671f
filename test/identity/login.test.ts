import { request } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { tokenHash } from '../../src/identity/cookies.js';
import { BrowserSession } from '../support/browser-session.js';
import { ask, logIn, loginWorld, whoIs } from './login-world.js';
import type { LoginWorld } from './login-world.js';

let world: LoginWorld;
beforeAll(async () => {
  world = await loginWorld();
});
afterAll(() => world.close());
afterEach(() => {
  world.acmIdm.fail();
  world.acmIdm.misissue(null);
});

/** A browser that has chosen who to be and stands before the callback. */
async function beforeCallback(audience: 'citizen' | 'staff' = 'citizen', button = 'Emma Peeters met eID') {
  const browser = new BrowserSession({ stopAt: (url) => url.includes('/login/callback') });
  const { page } = await logIn(world, audience, button, { browser });
  expect(page.url).toContain('/login/callback');
  return { browser, callback: page.url };
}

async function finish(browser: BrowserSession, callback: string) {
  const cookie = ['schakel_login', 'schakel_session']
    .filter((name) => browser.cookie(name))
    .map((name) => `${name}=${browser.cookie(name)}`)
    .join('; ');
  const url = new URL(callback);
  const reply = await ask(world, url.pathname + url.search, { cookie });
  return { statusCode: reply.status, headers: reply.headers, body: await reply.text() };
}

describe('a citizen', () => {
  test('logs in with eID and comes back to the page they came from', async () => {
    const { browser, page } = await logIn(world, 'citizen', 'Emma Peeters met eID');

    expect(page.url).toBe(`${world.url}/session`);
    expect(JSON.parse(page.body)).toEqual({ kind: 'CITIZEN', name: 'Emma Peeters', roles: [] });
    const { actor, subject, mandate, clearCookie } = await whoIs(world, browser);
    if (actor.kind !== 'CITIZEN' || !subject) throw new Error('not a citizen');
    expect(actor.nationalNumber.reveal()).toBe('85671421468');
    expect(actor.id).toBe(world.keyedHash.ofNationalNumber(actor.nationalNumber));
    expect(subject).toEqual({ id: actor.id, nationalNumber: actor.nationalNumber });
    expect(mandate).toEqual({ kind: 'SELF' });
    expect(clearCookie).toBeNull();
  });

  test('gets a cookie that script cannot read and other sites cannot use to post', async () => {
    const { browser } = await logIn(world, 'citizen', 'Ahmed El Amrani met itsme');

    expect(browser.attributesOf('schakel_session')).toBe('Path=/; HttpOnly; SameSite=Lax');
    const id = tokenHash(browser.cookie('schakel_session') ?? '');
    const row = await world.database.client.session.findUniqueOrThrow({ where: { id } });
    expect(Buffer.from(row.nationalNumberEncrypted ?? []).includes('91691715184')).toBe(false);
    expect(row.nationalNumberKeyId).toBe('k1');
  });

  test('gets a new session at every login, and the former one is over', async () => {
    const { browser } = await logIn(world, 'citizen', 'Emma Peeters met eID');
    const former = browser.cookie('schakel_session');
    await logIn(world, 'citizen', 'Maria De Smet met itsme', { browser });

    expect(browser.cookie('schakel_session')).not.toBe(former);
    const { actor, clearCookie } = await world.identity.identify({
      cookie: `schakel_session=${former}`,
      authorization: undefined,
    });
    expect(actor.kind).toBe('ANONYMOUS');
    expect(clearCookie).toContain('Max-Age=0');
    expect((await whoIs(world, browser)).actor).toMatchObject({ givenName: 'Maria' });
  });

  test('may stop at ACM/IDM and is told so', async () => {
    const browser = new BrowserSession();
    const choice = await browser.get(`${world.url}/login/citizen`);
    const page = await browser.submit(choice, 'cancel');

    expect(page.status).toBe(403);
    expect(page.body).toContain('U hebt het aanmelden gestopt');
    expect(browser.cookie('schakel_session')).toBeUndefined();
  });

  test('is not let in with a means that ACM/IDM does not hold for strong', async () => {
    const { page } = await logIn(world, 'citizen', 'Bart Goossens met gebruikersnaam en wachtwoord');
    expect(page.status).toBe(403);
    expect(page.body).toContain('INSUFFICIENT_MEANS');
  });
});

describe('a civil servant', () => {
  test('gets the roles and the organisation of the role claim', async () => {
    const { browser, page } = await logIn(world, 'staff', 'Sofie Vermeulen met eID');

    expect(JSON.parse(page.body)).toEqual({ kind: 'STAFF', name: 'Sofie Vermeulen', roles: ['staff'] });
    const { actor, subject, mandate } = await whoIs(world, browser);
    expect(actor).toMatchObject({ kind: 'STAFF', organisation: '0297500186', secondFactor: true });
    expect(actor.kind === 'STAFF' && actor.id).toMatch(/^acm:[0-9a-f]{40}$/);
    expect(subject).toBeNull();
    expect(mandate).toEqual({ kind: 'OFFICE', organisation: '0297500186' });
  });

  test('keeps them when ACM/IDM spells the claim in another way', async () => {
    const { browser } = await logIn(world, 'staff', 'Tom Wouters met itsme');
    const { actor } = await whoIs(world, browser);
    expect(actor).toMatchObject({ kind: 'STAFF', roles: ['administrator', 'staff'] });
  });

  test('is refused without a second factor', async () => {
    const { browser, page } = await logIn(world, 'staff', 'Bart Goossens met gebruikersnaam en wachtwoord');

    expect(page.status).toBe(403);
    expect(page.body).toContain('Een tweede factor is nodig');
    expect(browser.cookie('schakel_session')).toBeUndefined();
  });

  test('is refused without a role', async () => {
    const { page } = await logIn(world, 'staff', 'Emma Peeters met eID');
    expect(page.status).toBe(403);
    expect(page.body).toContain('NO_ROLE');
  });
});

describe('a callback', () => {
  test('works once', async () => {
    const { browser, callback } = await beforeCallback();
    const [first, second] = [await finish(browser, callback), await finish(browser, callback)];

    expect(first.statusCode).toBe(303);
    expect(second.statusCode).toBe(400);
    expect(second.body).toContain('ATTEMPT_UNKNOWN');
    expect(second.headers.get('set-cookie')).toBeNull();
  });

  test('with a forged or doubled state is refused', async () => {
    const { browser, callback } = await beforeCallback();
    const forged = new URL(callback);
    forged.searchParams.set('state', 'forged');
    const doubled = new URL(callback);
    doubled.searchParams.append('state', 'forged');

    for (const url of [forged, doubled]) {
      const reply = await finish(browser, url.href);
      expect(reply.statusCode).toBe(400);
      expect(reply.body).toContain('ATTEMPT_UNKNOWN');
    }
  });

  test('in another browser is refused, and the right browser can still finish', async () => {
    const { browser, callback } = await beforeCallback();
    const stranger = new BrowserSession({ stopAt: (url) => url.includes('/op/') });
    await stranger.get(`${world.url}/login/citizen`);

    expect((await finish(stranger, callback)).body).toContain('OTHER_BROWSER');
    expect((await finish(new BrowserSession(), callback)).body).toContain('OTHER_BROWSER');
    expect((await finish(browser, callback)).statusCode).toBe(303);
  });

  test('after ten minutes is refused', async () => {
    const { browser, callback } = await beforeCallback();
    await world.clock.advance(10 * 60_000);
    const reply = await finish(browser, callback);
    expect(reply.statusCode).toBe(400);
    expect(reply.body).toContain('ATTEMPT_EXPIRED');
  });

  test('with a code that was made up is refused', async () => {
    const { browser, callback } = await beforeCallback();
    const forged = new URL(callback);
    forged.searchParams.set('code', 'made-up');
    const reply = await finish(browser, forged.href);
    expect(reply.statusCode).toBe(400);
    expect(reply.body).toContain('INVALID_RESPONSE');
  });

  test('from another issuer is refused', async () => {
    const { browser, callback } = await beforeCallback();
    const mixed = new URL(callback);
    mixed.searchParams.set('iss', 'https://elsewhere.example/op');
    expect((await finish(browser, mixed.href)).body).toContain('INVALID_RESPONSE');
  });

  test.each([
    ['nonce', 'CLAIM_COMPARISON'],
    ['audience', 'CLAIM_COMPARISON'],
    ['issuer', 'CLAIM_COMPARISON'],
    ['expired', 'TIMESTAMP_CHECK'],
    ['signature', 'INVALID_RESPONSE: OperationProcessingError OAUTH_INVALID_RESPONSE'],
  ] as const)('with an ID token whose flaw is "%s" is refused for that', async (flaw, reason) => {
    world.acmIdm.misissue(flaw);
    const { browser, page } = await logIn(world, 'citizen', 'Emma Peeters met eID');

    expect(page.status).toBe(400);
    expect(page.body).toContain('INVALID_RESPONSE');
    expect(world.log.of('login.refused').at(-1)?.fields.reason).toContain(reason);
    expect(browser.cookie('schakel_session')).toBeUndefined();
  });
});

describe('after the login', () => {
  test.each([
    'https://evil.example/',
    '//evil.example',
    '/\\evil.example',
    '/\t/x',
    '/ /x',
    'javascript:alert(1)',
  ])('nobody is sent to %j', async (returnTo) => {
    const reply = await ask(world, `/login/citizen?returnTo=${encodeURIComponent(returnTo)}`);
    const page = await reply.text();
    expect(reply.status).toBe(400);
    expect(page).toContain('INVALID_RETURN_TO');
    expect(page).not.toContain('evil');
  });

  test('who came by another name of this machine begins again at the hub’s own, whatever the request line names', async () => {
    const location = (path: string) =>
      new Promise((resolve, reject) => {
        const { port } = new URL(world.url);
        request({ host: '127.0.0.1', port, path, agent: false, headers: { host: `localhost:${port}` } })
          .on('response', (reply) => resolve(reply.resume().headers.location))
          .on('error', reject)
          .end();
      });
    const home = `${world.url}/login/citizen?returnTo=/x`;
    expect(await location('/login/citizen?returnTo=/x')).toBe(home);
    expect(await location('http://evil.example/login/citizen?returnTo=/x')).toBe(home);
  });

  test('a local path with a query is kept', async () => {
    const { page } = await logIn(world, 'citizen', 'Emma Peeters met eID', { returnTo: '/?tab=dossiers' });
    expect(page.url).toBe(`${world.url}/?tab=dossiers`);
  });
});

describe('when ACM/IDM is down', () => {
  test.each([
    ['refuses connections', { kind: 'refuse' }],
    ['answers 503', { kind: 'status', status: 503 }],
    ['answers a page instead of JSON', { kind: 'content-type', operation: 'token' }],
    ['answers half a document', { kind: 'malformed', operation: 'token' }],
  ] as const)(
    'at the callback because it %s, the login says so and a new one works later',
    async (_how, fault) => {
      const { browser, callback } = await beforeCallback();
      world.acmIdm.fail(fault);
      const reply = await finish(browser, callback);
      expect(reply.statusCode).toBe(503);
      expect(reply.body).toContain('nu niet bereikbaar');

      world.acmIdm.fail();
      const { page } = await logIn(world, 'citizen', 'Emma Peeters met eID');
      expect(page.status).toBe(200);
    },
  );

  test('and keeps the line open without answering, the login gives up in time', async () => {
    const hasty = await loginWorld({ timeoutMs: 200 });
    try {
      hasty.acmIdm.fail({ kind: 'slow', ms: 60_000 });
      const reply = await ask(hasty, '/login/staff');
      expect(reply.status).toBe(503);
      expect(hasty.log.of('identity.discovery-failed')).toHaveLength(1);
      await hasty.clock.advance(60_000);
    } finally {
      await hasty.close();
    }
  });

  test('from the start, the hub stays up, says so, and logs people in once it is back', async () => {
    const young = await loginWorld();
    try {
      young.acmIdm.fail({ kind: 'refuse' });
      const refused = await ask(young, '/login/citizen');
      expect(refused.status).toBe(503);
      expect(await refused.text()).toContain('PROVIDER_UNAVAILABLE');
      expect(await (await ask(young, '/session')).json()).toMatchObject({ kind: 'ANONYMOUS' });

      young.acmIdm.fail();
      await young.clock.advance(1000);
      const { page } = await logIn(young, 'citizen', 'Emma Peeters met eID');
      expect(JSON.parse(page.body)).toMatchObject({ name: 'Emma Peeters' });
    } finally {
      await young.close();
    }
  });
});

test('no national number, token or code stands in a log line, an address or an error page', async () => {
  const { browser } = await logIn(world, 'citizen', 'Emma Peeters met eID');
  const choice = await browser.get(`${world.url}/login/citizen`);
  world.acmIdm.misissue('nonce');
  const { browser: other, page } = await logIn(world, 'citizen', 'Emma Peeters met eID');
  const goodbye = await browser.post(`${world.url}/logout`);
  await browser.submit(goodbye);

  const logged = JSON.stringify(world.log.lines);
  const addresses = [...browser.visited, ...other.visited].join('\n');
  for (const text of [logged, addresses, choice.body, page.body]) {
    expect(text).not.toContain('85671421468');
    expect(text).not.toMatch(/eyJ[\w-]{20}/);
  }
  expect(logged).not.toContain('Peeters');
  expect(logged).not.toMatch(/code=|state=/);
  expect(world.log.of('login.refused').length).toBeGreaterThan(0);
});
