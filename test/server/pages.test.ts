import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { parse } from 'graphql';
import { fileURLToPath } from 'node:url';
import { readExamples } from '../../src/server/examples.js';
import { ask } from './ask.js';
import { type FakeHub, fakeHub } from './fake-hub.js';

let hub: FakeHub;
beforeEach(async () => {
  hub = await fakeHub();
});
afterEach(async () => {
  await hub.server.close();
  await hub.graph.apollo.stop();
});
const get = (url: string, cookie = '') => ask(hub.server, { url, headers: { cookie, accept: 'text/html' } });

describe('the administration page', () => {
  test('sends a visitor to log in, and back here', async () => {
    const answer = await get('/admin');
    expect(answer.statusCode).toBe(302);
    expect(answer.headers.location).toBe('/login/staff?returnTo=%2Fadmin');
  });

  test.each(['citizen', 'staff', 'administrator-without-second-factor'])(
    'tells a %s why it stays closed',
    async (who) => {
      const answer = await get('/admin', `who=${who}`);
      expect(answer.statusCode).toBe(403);
      expect(answer.body).toContain('rol beheerder');
      expect(answer.body).not.toContain('admin.js');
    },
  );

  test('opens for an administrator, allowing no inline script but its import map', async () => {
    const answer = await get('/admin', 'who=administrator');
    expect(answer.statusCode).toBe(200);
    expect(answer.body).toContain('Tom Wouters');
    expect(answer.headers['content-security-policy']).toMatch(/script-src 'self' 'sha256-[A-Za-z0-9+/=]+'/);
    expect(answer.headers['content-security-policy']).not.toContain('unsafe');
    expect(answer.body.match(/<script(?![^>]* src=)/g)).toHaveLength(1);
  });
});

describe('who is logged in', () => {
  test('is told without personal numbers', async () => {
    const answer = await ask(hub.server, { url: '/session', headers: { cookie: 'who=citizen' } });
    expect(answer.json()).toEqual({ kind: 'CITIZEN', name: 'Emma Peeters', roles: [] });
    expect(answer.headers['cache-control']).toBe('no-store');
  });

  test('a visitor is nobody; staff has roles', async () => {
    expect((await ask(hub.server, '/session')).json()).toEqual({
      kind: 'ANONYMOUS',
      name: null,
      roles: [],
    });
    const staff = await ask(hub.server, { url: '/session', headers: { cookie: 'who=administrator' } });
    expect(staff.json()).toMatchObject({ kind: 'STAFF', roles: ['administrator', 'staff'] });
  });
});

describe('the switches of the sandbox', () => {
  const allowed = { 'x-schakel-sandbox': '1', host: 'localhost:4000' };
  const turn = (headers: Record<string, string>, payload: object = { state: 'down' }, name = 'magda') =>
    ask(hub.server, {
      method: 'POST',
      url: `/sandbox/simulators/${name}`,
      headers,
      payload,
    });

  test('switch a simulator off', async () => {
    const answer = await turn(allowed);
    expect(answer.json()).toEqual({ name: 'magda', state: 'down', faults: [] });
    expect(hub.simulators.get('magda')).toBe('down');
  });

  test.each([
    ['without the header', { host: 'localhost:4000' }],
    ['under another host name', { ...allowed, host: 'evil.example' }],
    ['through a proxy', { ...allowed, 'x-forwarded-for': '127.0.0.1' }],
  ])('do nothing %s', async (_how, headers) => {
    const answer = await turn(headers as Record<string, string>);
    expect(answer.statusCode).toBe(403);
    expect(hub.simulators.get('magda')).toBe('up');
  });

  test('know their names and states', async () => {
    expect((await turn(allowed, { state: 'down' }, 'nobody')).json()).toMatchObject({
      status: 404,
      code: 'UNKNOWN_SIMULATOR',
    });
    expect((await turn(allowed, { state: 'sideways' })).json()).toMatchObject({
      status: 400,
      code: 'UNKNOWN_STATE',
    });
    expect((await turn(allowed, {})).json()).toMatchObject({ status: 400, code: 'UNKNOWN_STATE' });
  });

  test('do not exist outside the sandbox, nor does the schema file', async () => {
    const real = await fakeHub({ sandbox: null });
    const switched = await ask(real.server, {
      method: 'POST',
      url: '/sandbox/simulators/magda',
      headers: allowed,
      payload: {},
    });
    const schema = await ask(real.server, '/schema.graphql');
    const page = await ask(real.server, '/');
    expect([switched.statusCode, schema.statusCode]).toEqual([404, 404]);
    expect(page.body).not.toContain('Zandbak');
    await real.server.close();
    await real.graph.apollo.stop();
  });
});

describe('own files', () => {
  test('are compressed, and not sent again when the browser has them', async () => {
    const first = await ask(hub.server, {
      url: '/assets/site.css',
      headers: { 'accept-encoding': 'gzip' },
    });
    expect(first.headers).toMatchObject({
      'content-encoding': 'gzip',
      'content-type': 'text/css; charset=utf-8',
    });
    const again = await ask(hub.server, {
      url: '/assets/site.css',
      headers: { 'if-none-match': first.headers.etag as string },
    });
    expect(again.statusCode).toBe(304);
    expect(again.body).toBe('');
  });

  test('the playground can be left out', async () => {
    const without = await fakeHub({ settings: { playground: false } });
    expect((await ask(without.server, '/playground')).statusCode).toBe(404);
    await without.server.close();
    await without.graph.apollo.stop();
  });
});

describe('the example operations', () => {
  const folder = fileURLToPath(new URL('../../schema/operations/', import.meta.url));

  test('each is one named operation, named as its file, with a comment that says what it shows', async () => {
    const operations = (await readExamples(folder)).flatMap(({ name, operations }) =>
      operations.map((each) => ({ persona: name, ...each })),
    );
    expect(operations.length).toBeGreaterThan(3);
    for (const { name, query } of operations) {
      const [definition, ...others] = parse(query).definitions;
      expect(others).toEqual([]);
      expect(definition).toMatchObject({ kind: 'OperationDefinition', name: { value: name } });
      expect(name).toMatch(/^[A-Z][A-Za-z]+$/);
      expect(query).toMatch(/^# \S/);
    }
  });

  test('every persona has some, in the order of the page, and only the service client gets a token', async () => {
    const { personas } = (await ask(hub.server, '/playground/examples.json')).json();
    expect(personas.map(({ name }: { name: string }) => name)).toEqual([
      'visitor',
      'citizen',
      'staff',
      'administrator',
      'client',
    ]);
    for (const { name, headers, operations } of personas) {
      expect(operations).not.toHaveLength(0);
      expect(headers).toEqual(name === 'client' ? { Authorization: 'Bearer sandbox-token' } : null);
    }
  });
});
