import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { existsSync, readFileSync } from 'node:fs';
import type { BurgerprofielSimulator } from '../../adapters/burgerprofiel/simulator.js';
import { type TestHub, testHub } from '../support/hub.js';

const emma = '85671421468';
const lucas = '83630211767';
const sample = '../shared/contracts/burgerprofiel/sample-certificates-page.json';
let hub: TestHub;
let portal: BurgerprofielSimulator['portal'];

beforeAll(async () => {
  hub = await testHub({ mirror: false });
  portal = (hub.simulator('burgerprofiel') as BurgerprofielSimulator).portal;
});
afterEach(() => hub.simulator('burgerprofiel').fail());
afterAll(() => hub.close());

const ask = async (path: string, token: string | null) => {
  const response = await fetch(`${hub.url}/v1/certificates/${path}`, {
    headers: token === null ? {} : { authorization: `Bearer ${token}` },
  });
  return {
    status: response.status,
    headers: response.headers,
    bytes: Buffer.from(await response.arrayBuffer()),
  };
};
const json = async (path: string, token: string | null) => {
  const { status, headers, bytes } = await ask(path, token);
  return { status, headers, body: JSON.parse(bytes.toString()) };
};

describe('Mijn Burgerprofiel asks for the attests of the citizen who is logged in there', () => {
  test('and gets a page of them, newest first, with links that work', async () => {
    const token = await portal.token(emma);
    const first = await json(`${emma}?page=0&limit=2`, token);
    expect(first.status).toBe(200);
    expect(first.headers.get('cache-control')).toBe('no-store');
    expect(first.body.pageMetadata).toEqual({ number: 1, size: 2, totalElements: 3, totalPages: 2 });
    expect(first.body.certificates.map(({ year }: { year: number }) => year)).toEqual([2025, 2025]);
    expect(first.body.certificates[0]).toMatchObject({
      language: 'nl',
      name: 'Fiscaal attest kinderopvang 2025',
      community: 11039,
    });
    const hrefOf = (links: { rel: string; href: string }[], rel: string) =>
      links.find((link) => link.rel === rel)?.href.split('/v1/certificates/')[1] ?? '';
    const second = await json(hrefOf(first.body.links, 'next'), token);
    expect(second.body.certificates).toHaveLength(1);
    expect(second.body.links.map(({ rel }: { rel: string }) => rel)).toEqual(['self', 'start', 'last']);

    const [one] = first.body.certificates;
    expect((await json(hrefOf(one.links, 'self'), token)).body).toEqual(one);
    const pdf = await ask(hrefOf(one.links, 'download'), token);
    expect(pdf.headers.get('content-type')).toBe('application/pdf');
    expect(pdf.bytes.subarray(0, 5).toString()).toBe('%PDF-');
    expect(pdf.bytes.toString('latin1')).toContain('Fiscaal attest kinderopvang 2025');
  });

  test('ten at a time when it does not say how many', async () => {
    const { body } = await json(emma, await portal.token(emma));
    expect(body.pageMetadata).toMatchObject({ number: 1, size: 10, totalPages: 1 });
  });

  const contract = existsSync(sample) ? test : test.skip;
  contract(`with every member of the contract's example, and of the same kind (${sample})`, async () => {
    const example = JSON.parse(readFileSync(sample, 'utf8'));
    const { body } = await json(`${emma}?limit=2&page=0`, await portal.token(emma));
    const shape = (value: unknown): unknown => {
      if (Array.isArray(value)) return [...new Set(value.map((item) => JSON.stringify(shape(item))))].sort();
      if (value === null || typeof value !== 'object') return typeof value;
      return Object.fromEntries(
        Object.entries(value)
          .sort()
          .map(([name, member]) => [name, shape(member)]),
      );
    };
    const municipal = example.certificates.filter((one: object) => 'community' in one);
    expect(shape(body)).toEqual(shape({ ...example, certificates: municipal }));
    expect(body.links.map(({ rel }: { rel: string }) => rel)).toEqual(
      example.links.map(({ rel }: { rel: string }) => rel),
    );
  });
});

describe('Nobody else gets them', () => {
  test.each([
    ['expired', 401],
    ['other-issuer', 401],
    ['other-audience', 401],
    ['unknown-key', 401],
    ['no-rrn', 401],
    ['other-person', 403],
  ] as const)(
    'given a token with the flaw %s, then the answer is %i in the shape of the contract',
    async (flaw, status) => {
      const token = await portal.token(emma, flaw);
      for (const path of [emma, `${emma}/3f6d2c1e-9a54-4b08-8a51-000000000001/download`]) {
        const answer = await json(path, token);
        expect(answer).toMatchObject({
          status,
          body: { title: expect.any(String), detail: expect.any(String), status },
        });
        expect(answer.body.certificates).toBeUndefined();
      }
    },
  );

  test.each([
    ['no token', null],
    ['a token that is none', 'abc'],
    ['a token with no signature', 'eyJhbGciOiJub25lIn0.eyJycm4iOiI4NTY3MTQyMTQ2OCJ9.'],
  ])('given %s, then it is refused', async (_name, token) => {
    const answer = await json(emma, token);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
  });

  test('given the attest of somebody else, then it is not found, as one that never was', async () => {
    const token = await portal.token(lucas);
    for (const id of [
      '3f6d2c1e-9a54-4b08-8a51-000000000001',
      'ffffffff-9a54-4b08-8a51-000000000001',
      "x' OR 1=1",
    ])
      for (const path of [id, `${id}/download`])
        expect((await json(`${lucas}/${encodeURIComponent(path).replace('%2F', '/')}`, token)).status).toBe(
          404,
        );
  });

  test('given the session of a citizen at the hub itself, then it opens nothing here', async () => {
    const browser = await hub.browser('citizen', 'Emma Peeters');
    const response = await fetch(`${hub.url}/v1/certificates/${emma}`, {
      headers: { cookie: `schakel_session=${browser.cookie('schakel_session')}` },
    });
    expect(response.status).toBe(401);
  });
});

