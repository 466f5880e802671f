import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const question =
  '{ me { name { givenNames } household { members { name { givenNames } } } dossiers { items { name } } } }';

describe('one question through the whole hub', () => {
  let hub: TestHub;
  /** Bodies of what went to the platforms, as it was before encryption. */
  let sent: string[];
  const onCreate = (message: unknown) =>
    sent.push(String((message as { request: { body: unknown } }).request.body));

  beforeAll(async () => {
    sent = [];
    const asksEachTime = { policy: { cache: { freshMs: 0 } } };
    hub = await testHub({
      mirror: false,
      settings: { adapters: { magda: asksEachTime, burgerprofiel: asksEachTime } },
    });
    subscribe('undici:request:create', onCreate);
  });
  afterAll(async () => {
    unsubscribe('undici:request:create', onCreate);
    await hub.close();
  });

  const logged = () => hub.logLines.map((line) => JSON.parse(line) as Record<string, unknown>);
  const askAs = (cookie: string, id: string, query = question) =>
    fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', cookie, 'x-correlation-id': id },
      body: JSON.stringify({ query }),
    });

  // Eleven digits in a row within an id are no national number.
  test.each(['website-7f3a.0001', 'b0c12345678901fa0e41d'])(
    'carries the id %s from its header into both platforms, every log line about it and the audit record',
    async (id) => {
      const cookie = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
      const platforms = ['magda', 'burgerprofiel'].map((name) => hub.simulator(name));
      platforms.forEach((platform) => platform.forgetCalls());
      const before = logged().length;
      sent = [];

      const response = await askAs(cookie, id);
      const answer = (await response.json()) as { data: { me: object } };

      expect(response.headers.get('x-correlation-id')).toBe(id);
      expect(answer.data.me).toMatchObject({ name: {}, household: { members: [{}, {}, {}, {}] } });

      // Health checks go on beside it, under ids of their own.
      for (const { calls } of platforms) {
        const ours = calls.filter(
          ({ operation }) => !/health|wsdl/i.test(operation) && operation !== 'probe',
        );
        expect(ours.length).toBeGreaterThan(0);
        for (const { headers } of ours) expect(headers['x-correlation-id']).toBe(id);
      }
      const soap = sent.filter((body) => body.includes('<INSZ>85671421468</INSZ>'));
      expect(soap.length).toBeGreaterThanOrEqual(3);
      for (const body of soap) expect(body).toMatch(new RegExp(`<Vraag>\\s*<Referte>${id}</Referte>`));

      const lines = logged().slice(before);
      const ours = lines.filter(({ correlationId }) => correlationId === id);
      expect(ours.map(({ event }) => event)).toEqual(
        expect.arrayContaining(['platform.exchange', 'http_request']),
      );
      const read = /^(Geef|Registreer)/;
      const exchanges = lines.filter(({ operation }) => read.test(String(operation)));
      expect(new Set(exchanges.map(({ adapter }) => adapter))).toEqual(new Set(['magda', 'burgerprofiel']));
      for (const { correlationId } of exchanges) expect(correlationId).toBe(id);

      const records = await hub.database.client.auditRecord.findMany({ where: { correlationId: id } });
      expect(records).toMatchObject([{ actorKind: 'CITIZEN', outcome: expect.any(String) }]);
      expect(records[0]!.subjectHash).toMatch(/^[0-9a-f]{64}$/);
    },
  );

  test.each(['85671421468', 'user-85.67.14-214.68', 'short', 'with a space in it'])(
    'does not take over an id like "%s": it gets one of its own',
    async (id) => {
      const cookie = cookieOf(await hub.browser('citizen', 'Ahmed El Amrani'));
      const response = await askAs(cookie, id, '{ me { name { givenNames } } }');
      expect(response.status).toBe(200);
      expect(response.headers.get('x-correlation-id')).toMatch(/^[0-9a-f]{8}-[0-9a-f-]{27}$/);
    },
  );

  test('every log line is one JSON object with a time, a level and an event', async () => {
    await askAs(cookieOf(await hub.browser('citizen', 'Emma Peeters')), 'website-0002');
    for (const line of hub.logLines) {
      expect(line.endsWith('\n') && line.trim().split('\n')).toHaveLength(1);
      expect(JSON.parse(line)).toMatchObject({
        at: expect.stringMatching(/^\d{4}-\d\d-\d\dT.+Z$/),
        level: expect.stringMatching(/^(error|warn|info|debug)$/),
        event: expect.any(String),
      });
    }
  });

  test('given the database is gone, then the hub lives, is not ready, and answers a typed error without a trace', async () => {
    const cookie = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
    const healthy = await fetch(`${hub.url}/readyz`);
    expect([healthy.status, await healthy.json()]).toEqual([200, { ready: true, reasons: [] }]);

    await hub.database.close();

    expect((await fetch(`${hub.url}/livez`)).status).toBe(200);
    const ready = await fetch(`${hub.url}/readyz`);
    expect([ready.status, await ready.json()]).toEqual([503, { ready: false, reasons: ['DATABASE'] }]);
    const answer = await askAs(cookie, 'website-0003');
    const text = await answer.text();
    // What cannot be recorded is not answered.
    expect(JSON.parse(text).data).toBeUndefined();
    expect(JSON.parse(text)).toMatchObject({
      errors: [{ extensions: { code: 'AUDIT_UNAVAILABLE', correlationId: 'website-0003', retryable: true } }],
    });
    expect(text).not.toMatch(/prisma|pglite|\.(ts|js):\d+|85671421468/i);
  });
});
