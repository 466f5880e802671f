import { randomUUID } from 'node:crypto';
import { PlatformError, type PlatformErrorCode } from '../../adapter/platform-error.js';
import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { MirrorState } from '../../generated/prisma/client.js';
import type { Log } from '../../operations/log.js';
import type { Database } from '../../storage/database.js';
import { deleteCopies, deleteCopiesBefore, type Store, writeCopies } from './association.copy.js';
import type { Association, AssociationChange, AssociationsPort } from './associations.port.js';

export interface AssociationMirrorOptions {
  readonly database: Database;
  readonly port: AssociationsPort;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  readonly log: Log;
  /** How long after it last followed the register the mirror still counts as FRESH, in milliseconds. */
  readonly freshForMs?: number;
  /** Changes that are fetched and stored together, in one transaction. */
  readonly batchSize?: number;
  /** Details asked at the same time. */
  readonly concurrency?: number;
}

export interface MirrorStatus {
  /** Whether it once held the whole register; until then searches go to the register itself. */
  readonly filled: boolean;
  readonly source: SourceStatus;
}

/** Our copy of the public register, kept by its mutations feed. */
export interface AssociationMirror {
  status(): Promise<MirrorStatus>;
  /**
   * Fills the mirror if it is empty, then follows the register to its latest change. Every batch is stored together
   * with its sequence number, so that an end at any point loses nothing. Rejects with PlatformError; what was stored stays.
   */
  follow(signal?: AbortSignal): Promise<void>;
}

const mirrorName = 'associations';
const callMs = 30_000;
const fillMs = 30 * 60_000;
const rowsPerWrite = 500;
const statusKeptMs = 1_000;

/** Errors that may be of one association alone; every other one is of the register. */
const unreadableCodes = new Set<PlatformErrorCode>(['MALFORMED', 'HTTP_4XX', 'REFUSED', 'TOO_LARGE']);

