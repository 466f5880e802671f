import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { brussels, dayAfter, momentsAt, wallTimeOf, withOffset } from '../../src/context/wall-time.js';

const moments = (wallTime: string) => momentsAt(wallTime, brussels).map((moment) => moment.toISOString());

describe('a time on the wall in Brussels', () => {
  test.each([
    ['in winter', '2026-11-25T09:05:00', ['2026-11-25T08:05:00.000Z']],
    ['in summer', '2026-08-21T15:40:00', ['2026-08-21T13:40:00.000Z']],
    ['half past midnight, in winter', '2026-11-25T00:30:00', ['2026-11-24T23:30:00.000Z']],
    ['half past midnight of the day that loses an hour', '2027-03-28T00:30:00', ['2027-03-27T23:30:00.000Z']],
    ['the last minute before the skipped hour', '2027-03-28T01:59:00', ['2027-03-28T00:59:00.000Z']],
    ['the begin of the skipped hour', '2027-03-28T02:00:00', []],
    ['in the skipped hour', '2027-03-28T02:30:00', []],
    ['the end of the skipped hour', '2027-03-28T03:00:00', ['2027-03-28T01:00:00.000Z']],
    ['half past midnight of the day that gains an hour', '2026-10-25T00:30:00', ['2026-10-24T22:30:00.000Z']],
    [
      'in the hour that comes twice',
      '2026-10-25T02:30:00',
      ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z'],
    ],
    ['the end of the hour that comes twice', '2026-10-25T03:00:00', ['2026-10-25T02:00:00.000Z']],
    ['the morning after', '2026-10-25T09:00:00', ['2026-10-25T08:00:00.000Z']],
    ['the turn of the year', '2027-01-01T00:00:00', ['2026-12-31T23:00:00.000Z']],
  ])('%s', (_name, wallTime, expected) => {
    expect(moments(wallTime)).toEqual(expected);
  });

  test.each([
    '',
    '2026-02-30T10:00:00',
    '2026-13-01T10:00:00',
    '2026-11-25T25:00:00',
    '2026-11-25 09:00',
    '09:00',
  ])('%j is none', (text) => {
    expect(moments(text)).toEqual([]);
  });

  test.each([
    ['2026-08-21T13:40:00Z', '2026-08-21T15:40:00+02:00'],
    ['2026-11-24T23:30:00Z', '2026-11-25T00:30:00+01:00'],
    ['2026-10-25T00:30:00Z', '2026-10-25T02:30:00+02:00'],
    ['2026-10-25T01:30:00Z', '2026-10-25T02:30:00+01:00'],
    ['2027-03-28T00:59:59.999Z', '2027-03-28T01:59:59+01:00'],
    ['2027-03-28T01:00:00Z', '2027-03-28T03:00:00+02:00'],
  ])('%s is written %s', (moment, written) => {
    expect(withOffset(new Date(moment), brussels)).toBe(written);
  });

  test('of other zones keeps its sign and its half hours', () => {
    expect(withOffset(new Date('2026-01-01T00:00:00Z'), 'America/St_Johns')).toBe(
      '2025-12-31T20:30:00-03:30',
    );
    expect(withOffset(new Date('2026-01-01T00:00:00Z'), 'UTC')).toBe('2026-01-01T00:00:00+00:00');
    expect(() => wallTimeOf(new Date(), 'Europe/Atlantis')).toThrow(RangeError);
  });

  test('every moment is among the moments of its own time on the wall, and reads the same with its offset', () => {
    const zone = fc.constantFrom(brussels, 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'UTC');
    const second = fc.integer({ min: Date.UTC(2020, 0, 1) / 1000, max: Date.UTC(2040, 0, 1) / 1000 });
    fc.assert(
      fc.property(zone, second, (name, seconds) => {
        const moment = new Date(seconds * 1000);
        const found = momentsAt(wallTimeOf(moment, name), name).map(Number);
        expect(found).toContain(moment.getTime());
        expect(found).toHaveLength(new Set(found).size);
        expect(Date.parse(withOffset(moment, name))).toBe(moment.getTime());
      }),
    );
  });

  test('days follow each other over months, leap days and changes of the clock', () => {
    expect(dayAfter('2028-02-28', 1)).toBe('2028-02-29');
    expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
    expect(dayAfter('2026-10-24', 2)).toBe('2026-10-26');
    expect(dayAfter('2026-11-25', 0)).toBe('2026-11-25');
  });
});
