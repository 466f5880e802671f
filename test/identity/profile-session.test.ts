import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { BrowserSession } from '../support/browser-session.js';
import { ask, logIn, loginWorld, whoIs } from './login-world.js';
import type { LoginWorld } from './login-world.js';

// Given a hub whose website shows the header of Mijn Burgerprofiel.
let world: LoginWorld;
beforeAll(async () => {
  world = await loginWorld({}, undefined, { afterLogin: '/?tab=mijn' });
});
afterAll(() => world.close());

const cookieOf = (browser: BrowserSession) => `schakel_session=${browser.cookie('schakel_session')}`;
const emmaLoggedIn = async () => (await logIn(world, 'citizen', 'Emma Peeters met eID')).browser;
const userOf = (headers: Record<string, string> = {}) => ask(world, '/sso/ingelogde_gebruiker', headers);

describe('whether somebody is logged in', () => {
  test('is 200 for a citizen, and never says who', async () => {
    const reply = await userOf({ cookie: cookieOf(await emmaLoggedIn()) });
    expect([reply.status, await reply.json()]).toEqual([200, { active: true }]);
    expect(reply.headers.get('cache-control')).toBe('no-store');
    expect(reply.headers.get('set-cookie')).toBeNull();
  });

  test.each([
    ['nobody', {}],
    ['a cookie of somebody else’s making', { cookie: `schakel_session=${'A'.repeat(43)}` }],
    ['a bearer token that is none', { authorization: 'Bearer x' }],
  ])('is 401 for %s', async (_who, headers) => {
    const reply = await userOf(headers as Record<string, string>);
    expect([reply.status, await reply.json()]).toEqual([401, { active: false }]);
  });

  test('is 401 for a civil servant: the header is that of citizens', async () => {
    const { browser } = await logIn(world, 'staff', 'Sofie Vermeulen met eID');
    const reply = await userOf({ cookie: cookieOf(browser) });
    expect(reply.status).toBe(401);
    // Their own session goes on.
    expect(reply.headers.get('set-cookie')).toBeNull();
    expect((await whoIs(world, browser)).actor.kind).toBe('STAFF');
  });

  test('is 401 once the session has expired, and its cookie is taken back', async () => {
    const cookie = cookieOf(await emmaLoggedIn());
    await world.clock.advance(31 * 60_000);
    const reply = await userOf({ cookie });
    expect(reply.status).toBe(401);
    expect(reply.headers.get('set-cookie')).toContain('Max-Age=0');
  });

  test('cannot be read by a page of another origin', async () => {
    const reply = await userOf({ cookie: cookieOf(await emmaLoggedIn()), origin: 'https://evil.example' });
    expect(reply.headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('logging in through the header', () => {
  test('is logging in at ACM/IDM as a citizen, and ends where the settings say', async () => {
    const browser = new BrowserSession();
    const choice = await browser.get(`${world.url}/sso/aanmelden`);
    const page = await browser.submit(choice, 'Aanmelden als Emma Peeters met eID');
    expect(page.url).toBe(`${world.url}/?tab=mijn`);
    expect((await whoIs(world, browser)).actor.kind).toBe('CITIZEN');
    expect((await userOf({ cookie: cookieOf(browser) })).status).toBe(200);
  });

  test('or at the local path that it names', async () => {
    const browser = new BrowserSession();
    const choice = await browser.get(`${world.url}/sso/aanmelden?returnTo=%2Fsession`);
    const page = await browser.submit(choice, 'Aanmelden als Emma Peeters met eID');
    expect(page.url).toBe(`${world.url}/session`);
  });

  test.each([
    'returnTo=https%3A%2F%2Fevil.example%2F',
    'returnTo=%2F%2Fevil.example',
    'returnTo=%2F%5Cevil.example',
    'returnTo=%2F%09%2Fevil.example',
    'returnTo=javascript%3Aalert(1)',
    'returnTo=',
    'returnTo=%2Fa&returnTo=%2F%2Fevil.example',
    `returnTo=%2F${'x'.repeat(2_000)}`,
  ])('sends nobody to %s', async (query) => {
    const reply = await ask(world, `/sso/aanmelden?${query}`);
    const page = await reply.text();
    expect(reply.status).toBe(400);
    expect(page).toContain('INVALID_RETURN_TO');
    expect(page).not.toContain('evil');
    expect(reply.headers.get('location')).toBeNull();
  });
});

describe('logging out through the header', () => {
  // Not with fetch, which says itself how it asks.
  const leave = async (headers: Record<string, string>) => {
    const sent = request(`${world.url}/sso/afgemeld`, { agent: false, headers }).end();
    const [reply] = (await once(sent, 'response')) as [IncomingMessage];
    return {
      status: reply.statusCode,
      header: (name: string) => reply.headers[name]?.toString() ?? null,
      page: await text(reply),
    };
  };

  test('from our own page ends the session, here and at ACM/IDM', async () => {
    const browser = await emmaLoggedIn();
    const reply = await leave({
      cookie: cookieOf(browser),
      'sec-fetch-site': 'same-origin',
      'sec-fetch-mode': 'navigate',
    });
    expect(reply.header('set-cookie')).toContain('Max-Age=0');
    expect(reply.header('content-security-policy')).toContain(
      `form-action 'self' ${new URL(world.acmIdm.url).origin}`,
    );
    expect(reply.page).toContain('Ook afmelden bij ACM/IDM');
    expect((await whoIs(world, browser)).actor.kind).toBe('ANONYMOUS');
  });

  test.each([
    [
      'another website sends the browser there',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' },
    ],
    ['a neighbour does', { 'sec-fetch-site': 'same-site', 'sec-fetch-mode': 'navigate' }],
    [
      'a picture on our own page asks for it',
      { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'no-cors' },
    ],
    ['a script on our own page does', { 'sec-fetch-site': 'same-origin', 'sec-fetch-mode': 'cors' }],
    ['the address was typed', { 'sec-fetch-site': 'none', 'sec-fetch-mode': 'navigate' }],
    ['the browser says nothing', {}],
  ])('logs nobody out when %s: it asks first', async (_how, headers) => {
    const browser = await emmaLoggedIn();
    const reply = await leave({ cookie: cookieOf(browser), ...(headers as Record<string, string>) });
    expect(reply.status).toBe(200);
    expect(reply.header('set-cookie')).toBeNull();
    const { page } = reply;
    expect(page).toContain('Wilt u zich afmelden?');
    expect(page).toContain('action="/logout"');
    expect(reply.header('content-security-policy')).toContain("form-action 'self'");
    // Else a browser that only tells the origin would tell none, and the button would be refused.
    expect(reply.header('referrer-policy')).toBe('same-origin');
    expect((await whoIs(world, browser)).actor.kind).toBe('CITIZEN');
  });

  test('comes straight to the landing page for who is not logged in', async () => {
    const reply = await leave({ 'sec-fetch-site': 'cross-site' });
    expect([reply.status, reply.header('location')]).toEqual([303, '/logged-out']);
    expect(reply.header('set-cookie')).toBeNull();
  });

  test('takes back the cookie of a session that has expired', async () => {
    const cookie = cookieOf(await emmaLoggedIn());
    await world.clock.advance(31 * 60_000);
    const reply = await leave({ cookie, 'sec-fetch-site': 'cross-site' });
    expect(reply.header('location')).toBe('/logged-out');
    expect(reply.header('set-cookie')).toContain('Max-Age=0');
  });
});

test('there is nothing to choose another capacity with: citizens are known for themselves only', async () => {
  expect((await ask(world, '/sso/wissel_organisatie')).status).toBe(404);
});

test('a hub without a header has none of it', async () => {
  const plain = await loginWorld();
  try {
    for (const path of ['/sso/aanmelden', '/sso/afgemeld', '/sso/ingelogde_gebruiker'])
      expect((await ask(plain, path)).status).toBe(404);
  } finally {
    await plain.close();
  }
});
