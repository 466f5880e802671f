import { describe, expect, test } from '@jest/globals';
import { GraphQLError, type GraphQLScalarType, parseValue } from 'graphql';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { decodeCursor, encodeCursor, pageSize } from '../../src/vocabulary/connection.js';
import { Access, Operation, Personal } from '../../src/vocabulary/marks.js';
import {
  ActivityCodeScalar,
  DateScalar,
  DateTimeScalar,
  KboNumberScalar,
  NationalNumberScalar,
  PhoneNumberScalar,
  PurposeCodeScalar,
  VCodeScalar,
} from '../../src/vocabulary/scalars.js';

interface Row {
  readonly scalar: GraphQLScalarType;
  /** Input and what goes out again. */
  readonly good: readonly (readonly [input: string, output: string])[];
  readonly bad: readonly unknown[];
}

const rows: readonly Row[] = [
  {
    scalar: NationalNumberScalar as GraphQLScalarType,
    good: [
      ['85671421468', '85671421468'],
      ['85.67.14-214.68', '85671421468'],
      // Born in 2014: the check digits count with a 2 before.
      ['14652114206', '14652114206'],
      // BIS: month + 20 and month + 40.
      [bis('852714', '214'), bis('852714', '214')],
      [bis('854714', '214'), bis('854714', '214')],
    ],
    bad: ['85671421469', '8567142146', '99999999999', '', 'abc', 85671421468, null, {}, ['85671421468']],
  },
  {
    scalar: KboNumberScalar as GraphQLScalarType,
    good: [
      ['0297500186', '0297500186'],
      ['0297.500.186', '0297500186'],
      ['BE 0297.500.186', '0297500186'],
    ],
    bad: ['0297500187', '297500186', '2297500186', '', 297500186],
  },
  {
    scalar: VCodeScalar as GraphQLScalarType,
    good: [
      ['V0001001', 'V0001001'],
      ['v0001001', 'V0001001'],
    ],
    bad: ['V0001000', 'V1001', 'W0001001', '0001001', 1001],
  },
  {
    scalar: PhoneNumberScalar as GraphQLScalarType,
    good: [
      ['+32470123456', '+32470123456'],
      ['0470 12 34 56', '+32470123456'],
      ['+31 20 624 1111', '+31206241111'],
    ],
    bad: ['12', '+32', 'phone', '', 32470123456],
  },
  {
    scalar: ActivityCodeScalar as GraphQLScalarType,
    good: [
      ['SPRT', 'SPRT'],
      ['sprt', 'SPRT'],
    ],
    bad: ['SPORT', 'SP1T', '', 1],
  },
  {
    scalar: DateScalar as GraphQLScalarType,
    good: [
      ['2026-11-23', '2026-11-23'],
      ['2024-02-29', '2024-02-29'],
    ],
    bad: ['2026-02-29', '2026-13-01', '2026-11', '23/11/2026', '2026-11-23T10:00:00Z', 20261123],
  },
  {
    scalar: DateTimeScalar as GraphQLScalarType,
    good: [
      ['2026-11-23T13:30:00Z', '2026-11-23T14:30:00+01:00'],
      ['2026-07-01T12:00:00+02:00', '2026-07-01T12:00:00+02:00'],
      ['2026-07-01T00:00:00-05:00', '2026-07-01T07:00:00+02:00'],
      // Both sides of the night the clock goes back.
      ['2026-10-25T00:30:00Z', '2026-10-25T02:30:00+02:00'],
      ['2026-10-25T01:30:00Z', '2026-10-25T02:30:00+01:00'],
    ],
    bad: ['2026-11-23T13:30:00', '2026-11-23', '2026-11-23T25:00:00Z', 'now', 1_700_000_000],
  },
  {
    scalar: PurposeCodeScalar as GraphQLScalarType,
    good: [['dossier-handling', 'dossier-handling']],
    bad: ['Dossier handling', 'x', '', 'a'.repeat(65), 1],
  },
];

