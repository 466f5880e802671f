import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toInstant } from '../../adapters/ipdc/instant.js';
import { stateOf, toCodeNames, toFeedPage, toProduct, toVersion } from '../../adapters/ipdc/mapping.js';
import { variantOf } from '../../adapters/ipdc/wordings.js';
import { contractTest } from '../support/contracts.js';

const schilde = { areaCodes: ['BE21111039'], parentAreas: true, ovoCodes: ['OVO002214'], hideExcluded: true };

/** JSON-LD, what only orders, says what the product says already, or tells how IPDC made a text. */
const repeated = new Set([
  '@context',
  '@id',
  '@type',
  'order',
  'generatedAtTime',
  'gearchiveerd',
  'uitgesloten',
]);

function leavesOf(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(leavesOf);
  if (value && typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => (repeated.has(key) ? [] : leavesOf(inner)));
  return value === null || value === undefined || value === '' ? [] : [String(value)];
}

/** What a document says and its mapping does not, counted: two equal texts must both arrive. */
function lost(document: object, mapped: object): string[] {
  const left = leavesOf(mapped);
  return leavesOf(document).filter((value) => {
    const at = left.findIndex((one) => one === value || one.endsWith(`/${value}`));
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

describe('recorded answers', () => {
  contractTest('of single products map without loss', (contracts) => {
    const folder = join(contracts, 'ipdc', 'instances');
    const files = readdirSync(folder).filter((name) => /json(ld)?$/.test(name) && !/40[04]/.test(name));
    expect(files).toHaveLength(6);
    for (const file of files) {
      const document = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      expect([file, lost(withoutOwnIds(document), toProduct(document, document['@id']))]).toEqual([file, []]);
    }
  });

  contractTest('of the feeds map without loss, page by page', (contracts) => {
    const folder = join(contracts, 'ipdc', 'ldes-sample');
    let versions = 0;
    for (const [feed, count] of [
      ['instancesnapshot', 3],
      ['conceptsnapshot', 2],
    ] as const)
      for (let number = 0; number < count; number += 1) {
        const page = JSON.parse(readFileSync(join(folder, feed, `page-${number}.json`), 'utf8'));
        const document = { members: page.member, relations: page.view.relation, etag: null, allowance: null };
        const everywhere = { ...schilde, areaCodes: ['BE23444021', 'BE24224062'], hideExcluded: false };
        const mapped = toFeedPage(document, everywhere, 0);
        expect(mapped.unreadable).toBe(0);
        expect(mapped.page.hasNext).toBe(number < count - 1);
        expect(mapped.page.firstVersionId).toBe(page.member[0]['@id']);
        for (const member of page.member) {
          versions += 1;
          const product = toProduct(member, member.isVersionOf);
          expect([member['@id'], lost(member, product)]).toEqual([member['@id'], []]);
        }
      }
    expect(versions).toBe(10);
  });

  contractTest('with a removal as text are read as removed', (contracts) => {
    const file = join(contracts, 'ipdc', 'ldes-sample', 'instancesnapshot', 'page-1.json');
    const { member } = JSON.parse(readFileSync(file, 'utf8'));
    const states = member.map(
      (one: object) => toVersion(one, { ...schilde, areaCodes: ['BE23444021'] })?.state,
    );
    expect(member[2].gearchiveerd).toBe('true');
    expect(states[2]).toBe('ARCHIVED');
    expect(states.slice(0, 2)).not.toContain('ARCHIVED');
  });
});

/** The ids that are parts of the IRI which the mapping is told. */
function withoutOwnIds({ id: _id, ...document }: { id?: unknown }): object {
  const { aangemaaktDoor, ...rest } = document as { aangemaaktDoor?: { id: string } };
  return { ...rest, ...(aangemaaktDoor && { aangemaaktDoor: aangemaaktDoor.id }) };
}

describe('which products are the municipality’s', () => {
  const state = (document: object, selection = schilde) => stateOf(document as never, selection);
  test.each([
    [['BE21111039'], 'SHOWN'],
    [['BE'], 'SHOWN'],
    [['BE2'], 'SHOWN'],
    [['BE211'], 'SHOWN'],
    [['http://data.europa.eu/nuts/code/BE21111039'], 'SHOWN'],
    [['BE21111040'], 'ELSEWHERE'],
    [['BE212'], 'ELSEWHERE'],
    [['BE1', 'BE3'], 'ELSEWHERE'],
    [[], 'ELSEWHERE'],
  ])('an area %j is %s', (geografischToepassingsgebieden, expected) => {
    expect(state({ geografischToepassingsgebieden })).toBe(expected);
  });

  test('the areas around it only when the settings want them', () => {
    const selection = { ...schilde, parentAreas: false };
    expect(state({ geografischToepassingsgebieden: ['BE2'] }, selection)).toBe('ELSEWHERE');
    expect(state({ geografischToepassingsgebieden: ['BE21111039'] }, selection)).toBe('SHOWN');
  });

  test('an authority of its own counts, in each way it is written', () => {
    for (const authority of [
      { id: 'OVO002214', '@id': 'OVO002214' },
      'OVO002214',
      'https://data.vlaanderen.be/id/organisatie/OVO002214',
    ]) {
      expect(state({ bevoegdeOverheden: [authority] })).toBe('SHOWN');
      expect(state({ uitvoerendeOverheden: [authority] })).toBe('SHOWN');
    }
    expect(state({ bevoegdeOverheden: ['OVO002215'] })).toBe('ELSEWHERE');
  });

  test('what is archived or excluded is not, and the mark that nobody documented can be ignored', () => {
    const own = { geografischToepassingsgebieden: ['BE21111039'] };
    expect(state({ ...own, gearchiveerd: true })).toBe('ARCHIVED');
    expect(state({ ...own, gearchiveerd: 'true' })).toBe('ARCHIVED');
    expect(state({ ...own, gearchiveerd: 'false' })).toBe('SHOWN');
    expect(state({ ...own, uitgesloten: true })).toBe('EXCLUDED');
    expect(state({ ...own, uitgesloten: true }, { ...schilde, hideExcluded: false })).toBe('SHOWN');
  });
});

describe('a member of the feed', () => {
  test('keeps the order of its parts, whatever `order` looks like', () => {
    const kosten = [
      { naam: { nl: 'derde' }, order: '2' },
      { naam: { nl: 'zonder' } },
      { naam: { nl: 'eerste' }, order: 0.0 },
      { naam: { nl: 'tweede' }, order: 1 },
    ];
    const { costs } = toProduct({ kosten }, 'x/1');
    expect(costs.map(({ name }) => name[0]?.text)).toEqual(['eerste', 'tweede', 'derde', 'zonder']);
  });

  test('takes an address as an object and as a list', () => {
    const adres = { huisnummer: '30', straatnaam: { nl: 'Brasschaatsebaan' } };
    const addressesOf = (one: unknown) =>
      toProduct({ contactgegevens: [{ adres: one }] }, 'x/1').contacts[0]?.addresses;
    expect(addressesOf(adres)).toEqual(addressesOf([adres]));
    expect(addressesOf(adres)).toMatchObject([{ houseNumber: '30', boxNumber: null }]);
  });

  test('loses no value that it has no field for', () => {
    const { otherFacts } = toProduct(
      {
        verrijking: { verenigingsloket: { soort: ['a', 'b'] } },
        nieuw: true,
        metadata: { uJeVersie: '46.1.0' },
      },
      'x/1',
    );
    expect(otherFacts).toEqual([
      { path: 'verrijking.verenigingsloket.soort', value: 'a' },
      { path: 'verrijking.verenigingsloket.soort', value: 'b' },
      { path: 'nieuw', value: 'true' },
      { path: 'metadata.uJeVersie', value: '46.1.0' },
    ]);
  });

  test('without IRI or moment is not taken for a version, and the others of its page are', () => {
    const good = { '@id': 'v1', isVersionOf: 'i1', generatedAtTime: '2026-01-01T00:00:00Z' };
    const members = [
      good,
      { ...good, isVersionOf: undefined },
      { ...good, generatedAtTime: 'gisteren' },
      { ...good, isVersionOf: 'i\0' },
      null,
      'x',
    ];
    const { page, unreadable } = toFeedPage(
      { members, relations: [], etag: null, allowance: null },
      schilde,
      0,
    );
    expect(page.versions).toHaveLength(1);
    expect(unreadable).toBe(5);
  });

  test('of any shape never breaks the page', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom(
            'naam',
            'themas',
            'voorwaarden',
            'websites',
            'adres',
            'zoektermen',
            'contactgegevens',
            'bevoegdeOverheden',
            'publicatieLink',
            'x',
          ),
          fc.jsonValue(),
        ),
        (odd) => {
          const member = {
            ...odd,
            '@id': 'v',
            isVersionOf: 'https://ipdc.vlaanderen.be/id/instantie/1',
            generatedAtTime: '2026-01-01T00:00:00Z',
            geografischToepassingsgebieden: ['BE'],
          };
          expect(toVersion(member, schilde)?.product?.id).toBe('1');
        },
      ),
    );
  });
});

