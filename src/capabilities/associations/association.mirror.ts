import { PlatformError, type PlatformErrorCode } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import { createMirrorState, type MirrorStatus } from '../../jobs/mirror-state.js';
import type { Log } from '../../operations/log.js';
import type { Database } from '../../storage/database.js';
import { deleteCopies, deleteCopiesBefore, writeCopies } from './association.copy.js';
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

/** Our copy of the public register, kept by its mutations feed. */
export interface AssociationMirror {
  status(): Promise<MirrorStatus>;
  /**
   * Fills the mirror if it is empty, then follows the register to its latest change. Every batch is stored together
   * with its sequence number, so that an end at any point loses nothing. Rejects with PlatformError; what was stored stays.
   */
  follow(signal?: AbortSignal): Promise<void>;
  /** Takes over one association as the register shows it now, ahead of the feed; nothing while the mirror is empty. */
  refresh(vCode: string, asking: CallContext): Promise<void>;
}

const mirrorName = 'associations';
const callMs = 30_000;
const fillMs = 30 * 60_000;
const rowsPerWrite = 500;

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
  const state = createMirrorState({ database, name: mirrorName, platform, clock, log, freshForMs });
  const { context } = state;

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
      await state.keep(tx, { sequence, filledAt: startedAt, followedAt: startedAt });
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
        await state.keep(tx, { sequence: highest(batch, from) });
      });
    }
    return highest(changes, from);
  }

  async function followWhole(signal?: AbortSignal): Promise<void> {
    let row = await state.read();
    if (!row?.filledAt) {
      try {
        await fill(signal);
      } catch (error) {
        // No way to the bulk file: the feed from its beginning names every association too, one by one.
        if (!(error instanceof PlatformError) || error.code !== 'NOT_CONFIGURED') throw error;
        log.info('mirror.filling.one.by.one', { mirror: mirrorName });
      }
      row = await state.read();
    }
    const startedAt = new Date(clock.now());
    const sequence = await followChanges(Number(row?.sequence ?? 0), signal);
    await client.$transaction(async (tx) => {
      await state.keep(tx, {
        sequence,
        followedAt: startedAt,
        ...(row?.filledAt ? {} : { filledAt: startedAt }),
      });
      await state.noteWell(tx);
    });
  }

  return {
    async refresh(vCode, asking) {
      if (!(await state.status()).filled) return;
      const fetchedAt = new Date(clock.now());
      const association = await port.current(vCode, asking);
      if (association) await writeCopies(client, [association], fetchedAt);
      else await deleteCopies(client, [vCode]);
    },
    status: () => state.status(),
    follow: (signal) => state.attempt(() => followWhole(signal), signal),
  };
}

function highest(changes: readonly AssociationChange[], least: number): number {
  return changes.reduce((most, change) => Math.max(most, change.sequence), least);
}
