import type { Transaction } from '../../jobs/command.js';
import type { FieldCipher } from '../../privacy/encryption.js';
import type { LetterOrder } from './letter.command.js';
import type { LetterState } from './letters.port.js';

/** What is sent once everybody signed; of the file itself only the name and the kind stay. */
export interface WaitingOrder {
  readonly order: LetterOrder;
  /** Of whoever asked. */
  readonly correlationId: string;
}

export interface WaitingLetter {
  readonly id: string;
  readonly organisation: string;
  readonly requestedBy: string;
  readonly waiting: WaitingOrder;
}

const waitingState: LetterState = 'AWAITING_SIGNATURES';
const endedStates: LetterState[] = ['FAILED', 'CANCELLED'];

export type LetterSigningRecords = ReturnType<typeof createLetterSigningRecords>;

/** The hub's own records of letters that wait for signatures. */
export function createLetterSigningRecords(cipher: FieldCipher) {
  return {
    /** The letter that waits for a request; null when none does, or does any more. */
    async waitingFor(tx: Transaction, requestId: string): Promise<WaitingLetter | null> {
      const row = await tx.letter.findUnique({ where: { signatureRequestId: requestId } });
      if (row?.state !== waitingState || !row.orderEncrypted) return null;
      const { id, organisation, requestedBy, orderEncrypted, keyId } = row;
      const waiting = JSON.parse(cipher.decrypt(orderEncrypted, keyId)) as WaitingOrder;
      return { id, organisation, requestedBy, waiting };
    },

    /** It is sent by a command from now on: the file that everybody signed. */
    async send(tx: Transaction, id: string, commandId: string, fileId: string): Promise<void> {
      await tx.letter.update({
        where: { id, state: waitingState },
        data: { state: 'PENDING', reason: null, commandId, fileId, orderEncrypted: null },
      });
    },

    async fail(tx: Transaction, id: string, reason: string): Promise<void> {
      await tx.letter.update({ where: { id, state: waitingState }, data: { state: 'FAILED', reason } });
    },

    /** Its request was taken up again. */
    async waitAgain(tx: Transaction, requestId: string): Promise<void> {
      await tx.letter.updateMany({
        where: { signatureRequestId: requestId, commandId: null, state: { in: endedStates } },
        data: { state: waitingState, reason: null },
      });
    },
  };
}