describe('a moment', () => {
  test.each([
    ['2026-05-27T13:30:10.437358413Z', '2026-05-27T13:30:10.437358413Z'],
    ['2026-05-27T13:30:10Z', '2026-05-27T13:30:10.000000000Z'],
    ['2024-04-24T14:10:00.72350311Z', '2024-04-24T14:10:00.723503110Z'],
    ['2026-05-27T15:30:10.5+02:00', '2026-05-27T13:30:10.500000000Z'],
    ['2026-05-27T15:30:10.5+0200', '2026-05-27T13:30:10.500000000Z'],
    ['2026-05-27', null],
    ['2026-13-45T00:00:00Z', null],
    ['', null],
  ])('%s is %s', (text, expected) => {
    expect(toInstant(text)).toBe(expected);
  });

  test('sorts as text in the order of time, to the nanosecond, whatever its digits and offset', () => {
    const moment = fc.record({
      ms: fc.integer({ min: Date.UTC(2012, 0), max: Date.UTC(2040, 0) }).map((ms) => ms - (ms % 1000)),
      nanos: fc.integer({ min: 0, max: 999_999_999 }),
      hours: fc.integer({ min: -11, max: 12 }),
    });
    const textOf = ({ ms, nanos, hours }: { ms: number; nanos: number; hours: number }) => {
      const local = new Date(ms + hours * 3_600_000).toISOString().slice(0, 19);
      const fraction = String(nanos).padStart(9, '0').replace(/0+$/, '');
      const offset = `${hours < 0 ? '-' : '+'}${String(Math.abs(hours)).padStart(2, '0')}:00`;
      return `${local}${fraction && `.${fraction}`}${hours === 0 ? 'Z' : offset}`;
    };
    fc.assert(
      fc.property(moment, moment, (a, b) => {
        const [first, second] = [toInstant(textOf(a)) ?? '', toInstant(textOf(b)) ?? ''];
        expect(Math.sign(first < second ? -1 : first > second ? 1 : 0)).toBe(
          Math.sign(a.ms - b.ms || a.nanos - b.nanos),
        );
        expect(first).toHaveLength(30);
      }),
    );
  });
});

