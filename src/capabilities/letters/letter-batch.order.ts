import { randomUUID } from 'node:crypto';
import type { BatchRow } from './letter-batch.csv.js';
import type { LetterOrder } from './letter.command.js';
import type { MadeLetter } from './letter.making.js';

/** One letter of a batch, as it is sent. */
export function batchOrderOf(
  { messageTypeId, registered }: Pick<LetterOrder, 'messageTypeId' | 'registered'>,
  { recipient }: Pick<BatchRow, 'recipient'>,
  { subject, language, digest }: MadeLetter,
): LetterOrder {
  return {
    letterId: randomUUID(),
    paperKey: randomUUID(),
    recipient:
      recipient.kind === 'CITIZEN'
        ? { kind: 'CITIZEN', nationalNumber: recipient.nationalNumber.reveal() }
        : recipient,
    registered,
    subject,
    language,
    messageTypeId,
    fileId: randomUUID(),
    digest,
    signatures: 0,
    fileName: 'brief.pdf',
    mediaType: 'application/pdf',
    attention: null,
  };
}
