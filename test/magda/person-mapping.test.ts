import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toHouseholdMember, toPerson } from '../../adapters/magda/mapping.js';
import { address, foreignAddress } from '../../adapters/magda/mapping-places.js';
import { SoapElement } from '../../src/adapter/soap/element.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { countOf, valuesIn } from '../support/leaves.js';

/** Text that stands in no other place, so that it is known where a value came from. */
const said = fc.uuid();
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined });
/** As the register writes days, parts of 00 among them. */
const day = fc.constantFrom(
  '1985-07-14',
  '2000-00-00',
  '2000-05-00',
  '2001-02-03',
  '1999-12-31',
  '2000-05-09',
);
const dates = fc.record({ DatumBegin: maybe(day), DatumEinde: maybe(day) });
const coded = fc.record({
  attributes: dates,
  Code: maybe(said),
  Omschrijving: maybe(fc.record({ attributes: fc.constant({ Taal: 'nl' }), $value: said })),
});
const name = fc.record({
  attributes: dates,
  Voornamen: maybe(fc.record({ Voornaam: fc.array(said, { maxLength: 3 }) })),
  Achternamen: maybe(fc.record({ Achternaam: fc.array(said, { maxLength: 2 }) })),
});
const inLanguage = fc.record({ String: said, Taal: fc.constant('nl') });
const residence = fc.record({
  attributes: dates,
  Straatnaam: maybe(inLanguage),
  NietGestandaardiseerdeStraatnaam: maybe(inLanguage),
  Gemeentenaam: maybe(inLanguage),
  NietGestandaardiseerdeGemeentenaam: maybe(inLanguage),
  Huisnummer: maybe(said),
  Busnummer: maybe(said),
  Postcode: maybe(said),
  NISCodeGemeente: maybe(said),
  Land: maybe(inLanguage),
});
const abroad = fc.record({
  attributes: dates,
  Land: maybe(fc.record({ Naam: maybe(said), ISOCode: maybe(said) })),
  Teksten: maybe(fc.record({ Tekst: fc.array(said, { maxLength: 3 }) })),
});
const place = fc.record({
  Gemeente: maybe(fc.record({ Naam: maybe(said), NISCode: maybe(said) })),
  Land: maybe(fc.record({ Naam: maybe(said) })),
});
const event = fc.record({ Datum: maybe(day), Plaats: maybe(place), Aktenummer: maybe(said) });
const digits = fc.constantFrom('85671421468', '83630211767', '48613011631');
const listOf = (child: string) =>
  maybe(fc.array(coded, { maxLength: 3 }).map((items) => ({ [child]: items })));
const person = fc.record({
  INSZ: digits,
  Naam: maybe(name),
  Geslacht: maybe(coded),
  Geboorte: maybe(event),
  Overlijden: maybe(event),
  Adressen: maybe(
    fc.record({ Hoofdverblijfplaats: maybe(residence), VerblijfplaatsBuitenland: maybe(abroad) }),
  ),
  Nationaliteiten: listOf('Nationaliteit'),
  BurgerlijkeStaten: listOf('BurgerlijkeStaat'),
  Statussen: listOf('Status'),
  Identiteitsbewijzen: maybe(fc.record({ Identiteitsbewijs: fc.record({ Nummer: said }) })),
});
const member = fc.record({
  attributes: dates,
  INSZ: maybe(fc.oneof(digits, fc.constantFrom('85671421469', 'geen'))),
  Naam: maybe(name),
  Geslacht: maybe(coded),
  Geboortedatum: maybe(day),
  Positie: maybe(coded),
  Status: maybe(coded),
});

/** What `soap` hands over: what is undefined is not there. */
const parsed = (value: unknown) => JSON.parse(JSON.stringify(value)) as Record<string, never>;
const element = (value: unknown) => new SoapElement(parsed(value));
const read = (value: unknown) => {
  const noted: string[] = [];
  return { value: toPerson(element(value), (field, what) => noted.push(`${field} ${what}`)), noted };
};
const ignore = () => undefined;
const nothingMadeUp = (source: unknown, mapped: unknown) => {
  const given = countOf(valuesIn(source));
  for (const [text, times] of countOf(valuesIn(mapped)))
    expect([text, (given.get(text) ?? 0) >= times]).toEqual([text, true]);
};
const codesOf = (list: Record<string, { readonly Code?: string }[]> | undefined) =>
  Object.values(list ?? {})
    .flat()
    .flatMap(({ Code }) => Code ?? []);

