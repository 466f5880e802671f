import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { ProductsPort } from '../../src/capabilities/products/products.port.js';
import type { Database } from '../../src/storage/database.js';
import { openCatalogue, smallProduct, type Catalogue } from '../ipdc/support.js';
import { testDatabase } from '../support/database.js';
import { nameOf, numbersOf, openMirror } from './opened-mirror.js';

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

const open = (port: ProductsPort = catalogue.port) => openMirror(database, port);

describe('given a feed that began anew', () => {
  test.each([
    ['not-found', 'shorter'],
    ['empty', 'shorter'],
    ['not-found', 'as long'],
  ] as const)(
    'a page behind its end %s, the feed %s: the old copy answers until the new one is whole',
    async (beyondLast, length) => {
      const { simulator, port } = catalogue;
      simulator.switches.beyondLast = beyondLast;
      const opened = open();
      await opened.mirror.follow();
      const gone = simulator.catalogue.find('51004')?.uuid ?? '';
      simulator.catalogue.forget(gone);
      simulator.change('51001', { naam: { nl: 'Na de herstart' } });
      simulator.catalogue.rebuild();
      if (length === 'as long')
        for (let at = 0; at < 60; at += 1) simulator.add(smallProduct(String(80_000 + at)));
      let seen: string[] = [];
      let status: unknown;
      const looking: ProductsPort = {
        ...port,
        async page(number, etag, context) {
          if (number === 1) {
            seen = await numbersOf(again);
            status = (await again.mirror.status()).source;
          }
          return port.page(number, etag, context);
        },
      };
      const again = open(looking);
      await again.mirror.follow();
      expect(seen).toContain('51004');
      expect(seen).toHaveLength(23);
      expect(status).toMatchObject({ state: 'STALE', reason: 'FEED_RESET' });
      expect(again.log.of('mirror.feed.reset')).toHaveLength(1);
      const numbers = await numbersOf(again);
      expect(numbers).not.toContain('51004');
      expect(await nameOf(again, '51001')).toBe('Na de herstart');
      expect(await again.mirror.status()).toMatchObject({ source: { state: 'FRESH', reason: null } });
      expect(await database.client.productCopy.groupBy({ by: ['generation'] })).toHaveLength(1);
    },
  );

  test('and is empty all of a sudden: the old copy stays, and is STALE', async () => {
    await open().mirror.follow();
    const port: ProductsPort = {
      ...catalogue.port,
      page: async () => ({ versions: [], firstVersionId: null, hasNext: false, etag: null, pauseMs: 0 }),
    };
    const opened = open(port);
    await expect(opened.mirror.follow()).rejects.toMatchObject({ platformCode: 'EMPTY_FEED' });
    await expect(opened.mirror.follow()).rejects.toMatchObject({ platformCode: 'EMPTY_FEED' });
    expect(await numbersOf(opened)).toHaveLength(23);
    expect(await opened.mirror.status()).toMatchObject({ filled: true, source: { state: 'STALE' } });
    const healed = open();
    await healed.mirror.follow();
    expect(await healed.mirror.status()).toMatchObject({ source: { state: 'FRESH' } });
  });

  test('other settings (page size, area) fill a new copy beside the old one', async () => {
    await open().mirror.follow();
    const other = await openCatalogue({
      feedUrl: catalogue.simulator.settings.feedUrl,
      apiUrl: catalogue.simulator.settings.apiUrl,
      pageSize: 10,
      areaCodes: ['BE21111040'],
      ovoCodes: [],
      parentAreas: false,
    });
    const opened = open(other.port);
    await opened.mirror.follow();
    const numbers = await numbersOf(opened);
    expect(numbers).toHaveLength(12);
    expect(numbers).toContain('61000');
    await other.close();
  });
});
