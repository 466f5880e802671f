import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { BrowserSession } from '../support/browser-session.js';
import { ask, loginWorld } from './login-world.js';
import type { LoginWorld } from './login-world.js';

// A proxy ends TLS before the hub, so the hub itself is asked over http and the proxy's address is the public one.
let world: LoginWorld;
beforeAll(async () => {
  world = await loginWorld({}, 'https://schakel.schilde.example');
});
afterAll(() => world.close());

test('behind TLS every cookie is Secure and bound to the host, through the whole login', async () => {
  const begin = await ask(world, '/login/citizen?returnTo=/playground');
  const loginCookie = begin.headers.get('set-cookie') ?? '';
  expect(loginCookie).toMatch(
    /^__Host-schakel_login=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=600$/,
  );

  const browser = new BrowserSession({ stopAt: (url) => url.startsWith('https://schakel.schilde.example/') });
  const choice = await browser.get(begin.headers.get('location') ?? '');
  const { url } = await browser.submit(choice, 'Aanmelden als Emma Peeters met eID');
  expect(url).toMatch(/^https:\/\/schakel\.schilde\.example\/login\/callback\?/);

  const { pathname, search } = new URL(url);
  const plain = loginCookie.split(';', 1)[0]!.replace('__Host-', '');
  expect((await ask(world, pathname + search, { cookie: plain })).status).toBe(400);

  const callback = await ask(world, pathname + search, { cookie: loginCookie.split(';', 1)[0]! });
  expect(callback.status).toBe(303);
  expect(callback.headers.get('location')).toBe('/playground');
  const sessionCookie = callback.headers.get('set-cookie') ?? '';
  expect(sessionCookie).toMatch(
    /^__Host-schakel_session=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure$/,
  );

  const cookie = sessionCookie.split(';', 1)[0]!;
  const identify = (header: string) => world.identity.identify({ cookie: header, authorization: undefined });
  expect((await identify(cookie)).actor.kind).toBe('CITIZEN');
  expect((await identify(cookie.replace('__Host-', ''))).actor.kind).toBe('ANONYMOUS');
});
