import type { CallContext } from '../../context/call-context.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { Part } from '../../adapter/availability.js';
import type { EventOrganizersMirror } from './event-organizers.mirror.js';
import {
  type Event,
  type EventPage,
  type EventSearch,
  eventWindow,
  mostEventsPerCall,
} from './events.port.js';

/** From when until when an association's events are asked. */
export interface Period {
  readonly from: Date | null;
  readonly to: Date | null;
  readonly past: boolean;
}

/** Every event of one association in a period. */
export interface AssociationEvents {
  readonly events: readonly Event[];
  readonly source: SourceStatus;
}

export interface AssociationEventsOptions {
  readonly mirror: EventOrganizersMirror;
  readonly search: (search: EventSearch, context: CallContext) => Promise<Part<EventPage>>;
}

interface Batch {
  readonly vCodes: Set<string>;
  readonly answers: Promise<ReadonlyMap<string, AssociationEvents>>;
}

/**
 * Events of associations. Those that one question asks together are looked up together: one look at the links, and one
 * search over all organisers for each 2000 events, however many associations there are.
 */
export function createAssociationEvents({ mirror, search }: AssociationEventsOptions) {
  const batches = new WeakMap<CallContext, Map<string, Batch>>();

  async function load(
    vCodes: ReadonlySet<string>,
    period: Period,
    context: CallContext,
  ): Promise<ReadonlyMap<string, AssociationEvents>> {
    const [links, organizers] = await Promise.all([mirror.status(), mirror.organizersOf([...vCodes])]);
    const ids = [...new Set([...organizers.values()].flat())].sort();
    // Nobody to ask for: what is known comes from the links alone.
    if (!links.filled || ids.length === 0) {
      context.sources.add(links.source);
      return new Map([...vCodes].map((vCode) => [vCode, { events: [], source: links.source }]));
    }
    const { events, source } = await allOf(ids, period, context);
    if (links.source.state !== 'FRESH') context.sources.add(links.source);
    return new Map(
      [...vCodes].map((vCode) => {
        const own = new Set(organizers.get(vCode));
        return [
          vCode,
          {
            events: events.filter(({ organizer }) => organizer && own.has(organizer.id)),
            source: own.size === 0 ? links.source : worst(source, links.source),
          },
        ];
      }),
    );
  }

  async function allOf(
    organizerIds: readonly string[],
    period: Period,
    context: CallContext,
  ): Promise<AssociationEvents> {
    const events = new Map<string, Event>();
    for (let start = 0; ; start += mostEventsPerCall) {
      const { value, source } = await search(
        {
          ...period,
          text: null,
          types: [],
          themes: [],
          free: null,
          age: null,
          organizerIds,
          start,
          limit: mostEventsPerCall,
        },
        context,
      );
      // A page that is missing makes the lists wrong without showing it: then there is none.
      if (!value) return { events: [], source };
      for (const event of value.events) events.set(event.id, event);
      const next = start + mostEventsPerCall;
      if (value.events.length === 0 || next >= value.total) return { events: [...events.values()], source };
      if (next > eventWindow)
        return { events: [...events.values()], source: { ...source, reason: 'FIRST_10000_ONLY' } };
    }
  }

  return {
    /** Rejects only with what is no failure of a platform. */
    of(vCode: string, period: Period, context: CallContext): Promise<AssociationEvents> {
      const key = JSON.stringify(period);
      const ofContext = batches.get(context) ?? new Map<string, Batch>();
      batches.set(context, ofContext);
      let batch = ofContext.get(key);
      if (!batch) {
        const vCodes = new Set<string>();
        // Everything that is asked in this turn of the event loop goes with it.
        const answers = new Promise<void>((begin) => setImmediate(begin)).then(() => {
          ofContext.delete(key);
          return load(vCodes, period, context);
        });
        ofContext.set(key, (batch = { vCodes, answers }));
      }
      batch.vCodes.add(vCode);
      return batch.answers.then((found) => found.get(vCode) as AssociationEvents);
    },
  };
}

/** The less trustworthy of two sources. */
function worst(one: SourceStatus, other: SourceStatus): SourceStatus {
  const rank = { FRESH: 0, STALE: 1, UNAVAILABLE: 2 };
  return rank[other.state] > rank[one.state] ? other : one;
}
