import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { ProductsPort } from '../../src/capabilities/products/products.port.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import type { Database } from '../../src/storage/database.js';
import { openCatalogue, smallProduct, type Catalogue } from '../ipdc/support.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { nameOf, numbersOf, openMirror, type OpenedMirror } from './opened-mirror.js';

let catalogue: Catalogue;
let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});
beforeEach(async () => {
  catalogue = await openCatalogue();
  await database.execute('TRUNCATE product_copy, product_code, mirror_state');
});
afterEach(() => catalogue.close());
afterAll(() => database.close());

const open = (port: ProductsPort = catalogue.port, clock: Clock = systemClock) =>
  openMirror(database, port, clock);

const feedCalls = () =>
  catalogue.simulator.calls.filter(({ operation }) => operation === 'instantiesnapshot').length;
const pages = () => Math.ceil(catalogue.simulator.catalogue.snapshots.length / 25);

describe('given an empty copy', () => {
  test('the first fill reads every page once, in one question at a time, and keeps what is the municipality’s', async () => {
    let underWay = 0;
    let most = 0;
    const opened = open({
      ...catalogue.port,
      async page(number, etag, context) {
        most = Math.max(most, (underWay += 1));
        return catalogue.port.page(number, etag, context).finally(() => (underWay -= 1));
      },
    });
    expect(await opened.mirror.status()).toMatchObject({
      filled: false,
      source: { state: 'UNAVAILABLE', reason: 'NOT_FILLED' },
    });
    await opened.mirror.follow();
    expect(feedCalls()).toBe(pages());
    expect(most).toBe(1);
    const numbers = await numbersOf(opened);
    expect(numbers).toHaveLength(23);
    // Of neighbours, ended, excluded, archived.
    for (const hidden of ['61000', '51090', '51091', '51092']) expect(numbers).not.toContain(hidden);
    expect(await opened.mirror.status()).toMatchObject({
      filled: true,
      source: { platform: 'ipdc', state: 'FRESH', reason: null },
    });
    expect(await database.client.productCopy.count()).toBe(catalogue.simulator.catalogue.instances.length);
    const elsewhere = await database.client.productCopy.findFirst({ where: { number: '61000' } });
    expect(elsewhere).toMatchObject({ state: 'ELSEWHERE', detail: null, searchText: '' });
  });

  test('a product that was archived and put back is there, and of two versions of one moment the later one', async () => {
    const opened = open();
    await opened.mirror.follow();
    expect(await numbersOf(opened)).toContain('51028');
    expect(await nameOf(opened, '51030')).toBe('Zaal huren');
    // The first version of all came once more at the end of the feed: it is old, and stays so.
    expect(await nameOf(opened, '51001')).toBe('Identiteitskaart (eID)');
  });

  test('a key that may not read the feed is told at once, by name, before a page is asked', async () => {
    catalogue.simulator.switches.permissions = ['INSTANTIE_READ'];
    const opened = open();
    await expect(opened.mirror.follow()).rejects.toMatchObject({
      code: 'CREDENTIALS',
      platformCode: 'INSTANTIE_SNAPSHOT_READ_MISSING',
    });
    expect(feedCalls()).toBe(0);
    expect(await opened.mirror.status()).toMatchObject({
      filled: false,
      source: { state: 'UNAVAILABLE', reason: 'CREDENTIALS' },
    });
  });

  test('a key that may not read code lists leaves the codes without names, and the copy whole', async () => {
    catalogue.simulator.switches.permissions = ['INSTANTIE_SNAPSHOT_READ'];
    const opened = open();
    await opened.mirror.follow();
    expect(await numbersOf(opened)).toHaveLength(23);
    expect(await database.client.productCode.count()).toBe(0);
    expect(opened.counted).toEqual([]);
  });

  test('a fill that was cut off goes on where it was, and shows nothing before it is whole', async () => {
    let asked = 0;
    const cut: ProductsPort = {
      ...catalogue.port,
      page: (number, etag, context) =>
        (asked += 1) > 2
          ? Promise.reject(new PlatformError('ipdc', 'NETWORK'))
          : catalogue.port.page(number, etag, context),
    };
    const first = open(cut);
    await expect(first.mirror.follow()).rejects.toMatchObject({ code: 'NETWORK' });
    expect(await database.client.productCopy.count()).toBeGreaterThan(0);
    expect(await numbersOf(first)).toEqual([]);
    expect(await first.mirror.status()).toMatchObject({ filled: false });
    catalogue.simulator.forgetCalls();
    const second = open();
    await second.mirror.follow();
    // The page that was read last is read again, to see that the feed is still the same one.
    expect(feedCalls()).toBe(pages() - 1);
    expect(await numbersOf(second)).toHaveLength(23);
  });

  test('a crash in the middle of a page leaves no half of it', async () => {
    const begun = open();
    const closing = new AbortController();
    const port: ProductsPort = {
      ...catalogue.port,
      async page(number, etag, context) {
        const page = await catalogue.port.page(number, etag, context);
        // A row that the database refuses: the whole page goes back, and its number with it.
        return number === 1 && page && page !== 'UNCHANGED'
          ? { ...page, versions: [...page.versions, { ...page.versions[0], iri: null } as never] }
          : page;
      },
    };
    await expect(open(port).mirror.follow(closing.signal)).rejects.toThrow();
    const { sequence } = await database.client.mirrorState.findUniqueOrThrow({ where: { name: 'products' } });
    expect(Number(sequence)).toBe(0);
    const held = await database.client.productCopy.count();
    expect(held).toBeLessThanOrEqual(25);
    await begun.mirror.follow();
    expect(await numbersOf(begun)).toHaveLength(23);
  });

  test('an empty catalogue is an empty copy', async () => {
    const port: ProductsPort = {
      ...catalogue.port,
      page: async () => ({ versions: [], firstVersionId: null, hasNext: false, etag: null, pauseMs: 0 }),
    };
    const opened = open(port);
    await opened.mirror.follow();
    await opened.mirror.follow();
    expect(await numbersOf(opened)).toEqual([]);
    expect(await opened.mirror.status()).toMatchObject({ filled: true });
  });
});

