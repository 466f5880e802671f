import { describe, expect, test } from '@jest/globals';
import { endOfQuietHours, type QuietHours } from '../../src/capabilities/texts/quiet-hours.js';

const night: QuietHours = { from: '21:00', until: '08:00' };
const end = (at: string, hours = night) => endOfQuietHours(hours, new Date(at))?.toISOString() ?? null;

describe('quiet hours, by clocks in Brussels', () => {
  test.each([
    ['before they begin', '2026-11-24T20:59:59.999+01:00', null],
    ['when they begin', '2026-11-24T21:00:00+01:00', '2026-11-25T07:00:00.000Z'],
    ['at midnight', '2026-11-25T00:00:00+01:00', '2026-11-25T07:00:00.000Z'],
    ['right before they end', '2026-11-25T07:59:59.999+01:00', '2026-11-25T07:00:00.000Z'],
    ['when they end', '2026-11-25T08:00:00+01:00', null],
    ['on the last day of the year', '2026-12-31T23:00:00+01:00', '2027-01-01T07:00:00.000Z'],
    ['in summer', '2026-07-01T22:00:00+02:00', '2026-07-02T06:00:00.000Z'],
    ['in the night in which the clock goes forward', '2026-03-28T22:00:00+01:00', '2026-03-29T06:00:00.000Z'],
    ['in the night in which it goes back', '2026-10-24T22:00:00+02:00', '2026-10-25T07:00:00.000Z'],
  ])('given a text %s, then it waits until the end, if at all', (_, at, wanted) => {
    expect(end(at)).toBe(wanted);
  });

  test('given hours of one day, then the night is not quiet', () => {
    const noon: QuietHours = { from: '12:00', until: '13:30' };
    expect(end('2026-11-24T12:30:00+01:00', noon)).toBe('2026-11-24T12:30:00.000Z');
    expect([end('2026-11-24T13:30:00+01:00', noon), end('2026-11-24T23:00:00+01:00', noon)]).toEqual([
      null,
      null,
    ]);
  });

  test('given an end in the hour that is skipped, then it is when that hour would have been', () => {
    const short: QuietHours = { from: '22:00', until: '02:30' };
    expect(end('2026-03-28T23:00:00+01:00', short)).toBe('2026-03-29T01:00:00.000Z');
    expect(end('2026-03-29T03:00:00+02:00', short)).toBeNull();
  });

  test('given an end in the hour that comes twice, then a text waits until the first, and in the second again', () => {
    const short: QuietHours = { from: '22:00', until: '02:30' };
    expect(end('2026-10-24T23:00:00+02:00', short)).toBe('2026-10-25T00:30:00.000Z');
    expect(end('2026-10-25T02:30:00+02:00', short)).toBeNull();
    expect(end('2026-10-25T02:10:00+01:00', short)).toBe('2026-10-25T01:30:00.000Z');
  });
});
