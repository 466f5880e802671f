import { randomUUID } from 'node:crypto';
import type { Clock } from '../context/clock.js';
import { Prisma } from '../generated/prisma/client.js';
import type { Command as CommandRow } from '../generated/prisma/client.js';
import type { FieldCipher } from '../privacy/encryption.js';
import type { Database } from '../storage/database.js';
import type { CommandState, CommandSummary, Results, Transaction } from './command.js';
import type { QueuedCommand } from './queue.js';

/** A command that this process has taken up, with what is encrypted in the row. */
export interface TakenCommand extends CommandSummary {
  readonly input: unknown;
  readonly results: Results;
  readonly begunAt: Date | null;
  readonly leaseToken: string;
}

export interface NewCommand {
  readonly id: string;
  readonly organisation: string;
  readonly kind: string;
  readonly lane: string;
  readonly priority: number;
  readonly step: string;
  readonly input: unknown;
  readonly requestedBy: string;
  readonly correlationId: string;
  readonly dueAt: Date;
  /** Whether this process takes it up at once. */
  readonly taken: boolean;
}

/** What a row becomes, and what the line of its history says. */
export interface CommandStep {
  readonly state: CommandState;
  readonly cause: string;
  readonly reason: string | null;
  readonly platformCode: string | null;
  readonly step: string;
  readonly lane: string;
  readonly results?: Results;
  /** Null: the step is certainly not under way. */
  readonly begunAt: Date | null;
  readonly attempts: number;
  readonly dueAt: Date | null;
  /** Whether this process goes on with it. */
  readonly keep: boolean;
}

export interface TransitionRow {
  readonly at: Date;
  readonly state: CommandState;
  readonly step: string;
  readonly cause: string;
  readonly platformCode: string | null;
  readonly actorId: string | null;
}

/** Somebody else has it now, or it was ended: whoever held it must stop and write nothing. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor(readonly commandId: string) {
    super('Another hub has this command now.');
  }
}

export interface CommandStoreOptions {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly clock: Clock;
  /** How long a command belongs to whoever took it up, unless renewed. */
  readonly leaseMs: number;
}

const ended = new Set<CommandState>(['DONE', 'FAILED', 'CANCELLED']);

type RawRow = Record<string, unknown>;

export type CommandStore = ReturnType<typeof createCommandStore>;

/**
 * The table of commands. Moments are the hub's clock, so that a test can let time pass; leases are the database's alone,
 * so that the clocks of several hubs need not agree on who holds what.
 */
