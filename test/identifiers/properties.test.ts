import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseCaPaKey } from '../../src/identifiers/capakey.js';
import { parseIpdcNumber } from '../../src/identifiers/ipdc-number.js';
import { parseKboNumber } from '../../src/identifiers/kbo-number.js';
import { InvalidNationalNumber, NationalNumber } from '../../src/identifiers/national-number.js';
import { parseOmvNumber } from '../../src/identifiers/omv-number.js';
import { parsePhoneNumber } from '../../src/identifiers/phone-number.js';
import { parseVCode } from '../../src/identifiers/v-code.js';

const digits = (length: number, max = 10 ** length - 1, min = 0) =>
  fc.integer({ min, max }).map((number) => String(number).padStart(length, '0'));

/** Another digit in one place. */
const slip = (length: number) =>
  fc.record({ place: fc.nat({ max: length - 1 }), by: fc.integer({ min: 1, max: 9 }) });
const slipped = (text: string, { place, by }: { place: number; by: number }) =>
  text.slice(0, place) + String((Number(text[place]) + by) % 10) + text.slice(place + 1);

/** Any kind: of a register, BIS, or of MAGDA's tests, born before 2000 or since. */
const nationalNumber = fc
  .record({
    year: digits(2),
    month: fc.integer({ min: 0, max: 12 }),
    kind: fc.constantFrom(0, 20, 40, 60),
    day: digits(2, 31),
    sequence: digits(3),
    since2000: fc.boolean(),
  })
  .map(({ year, month, kind, day, sequence, since2000 }) => {
    const nine = `${year}${String(month + kind).padStart(2, '0')}${day}${sequence}`;
    const check = 97 - Number(BigInt(since2000 ? `2${nine}` : nine) % 97n);
    return `${nine}${String(check).padStart(2, '0')}`;
  });

const kboNumber = digits(8, 19_999_999).map(
  (eight) => `${eight}${String(97 - (Number(eight) % 97)).padStart(2, '0')}`,
);

describe('whatever the digits, a national number', () => {
  test('that is one is read, printed or not, and never tells itself', () => {
    fc.assert(
      fc.property(nationalNumber, (number) => {
        const printed = number.replace(/^(..)(..)(..)(...)(..)$/, '$1.$2.$3-$4.$5');
        for (const text of [number, printed]) {
          const read = NationalNumber.parse(text);
          expect(read.reveal()).toBe(number);
          expect(`${read}${JSON.stringify(read)}`).not.toContain(number);
        }
      }),
    );
  });

  test('with one wrong digit is refused, unless it is the number of somebody of another century, with the reason and without the digits', () => {
    fc.assert(
      fc.property(nationalNumber, slip(11), (number, mistake) => {
        const wrong = slipped(number, mistake);
        try {
          const read = NationalNumber.parse(wrong);
          // Two rules hold, one for each century: a slip may turn a number of the one into one of the other, never within one.
          const nine = BigInt(wrong.slice(0, 9));
          const before = (base: bigint) => 97n - (base % 97n) === BigInt(wrong.slice(9));
          const rules = (text: string) => [
            97n - (BigInt(text.slice(0, 9)) % 97n) === BigInt(text.slice(9)),
            97n - (BigInt(`2${text.slice(0, 9)}`) % 97n) === BigInt(text.slice(9)),
          ];
          expect(before(nine) || before(2_000_000_000n + nine)).toBe(true);
          expect(rules(number)).not.toEqual(rules(wrong));
          expect(read.reveal()).toBe(wrong);
        } catch (error) {
          expect(error).toBeInstanceOf(InvalidNationalNumber);
          expect((error as Error).message).not.toContain(wrong);
        }
      }),
    );
  });
});

describe('whatever the digits, a KBO number', () => {
  test('that is one is read, with dots, spaces or BE', () => {
    fc.assert(
      fc.property(kboNumber, (number) => {
        const dotted = number.replace(/^(....)(...)(...)$/, '$1.$2.$3');
        for (const text of [number, dotted, `BE ${dotted}`, `be${number}`])
          expect(parseKboNumber(text)).toBe(number);
      }),
    );
  });

  test('with one wrong digit is refused', () => {
    fc.assert(
      fc.property(kboNumber, slip(10), (number, mistake) => {
        expect(() => parseKboNumber(slipped(number, mistake))).toThrow(/KBO/);
      }),
    );
  });
});

describe('whatever the number', () => {
  test('a vCode is read in capitals, and refused below the first', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 9_999_999 }), fc.constantFrom('V', 'v'), (number, letter) => {
        const text = `${letter}${String(number).padStart(7, '0')}`;
        if (number < 1001) expect(() => parseVCode(text)).toThrow('V0001001');
        else expect(parseVCode(` ${text} `)).toBe(text.toUpperCase());
      }),
    );
  });

  test('a project number has one form, with or without its prefix', () => {
    fc.assert(
      fc.property(digits(10), fc.constantFrom('', 'OMV_', 'omv_'), (number, prefix) => {
        expect(parseOmvNumber(`${prefix}${number}`)).toBe(`OMV_${number}`);
        expect(() => parseOmvNumber(`${prefix}${number}1`)).toThrow('10 digits');
      }),
    );
  });

  test('a product number is as it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 9_999_999_999 }), (number) => {
        expect(parseIpdcNumber(String(number))).toBe(String(number));
        expect(() => parseIpdcNumber(`0${number}`)).toThrow('product number');
      }),
    );
  });

  test('a Belgian mobile number is the same, however it is written', () => {
    fc.assert(
      fc.property(fc.integer({ min: 70, max: 79 }), digits(6), (begin, rest) => {
        const wanted = `+324${begin}${rest}`;
        const [a, b, c] = [rest.slice(0, 2), rest.slice(2, 4), rest.slice(4)];
        for (const text of [
          `04${begin}${rest}`,
          `04${begin} ${a} ${b} ${c}`,
          `0032 4${begin} ${a}${b}${c}`,
          wanted,
        ])
          expect(parsePhoneNumber(text)).toBe(wanted);
      }),
    );
  });
});

describe('whatever the text', () => {
  test.each([
    ['a national number', (text: string) => NationalNumber.parse(text)],
    ['a KBO number', parseKboNumber],
    ['a vCode', parseVCode],
    ['a project number', parseOmvNumber],
    ['a product number', parseIpdcNumber],
    ['a phone number', parsePhoneNumber],
    ['a CaPaKey', parseCaPaKey],
  ])('it is %s, or refused with a sentence that does not repeat it', (_what, parse) => {
    fc.assert(
      fc.property(fc.string({ minLength: 12, maxLength: 40, unit: 'binary' }), (text) => {
        try {
          parse(text);
        } catch (error) {
          expect((error as Error).message).toMatch(/^[A-Z].+\.$/);
          expect((error as Error).message).not.toContain(text);
        }
      }),
    );
  });
});
