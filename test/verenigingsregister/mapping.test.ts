import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { DetailDocument, RepresentedDocument } from '../../adapters/verenigingsregister/documents.js';
import {
  toAssociation,
  toQuery,
  toRepresented,
  toSearchResult,
  toSummary,
} from '../../adapters/verenigingsregister/mapping.js';
import { detailDocument, searchItem } from '../../adapters/verenigingsregister/simulator/documents.js';
import { parseQuery } from '../../adapters/verenigingsregister/simulator/query.js';
import { RegisterState } from '../../adapters/verenigingsregister/simulator/records.js';
import { seedAssociations } from '../../adapters/verenigingsregister/simulator/seed.js';
import { lost } from './no-loss.js';

const contracts = join(process.cwd(), '..', 'shared', 'contracts', 'associations', 'templates');
const withContracts = existsSync(contracts) ? test : test.skip;

const text = fc.oneof(fc.constant(''), fc.string({ minLength: 1, unit: 'grapheme' }));
const word = fc.string({ minLength: 1 });
const coded = fc.record({ code: word, naam: text });
const day = fc.oneof(fc.constant(''), fc.constant('2024-05-12'));

const address = fc.record({
  straatnaam: text,
  huisnummer: text,
  busnummer: text,
  postcode: text,
  gemeente: text,
  land: text,
});
const place = { locatietype: text, isPrimair: fc.boolean(), adresvoorstelling: text, naam: text };
const shared = {
  '@type': fc.constant('fei:FeitelijkeVerenigingen'),
  vCode: fc.constant('V0001001'),
  verenigingstype: coded,
  verenigingssubtype: fc.option(coded),
  subverenigingVan: fc.option(
    fc.record({ andereVereniging: word, naam: text, identificatie: text, beschrijving: text }),
  ),
  naam: text,
  korteNaam: text,
  roepnaam: fc.option(text, { nil: undefined }),
  korteBeschrijving: text,
  doelgroep: fc.record({ minimumleeftijd: fc.nat(150), maximumleeftijd: fc.nat(150) }),
  hoofdactiviteitenVerenigingsloket: fc.array(coded, { maxLength: 3 }),
  werkingsgebieden: fc.array(coded, { maxLength: 3 }),
  sleutels: fc.array(
    fc.record({
      bron: text,
      waarde: text,
      codeerSysteem: text,
      gestructureerdeIdentificator: fc.option(fc.record({ nummer: text })),
    }),
    { maxLength: 3 },
  ),
  relaties: fc.array(
    fc.record({
      relatietype: text,
      andereVereniging: fc.record({ kboNummer: text, vCode: text, naam: text, detail: text }),
    }),
    { maxLength: 2 },
  ),
  inStopzetting: fc.boolean(),
};

const detail = fc.record({
  '@context': fc.constant('https://register.example/context.json'),
  vereniging: fc.record({
    ...shared,
    startdatum: fc.option(day),
    status: text,
    contactgegevens: fc.array(
      fc.record({ contactgegeventype: text, waarde: text, beschrijving: text, isPrimair: fc.boolean() }),
      { maxLength: 3 },
    ),
    locaties: fc.array(
      fc.record({
        ...place,
        adres: fc.option(address),
        adresId: fc.option(fc.record({ broncode: text, bronwaarde: text })),
      }),
      { maxLength: 3 },
    ),
    lidmaatschappen: fc.array(
      fc.record({
        andereVereniging: word,
        naam: text,
        van: day,
        tot: day,
        identificatie: text,
        beschrijving: text,
      }),
      { maxLength: 2 },
    ),
    erkenningen: fc.array(
      fc.record({
        erkenningId: fc.nat(),
        geregistreerdDoor: fc.record({ ovoCode: text, naam: text }),
        ipdcProduct: fc.record({ nummer: text, naam: text }),
        startdatum: day,
        einddatum: day,
        hernieuwingsdatum: day,
        hernieuwingsUrl: text,
        redenSchorsing: text,
        status: text,
      }),
      { maxLength: 2 },
    ),
  }),
  metadata: fc.record({ datumLaatsteAanpassing: text }),
});

const searchAnswer = fc.record({
  verenigingen: fc.array(
    fc.record({
      ...shared,
      isErkend: fc.boolean(),
      locaties: fc.array(fc.record({ ...place, postcode: text, gemeente: text }), { maxLength: 3 }),
      lidmaatschappen: fc.array(
        fc.record({
          andereVereniging: word,
          datumVan: day,
          datumTot: day,
          identificatie: text,
          beschrijving: text,
        }),
        { maxLength: 2 },
      ),
    }),
    { maxLength: 3 },
  ),
  facets: fc.record({
    hoofdactiviteitenVerenigingsloket: fc.array(fc.record({ code: word, aantal: fc.nat(), query: text }), {
      maxLength: 3,
    }),
  }),
  metadata: fc.record({ pagination: fc.record({ totalCount: fc.nat() }) }),
});

const state = new RegisterState(seedAssociations(), () => '2026-06-01');

/** Every key within a value. */
function keysIn(value: unknown, found = new Set<string>()): Set<string> {
  if (Array.isArray(value)) value.forEach((item) => keysIn(item, found));
  else if (value && typeof value === 'object')
    for (const [key, inner] of Object.entries(value)) {
      found.add(key);
      keysIn(inner, found);
    }
  return found;
}

