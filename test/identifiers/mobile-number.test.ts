import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parseMobileNumber } from '../../src/identifiers/mobile-number.js';

describe('a mobile number', () => {
  test.each([
    ['0470 12 34 56', '+32470123456'],
    ['+32 470/12.34.56', '+32470123456'],
    ['0032470123456', '+32470123456'],
    ['+31612345678', '+31612345678'],
    ['+33612345678', '+33612345678'],
  ])('%s is %s', (input, number) => {
    expect(parseMobileNumber(input)).toBe(number);
  });

  test.each(['03 380 16 00', '+3233801600', '02 123 45 67'])('%s is a fixed line', (input) => {
    expect(() => parseMobileNumber(input)).toThrow('a fixed line cannot receive texts');
  });

  test.each(['', '1234', 'niet gekend', '0470 12 34', '0470 12 34 56 78 90'])('%j is no number', (input) => {
    expect(() => parseMobileNumber(input)).toThrow('Not a phone number');
  });

  test('a Belgian 04 number of an operator is one, however it is written', () => {
    const operator = fc.constantFrom('046', '047', '048', '049');
    fc.assert(
      fc.property(operator, fc.stringMatching(/^\d{7}$/), (prefix, rest) => {
        const national = `${prefix}${rest}`;
        let parsed: string | null = null;
        try {
          parsed = parseMobileNumber(national);
        } catch (error) {
          // Some ranges are given to nobody; then too the number is not repeated.
          expect((error as Error).message).not.toContain(rest);
        }
        fc.pre(parsed !== null);
        expect(parsed).toBe(`+32${national.slice(1)}`);
        expect(parseMobileNumber(parsed!)).toBe(parsed);
      }),
    );
  });
});
