import { brussels, momentsAt, wallTimeOf } from '../../context/wall-time.js';

/** The moment at which clocks in Brussels show this time on this day, such as 2026-11-25 and 23:59:59. */
export function brusselsMoment(day: string, time: string): Date {
  const [moment] = momentsAt(`${day}T${time}`, brussels);
  // Clocks change at two and three in the night: the beginning and the end of a day are always there, once.
  if (!moment) throw new RangeError(`no ${time} on ${day}`);
  return moment;
}

/** The day on a calendar in Brussels. */
export function brusselsDay(moment: Date): string {
  return wallTimeOf(moment, brussels).slice(0, 10);
}
