import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../jobs/command.js';
import type { FieldCipher } from '../../privacy/encryption.js';
import type { LetterState } from './letters.port.js';

/** That somebody brought a letter, as it is written down. */
export interface Bringing {
  /** Such as 2026-11-27. */
  readonly on: string;
  /** The beginning of that day. */
  readonly at: Date;
  readonly note: string | null;
  /** Actor id of whoever writes it down. */
  readonly recordedBy: string;
  readonly recordedAt: Date;
  /** Null for a letter of which the hub has no file. */
  readonly file: { readonly id: string; readonly digest: string; readonly signatures: number } | null;
}

/** Name of the hub itself, where a platform's would stand. */
const hub = 'schakel';

export type LetterBringingRecords = ReturnType<typeof createLetterBringingRecords>;

/** The hub's own records of letters that somebody brought. */
export function createLetterBringingRecords(cipher: FieldCipher) {
  return {
    /** Adds the proof. False when the letter does not wait for somebody any more; nothing is written then. */
    async bring(tx: Transaction, letterId: string, bringing: Bringing): Promise<boolean> {
      const { on, at, note, recordedBy, recordedAt, file } = bringing;
      const waiting: LetterState = 'PENDING_MANUAL';
      const delivered: LetterState = 'DELIVERED';
      const before = await tx.letter.findFirst({ where: { id: letterId, state: waiting } });
      if (!before) return false;
      const { count } = await tx.letter.updateMany({
        where: { id: letterId, state: waiting },
        data: {
          state: delivered,
          channel: 'BY_HAND',
          platform: hub,
          reason: null,
          sentAt: before.sentAt ?? at,
        },
      });
      if (count === 0) return false;
      const encrypted = note === null ? null : cipher.encrypt(note);
      await tx.letterDelivery.create({
        data: {
          id: randomUUID(),
          letterId,
          organisation: before.organisation,
          channel: 'BY_HAND',
          registered: before.registered,
          // A letter from before reasons were kept says none.
          channelReason: before.channelReason ?? 'NOT_OFFERED',
          consentId: before.consentId,
          platform: hub,
          takenAt: recordedAt,
          fileId: file?.id ?? null,
          digest: file?.digest ?? null,
          signatures: file?.signatures ?? 0,
          cost: 0,
          registeredCost: 0,
          broughtOn: on,
          recordedBy,
          noteEncrypted: encrypted?.data ?? null,
          noteKeyId: encrypted?.keyId ?? null,
        },
      });
      return true;
    },
  };
}
