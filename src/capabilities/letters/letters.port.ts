import type { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';

export const letterChannels = ['EBOX', 'PAPER', 'EMAIL'] as const;
export type LetterChannel = (typeof letterChannels)[number];

export type LetterRecipient =
  | { readonly kind: 'CITIZEN'; readonly nationalNumber: NationalNumber }
  /** Ten digits. */
  | { readonly kind: 'ENTERPRISE'; readonly kboNumber: string };

export interface LetterDocument {
  /** With its extension; at most 80 characters. */
  readonly fileName: string;
  readonly mediaType: string;
  readonly content: Buffer;
  /** Whether this is what the letter is about. A letter has exactly one main content: a document, or its body. */
  readonly main: boolean;
  /** Whether the document itself bears an electronic signature. */
  readonly signed: boolean;
}

export interface Letter {
  /** UUID, the same whenever the same letter is offered again. A platform that honours keys recognises it by this. */
  readonly key: string;
  readonly channel: LetterChannel;
  readonly recipient: LetterRecipient;
  readonly registered: boolean;
  /** At most 255 characters. */
  readonly subject: string;
  /** The one language of subject and body. */
  readonly language: 'nl' | 'fr' | 'de';
  /** As agreed at onboarding; see {@link LettersPort.messageTypes}. */
  readonly messageTypeId: string;
  readonly documents: readonly LetterDocument[];
  readonly body: { readonly text: string; readonly main: boolean } | null;
  /** A person within an enterprise; at most 100 characters. */
  readonly attention: { readonly name: string; readonly nationalNumber: NationalNumber | null } | null;
}

/** Why a letter was not taken: by our own rules, which are the platform's, or by the platform itself. */
export type LetterRefusal =
  | 'KEY'
  | 'SUBJECT'
  | 'BODY'
  | 'FILE_NAME'
  | 'MEDIA_TYPE'
  | 'MAIN_CONTENT'
  | 'TOO_MANY_DOCUMENTS'
  | 'TOO_LARGE'
  | 'ATTENTION'
  | 'CHANNEL_NOT_OFFERED'
  | 'REGISTERED_NOT_OFFERED'
  /** No kind of letter that was agreed with the platform. */
  | 'MESSAGE_TYPE'
  /** The platform does not let this organisation send letters of this type. */
  | 'SENDER'
  | 'DIGEST'
  /** Any other refusal of the platform, with its code beside it. */
  | 'BY_PLATFORM';

export type PublishOutcome =
  | {
      readonly kind: 'ACCEPTED';
      readonly channel: LetterChannel;
      readonly messageId: string;
      /** When it leaves the e-Box; null when the platform does not say. */
      readonly expiresAt: Date | null;
      /** Accepted, but the recipient never opened an e-Box: nobody will see it unless it goes by another channel too. */
      readonly noDigitalUser: boolean;
      /** The platform's remark, such as NO_DIGITAL_USER; null when it made none. */
      readonly platformCode: string | null;
    }
  /** The platform took a letter with this key before. It does not say under which message id. */
  | { readonly kind: 'ALREADY_SENT' }
  /** It may have been sent. Where the platform honours no keys, offering it again may send it twice. */
  | { readonly kind: 'IN_DOUBT'; readonly reason: string }
  | { readonly kind: 'REFUSED'; readonly reason: LetterRefusal; readonly platformCode: string | null };

/** Which letter a status is asked of. */
export interface LetterReference {
  readonly messageId: string;
  readonly channel: LetterChannel;
  readonly recipient: LetterRecipient;
}

/**
 * Where a letter stands. AWAITING_SIGNATURES: it is sent once everybody signed. PENDING: not with a platform yet, or not with all it must go to. PENDING_MANUAL: no platform can
 * bring it, so somebody must. SENT: a platform took it, and told nothing more. FAILED: it was not taken, and is not tried
 * again. CANCELLED: somebody ended it before it was sent. DELIVERED: it is in
 * the e-Box, or somebody brought it. READ: its main content was opened. EXPIRED: it left the e-Box unread. UNKNOWN: whether it was sent is not
 * known, or the platform told nothing of it that is known.
 */
export const letterStates = [
  'AWAITING_SIGNATURES',
  'PENDING',
  'PENDING_MANUAL',
  'SENT',
  'FAILED',
  'CANCELLED',
  'DELIVERED',
  'READ',
  'EXPIRED',
  'UNKNOWN',
] as const;
export type LetterState = (typeof letterStates)[number];

export interface LetterStatus {
  readonly messageId: string;
  readonly channel: LetterChannel;
  readonly state: Extract<LetterState, 'DELIVERED' | 'READ' | 'EXPIRED' | 'UNKNOWN'>;
  /** What the platform said of reading, in its own words; null when it said nothing. */
  readonly platformStatus: string | null;
  readonly expiresAt: Date | null;
  /** Whether the recipient has it among the visible messages; null when the platform does not say. */
  readonly visible: boolean | null;
}

export interface LetterStatuses {
  /** In no order. A letter that the platform does not mention is not here. */
  readonly statuses: readonly LetterStatus[];
  /** Questions that failed: what they asked about keeps its last known state. */
  readonly failures: readonly {
    readonly references: readonly LetterReference[];
    readonly error: PlatformError;
  }[];
}

/** What an enterprise wants of its e-Box. */
export interface EboxPreference {
  readonly kboNumber: string;
  /** No paper copies any more. */
  readonly exclusivelyEbox: boolean;
  /** When somebody last opened it in its own pages; null when the platform does not say. */
  readonly lastConnectionAt: Date | null;
  readonly totalMessages: number | null;
  readonly unreadMessages: number | null;
}

/** A text in the languages that the platform has it in. */
export interface TextByLanguage {
  readonly nl: string | null;
  readonly fr: string | null;
  readonly de: string | null;
}

/** A kind of letter that was agreed with the platform. */
export interface MessageType {
  readonly id: string;
  readonly name: TextByLanguage;
  readonly description: TextByLanguage | null;
  /** How long a letter stays in the e-Box; null when the platform does not say. */
  readonly validity: {
    readonly count: number;
    readonly unit: 'DAY' | 'MONTH' | 'YEAR' | 'UNKNOWN';
    readonly platformUnit: string;
  } | null;
  readonly senderOrganisationIds: readonly string[];
  readonly senderApplicationIds: readonly string[];
}

/** An application that sends letters, as recipients see it. */
export interface SenderApplication {
  readonly id: string;
  readonly name: TextByLanguage;
  readonly description: TextByLanguage | null;
  readonly url: TextByLanguage | null;
  readonly logos: readonly SenderLogo[];
  readonly organisationIds: readonly string[];
  readonly messageTypeIds: readonly string[];
  /** Where questions about content and about technique go: a help desk, never a person. */
  readonly contactBusiness: string | null;
  readonly contactTechnical: string | null;
}

/** An organisation that sends letters, as recipients see it. */
export interface SenderOrganisation {
  /** KBO number. */
  readonly id: string;
  readonly shortName: TextByLanguage;
  readonly longName: TextByLanguage | null;
  readonly url: TextByLanguage | null;
  readonly logos: readonly SenderLogo[];
  readonly applicationIds: readonly string[];
  readonly messageTypeIds: readonly string[];
  readonly contactBusiness: string | null;
  readonly contactTechnical: string | null;
}

export interface SenderLogo {
  readonly id: string;
  /** In kB. */
  readonly size: number;
  readonly mediaType: string;
  readonly language: string | null;
  readonly href: string;
}

/** Something a platform's answer holds, as it stands there: `name` is the path of its keys. */
export interface PlatformDetail {
  readonly name: string;
  readonly value: string;
}

/** What bpost tells of a registered letter on paper. */
export interface BpostStatus {
  /** Whether the receipt was signed electronically (isEar); null when the platform does not say. */
  readonly electronicReceipt: boolean | null;
  readonly details: readonly PlatformDetail[];
}

/**
 * What the hub asks of a platform that delivers letters. Everything but `publish` and `statuses` rejects with
 * PlatformError; NOT_CONFIGURED where the transport in the settings has no such operation.
 */
export interface LettersPort {
  /**
   * Whether a letter that is offered twice under one key is taken once. Where not, one that may have been sent is never
   * offered again.
   */
  readonly honoursKeys: boolean;
  /** Whether letters go this way. */
  offers(channel: LetterChannel, registered: boolean): boolean;
  /** What the platform would refuse in it, by its public rules; null when nothing. */
  refusalOf(letter: Letter): LetterRefusal | null;
  /** Checks the letter and sends it once. Rejects with PlatformError only when it was certainly not sent. */
  publish(letter: Letter, context: CallContext): Promise<PublishOutcome>;
  /** With the fewest questions the platform allows: one for each channel and kind of e-Box, and more where it sets a limit. */
  statuses(references: readonly LetterReference[], context: CallContext): Promise<LetterStatuses>;
  /** Of enterprises only; one that is absent has no e-Box. */
  preferences(
    kboNumbers: readonly string[],
    context: CallContext,
  ): Promise<Sourced<readonly EboxPreference[]>>;
  /** Kept for a day. */
  messageTypes(context: CallContext): Promise<Sourced<readonly MessageType[]>>;
  /** Kept for a day. */
  senderApplications(context: CallContext): Promise<Sourced<readonly SenderApplication[]>>;
  /** Kept for a day. */
  senderOrganisations(context: CallContext): Promise<Sourced<readonly SenderOrganisation[]>>;
  /** Null when the platform does not know the letter. */
  bpostStatus(messageId: string, context: CallContext): Promise<Sourced<BpostStatus | null>>;
  /** Proof of deposit of a registered letter on paper, PDF; null when there is none (yet). */
  attestation(messageId: string, context: CallContext): Promise<Sourced<Buffer | null>>;
  /**
   * What the platform keeps of a letter; null when it does not know it. Nothing asks it yet: it is for the person who must
   * look when a letter's state is UNKNOWN (docs/letters.md, How it goes).
   */
  message(messageId: string, context: CallContext): Promise<Sourced<readonly PlatformDetail[] | null>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    letters: LettersPort;
  }
}