export function createAssociationMirror(options: AssociationMirrorOptions): AssociationMirror {
  const {
    database,
    port,
    platform,
    clock,
    log,
    freshForMs = 10 * 60_000,
    batchSize = 100,
    concurrency = 4,
  } = options;
  const { client } = database;
  let kept: { readonly status: MirrorStatus; readonly until: number } | null = null;

  function context(ms: number, signal?: AbortSignal): CallContext {
    return {
      correlationId: randomUUID(),
      deadline: clock.now() + ms,
      actor: { kind: 'SYSTEM', id: 'association-mirror' },
      subject: null,
      mandate: null,
      purpose: null,
      sources: new SourceLog(),
      ...(signal ? { signal } : {}),
    };
  }

  async function readState(): Promise<MirrorState | null> {
    return client.mirrorState.findUnique({ where: { name: mirrorName } });
  }

  /** Stores how far the mirror is; `tx` also holds the rows that belong to it. */
  async function keepState(
    tx: Store,
    sequence: number,
    filledAt: Date | null,
    followedAt: Date | null,
  ): Promise<void> {
    await tx.$executeRaw`
      INSERT INTO mirror_state (name, sequence, filled_at, followed_at)
      VALUES (${mirrorName}, ${sequence}::bigint, ${filledAt}::timestamptz, ${followedAt}::timestamptz)
      ON CONFLICT (name) DO UPDATE SET sequence = excluded.sequence,
        filled_at = COALESCE(excluded.filled_at, mirror_state.filled_at),
        followed_at = COALESCE(excluded.followed_at, mirror_state.followed_at)`;
    kept = null;
  }

  /** The whole file over the copies of before; what it no longer has goes. */
  async function fill(signal?: AbortSignal): Promise<void> {
    // Asked before the file: a change made while the file was written comes again by the feed.
    const changes = await port.changesSince(0, context(callMs, signal));
    const sequence = highest(changes, 0);
    const startedAt = new Date(clock.now());
    let count = 0;
    for await (const piece of port.all(context(fillMs, signal))) {
      for (let at = 0; at < piece.length; at += rowsPerWrite) {
        signal?.throwIfAborted();
        await writeCopies(client, piece.slice(at, at + rowsPerWrite), startedAt);
      }
      count += piece.length;
    }
    if (count === 0 && changes.length > 0)
      throw new PlatformError(platform, 'MALFORMED', { platformCode: 'EMPTY_BULK_FILE' });
    await client.$transaction(async (tx) => {
      await deleteCopiesBefore(tx, startedAt);
      await keepState(tx, sequence, startedAt, startedAt);
    });
    log.info('mirror.filled', { mirror: mirrorName, count, sequence });
  }

  /** Asks each association that changed, a few at a time. */
  async function fetchChanged(
    vCodes: readonly string[],
    signal?: AbortSignal,
  ): Promise<Map<string, Association | null>> {
    const found = new Map<string, Association | null>();
    const unreadable: { vCode: string; error: PlatformError }[] = [];
    const waiting = [...vCodes];
    const work = async () => {
      for (let vCode = waiting.shift(); vCode !== undefined; vCode = waiting.shift()) {
        signal?.throwIfAborted();
        try {
          found.set(vCode, await port.current(vCode, context(callMs, signal)));
        } catch (error) {
          if (!(error instanceof PlatformError) || !unreadableCodes.has(error.code)) {
            waiting.length = 0;
            throw error;
          }
          unreadable.push({ vCode, error });
        }
      }
    };
    // Settled, not raced: a run that failed must not leave questions under way.
    const workers = await Promise.allSettled(
      Array.from({ length: Math.min(concurrency, vCodes.length) }, work),
    );
    for (const worker of workers) if (worker.status === 'rejected') throw worker.reason;
    // One unreadable association among readable ones must not stop all others; nothing readable means that the register is ill.
    const [first] = unreadable;
    if (first && found.size === 0) throw first.error;
    for (const { vCode, error } of unreadable)
      log.error('mirror.unreadable', { mirror: mirrorName, vCode, code: error.code });
    return found;
  }

  async function followChanges(from: number, signal?: AbortSignal): Promise<number> {
    const changes = await port.changesSince(from, context(callMs, signal));
    for (let at = 0; at < changes.length; at += batchSize) {
      const batch = changes.slice(at, at + batchSize);
      const fetchedAt = new Date(clock.now());
      const found = await fetchChanged([...new Set(batch.map((change) => change.vCode))], signal);
      const present = [...found.values()].filter((association) => association !== null);
      const gone = [...found].filter(([, association]) => association === null).map(([vCode]) => vCode);
      await client.$transaction(async (tx) => {
        await writeCopies(tx, present, fetchedAt);
        await deleteCopies(tx, gone);
        await keepState(tx, highest(batch, from), null, null);
      });
    }
    return highest(changes, from);
  }

  async function followWhole(signal?: AbortSignal): Promise<void> {
    let state = await readState();
    if (!state?.filledAt) {
      try {
        await fill(signal);
      } catch (error) {
        // No way to the bulk file: the feed from its beginning names every association too, one by one.
        if (!(error instanceof PlatformError) || error.code !== 'NOT_CONFIGURED') throw error;
        log.info('mirror.filling.one.by.one', { mirror: mirrorName });
      }
      state = await readState();
    }
    const startedAt = new Date(clock.now());
    const sequence = await followChanges(Number(state?.sequence ?? 0), signal);
    await client.$transaction(async (tx) => {
      await keepState(tx, sequence, state?.filledAt ? null : startedAt, startedAt);
      await tx.mirrorState.update({
        where: { name: mirrorName },
        data: { failingSince: null, failingCode: null },
      });
    });
    kept = null;
  }

  async function noteFailure(error: unknown): Promise<void> {
    const code = error instanceof PlatformError ? error.code : 'INTERNAL';
    await client.$executeRaw`
      INSERT INTO mirror_state (name, sequence, failing_since, failing_code)
      VALUES (${mirrorName}, 0, ${new Date(clock.now())}::timestamptz, ${code})
      ON CONFLICT (name) DO UPDATE SET failing_code = excluded.failing_code,
        failing_since = COALESCE(mirror_state.failing_since, excluded.failing_since)`;
    kept = null;
  }

  return {
    async status() {
      if (kept && kept.until > clock.now()) return kept.status;
      const status = statusOf(await readState());
      kept = { status, until: clock.now() + statusKeptMs };
      return status;
    },

    async follow(signal) {
      try {
        await followWhole(signal);
      } catch (error) {
        if (!signal?.aborted)
          await noteFailure(error).catch(() => log.error('mirror.failure.unnoted', { mirror: mirrorName }));
        throw error;
      }
    },
  };

  function statusOf(state: MirrorState | null): MirrorStatus {
    if (!state?.filledAt || !state.followedAt) {
      const since = state?.failingSince ?? null;
      return {
        filled: false,
        source: {
          platform,
          state: 'UNAVAILABLE',
          fetchedAt: null,
          since,
          reason: state?.failingCode ?? 'NOT_FILLED',
        },
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
}

function highest(changes: readonly AssociationChange[], least: number): number {
  return changes.reduce((most, change) => Math.max(most, change.sequence), least);
}
