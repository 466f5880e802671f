import type { Letter, LetterChannel, LetterRefusal } from '../../src/capabilities/letters/letters.port.js';

/** What a transport takes. */
export interface LetterLimits {
  readonly channels: readonly LetterChannel[];
  /** A registered letter into an e-Box is for EPOST only. */
  readonly registeredChannels: readonly LetterChannel[];
  readonly documents: number;
  /** All documents together; null where no limit is known. */
  readonly bytes: number | null;
}

export const documentServiceLimits: LetterLimits = {
  channels: ['EBOX', 'PAPER'],
  registeredChannels: ['PAPER'],
  documents: 6,
  bytes: 30 * 1024 * 1024,
};

export const messageRegistryLimits: LetterLimits = {
  channels: ['EBOX'],
  registeredChannels: [],
  documents: 6,
  bytes: null,
};

/** The media types of the registry's contract; the document service adopts that API. */
export const mediaTypes: ReadonlySet<string> = new Set([
  'application/pdf',
  'application/zip',
  'text/csv',
  'text/html',
  'text/plain',
  'text/xml',
  'application/vnd.oasis.opendocument.text',
  'application/vnd.oasis.opendocument.spreadsheet',
  'application/vnd.oasis.opendocument.presentation',
  'application/vnd.oasis.opendocument.graphics',
  'application/vnd.ms-excel',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
  'application/vnd.ms-powerpoint',
  'application/msword',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
]);

const longest = { subject: 255, fileName: 80, attentionName: 100 };
/** Control characters, halves of characters, and what separates folders. */
const unfitInFileName = /[\p{Cc}\p{Cs}/\\]/u;

export function offers(limits: LetterLimits, channel: LetterChannel, registered: boolean): boolean {
  return limits.channels.includes(channel) && (!registered || limits.registeredChannels.includes(channel));
}

/** Why the platform would refuse this letter, found before anything is sent; null when it would not. */
export function refusalOf(letter: Letter, limits: LetterLimits): LetterRefusal | null {
  const { channel, documents, body, attention } = letter;
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(letter.key)) return 'KEY';
  if (!offers(limits, channel, false)) return 'CHANNEL_NOT_OFFERED';
  if (!offers(limits, channel, letter.registered)) return 'REGISTERED_NOT_OFFERED';
  if (letter.subject.trim() === '' || letter.subject.length > longest.subject) return 'SUBJECT';
  if (body && body.text.trim() === '') return 'BODY';
  if (documents.length > limits.documents) return 'TOO_MANY_DOCUMENTS';
  for (const { fileName, mediaType } of documents) {
    if (fileName.trim() === '' || fileName.length > longest.fileName || unfitInFileName.test(fileName))
      return 'FILE_NAME';
    if (!mediaTypes.has(mediaType)) return 'MEDIA_TYPE';
  }
  if (letter.messageTypeId.trim() === '') return 'MESSAGE_TYPE';
  const mains = documents.filter(({ main }) => main).length + (body?.main ? 1 : 0);
  if (mains !== 1) return 'MAIN_CONTENT';
  const bytes = documents.reduce((sum, { content }) => sum + content.length, 0);
  if (limits.bytes !== null && bytes > limits.bytes) return 'TOO_LARGE';
  const name = attention?.name.trim() ?? '';
  if (attention && (letter.recipient.kind !== 'ENTERPRISE' || name === '')) return 'ATTENTION';
  return name.length > longest.attentionName ? 'ATTENTION' : null;
}
