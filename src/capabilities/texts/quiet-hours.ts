import { brussels, dayAfter, momentsAt, wallTimeOf } from '../../context/wall-time.js';

/** Between these times of the clock (HH:MM) no text is sent that can wait; over midnight when `from` is the later one. */
export interface QuietHours {
  readonly from: string;
  readonly until: string;
}

const halfHour = 30 * 60_000;

/** When the quiet hours end that a moment is in, by clocks in Brussels; null when it is in none. */
export function endOfQuietHours({ from, until }: QuietHours, at: Date): Date | null {
  const [day, clock] = wallTimeOf(at, brussels).split('T') as [string, string];
  const time = clock.slice(0, 5);
  const overMidnight = from > until;
  const isQuiet = overMidnight ? time >= from || time < until : time >= from && time < until;
  if (!isQuiet) return null;
  const lastDay = overMidnight && time >= from ? dayAfter(day, 1) : day;
  return firstAfter(`${lastDay}T${until}:00`, at);
}

/** In the night in which an hour is skipped, the clock passes such a time where that hour ends. */
function firstAfter(wallTime: string, at: Date): Date {
  const found = momentsAt(wallTime, brussels).find((moment) => moment > at);
  if (found) return found;
  const moment = new Date(at);
  do moment.setTime(Math.floor(moment.getTime() / halfHour) * halfHour + halfHour);
  while (wallTimeOf(moment, brussels) < wallTime);
  return moment;
}
