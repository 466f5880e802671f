import type { AssociationRequest as Row, Prisma } from '../../generated/prisma/client.js';
import type { Transaction } from '../../jobs/command.js';
import type { FieldCipher } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import {
  readContent,
  type RequestContent,
  type RequestOutcome,
  writeContent,
} from './association-request.content.js';

export const registrationStates = [
  'REQUESTED',
  'DUPLICATES',
  'REGISTERED',
  'IN_DOUBT',
  'REFUSED',
  'FAILED',
  'DROPPED',
] as const;
export type RegistrationState = (typeof registrationStates)[number];

export const changeStates = [
  'REQUESTED',
  'CHANGED',
  'UNCHANGED',
  'CHANGED_MEANWHILE',
  'REFUSED',
  'IN_DOUBT',
  'FAILED',
] as const;
export type ChangeState = (typeof changeStates)[number];

/** Why a request stands as it does; otherwise a code of PlatformError, or of the commands. */
export const requestReasons = {
  /** The register says no: the outcome tells why. */
  refused: 'REFUSED',
  /** Somebody changed the association after the version that the asker knew. */
  changedMeanwhile: 'CHANGED_MEANWHILE',
  /** The register has no such association. */
  notFound: 'NOT_FOUND',
  /** An administrator ended it before it was begun. */
  withdrawn: 'WITHDRAWN',
} as const;

interface RequestRecord {
  /** UUID. */
  readonly id: string;
  /** KBO number of the organisation that asks. */
  readonly organisation: string;
  /** Null as long as it is not registered, or when nobody knows under which number. */
  readonly vCode: string | null;
  readonly outcome: RequestOutcome;
  readonly reason: string | null;
  /** The version that the register gave with the change; null before that, or when it gave none. */
  readonly version: string | null;
  readonly commandId: string;
  /** The command of the confirmation; null when nobody confirmed. */
  readonly confirmedById: string | null;
  readonly requestedBy: string;
  readonly requestedAt: Date;
}

export interface RegistrationRecord extends RequestRecord {
  readonly content: Extract<RequestContent, { kind: 'REGISTRATION' }>;
  readonly state: RegistrationState;
}

export interface ChangeRecord extends RequestRecord {
  readonly content: Extract<RequestContent, { kind: 'CHANGE' }>;
  readonly state: ChangeState;
}

export type AnyRecord = RegistrationRecord | ChangeRecord;

export interface NewRequest {
  readonly id: string;
  readonly organisation: string;
  readonly content: RequestContent;
  readonly commandId: string;
  readonly requestedBy: string;
  readonly requestedAt: Date;
}

interface RequestChange {
  readonly state?: RegistrationState | ChangeState;
  readonly reason?: string | null;
  readonly vCode?: string | null;
  readonly version?: string | null;
  readonly confirmedById?: string;
  readonly decidedBy?: string;
}

/** It is not, or no longer, in the state from which it could be changed. */
export class RequestMoved extends Error {
  override readonly name = 'RequestMoved';
}

export type AssociationRequestRecords = ReturnType<typeof createAssociationRequestRecords>;

const nothing: RequestOutcome = { duplicates: null, refusal: null };

/** What was asked of the association register through this hub, and what came of it. What it is about is encrypted. */
export function createAssociationRequestRecords({
  database,
  cipher,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
}) {
  const { client } = database;

  function recordOf(row: Row): AnyRecord {
    const { kind: _kind, contentEncrypted, outcomeEncrypted, keyId, state, decidedBy: _by, ...rest } = row;
    const record = {
      ...rest,
      state,
      content: readContent(cipher.decrypt(contentEncrypted, keyId)),
      outcome: JSON.parse(cipher.decrypt(outcomeEncrypted, keyId)) as RequestOutcome,
    };
    return record as AnyRecord;
  }

  function encrypted(content: RequestContent, outcome: RequestOutcome) {
    const { data: contentEncrypted, keyId } = cipher.encrypt(writeContent(content));
    return { contentEncrypted, outcomeEncrypted: cipher.encrypt(JSON.stringify(outcome)).data, keyId };
  }

  async function one(where: Prisma.AssociationRequestWhereInput): Promise<AnyRecord | null> {
    const row = await client.associationRequest.findFirst({ where });
    return row && recordOf(row);
  }

  const registrations = (organisation: string, state: RegistrationState | null) => ({
    kind: 'REGISTRATION',
    organisation,
    ...(state !== null && { state }),
  });

  return {
    async add(tx: Transaction, { content, ...request }: NewRequest): Promise<void> {
      await tx.associationRequest.create({
        data: {
          ...request,
          ...encrypted(content, nothing),
          kind: content.kind,
          vCode: content.kind === 'CHANGE' ? content.vCode : null,
          state: 'REQUESTED',
        },
      });
    },

    /** Changes one that is in one of these states, in any when left out. Throws RequestMoved when it is not. */
    async change(
      tx: Transaction,
      id: string,
      change: RequestChange,
      from?: readonly RegistrationState[],
    ): Promise<void> {
      const { count } = await tx.associationRequest.updateMany({
        where: { id, ...(from && { state: { in: [...from] } }) },
        data: change,
      });
      if (count !== 1) throw new RequestMoved();
    },

    /** Writes down what the register answered; in a transaction of its own when none is given. */
    async answer(id: string, outcome: Partial<RequestOutcome>, tx: Transaction = client): Promise<void> {
      const row = await tx.associationRequest.findUniqueOrThrow({ where: { id } });
      const { content, outcome: before } = recordOf(row);
      await tx.associationRequest.update({
        where: { id },
        data: encrypted(content, { ...before, ...outcome }),
      });
    },

    find: (id: string): Promise<AnyRecord | null> => one({ id }),

    /** The one that was written with a command. */
    findByCommand: (commandId: string): Promise<AnyRecord | null> => one({ commandId }),

    /** Registrations of an organisation, the newest request first; of one moment by id. `state` null: any. */
    async registrations(
      organisation: string,
      state: RegistrationState | null,
      { after, limit }: { readonly after: NewestFirstPlace | null; readonly limit: number },
    ): Promise<RegistrationRecord[]> {
      const behind = after && {
        requestedAt: { lte: after.at },
        OR: [{ requestedAt: { lt: after.at } }, { requestedAt: after.at, id: { gt: after.id } }],
      };
      const rows = await client.associationRequest.findMany({
        where: { AND: [registrations(organisation, state), behind ?? {}] },
        orderBy: [{ requestedAt: 'desc' }, { id: 'asc' }],
        take: limit,
      });
      return rows.map((row) => recordOf(row) as RegistrationRecord);
    },

    countRegistrations: (organisation: string, state: RegistrationState | null): Promise<number> =>
      client.associationRequest.count({ where: registrations(organisation, state) }),
  };
}
