import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { NewFile } from '../files/file.store.js';
import { letterOf, type LetterOrder, recipientOf } from './letter.command.js';
import type { MadeLetter } from './letter.making.js';
import type { Letter, LetterRefusal, LettersPort } from './letters.port.js';

/** The record of a letter that is to be sent. */
export const newLetterOf = (order: LetterOrder) => ({
  id: order.letterId,
  recipient: recipientOf(order.recipient),
  // Until it is chosen.
  channel: 'PAPER' as const,
  registered: order.registered,
  subject: order.subject,
  messageTypeId: order.messageTypeId,
  platform: null,
  messageId: null,
  sentAt: null,
  expiresAt: null,
  state: 'PENDING' as const,
  noDigitalUser: null,
  fileId: order.fileId,
});

/** The file of a letter that was made, to be kept with it. */
export function newFileOf(
  { content, pages, pageWidth, pageHeight }: MadeLetter,
  id: string,
  organisation: string,
  uploadedBy: string,
): NewFile {
  const mediaType = 'application/pdf';
  return { id, organisation, content, pages, pageWidth, pageHeight, mediaType, uploadedBy, expiresAt: null };
}

/** What the platform would refuse, whichever way it goes in the end. */
export function refusalOf(order: LetterOrder, content: Buffer, port: LettersPort): LetterRefusal | null {
  const ways = (['EBOX', 'PAPER'] as const).filter((channel) => port.offers(channel, order.registered));
  const judged = (channel: Letter['channel'], registered: boolean) =>
    port.refusalOf(letterOf({ ...order, registered }, { key: order.letterId, channel }, content));
  // What nobody takes registered, somebody brings: it is judged as another letter.
  if (ways.length === 0) return judged('EBOX', false);
  for (const channel of ways) {
    const refusal = judged(channel, order.registered);
    if (refusal) return refusal;
  }
  return null;
}

/** Where the platform tells which kinds of letters were agreed, another one is not taken; it judges itself when it does not answer now. */
export async function typeRefusalOf(
  { messageTypeId }: Pick<LetterOrder, 'messageTypeId'>,
  port: LettersPort,
  context: CallContext,
): Promise<LetterRefusal | null> {
  try {
    const { value } = await port.messageTypes(context);
    return value.some(({ id }) => id === messageTypeId) ? null : 'MESSAGE_TYPE';
  } catch (error) {
    if (error instanceof PlatformError) return null;
    throw error;
  }
}
