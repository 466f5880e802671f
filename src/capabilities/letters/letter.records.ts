import { NationalNumber } from '../../identifiers/national-number.js';
import type { Letter as Row, Prisma } from '../../generated/prisma/client.js';
import { commandReasons, type CommandState, type Transaction } from '../../jobs/command.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { DeliveryChannel } from './delivery-channel.js';
import type { ChannelReason, LetterChoice } from './letter.channel.js';
import { costOf, type LetterCosts, type Way } from './letter.costs.js';
import type { LetterRecipient, LetterState, LetterStatus } from './letters.port.js';

/** A letter as this hub knows it. */
export interface LetterRecord {
  /** UUID; also the key under which the letter is offered to a platform. */
  readonly id: string;
  /** KBO number of the organisation that sends. */
  readonly organisation: string;
  readonly recipient: LetterRecipient;
  readonly channel: DeliveryChannel;
  readonly registered: boolean;
  readonly subject: string;
  readonly messageTypeId: string;
  /** Name of the adapter that sent it; null as long as it is not sent. */
  readonly platform: string | null;
  /** The platform's own id; null as long as it is not sent, or when the platform did not say. */
  readonly messageId: string | null;
  /** Actor id of whoever asked to send it. */
  readonly requestedBy: string;
  readonly requestedAt: Date;
  /** When the platform took it; null before that. */
  readonly sentAt: Date | null;
  readonly expiresAt: Date | null;
  readonly state: LetterState;
  readonly platformStatus: string | null;
  readonly visible: boolean | null;
  /** Null as long as it is not sent. */
  readonly noDigitalUser: boolean | null;
  /** When the platform last answered a question about it; null when it never did. */
  readonly toldAt: Date | null;
  /** The command that sends it; null for one that was sent otherwise. */
  readonly commandId: string | null;
  /** The request for signatures that were asked with it; null when none were. */
  readonly signatureRequestId: string | null;
  /** The stored file that is sent; null for a letter without a command. */
  readonly fileId: string | null;
  /** Why it goes by this channel; null as long as that was not looked at. */
  readonly channelReason: ChannelReason | null;
  /** The consent that the channel rests on; null when it rests on none. */
  readonly consentId: string | null;
  /** Why it waits, or why it was not sent; null when there is nothing to say. */
  readonly reason: string | null;
}

type OfSending = 'commandId' | 'signatureRequestId' | 'fileId' | 'channelReason' | 'consentId' | 'reason';

/** A letter of which no platform was asked anything yet. */
export type NewLetter = Omit<LetterRecord, 'platformStatus' | 'visible' | 'toldAt' | OfSending> &
  Partial<Pick<LetterRecord, OfSending>> & {
    /** What is sent once everybody signed: kept as JSON, encrypted. */
    readonly waiting?: object;
  };

/** Proof that a platform took a letter by one channel. */
export interface LetterDelivery {
  /** Ours; the key under which it was offered to the platform. */
  readonly id: string;
  readonly channel: DeliveryChannel;
  readonly registered: boolean;
  readonly channelReason: ChannelReason;
  readonly consentId: string | null;
  readonly platform: string;
  /** Null when the platform did not say. */
  readonly messageId: string | null;
  readonly platformCode: string | null;
  /** Null on paper, or when the platform did not say. */
  readonly noDigitalUser: boolean | null;
  readonly takenAt: Date;
  /** Null for a letter that somebody brought and of which the hub has no file. */
  readonly fileId: string | null;
  /** SHA-256 of the file that was sent, in hexadecimal; null without a file. */
  readonly digest: string | null;
  /** How many electronic signatures that hold it bears. */
  readonly signatures: number;
  /** In euro cents, as it was in the settings then. */
  readonly cost: number;
  readonly registeredCost: number;
  /** The day on which somebody brought it; null when a platform took it. */
  readonly broughtOn: string | null;
  /** Actor id of whoever wrote that down; null when a platform took it. */
  readonly recordedBy: string | null;
  readonly note: string | null;
}

