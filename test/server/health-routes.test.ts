import { afterEach, describe, expect, test } from '@jest/globals';
import { ask } from './ask.js';
import { type FakeHub, fakeHub } from './fake-hub.js';

let hub: FakeHub;
afterEach(async () => {
  await hub.server.close();
  await hub.graph.apollo.stop();
});

describe('readiness', () => {
  test('ready when the hub can take questions', async () => {
    hub = await fakeHub();
    const answer = await ask(hub.server, '/readyz');
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toEqual({ ready: true, reasons: [] });
  });

  test('not ready, with the reason, when the database is down; alive all the same', async () => {
    hub = await fakeHub({ readiness: async () => ({ ready: false, reasons: ['DATABASE'] }) });
    const answer = await ask(hub.server, '/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ ready: false, reasons: ['DATABASE'] });
    expect((await ask(hub.server, '/livez')).statusCode).toBe(200);
  });

  test('a check that itself fails is not ready, and does not say how it failed', async () => {
    hub = await fakeHub({ readiness: () => Promise.reject(new Error('postgres://user:password@host')) });
    const answer = await ask(hub.server, '/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ ready: false, reasons: ['CHECK_FAILED'] });
  });
});

describe('metrics', () => {
  test('are open to this machine when no token is set', async () => {
    hub = await fakeHub();
    const answer = await ask(hub.server, '/metrics');
    expect(answer.statusCode).toBe(200);
    expect(answer.headers['content-type']).toContain('version=0.0.4');
    expect(answer.body).toContain('schakel_up');
  });

  test('are closed to elsewhere when no token is set', async () => {
    hub = await fakeHub();
    const answer = await ask(hub.server, { url: '/metrics', headers: { 'x-forwarded-for': '127.0.0.1' } });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).not.toContain('schakel_up');
  });

  test('are closed to a page of another site whose name was made to point at this machine', async () => {
    hub = await fakeHub();
    const answer = await ask(hub.server, { url: '/metrics', headers: { host: 'evil.example:4000' } });
    expect(answer.statusCode).toBe(403);
    expect(answer.body).not.toContain('schakel_up');
  });

  test('need the token, from anywhere, when one is set', async () => {
    hub = await fakeHub({ settings: { metricsToken: 'scrape-me' } });
    const read = (headers: Record<string, string> = {}) => ask(hub.server, { url: '/metrics', headers });
    expect(
      (await read({ authorization: 'Bearer scrape-me', 'x-forwarded-for': '10.1.2.3' })).statusCode,
    ).toBe(200);
    expect((await read({ authorization: 'Bearer scrape-m' })).statusCode).toBe(403);
    expect((await read()).statusCode).toBe(403);
  });
});
