import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { contractTest } from '../support/contracts.js';
import { manualClock } from '../support/clock.js';
import { schemaFaults } from './openapi.js';
import { openCatalogue, smallProduct, type Catalogue } from './support.js';

let catalogue: Catalogue;
beforeEach(async () => {
  catalogue = await openCatalogue();
});
afterEach(() => catalogue.close());

function ask(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${catalogue.simulator.url}${path}`, {
    redirect: 'manual',
    headers: { 'x-api-key': 'sandbox-ipdc', accept: 'application/ld+json', ...headers },
  });
}

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is what the test asserts
const json = async (path: string): Promise<any> => (await ask(path)).json();
const feed = '/doc/instantiesnapshot';

describe('IPDC on loopback', () => {
  test('wants a key that it knows, and the permission of each operation', async () => {
    expect((await ask('/me', { 'x-api-key': 'another' })).status).toBe(401);
    catalogue.simulator.switches.permissions = ['INSTANTIE_SNAPSHOT_READ'];
    expect((await ask(feed)).status).toBe(200);
    expect((await ask('/doc/instantie/51001')).status).toBe(403);
    expect((await ask('/doc/product/51001')).status).toBe(403);
    expect((await ask('/api/codelijsten/thema')).status).toBe(403);
    expect(await json('/me')).toMatchObject({ permissions: ['INSTANTIE_SNAPSHOT_READ'] });
  });

  test('can give its feed without a key, as LPDC reads one', async () => {
    catalogue.simulator.switches.feedNeedsKey = false;
    expect((await ask(feed, { 'x-api-key': '' })).status).toBe(200);
    expect((await ask('/me', { 'x-api-key': '' })).status).toBe(401);
  });

  test('sends from /id to /doc', async () => {
    const response = await ask('/id/product/51001');
    expect(response.status).toBe(303);
    expect(response.headers.get('location')).toBe(`${catalogue.simulator.url}/doc/product/51001`);
    expect((await ask('/id/instantiesnapshot')).status).toBe(303);
  });

  test('gives the last page of its feed unless another is asked, 25 versions each, oldest first', async () => {
    const total = catalogue.simulator.catalogue.snapshots.length;
    const last = Math.ceil(total / 25) - 1;
    expect(last).toBeGreaterThan(1);
    const standard = await json(feed);
    expect(standard['@id']).toContain(`pageNumber=${last}`);
    expect(standard.view.relation.map((one: { '@type': string }) => one['@type'])).toEqual([
      'LessThanOrEqualToRelation',
    ]);
    const middle = await json(`${feed}?limit=25&pageNumber=1`);
    expect(middle.member).toHaveLength(25);
    expect(middle.view.relation).toEqual([
      expect.objectContaining({ '@type': 'LessThanOrEqualToRelation', path: 'generatedAtTime' }),
      expect.objectContaining({ '@type': 'GreaterThanOrEqualToRelation', path: 'generatedAtTime' }),
    ]);
    expect(middle.view.relation[0]).not.toHaveProperty('value');
    catalogue.simulator.switches.relationValues = true;
    expect((await json(`${feed}?limit=25&pageNumber=1`)).view.relation[0]).toHaveProperty('value');
    expect((await json(`${feed}?limit=25&pageNumber=0`)).view.relation).toHaveLength(1);
    expect((await ask(`${feed}?pageNumber=x`)).status).toBe(400);
    expect((await ask(`${feed}?limit=25&pageNumber=99`)).status).toBe(404);
  });

  test('only its last page grows, by whole states', async () => {
    const before = await json(`${feed}?limit=25&pageNumber=0`);
    const snapshot = catalogue.simulator.change('51001', { naam: { nl: 'Nieuwe kaart' } });
    expect(await json(`${feed}?limit=25&pageNumber=0`)).toEqual(before);
    const { member } = await json(feed);
    expect(member.at(-1)).toMatchObject({
      '@id': expect.stringContaining(snapshot.uuid),
      isVersionOf: expect.stringMatching(/\/id\/instantie\//),
      productnummer: '51001',
      naam: { nl: 'Nieuwe kaart' },
      kosten: expect.any(Array),
    });
    expect(await json(`${feed}/${snapshot.uuid}`)).toEqual(member.at(-1));
  });

  test('tells the history of one instance', async () => {
    const { member } = await json(`${feed}?instantie=51028`);
    expect(member.map((one: { gearchiveerd: unknown }) => String(one.gearchiveerd))).toEqual([
      'false',
      'false',
      'true',
      'false',
    ]);
  });

  test('delivers a version twice, and gives two versions of one moment', async () => {
    const { snapshots } = catalogue.simulator.catalogue;
    expect(snapshots.filter(({ uuid }) => uuid === snapshots[0]?.uuid)).toHaveLength(2);
    const moments = snapshots.map(({ instance, generatedAt }) => `${instance} ${generatedAt}`);
    const twice = moments.filter((moment, at) => moments.indexOf(moment) !== at);
    expect(twice).toHaveLength(2);
    expect(moments.some((moment) => /\.\d{9}Z/.test(moment))).toBe(true);
  });

  test('has what its editors really leave: odd tags, unquoted attributes, flags as text, addresses as a list, new keys', async () => {
    const text = JSON.stringify(catalogue.simulator.catalogue.snapshots);
    expect(text).toContain('"nl/je"');
    expect(text).toContain('"NL-BE-X-FORMAL"');
    expect(text).toContain('href=https://');
    expect(text).toContain('"gearchiveerd":"true"');
    expect(text).toContain('"adres":[');
    expect(text).toContain('"vrijwilligers":true');
  });

  test('gives no cache headers, unless it is made to', async () => {
    const response = await ask(`${feed}?pageNumber=0`);
    expect(response.headers.get('etag')).toBeNull();
    expect(response.headers.get('cache-control')).toBeNull();
    catalogue.simulator.switches.cacheHeaders = true;
    const page = await ask(`${feed}?pageNumber=0`);
    expect(page.headers.get('cache-control')).toContain('immutable');
    const etag = page.headers.get('etag') ?? '';
    expect((await ask(`${feed}?pageNumber=0`, { 'if-none-match': etag })).status).toBe(304);
    expect((await ask(feed)).headers.get('cache-control')).toBe('max-age=0');
  });

  test('refuses an id of a request that is no UUID, and echoes one that is', async () => {
    for (const name of ['x-request-id', 'x-correlation-id']) {
      const refused = await ask('/me', { [name]: 'c-1' });
      expect(refused.status).toBe(400);
      expect(await refused.json()).toMatchObject({
        type: 'error.invalid-request-parameter',
        title: { nl: expect.any(String) },
      });
      const id = randomUUID();
      expect((await ask('/me', { [name]: id })).headers.get(name)).toBe(id);
    }
  });

  test('answers errors with texts as language maps, and refuses media types it does not speak', async () => {
    const response = await ask('/doc/instantie/999999');
    expect(response.status).toBe(404);
    expect(await response.json()).toMatchObject({
      status: 404,
      type: 'error.notfound',
      title: { nl: 'Niet gevonden', en: 'Not found' },
      detail: { nl: expect.any(String), en: expect.any(String) },
    });
    expect((await ask('/me', { accept: 'text/html' })).status).toBe(406);
  });

  test('limits what is asked: tokens by the number of items, 429 with Retry-After, filled up again', async () => {
    const clock = manualClock();
    const slow = await openCatalogue({}, { clock });
    const get = () =>
      fetch(`${slow.simulator.url}${feed}?limit=25&pageNumber=0`, {
        headers: { 'x-api-key': 'sandbox-ipdc', accept: 'application/json' },
      });
    const first = await get();
    expect(first.headers.get('x-ratelimit-limit')).toBe('2000');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('1997');
    expect(first.headers.get('x-ratelimit-reset')).toBe('2026-06-01T10:01:00.000Z');
    slow.simulator.allowance.use(2000);
    const refused = await get();
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '60']);
    await clock.advance(60_000);
    expect((await get()).status).toBe(200);
    await slow.close();
  });

  test('its faults: slow pages, failing pages, cut connections', async () => {
    const { simulator, port } = catalogue;
    const context = (await import('../support/call-context.js')).callContext;
    simulator.fail({ kind: 'status', status: 500, operation: 'instantiesnapshot' });
    await expect(port.page(0, null, context())).rejects.toMatchObject({ code: 'HTTP_5XX' });
    simulator.fail({ kind: 'truncated', operation: 'instantiesnapshot' });
    await expect(port.page(0, null, context())).rejects.toMatchObject({ code: 'NETWORK' });
    simulator.fail();
    await expect(port.page(0, null, context())).resolves.toMatchObject({ hasNext: true });
  });
});

describe('its answers fit IPDC’s own schemas', () => {
  contractTest('pages of the feed, but for what only municipalities’ members have', async (contracts) => {
    const total = Math.ceil(catalogue.simulator.catalogue.snapshots.length / 25);
    for (let number = 0; number < total; number += 1) {
      const faults = schemaFaults(
        contracts,
        'EventStreamSnapshotJsonInstantieJson',
        await json(`${feed}?limit=25&pageNumber=${number}`),
      );
      // The flag as text and the address as a list, which the feeds have and the document has not.
      const unexpected = faults.filter((fault) => !/\.(gearchiveerd|adres): /.test(fault));
      expect(unexpected).toEqual([]);
    }
  });

  contractTest('single instances, code lists, /me and errors', async (contracts) => {
    const faults = async (name: string, path: string) => schemaFaults(contracts, name, await json(path));
    expect(await faults('JsonLdWrappedJsonInstantieJson', '/doc/instantie/51001')).toEqual([]);
    expect(await faults('ProductJson', '/doc/product/51023')).toEqual([]);
    expect(await faults('CodelijstJson', '/api/codelijsten/thema')).toEqual([]);
    expect(await faults('MeJson', '/me')).toEqual([]);
    expect(await faults('ErrorDto', '/doc/instantie/999999')).toEqual([]);
    // A schema that everything fits would prove nothing.
    expect(schemaFaults(contracts, 'ErrorDto', { status: 'vierhonderdvier' })).not.toEqual([]);
    expect(
      schemaFaults(contracts, 'SnapshotJsonInstantieJson', smallProduct('1', { type: 'Vis' })),
    ).not.toEqual([]);
  });
});
