import type { CommandState, Transaction } from '../../jobs/command.js';
import type { StoredFile } from '../files/file.store.js';
import type { RequestState, SignatureRecord } from './signature.records.js';

/** Why a request came to no signed file that can be used. */
export type Unsigned =
  /** Somebody declined. */
  | 'SIGNING_DECLINED'
  /** The deadline passed before everybody had signed. */
  | 'SIGNING_EXPIRED'
  /** It was taken back. */
  | 'SIGNING_RECALLED'
  /** It was ended or removed in the platform's own application. */
  | 'SIGNING_CANCELLED'
  /** It could not be sent, or what was signed could not be fetched. */
  | 'SIGNING_FAILED'
  /** What came back does not bear the signatures that it should, or they do not hold. */
  | 'SIGNED_FILE_NOT_SOUND';

export type RequestEnd =
  | {
      readonly kind: 'SIGNED';
      /** Of the first file. */
      readonly file: Pick<StoredFile, 'id' | 'digest'>;
      /** How many signatures that hold it bears. */
      readonly signatures: number;
    }
  | { readonly kind: 'UNSIGNED'; readonly reason: Unsigned };

/** What waits for a request: told in the transaction in which something becomes of it. */
export interface SignatureFollower {
  ended(tx: Transaction, requestId: string, end: RequestEnd): Promise<void>;
  /** Somebody took one up again that had failed. */
  reopened(tx: Transaction, requestId: string): Promise<void>;
}

const reasons: Partial<Record<RequestState, Unsigned>> = {
  DECLINED: 'SIGNING_DECLINED',
  EXPIRED: 'SIGNING_EXPIRED',
  RECALLED: 'SIGNING_RECALLED',
  CANCELLED: 'SIGNING_CANCELLED',
};

/** What a request of which the command ended came to. */
export function endOf(
  record: SignatureRecord | null,
  command: Extract<CommandState, 'DONE' | 'FAILED' | 'CANCELLED'>,
): RequestEnd {
  const unsigned = (reason: Unsigned): RequestEnd => ({ kind: 'UNSIGNED', reason });
  const reason = record && reasons[record.state];
  if (reason) return unsigned(reason);
  if (!record || command !== 'DONE' || record.state !== 'COMPLETED') return unsigned('SIGNING_FAILED');
  const signed = record.files.find(({ kind, position }) => kind === 'SIGNED' && position === 1);
  if (!signed?.file || signed.problem) return unsigned('SIGNED_FILE_NOT_SOUND');
  const signatures = signed.signatures.filter(({ flaw }) => flaw === null).length;
  return { kind: 'SIGNED', file: { id: signed.file.id, digest: signed.file.digest }, signatures };
}
