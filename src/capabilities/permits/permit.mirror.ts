import { randomUUID } from 'node:crypto';
import { Counter } from 'prom-client';
import { PlatformError } from '../../adapter/platform-error.js';
import { type CallContext, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { PermitLayerState, PrismaClient } from '../../generated/prisma/client.js';
import type { Log } from '../../operations/log.js';
import type { Metrics } from '../../operations/metrics.js';
import type { NoteUnknownValue } from '../../operations/unknown-values.js';
import type { Database } from '../../storage/database.js';
import { inBrussels } from '../../vocabulary/scalars.js';
import { countObjects, deleteUnseen, type Store, writeObjects } from './permit.copy.js';
import { type PermitKind, permitKinds, type PermitObject, type PermitsPort } from './permits.port.js';

export interface PermitMirrorOptions {
  readonly database: Database;
  readonly port: PermitsPort;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Pick<Metrics, 'registry'>;
  /** For what no code list of the platform knows, or that cannot be. */
  readonly noteUnknownValue: NoteUnknownValue;
  /** From when on each night it is brought up to date, such as 03:15 in Brussels. */
  readonly mirrorAt: string;
  readonly overlapDays: number;
  readonly wholeEveryDays: number;
}

export interface PermitMirrorStatus {
  /** Whether at least one layer was once copied whole. */
  readonly filled: boolean;
  readonly source: SourceStatus;
}

/** Our copy of the open data within the municipality, layer by layer. */
export interface PermitMirror {
  status(): Promise<PermitMirrorStatus>;
  /**
   * Brings every layer up to date. Each page is stored together with where to go on, so that an end at any point loses
   * nothing and at most repeats a page. A layer that fails does not hold up the others; rejects then with its PlatformError.
   */
  follow(signal?: AbortSignal): Promise<void>;
  /** The same for the layers whose night has come, that failed, or that were cut off. */
  followIfDue(signal?: AbortSignal): Promise<void>;
}

type Transaction = Store & Pick<PrismaClient, 'permitLayerState'>;

/** A layer of fewer objects may well have lost its last one. */
const fewest = 10;
const pageMs = 3 * 60_000;
const dayMs = 24 * 60 * 60_000;
/** A night, and time to do the work. */
const freshForMs = 26 * 60 * 60_000;

interface Pull {
  readonly startedAt: Date;
  /** Null: everything. */
  readonly since: Date | null;
  after: string | null;
}

export function createPermitMirror(options: PermitMirrorOptions): PermitMirror {
  const {
    database,
    port,
    platform,
    clock,
    log,
    metrics,
    noteUnknownValue,
    mirrorAt,
    overlapDays,
    wholeEveryDays,
  } = options;
  const { client } = database;
  const knownTypes = new Set(port.codes('PROJECT_TYPE').map(({ code }) => code));
  const told = new Set<string>();
  const unreadableParts = new Counter({
    name: 'schakel_permit_oddities_total',
    help: 'Rows and moments of Omgevingsloket that could not be read, each time',
    labelNames: ['kind'],
    registers: [metrics.registry],
  });

  function context(signal?: AbortSignal): CallContext {
    return {
      correlationId: randomUUID(),
      deadline: clock.now() + pageMs,
      actor: { kind: 'SYSTEM', id: 'permit-mirror' },
      subject: null,
      mandate: null,
      purpose: null,
      sources: new SourceLog(),
      ...(signal ? { signal } : {}),
    };
  }

  async function readStates(): Promise<ReadonlyMap<PermitKind, PermitLayerState>> {
    const states = await client.permitLayerState.findMany();
    return new Map(states.map((state) => [state.kind as PermitKind, state]));
  }

  /** The pull that was cut off, unless it is so old that its beginning no longer holds; else a new one. */
  async function beginPull(kind: PermitKind, state: PermitLayerState | undefined): Promise<Pull> {
    const now = clock.now();
    if (state?.pullStartedAt && now - state.pullStartedAt.getTime() < dayMs)
      return { startedAt: state.pullStartedAt, since: state.pullSince, after: state.pullAfter };
    const whole =
      !state?.fullAt || !state.newestStateAt || now - state.fullAt.getTime() >= wholeEveryDays * dayMs;
    const since = whole ? null : new Date(state.newestStateAt!.getTime() - overlapDays * dayMs);
    const pull = { startedAt: new Date(now), since, after: null };
    const progress = { pullStartedAt: pull.startedAt, pullSince: since, pullAfter: null };
    await client.permitLayerState.upsert({
      where: { kind },
      create: { kind, ...progress },
      update: progress,
    });
    return pull;
  }

  async function followLayer(
    kind: PermitKind,
    state: PermitLayerState | undefined,
    signal?: AbortSignal,
  ): Promise<void> {
    const pull = await beginPull(kind, state);
    let count = 0;
    for (let more = true; more;) {
      signal?.throwIfAborted();
      const page = await port.objects({ kind, changedSince: pull.since, after: pull.after }, context(signal));
      if (page.next !== null && page.next === pull.after)
        throw new PlatformError(platform, 'MALFORMED', { platformCode: 'PAGE_WITHOUT_PROGRESS' });
      note(page.objects, page.unreadable, page.unreadableMoments);
      count += page.objects.length;
      await client.$transaction(async (tx) => {
        await writeObjects(tx, page.objects, pull.startedAt);
        await keepProgress(tx, kind, page.next, newestOf(page.objects));
        if (page.next === null) await endPull(tx, kind, pull);
      });
      pull.after = page.next;
      more = page.next !== null;
    }
    log.info('permits.layer.followed', { kind, count, whole: pull.since === null });
  }

  async function endPull(tx: Transaction, kind: PermitKind, { startedAt, since }: Pull): Promise<void> {
    if (since === null) await removeUnseen(tx, kind, startedAt);
    await tx.permitLayerState.update({
      where: { kind },
      data: {
        ...(since === null ? { fullAt: startedAt } : {}),
        followedAt: startedAt,
        failingSince: null,
        failingCode: null,
        pullStartedAt: null,
        pullSince: null,
        pullAfter: null,
      },
    });
  }

  async function keepProgress(
    tx: Store,
    kind: PermitKind,
    after: string | null,
    newest: Date | null,
  ): Promise<void> {
    await tx.$executeRaw`
      UPDATE permit_layer_state
      SET pull_after = ${after}, newest_state_at = GREATEST(newest_state_at, ${newest}::timestamptz)
      WHERE kind = ${kind}`;
  }

  /** What was withdrawn from the open data is no longer ours to show; but a layer of many that turns out empty is not believed. */
  async function removeUnseen(tx: Store, kind: PermitKind, startedAt: Date): Promise<void> {
    const before = await countObjects(tx, kind);
    const gone = await deleteUnseen(tx, kind, startedAt);
    if (before >= fewest && gone === before)
      throw new PlatformError(platform, 'MALFORMED', { platformCode: 'EMPTY_LAYER' });
    if (gone > 0) log.info('permits.objects.gone', { kind, gone });
  }

  /** The latest state, but none of the future: a slip in a year must not stop all later changes. */
  function newestOf(objects: readonly PermitObject[]): Date | null {
    const now = clock.now();
    const moments = objects.flatMap(({ stateSince }) =>
      stateSince === null ? [] : [Date.parse(stateSince)],
    );
    const newest = moments
      .filter((moment) => moment <= now)
      .reduce((most, one) => Math.max(most, one), -Infinity);
    return newest === -Infinity ? null : new Date(newest);
  }

  function note(objects: readonly PermitObject[], unreadable: number, unreadableMoments: number): void {
    for (const { typeCode, submittedAt, stateSince } of objects) {
      if (typeCode !== null && !knownTypes.has(typeCode)) noteUnknownValue('projectType', typeCode);
      if (submittedAt !== null && stateSince !== null && stateSince < submittedAt)
        noteUnknownValue('state', 'BEFORE_FILING');
    }
    if (unreadable > 0) odd('unreadable_row', 'permits.rows.unreadable', unreadable);
    if (unreadableMoments > 0) odd('unreadable_moment', 'permits.moments.unreadable', unreadableMoments);
  }

  /** Counted each time, logged the first time. */
  function odd(kind: string, event: string, times: number): void {
    unreadableParts.inc({ kind }, times);
    if (told.has(event)) return;
    told.add(event);
    log.warn(event, {});
  }

  async function noteFailure(kind: PermitKind, error: unknown): Promise<void> {
    const code = error instanceof PlatformError ? error.code : 'INTERNAL';
    await client.$executeRaw`
      INSERT INTO permit_layer_state (kind, failing_since, failing_code)
      VALUES (${kind}, ${new Date(clock.now())}::timestamptz, ${code})
      ON CONFLICT (kind) DO UPDATE SET failing_code = excluded.failing_code,
        failing_since = COALESCE(permit_layer_state.failing_since, excluded.failing_since)`;
  }

  async function followThese(
    wanted: (state: PermitLayerState | undefined) => boolean,
    signal?: AbortSignal,
  ): Promise<void> {
    const states = await readStates();
    const failures: unknown[] = [];
    // One after another: four at a time would only make a slow service slower.
    for (const kind of permitKinds) {
      const state = states.get(kind);
      if (!wanted(state)) continue;
      try {
        await followLayer(kind, state, signal);
      } catch (error) {
        signal?.throwIfAborted();
        await noteFailure(kind, error).catch(() => log.error('permits.failure.unnoted', { kind }));
        failures.push(error);
      }
    }
    if (failures.length > 0) throw failures[0];
  }

  /** Whether the hour of the night has struck since it was last followed; compared as a clock in Brussels shows both. */
  function isDue(state: PermitLayerState | undefined): boolean {
    if (!state?.followedAt || state.failingSince || state.pullStartedAt) return true;
    const now = inBrussels(new Date(clock.now()));
    const struckToday = now.slice(11, 16) >= mirrorAt;
    const day = struckToday ? now.slice(0, 10) : dayBefore(now.slice(0, 10));
    return inBrussels(state.followedAt).slice(0, 16) < `${day}T${mirrorAt}`;
  }

  function statusOf(states: ReadonlyMap<PermitKind, PermitLayerState>): PermitMirrorStatus {
    const all = permitKinds.map((kind) => states.get(kind));
    const filled = all.filter((state) => state?.followedAt);
    const failing = all.filter((state) => state?.failingSince);
    const codeOf = failing[0]?.failingCode ?? null;
    const since = earliest(failing.map((state) => state!.failingSince!));
    if (filled.length === 0)
      return {
        filled: false,
        source: { platform, state: 'UNAVAILABLE', fetchedAt: null, since, reason: codeOf ?? 'NOT_FILLED' },
      };
    const fetchedAt = earliest(filled.map((state) => state!.followedAt!))!;
    const overdue = clock.now() - fetchedAt.getTime() > freshForMs;
    if (filled.length === all.length && failing.length === 0 && !overdue)
      return { filled: true, source: { platform, state: 'FRESH', fetchedAt, since: null, reason: null } };
    // Some layers are as they should be: the answer is whole for them, and the reason says that it is not for all.
    const partly = failing.length < all.length && (failing.length > 0 || filled.length < all.length);
    return {
      filled: true,
      source: {
        platform,
        state: 'STALE',
        fetchedAt,
        since: since ?? fetchedAt,
        reason: partly ? 'PARTIAL' : (codeOf ?? 'NOT_FOLLOWED'),
      },
    };
  }

  return {
    status: async () => statusOf(await readStates()),
    follow: (signal) => followThese(() => true, signal),
    followIfDue: (signal) => followThese(isDue, signal),
  };
}

function earliest(moments: readonly Date[]): Date | null {
  return moments.reduce<Date | null>((first, one) => (first === null || one < first ? one : first), null);
}

function dayBefore(day: string): string {
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() - 1);
  return date.toISOString().slice(0, 10);
}
