import { dayAfter, wallTimeOf } from '../../context/wall-time.js';
import type { AppointmentPart, Slot } from './appointments.port.js';
import type { SlotOffer, WaitingLocation, WaitingPeriod, WaitingPlace } from './waiting-place.js';

/** What a platform is asked once for everybody who waits for the same. */
export interface SlotQuestion {
  readonly platform: string;
  readonly parts: readonly AppointmentPart[];
  readonly location: WaitingLocation;
  /** First and last day, both included. */
  readonly from: string;
  readonly to: string;
}

type Wanting = Pick<WaitingPlace, 'platform' | 'parts' | 'locations' | 'fromDay' | 'untilDay'>;

interface Wish {
  readonly key: string;
  readonly question: SlotQuestion;
}

/** What is the same for everybody who waits for it, whatever the order in which they named the services. */
export function wishKey(
  platform: string,
  parts: readonly AppointmentPart[],
  location: Pick<WaitingLocation, 'id'>,
): string {
  const named = parts.map(({ service, people }) => [service, people]).toSorted();
  return JSON.stringify([platform, named, location.id]);
}

const today = (now: Date, { timeZone }: WaitingLocation) => wallTimeOf(now, timeZone).slice(0, 10);

/** What is left of a period; null when nothing is. */
function remaining({ fromDay, untilDay }: Wanting, day: string): { from: string; to: string } | null {
  return untilDay < day ? null : { from: fromDay < day ? day : fromDay, to: untilDay };
}

/** Whether the last day of a place has passed, wherever it waits. */
export const isPeriodPast = (place: Wanting, now: Date): boolean =>
  place.locations.every((location) => remaining(place, today(now, location)) === null);

/**
 * The fewest questions that tell everything that these people wait for: one for each service, location and stretch of days,
 * however many wait for it; of `mostDays` at most.
 */
export function questionsOf(
  places: readonly Wanting[],
  now: Date,
  mostDays: number,
): readonly SlotQuestion[] {
  const wishes: Wish[] = places.flatMap((place) =>
    place.locations.flatMap((location) => {
      const days = remaining(place, today(now, location));
      if (!days) return [];
      const { platform } = place;
      const parts = place.parts.map(({ service, people }) => ({ service, people }));
      return [{ key: wishKey(platform, parts, location), question: { platform, parts, location, ...days } }];
    }),
  );
  const byKey = new Map<string, SlotQuestion[]>();
  for (const { key, question } of wishes) byKey.set(key, [...(byKey.get(key) ?? []), question]);
  return [...byKey.values()].flatMap((same) => {
    const sorted = same.toSorted((one, other) => (one.from < other.from ? -1 : 1));
    const stretches: SlotQuestion[] = [];
    for (const question of sorted) {
      const last = stretches.at(-1);
      if (last && question.from <= dayAfter(last.to, 1))
        stretches[stretches.length - 1] = { ...last, to: last.to > question.to ? last.to : question.to };
      else stretches.push(question);
    }
    return stretches.flatMap((stretch) => cut(stretch, mostDays));
  });
}

/** In pieces that a platform answers. */
function cut(question: SlotQuestion, mostDays: number): SlotQuestion[] {
  const pieces: SlotQuestion[] = [];
  for (let { from } = question; from <= question.to; from = dayAfter(from, mostDays)) {
    const end = dayAfter(from, mostDays - 1);
    pieces.push({ ...question, from, to: end < question.to ? end : question.to });
  }
  return pieces;
}

/** Whether somebody who waits could come then, by the clock of the location. */
export function fits(
  { fromDay, untilDay, weekdays, partOfDay }: WaitingPeriod,
  { start }: Slot,
  { timeZone }: WaitingLocation,
): boolean {
  const [day, time] = wallTimeOf(start, timeZone).split('T') as [string, string];
  const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
  return (
    day >= fromDay &&
    day <= untilDay &&
    (weekdays.length === 0 || weekdays.includes(weekday)) &&
    (partOfDay === null || (partOfDay === 'MORNING') === time < '12:00')
  );
}

/** Whether a time, or a part of it, is on offer to somebody. */
export function isHeld(
  held: readonly SlotOffer[],
  platform: string,
  { id }: Pick<WaitingLocation, 'id'>,
  { start, end }: Slot,
): boolean {
  return held.some(
    (offer) =>
      offer.platform === platform && offer.locationId === id && offer.startsAt < end && offer.endsAt > start,
  );
}