/** A BIS number with its check digits. */
function bis(date: string, serial: string): string {
  return `${date}${serial}${String(97 - (Number(date + serial) % 97)).padStart(2, '0')}`;
}

describe.each(rows.map((row) => [row.scalar.name, row] as const))('%s', (_name, { scalar, good, bad }) => {
  test.each(good.map((pair) => [...pair]))(
    'reads %s as variable and as literal, and gives %s',
    (input, output) => {
      expect(scalar.serialize(scalar.parseValue(input))).toBe(output);
      expect(scalar.serialize(scalar.parseLiteral(parseValue(JSON.stringify(input)), {}))).toBe(output);
    },
  );

  test('refuses anything else as bad input, without repeating it', () => {
    for (const value of bad)
      expect(thrownBy(() => scalar.parseValue(value)).extensions['code']).toBe('BAD_USER_INPUT');
    const planted = '85671421469 geheim';
    expect(thrownBy(() => scalar.parseValue(planted)).message).not.toMatch(/85671421469|geheim/);
    for (const literal of ['85671421469', '"85671421469 geheim"', 'geheim', '[85671421469]'])
      expect(thrownBy(() => scalar.parseLiteral(parseValue(literal), {})).message).not.toMatch(
        /85671421469|geheim/,
      );
  });

  test('says in its description what it is', () => expect(scalar.description).toMatch(/\w{4}/));
});

test('a national number comes in as one that hides itself', () => {
  const number = NationalNumberScalar.parseValue('85671421468');
  expect(number).toBeInstanceOf(NationalNumber);
  expect(`${String(number)} ${JSON.stringify({ number })}`).not.toContain('85671421468');
});

describe('a cursor', () => {
  test('gives back the keys it was made of and tells nothing at sight', () => {
    const cursor = encodeCursor('Ruitersclub Zonnehof', 42);
    expect(cursor).toMatch(/^[\w-]+$/);
    expect(decodeCursor(cursor, 2)).toEqual(['Ruitersclub Zonnehof', 42]);
  });

  test('that is not ours is bad input', () => {
    const other = Buffer.from(JSON.stringify([2, 'a'])).toString('base64url');
    const nested = Buffer.from(JSON.stringify([1, { a: 1 }])).toString('base64url');
    for (const cursor of ['', 'x', 'bnVsbA', other, nested, encodeCursor('a', 'b'), encodeCursor()])
      expect(thrownBy(() => decodeCursor(cursor, 1)).extensions['code']).toBe('BAD_USER_INPUT');
  });
});

test('a page has one item at least and the most that is allowed', () => {
  expect([pageSize(1, 100), pageSize(100, 100)]).toEqual([1, 100]);
  for (const first of [0, -1, 101])
    expect(thrownBy(() => pageSize(first, 100)).extensions['code']).toBe('BAD_USER_INPUT');
});

describe('marks', () => {
  const rules = { access: 'public', audit: 'none', cost: { own: 1 } } as const;

  test('two of one kind on one place throw, as the nearest would silently win', () => {
    const target = {};
    Access('staff')(target, 'field');
    expect(() => Access('public')(target, 'field')).toThrow('two access marks');
    expect(() => Operation(rules)(target, 'field', {})).toThrow('two access marks');
    Personal('identity')(target, 'field');
    expect(() => Personal('contact')(target, 'field')).toThrow('two personal marks');
  });

  test('on other places do not disturb each other', () => {
    const target = {};
    Access('staff')(target, 'one');
    expect(() => Access('staff')(target, 'two')).not.toThrow();
    expect(() => Access('staff')({}, 'one')).not.toThrow();
  });
});

function thrownBy(act: () => unknown): GraphQLError {
  try {
    act();
  } catch (error) {
    if (error instanceof GraphQLError) return error;
    throw error;
  }
  throw new Error('Nothing was thrown.');
}
