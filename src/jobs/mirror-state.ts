import { randomUUID } from 'node:crypto';
import { PlatformError } from '../adapter/platform-error.js';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { SourceStatus } from '../context/source-status.js';
import { Prisma } from '../generated/prisma/client.js';
import type { MirrorState as MirrorRow, PrismaClient } from '../generated/prisma/client.js';
import type { Log } from '../operations/log.js';
import type { Database } from '../storage/database.js';

/** A Prisma client or the client of a transaction. */
export type Store = Pick<PrismaClient, '$queryRaw' | '$executeRaw'>;

export interface MirrorStateOptions {
  readonly database: Database;
  /** Which mirror: the key of its row and of its log lines. */
  readonly name: string;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How long after it last followed its platform a mirror still counts as FRESH, in milliseconds. */
  readonly freshForMs: number;
}

export interface MirrorStatus {
  /** Whether it once held everything; until then it cannot answer for its platform. */
  readonly filled: boolean;
  readonly source: SourceStatus;
}

/** What of the state changes; what is left out stays as it was. */
export interface MirrorStep {
  /** How far the platform's feed was followed. */
  readonly sequence?: number;
  /** What else the mirror must remember to go on from there. */
  readonly bookmark?: object;
  readonly filledAt?: Date;
  readonly followedAt?: Date;
}

export type MirrorStates = ReturnType<typeof createMirrorState>;

const statusKeptMs = 1_000;

/** How far one mirror has followed its platform, how it fares, and what that means for its answers. */
export function createMirrorState(options: MirrorStateOptions) {
  const { database, name, platform, clock, log, freshForMs } = options;
  const { client } = database;
  let kept: { readonly status: MirrorStatus; readonly until: number } | null = null;

  function read(): Promise<MirrorRow | null> {
    return client.mirrorState.findUnique({ where: { name } });
  }

  async function noteFailure(code: string): Promise<void> {
    await client.$executeRaw`
      INSERT INTO mirror_state (name, sequence, failing_since, failing_code)
      VALUES (${name}, 0, ${new Date(clock.now())}::timestamptz, ${code})
      ON CONFLICT (name) DO UPDATE SET failing_code = excluded.failing_code,
        failing_since = COALESCE(mirror_state.failing_since, excluded.failing_since)`;
    kept = null;
  }

  function statusOf(state: MirrorRow | null): MirrorStatus {
    if (!state?.filledAt || !state.followedAt) {
      const since = state?.failingSince ?? null;
      const reason = state?.failingCode ?? 'NOT_FILLED';
      return {
        filled: false,
        source: { platform, state: 'UNAVAILABLE', fetchedAt: null, since, reason },
      };
    }
    const fetchedAt = state.followedAt;
    const overdue = clock.now() - fetchedAt.getTime() > freshForMs;
    if (!state.failingSince && !overdue)
      return { filled: true, source: { platform, state: 'FRESH', fetchedAt, since: null, reason: null } };
    return {
      filled: true,
      source: {
        platform,
        state: 'STALE',
        fetchedAt,
        since: state.failingSince ?? fetchedAt,
        reason: state.failingCode ?? 'NOT_FOLLOWED',
      },
    };
  }

  return {
    read,

    /** What answers of the mirror are worth now. */
    async status(): Promise<MirrorStatus> {
      if (kept && kept.until > clock.now()) return kept.status;
      const status = statusOf(await read());
      kept = { status, until: clock.now() + statusKeptMs };
      return status;
    },

    /** Stores how far the mirror is; `tx` also holds the rows that belong to it. */
    async keep(tx: Store, { sequence, bookmark, filledAt, followedAt }: MirrorStep): Promise<void> {
      const step = (value: number | undefined) =>
        value === undefined ? Prisma.sql`NULL::bigint` : Prisma.sql`${value}::bigint`;
      await tx.$executeRaw`
        INSERT INTO mirror_state (name, sequence, bookmark, filled_at, followed_at)
        VALUES (${name}, COALESCE(${step(sequence)}, 0), ${bookmark ? JSON.stringify(bookmark) : null}::jsonb,
          ${filledAt ?? null}::timestamptz, ${followedAt ?? null}::timestamptz)
        ON CONFLICT (name) DO UPDATE SET
          sequence = COALESCE(${step(sequence)}, mirror_state.sequence),
          bookmark = COALESCE(excluded.bookmark, mirror_state.bookmark),
          filled_at = COALESCE(excluded.filled_at, mirror_state.filled_at),
          followed_at = COALESCE(excluded.followed_at, mirror_state.followed_at)`;
      kept = null;
    },

    /** Why the mirror is STALE from now on; what was noted before keeps its moment. */
    noteFailure,

    /** The platform answers again. */
    async noteWell(tx: Store): Promise<void> {
      await tx.$executeRaw`UPDATE mirror_state SET failing_since = NULL, failing_code = NULL WHERE name = ${name}`;
      kept = null;
    },

    /** One run of following; its failure is remembered as the reason why the mirror is STALE. */
    async attempt(run: () => Promise<void>, signal?: AbortSignal): Promise<void> {
      try {
        await run();
      } catch (error) {
        if (!signal?.aborted)
          await noteFailure(error instanceof PlatformError ? error.code : 'INTERNAL').catch(() =>
            log.error('mirror.failure.unnoted', { mirror: name }),
          );
        throw error;
      }
    },

    /** A question of the hub itself that has `ms`. */
    context(ms: number, signal?: AbortSignal): CallContext {
      return {
        correlationId: randomUUID(),
        deadline: clock.now() + ms,
        actor: { kind: 'SYSTEM', id: `${name}-mirror` },
        subject: null,
        mandate: null,
        purpose: null,
        sources: new SourceLog(),
        ...(signal ? { signal } : {}),
      };
    },
  };
}
