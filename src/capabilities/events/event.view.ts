import type { Source } from '../../vocabulary/source.js';
import type { EventState } from './event-parts.types.js';
import type * as port from './events.port.js';
import { Event } from './events.types.js';

const states: Readonly<Record<string, EventState>> = {
  Available: 'AVAILABLE',
  TemporarilyUnavailable: 'POSTPONED',
  Unavailable: 'UNAVAILABLE',
};

/** The state of a code; UNKNOWN for one that nobody knows. */
export function stateOf(code: string): EventState {
  return Object.hasOwn(states, code) ? (states[code] as EventState) : 'UNKNOWN';
}

const status = (known: port.EventStatus | null) => known && { state: stateOf(known.code), ...known };
const first = (texts: readonly port.LocalizedText[]) => texts[0]?.text ?? null;

/** An event as the graph shows it. */
export function toEventView(event: port.Event, source: Source): Event {
  return Object.assign(new Event(), {
    ...event,
    name: first(event.names),
    description: first(event.descriptions),
    status: status(event.status),
    subEvents: event.subEvents.map((sub) => ({ ...sub, status: status(sub.status) })),
    location: event.location && { ...event.location, name: first(event.location.names) },
    organizer: event.organizer && { ...event.organizer, name: first(event.organizer.names) },
    prices: event.prices && event.prices.map((price) => ({ ...price, name: first(price.names) })),
    booking: event.booking && { ...event.booking, urlLabel: first(event.booking.urlLabels) },
    source,
  });
}
