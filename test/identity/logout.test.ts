import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BrowserSession } from '../support/browser-session.js';
import { ask, logIn, loginWorld, whoIs } from './login-world.js';
import type { LoginWorld } from './login-world.js';

let world: LoginWorld;
beforeAll(async () => {
  world = await loginWorld();
});
afterAll(() => world.close());
afterEach(() => world.acmIdm.fail());

test('logging out ends the session here and at ACM/IDM, and the cookie is worth nothing any more', async () => {
  const { browser } = await logIn(world, 'citizen', 'Emma Peeters met eID');
  const cookie = `schakel_session=${browser.cookie('schakel_session')}`;
  expect((await whoIs(world, browser)).actor.kind).toBe('CITIZEN');
  world.acmIdm.forgetCalls();

  const goodbye = await browser.post(`${world.url}/logout`);
  expect(browser.cookie('schakel_session')).toBeUndefined();
  const reused = await world.identity.identify({ cookie, authorization: undefined });
  expect(reused.actor).toEqual({ kind: 'ANONYMOUS' });
  expect(reused.clearCookie).toContain('Max-Age=0');
  expect(await world.database.client.session.count()).toBe(0);

  const atProvider = await browser.submit(goodbye);
  const landing = await browser.submit(atProvider);
  expect(landing.url).toBe(`${world.url}/logged-out`);
  expect(landing.body).toContain('U bent afgemeld');
  expect(browser.cookie('acm_idm_session')).toBeUndefined();
  expect(world.acmIdm.calls.map(({ operation }) => operation)).toContain('logout');
});

test('the ID token is posted to ACM/IDM and stands in no address', async () => {
  const { browser } = await logIn(world, 'citizen', 'Emma Peeters met eID');
  const goodbye = await browser.post(`${world.url}/logout`);

  expect(goodbye.body).toContain('name="id_token_hint"');
  const policy = goodbye.headers.get('content-security-policy');
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain(`form-action 'self' ${new URL(world.acmIdm.url).origin}`);
  expect(goodbye.headers.get('cache-control')).toBe('no-store');
  await browser.submit(await browser.submit(goodbye));
  expect(browser.visited.join('\n')).not.toMatch(/id_token|eyJ/);
});

test('where ACM/IDM takes no post, it is asked by an address without the ID token', async () => {
  const plain = await loginWorld({ logoutMethod: 'get' });
  try {
    const { browser } = await logIn(plain, 'citizen', 'Emma Peeters met eID');
    const goodbye = await browser.post(`${plain.url}/logout`);
    expect(goodbye.body).not.toContain('id_token_hint');
    expect(goodbye.body).toContain('method="get"');
    expect((await whoIs(plain, browser)).actor.kind).toBe('ANONYMOUS');
  } finally {
    await plain.close();
  }
});

test('a read that is under way while the session ends does not bring it back', async () => {
  const { browser } = await logIn(world, 'citizen', 'Ahmed El Amrani met eID');
  const token = browser.cookie('schakel_session') ?? '';
  await world.clock.advance(5000);

  const reading = world.identity.sessions.find(token);
  const ending = world.identity.sessions.end(token);
  await Promise.all([reading, ending]);

  expect(await world.identity.sessions.find(token)).toBeNull();
});

test('when ACM/IDM is down, logging out here still works', async () => {
  const young = await loginWorld();
  try {
    const { browser } = await logIn(young, 'staff', 'Sofie Vermeulen met eID');
    young.acmIdm.fail({ kind: 'refuse' });
    await browser.post(`${young.url}/logout`);
    expect((await whoIs(young, browser)).actor.kind).toBe('ANONYMOUS');
    expect(await young.database.client.session.count()).toBe(0);
  } finally {
    await young.close();
  }
});

test('who is not logged in comes straight to the landing page', async () => {
  const page = await new BrowserSession().post(`${world.url}/logout`);
  expect(page.url).toBe(`${world.url}/logged-out`);
});

describe('a logout that another website set off', () => {
  test.each([
    ['says so', { 'sec-fetch-site': 'cross-site' }],
    ['comes from a neighbour', { 'sec-fetch-site': 'same-site' }],
    ['has a foreign origin', { origin: 'https://evil.example' }],
    ['hides its origin', { origin: 'null' }],
    ['says nothing', {}],
  ])('and %s is refused', async (_how, headers) => {
    const { browser } = await logIn(world, 'citizen', 'Emma Peeters met eID');
    const cookie = `schakel_session=${browser.cookie('schakel_session')}`;
    const reply = await fetch(`${world.url}/logout`, {
      method: 'POST',
      redirect: 'manual',
      headers: { cookie, ...headers } as Record<string, string>,
    });

    expect(reply.status).toBe(403);
    expect((await whoIs(world, browser)).actor.kind).toBe('CITIZEN');
  });

  test('nor does a link log anybody out', async () => {
    expect((await ask(world, '/logout')).status).toBe(404);
  });
});
