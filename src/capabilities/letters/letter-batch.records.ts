import { setImmediate as nextTurn } from 'node:timers/promises';
import { Prisma } from '../../generated/prisma/client.js';
import type { LetterBatch as Row } from '../../generated/prisma/client.js';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { Transaction } from '../../jobs/command.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { ChannelReason, LetterChoice } from './letter.channel.js';
import type { BatchRow } from './letter-batch.csv.js';
import type { LetterRecords } from './letter.records.js';
import type { LetterRecipient } from './letters.port.js';

/**
 * Where a batch stands. DRAFT: prepared, nothing is sent. SENDING: its letters are being sent. PAUSED: no further letter is handed over.
 * DONE: every row has its letter, and none of them is under way any more. CANCELLED: somebody ended it; what was sent stays sent.
 */
export const batchStates = ['DRAFT', 'SENDING', 'PAUSED', 'DONE', 'CANCELLED'] as const;
export type BatchState = (typeof batchStates)[number];

/** Where a row stands: its letter, once it has one. */
export const batchRowStates = [
  'WAITING',
  'SENDING',
  'SENT',
  'BY_HAND',
  'IN_DOUBT',
  'FAILED',
  'CANCELLED',
] as const;
export type BatchRowState = (typeof batchRowStates)[number];

export type BatchRecord = Omit<Row, 'state'> & { readonly state: BatchState };

export type NewBatch = Omit<Row, 'state' | 'startedBy' | 'startedAt' | 'endedAt'>;

/** A row with how it would go now. */
export interface ForeseenRow extends BatchRow {
  readonly choice: LetterChoice;
  /** In euro cents; null when somebody must bring it. */
  readonly cost: number | null;
}

/** Rows that would go the same way. */
export interface ForeseenGroup {
  readonly channel: LetterChoice['channel'];
  readonly reason: ChannelReason;
  readonly letters: number;
  /** In euro cents; null when somebody must bring them. */
  readonly cost: number | null;
}

export interface BatchRowRecord {
  readonly row: number;
  readonly recipient: LetterRecipient;
  readonly state: BatchRowState;
  readonly channel: LetterChoice['channel'];
  readonly channelReason: ChannelReason;
  readonly cost: number | null;
  readonly letterId: string | null;
  readonly reason: string | null;
}

export type LetterBatchRecords = ReturnType<typeof createLetterBatchRecords>;

/** State of a batch whose rows are being written. */
const preparing = 'PREPARING';
const writtenTogether = 100;

const rowState = Prisma.sql`CASE
  WHEN r.letter_id IS NULL AND r.reason IS NOT NULL THEN 'FAILED'
  WHEN r.letter_id IS NULL AND b.state = 'CANCELLED' THEN 'CANCELLED'
  WHEN r.letter_id IS NULL THEN 'WAITING'
  WHEN l.state = 'PENDING_MANUAL' THEN 'BY_HAND'
  WHEN l.state = 'PENDING' THEN 'SENDING'
  WHEN l.state IN ('FAILED', 'CANCELLED') THEN l.state
  WHEN l.state = 'UNKNOWN' AND l.platform IS NULL THEN 'IN_DOUBT'
  ELSE 'SENT' END`;
const withLetters = Prisma.sql`letter_batch_row r JOIN letter_batch b ON b.id = r.batch_id LEFT JOIN letter l ON l.id = r.letter_id`;