test.each(['page=-1', 'page=x', 'limit=0', 'limit=101', 'page=0&page=1'])(
  'given the paging %s, then it is refused with what it should be',
  async (paging) => {
    const { status, body } = await json(`${emma}?${paging}`, await portal.token(emma));
    expect([status, body.status]).toEqual([400, 400]);
    expect(body.detail).toMatch(/page .* limit/);
  },
);

test('every reading and every refusal is recorded, with the person where that is known', async () => {
  const before = await hub.database.client.auditRecord.count();
  await ask(emma, await portal.token(emma));
  await ask(emma, await portal.token(emma, 'other-person'));
  await ask(emma, await portal.token(emma, 'expired'));
  const records = await hub.database.client.auditRecord.findMany({ orderBy: { at: 'asc' } });
  expect(records.slice(before)).toMatchObject([
    {
      actorId: 'burgerprofiel',
      operation: 'certificates',
      outcome: 'ALLOWED',
      subjectHash: expect.any(String),
    },
    { outcome: 'DENIED', reason: 'OTHER_PERSON', subjectHash: expect.any(String) },
    { outcome: 'DENIED', reason: 'EXPIRED', subjectHash: null },
  ]);
});

test('no national number reaches the log, and what is stored names nobody', async () => {
  await ask(emma, await portal.token(emma));
  await ask(`${emma}/x/download`, null);
  expect(hub.logLines.join('')).toContain('/v1/certificates/:insz');
  expect(hub.logLines.join('')).not.toContain(emma);
  const rows = await hub.database.client.attest.findMany();
  expect(rows).toHaveLength(4);
  for (const row of rows) {
    expect(JSON.stringify({ ...row, nameEncrypted: null, contentEncrypted: null })).not.toContain(emma);
    expect(Buffer.from(row.nameEncrypted).toString('latin1')).not.toContain('attest');
    expect(Buffer.from(row.contentEncrypted).toString('latin1')).not.toContain('%PDF');
  }
});

describe('The keys of the portal', () => {
  test('are asked for once, not for every token', async () => {
    const burgerprofiel = hub.simulator('burgerprofiel');
    await ask(emma, await portal.token(emma));
    burgerprofiel.forgetCalls();
    await Promise.all([1, 2, 3].map(async () => ask(emma, await portal.token(emma))));
    expect(burgerprofiel.calls.filter(({ operation }) => operation === 'jwks')).toEqual([]);
  });

  test('given they changed, then a token signed with the new one is good', async () => {
    const own = await testHub({ mirror: false });
    try {
      const other = own.simulator('burgerprofiel') as BurgerprofielSimulator;
      const status = async (token: string) =>
        (await fetch(`${own.url}/v1/certificates/${emma}`, { headers: { authorization: `Bearer ${token}` } }))
          .status;
      const old = await other.portal.token(emma);
      expect(await status(old)).toBe(200);
      await other.portal.rotateKey();
      expect(await status(await other.portal.token(emma))).toBe(200);
      expect(await status(old)).toBe(401);
      // Asked anew once a minute at most, whatever keys the tokens name.
      other.forgetCalls();
      for (let time = 0; time < 3; time += 1)
        expect(await status(await other.portal.token(emma, 'unknown-key'))).toBe(401);
      expect(other.calls.filter(({ operation }) => operation === 'jwks')).toEqual([]);

      // What is known stays good while the portal is down; a hub that knows nothing yet cannot tell.
      other.fail({ kind: 'refuse' });
      expect(await status(await other.portal.token(emma))).toBe(200);
    } finally {
      await own.close();
    }
  });

  test('given they cannot be had, then the answer is 503 and nothing is said of the token', async () => {
    const own = await testHub({
      mirror: false,
      before: ({ simulators }) => simulators.get('burgerprofiel')?.fail({ kind: 'refuse' }),
    });
    try {
      const { portal: other } = own.simulator('burgerprofiel') as BurgerprofielSimulator;
      const response = await fetch(`${own.url}/v1/certificates/${emma}`, {
        headers: { authorization: `Bearer ${await other.token(emma)}` },
      });
      expect(response.status).toBe(503);
      expect(await response.json()).toMatchObject({ status: 503 });
    } finally {
      await own.close();
    }
  });
});

test.each([
  ['', 200],
  ['?flaw=other-person', 403],
  ['?flaw=expired', 401],
])(
  'given somebody tries it at the simulator of the portal with "%s", then the answer of the hub is %i',
  async (query, status) => {
    const origin = new URL(portal.issuer).origin;
    const response = await fetch(`${origin}/attesten/${emma}${query}`);
    expect(response.status).toBe(status);
  },
);
