import { type Catalogue, uuidFrom } from './catalogue.js';
import type { Json } from './errors.js';
import { peopleProducts } from './seed-people.js';
import { placeProducts } from './seed-places.js';
import { type SeedProduct, toJson } from './seed-product.js';

const uuidOf = (number: string) => uuidFrom(`instantie ${number}`);

/** Two neighbours, whose products pass through the feed too. */
const neighbours = [
  { code: 'BE21111040', ovoCode: 'OVO002215', name: 'Schoten' },
  { code: 'BE21111055', ovoCode: 'OVO002233', name: 'Zoersel' },
] as const;

/** Products that are not shown, each for another reason. */
const hidden: readonly SeedProduct[] = [
  {
    number: '51090',
    type: 'FinancieelVoordeel',
    themes: ['MilieuEnergie'],
    authored: 'informal',
    name: 'Premie voor een elektrische fiets',
    description: '<p>De premie liep tot eind 2025.</p>',
    keywords: ['fiets'],
    desk: 'mobiliteit',
    over: { startDienstVerlening: '2021-01-01T00:00:00Z', eindeDienstVerlening: '2025-12-31T23:00:00Z' },
  },
  {
    number: '51091',
    type: 'AdviesBegeleiding',
    themes: ['BurgerOverheid'],
    authored: 'informal',
    name: 'Proefproduct van de redactie',
    description: '<p>Uitgesloten van publicatie.</p>',
    keywords: ['proef'],
    desk: 'burgerzaken',
    over: { uitgesloten: true },
  },
  {
    number: '51092',
    type: 'Toelating',
    themes: ['EconomieWerk'],
    authored: 'formal',
    name: 'Drankvergunning (oude regeling)',
    description: '<p>Vervangen door de omgevingsvergunning.</p>',
    keywords: ['café'],
    desk: 'vrijetijd',
  },
];

/** Fills the catalogue: the same at every start, a version a day from 1 March 2024, oldest first. */
export function publishSeed(catalogue: Catalogue): void {
  let day = Date.UTC(2024, 2, 1, 7, 30);
  const publish = (number: string, body: Json, at?: string) => {
    // As precise as IPDC, nine digits, and now and then none.
    const moment = at ?? `${new Date(day).toISOString().slice(0, 19)}${day % 3 === 0 ? '' : '.437358413'}Z`;
    if (!at) day += 86_400_000 + 1_000;
    return catalogue.publish(uuidOf(number), body, moment);
  };
  const products = [...peopleProducts, ...placeProducts].map(toJson);
  for (const body of products) {
    const number = String(body['productnummer']);
    // A first version of before: newer ones take its place.
    publish(number, { ...body, naam: { nl: `Ontwerp ${number}` } });
    publish(number, body);
  }
  for (const [index, { code, ovoCode, name }] of neighbours.entries())
    for (let at = 0; at < 12; at += 1) {
      const number = String(61_000 + index * 100 + at);
      const authority = [{ id: ovoCode, '@id': ovoCode }];
      publish(number, {
        ...toJson({
          number,
          type: 'AdviesBegeleiding',
          themes: ['BurgerOverheid'],
          authored: 'informal',
          name: `Dienst ${at + 1} van ${name}`,
          description: `<p>Een dienst van de gemeente ${name}.</p>`,
          keywords: [],
        }),
        geografischToepassingsgebieden: [code],
        bevoegdeOverheden: authority,
        uitvoerendeOverheden: authority,
      });
    }
  for (const seed of hidden) publish(seed.number, toJson(seed));
  const [, , retired] = hidden.map(toJson);
  if (retired) publish('51092', { ...retired, gearchiveerd: 'true' });

  // Removed by mistake and put back.
  const market = products.find((body) => body['productnummer'] === '51028');
  if (market) {
    publish('51028', { ...market, gearchiveerd: true });
    publish('51028', market);
  }
  // Two versions of one moment, of which the later one in the feed holds; and one that is delivered once more.
  const hall = products.find((body) => body['productnummer'] === '51030');
  if (hall) {
    const moment = new Date(day).toISOString();
    publish('51030', { ...hall, naam: { nl: 'Zaal huren (concept)' } }, moment);
    publish('51030', hall, moment);
  }
  const [first] = catalogue.snapshots;
  if (first) catalogue.deliverAgain(first);
}
