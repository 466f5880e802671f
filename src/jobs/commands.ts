import { randomUUID } from 'node:crypto';
import { Counter, Gauge } from 'prom-client';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { Metrics } from '../operations/metrics.js';
import type { FieldCipher, KeyedHash } from '../privacy/encryption.js';
import type { Database } from '../storage/database.js';
import {
  type CommandDefinition,
  type CommandSummary,
  priorities,
  type Priority,
  type Transaction,
} from './command.js';
import { createCommandRunner, follow } from './command-runner.js';
import {
  type CommandSearch,
  type CommandStep,
  createCommandStore,
  type TakenCommand,
  type TransitionRow,
} from './command-store.js';
import { createIdempotencyKeys, type IdempotentRequest, type KeyUse } from './idempotency.js';
import type { CommandQueue, QueuedCommand } from './queue.js';

/** A change to be made. */
export interface CommandRequest<I> {
  readonly definition: CommandDefinition<I>;
  /** JSON. */
  readonly input: I;
  /** KBO number. */
  readonly organisation: string;
  /** Actor id. */
  readonly requestedBy: string;
  readonly correlationId: string;
  readonly priority: Priority;
  /** Null for what the hub itself asks. */
  readonly idempotency: IdempotentRequest | null;
  /** Not before; now when left out. */
  readonly dueAt?: Date;
  /** Writes what is changed, in the same transaction. */
  write?(tx: Transaction, commandId: string): Promise<void>;
}

export type Acceptance =
  /** `repeated`: it was asked before under this key, and nothing was written now. */
  | { readonly kind: 'ACCEPTED'; readonly commandId: string; readonly repeated: boolean }
  /** The key was used for something else. */
  | { readonly kind: 'CONFLICT' };

/** Why a person's change of a command was not made. */
export type NotChanged = 'NOT_FOUND' | 'BUSY' | 'ENDED' | 'IN_DOUBT' | 'NOT_IN_DOUBT';

/** CONFLICT: the key was used for something else. */
export type ChangeRefusal = NotChanged | 'CONFLICT';

export interface CommandsOptions {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly definitions: readonly CommandDefinition[];
  readonly queue: CommandQueue;
  /** How long a command belongs to the hub that took it up unless it renews that, in milliseconds. */
  readonly leaseMs: number;
  readonly random?: () => number;
}

/** Told of every change of state that this process makes. */
export type CommandListener = (command: CommandSummary) => void;

/** Changes that must reach a platform: accepted in one transaction, performed at least once, with one effect. */
export interface Commands {
  /** Writes the change and its command down; they are performed afterwards. */
  accept<I>(request: CommandRequest<I>): Promise<Acceptance>;
  /**
   * The same for somebody who waits: it is performed at once, and this resolves when that ended or must wait, or after `waitMs`.
   * Whatever is not finished then goes on.
   */
  acceptAndWait<I>(request: CommandRequest<I>, waitMs: number): Promise<Acceptance>;
  /**
   * The same in somebody else's transaction, such as that in which another command ends. The queue hears of it when it looks by itself.
   */
  acceptWithin<I>(tx: Transaction, request: Omit<CommandRequest<I>, 'idempotency'>): Promise<string>;
  /** What the key was used for before; null when it is new. To be asked before anything else is looked at. */
  usedKey(request: IdempotentRequest): Promise<KeyUse | null>;
  find(id: string): Promise<CommandSummary | null>;
  list(search: CommandSearch): Promise<CommandSummary[]>;
  count(search: Omit<CommandSearch, 'after' | 'limit'>): Promise<number>;
  /** The history of each, in order. */
  transitions(ids: readonly string[]): Promise<ReadonlyMap<string, readonly TransitionRow[]>>;
  /** For a clerk, in Dutch. */
  titleOf(kind: string): string;
  /** Takes a failed or waiting command up again, now. Null when that was done, now or before under the same key. */
  retry(id: string, actorId: string, request: IdempotentRequest | null): Promise<ChangeRefusal | null>;
  /** Ends a command that was not begun. */
  cancel(id: string, actorId: string, request: IdempotentRequest | null): Promise<ChangeRefusal | null>;
  /** A person found out whether the step in doubt was done; `reference` is the platform's, as far as it is known. */
  decide(
    id: string,
    actorId: string,
    decision: { readonly done: boolean; readonly reference: string | null },
    request: IdempotentRequest | null,
  ): Promise<ChangeRefusal | null>;
  /** Lets something that waits for an event go on now; a wake-up, never a truth. */
  wake(id: string): Promise<void>;
  /** Adds a listener; returns how to remove it. */
  listen(listener: CommandListener): () => void;
  start(): void;
  /** Tells the queue again of everything that is due and that nobody is at work on. */
  sweep(signal?: AbortSignal): Promise<void>;
  /** Begins no further step and waits for those under way, `waitMs` at most. */
  close(waitMs: number): Promise<void>;
}

