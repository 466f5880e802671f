import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { brusselsDay, brusselsMoment } from '../../src/capabilities/events/brussels-day.js';
import { inBrussels } from '../../src/vocabulary/scalars.js';

const days = fc
  .date({ min: new Date('1990-01-01'), max: new Date('2060-01-01'), noInvalidDate: true })
  .map((date) => date.toISOString().slice(0, 10));

test('the beginning and the end of any day are on the clock of that day', () => {
  fc.assert(
    fc.property(days, fc.constantFrom('00:00:00', '23:59:59'), (day, time) => {
      const moment = brusselsMoment(day, time);
      expect(inBrussels(moment).slice(0, 19)).toBe(`${day}T${time}`);
      expect(brusselsDay(moment)).toBe(day);
    }),
  );
});

test.each([
  ['2026-03-29', 23],
  ['2026-10-25', 25],
  ['2026-11-25', 24],
])('%s has %i hours', (day, hours) => {
  const ms = brusselsMoment(day, '23:59:59').getTime() - brusselsMoment(day, '00:00:00').getTime();
  expect(ms).toBe(hours * 3_600_000 - 1000);
});