/** What a delivery adds to what its letter says already. */
export type NewDelivery = Omit<
  LetterDelivery,
  | 'channel'
  | 'registered'
  | 'channelReason'
  | 'consentId'
  | 'cost'
  | 'registeredCost'
  | 'broughtOn'
  | 'recordedBy'
  | 'note'
> & { readonly expiresAt: Date | null };

/** Deliveries of one channel. */
export interface ChannelCosts {
  readonly channel: DeliveryChannel;
  readonly registered: boolean;
  readonly deliveries: number;
  /** In euro cents. */
  readonly cost: number;
  /** What those that their recipients can see would have cost more, registered on paper, in euro cents. */
  readonly saved: number;
}

/** States that do not change any more. */
export const finalStates: readonly LetterState[] = ['READ', 'EXPIRED', 'FAILED', 'CANCELLED'];

export interface LetterSearch {
  readonly organisation: string;
  /** Null: any. */
  readonly state: LetterState | null;
}

export interface LetterRange {
  /** The newest first; those behind this one. */
  readonly after: NewestFirstPlace | null;
  readonly limit: number;
}

/** Where the platform says that a letter stands; null when it did not mention it. */
export interface ToldLetter {
  readonly record: LetterRecord;
  readonly status: LetterStatus | null;
}

export type LetterRecords = ReturnType<typeof createLetterRecords>;

