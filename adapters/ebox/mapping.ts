import type { AdapterTools } from '../../src/adapter/contract.js';
import type {
  BpostStatus,
  EboxPreference,
  LetterChannel,
  LetterReference,
  LetterRefusal,
  LetterStatus,
  MessageType,
  PlatformDetail,
  PublishOutcome,
  SenderApplication,
  SenderLogo,
  SenderOrganisation,
  TextByLanguage,
} from '../../src/capabilities/letters/letters.port.js';
import type { PublishAnswer } from './answers.js';
import type {
  LogoDocument,
  MessageTypeDocument,
  OpenDocument,
  PreferenceDocument,
  SenderApplicationDocument,
  SenderOrganizationDocument,
  StatusDocument,
} from './documents.js';

type NoteUnknownValue = AdapterTools['noteUnknownValue'];

const refusals: Readonly<Record<string, LetterRefusal>> = {
  INVALID_SENDER: 'SENDER',
  DIGEST_DO_NOT_MATCH: 'DIGEST',
};

export function toOutcome(
  answer: PublishAnswer,
  channel: LetterChannel,
  note: NoteUnknownValue,
): PublishOutcome {
  if (answer.kind === 'ALREADY_SENT') return answer;
  if (answer.kind === 'REFUSED')
    return {
      kind: 'REFUSED',
      reason: (Object.hasOwn(refusals, answer.code ?? '') && refusals[answer.code!]) || 'BY_PLATFORM',
      platformCode: answer.code,
    };
  const { messageId, expirationDate, code } = answer.document;
  const noDigitalUser = code === 'NO_DIGITAL_USER';
  if (code && !noDigitalUser) note('letter.code', code);
  return {
    kind: 'ACCEPTED',
    channel,
    messageId,
    expiresAt: moment(expirationDate, 'letter.expirationDate', note),
    noDigitalUser,
    platformCode: code ?? null,
  };
}

/** The states of the letters that were asked after; what else a platform adds is not ours. */
export function toStatuses(
  documents: readonly StatusDocument[],
  references: readonly LetterReference[],
  now: number,
  note: NoteUnknownValue,
): LetterStatus[] {
  const asked = new Map(references.map((reference) => [reference.messageId, reference]));
  return documents.flatMap((document) => {
    const reference = asked.get(document.messageId);
    return reference ? [toStatus(document, reference.channel, now, note)] : [];
  });
}

function toStatus(
  { messageId, readStatus, expirationDate, visible }: StatusDocument,
  channel: LetterChannel,
  now: number,
  note: NoteUnknownValue,
): LetterStatus {
  const expiresAt = moment(expirationDate, 'letter.expirationDate', note);
  const told = readStatus === null || readStatus === undefined ? null : String(readStatus);
  const read = told === 'true' ? true : told === 'false' ? false : null;
  if (told !== null && read === null) note('letter.readStatus', told);
  const unread = expiresAt && expiresAt.getTime() <= now ? 'EXPIRED' : 'DELIVERED';
  return {
    messageId,
    channel,
    state: read === null ? 'UNKNOWN' : read ? 'READ' : unread,
    platformStatus: told,
    expiresAt,
    visible: visible ?? null,
  };
}

const units = { day: 'DAY', month: 'MONTH', year: 'YEAR' } as const;

export function toMessageType(document: MessageTypeDocument, note: NoteUnknownValue): MessageType {
  const { validityPeriod: period } = document;
  const unit = period?.validityPeriodUnit ?? '';
  const known = Object.hasOwn(units, unit);
  if (period && !known) note('messageType.validityPeriodUnit', unit);
  return {
    id: document.messageTypeId,
    name: toText(document.messageTypeName),
    description: document.messageTypeDescription ? toText(document.messageTypeDescription) : null,
    validity: period
      ? {
          count: period.validityPeriodNumber,
          unit: known ? units[unit as keyof typeof units] : 'UNKNOWN',
          platformUnit: unit,
        }
      : null,
    senderOrganisationIds: document.senderOrganizationIds ?? [],
    senderApplicationIds: document.senderApplicationIds ?? [],
  };
}

export function toSenderApplication(document: SenderApplicationDocument): SenderApplication {
  return {
    id: document.applicationId,
    name: toText(document.applicationName),
    description: document.applicationDescription ? toText(document.applicationDescription) : null,
    url: document.applicationUrl ? toText(document.applicationUrl) : null,
    logos: (document.applicationLogos ?? []).map(toLogo),
    organisationIds: document.senderOrganizationIds ?? [],
    messageTypeIds: document.messageTypeIds ?? [],
    contactBusiness: document.contactBusiness ?? null,
    contactTechnical: document.contactTechnical ?? null,
  };
}

export function toSenderOrganisation(document: SenderOrganizationDocument): SenderOrganisation {
  return {
    id: document.organizationId,
    shortName: toText(document.organizationShortName),
    longName: document.organizationLongName ? toText(document.organizationLongName) : null,
    url: document.organizationUrl ? toText(document.organizationUrl) : null,
    logos: (document.organizationLogos ?? []).map(toLogo),
    applicationIds: document.senderApplicationIds ?? [],
    messageTypeIds: document.messageTypeIds ?? [],
    contactBusiness: document.contactBusiness ?? null,
    contactTechnical: document.contactTechnical ?? null,
  };
}

function toLogo({ imageId, size, mediaType, language, contentHref }: LogoDocument): SenderLogo {
  return { id: imageId, size, mediaType, language: language ?? null, href: contentHref };
}

function toText({ nl, fr, de }: MessageTypeDocument['messageTypeName']): TextByLanguage {
  return { nl: nl ?? null, fr: fr ?? null, de: de ?? null };
}

export function toPreference(document: PreferenceDocument, note: NoteUnknownValue): EboxPreference {
  return {
    kboNumber: document.eboxId.eboxIdValue,
    exclusivelyEbox: document.exclusivelyEbox,
    lastConnectionAt: moment(document.lastConnectionDate, 'ebox.lastConnectionDate', note),
    totalMessages: document.totalNumberOfMessages ?? null,
    unreadMessages: document.totalNumberOfUnreadMessages ?? null,
  };
}

export function toBpostStatus(document: OpenDocument): BpostStatus {
  const { isEar } = document;
  return { electronicReceipt: typeof isEar === 'boolean' ? isEar : null, details: toDetails(document) };
}

/** Every value of a document, with the path of its keys: nothing is lost of a shape that is not public. */
export function toDetails(value: unknown, name = ''): PlatformDetail[] {
  if (value === null || value === undefined) return [];
  if (typeof value === 'object')
    return Object.entries(value).flatMap(([key, inner]) => toDetails(inner, name ? `${name}.${key}` : key));
  return [{ name, value: String(value as string | number | boolean) }];
}

const dateTime = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:?\d\d)$/;

/** A moment with its zone; null, and noted, for anything else. */
function moment(text: string | null | undefined, field: string, note: NoteUnknownValue): Date | null {
  if (!text) return null;
  const date = new Date(dateTime.test(text) ? text : NaN);
  if (!Number.isNaN(date.getTime())) return date;
  note(field, 'UNREADABLE');
  return null;
}
