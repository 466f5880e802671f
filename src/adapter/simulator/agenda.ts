import { randomUUID } from 'node:crypto';
import type { Clock } from '../../context/clock.js';

/** Opening hours by weekday, 1 is Monday, 7 is Sunday: from and to on the clock, as ['09:00', '12:00']. */
export type OpeningHours = Readonly<Record<number, readonly (readonly [string, string])[]>>;

export interface AgendaPlace {
  readonly hours: OpeningHours;
  /** How many appointments at the same time. */
  readonly desks: number;
}

export interface AgendaOptions {
  readonly clock: Clock;
  readonly places: Readonly<Record<string, AgendaPlace>>;
  /** Minutes between two possible starts. */
  readonly stepMinutes: number;
  /** Until how many days ahead there is anything to book. */
  readonly horizonDays: number;
  /** How many of a hundred times are taken by people we do not see, the same ones at every start. */
  readonly busyPercent: number;
}

interface Taken {
  readonly place: string;
  readonly day: string;
  readonly from: number;
  readonly to: number;
}

const wall = new Intl.DateTimeFormat('sv-SE', {
  timeZone: 'Europe/Brussels',
  dateStyle: 'short',
  timeStyle: 'medium',
});
const fixedHolidays = new Set(['01-01', '05-01', '07-21', '08-15', '11-01', '11-11', '12-25']);

/**
 * A town hall's agenda for simulators of appointment platforms. It keeps the time of the clock on the wall in Brussels and,
 * as such programs do, knows nothing of hours that are skipped or come twice.
 */
export class Agenda {
  readonly #taken = new Map<string, Taken>();
  readonly #places: Record<string, AgendaPlace>;

  constructor(private readonly options: AgendaOptions) {
    this.#places = { ...options.places };
  }

  /** The clock on the wall now, as 2026-11-25T09:05:00. */
  now(): string {
    return onTheWall(this.options.clock.now());
  }

  knows(place: string): boolean {
    return Object.hasOwn(this.#places, place);
  }

  setHours(place: string, hours: OpeningHours): void {
    this.#places[place] = { ...this.#places[place]!, hours };
  }

  /** The first day and the last day on which there can be anything to book. */
  days(): { readonly first: string; readonly last: string } {
    const first = this.now().slice(0, 10);
    return { first, last: plus(first, this.options.horizonDays) };
  }

  /** When an appointment of so many minutes can begin on a day, as 09:05, ascending. */
  starts(place: string, day: string, minutes: number): string[] {
    const now = this.now();
    const first = now.slice(0, 10);
    const last = plus(first, this.options.horizonDays);
    const holiday = fixedHolidays.has(day.slice(5));
    if (!this.knows(place) || minutes <= 0 || day < first || day > last || holiday) return [];
    const weekday = new Date(`${day}T00:00:00Z`).getUTCDay() || 7;
    const starts: string[] = [];
    for (const [from, to] of this.#places[place]!.hours[weekday] ?? [])
      for (let at = inMinutes(from); at + minutes <= inMinutes(to); at += this.options.stepMinutes)
        if (`${day}T${onClock(at)}:00` > now && this.isFree(place, day, at, minutes))
          starts.push(onClock(at));
    return starts;
  }

  /** Takes a time and gives its id; null when it is not, or no longer, free. */
  take(place: string, day: string, start: string, minutes: number): string | null {
    if (!this.starts(place, day, minutes).includes(start)) return null;
    const id = randomUUID();
    const from = inMinutes(start);
    this.#taken.set(id, { place, day, from, to: from + minutes });
    return id;
  }

  /** Somebody else is first: nothing of that time is left. */
  fill(place: string, day: string, start: string, minutes: number): void {
    while (this.take(place, day, start, minutes) !== null);
  }

  /** Whether there was something to release. */
  release(id: string): boolean {
    return this.#taken.delete(id);
  }

  private isFree(place: string, day: string, from: number, minutes: number): boolean {
    if (this.isBusy(place, day, from)) return false;
    const inTheWay = [...this.#taken.values()].filter(
      (one) => one.place === place && one.day === day && one.from < from + minutes && from < one.to,
    );
    return inTheWay.length < this.#places[place]!.desks;
  }

  /** Made up, but always alike. */
  private isBusy(place: string, day: string, from: number): boolean {
    let mix = 7;
    for (const letter of `${place}${day}${from}`) mix = (mix * 31 + letter.charCodeAt(0)) % 1_000_003;
    return mix % 100 < this.options.busyPercent;
  }
}

/** What the clock on the wall in Brussels shows at a moment, as 2026-11-25T09:05:00. */
export function onTheWall(epochMs: number): string {
  return wall.format(epochMs).replace(' ', 'T');
}

function inMinutes(clock: string): number {
  const [hours = 0, minutes = 0] = clock.split(':').map(Number);
  return hours * 60 + minutes;
}

function onClock(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}

function plus(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
