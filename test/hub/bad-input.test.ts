import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { BrowserSession } from '../support/browser-session.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { slowness } from '../support/slowness.js';

const emma = '85671421468';
const good = '{ associations(first: 1) { nodes { vCode } } }';

describe('bad input', () => {
  let hub: TestHub;
  let emmaCookie: string;
  /** Everything the hub answered in this file. */
  const answers: string[] = [];

  beforeAll(async () => {
    const policy = {
      cache: { freshMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 },
      breaker: { failures: 1_000, failurePercent: 100 },
    };
    hub = await testHub({ settings: { adapters: { magda: { policy }, burgerprofiel: { policy } } } });
    emmaCookie = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  });
  afterEach(() => {
    for (const simulator of hub.sandbox.simulators.values()) simulator.fail();
    hub.sandbox.acmIdm.fail();
  });
  afterAll(() => hub.close());

  async function post(body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}) {
    const began = Date.now();
    const response = await fetch(`${hub.url}/graphql`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        accept: 'application/graphql-response+json',
        ...headers,
      },
      body,
    });
    const text = await response.text();
    answers.push(text);
    const { errors, data } = JSON.parse(text) as { errors?: Refusal[]; data?: unknown };
    return {
      status: response.status,
      code: errors?.[0]?.extensions.code,
      errors,
      data,
      ms: Date.now() - began,
    };
  }
  const ask = (query: string, headers?: Record<string, string>, variables?: object) =>
    post(JSON.stringify({ query, variables }), headers);
  const stillAnswers = async () => expect(await ask(good)).toMatchObject({ status: 200, errors: undefined });

  describe('from a platform', () => {
    const overview = `{ me { name { givenNames } dossiers { items { name } source { platform state reason } } } }`;
    const faults = {
      'malformed XML': { kind: 'malformed' },
      'no XML at all': { kind: 'malformed', body: '{"not": "xml"}' },
      'a DTD that grows without end': {
        kind: 'malformed',
        body: `<!DOCTYPE a [<!ENTITY b "bbbbbbbbbb"><!ENTITY c "&b;&b;&b;&b;&b;">]><a>&c;&c;&c;</a>`,
      },
      'XML nested 100,000 deep': { kind: 'malformed', body: '<a>'.repeat(100_000) },
      'half an answer': { kind: 'truncated' },
      'an HTML page': { kind: 'content-type' },
      'no connection': { kind: 'refuse' },
    } as const;

    test.each(Object.keys(faults) as (keyof typeof faults)[])(
      '%s: that part is UNAVAILABLE with a code, the other is there, and the next question is answered',
      async (name) => {
        hub.simulator('burgerprofiel').fail(faults[name]);
        const spoilt = await ask(overview, { cookie: emmaCookie });
        hub.simulator('burgerprofiel').fail();
        const healed = await ask(overview, { cookie: emmaCookie });

        expect(spoilt).toMatchObject({
          status: 200,
          errors: undefined,
          data: {
            me: {
              name: { givenNames: expect.arrayContaining(['Emma']) },
              dossiers: {
                items: [],
                source: {
                  platform: 'burgerprofiel',
                  state: 'UNAVAILABLE',
                  reason: expect.stringMatching(/^[A-Z_0-9]+$/),
                },
              },
            },
          },
        });
        expect(healed.data).toMatchObject({
          me: { dossiers: { items: [{}, {}, {}], source: { state: 'FRESH' } } },
        });
      },
    );

    test('50 MB from two platforms at once, four times: cut off early, in bounded memory', async () => {
      const huge = { kind: 'huge', bytes: 50 * 1024 * 1024 } as const;
      hub.simulator('magda').fail(huge);
      hub.simulator('burgerprofiel').fail(huge);
      globalThis.gc?.();
      const before = process.memoryUsage().rss;
      let most = 0;
      const watching = setInterval(() => (most = Math.max(most, process.memoryUsage().rss)), 5);

      const all = await Promise.all(
        ['Emma Peeters', 'Lucas Janssens', 'Noor Janssens', 'Maria De Smet'].map(async (name) => {
          const cookie =
            name === 'Emma Peeters'
              ? emmaCookie
              : cookieOf(
                  await hub.browser('citizen', name).catch(() => hub.browser('citizen', 'Emma Peeters')),
                );
          return ask(overview, { cookie });
        }),
      );
      clearInterval(watching);

      const slow = await slowness();
      for (const { status, data, ms } of all) {
        expect(status).toBe(200);
        expect(data).toMatchObject({
          me: { name: null, dossiers: { items: [], source: { state: 'UNAVAILABLE', reason: 'TOO_LARGE' } } },
        });
        expect(ms).toBeLessThan(8_000 * slow);
      }
      // Eight answers of 50 MB would be 400.
      expect((most - before) / 1024 / 1024).toBeLessThan(150);
      await stillAnswers();
    });
  });

  describe('from whoever asks', () => {
    const nested = (depth: number) =>
      `{ me ${'{ household { members '.repeat(depth)}{ x }${' } }'.repeat(depth)} }`;
    const list = (depth: number) =>
      `{ associations(search: ${'['.repeat(depth)}1${']'.repeat(depth)}) { totalCount } }`;

    test.each<[string, () => ReturnType<typeof post>, number, string]>([
      ['a query of 10 MB', () => ask(`{ a${' '.repeat(10_000_000)} }`), 413, 'BODY_TOO_LARGE'],
      ['fields nested 1,000 deep', () => ask(nested(1_000)), 400, ''],
      [
        'fields nested 1,000 deep, just below the size limit',
        () => ask(`{${'a{'.repeat(1_000)}a${'}'.repeat(1_000)}}`),
        400,
        '',
      ],
      ['a list nested 1,000 deep', () => ask(list(1_000)), 400, ''],
      ['a list nested 900 deep, below the limit of tokens', () => ask(list(900)), 400, ''],
      [
        'a variable nested 50,000 deep',
        () =>
          post(
            `{"query":"query($a: String){associations(search:$a){totalCount}}","variables":{"a":${'['.repeat(50_000)}${']'.repeat(50_000)}}}`,
          ),
        400,
        '',
      ],
      ['a fragment that spreads itself', () => ask('{ ...f } fragment f on Query { ...f }'), 400, ''],
      [
        '10,000 aliases',
        () => ask(`{ ${Array.from({ length: 10_000 }, (_, n) => `a${n}:__typename`).join(' ')} }`),
        400,
        '',
      ],
      ['no JSON', () => post('{"query": '), 400, 'BAD_REQUEST'],
      ['bytes that are no text', () => post(Uint8Array.from([0xff, 0xfe, 0x00, 0x80])), 400, 'BAD_REQUEST'],
      ['nothing', () => post(''), 400, ''],
      ['null', () => post('null'), 400, ''],
      ['a list of questions', () => post(`[{"query":"${good}"},{"query":"${good}"}]`), 400, ''],
      ['a query that is a number', () => post('{"query":5}'), 400, ''],
      [
        'a prototype for an object',
        () => post('{"query":"{__typename}","variables":{"__proto__":{"a":1}}}'),
        400,
        '',
      ],
      ['no GraphQL', () => ask('SELECT * FROM session'), 400, ''],
      [
        'an operation that is not in it',
        () => post('{"query":"query a{__typename}","operationName":"b"}'),
        400,
        '',
      ],
      [
        'plain text',
        () => post(`{"query":"${good}"}`, { 'content-type': 'text/plain' }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ],
      [
        'a form',
        () => post('query=%7B__typename%7D', { 'content-type': 'application/x-www-form-urlencoded' }),
        415,
        'UNSUPPORTED_MEDIA_TYPE',
      ],
    ])('%s is refused quickly, with a code', async (_name, send, status, code) => {
      const answer = await send();
      expect(answer.status).toBe(status);
      expect(answer.code).toMatch(code ? new RegExp(`^${code}$`) : /^[A-Z][A-Z_]+$/);
      expect(answer.errors![0]!.extensions.correlationId).toMatch(/^[\w-]{8,64}$/);
      expect(answer.data).toBeUndefined();
      expect(answer.ms).toBeLessThan(2_000 * (await slowness()));
    });

    test('a question in the address is refused when a page of another site could have asked it, or when it is broken', async () => {
      const headers = { 'apollo-require-preflight': '1' };
      for (const [path, given] of [
        ['?query=%7B__typename%7D', {}],
        ['?query=%7B__typename%7D&variables=%7B', headers],
        ['', headers],
      ] as const) {
        const response = await fetch(`${hub.url}/graphql${path}`, { headers: given });
        const text = await response.text();
        answers.push(text);
        expect(response.status).toBe(400);
        expect(JSON.parse(text)).toMatchObject({
          errors: [
            {
              extensions: {
                code: expect.stringMatching(/^[A-Z_]+$/),
                correlationId: response.headers.get('x-correlation-id'),
              },
            },
          ],
        });
      }
    });

    test('a path that cannot be decoded and one that does not exist are pages like any other', async () => {
      for (const [path, status] of [
        ['/%E0%A4%A', 400],
        ['/nergens/../etc/passwd', 404],
        [`/${'a'.repeat(20_000)}`, 0],
      ] as const) {
        const response = await fetch(`${hub.url}${path}`, { headers: { accept: 'text/html' } });
        answers.push(await response.text());
        if (status) expect(response.status).toBe(status);
        else expect([404, 414, 431]).toContain(response.status);
      }
    });

    test('200 bad questions at once do not keep a good one waiting', async () => {
      const bad = [
        () => post('{'),
        () => ask(nested(500)),
        () => ask('{ me { nope } }'),
        () => ask('{ me { name { givenNames } } }', { authorization: 'Bearer nonsense' }),
        () => ask(`{ a${' '.repeat(300_000)} }`),
      ];
      const all = Promise.all(Array.from({ length: 200 }, (_, n) => bad[n % bad.length]!()));
      await stillAnswers();
      for (const { status } of await all) expect([400, 401, 413]).toContain(status);
      await stillAnswers();
    });
  });

  describe('from whoever pretends', () => {
    const bearer = (token: string) => ({ authorization: `Bearer ${token}` });

    test.each<[string, string]>([
      ['forged', 'eyJhbGciOiJub25lIn0.eyJzdWIiOiJhZG1pbiJ9.'],
      ['of another shape', 'Iñtërnâtiônàl'.normalize('NFD').replace(/[^\x20-\x7e]/g, '"')],
      ['of 5,000 characters', 'a'.repeat(5_000)],
      ['empty', ' '],
    ])('a bearer token that is %s is refused with 401, also for public data', async (_name, token) => {
      const answer = await ask(good, bearer(token));
      expect([answer.status, answer.code, answer.data]).toEqual([401, 'INVALID_TOKEN', undefined]);
    });

    test('a bearer token that has expired is refused with 401; it was good before', async () => {
      const fresh = (await hub.sandbox.control.clientToken!())!;
      expect(await ask(good, bearer(fresh))).toMatchObject({ status: 200 });

      const expired = (await hub.sandbox.control.clientToken!())!;
      hub.sandbox.acmIdm.fail({ kind: 'expired-credentials' });
      const answer = await ask(good, bearer(expired));
      expect([answer.status, answer.code]).toEqual([401, 'INVALID_TOKEN']);
    });

    test('a token that ACM/IDM cannot judge now is 503 and worth another try', async () => {
      const token = (await hub.sandbox.control.clientToken!())!;
      hub.sandbox.acmIdm.fail({ kind: 'refuse' });
      const answer = await ask(good, bearer(token));
      expect([answer.status, answer.code]).toEqual([503, 'IDENTITY_UNAVAILABLE']);
      expect(answer.errors![0]!.extensions.retryable).toBe(true);
    });

    test('a session cookie that was made up is a visitor’s: personal data is refused', async () => {
      const answer = await ask('{ me { name { givenNames } } }', {
        cookie: `schakel_session=${'A'.repeat(43)}`,
      });
      expect([answer.status, answer.code, answer.data]).toEqual([401, 'UNAUTHENTICATED', undefined]);
    });

    test('a login callback that is replayed is a clear Dutch page, in the same browser and in another', async () => {
      const browser = new BrowserSession();
      const choice = await browser.get(`${hub.url}/login/citizen?returnTo=/session`);
      await browser.submit(choice, 'Aanmelden als Emma Peeters met eID');
      const callback = browser.visited.find((url) => url.includes('/login/callback'))!;
      const before = browser.cookie('schakel_session');

      const again = await browser.get(callback);
      const elsewhere = await new BrowserSession().get(callback);
      answers.push(again.body, elsewhere.body);

      for (const page of [again, elsewhere]) {
        expect(page.status).toBe(400);
        expect(page.headers.get('content-type')).toContain('text/html');
        expect(page.body).toContain('lang="nl');
        expect(page.body).toContain('Begin opnieuw met aanmelden');
        expect(page.headers.get('set-cookie') ?? '').not.toContain('schakel_session=');
      }
      expect(again.body).toContain('Deze aanmelding is al gebruikt');
      expect(browser.cookie('schakel_session')).toBe(before);
      expect(
        await ask('{ me { name { givenNames } } }', { cookie: `schakel_session=${before}` }),
      ).toMatchObject({
        status: 200,
      });
    });

    test('a callback with nonsense in it is a clear page too', async () => {
      for (const query of [
        '',
        '?code=a&state=b',
        '?error=access_denied&state=b',
        `?state=${'a'.repeat(5_000)}`,
      ]) {
        const response = await fetch(`${hub.url}/login/callback${query}`, {
          headers: { accept: 'text/html' },
        });
        const body = await response.text();
        answers.push(body);
        expect([response.status, body]).toEqual([
          400,
          expect.stringContaining('Begin opnieuw met aanmelden'),
        ]);
      }
    });
  });

  test('in all of this no answer held a stack trace, a place in our code or a national number, and no log line a number', () => {
    expect(answers.length).toBeGreaterThan(250);
    for (const text of answers) {
      expect(text).not.toMatch(/\bat .+:\d+:\d+|node_modules|\/src\/|\.(?:ts|js):\d+|prisma/i);
      expect(text).not.toContain(emma);
    }
    for (const line of hub.logLines) expect(line).not.toContain(emma);
  });
});

interface Refusal {
  readonly message: string;
  readonly extensions: { readonly code: string; readonly correlationId: string; readonly retryable: boolean };
}