export function createCommandStore({ database, cipher, clock, leaseMs }: CommandStoreOptions) {
  const { client } = database;
  const now = () => new Date(clock.now());

  /** Input and results are encrypted with one key, so results written under a newer key take the input along. */
  function sealed(input: unknown, results: Results) {
    const first = cipher.encrypt(JSON.stringify(input ?? null));
    const second = cipher.encrypt(JSON.stringify(results));
    return { inputEncrypted: first.data, resultsEncrypted: second.data, keyId: first.keyId };
  }

  function opened(row: Pick<CommandRow, 'inputEncrypted' | 'resultsEncrypted' | 'keyId'>): {
    input: unknown;
    results: Results;
  } {
    return {
      input: JSON.parse(cipher.decrypt(row.inputEncrypted, row.keyId)),
      results: JSON.parse(cipher.decrypt(row.resultsEncrypted, row.keyId)) as Results,
    };
  }

  function takenOf(raw: RawRow): TakenCommand {
    const { input, results } = opened({
      inputEncrypted: raw['input_encrypted'] as Uint8Array<ArrayBuffer>,
      resultsEncrypted: raw['results_encrypted'] as Uint8Array<ArrayBuffer>,
      keyId: raw['key_id'] as string,
    });
    return {
      id: raw['id'] as string,
      organisation: raw['organisation'] as string,
      kind: raw['kind'] as string,
      lane: raw['lane'] as string,
      priority: raw['priority'] as number,
      state: 'RUNNING',
      reason: raw['reason'] as string | null,
      platformCode: raw['platform_code'] as string | null,
      step: raw['step'] as string,
      attempts: raw['attempts'] as number,
      dueAt: raw['due_at'] as Date | null,
      requestedBy: raw['requested_by'] as string,
      correlationId: raw['correlation_id'] as string,
      acceptedAt: raw['accepted_at'] as Date,
      endedAt: null,
      begunAt: raw['begun_at'] as Date | null,
      leaseToken: raw['lease_token'] as string,
      input,
      results,
    };
  }

  /** Takes up what `due` selects. The lock is skipped, not waited for: who holds it is taking the row up too. */
  async function take(due: Prisma.Sql): Promise<TakenCommand[]> {
    const rows = await client.$queryRaw<RawRow[]>`
      WITH due AS (${due}), taken AS (
        UPDATE command SET state = 'RUNNING',
          -- A hub that went away says nothing of the platform: its turn is not one that failed.
          attempts = command.attempts + CASE WHEN command.lease_token IS NULL THEN 1 ELSE 0 END,
          lease_token = gen_random_uuid(), lease_until = now() + ${leaseMs}::int * interval '1 millisecond'
        FROM due WHERE command.id = due.id
        RETURNING command.*
      ), noted AS (
        INSERT INTO command_transition (command_id, at, state, step, cause)
        SELECT id, ${now()}::timestamptz, 'RUNNING', step, 'TAKEN' FROM taken
      )
      SELECT * FROM taken ORDER BY priority, due_at, id`;
    return rows.map(takenOf);
  }

  /** Writes a row whose lease is still the one that was read, and the line that says so. Throws LeaseLost. */
  async function write(
    tx: Transaction,
    {
      id,
      leaseToken,
      input,
      results,
    }: Pick<TakenCommand, 'id' | 'input' | 'results'> & { leaseToken: string | null },
    step: CommandStep,
    at: Date,
    actorId: string | null,
  ): Promise<void> {
    const { inputEncrypted, resultsEncrypted, keyId } = sealed(input, results);
    const rows = await tx.$executeRaw`
      UPDATE command SET state = ${step.state}, reason = ${step.reason}, platform_code = ${step.platformCode},
        step = ${step.step}, lane = ${step.lane}, begun_at = ${step.begunAt}::timestamptz, attempts = ${step.attempts},
        due_at = ${step.dueAt}::timestamptz, ended_at = ${ended.has(step.state) ? at : null}::timestamptz,
        input_encrypted = ${inputEncrypted}, results_encrypted = ${resultsEncrypted}, key_id = ${keyId},
        lease_token = CASE WHEN ${step.keep} THEN lease_token END,
        lease_until = CASE WHEN ${step.keep} THEN lease_until END
      WHERE id = ${id}::uuid AND lease_token IS NOT DISTINCT FROM ${leaseToken}::uuid`;
    if (rows !== 1) throw new LeaseLost(id);
    await tx.$executeRaw`
      INSERT INTO command_transition (command_id, at, state, step, cause, platform_code, actor_id)
      VALUES (${id}::uuid, ${at}::timestamptz, ${step.state}, ${step.step}, ${step.cause}, ${step.platformCode}, ${actorId})`;
  }

  const free = Prisma.sql`(lease_until IS NULL OR lease_until < now())`;

  return {
    /** Writes a new command in the transaction that also writes what it changes. */
    async insert(tx: Transaction, command: NewCommand): Promise<TakenCommand> {
      const at = now();
      const { input, taken, ...row } = command;
      const leaseToken = randomUUID();
      const state = taken ? 'RUNNING' : 'ACCEPTED';
      const { inputEncrypted, resultsEncrypted, keyId } = sealed(input, {});
      await tx.$executeRaw`
        INSERT INTO command (id, organisation, kind, lane, priority, state, input_encrypted, results_encrypted, key_id, step,
          attempts, due_at, lease_token, lease_until, requested_by, correlation_id, accepted_at)
        VALUES (${row.id}::uuid, ${row.organisation}, ${row.kind}, ${row.lane}, ${row.priority}, ${state}, ${inputEncrypted},
          ${resultsEncrypted}, ${keyId}, ${row.step}, ${taken ? 1 : 0}, ${row.dueAt}::timestamptz,
          ${taken ? leaseToken : null}::uuid,
          ${taken ? Prisma.sql`now() + ${leaseMs}::int * interval '1 millisecond'` : Prisma.sql`NULL`},
          ${row.requestedBy}, ${row.correlationId}, ${at}::timestamptz)`;
      await tx.$executeRaw`
        INSERT INTO command_transition (command_id, at, state, step, cause, actor_id)
        VALUES (${row.id}::uuid, ${at}::timestamptz, 'ACCEPTED', ${row.step}, 'ACCEPTED', ${row.requestedBy})`;
      return {
        ...row,
        state,
        reason: null,
        platformCode: null,
        attempts: taken ? 1 : 0,
        acceptedAt: at,
        endedAt: null,
        begunAt: null,
        leaseToken,
        input,
        results: {},
      };
    },

    /** Takes up what is due: as many in each lane as it has room for, the most urgent first. */
    takeDue(room: ReadonlyMap<string, number>): Promise<TakenCommand[]> {
      const lanes = JSON.stringify([...room].map(([lane, places]) => ({ lane, places })));
      return take(Prisma.sql`
        SELECT one.id FROM jsonb_to_recordset(${lanes}::jsonb) AS room(lane text, places int)
        CROSS JOIN LATERAL (
          SELECT id FROM command
          WHERE command.lane = room.lane AND due_at <= ${now()}::timestamptz AND ${free}
          ORDER BY priority, due_at, id LIMIT room.places FOR UPDATE SKIP LOCKED) one`);
    },

    /** Takes up this one, when it is due and nobody is at work on it. */
    async takeOne(id: string): Promise<TakenCommand | null> {
      const [one] = await take(Prisma.sql`
        SELECT id FROM command WHERE id = ${id}::uuid AND due_at <= ${now()}::timestamptz AND ${free}
        FOR UPDATE SKIP LOCKED`);
      return one ?? null;
    },

    /** Keeps the lease; false when it is lost. */
    async renew({ id, leaseToken }: Pick<TakenCommand, 'id' | 'leaseToken'>): Promise<boolean> {
      const rows = await client.$executeRaw`
        UPDATE command SET lease_until = now() + ${leaseMs}::int * interval '1 millisecond'
        WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid`;
      return rows === 1;
    },

    /** Notes that a step is begun that may not simply be repeated. Throws LeaseLost. */
    async begin({ id, leaseToken }: TakenCommand): Promise<Date> {
      const at = now();
      const rows = await client.$executeRaw`
        UPDATE command SET begun_at = ${at}::timestamptz WHERE id = ${id}::uuid AND lease_token = ${leaseToken}::uuid`;
      if (rows !== 1) throw new LeaseLost(id);
      return at;
    },

    /** Writes what became of it, with `also` in the same transaction. Throws LeaseLost, and then nothing is written. */
    async store(
      command: TakenCommand,
      step: CommandStep,
      also: (tx: Transaction) => Promise<void> = () => Promise.resolve(),
    ): Promise<TakenCommand> {
      const at = now();
      const results = step.results ?? command.results;
      await client.$transaction(async (tx) => {
        await write(tx, { ...command, results }, step, at, null);
        await also(tx);
      });
      return { ...command, ...step, results, endedAt: ended.has(step.state) ? at : null };
    },

    /** Gives back what was not worked on, as it was: the hub is closing. */
    async giveBack(command: Pick<TakenCommand, 'id' | 'leaseToken'>): Promise<void> {
      await client.$executeRaw`
        UPDATE command SET lease_until = now() WHERE id = ${command.id}::uuid AND lease_token = ${command.leaseToken}::uuid`;
    },

    /**
     * A person's change of a command that nobody is at work on: `decide` sees the row, locked, and says what it becomes, or null
     * to leave it. False when somebody is at work on it.
     */
    async change(
      id: string,
      actorId: string,
      decide: (
        row: TakenCommand & { readonly busy: boolean },
      ) => { step: CommandStep; also(tx: Transaction): Promise<void> } | null,
    ): Promise<boolean> {
      return client.$transaction(async (tx) => {
        const [raw] = await tx.$queryRaw<RawRow[]>`
          SELECT *, NOT ${free} AS busy FROM command WHERE id = ${id}::uuid FOR UPDATE`;
        if (!raw) return false;
        const row = {
          ...takenOf(raw),
          state: raw['state'] as CommandState,
          endedAt: raw['ended_at'] as Date | null,
          busy: raw['busy'] as boolean,
        };
        const decided = decide(row);
        if (!decided) return false;
        const { step, also } = decided;
        await write(tx, { ...row, results: step.results ?? row.results }, step, now(), actorId);
        await also(tx);
        return true;
      });
    },

    /** When something next becomes due in these lanes, or its lease ends; null when there is nothing. */
    async nextDue(lanes: readonly string[]): Promise<Date | null> {
      const [row] = await client.$queryRaw<{ at: Date | null }[]>`
        SELECT min(greatest(due_at, lease_until)) AS at FROM command
        WHERE lane = ANY(${[...lanes]}::text[]) AND due_at IS NOT NULL`;
      return row?.at ?? null;
    },

    /** Makes a command due now that waits for something; where it stands. Null when it does not wait. */
    async wake(id: string): Promise<QueuedCommand | null> {
      const [row] = await client.$queryRaw<{ id: string; lane: string; priority: number; due_at: Date }[]>`
        UPDATE command SET due_at = ${now()}::timestamptz
        WHERE id = ${id}::uuid AND state IN ('WAITING', 'IN_DOUBT') AND due_at > ${now()}::timestamptz
        RETURNING id, lane, priority, due_at`;
      return row ? { id: row.id, lane: row.lane, priority: row.priority, dueAt: row.due_at } : null;
    },

    /** Due before this moment and nobody at work on it: what a queue must know of. After `after`, in the order of ids. */
    due(
      before: Date,
      after: string | null,
      limit: number,
    ): Promise<{ id: string; lane: string; priority: number; due_at: Date }[]> {
      return client.$queryRaw`
        SELECT id, lane, priority, due_at FROM command
        WHERE due_at <= ${before}::timestamptz AND ${free} AND (${after}::uuid IS NULL OR id > ${after}::uuid)
        ORDER BY id LIMIT ${limit}::int`;
    },

    async find(id: string): Promise<CommandSummary | null> {
      const row = await client.command.findUnique({ where: { id }, select: summarySelect });
      return row && { ...row, state: row.state as CommandState };
    },

    async transitions(ids: readonly string[]): Promise<ReadonlyMap<string, readonly TransitionRow[]>> {
      const rows = await client.commandTransition.findMany({
        where: { commandId: { in: [...ids] } },
        orderBy: { id: 'asc' },
      });
      const found = new Map<string, TransitionRow[]>();
      for (const { commandId, id: _, ...row } of rows) {
        const list = found.get(commandId) ?? [];
        found.set(commandId, list);
        list.push({ ...row, state: row.state as CommandState });
      }
      return found;
    },

    /** The newest first. */
    async list({ after, limit, ...search }: CommandSearch): Promise<CommandSummary[]> {
      const rows = await client.command.findMany({
        where: {
          AND: [
            matching(search),
            after
              ? {
                  OR: [
                    { acceptedAt: { lt: after.acceptedAt } },
                    { acceptedAt: after.acceptedAt, id: { gt: after.id } },
                  ],
                }
              : {},
          ],
        },
        orderBy: [{ acceptedAt: 'desc' }, { id: 'asc' }],
        take: limit,
        select: summarySelect,
      });
      return rows.map((row) => ({ ...row, state: row.state as CommandState }));
    },

    count(search: Omit<CommandSearch, 'after' | 'limit'>): Promise<number> {
      return client.command.count({ where: matching(search) });
    },
  };
}

function matching({ organisation, state, kind, needsPerson }: Omit<CommandSearch, 'after' | 'limit'>) {
  return {
    ...(organisation !== null && { organisation }),
    ...(state !== null && { state }),
    ...(kind !== null && { kind }),
    ...(needsPerson && { OR: [{ state: 'FAILED' }, { state: 'IN_DOUBT', dueAt: null }] }),
  };
}

export interface CommandSearch {
  /** KBO number; null: of all. */
  readonly organisation: string | null;
  /** Null: any. */
  readonly state: CommandState | null;
  readonly kind: string | null;
  /** Whether only those that nothing but a person moves on: failed, or in doubt with nobody left to ask. */
  readonly needsPerson: boolean;
  readonly after: { readonly acceptedAt: Date; readonly id: string } | null;
  readonly limit: number;
}

const summarySelect = {
  id: true,
  organisation: true,
  kind: true,
  lane: true,
  priority: true,
  state: true,
  reason: true,
  platformCode: true,
  step: true,
  attempts: true,
  dueAt: true,
  requestedBy: true,
  correlationId: true,
  acceptedAt: true,
  endedAt: true,
} as const;
