import type { WebhookAccess, WebhookRequest } from '../../adapter/webhook.js';
import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { MobileNumber } from '../../identifiers/mobile-number.js';

/** The alphabet in which a text travels: seven bits a character, or sixteen. */
export type TextEncoding = 'GSM_7' | 'UCS_2';

/** A text (sms) to one person. */
export interface Text {
  readonly to: MobileNumber;
  readonly content: string;
  /** The one that `segmentsOf(content)` tells. */
  readonly encoding: TextEncoding;
  /** Ours: 1 to 32 letters and digits, never used for two texts. By it a delivery report finds its text. */
  readonly reference: string;
  /** Whom it is from: at most 11 letters and digits, or 16 digits. Left out: the sender of the settings. */
  readonly sender?: string;
}

/** What a refusal is about, so that whoever sent the text knows what to change. */
export type RefusalSubject = 'RECIPIENT' | 'SENDER' | 'CONTENT' | 'BALANCE' | 'BLOCKED' | 'OTHER';

/**
 * What came of sending a text. Accepted is not delivered: that is told later, by a report.
 * Only REFUSED is certain not to have been sent, and IN_DOUBT may have been.
 */
export type SendOutcome =
  | {
      readonly kind: 'ACCEPTED';
      /** By which the platform knows it: its own id, or our reference where it gives none. */
      readonly id: string;
      /** How many parts it charges; null when it does not say. */
      readonly parts: number | null;
    }
  | {
      readonly kind: 'REFUSED';
      readonly about: RefusalSubject;
      /** The platform's code, or the name of the field it refuses; null when it gave none. */
      readonly platformCode: string | null;
      /** For people, in Dutch. */
      readonly reason: string;
    }
  | {
      /** It was handed over, and its answer was lost or says nothing that we know. `reason` is an error code. */
      readonly kind: 'IN_DOUBT';
      readonly reason: string;
      readonly platformCode: string | null;
    };

/**
 * ACCEPTED: on its way. DELIVERED: on the phone. READ: opened. FAILED_TEMPORARY: not on the phone yet, it may still come.
 * FAILED_PERMANENT: it will not come. EXPIRED: it will not come, its time is over. UNKNOWN: a code that we do not know.
 */
export const deliveryStates = [
  'ACCEPTED',
  'DELIVERED',
  'FAILED_TEMPORARY',
  'FAILED_PERMANENT',
  'EXPIRED',
  'READ',
  'UNKNOWN',
] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** What a code of a platform stands for: a row of an adapter's table. */
export interface DeliveryMeaning {
  readonly state: DeliveryState;
  /** For people, in Dutch. */
  readonly reason: string;
}

/** What a platform says of a text. A report may come late, twice, and before one that is older; it never holds a number or the text. */
export interface DeliveryReport extends DeliveryMeaning {
  /** The reference of the text. */
  readonly reference: string;
  /** The platform's code, as it was given. */
  readonly platformCode: string;
  /** A second code that says why it failed; null when there is none. */
  readonly errorCode: string | null;
  /** The mobile operator, as the platform names it; null when not told. */
  readonly operator: string | null;
  /** The moment the report gives, as it was given: platforms do not say in which zone; null when not told. */
  readonly platformTime: string | null;
}

/** A text that a platform has, found again. */
export interface KnownText {
  readonly id: string;
  readonly reference: string | null;
  /** When the platform took it, as it wrote that down. */
  readonly createdAt: string | null;
  /** What it was charged, in credits of the platform; null when not told. */
  readonly credits: number | null;
}

/** What is left to send with: in euro cents or in credits of the platform, whichever it tells. */
export type TextBalance = { readonly euroCents: number } | { readonly credits: number };

/** What the hub asks of a gateway for texts. All but `reportsOf` reject with PlatformError. */
export interface TextsPort {
  /**
   * Hands a text over, once: neither gateway recognises one that comes twice. Rejects only when it was certainly not sent, and
   * nothing is wrong with the text itself: the gateway is down, throttles us or does not know us.
   */
  send(text: Text, context: CallContext): Promise<SendOutcome>;
  /** What it has under a reference: empty when it was never sent. Left out by gateways that cannot be asked. */
  sentUnder?(reference: string, context: CallContext): Promise<Sourced<readonly KnownText[]>>;
  /** The text of an id that `send` gave; null when the gateway does not know it. Left out by gateways that cannot be asked. */
  statusOf?(id: string, context: CallContext): Promise<Sourced<KnownText | null>>;
  /** Left out by gateways that do not tell it. */
  balance?(context: CallContext): Promise<Sourced<TextBalance>>;
  /** Who may call the webhook; null when no reports are expected. */
  readonly webhook: WebhookAccess | null;
  /** Reads a call of the webhook: its reports, or null when it holds none that can be read. Never throws. */
  reportsOf(request: WebhookRequest): readonly DeliveryReport[] | null;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    texts: TextsPort;
  }
}
