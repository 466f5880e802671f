import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { ProductLinkService } from '../../src/capabilities/products/product-link.service.js';
import type { Database } from '../../src/storage/database.js';
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
