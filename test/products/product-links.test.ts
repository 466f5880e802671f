import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { ProductLinkingService } from '../../src/capabilities/products/product-linking.service.js';
import { ProductLinkService } from '../../src/capabilities/products/product-link.service.js';
import { createIdempotencyKeys } from '../../src/jobs/idempotency.js';
import { createKeyedHash } from '../../src/privacy/encryption.js';
import type { Database } from '../../src/storage/database.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';

let database: Database;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

const links = [
  { number: '51001', kind: 'APPOINTMENT_SERVICE', reference: 'eid', organisation: '0297500186' },
  { number: '51001', kind: 'APPOINTMENT_SERVICE', reference: 'eid', organisation: null },
  { number: '51002', kind: 'APPOINTMENT_SERVICE', reference: 'reispas', organisation: null },
  { number: '1447', kind: 'DOSSIER_TYPE', reference: '1446', organisation: null },
] as const;

test('links are found from the product and from the other platform, by kind', async () => {
  const service = new ProductLinkService(database, manualClock());
  await service.replaceSettings(links);
  expect(await service.linksOf('51001', 'APPOINTMENT_SERVICE')).toEqual([links[1], links[0]]);
  expect(await service.linksOf('51001', 'DOSSIER_TYPE')).toEqual([]);
  expect(await service.linksTo('1446', 'DOSSIER_TYPE')).toEqual([links[3]]);
});

test('a row that a clerk added stays when the settings change', async () => {
  const service = new ProductLinkService(database, manualClock());
  await service.replaceSettings([links[0]]);
  await database.client.productLink.createMany({
    data: [links[2], links[0]].map((link) => ({ ...link, organisation: link.organisation ?? '' })),
    skipDuplicates: true,
  });
  await service.replaceSettings([]);
  expect(await service.linksOf('51002', 'APPOINTMENT_SERVICE')).toEqual([links[2]]);
  expect(await service.linksOf('51001', 'APPOINTMENT_SERVICE')).toEqual([]);
  await database.client.productLink.deleteMany();
});

test('a row that the settings say too is theirs while they do, and a clerk’s again after', async () => {
  const service = new ProductLinkService(database, manualClock());
  const own = { ...links[2], organisation: '0297500186' };
  await database.client.productLink.create({ data: own });
  await service.replaceSettings([own]);
  expect(await service.linksFor('51002', '0297500186')).toEqual([{ ...own, fromSettings: true }]);
  await database.client.$transaction((tx) => service.remove(tx, own));
  expect(await service.linksFor('51002', '0297500186')).toHaveLength(1);
  await service.replaceSettings([]);
  expect(await service.linksFor('51002', '0297500186')).toEqual([{ ...own, fromSettings: false }]);
  expect(await service.linksFor('51002', '0207533063')).toEqual([]);
  await database.client.$transaction((tx) => service.remove(tx, own));
  expect(await service.linksFor('51002', '0297500186')).toEqual([]);
});

test('a start with other settings replaces them; another hub’s change is seen within seconds', async () => {
  const clock = manualClock();
  const service = new ProductLinkService(database, clock);
  await service.replaceSettings(links);
  expect(await service.linksTo('reispas', 'APPOINTMENT_SERVICE')).toHaveLength(1);
  await new ProductLinkService(database, clock).replaceSettings([links[0], links[0]]);
  await clock.advance(10_000);
  expect(await service.linksTo('reispas', 'APPOINTMENT_SERVICE')).toEqual([]);
  expect(await service.linksTo('eid', 'APPOINTMENT_SERVICE')).toEqual([links[0]]);
});

test('given no answer about the product, then nothing is linked, and the key is still free', async () => {
  const clock = manualClock();
  const links = new ProductLinkService(database, clock);
  await links.replaceSettings([]);
  const error = new PlatformError('ipdc', 'TIMEOUT');
  const keys = createIdempotencyKeys({
    database,
    clock,
    keyedHash: createKeyedHash(new Uint8Array(32).fill(9)),
  });
  const service = new ProductLinkingService({
    links,
    products: { product: () => Promise.reject(error) },
    keys,
  });
  const asked = { number: '51002', kind: 'APPOINTMENT_SERVICE', reference: 'jcc:12' } as const;
  const request = { owner: 'office', key: 'linking-0001', operation: 'linkProduct', input: asked };
  const actor = { kind: 'CLIENT', id: 'website', organisation: '0297500186', scopes: ['changes'] } as const;
  expect(await service.link(asked, request, callContext({ actor }))).toEqual({ kind: 'UNAVAILABLE', error });
  expect(await links.linksFor('51002', '0297500186')).toEqual([]);
  expect(await keys.look(request)).toBeNull();
});