describe('the mapping', () => {
  test('keeps every value of any detail document', () => {
    fc.assert(fc.property(detail, (document) => expect(lost(document, toAssociation(document))).toEqual([])));
  });

  test('keeps every value of any search answer', () => {
    fc.assert(
      fc.property(searchAnswer, (document) => expect(lost(document, toSearchResult(document))).toEqual([])),
    );
  });

  test('keeps every value of every association of the simulator, in detail and in search, in both versions', () => {
    for (const record of state.visible())
      for (const version of ['v1', 'v2'] as const) {
        const document = detailDocument(record, version, 'http://register', state);
        expect(lost(document, toAssociation(document as unknown as DetailDocument))).toEqual([]);
        const item = searchItem(record, version, 'http://register') as never;
        expect(lost(item, toSummary(item))).toEqual([]);
      }
  });

  test('turns the empty strings of the register into null, and leaves types that it does not know as they are', () => {
    const association = toAssociation({
      vereniging: {
        vCode: 'V0001001',
        naam: 'Iets',
        korteNaam: '',
        verenigingstype: { code: 'NIEUW', naam: 'Een nieuw type' },
        locaties: [
          { locatietype: 'Drijvend', isPrimair: true, adresvoorstelling: '', naam: '', adres: null },
        ],
        contactgegevens: [
          { contactgegeventype: 'Postduif', waarde: 'x', beschrijving: '', isPrimair: false },
        ],
      },
      metadata: null,
    });
    expect(association).toMatchObject({
      shortName: null,
      callName: null,
      type: { code: 'NIEUW', name: 'Een nieuw type' },
      subtype: null,
      lastChangedOn: null,
      locations: [{ type: 'Drijvend', name: null, postalCode: null }],
      contacts: [{ type: 'Postduif', description: null }],
      memberships: [],
    });
  });

  withContracts(
    'meets every key of the register’s own templates (skipped without ../shared/contracts)',
    () => {
      const keysOf = (file: string) =>
        [...readFileSync(join(contracts, file), 'utf8').matchAll(/"([a-zA-Z]+)"\s*:/g)].map(
          ([, key]) => key as string,
        );
      const simulated = {
        detail: keysIn(state.visible().map((record) => detailDocument(record, 'v2', '', state))),
        search: keysIn(state.visible().map((record) => searchItem(record, 'v2', ''))),
      };
      // Around the associations: the client's tests read those.
      const around = [
        'verenigingen',
        'facets',
        'aantal',
        'query',
        'metadata',
        'pagination',
        'totalCount',
        'offset',
        'limit',
      ];
      const missing = (file: string, known: Set<string>) =>
        keysOf(file).filter((key) => !known.has(key) && !around.includes(key));
      expect(missing('public.DetailVerenigingResponse.template.json', simulated.detail)).toEqual([]);
      expect(missing('public.ZoekVerenigingenResponse.template.json', simulated.search)).toEqual([]);
    },
  );

  test('maps an association that a person represents', () => {
    expect(
      toRepresented({
        vCode: 'V0001001',
        corresponderendeVCodes: ['V0001009'],
        naam: 'Wandelclub',
        status: 'Actief',
        kboNummer: '',
        verenigingstype: { code: 'VZER', naam: 'x' },
        isHoofdvertegenwoordigerVan: true,
      }),
    ).toMatchObject({
      kboNumber: null,
      mainRepresentative: true,
      subtype: null,
      correspondingVCodes: ['V0001009'],
    });
  });
});

describe('a search text', () => {
  test('is never read as an operator, whatever people type', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.array(fc.string()), (typed, postalCodes) => {
        const query = toQuery({ text: typed, postalCodes });
        expect(() => parseQuery(query)).not.toThrow();
        expect(query).toMatch(/^(\*|[\p{L}\p{N}* :.()ORAND]+)$/u);
      }),
    );
  });

  test.each([
    ['Wandel schilde', [], 'wandel* AND schilde*'],
    ["'s-Gravenwezel", [], 's* AND gravenwezel*'],
    ['AND OR (naam:x', [], 'and* AND or* AND naam* AND x*'],
    ['*', [], '*'],
    ['', ['2970', '2110'], 'locaties.postcode:(2970 OR 2110)'],
    ['koor', ['2970'], 'koor* AND locaties.postcode:(2970)'],
  ])('%s becomes a query', (typed, postalCodes, query) => {
    expect(toQuery({ text: typed, postalCodes })).toBe(query);
  });
});

withContracts('a represented association loses nothing of the answer for ACM/IDM', () => {
  const template = readFileSync(join(contracts, 'acm.VerenigingenPerInszResponse.template.json'), 'utf8');
  const filled = template
    .replaceAll(/\{\{ (for|if|end)[^}]*\}\}/g, '')
    .replace('{{vereniging.corresponderendevcodes}}', '["V0009001"]')
    .replace('{{vereniging.vertegenwoordigerid}}', '7')
    .replace('{{vereniging.ishoofdvertegenwoordigervan}}', 'true')
    .replaceAll(/\{\{([\w.]+)\}\}/g, '$1');
  const { verenigingen } = JSON.parse(filled) as { verenigingen: RepresentedDocument[] };
  const [document] = verenigingen;
  // The register's own number of a representative: the graph knows the person by the one who asks.
  expect(lost(document, toRepresented(document!))).toEqual(['7']);
});
