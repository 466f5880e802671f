import { brussels, dayAfter, momentsAt, wallTimeOf } from '../../context/wall-time.js';
import { endOfQuietHours, type QuietHours } from '../texts/quiet-hours.js';

const minute = 60_000;

/**
 * When so much time to answer has passed. Quiet hours do not count: no text comes then, and whoever sleeps cannot answer. In the
 * night in which the clocks change they end when the clock says so.
 */
export function answerBy(from: Date, minutes: number, quietHours: QuietHours | null): Date {
  if (quietHours === null || quietHours.from === quietHours.until)
    return new Date(from.getTime() + minutes * minute);
  let at = from;
  let left = minutes * minute;
  for (;;) {
    at = endOfQuietHours(quietHours, at) ?? at;
    const quiet = nextQuiet(at, quietHours);
    const awake = quiet.getTime() - at.getTime();
    if (left <= awake) return new Date(at.getTime() + left);
    left -= awake;
    at = quiet;
  }
}

/** When quiet hours next begin, after a moment that is in none. */
function nextQuiet(at: Date, { from }: QuietHours): Date {
  const today = wallTimeOf(at, brussels).slice(0, 10);
  for (let n = 0; ; n += 1) {
    const found = momentsAt(`${dayAfter(today, n)}T${from}:00`, brussels).find((moment) => moment > at);
    if (found) return found;
  }
}

export interface AnswerTimes {
  /** How long somebody has to answer, in minutes. */
  readonly answerMinutes: number;
  /** How long before an appointment begins its offer ends at the latest, in minutes. */
  readonly noticeMinutes: number;
}

/** Nobody can be asked to answer faster. */
const leastMinutes = 15;

/** Until when an offer that is made now can be answered; null when the appointment begins too soon to offer it. */
export function deadlineOf(
  now: Date,
  startsAt: Date,
  { answerMinutes, noticeMinutes }: AnswerTimes,
  quietHours: QuietHours | null,
): Date | null {
  const last = new Date(startsAt.getTime() - noticeMinutes * minute);
  if (answerBy(now, Math.min(leastMinutes, answerMinutes), quietHours) > last) return null;
  const usual = answerBy(now, answerMinutes, quietHours);
  return usual < last ? usual : last;
}