/** The hub's own records of letters. Subjects and numbers are encrypted; a recipient is found by a keyed hash. */
export function createLetterRecords({
  database,
  cipher,
  keyedHash,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
}) {
  const { client } = database;

  function recordOf(row: Row): LetterRecord {
    const {
      subjectEncrypted,
      recipientEncrypted,
      keyId,
      recipientKind,
      recipientHash: _,
      orderEncrypted: _order,
      channel,
      state,
      ...rest
    } = row;
    const number = cipher.decrypt(recipientEncrypted, keyId);
    return {
      ...rest,
      recipient:
        recipientKind === 'CITIZEN'
          ? { kind: 'CITIZEN', nationalNumber: NationalNumber.parse(number) }
          : { kind: 'ENTERPRISE', kboNumber: number },
      channel: channel as DeliveryChannel,
      channelReason: row.channelReason as ChannelReason | null,
      state: state as LetterState,
      subject: cipher.decrypt(subjectEncrypted, keyId),
    };
  }

  const hashOf = (recipient: LetterRecipient): string =>
    recipient.kind === 'CITIZEN'
      ? keyedHash.ofNationalNumber(recipient.nationalNumber)
      : keyedHash.of(recipient.kboNumber);
  const matching = ({ organisation, state }: LetterSearch) => ({
    organisation,
    ...(state !== null && { state }),
  });
  /** What is not sent yet is of nobody but the organisation. */
  const sentTo = (recipient: LetterRecipient) => ({
    recipientHash: hashOf(recipient),
    sentAt: { not: null },
  });

  /** Of one moment by id. */
  async function page(
    where: Prisma.LetterWhereInput,
    moment: 'requestedAt' | 'sentAt',
    { after, limit }: LetterRange,
  ): Promise<LetterRecord[]> {
    const behind = after && {
      // Says nothing more than what follows, but lets an index begin at the place.
      [moment]: { lte: after.at },
      OR: [{ [moment]: { lt: after.at } }, { [moment]: after.at, id: { gt: after.id } }],
    };
    const rows = await client.letter.findMany({
      where: { AND: [where, behind ?? {}] },
      orderBy: [{ [moment]: 'desc' }, { id: 'asc' }],
      take: limit,
    });
    return rows.map(recordOf);
  }

  return {
    /** Adds a letter; one of the same id is left as it is. */
    async add(
      { recipient, subject, waiting, ...letter }: NewLetter,
      tx: Transaction = client,
    ): Promise<void> {
      const number = recipient.kind === 'CITIZEN' ? recipient.nationalNumber.reveal() : recipient.kboNumber;
      const { data: subjectEncrypted, keyId } = cipher.encrypt(subject);
      await tx.letter.createMany({
        data: [
          {
            ...letter,
            recipientKind: recipient.kind,
            recipientHash: hashOf(recipient),
            recipientEncrypted: cipher.encrypt(number).data,
            subjectEncrypted,
            ...(waiting && { orderEncrypted: cipher.encrypt(JSON.stringify(waiting)).data }),
            keyId,
          },
        ],
        skipDuplicates: true,
      });
    },

    /** One letter of an organisation; null when it has no such letter. */
    async find(id: string, organisation: string): Promise<LetterRecord | null> {
      const row = await client.letter.findFirst({ where: { id, organisation } });
      return row && recordOf(row);
    },

    /** The letter that a command sends, or asks the signatures of; null when it does neither. */
    async ofCommand(commandId: string): Promise<LetterRecord | null> {
      const row = await client.letter.findFirst({
        where: { OR: [{ commandId }, { signatureRequest: { commandId } }] },
      });
      return row && recordOf(row);
    },

    hashOf,

    /** By which channel it goes now, and why. Without a channel somebody must bring it. */
    async choose(
      id: string,
      { channel, reason, consentId }: LetterChoice,
      tx: Transaction = client,
    ): Promise<void> {
      await tx.letter.update({
        where: { id },
        data: {
          channel: channel ?? 'PAPER',
          channelReason: reason,
          consentId,
          ...(channel === null && { state: 'PENDING_MANUAL', reason: null }),
        },
      });
    },

    /** A platform took it by the channel that it goes by; the first time of a delivery counts. */
    async deliver(
      tx: Transaction,
      letterId: string,
      { expiresAt, ...delivery }: NewDelivery,
      costs: LetterCosts,
    ): Promise<void> {
      const { platform, messageId, noDigitalUser, takenAt } = delivery;
      const { organisation, channel, registered, channelReason, consentId, sentAt } =
        await tx.letter.findUniqueOrThrow({ where: { id: letterId } });
      const way = { channel, registered };
      await tx.letterDelivery.createMany({
        data: [
          {
            ...delivery,
            ...way,
            noDigitalUser: channel === 'EBOX' ? noDigitalUser : null,
            letterId,
            organisation,
            channelReason: channelReason as string,
            consentId,
            cost: costOf(way as Way, costs),
            registeredCost: costs.registeredPaper,
          },
        ],
        skipDuplicates: true,
      });
      await tx.letter.update({
        where: { id: letterId },
        data: {
          platform,
          messageId,
          expiresAt,
          sentAt: sentAt ?? takenAt,
          // That nobody opens the e-Box stays said when it went on paper after that.
          ...(channel === 'EBOX' && { noDigitalUser }),
          state: 'SENT',
          reason: null,
        },
      });
    },

    /** It is in an e-Box that nobody opens: it must go on paper too, and counts as sent when it did. */
    async goOnPaperToo(tx: Transaction, id: string, offered: boolean): Promise<void> {
      await tx.letter.update({
        where: { id },
        data: {
          channel: 'PAPER',
          channelReason: 'NO_DIGITAL_USER',
          consentId: null,
          platform: null,
          messageId: null,
          expiresAt: null,
          state: offered ? 'PENDING' : 'PENDING_MANUAL',
        },
      });
    },

    /** What became of the command that sends it. */
    async follow(
      tx: Transaction,
      id: string,
      state: Exclude<CommandState, 'RUNNING' | 'DONE'>,
      reason: string | null,
    ): Promise<void> {
      const { platform, sentAt } = await tx.letter.findUniqueOrThrow({ where: { id } });
      // By its last channel it was taken: what is left of the command changes nothing any more.
      if (platform !== null) return;
      // What is in an e-Box that nobody opens, and did not go on paper after it, is for somebody to bring.
      const ended = sentAt ? 'PENDING_MANUAL' : null;
      const next: Readonly<Record<typeof state, LetterState>> = {
        ACCEPTED: 'PENDING',
        WAITING: 'PENDING',
        IN_DOUBT: 'UNKNOWN',
        FAILED: ended ?? 'FAILED',
        CANCELLED: ended ?? 'CANCELLED',
      };
      await tx.letter.update({
        where: { id },
        data: { state: next[state], reason: reason === commandReasons.nextStep ? null : reason },
      });
    },

    /** The proofs of delivery of each letter, the earliest first. */
    async deliveries(letterId: string): Promise<LetterDelivery[]> {
      const rows = await client.letterDelivery.findMany({
        where: { letterId },
        omit: { letterId: true, organisation: true },
      });
      // The first was offered under the letter's own id; what somebody brought comes last.
      const place = (one: { id: string; broughtOn: string | null }) =>
        one.broughtOn !== null ? 2 : Number(one.id !== letterId);
      return rows
        .sort((one, other) => place(one) - place(other))
        .map(({ noteEncrypted, noteKeyId, ...row }) => ({
          ...row,
          channel: row.channel as DeliveryChannel,
          channelReason: row.channelReason as ChannelReason,
          note: noteEncrypted && noteKeyId ? cipher.decrypt(noteEncrypted, noteKeyId) : null,
        }));
    },

    /** What an organisation's deliveries cost, from a moment to before another. */
    async costs(organisation: string, from: Date, before: Date): Promise<ChannelCosts[]> {
      const rows = await client.$queryRaw<
        { channel: DeliveryChannel; registered: boolean; deliveries: bigint; cost: bigint; saved: bigint }[]
      >`
        SELECT channel, registered, count(*) AS deliveries, sum(cost) AS cost,
          sum(CASE WHEN channel = 'EBOX' AND no_digital_user IS NOT TRUE THEN registered_cost - cost ELSE 0 END) AS saved
        FROM letter_delivery
        WHERE organisation = ${organisation} AND taken_at >= ${from}::timestamptz AND taken_at < ${before}::timestamptz
        GROUP BY channel, registered ORDER BY channel, registered`;
      return rows.map(({ deliveries, cost, saved, ...way }) => ({
        ...way,
        deliveries: Number(deliveries),
        cost: Number(cost),
        saved: Number(saved),
      }));
    },

    /** By when they were asked for. */
    list: (search: LetterSearch, range: LetterRange): Promise<LetterRecord[]> =>
      page(matching(search), 'requestedAt', range),

    count: (search: LetterSearch): Promise<number> => client.letter.count({ where: matching(search) }),

    /** Those that were sent to somebody, by when. */
    listSentTo: (recipient: LetterRecipient, range: LetterRange): Promise<LetterRecord[]> =>
      page(sentTo(recipient), 'sentAt', range),

    countSentTo: (recipient: LetterRecipient): Promise<number> =>
      client.letter.count({ where: sentTo(recipient) }),

    /** Writes down what the platform told of letters, in as few statements as there are different answers. The records as they are then. */
    async tell(letters: readonly ToldLetter[], toldAt: Date): Promise<LetterRecord[]> {
      const groups = new Map<string, { readonly ids: string[]; readonly data: Told }>();
      const told = letters.map(({ record, status }) => {
        const data = toldOf(record, status);
        const key = JSON.stringify(data);
        const group = groups.get(key) ?? { ids: [], data };
        groups.set(key, group);
        group.ids.push(record.id);
        return { ...record, ...data, toldAt };
      });
      await client.$transaction(
        [...groups.values()].map(({ ids, data }) =>
          client.letter.updateMany({
            // An older answer that comes in late must not take back a state that is final.
            where: { id: { in: ids }, state: { notIn: [...finalStates] } },
            data: { ...data, toldAt },
          }),
        ),
      );
      return told;
    },
  };
}

type Told = Pick<LetterRecord, 'state' | 'platformStatus' | 'visible'> & { readonly expiresAt?: Date };

/** What changes in a record by what the platform told. That it told nothing says nothing of a letter that it just took. */
export function toldOf(record: Pick<LetterRecord, 'state' | 'expiresAt'>, status: LetterStatus | null): Told {
  const { state = 'UNKNOWN', platformStatus = null, visible = null, expiresAt = null } = status ?? {};
  const isSilent = state === 'UNKNOWN' && platformStatus === null;
  return {
    state: isSilent && record.state === 'SENT' ? 'SENT' : state,
    platformStatus,
    visible,
    // The same moment is left out, so that letters that did not change are written down together.
    ...(expiresAt && expiresAt.getTime() !== record.expiresAt?.getTime() && { expiresAt }),
  };
}
