import type { Clock } from '../context/clock.js';
import type { KeyedHash } from '../privacy/encryption.js';
import type { Database } from '../storage/database.js';
import type { Transaction } from './command.js';

/** Under which key a change was asked, by whom, and what was asked. */
export interface IdempotentRequest {
  /** Client or actor, with its organisation. */
  readonly owner: string;
  readonly key: string;
  /** The mutation. */
  readonly operation: string;
  /** All of its arguments but the key; JSON says whether two are the same, whatever the order of their keys. */
  readonly input: unknown;
}

/** The key was used before: for the same, or for something else. */
export type KeyUse = { readonly kind: 'SAME'; readonly commandId: string } | { readonly kind: 'CONFLICT' };

/** How long a key is kept. */
export const keysKeptMs = 30 * 24 * 60 * 60_000;

class KeyTaken extends Error {}

export type IdempotencyKeys = ReturnType<typeof createIdempotencyKeys>;

/** The keys under which changes were asked. What was asked is kept as a keyed hash, for it may be personal. */
export function createIdempotencyKeys({
  database,
  keyedHash,
  clock,
}: {
  readonly database: Database;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
}) {
  const hashOf = ({ operation, input }: IdempotentRequest) =>
    keyedHash.of(`${operation}\n${JSON.stringify(inOrder(input))}`);
  const oldest = () => new Date(clock.now() - keysKeptMs);

  const keys = {
    /** What the key was used for before; null when it is new. */
    async look(request: IdempotentRequest): Promise<KeyUse | null> {
      const { owner, key, operation } = request;
      const row = await database.client.idempotencyKey.findUnique({ where: { owner_key: { owner, key } } });
      if (!row || row.createdAt < oldest()) return null;
      return row.operation === operation && row.inputHash === hashOf(request)
        ? { kind: 'SAME', commandId: row.commandId }
        : { kind: 'CONFLICT' };
    },

    /** Takes the key for a command, in its transaction. False when another one was quicker. */
    async take(tx: Transaction, request: IdempotentRequest, commandId: string): Promise<boolean> {
      const rows = await tx.$executeRaw`
        INSERT INTO idempotency_key (owner, key, operation, input_hash, command_id, created_at)
        VALUES (${request.owner}, ${request.key}, ${request.operation}, ${hashOf(request)}, ${commandId}::uuid,
          ${new Date(clock.now())}::timestamptz)
        ON CONFLICT (owner, key) DO UPDATE SET operation = excluded.operation, input_hash = excluded.input_hash,
          command_id = excluded.command_id, created_at = excluded.created_at
        WHERE idempotency_key.created_at < ${oldest()}::timestamptz`;
      return rows === 1;
    },

    /**
     * Makes a change of the hub's own once under its key; the id that it gave then, or null when the key was used for something else.
     * What the change throws is passed on, unless the same was asked at the same time and the other one was quicker.
     */
    async run(
      request: IdempotentRequest,
      change: (tx: Transaction) => Promise<string>,
    ): Promise<string | null> {
      const used = await keys.look(request);
      if (used) return used.kind === 'SAME' ? used.commandId : null;
      try {
        return await database.client.$transaction(async (tx) => {
          const given = await change(tx);
          if (!(await keys.take(tx, request, given))) throw new KeyTaken();
          return given;
        });
      } catch (error) {
        const other = await keys.look(request);
        if (!other && !(error instanceof KeyTaken)) throw error;
        return other?.kind === 'SAME' ? other.commandId : null;
      }
    },

    /** Forgets keys that are too old to hold. */
    async sweep(): Promise<number> {
      return database.client.$executeRaw`
        DELETE FROM idempotency_key WHERE created_at < ${oldest()}::timestamptz`;
    },
  };
  return keys;
}

function inOrder(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(inOrder);
  if (value === null || typeof value !== 'object' || 'toJSON' in value) return value;
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, one]) => one !== undefined)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([key, one]) => [key, inOrder(one)]),
  );
}
