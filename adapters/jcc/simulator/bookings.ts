import { randomUUID } from 'node:crypto';
import { type Agenda, onTheWall } from '../../../src/adapter/simulator/agenda.js';
import { activities, locations, type SeedActivity } from './seed.js';

/** An activity and how many of it, as parameters pair them. */
export interface Chosen {
  readonly activity: SeedActivity;
  readonly amount: number;
}

interface Kept {
  readonly number: number;
  readonly chosen: readonly Chosen[];
  readonly customers: readonly Readonly<Record<string, unknown>>[];
  readonly locationId: string;
  readonly start: string;
  readonly end: string;
  readonly message: string | undefined;
  readonly created: string;
}

/** Why JCC does not book: `internal` is its exception with code -1, `refused` its answer with HTTP 200. */
export type NotBooked =
  { readonly kind: 'internal' } | { readonly kind: 'refused'; readonly errors: readonly string[] };

const slotGone: NotBooked = { kind: 'refused', errors: ['fromDateTime'] };
const withOffset = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:Z|[+-]\d{2}:\d{2})$/;

/** The appointments that the simulated JCC keeps. */
export class Bookings {
  readonly #kept = new Map<string, Kept>();
  #number = 4600;

  constructor(private readonly agenda: Agenda) {}

  all(): { id: string; remarks: string | null }[] {
    return [...this.#kept].map(([id, { message }]) => ({ id, remarks: message ?? null }));
  }

  get count(): number {
    return this.#kept.size;
  }

  /** The id of the new appointment. */
  book(body: Readonly<Record<string, unknown>>): string | NotBooked {
    const { activityList, customerList, fromDateTime, toDateTime, locationId, message } = body;
    const chosen = (Array.isArray(activityList) ? activityList : []).map(
      ({ activityId, amount }: { activityId?: unknown; amount?: unknown }) => ({
        activity: activities.find(({ id }) => id === activityId),
        amount: Number(amount),
      }),
    );
    const customers = (Array.isArray(customerList) ? customerList : []) as Record<string, unknown>[];
    if (
      body.id !== null ||
      chosen.length === 0 ||
      !chosen.every((one): one is Chosen => one.activity !== undefined && one.amount >= 1) ||
      !locations.some(({ id }) => id === locationId) ||
      !withOffset.test(String(fromDateTime)) ||
      !withOffset.test(String(toDateTime)) ||
      customers.filter(({ isMainCustomer }) => isMainCustomer === true).length !== 1
    )
      return { kind: 'internal' };
    const errors = missingFields(
      chosen,
      customers.find(({ isMainCustomer }) => isMainCustomer === true)!,
    );
    if (errors.length > 0) return { kind: 'refused', errors };

    const start = onTheWall(Date.parse(String(fromDateTime)));
    const end = onTheWall(Date.parse(String(toDateTime)));
    const minutes = secondsOf(chosen) / 60;
    const [day = '', time = ''] = start.split('T');
    const id = isOffered(chosen, String(locationId))
      ? this.agenda.take(String(locationId), day, time.slice(0, 5), minutes)
      : null;
    if (id === null) return slotGone;
    this.#kept.set(id, {
      number: (this.#number += 1),
      chosen,
      customers,
      locationId: String(locationId),
      start,
      end,
      message: typeof message === 'string' && message !== '' ? message : undefined,
      created: `${this.agenda.now()}.527`,
    });
    return id;
  }

  /** As `GET appointment` answers: local times, and nothing that is null. */
  answer(id: string): object | null {
    const kept = this.#kept.get(id);
    if (!kept) return null;
    const { number, chosen, customers, locationId, start, end, message, created } = kept;
    return {
      id,
      startDateTime: start,
      endDateTime: end,
      number,
      activityList: chosen.map(({ amount, activity }) => ({ amount, activity: activityAnswer(activity) })),
      customerList: customers.map((customer) => ({
        ...Object.fromEntries(Object.entries(customer).filter(([, value]) => value !== null)),
        id: randomUUID(),
        ...(typeof customer.birthDate === 'string' && {
          birthDate: `${customer.birthDate.slice(0, 10)}T00:00:00`,
        }),
      })),
      location: { id: locationId, description: locations.find((one) => one.id === locationId)?.description },
      fieldList: [],
      ...(message !== undefined && { message }),
      creationDateTime: created,
    };
  }

  cancel(id: string): boolean {
    this.agenda.release(id);
    return this.#kept.delete(id);
  }
}

export function activityAnswer(activity: SeedActivity): object {
  const {
    id,
    number,
    description,
    necessities,
    appointmentDuration,
    maxCountForEvent,
    activityGroupId,
    synonyms,
  } = activity;
  return {
    id,
    number,
    description,
    ...(necessities !== undefined && { necessities }),
    appointmentDuration,
    maxCountForEvent,
    activityGroupId,
    ...(synonyms && { synonyms }),
  };
}

export const secondsOf = (chosen: readonly Chosen[]): number =>
  chosen.reduce((sum, { activity, amount }) => sum + activity.appointmentDuration * amount, 0);

/** Whether a location does all of it, together, for so many. */
export function isOffered(chosen: readonly Chosen[], location: string): boolean {
  return chosen.every(
    ({ activity, amount }) =>
      activity.locations.includes(location) &&
      activity.activityGroupId === chosen[0]?.activity.activityGroupId &&
      (activity.maxCountForEvent === 0 || amount <= activity.maxCountForEvent),
  );
}

/** In a booking the main telephone is called phoneNumber. */
function missingFields(chosen: readonly Chosen[], customer: Readonly<Record<string, unknown>>): string[] {
  const nameOf = (field: string) => (field === 'mainPhoneNumber' ? 'phoneNumber' : field);
  const states = fieldStates(chosen.map(({ activity }) => activity));
  const required = Object.entries(states).filter(([, state]) => state === 2);
  const missing = ['lastName', ...required.map(([field]) => nameOf(field))].filter(
    (field) => !customer[field],
  );
  if (states.isAnyPhoneNumberRequired && !customer.phoneNumber && !customer.mobilePhoneNumber)
    missing.push('phoneNumber');
  return missing;
}

/** As `customerfields/required` answers: the strictest of each, what is only visible left out. */
export function fieldStates(chosen: readonly SeedActivity[]): Record<string, number | boolean> {
  const states: Record<string, number | boolean> = {};
  const names = new Set(chosen.flatMap(({ fields }) => Object.keys(fields)));
  for (const name of names) {
    const values = chosen.map(({ fields }) => fields[name] ?? 0);
    if (values.includes(true)) states[name] = true;
    else if (values.includes(2)) states[name] = 2;
    else if (values.every((value) => value === 1)) states[name] = 1;
  }
  return states;
}