describe('any person of the shape of the contract', () => {
  test('keeps the number, and says nothing that was not answered', () => {
    fc.assert(
      fc.property(person, (source) => {
        const { value } = read(source);
        expect(value?.nationalNumber.reveal()).toBe(source.INSZ);
        nothingMadeUp(parsed(source), value);
      }),
    );
  });

  test('keeps names, nationalities and statuses in the order of the register, with codes that nobody knows', () => {
    fc.assert(
      fc.property(person, (source) => {
        const { value } = read(source);
        expect(value?.name).toEqual({
          givenNames: source.Naam?.Voornamen?.Voornaam ?? [],
          familyNames: source.Naam?.Achternamen?.Achternaam ?? [],
        });
        expect(value?.nationalities.map(({ code }) => code)).toEqual(
          codesOf(source.Nationaliteiten as never),
        );
        expect(value?.statuses.map(({ code }) => code)).toEqual(codesOf(source.Statussen as never));
        expect(value?.civilStatus?.code).toBe(codesOf(source.BurgerlijkeStaten as never)[0]);
      }),
    );
  });

  test('keeps an end before its begin as it was written, and notes it without the days', () => {
    fc.assert(
      fc.property(day, day, (since, until) => {
        const { value, noted } = read({
          INSZ: '85671421468',
          Nationaliteiten: {
            Nationaliteit: { attributes: { DatumBegin: since, DatumEinde: until }, Code: '150' },
          },
        });
        expect(value?.nationalities).toEqual([{ code: '150', description: null, since, until }]);
        // Only what both days say can be compared: a month that is not known comes before none.
        const parts = (text: string) => text.replace(/(-00)+$/, '');
        const length = Math.min(parts(since).length, parts(until).length);
        const impossible = parts(until).slice(0, length) < parts(since).slice(0, length);
        expect(noted).toEqual(impossible ? ['citizens.Nationaliteit.period END_BEFORE_BEGIN'] : []);
      }),
      {
        examples: [
          ['2000-05-09', '2000-00-00'],
          ['2001-02-03', '2000-05-00'],
        ],
      },
    );
  });

  test('reads nothing that a counter does not need', () => {
    fc.assert(
      fc.property(person, (source) => {
        const held = valuesIn(read(source).value);
        const kept = [source.Identiteitsbewijzen?.Identiteitsbewijs.Nummer, source.Geboorte?.Aktenummer];
        for (const number of kept) if (number !== undefined) expect(held).not.toContain(number);
      }),
    );
  });

  test('without a number that can be one, is nobody', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        fc.pre(NationalNumber.problemOf(text) !== null);
        expect(read({ INSZ: text }).value).toBeNull();
      }),
    );
  });
});

describe('any member of a household', () => {
  test('keeps a number that can be one, and says nothing that was not answered', () => {
    fc.assert(
      fc.property(member, (source) => {
        const value = toHouseholdMember(element(source), ignore);
        const valid = source.INSZ !== undefined && NationalNumber.problemOf(source.INSZ) === null;
        expect(value.nationalNumber?.reveal()).toBe(valid ? source.INSZ : undefined);
        expect(value).toMatchObject({
          birthDate: source.Geboortedatum ?? null,
          since: source.attributes.DatumBegin ?? null,
          until: source.attributes.DatumEinde ?? null,
        });
        expect(value.position?.code).toBe(source.Positie?.Code);
        nothingMadeUp(parsed(source), value);
      }),
    );
  });
});

describe('any address', () => {
  test('has the name of the register before the one that somebody typed, and each part in its own place', () => {
    fc.assert(
      fc.property(residence, (source) => {
        expect(address(element(source))).toEqual({
          street: source.Straatnaam?.String ?? source.NietGestandaardiseerdeStraatnaam?.String ?? null,
          houseNumber: source.Huisnummer ?? null,
          boxNumber: source.Busnummer ?? null,
          postalCode: source.Postcode ?? null,
          municipality:
            source.Gemeentenaam?.String ?? source.NietGestandaardiseerdeGemeentenaam?.String ?? null,
          nisCode: source.NISCodeGemeente ?? null,
          country: source.Land?.String ?? null,
          lines: [],
          since: source.attributes.DatumBegin ?? null,
        });
      }),
    );
  });

  test('abroad keeps its lines in order', () => {
    fc.assert(
      fc.property(abroad, (source) => {
        const value = foreignAddress(element(source));
        expect(value).toMatchObject({
          lines: source.Teksten?.Tekst ?? [],
          country: source.Land?.Naam ?? null,
        });
        nothingMadeUp(parsed(source), value);
      }),
    );
  });
});
