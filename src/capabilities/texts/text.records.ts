import { randomBytes } from 'node:crypto';
import type { Prisma, TextMessage as Row } from '../../generated/prisma/client.js';
import type { MobileNumber } from '../../identifiers/mobile-number.js';
import type { Transaction } from '../../jobs/command.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { Booked, Booking, TextBudget } from './text-budget.js';
import type { DeliveryReport, DeliveryState, TextEncoding } from './texts.port.js';

/** Where a text stands: first what the hub did with it, then what its gateway reports. */
export const textStates = [
  'QUEUED',
  'WAITING',
  'IN_DOUBT',
  'FAILED',
  'CANCELLED',
  'SENT',
  'DELIVERED',
  'FAILED_TEMPORARY',
  'FAILED_PERMANENT',
  'EXPIRED',
  'READ',
  'UNKNOWN',
] as const;
export type TextState = (typeof textStates)[number];

/** A text as this hub knows it. */
export interface TextRecord extends Booked {
  readonly id: string;
  readonly commandId: string;
  /** Ours, of 32 letters and digits: by it a gateway reports. */
  readonly reference: string;
  readonly to: MobileNumber;
  readonly content: string;
  /** Null for the sender of the gateway's settings. */
  readonly sender: string | null;
  readonly urgent: boolean;
  /** Null for a text without a template. */
  readonly templateKey: string | null;
  readonly templateVersion: number | null;
  readonly encoding: TextEncoding;
  /** As we count them. */
  readonly parts: number;
  /** As the gateway charges them; null until it says so. */
  readonly chargedParts: number | null;
  /** Null before one is chosen. */
  readonly gateway: string | null;
  readonly platformId: string | null;
  readonly state: TextState;
  readonly reason: string | null;
  readonly platformCode: string | null;
  /** What the last report that counted says, in Dutch. */
  readonly reported: string | null;
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly sentAt: Date | null;
  readonly reportedAt: Date | null;
}

/** A text that was just asked for. */
export type NewText = Pick<
  TextRecord,
  | 'id'
  | 'organisation'
  | 'commandId'
  | 'to'
  | 'content'
  | 'sender'
  | 'urgent'
  | 'templateKey'
  | 'templateVersion'
  | 'encoding'
  | 'parts'
  | 'requestedBy'
  | 'requestedAt'
> &
  Booked;

export interface OptOut {
  /** Null when texts may be sent. */
  readonly since: Date | null;
}

export interface TextSearch {
  readonly organisation: string;
  /** Null: any. */
  readonly state: TextState | null;
}

const settled: readonly TextState[] = ['DELIVERED', 'READ', 'FAILED_PERMANENT', 'EXPIRED'];

const stateOf: Readonly<Record<DeliveryState, TextState>> = {
  ACCEPTED: 'SENT',
  DELIVERED: 'DELIVERED',
  FAILED_TEMPORARY: 'FAILED_TEMPORARY',
  FAILED_PERMANENT: 'FAILED_PERMANENT',
  EXPIRED: 'EXPIRED',
  READ: 'READ',
  UNKNOWN: 'UNKNOWN',
};

/**
 * The state after a report, null when it changes nothing. Reports come late and out of order: what is settled stays so, but
 * for a text that arrived and is then read, and that a gateway took it is no news after anything else.
 */
export function stateAfter(state: TextState, reported: DeliveryState): TextState | null {
  const next = stateOf[reported];
  if (settled.includes(state)) return state === 'DELIVERED' && next === 'READ' ? next : null;
  if (next === 'SENT' && (state === 'FAILED_TEMPORARY' || state === 'UNKNOWN')) return null;
  return next;
}

export type TextRecords = ReturnType<typeof createTextRecords>;

