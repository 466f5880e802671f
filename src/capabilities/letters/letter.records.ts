import { NationalNumber } from '../../identifiers/national-number.js';
import type { Letter as Row, Prisma } from '../../generated/prisma/client.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { LetterChannel, LetterRecipient, LetterState, LetterStatus } from './letters.port.js';

/** A letter as this hub knows it. */
export interface LetterRecord {
  /** UUID; also the key under which the letter is offered to a platform. */
  readonly id: string;
  /** KBO number of the organisation that sends. */
  readonly organisation: string;
  readonly recipient: LetterRecipient;
  readonly channel: LetterChannel;
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
}

/** A letter of which no platform was asked anything yet. */
export type NewLetter = Omit<LetterRecord, 'platformStatus' | 'visible' | 'toldAt'>;

/** States that do not change any more. */
export const finalStates: readonly LetterState[] = ['READ', 'EXPIRED', 'FAILED'];

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
      channel: channel as LetterChannel,
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
    async add({ recipient, subject, ...letter }: NewLetter): Promise<void> {
      const number = recipient.kind === 'CITIZEN' ? recipient.nationalNumber.reveal() : recipient.kboNumber;
      const { data: subjectEncrypted, keyId } = cipher.encrypt(subject);
      await client.letter.createMany({
        data: [
          {
            ...letter,
            recipientKind: recipient.kind,
            recipientHash: hashOf(recipient),
            recipientEncrypted: cipher.encrypt(number).data,
            subjectEncrypted,
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
export function toldOf(record: LetterRecord, status: LetterStatus | null): Told {
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
