import { createHash } from 'node:crypto';
import type { Letter, LetterDocument, LetterRecipient } from '../../src/capabilities/letters/letters.port.js';
import type { Settings } from './settings.js';

/** The shapes in which a letter is published. The document service adopts the federated API, which is 2.1. */
export type Form = 'DOCUMENT_SERVICE' | '2.1' | '3';

/** A request body and its content type. */
export interface Multipart {
  readonly contentType: string;
  readonly body: Buffer;
}

/** Who an e-Box belongs to, as 2.1 writes it. */
export function toEboxId(recipient: LetterRecipient) {
  return recipient.kind === 'CITIZEN'
    ? { eboxType: 'citizen', eboxIdValue: recipient.nationalNumber.reveal() }
    : { eboxType: 'enterprise', eboxIdValue: recipient.kboNumber };
}

/** The description of a letter, the JSON part; a member without a value is left out, for the registry takes no nulls. */
export function toMessage(letter: Letter, sender: Settings['sender'], form: Form): Record<string, unknown> {
  const { body, attention, language } = letter;
  return {
    ...(form === '3' ? partiesOfThree(letter.recipient, sender) : partiesOfTwo(letter.recipient, sender)),
    ...(form === 'DOCUMENT_SERVICE'
      ? { deliveryChannel: letter.channel, registeredMail: letter.registered }
      : {}),
    subject: { [language]: letter.subject },
    messageTypeId: letter.messageTypeId,
    ...(sender.applicationId === undefined ? {} : { senderApplicationId: sender.applicationId }),
    attachments: letter.documents.map((document, at) => toAttachment(document, at, form)),
    bodyMainContent: body?.main ?? false,
    ...(body ? { bodyContent: { [language]: body.text } } : {}),
    ...(form === '3' ? { isReplyAuthorized: false } : { replyAuthorized: false }),
    ...(attention
      ? {
          forTheAttentionOf: {
            type: 'person',
            name: attention.name.trim(),
            ...(attention.nationalNumber ? { id: attention.nationalNumber.reveal() } : {}),
          },
        }
      : {}),
  };
}

function partiesOfTwo(recipient: LetterRecipient, sender: Settings['sender']) {
  return { recipient: toEboxId(recipient), senderOrganizationId: sender.kboNumber };
}

function partiesOfThree(recipient: LetterRecipient, sender: Settings['sender']) {
  return {
    recipient:
      recipient.kind === 'CITIZEN'
        ? { eboxType: 'citizen', ssin: recipient.nationalNumber.reveal() }
        : { eboxType: 'enterprise', enterpriseNumber: recipient.kboNumber },
    sender: { eboxType: 'enterprise', enterpriseNumber: sender.kboNumber },
  };
}

function toAttachment({ content, main, signed }: LetterDocument, at: number, form: Form) {
  const digest = {
    digestMethod: 'sha_256',
    digestValue: createHash('sha256').update(content).digest('base64url'),
  };
  return {
    httpPartName: partName(at),
    ...(form === '3'
      ? { isMainContent: main, isAttachmentSigned: signed }
      : { mainContent: main, attachmentSigned: signed }),
    digest,
  };
}

function partName(at: number): string {
  return `upfile${at + 1}`;
}

/** The whole body: the description, and a part for each document. */
export async function toMultipart(
  letter: Letter,
  sender: Settings['sender'],
  form: Form,
): Promise<Multipart> {
  const data = new FormData();
  data.set('messageToPublish', JSON.stringify(toMessage(letter, sender, form)));
  letter.documents.forEach(({ fileName, mediaType, content }, at) => {
    const name = form === '3' ? percentEncoded(fileName) : fileName;
    data.set(partName(at), new Blob([new Uint8Array(content)], { type: mediaType }), name);
  });
  const encoded = new Response(data);
  return {
    contentType: encoded.headers.get('content-type') ?? '',
    body: Buffer.from(await encoded.arrayBuffer()),
  };
}

/** Version 3 wants a name outside ISO-8859-1 percent-encoded; our parts are UTF-8, so whatever is not ASCII is. */
function percentEncoded(fileName: string): string {
  return /^[ -~]*$/.test(fileName) ? fileName : encodeURIComponent(fileName);
}
