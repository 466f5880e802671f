import { randomUUID } from 'node:crypto';
import { PlatformError } from '../../adapter/platform-error.js';
import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { Database } from '../../storage/database.js';
import { eventWindow, type EventsPort } from './events.port.js';
import type { UnknownValues } from './unknown-values.js';

export interface EventOrganizersMirrorOptions {
  readonly database: Database;
  readonly port: EventsPort;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  readonly unknownValues: UnknownValues;
  /** How long after it was read whole the mirror still counts as FRESH, in milliseconds. */
  readonly freshForMs: number;
  /** Links asked at the same time. */
  readonly concurrency?: number;
}

export interface LinksStatus {
  /** Whether the links were once read whole. */
  readonly filled: boolean;
  readonly source: SourceStatus;
}

const mirrorName = 'event-organizers';
const callMs = 30_000;
const organizersPerCall = 500;
const eventsPerCall = 200;

export type EventOrganizersMirror = ReturnType<typeof createEventOrganizersMirror>;

/**
 * Our copy of which organiser is which association. The platform tells it for one organiser at a time and the other way
 * never, so it is read ahead: of every organiser with an address in the area or with an event there.
 */
export function createEventOrganizersMirror(options: EventOrganizersMirrorOptions) {
  const { database, port, platform, clock, unknownValues, freshForMs, concurrency = 4 } = options;
  const { client } = database;

  function context(signal?: AbortSignal): CallContext {
    return {
      correlationId: randomUUID(),
      deadline: clock.now() + callMs,
      actor: { kind: 'SYSTEM', id: 'event-organizers-mirror' },
      subject: null,
      mandate: null,
      purpose: null,
      sources: new SourceLog(),
      ...(signal ? { signal } : {}),
    };
  }

  /** Everything of a paged list, as far as the platform shows it. */
  async function* pages<T>(
    limit: number,
    ask: (start: number) => Promise<{ readonly items: readonly T[]; readonly total: number }>,
  ): AsyncGenerator<readonly T[]> {
    for (let start = 0; start <= eventWindow; start += limit) {
      const { items, total } = await ask(start);
      yield items;
      if (items.length === 0 || start + limit >= total) return;
    }
  }

  async function organizers(signal?: AbortSignal): Promise<ReadonlySet<string>> {
    const found = new Set<string>();
    const ofArea = pages(organizersPerCall, async (start) => {
      const { ids, total } = await port.organizers({ start, limit: organizersPerCall }, context(signal));
      return { items: ids, total };
    });
    for await (const ids of ofArea) for (const id of ids) found.add(id);
    const ofEvents = pages(eventsPerCall, async (start) => {
      const { value } = await port.search({ ...everything, start, limit: eventsPerCall }, context(signal));
      return { items: value.events, total: value.total };
    });
    for await (const events of ofEvents)
      for (const { organizer } of events) if (organizer) found.add(organizer.id);
    return found;
  }

  async function readLink(
    linkOf: NonNullable<EventsPort['linkOf']>,
    organizerId: string,
    signal?: AbortSignal,
  ): Promise<void> {
    const link = await linkOf(organizerId, context(signal));
    unknownValues.check('linkStatus', link?.status, organizerId);
    const row = {
      vCode: link?.vCode ?? null,
      status: link?.status ?? null,
      checkedAt: new Date(clock.now()),
    };
    await client.eventOrganizer.upsert({
      where: { organizerId },
      create: { organizerId, ...row },
      update: row,
    });
  }

  async function noteState(change: {
    followedAt?: Date;
    failingSince: Date | null;
    failingCode: string | null;
  }): Promise<void> {
    const { followedAt, ...failing } = change;
    const read = followedAt ? { filledAt: followedAt, followedAt } : {};
    await client.mirrorState.upsert({
      where: { name: mirrorName },
      create: { name: mirrorName, sequence: 0n, ...read, ...failing },
      update: { ...read, ...failing },
    });
  }

  async function readAll(linkOf: NonNullable<EventsPort['linkOf']>, signal?: AbortSignal): Promise<void> {
    const startedAt = new Date(clock.now());
    const waiting = [...(await organizers(signal))];
    const work = async () => {
      for (let next = waiting.pop(); next !== undefined && !signal?.aborted; next = waiting.pop())
        await readLink(linkOf, next, signal);
    };
    // Each ends by itself at its first failure; the others finish what they began.
    const outcomes = await Promise.allSettled(Array.from({ length: concurrency }, work));
    const failed = outcomes.find((outcome) => outcome.status === 'rejected');
    if (failed) throw failed.reason;
    if (signal?.aborted) return;
    // Nobody found any more: neither in the area nor with an event there.
    await client.eventOrganizer.deleteMany({ where: { checkedAt: { lt: startedAt } } });
    await noteState({ followedAt: startedAt, failingSince: null, failingCode: null });
  }

  return {
    /** Whether the platform lets us read links at all. */
    readable: port.linkOf !== null,

    async status(): Promise<LinksStatus> {
      const state = await client.mirrorState.findUnique({ where: { name: mirrorName } });
      const { followedAt = null, failingSince = null, failingCode = null } = state ?? {};
      const old = followedAt && clock.now() - followedAt.getTime() > freshForMs;
      const reason = failingCode ?? (followedAt ? null : 'NOT_READ_YET');
      const known = followedAt
        ? ({ state: old ? 'STALE' : 'FRESH', fetchedAt: followedAt } as const)
        : ({ state: 'UNAVAILABLE', fetchedAt: null } as const);
      const fresh = known.state === 'FRESH';
      return {
        filled: followedAt !== null,
        source: { platform, ...known, since: fresh ? null : failingSince, reason: fresh ? null : reason },
      };
    },

    /** Organisers by association, for those of these vCodes that have one. Only confirmed links count. */
    async organizersOf(vCodes: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>> {
      const rows = await client.eventOrganizer.findMany({
        where: { vCode: { in: [...vCodes] }, status: 'confirmed' },
        orderBy: { organizerId: 'asc' },
      });
      const found = new Map<string, string[]>();
      for (const { vCode, organizerId } of rows)
        if (vCode) found.set(vCode, [...(found.get(vCode) ?? []), organizerId]);
      return found;
    },

    /** Reads every link anew. What cannot be read stays as it was. Rejects with PlatformError. */
    async follow(signal?: AbortSignal): Promise<void> {
      if (!port.linkOf) return;
      try {
        await readAll(port.linkOf, signal);
      } catch (error) {
        // Told to end: that is no failure of the platform.
        if (error instanceof PlatformError && !signal?.aborted) {
          const state = await client.mirrorState.findUnique({ where: { name: mirrorName } });
          await noteState({
            failingSince: state?.failingSince ?? new Date(clock.now()),
            failingCode: error.code,
          });
        }
        throw error;
      }
    },
  };
}

const everything = {
  text: null,
  from: null,
  to: null,
  past: false,
  types: [],
  themes: [],
  free: null,
  age: null,
  organizerIds: null,
} as const;