class KeyTaken extends Error {}

const sweptAtOnce = 500;
/** Due soon is told too, so that what the queue forgot is never late by much. */
const aheadMs = 60_000;

export function createCommands(options: CommandsOptions): Commands {
  const { database, cipher, keyedHash, clock, log, metrics, queue, leaseMs, random = Math.random } = options;
  const definitions = new Map<string, CommandDefinition>();
  for (const definition of options.definitions) {
    if (definitions.has(definition.kind))
      throw new Error(`Two kinds of command are called ${definition.kind}.`);
    // Whoever takes up after a lease that ended must know that the call of before it has ended too.
    for (const { name, timeoutMs = 0 } of definition.steps)
      if (timeoutMs > leaseMs / 2)
        throw new Error(`Step ${name} of ${definition.kind} may take longer than half a lease.`);
    definitions.set(definition.kind, definition);
  }
  const store = createCommandStore({ database, cipher, clock, leaseMs });
  const keys = createIdempotencyKeys({ database, keyedHash, clock });
  const closing = new AbortController();
  const listeners = new Set<CommandListener>();
  const underWay = new Set<Promise<unknown>>();
  let closed: Promise<void> | undefined;
  const runner = createCommandRunner({
    definitions,
    store,
    clock,
    log,
    random,
    leaseMs,
    closing: closing.signal,
  });
  const changed = new Counter({
    name: 'schakel_commands_total',
    help: 'Commands that came to a state, by kind',
    labelNames: ['kind', 'state'],
    registers: [metrics.registry],
  });
  new Gauge({
    name: 'schakel_commands_unfinished',
    help: 'Commands that did not end, by state',
    labelNames: ['state'],
    registers: [metrics.registry],
    async collect() {
      const rows = await database.client.$queryRaw<{ state: string; number: bigint }[]>`
        SELECT state, count(*) AS number FROM command WHERE state IN ('ACCEPTED', 'RUNNING', 'WAITING', 'IN_DOUBT')
        GROUP BY state`.catch(() => []);
      this.reset();
      for (const { state, number } of rows) this.set({ state }, Number(number));
    },
  });

  function tell(command: CommandSummary): void {
    changed.inc({ kind: command.kind, state: command.state });
    for (const listener of listeners) listener(command);
  }

  function newCommand<I>(
    request: Omit<CommandRequest<I>, 'idempotency'>,
    taken: boolean,
  ): Parameters<typeof store.insert>[1] {
    const { definition, input } = request;
    const [first] = definition.steps;
    if (!first || definitions.get(definition.kind) !== (definition as CommandDefinition<never>))
      throw new Error(`The hub performs no commands of kind ${definition.kind}.`);
    return {
      id: randomUUID(),
      organisation: request.organisation,
      kind: definition.kind,
      lane: first.platform(input, {}),
      priority: priorities[request.priority],
      step: first.name,
      input,
      requestedBy: request.requestedBy,
      correlationId: request.correlationId,
      dueAt: request.dueAt ?? new Date(clock.now()),
      taken,
    };
  }

  async function write<I>(
    request: CommandRequest<I>,
    taken: boolean,
  ): Promise<Acceptance & { row?: TakenCommand }> {
    const { idempotency } = request;
    const command = newCommand(request, taken);
    const { id } = command;
    const row = await database.client.$transaction(async (tx) => {
      if (idempotency && !(await keys.take(tx, idempotency, id))) return null;
      await request.write?.(tx, id);
      return store.insert(tx, command);
    });
    if (row) return { kind: 'ACCEPTED', commandId: id, repeated: false, row };
    const use = await keys.look(idempotency as IdempotentRequest);
    return use?.kind === 'SAME'
      ? { kind: 'ACCEPTED', commandId: use.commandId, repeated: true }
      : { kind: 'CONFLICT' };
  }

  /** Never fails: what went wrong is logged, and the command is taken up again when its lease ends. */
  async function run(command: TakenCommand): Promise<QueuedCommand | null> {
    try {
      const after = await runner.run(command);
      if (after.state === 'RUNNING') return null;
      tell(after);
      return standingOf(after);
    } catch (error) {
      log.error('command.unwritten', {
        command: command.id,
        kind: command.kind,
        code: (error as { code?: string }).code ?? null,
      });
      return { ...standingOf(command)!, dueAt: new Date(clock.now() + leaseMs) };
    }
  }

  function standingOf({ id, lane, priority, dueAt }: CommandSummary): QueuedCommand | null {
    return dueAt && { id, lane, priority, dueAt };
  }

  async function change(
    id: string,
    actorId: string,
    request: IdempotentRequest | null,
    decide: (row: TakenCommand & { busy: boolean }) => NotChanged | Partial<CommandStep>,
    alsoBefore?: (tx: Transaction, row: TakenCommand, step: CommandStep) => Promise<void>,
  ): Promise<ChangeRefusal | null> {
    const used = request && (await keys.look(request));
    if (used) return used.kind === 'SAME' ? null : 'CONFLICT';
    let refused: NotChanged = 'NOT_FOUND';
    const made = await store
      .change(id, actorId, (row) => {
        const decided = row.busy ? 'BUSY' : decide(row);
        if (typeof decided === 'string') {
          refused = decided;
          return null;
        }
        const step: CommandStep = {
          state: 'ACCEPTED',
          cause: '',
          reason: null,
          platformCode: null,
          step: row.step,
          lane: row.lane,
          begunAt: null,
          attempts: 0,
          dueAt: new Date(clock.now()),
          keep: false,
          ...decided,
        };
        return {
          step,
          also: async (tx) => {
            if (request && !(await keys.take(tx, request, id))) throw new KeyTaken();
            await alsoBefore?.(tx, row, step);
            const results = step.results ?? row.results;
            await follow(tx, definitions.get(row.kind) ?? null, { ...row, results }, step);
          },
        };
      })
      .catch((error: unknown) => {
        // The same was asked twice at the same time, and the other one was made.
        if (error instanceof KeyTaken) return 'KEY_TAKEN' as const;
        throw error;
      });
    if (!made) return refused;
    if (made === 'KEY_TAKEN') return (await keys.look(request!))?.kind === 'SAME' ? null : 'CONFLICT';
    const now = await store.find(id);
    if (now) {
      tell(now);
      const standing = standingOf(now);
      if (standing) queue.announce(standing);
    }
    return null;
  }

  return {
    async accept(request) {
      const { row, ...acceptance } = await write(request, false);
      if (row) {
        tell(row);
        queue.announce(standingOf(row) as QueuedCommand);
      }
      return acceptance;
    },

    async acceptAndWait(request, waitMs) {
      const { row, ...acceptance } = await write(request, true);
      if (!row) return acceptance;
      const work = run(row).then((standing) => {
        underWay.delete(work);
        if (standing) queue.announce(standing);
      });
      underWay.add(work);
      let cancel = () => {};
      await Promise.race([work, new Promise<void>((resolve) => (cancel = clock.after(waitMs, resolve)))]);
      cancel();
      return acceptance;
    },

    async acceptWithin(tx, request) {
      const command = newCommand(request, false);
      await request.write?.(tx, command.id);
      await store.insert(tx, command);
      return command.id;
    },

    usedKey: (request) => keys.look(request),
    find: (id) => store.find(id),
    list: (search) => store.list(search),
    count: (search) => store.count(search),
    transitions: (ids) => store.transitions(ids),
    titleOf: (kind) => definitions.get(kind)?.title ?? kind,

    retry: (id, actorId, request) =>
      change(id, actorId, request, (row) => {
        if (row.state === 'DONE' || row.state === 'CANCELLED') return 'ENDED';
        // Not known to be undone: first somebody must say what became of it.
        if (row.begunAt) return 'IN_DOUBT';
        return { cause: 'RETRIED' };
      }),

    cancel: (id, actorId, request) =>
      change(id, actorId, request, (row) => {
        if (row.endedAt && row.state !== 'FAILED') return 'ENDED';
        if (row.begunAt) return 'IN_DOUBT';
        return { state: 'CANCELLED', cause: 'CANCELLED', dueAt: null };
      }),

    decide: (id, actorId, { done, reference }, request) =>
      change(
        id,
        actorId,
        request,
        (row) => {
          if (row.state !== 'IN_DOUBT') return 'NOT_IN_DOUBT';
          if (!done) return { cause: 'DECIDED_ABSENT' };
          const definition = definitions.get(row.kind);
          const index = definition?.steps.findIndex(({ name }) => name === row.step) ?? -1;
          const step = definition?.steps[index];
          if (!definition || !step) return 'NOT_FOUND';
          const { id: commandId, input } = row;
          const result = step.decided?.({ commandId, input, results: row.results }, reference) ?? null;
          const results = { ...row.results, [step.name]: result };
          const next = definition.steps[index + 1];
          return {
            cause: 'DECIDED_DONE',
            results,
            ...(next
              ? { step: next.name, lane: next.platform(input, results) }
              : { state: 'DONE' as const, dueAt: null }),
          };
        },
        async (tx, row, stored) => {
          const step = definitions.get(row.kind)?.steps.find(({ name }) => name === row.step);
          if (stored.cause !== 'DECIDED_DONE' || !step?.record || !stored.results) return;
          const { id: commandId, input } = row;
          await step.record(tx, { commandId, input, results: stored.results }, stored.results[step.name]);
        },
      ),

    async wake(id) {
      const command = await store.wake(id);
      if (command) queue.announce(command);
    },

    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },

    start: () =>
      queue.start({
        takeDue: (room) => (closing.signal.aborted ? Promise.resolve([]) : store.takeDue(room)),
        takeOne: (id) => (closing.signal.aborted ? Promise.resolve(null) : store.takeOne(id)),
        nextDue: (lanes) => store.nextDue(lanes),
        async standing(id) {
          const command = await store.find(id);
          return command && standingOf(command);
        },
        run,
      }),

    async sweep(signal) {
      await keys.sweep();
      const before = new Date(clock.now() + aheadMs);
      let after: string | null = null;
      for (;;) {
        const rows: { id: string; lane: string; priority: number; due_at: Date }[] = await store.due(
          before,
          after,
          sweptAtOnce,
        );
        for (const { due_at: dueAt, ...row } of rows) queue.announce({ ...row, dueAt });
        if (rows.length < sweptAtOnce || signal?.aborted) return;
        after = rows.at(-1)!.id;
      }
    },

    close: (waitMs) => (closed ??= close(waitMs)),
  };

  async function close(waitMs: number): Promise<void> {
    closing.abort(new Error('The hub is closing.'));
    let cancel = () => {};
    await Promise.race([
      Promise.all([queue.close(), ...underWay]),
      new Promise<void>((resolve) => (cancel = clock.after(waitMs, resolve))),
    ]);
    cancel();
  }
}
