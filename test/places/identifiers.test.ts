import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseAddressId } from '../../src/identifiers/address-id.js';
import { parseCaPaKey } from '../../src/identifiers/capakey.js';

const digits = (length: number) =>
  fc
    .array(fc.integer({ min: 0, max: 9 }), { minLength: length, maxLength: length })
    .map((all) => all.join(''));
const letter = fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ');

/** A key in its parts, so that no test builds it with what it tests. */
const parts = fc.record({
  division: digits(5),
  section: letter,
  ground: digits(4),
  bis: digits(2),
  exponent: fc.oneof(letter, fc.constant('_')),
  power: digits(3),
});
type Parts = typeof parts extends fc.Arbitrary<infer P> ? P : never;
const written = ({ division, section, ground, bis, exponent, power }: Parts, between: string) =>
  `${division}${section}${ground}${between}${bis}${exponent}${power}`;

describe('a CaPaKey', () => {
  test('is read in both written forms, encoded or not, in any case, and means the same', () => {
    fc.assert(
      fc.property(parts, fc.constantFrom('/', '-', '%2F', '%2f'), fc.boolean(), (key, between, small) => {
        const text = written(key, between);
        expect(parseCaPaKey(` ${small ? text.toLowerCase() : text} `)).toBe(written(key, '/'));
      }),
    );
  });

  test('is itself when it is read again', () => {
    fc.assert(
      fc.property(parts, (key) => {
        const once = parseCaPaKey(written(key, '-'));
        expect(parseCaPaKey(once)).toBe(once);
      }),
    );
  });

  test('with one character too few, too many or of another kind is none', () => {
    fc.assert(
      fc.property(parts, fc.nat({ max: 16 }), fc.constantFrom('', 'é', '**', ' '), (key, at, wrong) => {
        const text = written(key, '/');
        expect(() => parseCaPaKey(text.slice(0, at) + wrong + text.slice(at + 1))).toThrow(/11001B0001/);
      }),
    );
  });

  test('of any other text is refused with a reason that does not hold it', () => {
    fc.assert(
      fc.property(fc.string({ minLength: 4 }), (text) => {
        fc.pre(!/^\s*\d{5}[a-z]\d{4}(?:[/-]|%2f)\d{2}[a-z_]\d{3}\s*$/i.test(text));
        try {
          parseCaPaKey(text);
        } catch (error) {
          return expect((error as Error).message).toMatch(/^A CaPaKey is written as/);
        }
        throw new Error('it was read');
      }),
    );
  });
});

describe('the number of an address', () => {
  test('is read as digits or as URI', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), fc.nat({ max: 3 }), (number, zeros) => {
        const text = '0'.repeat(zeros) + number;
        expect(parseAddressId(text)).toBe(`${number}`);
        expect(parseAddressId(`https://data.vlaanderen.be/id/adres/${number}`)).toBe(`${number}`);
      }),
    );
  });

  test.each([
    '',
    '0',
    '-3',
    '3.5',
    'abc',
    '12345678901',
    'https://data.vlaanderen.be/id/perceel/3',
    '3/../4',
  ])('%j is refused', (text) =>
    expect(() => parseAddressId(text)).toThrow(/^An address is known by its number/),
  );
});
