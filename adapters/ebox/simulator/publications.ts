import { createHash } from 'node:crypto';
import type { SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import { type Mailbox, moment } from './mailbox.js';

/** Why a publication is refused: the code and text of a StatusMessage. */
export interface Refusal {
  readonly code: 'INVALID_INPUT' | 'INVALID_SENDER' | 'DIGEST_DO_NOT_MATCH' | 'NOT_IMPLEMENTED';
  readonly message: string;
}

export interface Publication {
  readonly messageId: string;
  readonly expirationDate?: string;
  readonly code?: string;
  readonly message?: string;
}

/** The kinds of letters of the sandbox's sender, and for how many days each stays. */
export const messageTypes = [
  { messageTypeId: 'SCHILDE_BRIEF_BURGER', name: 'Brief aan een burger', days: 365, eboxType: 'citizen' },
  {
    messageTypeId: 'SCHILDE_BRIEF_ONDERNEMING',
    name: 'Brief aan een onderneming',
    days: 180,
    eboxType: 'enterprise',
  },
] as const;
export const senderKbo = '0297500186';
export const senderApplicationId = 'document:management:consult:ws-eboxrestentreprise:0297500186';

const knownMediaTypes = [
  'application/pdf',
  'application/zip',
  'text/csv',
  'text/html',
  'text/plain',
  'text/xml',
  'application/msword',
];
const isKnownMediaType = (type: string) =>
  knownMediaTypes.includes(type) || /^application\/vnd\.(oasis|ms-|openxmlformats)/.test(type);

type Json = Readonly<Record<string, unknown>>;
const object = (value: unknown): Json => (typeof value === 'object' && value !== null ? (value as Json) : {});

/** How each form of the API names what it judges. */
const names = {
  '2': { main: 'mainContent', reply: 'replyAuthorized' },
  '3': { main: 'isMainContent', reply: 'isReplyAuthorized' },
} as const;

/** Judges a multipart publication as the registry's documentation says, and keeps the letter. Never both answers at once. */
export async function publish(
  request: SimulatorRequest,
  mailbox: Mailbox,
  form: '2' | '3',
  channel: 'EBOX' | 'PAPER' = 'EBOX',
): Promise<Publication | Refusal> {
  const parts = await partsOf(request);
  if (!parts) return invalid('The request is no multipart/form-data');
  const { message, files } = parts;
  const { main, reply } = names[form];
  const owner = ownerOf(object(message['recipient']), form);
  const sender =
    form === '2' ? message['senderOrganizationId'] : object(message['sender'])['enterpriseNumber'];
  const attachments = Array.isArray(message['attachments']) ? message['attachments'].map(object) : [];
  const type = messageTypes.find(({ messageTypeId }) => messageTypeId === message['messageTypeId']);
  const subject = object(message['subject']);

  if (JSON.stringify(message).includes(':null')) return invalid('Null is not allowed');
  if (!owner) return invalid('The recipient is not a valid company or citizen');
  if (typeof message[reply] !== 'boolean' || typeof message['bodyMainContent'] !== 'boolean')
    return invalid(`${reply} and bodyMainContent are mandatory`);
  if (Object.keys(subject).length !== 1)
    return { code: 'NOT_IMPLEMENTED', message: 'Multiple languages provided when only one expected' };
  const [title = ''] = Object.values(subject).map(String);
  if (title.length > 255) return invalid('The subject is too long');
  if (!type || type.eboxType !== owner.eboxType)
    return { code: 'INVALID_SENDER', message: 'Invalid message configuration' };
  if (sender !== senderKbo)
    return {
      code: 'INVALID_SENDER',
      message: 'Invalid sender: user credentials does not match payload',
    };
  if (message['registeredMail'] === true && channel === 'EBOX')
    return invalid('registeredMail is only possible for the EPOST service');

  if (attachments.length !== files.length)
    return invalid('Json Attachments number is inconsistent with number of parts');
  for (const attachment of attachments) {
    const file = files.find(({ part }) => part === attachment['httpPartName']);
    if (!file) return invalid('Some json attachment info do not match any file upload part');
    if (file.fileName === '' || file.mediaType === '')
      return invalid('Missing mediaType or fileName in part');
    if (!isKnownMediaType(file.mediaType)) return invalid('Attachment mime type is not valid');
    if (file.fileName.length > 80 && form === '2') return invalid('The file name is too long');
    const digest = object(attachment['digest'])['digestValue'];
    const right = createHash('sha256').update(file.content).digest('base64url');
    if (digest !== undefined && digest !== right)
      return { code: 'DIGEST_DO_NOT_MATCH', message: 'The digest does not match the attachment' };
  }
  const mains = attachments.filter((attachment) => attachment[main] === true).length;
  const all = mains + (message['bodyMainContent'] === true ? 1 : 0);
  if (all === 0) return invalid('No main content attachment. Exactly one is expected');
  if (all > 1) return invalid('Too many main content. Exactly one is expected');

  const stored = mailbox.add(
    {
      channel,
      owner,
      registered: message['registeredMail'] === true,
      subject: title,
      files: files.map(({ fileName, mediaType, content }) => ({
        fileName: form === '3' ? decodeURIComponent(fileName) : fileName,
        mediaType,
        bytes: content.length,
      })),
    },
    type.days,
  );
  if (channel === 'PAPER') return { messageId: stored.messageId };
  const absent = mailbox.withoutEbox.has(owner.eboxIdValue);
  return {
    messageId: stored.messageId,
    expirationDate: moment(stored.expiresAt),
    ...(absent ? { code: 'NO_DIGITAL_USER', message: 'The recipient has not activated the e-Box yet' } : {}),
  };
}

/** The parts of a multipart body, in whatever order; null when it is none. */
export async function partsOf({ headers, body }: SimulatorRequest) {
  try {
    const data = await new Response(new Uint8Array(body), {
      headers: { 'content-type': headers['content-type'] ?? '' },
    }).formData();
    const message = JSON.parse(String(data.get('messageToPublish'))) as Json;
    const given: [string, File][] = [];
    data.forEach((value, part) => {
      if (typeof value !== 'string') given.push([part, value]);
    });
    const files = await Promise.all(
      given.map(async ([part, file]) => ({
        part,
        fileName: file.name,
        mediaType: file.type,
        content: Buffer.from(await file.arrayBuffer()),
      })),
    );
    return { message, files };
  } catch {
    return null;
  }
}

function ownerOf(recipient: Json, form: '2' | '3') {
  const { eboxType } = recipient;
  const member =
    form === '2' ? 'eboxIdValue' : eboxType === 'citizen' ? ('ssin' as const) : ('enterpriseNumber' as const);
  const number = String(recipient[member] ?? '');
  const fits = eboxType === 'citizen' ? /^\d{11}$/ : /^[01]\d{9}$/;
  return (eboxType === 'citizen' || eboxType === 'enterprise') && fits.test(number)
    ? { eboxType, eboxIdValue: number }
    : null;
}

function invalid(message: string): Refusal {
  return { code: 'INVALID_INPUT', message };
}