/** Batches of letters and their rows. Recipients and values are encrypted. */
export function createLetterBatchRecords({
  database,
  cipher,
  keyedHash,
  hashOf,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly hashOf: LetterRecords['hashOf'];
}) {
  const { client } = database;

  function recipientIn(kind: string, encrypted: Uint8Array, keyId: string): LetterRecipient {
    const number = cipher.decrypt(Buffer.from(encrypted) as never, keyId);
    return kind === 'CITIZEN'
      ? { kind, nationalNumber: NationalNumber.parse(number) }
      : { kind: 'ENTERPRISE', kboNumber: number };
  }

  const encoded = (text: string) => Buffer.from(cipher.encrypt(text).data).toString('base64');
  const { keyId } = cipher.encrypt('');

  function rowAsJson({ row, recipient, values, choice, cost }: ForeseenRow) {
    const number = recipient.kind === 'CITIZEN' ? recipient.nationalNumber.reveal() : recipient.kboNumber;
    return {
      row,
      kind: recipient.kind,
      hash: hashOf(recipient),
      recipient: encoded(number),
      values: encoded(JSON.stringify(values)),
      channel: choice.channel,
      reason: choice.reason,
      cost,
    };
  }

  const matching = (batchId: string, state: BatchRowState | null) =>
    state === null
      ? Prisma.sql`r.batch_id = ${batchId}::uuid`
      : Prisma.sql`r.batch_id = ${batchId}::uuid AND (${rowState}) = ${state}`;

  const records = {
    /** What makes a batch the same as another one, whatever the order of its rows. */
    async contentHashOf(batch: readonly string[], rows: readonly BatchRow[]): Promise<string> {
      const hashes: string[] = [];
      for (const [index, { recipient, values }] of rows.entries()) {
        if (index % writtenTogether === 0) await nextTurn();
        const sorted = Object.entries(values).sort();
        hashes.push(keyedHash.of(JSON.stringify([hashOf(recipient), ...sorted])));
      }
      return keyedHash.of(JSON.stringify([...batch, ...hashes.sort()]));
    },

    /** One that was prepared since then and is not without effect; null when there is none. */
    async earlier(
      { organisation, contentHash }: Pick<NewBatch, 'organisation' | 'contentHash'>,
      since: Date,
      tx: Transaction = client,
    ): Promise<string | null> {
      const found = await tx.letterBatch.findFirst({
        where: {
          organisation,
          contentHash,
          preparedAt: { gt: since },
          state: { not: preparing },
          NOT: { state: 'CANCELLED', startedAt: null },
        },
        orderBy: { preparedAt: 'desc' },
        select: { id: true },
      });
      return found?.id ?? null;
    },

    /** Writes a batch that nobody sees until it is shown: thousands of rows are no one transaction. */
    async write(batch: NewBatch, rows: readonly ForeseenRow[]): Promise<void> {
      await client.letterBatch.create({ data: { ...batch, state: preparing } });
      for (let from = 0; from < rows.length; from += writtenTogether) {
        // The hub answers others meanwhile.
        await nextTurn();
        const chunk = JSON.stringify(rows.slice(from, from + writtenTogether).map(rowAsJson));
        await client.$executeRaw`
          INSERT INTO letter_batch_row (batch_id, "row", recipient_kind, recipient_hash, recipient_encrypted, values_encrypted,
            key_id, foreseen_channel, foreseen_reason, foreseen_cost)
          SELECT ${batch.id}::uuid, one."row", one.kind, one.hash, decode(one.recipient, 'base64'),
            decode(one."values", 'base64'), ${keyId}, one.channel, one.reason, one.cost
          FROM jsonb_to_recordset(${chunk}::jsonb) AS one("row" int, kind text, hash text, recipient text, "values" text,
            channel text, reason text, cost int)`;
      }
    },

    /** Shows a batch that was written. Its twin that was shown before, unless those do not matter (`since` is null). */
    async show(tx: Transaction, batch: NewBatch, since: Date | null): Promise<string | null> {
      // Two who prepare the same at the same time see each other.
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`letter_batch ${batch.organisation} ${batch.contentHash}`}, 0))`;
      const earlier = since && (await records.earlier(batch, since, tx));
      if (earlier) return earlier;
      const draft: BatchState = 'DRAFT';
      await tx.letterBatch.update({ where: { id: batch.id }, data: { state: draft } });
      return null;
    },

    async remove(id: string): Promise<void> {
      await client.letterBatch.deleteMany({ where: { id, state: preparing } });
    },

    /** Null when this organisation has no such batch. */
    async find(id: string, organisation: string): Promise<BatchRecord | null> {
      const row = await client.letterBatch.findFirst({
        where: { id, organisation, state: { not: preparing } },
      });
      return row as BatchRecord | null;
    },

    /** How its letters would have gone when it was prepared. */
    async foreseen(id: string): Promise<ForeseenGroup[]> {
      const groups = await client.letterBatchRow.groupBy({
        by: ['foreseenChannel', 'foreseenReason'],
        where: { batchId: id },
        _count: { _all: true },
        _sum: { foreseenCost: true },
        orderBy: [{ foreseenChannel: 'asc' }, { foreseenReason: 'asc' }],
      });
      return groups.map((group) => ({
        channel: group.foreseenChannel as LetterChoice['channel'],
        reason: group.foreseenReason as ChannelReason,
        letters: group._count._all,
        cost: group.foreseenChannel === null ? null : group._sum.foreseenCost,
      }));
    },

    /** How many rows stand where. */
    async progress(id: string): Promise<Readonly<Record<BatchRowState, number>>> {
      const found = await client.$queryRaw<{ state: BatchRowState; rows: bigint }[]>`
        SELECT ${rowState} AS state, count(*) AS rows FROM ${withLetters} WHERE r.batch_id = ${id}::uuid GROUP BY 1`;
      const counts = new Map(found.map(({ state, rows }) => [state, Number(rows)]));
      return Object.fromEntries(batchRowStates.map((state) => [state, counts.get(state) ?? 0])) as Record<
        BatchRowState,
        number
      >;
    },

    /** In the order of the file, those behind a row. */
    async rows(
      batchId: string,
      state: BatchRowState | null,
      after: number,
      limit: number,
    ): Promise<BatchRowRecord[]> {
      const found = await client.$queryRaw<
        (Omit<BatchRowRecord, 'recipient'> & { kind: string; recipient: Uint8Array; keyId: string })[]
      >`
        SELECT r."row", r.recipient_kind AS kind, r.recipient_encrypted AS recipient, r.key_id AS "keyId", ${rowState} AS state,
          r.foreseen_channel AS channel, r.foreseen_reason AS "channelReason", r.foreseen_cost AS cost,
          r.letter_id AS "letterId", coalesce(r.reason, l.reason) AS reason
        FROM ${withLetters} WHERE ${matching(batchId, state)} AND r."row" > ${after} ORDER BY r."row" LIMIT ${limit}`;
      return found.map(({ kind, recipient, keyId: key, ...row }) => ({
        ...row,
        recipient: recipientIn(kind, recipient, key),
      }));
    },

    async countRows(batchId: string, state: BatchRowState | null): Promise<number> {
      const [found] = await client.$queryRaw<{ rows: bigint }[]>`
        SELECT count(*) AS rows FROM ${withLetters} WHERE ${matching(batchId, state)}`;
      return Number(found!.rows);
    },

    /** False when it does not stand where it must; nothing is changed then. */
    async move(
      tx: Transaction,
      id: string,
      from: readonly BatchState[],
      to: BatchState,
      data: Partial<Pick<Row, 'startedBy' | 'startedAt' | 'endedAt'>> = {},
    ): Promise<boolean> {
      const { count } = await tx.letterBatch.updateMany({
        where: { id, state: { in: [...from] } },
        data: { ...data, state: to },
      });
      if (count > 0 && to === 'CANCELLED')
        await tx.letterBatchRow.updateMany({ where: { batchId: id }, data: { valuesEncrypted: null } });
      return count > 0;
    },

    /** Every row has its letter, and none of them is under way any more. */
    async finish(id: string, endedAt: Date): Promise<void> {
      await records.move(client, id, ['SENDING'], 'DONE', { endedAt });
    },

    /** Batches that are being sent, the earliest first. */
    async sending(): Promise<BatchRecord[]> {
      const state: BatchState = 'SENDING';
      const rows = await client.letterBatch.findMany({ where: { state }, orderBy: { startedAt: 'asc' } });
      return rows as BatchRecord[];
    },

    /** The commands of letters of a batch that are not with a platform yet. */
    async openCommands(batchId: string): Promise<string[]> {
      const found = await client.$queryRaw<{ command: string }[]>`
        SELECT l.command_id AS command FROM letter_batch_row r JOIN letter l ON l.id = r.letter_id
        WHERE r.batch_id = ${batchId}::uuid AND l.state = 'PENDING'`;
      return found.map(({ command }) => command);
    },

    /** Rows that have no letter yet, in order. */
    async waiting(batchId: string, limit: number): Promise<BatchRow[]> {
      const found = await client.letterBatchRow.findMany({
        where: { batchId, letterId: null, reason: null },
        orderBy: { row: 'asc' },
        take: limit,
      });
      return found.map(({ row, recipientKind, recipientEncrypted, valuesEncrypted, keyId: key }) => ({
        row,
        recipient: recipientIn(recipientKind, recipientEncrypted, key),
        values: JSON.parse(cipher.decrypt(valuesEncrypted!, key)) as Record<string, string>,
      }));
    },

    /** Gives a row its letter, once. False when the batch is not being sent any more, or when the row has one. */
    async assign(tx: Transaction, batchId: string, row: number, letterId: string): Promise<boolean> {
      // Whoever pauses waits for this, and this for whoever pauses.
      const sending = await tx.$queryRaw<unknown[]>`
        SELECT 1 FROM letter_batch WHERE id = ${batchId}::uuid AND state = 'SENDING' FOR SHARE`;
      if (sending.length === 0) return false;
      const { count } = await tx.letterBatchRow.updateMany({
        where: { batchId, row, letterId: null },
        data: { letterId, valuesEncrypted: null },
      });
      return count > 0;
    },

    /** A row of which no letter can be made. */
    async fail(batchId: string, row: number, reason: string): Promise<void> {
      await client.letterBatchRow.updateMany({
        where: { batchId, row, letterId: null },
        data: { reason, valuesEncrypted: null },
      });
    },

    /** Removes drafts that nobody started, and what was left of those that were never shown. */
    async sweep(draftsBefore: Date, unshownBefore: Date): Promise<void> {
      const draft: BatchState = 'DRAFT';
      await client.letterBatch.deleteMany({
        where: {
          OR: [
            { state: draft, preparedAt: { lt: draftsBefore } },
            { state: preparing, preparedAt: { lt: unshownBefore } },
          ],
        },
      });
    },
  };
  return records;
}
