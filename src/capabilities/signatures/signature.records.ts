import type { Prisma } from '../../generated/prisma/client.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { PackageStatus, RecipientRole, RecipientState, SignatureState } from './signatures.port.js';

/** A request for signatures as this hub knows it. */
export interface SignatureRecord {
  readonly id: string;
  /** KBO number of the organisation that asks. */
  readonly organisation: string;
  readonly packageId: string;
  readonly documentIds: readonly string[];
  readonly title: string;
  /** Actor id of whoever asked. */
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly deadline: Date | null;
  readonly state: SignatureState;
  readonly platformStatus: string | null;
  /** When the platform last told the state; null when it never did. */
  readonly toldAt: Date | null;
  readonly recipients: readonly RecordedRecipient[];
}

export interface RecordedRecipient {
  /** Place in the whole list, from 1. */
  readonly position: number;
  /** Recipients of one stage are asked at the same time. */
  readonly stage: number;
  readonly role: RecipientRole;
  readonly name: string;
  readonly email: string;
  /** Keyed hash of the national number; null for whom it is not known. */
  readonly nationalNumberHash: string | null;
  readonly state: RecipientState;
  readonly platformStatus: string | null;
  readonly processedAt: Date | null;
}

/** A request that was just made. */
export type NewSignatureRequest = Pick<
  SignatureRecord,
  | 'id'
  | 'organisation'
  | 'packageId'
  | 'documentIds'
  | 'title'
  | 'requestedBy'
  | 'requestedAt'
  | 'deadline'
  | 'state'
> & {
  readonly recipients: readonly (Pick<RecordedRecipient, 'position' | 'stage' | 'role' | 'name' | 'email'> & {
    readonly nationalNumber: NationalNumber | null;
  })[];
};

/** States that do not change any more. */
export const finalStates: readonly SignatureState[] = ['DECLINED', 'COMPLETED', 'RECALLED', 'CANCELLED'];

export interface RecordSearch {
  readonly organisation: string;
  /** Null: any. */
  readonly state: SignatureState | null;
  /** The newest first; those after this one. */
  readonly after: NewestFirstPlace | null;
  readonly limit: number;
}

export type SignatureRecords = ReturnType<typeof createSignatureRecords>;

/** The hub's own records of requests. Titles, names and addresses are encrypted; a citizen is found by a keyed hash. */
export function createSignatureRecords({
  database,
  cipher,
  keyedHash,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
}) {
  const { client } = database;
  const include = { recipients: { orderBy: { position: 'asc' } } } as const;
  type Row = Prisma.SignatureRequestGetPayload<{ include: typeof include }>;

  function recordOf({ titleEncrypted, titleKeyId, recipients, ...row }: Row): SignatureRecord {
    return {
      ...row,
      state: row.state as SignatureState,
      title: cipher.decrypt(titleEncrypted, titleKeyId),
      recipients: recipients.map(({ personEncrypted, personKeyId, requestId: _, ...one }) => ({
        ...one,
        ...(JSON.parse(cipher.decrypt(personEncrypted, personKeyId)) as { name: string; email: string }),
        role: one.role as RecipientRole,
        state: one.state as RecipientState,
      })),
    };
  }

  const newestFirst = [{ requestedAt: 'desc' }, { id: 'desc' }] as const;
  const matching = ({ organisation, state }: Pick<RecordSearch, 'organisation' | 'state'>) => ({
    organisation,
    ...(state !== null && { state }),
  });

  return {
    /** Adds a request; one of the same package is left as it is. */
    async add({ recipients, title, ...request }: NewSignatureRequest): Promise<void> {
      const { data: titleEncrypted, keyId: titleKeyId } = cipher.encrypt(title);
      const rows = recipients.map(({ name, email, nationalNumber, ...one }) => {
        const { data, keyId } = cipher.encrypt(JSON.stringify({ name, email }));
        return {
          ...one,
          requestId: request.id,
          personEncrypted: data,
          personKeyId: keyId,
          nationalNumberHash: nationalNumber && keyedHash.ofNationalNumber(nationalNumber),
          state: 'UNPROCESSED',
        };
      });
      await client.$transaction(async (tx) => {
        const { count } = await tx.signatureRequest.createMany({
          data: [{ ...request, documentIds: [...request.documentIds], titleEncrypted, titleKeyId }],
          skipDuplicates: true,
        });
        if (count > 0) await tx.signatureRecipient.createMany({ data: rows });
      });
    },

    /** One request of an organisation; null when it has no such request. */
    async find(id: string, organisation: string): Promise<SignatureRecord | null> {
      const row = await client.signatureRequest.findFirst({ where: { id, organisation }, include });
      return row && recordOf(row);
    },

    async list({ after, limit, ...search }: RecordSearch): Promise<SignatureRecord[]> {
      const rows = await client.signatureRequest.findMany({
        where: {
          ...matching(search),
          ...(after && {
            OR: [{ requestedAt: { lt: after.at } }, { requestedAt: after.at, id: { lt: after.id } }],
          }),
        },
        orderBy: [...newestFirst],
        take: limit,
        include,
      });
      return rows.map(recordOf);
    },

    count: (search: Pick<RecordSearch, 'organisation' | 'state'>): Promise<number> =>
      client.signatureRequest.count({ where: matching(search) }),

    /** Those in which a person is a recipient, drafts left out, the newest first. */
    async ofCitizen(nationalNumberHash: string, limit: number): Promise<SignatureRecord[]> {
      const rows = await client.signatureRequest.findMany({
        where: { recipients: { some: { nationalNumberHash } }, state: { not: 'DRAFT' } },
        orderBy: [...newestFirst],
        take: limit,
        include,
      });
      return rows.map(recordOf);
    },

    hashOf: (nationalNumber: NationalNumber): string => keyedHash.ofNationalNumber(nationalNumber),

    /** Writes down what the platform told; null when it does not have the package any more. The record as it is then. */
    async tell(
      record: SignatureRecord,
      status: PackageStatus | null,
      toldAt: Date,
    ): Promise<SignatureRecord> {
      const told = toldRecord(record, status, toldAt);
      await client.$transaction(async (tx) => {
        // An older answer that comes in late must not take back a state that is final.
        const { count } = await tx.signatureRequest.updateMany({
          where: { id: record.id, state: { notIn: [...finalStates] } },
          data: { state: told.state, platformStatus: told.platformStatus, toldAt },
        });
        if (count === 0) return;
        for (const [index, one] of told.recipients.entries()) {
          const before = record.recipients[index];
          if (before?.state === one.state && before.platformStatus === one.platformStatus) continue;
          await tx.signatureRecipient.update({
            where: { requestId_position: { requestId: record.id, position: one.position } },
            data: {
              state: one.state,
              platformStatus: one.platformStatus,
              processedAt: one.processedAt,
            },
          });
        }
      });
      return told;
    },
  };
}

/** A record with what the platform told of it. Recipients are found by their address: the platform knows nothing else of them. */
export function toldRecord(
  record: SignatureRecord,
  status: PackageStatus | null,
  toldAt: Date,
): SignatureRecord {
  if (!status) return { ...record, state: 'CANCELLED', platformStatus: null, toldAt };
  const left = [...status.recipients];
  const recipients = record.recipients.map((one) => {
    const index = left.findIndex(({ email }) => email.toLowerCase() === one.email.toLowerCase());
    const [told] = index < 0 ? [] : left.splice(index, 1);
    if (!told) return one;
    const { state, platformStatus, processedAt } = told;
    return { ...one, state, platformStatus, processedAt };
  });
  return { ...record, state: status.state, platformStatus: status.platformStatus, toldAt, recipients };
}
