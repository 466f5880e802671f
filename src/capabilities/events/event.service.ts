import { type Part, partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import { decodeCursor, encodeCursor } from '../../vocabulary/connection.js';
import { type AssociationEvents, createAssociationEvents, type Period } from './association-events.js';
import { brusselsDay, brusselsMoment } from './brussels-day.js';
import type { EventOrganizersMirror } from './event-organizers.mirror.js';
import { type Event, type EventPage, type EventSearch, type EventsPort, eventWindow } from './events.port.js';
import type { UnknownValues } from './unknown-values.js';

/** Days on a calendar in Brussels, both included; null: no limit. */
export interface Days {
  readonly from: string | null;
  readonly to: string | null;
}

export interface Paging {
  /** 1 to `mostPerPage`. */
  readonly first: number;
  /** A cursor of an earlier page; null: from the beginning. */
  readonly after: string | null;
}

export type EventListSearch = Days & Paging & Pick<EventSearch, 'text' | 'types' | 'themes' | 'free' | 'age'>;

export interface EventListPage {
  readonly edges: readonly { readonly cursor: string; readonly node: Event }[];
  readonly hasNextPage: boolean;
  /** Null when the platform could not be asked. */
  readonly totalCount: number | null;
  readonly source: SourceStatus;
}

export interface EventServiceOptions {
  /** Undefined when no platform of events is configured. */
  readonly port: EventsPort | undefined;
  /** Null when no platform of events is configured. */
  readonly mirror: EventOrganizersMirror | null;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  readonly unknownValues: UnknownValues;
}

export type EventService = ReturnType<typeof createEventService>;

const cursorOf = (offset: number) => encodeCursor('events', offset);

/** Questions about events. A platform that is down empties its part, never the whole answer. */
export function createEventService({ port, mirror, platform, clock, unknownValues }: EventServiceOptions) {
  async function ask(search: EventSearch, context: CallContext): Promise<Part<EventPage>> {
    const part = await partFrom(port, platform, context, (events, aside) => events.search(search, aside));
    part.value?.events.forEach((event) => unknownValues.look(event));
    return part;
  }

  const associationEvents = mirror && createAssociationEvents({ mirror, search: ask });

  /** Days to moments; what lies before today is over, and asked as such. */
  function periodOf({ from, to }: Days): Period {
    return {
      from: from === null ? null : brusselsMoment(from, '00:00:00'),
      to: to === null ? null : brusselsMoment(to, '23:59:59'),
      past: from !== null && from < brusselsDay(new Date(clock.now())),
    };
  }

  return {
    async search(search: EventListSearch, context: CallContext): Promise<EventListPage> {
      const { first, after, from, to, ...filter } = search;
      const start = offsetOf(after);
      const { value, source } = await ask(
        {
          ...filter,
          ...periodOf({ from, to }),
          organizerIds: null,
          start,
          limit: Math.min(first, eventWindow - start),
        },
        context,
      );
      if (!value) return { edges: [], hasNextPage: false, totalCount: null, source };
      const end = start + value.events.length;
      return {
        edges: edgesFrom(start, value.events),
        hasNextPage: value.events.length > 0 && end < Math.min(value.total, eventWindow),
        totalCount: value.total,
        // The platform shows no further: said, so that the end of the list is not taken for the end of the agenda.
        source:
          end >= eventWindow && value.total > eventWindow
            ? { ...source, reason: 'FIRST_10000_ONLY' }
            : source,
      };
    },

    /** Null when the platform does not publish it, or could not be asked: its source tells which. */
    async event(id: string, context: CallContext): Promise<Part<Event>> {
      const part = await partFrom(port, platform, context, (events, aside) => events.event(id, aside));
      if (part.value) unknownValues.look(part.value);
      return part;
    },

    /** The events of an association, through the organisers that are linked to it; wherever they take place. */
    async ofAssociation(
      vCode: string,
      days: Days,
      paging: Paging,
      context: CallContext,
    ): Promise<EventListPage> {
      const start = offsetOf(paging.after);
      const { events, source }: AssociationEvents = associationEvents
        ? mirror.readable
          ? await associationEvents.of(vCode, periodOf(days), context)
          : notConfigured(context)
        : notConfigured(context);
      const page = events.slice(start, start + paging.first);
      return {
        edges: edgesFrom(start, page),
        hasNextPage: start + page.length < events.length,
        totalCount: source.state === 'UNAVAILABLE' ? null : events.length,
        source,
      };
    },
  };

  function notConfigured(context: CallContext): AssociationEvents {
    const source = {
      platform,
      state: 'UNAVAILABLE',
      fetchedAt: null,
      since: null,
      reason: 'NOT_CONFIGURED',
    } as const;
    context.sources.add(source);
    return { events: [], source };
  }
}

function edgesFrom(start: number, events: readonly Event[]): EventListPage['edges'] {
  return events.map((node, at) => ({ node, cursor: cursorOf(start + at + 1) }));
}

function offsetOf(after: string | null): number {
  if (after === null) return 0;
  const [list, offset] = decodeCursor(after, 2);
  if (
    list === 'events' &&
    typeof offset === 'number' &&
    Number.isInteger(offset) &&
    offset > 0 &&
    offset <= eventWindow
  )
    return offset;
  // Whole, but not of this list: refused as any other text.
  return offsetOf('');
}
