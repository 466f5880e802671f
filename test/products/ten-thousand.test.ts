import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createProductMirror } from '../../src/capabilities/products/product.mirror.js';
import {
  createProductService,
  type ProductPage,
  type ProductService,
} from '../../src/capabilities/products/product.service.js';
import { systemClock } from '../../src/context/clock.js';
import type { Database } from '../../src/storage/database.js';
import { openCatalogue, smallProduct, type Catalogue } from '../ipdc/support.js';
import { callContext } from '../support/call-context.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';

const total = 10_000;
const words = [
  'vergunning',
  'premie',
  'attest',
  'kaart',
  'opvang',
  'subsidie',
  'belasting',
  'advies',
  'zaal',
  'fiets',
];
let catalogue: Catalogue;
let database: Database;
let service: ProductService;

beforeAll(async () => {
  [catalogue, database] = await Promise.all([openCatalogue({ pageSize: 250 }), testDatabase()]);
  catalogue.simulator.allowance.limit = 1_000_000;
  catalogue.simulator.allowance.use(0);
  for (let at = 0; at < total; at += 1) {
    const word = words[at % words.length];
    catalogue.simulator.add(
      smallProduct(String(100_000 + at), {
        naam: { nl: `${word} ${at}` },
        beschrijving: {
          nl: `<p>Vraag uw ${word} aan bij loket ${at % 97}. ${'Meer uitleg over de dienst. '.repeat(20)}</p>`,
        },
        zoektermen: { nl: [`gemeente${word}`, `zoek${at}`] },
      }),
    );
  }
  const options = { database, port: catalogue.port, platform: 'ipdc', clock: systemClock };
  const mirror = createProductMirror({
    ...options,
    log: memoryLog(),
    noteUnknownValue: () => undefined,
  });
  await mirror.follow();
  service = createProductService({ ...options, mirror });
});
afterAll(async () => {
  await Promise.all([catalogue.close(), database.close()]);
});

async function numbersOf(text: string | null): Promise<string[]> {
  const numbers: string[] = [];
  for (let after: string | null = null; ;) {
    const page: ProductPage = await service.search({ text, theme: null, first: 100, after }, callContext());
    numbers.push(...page.edges.map(({ product }) => product.number ?? ''));
    if (!page.hasNextPage) return numbers;
    after = page.edges.at(-1)?.cursor ?? null;
  }
}

test('10,000 products are paged to the end, each once, a hundred at a time', async () => {
  const numbers = await numbersOf(null);
  expect(numbers).toHaveLength(total + 23);
  expect(new Set(numbers).size).toBe(numbers.length);
});

test('and so is a search among them, complete and in a stable order', async () => {
  const numbers = await numbersOf('gemeentekaart');
  expect(numbers).toHaveLength(total / words.length);
  expect(new Set(numbers).size).toBe(numbers.length);
  expect(await numbersOf('gemeentekaart')).toEqual(numbers);
  expect(await numbersOf('zoek4321')).toEqual(['104321']);
});

test('a page of a search among them does not keep anybody waiting', async () => {
  const times: number[] = [];
  for (let turn = 0; turn < 9; turn += 1) {
    const begun = performance.now();
    await service.search({ text: 'kaart loket', theme: null, first: 20, after: null }, callContext());
    times.push(performance.now() - begun);
  }
  // The middle one, and far above what it takes: this guards against reading whole products to find some.
  expect(times.sort((a, b) => a - b)[4]).toBeLessThan(1_000);
  if (process.env['SHOW_TIMES']) process.stderr.write(`${times.map(Math.round).join(' ')}\n`);
});
