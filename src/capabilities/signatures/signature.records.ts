import type { Prisma } from '../../generated/prisma/client.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { FieldCipher, KeyedHash } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import type { Transaction } from '../../jobs/command.js';
import type { StoredFile } from '../files/file.store.js';
import type { PdfSignature } from './pdf-signatures.js';
import {
  type PackageStatus,
  type RecipientRole,
  type RecipientState,
  signatureStates,
} from './signatures.port.js';

/** Beside what the platform can say. EXPIRED: the deadline passed, and it was taken back. FAILED: it could not be sent. */
export const requestStates = [...signatureStates, 'EXPIRED', 'FAILED'] as const;
export type RequestState = (typeof requestStates)[number];

/** A request for signatures as this hub knows it. */
export interface SignatureRecord {
  readonly id: string;
  /** KBO number of the organisation that asks. */
  readonly organisation: string;
  /** The platform's number of it; null as long as none was made, or when none is left. */
  readonly packageId: string | null;
  readonly documentIds: readonly string[];
  /** Null for what the sandbox began with. */
  readonly commandId: string | null;
  /** When a draft was last begun at the platform; null before that. */
  readonly draftBegunAt: Date | null;
  /** When it was sent to the recipients; null before that. */
  readonly sharedAt: Date | null;
  /** When somebody asked to take it back; null when nobody did. */
  readonly recallRequestedAt: Date | null;
  readonly title: string;
  /** Actor id of whoever asked. */
  readonly requestedBy: string;
  readonly requestedAt: Date;
  readonly deadline: Date | null;
  readonly state: RequestState;
  readonly platformStatus: string | null;
  /** When the platform last told the state; null when it never did. */
  readonly toldAt: Date | null;
  readonly recipients: readonly RecordedRecipient[];
  readonly files: readonly RecordedFile[];
}

/** ORIGINAL: as it was uploaded. SIGNED: as it came back. EVIDENCE: the platform's report of who did what. */
export type FileKind = 'ORIGINAL' | 'SIGNED' | 'EVIDENCE';

/**
 * What is wrong with a signed file. GONE: the platform does not have it any more. TOO_LARGE: more than is taken. UNREADABLE: no PDF that
 * can be read. UNSIGNED: no signature that it did not have before. MISSING_SIGNATURES: fewer than people who signed.
 * BROKEN_SIGNATURE: one does not hold. CHANGED_AFTER_SIGNING: something was added behind the last one.
 */
export const signedFileProblems = [
  'GONE',
  'TOO_LARGE',
  'UNREADABLE',
  'UNSIGNED',
  'MISSING_SIGNATURES',
  'BROKEN_SIGNATURE',
  'CHANGED_AFTER_SIGNING',
] as const;
export type SignedFileProblem = (typeof signedFileProblems)[number];

export interface RecordedFile {
  readonly kind: FileKind;
  /** From 1, in the order of the request. */
  readonly position: number;
  readonly name: string;
  /** Null when the platform did not give it. */
  readonly file: Pick<StoredFile, 'id' | 'digest' | 'size'> | null;
  readonly signatures: readonly PdfSignature[];
  /** Null for what is not a signed file. */
  readonly checkedAt: Date | null;
  readonly problem: SignedFileProblem | null;
}

/** A file that belongs to a request from now on. */
export interface NewRequestFile extends Omit<RecordedFile, 'file'> {
  readonly fileId: string | null;
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
  readonly commandId?: string;
  readonly sharedAt?: Date;
  readonly files?: readonly NewRequestFile[];
  readonly recipients: readonly (Pick<RecordedRecipient, 'position' | 'stage' | 'role' | 'name' | 'email'> & {
    readonly nationalNumber: NationalNumber | null;
  })[];
};

/** States that do not change any more. */
export const finalStates: readonly RequestState[] = [
  'DECLINED',
  'COMPLETED',
  'RECALLED',
  'CANCELLED',
  'EXPIRED',
  'FAILED',
];

export interface RecordSearch {
  readonly organisation: string;
  /** Null: any. */
  readonly state: RequestState | null;
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
  const include = {
    recipients: { orderBy: { position: 'asc' } },
    files: {
      orderBy: [{ kind: 'asc' }, { position: 'asc' }],
      include: { file: { select: { id: true, digest: true, size: true } } },
    },
  } satisfies Prisma.SignatureRequestInclude;
  type Row = Prisma.SignatureRequestGetPayload<{ include: typeof include }>;

  function recordOf({ titleEncrypted, titleKeyId, recipients, files, ...row }: Row): SignatureRecord {
    return {
      ...row,
      state: row.state as RequestState,
      title: cipher.decrypt(titleEncrypted, titleKeyId),
      recipients: recipients.map(({ personEncrypted, personKeyId, requestId: _, ...one }) => ({
        ...one,
        ...(JSON.parse(cipher.decrypt(personEncrypted, personKeyId)) as { name: string; email: string }),
        role: one.role as RecipientRole,
        state: one.state as RecipientState,
      })),
      files: files.map(({ detailEncrypted, detailKeyId, requestId: _, fileId: __, ...one }) => ({
        ...one,
        ...detailOf(cipher.decrypt(detailEncrypted, detailKeyId)),
        kind: one.kind as FileKind,
        problem: one.problem as SignedFileProblem | null,
      })),
    };
  }

  function fileRow(requestId: string, { name, signatures, ...file }: NewRequestFile) {
    const { data, keyId } = cipher.encrypt(JSON.stringify({ name, signatures }));
    return { ...file, requestId, detailEncrypted: data, detailKeyId: keyId };
  }

