import { inBrussels } from '../../vocabulary/scalars.js';

/** The moment at which a clock in Brussels shows this time on this day, such as 2026-11-25 and 23:59:59. */
export function brusselsMoment(day: string, time: string): Date {
  // The offset depends on the moment that is looked for: the second look is right also in the night the clock changes.
  let moment = new Date(`${day}T${time}Z`);
  for (let look = 0; look < 2; look += 1) moment = new Date(`${day}T${time}${inBrussels(moment).slice(19)}`);
  return moment;
}

/** The day on a calendar in Brussels. */
export function brusselsDay(moment: Date): string {
  return inBrussels(moment).slice(0, 10);
}