describe('a language tag', () => {
  test.each([
    ['nl', { language: 'nl', form: null, generated: false }],
    ['nl-BE-x-formal', { language: 'nl', form: 'FORMAL', generated: false }],
    ['nl-be-x-generated-informal', { language: 'nl', form: 'INFORMAL', generated: true }],
    ['NL-BE-X-INFORMAL', { language: 'nl', form: 'INFORMAL', generated: false }],
    ['nl/u', { language: 'nl', form: 'FORMAL', generated: false }],
    ['nl/je', { language: 'nl', form: 'INFORMAL', generated: false }],
    ['en', { language: 'en', form: null, generated: false }],
    ['nl-BE-x-klare-taal', { language: 'nl-BE-x-klare-taal', form: null, generated: false }],
  ])('%s', (tag, expected) => {
    expect(variantOf(tag)).toEqual(expected);
  });
});

test('the names of a code list, from IRIs and from codes', () => {
  expect(
    toCodeNames('theme', [
      {
        id: 'https://productencatalogus.data.vlaanderen.be/id/concept/Thema/BouwenWonen',
        labels: { nl: 'Bouwen' },
      },
      { code: 'BurgerOverheid', labels: { nl: 'Burger', en: 'Citizen' } },
      { code: 'ZonderNaam' },
      null,
    ]),
  ).toEqual([
    { list: 'theme', code: 'BouwenWonen', name: 'Bouwen' },
    { list: 'theme', code: 'BurgerOverheid', name: 'Burger' },
  ]);
});