  async function insert(
    tx: Transaction,
    { recipients, title, files = [], ...request }: NewSignatureRequest,
  ): Promise<void> {
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
    const { count } = await tx.signatureRequest.createMany({
      data: [{ ...request, documentIds: [...request.documentIds], titleEncrypted, titleKeyId }],
      skipDuplicates: true,
    });
    if (count === 0) return;
    await tx.signatureRecipient.createMany({ data: rows });
    await tx.signatureFile.createMany({ data: files.map((file) => fileRow(request.id, file)) });
  }

  const newestFirst = [{ requestedAt: 'desc' }, { id: 'desc' }] as const;
  const matching = ({ organisation, state }: Pick<RecordSearch, 'organisation' | 'state'>) => ({
    organisation,
    ...(state !== null && { state }),
  });

  return {
    /** Adds a request; one of the same package is left as it is. */
    add: (request: NewSignatureRequest): Promise<void> => client.$transaction((tx) => insert(tx, request)),

    insert,

    async addFile(tx: Transaction, requestId: string, file: NewRequestFile): Promise<void> {
      await tx.signatureFile.createMany({ data: [fileRow(requestId, file)], skipDuplicates: true });
    },

    transaction: <T>(work: (tx: Transaction) => Promise<T>): Promise<T> => client.$transaction(work),

    /** One that this hub sends or follows; null when it is there no more. */
    async ofCommand(id: string, tx: Transaction = client): Promise<SignatureRecord | null> {
      const row = await tx.signatureRequest.findUnique({ where: { id }, include });
      return row && recordOf(row);
    },

    async byCommand(commandId: string): Promise<SignatureRecord | null> {
      const row = await client.signatureRequest.findUnique({ where: { commandId }, include });
      return row && recordOf(row);
    },

    /** Before a draft is made at the platform. */
    async beginDraft(id: string, at: Date): Promise<void> {
      await client.signatureRequest.update({ where: { id }, data: { draftBegunAt: at } });
    },

    /** The draft that is there now; null when none is left. */
    async noteDraft(id: string, packageId: string | null): Promise<void> {
      await client.signatureRequest.update({
        where: { id },
        data: { packageId, ...(packageId === null && { draftBegunAt: null }) },
      });
    },

    async share(tx: Transaction, id: string, documentIds: readonly string[], at: Date): Promise<void> {
      await tx.signatureRequest.updateMany({
        where: { id },
        data: { documentIds: [...documentIds], sharedAt: at },
      });
      await tx.signatureRequest.updateMany({ where: { id, state: 'DRAFT' }, data: { state: 'WAITING' } });
    },

    /** Ends a request that has not ended; `unsent`: only while it was not sent. */
    async end(tx: Transaction, id: string, state: RequestState, unsent = false): Promise<void> {
      await tx.signatureRequest.updateMany({
        where: { id, state: { notIn: [...finalStates] }, ...(unsent && { sharedAt: null }) },
        data: { state },
      });
    },

    /** Takes up again what could not be sent. */
    async reopen(tx: Transaction, id: string): Promise<void> {
      await tx.signatureRequest.updateMany({
        where: { id, state: 'FAILED', sharedAt: null },
        data: { state: 'DRAFT' },
      });
    },

    async requestRecall(tx: Transaction, id: string, at: Date | null): Promise<void> {
      await tx.signatureRequest.updateMany({ where: { id }, data: { recallRequestedAt: at } });
    },

    /** Those that ended without being sent, and of which a draft may be left at the platform. */
    async unsentDrafts(before: Date, limit: number): Promise<{ id: string; packageId: string | null }[]> {
      return client.signatureRequest.findMany({
        where: {
          sharedAt: null,
          commandId: { not: null },
          packageId: { not: null },
          state: { in: [...finalStates] },
          requestedAt: { lt: before },
        },
        select: { id: true, packageId: true },
        take: limit,
      });
    },

    /** Whether a file is a signed one of a request that this citizen signed. */
    async isSignedBy(fileId: string, nationalNumberHash: string): Promise<boolean> {
      const found = await client.signatureFile.findFirst({
        where: {
          fileId,
          kind: 'SIGNED',
          request: {
            recipients: { some: { nationalNumberHash, state: { in: ['SIGNED', 'REVIEWED'] } } },
          },
        },
        select: { fileId: true },
      });
      return found !== null;
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
        where: { recipients: { some: { nationalNumberHash } }, state: { notIn: ['DRAFT', 'FAILED'] } },
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
  const { deadline, sharedAt, recallRequestedAt } = record;
  // Once it was sent it is a draft only because it was taken back: by us, or in the platform's own application.
  const state = status.state !== 'DRAFT' || sharedAt === null ? status.state : takenBack();
  function takenBack(): RequestState {
    return recallRequestedAt === null && deadline !== null && deadline <= toldAt ? 'EXPIRED' : 'RECALLED';
  }
  const left = [...status.recipients];
  const recipients = record.recipients.map((one) => {
    const index = left.findIndex(({ email }) => email.toLowerCase() === one.email.toLowerCase());
    const [told] = index < 0 ? [] : left.splice(index, 1);
    if (!told) return one;
    const { state, platformStatus, processedAt } = told;
    return { ...one, state, platformStatus, processedAt };
  });
  return { ...record, state, platformStatus: status.platformStatus, toldAt, recipients };
}

function detailOf(text: string): Pick<RecordedFile, 'name' | 'signatures'> {
  const { name, signatures } = JSON.parse(text) as {
    name: string;
    signatures: (Omit<PdfSignature, 'signedAt'> & { signedAt: string | null })[];
  };
  return {
    name,
    signatures: signatures.map((one) => ({ ...one, signedAt: one.signedAt ? new Date(one.signedAt) : null })),
  };
}