describe('given a filled copy', () => {
  let opened: OpenedMirror;
  beforeEach(async () => {
    opened = open();
    await opened.mirror.follow();
    catalogue.simulator.forgetCalls();
  });

  test('a change, a removal, one that is put back and a new one are followed, by asking the last page', async () => {
    const { simulator } = catalogue;
    simulator.change('51001', { naam: { nl: 'Nieuwe identiteitskaart' } });
    simulator.archive('51002', true);
    simulator.archive('51003', true);
    simulator.archive('51003', false);
    simulator.archive('51092', false);
    simulator.add(smallProduct('70001'));
    await opened.mirror.follow();
    expect(await nameOf(opened, '51001')).toBe('Nieuwe identiteitskaart');
    const numbers = await numbersOf(opened);
    expect(numbers).not.toContain('51002');
    expect(numbers).toEqual(expect.arrayContaining(['51003', '51092', '70001']));
    expect(numbers).toHaveLength(24);
    expect(feedCalls()).toBeLessThanOrEqual(2);
  });

  test('the same product, moved to a neighbour, is gone; moved back it is there', async () => {
    catalogue.simulator.change('51026', {
      geografischToepassingsgebieden: ['BE21111040'],
      bevoegdeOverheden: [],
      uitvoerendeOverheden: [],
    });
    await opened.mirror.follow();
    expect(await numbersOf(opened)).not.toContain('51026');
    catalogue.simulator.change('51026', { geografischToepassingsgebieden: ['BE21111039'] });
    await opened.mirror.follow();
    expect(await numbersOf(opened)).toContain('51026');
  });

  test('a version that is delivered again, and one that arrives late, change nothing', async () => {
    const { simulator } = catalogue;
    const old = simulator.change('51001', { naam: { nl: 'Oud' } }, '2026-06-01T10:00:00.000000001Z');
    simulator.change('51001', { naam: { nl: 'Nieuw' } }, '2026-06-01T10:00:00.000000002Z');
    await opened.mirror.follow();
    simulator.catalogue.deliverAgain(old);
    simulator.change('51001', { naam: { nl: 'Te laat' } }, '2026-06-01T09:59:59.999999999Z');
    await opened.mirror.follow();
    expect(await nameOf(opened, '51001')).toBe('Nieuw');
  });

  test('of versions of one moment the later in the feed holds, also when the earlier comes again', async () => {
    const { simulator } = catalogue;
    const moment = '2026-06-01T10:00:00Z';
    const first = simulator.change('51001', { naam: { nl: 'Eerst' } }, moment);
    await opened.mirror.follow();
    simulator.change('51001', { naam: { nl: 'Daarna' } }, moment);
    simulator.catalogue.deliverAgain(first);
    await opened.mirror.follow();
    simulator.catalogue.deliverAgain(first);
    await opened.mirror.follow();
    expect(await nameOf(opened, '51001')).toBe('Daarna');
  });

  test('nothing new costs one question, and none of its content when the platform gives a tag', async () => {
    await opened.mirror.follow();
    expect(feedCalls()).toBe(1);
    catalogue.simulator.switches.cacheHeaders = true;
    await opened.mirror.follow();
    await opened.mirror.follow();
    expect(catalogue.simulator.calls.at(-1)).toMatchObject({ operation: 'instantiesnapshot', status: 304 });
    catalogue.simulator.change('51001', { naam: { nl: 'Toch nieuw' } });
    await opened.mirror.follow();
    expect(await nameOf(opened, '51001')).toBe('Toch nieuw');
  });

  test('many changes at once are followed over several pages', async () => {
    for (let at = 0; at < 60; at += 1) catalogue.simulator.add(smallProduct(String(80_000 + at)));
    await opened.mirror.follow();
    expect((await numbersOf(opened)).filter((number) => number.startsWith('80'))).toHaveLength(60);
  });

  test('what ends stays shown until that moment, and no longer', async () => {
    const clock = manualClock(Date.parse('2026-11-25T10:00:00Z'));
    catalogue.simulator.change('51001', { eindeDienstVerlening: '2026-11-25T11:00:00Z' });
    await opened.mirror.follow();
    const later = open(catalogue.port, clock);
    expect(await numbersOf(later)).toContain('51001');
    await clock.advance(3_600_000);
    expect(await numbersOf(later)).not.toContain('51001');
    expect((await later.service.product('51001', callContext())).value).toBeNull();
  });

  test('stays searchable while IPDC is down, says STALE since when, and is FRESH after it', async () => {
    catalogue.simulator.fail({ kind: 'refuse' });
    await expect(opened.mirror.follow()).rejects.toMatchObject({ code: 'NETWORK' });
    await expect(opened.mirror.follow()).rejects.toMatchObject({ code: 'NETWORK' });
    const { failingSince } = await database.client.mirrorState.findUniqueOrThrow({
      where: { name: 'products' },
    });
    const context = callContext();
    const page = await opened.service.search(
      { text: 'rijbewijs', theme: null, first: 5, after: null },
      context,
    );
    expect(page.edges).toHaveLength(1);
    expect(page.source).toMatchObject({ state: 'STALE', since: failingSince, reason: 'NETWORK' });
    expect(context.sources.summary()).toEqual([page.source]);
    expect(await opened.service.product('51003', callContext())).toMatchObject({
      value: { number: '51003' },
      source: { state: 'STALE' },
    });
    catalogue.simulator.fail();
    await opened.mirror.follow();
    expect(await opened.mirror.status()).toMatchObject({
      source: { state: 'FRESH', since: null, reason: null },
    });
  });

  test('a page that fails in the middle loses nothing: 500, a cut connection, nonsense', async () => {
    for (const fault of [
      { kind: 'status', status: 500 },
      { kind: 'truncated' },
      { kind: 'malformed' },
    ] as const) {
      catalogue.simulator.fail({ ...fault, operation: 'instantiesnapshot' });
      catalogue.simulator.change('51001', { naam: { nl: `Na ${fault.kind}` } });
      await expect(opened.mirror.follow()).rejects.toBeInstanceOf(PlatformError);
      catalogue.simulator.fail();
      await opened.mirror.follow();
      expect(await nameOf(opened, '51001')).toBe(`Na ${fault.kind}`);
    }
  });

  test('after 429 it asks nothing until the time that was told, then goes on', async () => {
    const clock = manualClock(Date.now());
    const patient = open(catalogue.port, clock);
    catalogue.simulator.fail({ kind: 'status', status: 429, retryAfterSeconds: 90 });
    await expect(patient.mirror.follow()).rejects.toMatchObject({ code: 'THROTTLED', retryAfterMs: 90_000 });
    catalogue.simulator.fail();
    catalogue.simulator.forgetCalls();
    await clock.advance(60_000);
    await patient.mirror.follow();
    expect(catalogue.simulator.calls).toHaveLength(0);
    expect(await patient.mirror.status()).toMatchObject({ source: { state: 'STALE', reason: 'THROTTLED' } });
    await clock.advance(30_000);
    await patient.mirror.follow();
    expect(await patient.mirror.status()).toMatchObject({ source: { reason: null } });
  });

  test('between pages it waits when the allowance is nearly used up', async () => {
    for (let at = 0; at < 60; at += 1) catalogue.simulator.add(smallProduct(String(80_000 + at)));
    const clock = manualClock(Date.now());
    const slow: ProductsPort = {
      ...catalogue.port,
      async page(number, etag, context) {
        const page = await catalogue.port.page(number, etag, context);
        return page && page !== 'UNCHANGED' ? { ...page, pauseMs: 40_000 } : page;
      },
    };
    const mirror = open(slow, clock).mirror;
    // The names of codes are asked first; from then on each page waits for the clock.
    let ended = false;
    const following = mirror.follow().then(() => (ended = true));
    while (clock.pending === 0 && !ended) await clock.advance(0);
    expect(ended).toBe(false);
    const before = feedCalls();
    await clock.advance(39_000);
    expect(feedCalls()).toBe(before);
    while (!ended) await clock.advance(40_000);
    await following;
    expect(feedCalls()).toBeGreaterThan(before);
  });

  test('two pages of one run that stop with the hub are no failure', async () => {
    const closing = new AbortController();
    closing.abort(new Error('closing'));
    await expect(opened.mirror.follow(closing.signal)).rejects.toThrow('closing');
    expect(await opened.mirror.status()).toMatchObject({ source: { state: 'FRESH' } });
  });

  test('values that IPDC’s lists do not know are shown as they are, counted each time and logged once', async () => {
    catalogue.simulator.change('51001', {
      themas: ['Ruimtevaart'],
      startDienstVerlening: '2030-01-01T00:00:00Z',
      eindeDienstVerlening: '2029-01-01T00:00:00Z',
    });
    catalogue.simulator.change('51002', { themas: ['Ruimtevaart'] });
    await opened.mirror.follow();
    expect(opened.counted).toEqual(['theme', 'period', 'theme']);
    expect(opened.log.of('platform.unknown_value').map(({ fields }) => fields)).toEqual([
      { adapter: 'ipdc', field: 'theme', value: 'Ruimtevaart', publicId: '51001' },
      { adapter: 'ipdc', field: 'period', value: 'END_BEFORE_START', publicId: '51001' },
    ]);
    expect((await opened.service.product('51002', callContext())).value?.themes).toEqual(['Ruimtevaart']);
  });

  test('texts that PostgreSQL cannot store do not stop it', async () => {
    catalogue.simulator.change('51001', { naam: { nl: 'Nul\0teken \uD800 kaart' } });
    await opened.mirror.follow();
    expect(await nameOf(opened, '51001')).toBe('Nul\uFFFDteken \uFFFD kaart');
  });
});