/** The hub's own records of texts. Numbers and contents are encrypted; a number is found by a keyed hash. */
export function createTextRecords({
  database,
  cipher,
  keyedHash,
  budget,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly budget: TextBudget;
}) {
  const { client } = database;

  function recordOf(row: Row): TextRecord {
    const { recipientEncrypted, contentEncrypted, keyId, recipientHash: _, ...rest } = row;
    return {
      ...rest,
      to: cipher.decrypt(recipientEncrypted, keyId) as MobileNumber,
      content: cipher.decrypt(contentEncrypted, keyId),
      encoding: row.encoding as TextEncoding,
      booking: row.booking as Booking,
      state: row.state as TextState,
    };
  }

  /** The row, locked: a report and a command can come to it at the same time. */
  async function locked(tx: Transaction, where: Prisma.TextMessageWhereUniqueInput): Promise<Row | null> {
    const found = await tx.textMessage.findUnique({ where, select: { id: true } });
    if (!found) return null;
    await tx.$queryRaw`SELECT id FROM text_message WHERE id = ${found.id}::uuid FOR UPDATE`;
    return tx.textMessage.findUnique({ where: { id: found.id } });
  }

  const bookedOf = ({ organisation, budgetMonth, priceMicros, booking }: Row): Booked => ({
    organisation,
    budgetMonth,
    priceMicros,
    booking: booking as Booking,
  });

  const matching = ({ organisation, state }: TextSearch) => ({
    organisation,
    ...(state !== null && { state }),
  });

  const hashOf = (number: MobileNumber) => keyedHash.of(number);

  return {
    async add(tx: Transaction, { to, content, ...text }: NewText): Promise<void> {
      const { data: contentEncrypted, keyId } = cipher.encrypt(content);
      await tx.textMessage.create({
        data: {
          ...text,
          reference: randomBytes(16).toString('hex'),
          recipientHash: hashOf(to),
          recipientEncrypted: cipher.encrypt(to).data,
          contentEncrypted,
          keyId,
          state: 'QUEUED',
        },
      });
    },

    async byId(id: string): Promise<TextRecord | null> {
      const row = await client.textMessage.findUnique({ where: { id } });
      return row && recordOf(row);
    },

    async byCommand(commandId: string): Promise<TextRecord | null> {
      const row = await client.textMessage.findUnique({ where: { commandId } });
      return row && recordOf(row);
    },

    /** One of an organisation; null when it has no such text. */
    async find(id: string, organisation: string): Promise<TextRecord | null> {
      const row = await client.textMessage.findFirst({ where: { id, organisation } });
      return row && recordOf(row);
    },

    /** The newest first. */
    async list(search: TextSearch, after: NewestFirstPlace | null, limit: number): Promise<TextRecord[]> {
      const behind = after && {
        // Says nothing more than what follows, but lets an index begin at the place.
        requestedAt: { lte: after.at },
        OR: [{ requestedAt: { lt: after.at } }, { requestedAt: after.at, id: { gt: after.id } }],
      };
      const rows = await client.textMessage.findMany({
        where: { AND: [matching(search), behind ?? {}] },
        orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }],
        take: limit,
      });
      return rows.map(recordOf);
    },

    count: (search: TextSearch): Promise<number> => client.textMessage.count({ where: matching(search) }),

    /** Looks at the budget again before it is sent; false when there is no room for it. */
    async renewBooking(id: string): Promise<boolean> {
      const booked = await client.$transaction(async (tx) => {
        const row = await locked(tx, { id });
        const renewed = row && (await budget.renew(tx, bookedOf(row)));
        if (renewed) await tx.textMessage.update({ where: { id }, data: renewed });
        return renewed;
      });
      if (booked) await budget.watch(booked.organisation);
      return booked !== null;
    },

    async choose(tx: Transaction, id: string, gateway: string): Promise<void> {
      await tx.textMessage.update({ where: { id }, data: { gateway } });
    },

    /** A gateway took it. A report may have come before this. */
    async sent(
      tx: Transaction,
      id: string,
      { platformId, chargedParts, at }: { platformId: string | null; chargedParts: number | null; at: Date },
    ): Promise<void> {
      const row = await locked(tx, { id });
      if (!row) return;
      const price =
        chargedParts === null
          ? row.priceMicros
          : (row.priceMicros / BigInt(row.parts)) * BigInt(chargedParts);
      const booked = await budget.spend(tx, bookedOf(row), price);
      await tx.textMessage.update({
        where: { id },
        data: {
          ...booked,
          platformId,
          chargedParts,
          sentAt: at,
          ...(row.reportedAt === null && { state: 'SENT', reason: null, platformCode: null }),
        },
      });
    },

    /** What became of its command. A report knows better than that. */
    async follow(
      tx: Transaction,
      id: string,
      change: Pick<TextRecord, 'state' | 'reason' | 'platformCode'>,
    ): Promise<void> {
      const row = await locked(tx, { id });
      if (!row) return;
      const ended = change.state === 'FAILED' || change.state === 'CANCELLED';
      const booked = ended ? await budget.release(tx, bookedOf(row)) : bookedOf(row);
      await tx.textMessage.update({
        where: { id },
        data: { ...booked, ...(row.reportedAt === null && change) },
      });
    },

    /** Writes down what a gateway reports of a text that it was given; of another it says nothing. */
    report: (platform: string, report: DeliveryReport, receivedAt: Date): Promise<void> =>
      client.$transaction(async (tx) => {
        const row = await locked(tx, { reference: report.reference });
        if (row?.gateway !== platform) return;
        const state = stateAfter(row.state as TextState, report.state);
        if (state === null) return;
        // Whoever reports a text has it, whatever became of the answer to it.
        const booked = await budget.spend(tx, bookedOf(row), row.priceMicros);
        const { platformCode, errorCode, reason: reported } = report;
        await tx.textMessage.update({
          where: { id: row.id },
          data: {
            ...booked,
            state,
            reason: errorCode,
            platformCode,
            reported,
            reportedAt: receivedAt,
          },
        });
      }),

    /** Whether an organisation may not send to a number, and since when. */
    async optOut(organisation: string, number: MobileNumber): Promise<OptOut> {
      const row = await client.textOptOut.findUnique({
        where: { organisation_numberHash: { organisation, numberHash: hashOf(number) } },
      });
      return { since: row?.since ?? null };
    },

    async setOptOut(
      tx: Transaction,
      organisation: string,
      number: MobileNumber,
      optOut: { readonly since: Date; readonly through: string; readonly setBy: string } | null,
    ): Promise<void> {
      const key = { organisation, numberHash: hashOf(number) };
      // One that is there keeps its moment.
      if (optOut) await tx.textOptOut.createMany({ data: [{ ...key, ...optOut }], skipDuplicates: true });
      else await tx.textOptOut.deleteMany({ where: key });
    },
  };
}
