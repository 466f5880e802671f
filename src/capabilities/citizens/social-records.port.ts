import type { CodedDescription } from './citizens.port.js';
import type { NationalNumber } from '../../identifiers/national-number.js';

/** A value that has no field of its own here: its path in the register's own words, attributes with `@`. */
export interface RegisterFact {
  readonly path: string;
  readonly value: string;
}

/** Days as the source writes them. */
export interface WrittenPeriod {
  readonly from: string | null;
  /** Null when it has no end. */
  readonly until: string | null;
  /** False when it cannot be: a day that is not on the calendar, or an end before the begin. */
  readonly possible: boolean;
}

/** One social status to ask for, by the name the source gives it, such as BIM_BVT (increased reimbursement). */
export interface SocialStatusQuestion {
  readonly names: readonly string[];
  /** ISO day on which the status must hold, or a period of such days (`until` null: without an end); null is today. */
  readonly at: string | { readonly from: string; readonly until: string | null } | null;
}

/**
 * Whether a status holds for somebody. UNKNOWN when the source did not say: it has no data, failed in part, answered
 * about nobody, or gave a code that is not in its contract. UNKNOWN is never a no.
 */
export type SocialStatusResult = 'APPLIES' | 'DOES_NOT_APPLY' | 'UNKNOWN';

/** A name with a value, as the source gives them (Detail, Informatie). */
export interface NamedValue {
  readonly name: string;
  readonly value: string | null;
}

/** A social status of a person (sociaal statuut), from KSZ through MAGDA GeefSociaalStatuut. */
export interface SocialStatus {
  readonly name: string;
  readonly result: SocialStatusResult;
  /** Resultaat/Code: 1 applies, 0 does not; null when the source gave none. */
  readonly resultCode: string | null;
  readonly resultText: string | null;
  /** When it holds; empty when the source does not say. */
  readonly periods: readonly WrittenPeriod[];
  readonly details: readonly NamedValue[];
  /** How the source came to it (Status), such as SSH00047; null when not said. */
  readonly status: SourceRemark | null;
  /** Every value of the answer that has no field above. */
  readonly otherFacts: readonly RegisterFact[];
}

export interface SourceRemark {
  readonly code: string;
  readonly description: string | null;
  readonly value: string | null;
  readonly information: readonly NamedValue[];
}

/** The kinds of support that the source keeps apart (Leefloon, EquivalentLeefloon, Kinderbijslag). */
export type LivingWageKind = 'LIVING_WAGE' | 'EQUIVALENT_LIVING_WAGE' | 'CHILD_BENEFIT';

/** What somebody was paid in a year of one kind. Amounts are euros as decimal text, such as 5052.72. */
export interface LivingWageYearTotal {
  readonly kind: LivingWageKind;
  readonly amount: string | null;
  /** TweedeGerechtigde: whether there is a second person entitled; null when not said. */
  readonly secondBeneficiary: boolean | null;
  /** AantalMaandenZonderToelage, as written; null where the kind has none. */
  readonly monthsWithoutPayment: string | null;
  /** MaximumLeefloonGekregen; null where the kind has none. */
  readonly maximumReceived: boolean | null;
}

export interface LivingWagePayment {
  readonly kind: LivingWageKind;
  /** The source's own number of the payment (ID). */
  readonly id: string | null;
  /** Such as 2022-07 (JaarMaand). */
  readonly month: string | null;
  readonly amount: string | null;
  readonly period: WrittenPeriod | null;
  /** LaatsteUitbetaling: whether it is the last payment of that month. */
  readonly lastPayment: boolean | null;
  readonly beneficiary: NationalNumber | null;
  /** Categorie of the beneficiary; null when not said. */
  readonly category: string | null;
  readonly partner: NationalNumber | null;
  readonly secondBeneficiary: boolean | null;
  /** The OCMW that paid. */
  readonly centre: {
    readonly kboNumber: string | null;
    readonly file: string | null;
    readonly suffix: string | null;
  } | null;
  readonly maximumReceived: boolean | null;
}

/** A year of living wage (leefloon), from the POD MI through MAGDA GeefLeefloonbedragen. */
export interface LivingWageYear {
  /** Such as 2022; null when the source gives none. */
  readonly year: string | null;
  /** Whether anything was paid: from Uitbetaling, or from the amounts when that is left out; null when neither is there. */
  readonly paid: boolean | null;
  /** Uitbetaling and its Beschrijving as written. */
  readonly paidCode: string | null;
  readonly paidText: string | null;
  /** The year that Jaarlijks names; the same as `year`. */
  readonly totalsOf: string | null;
  /** Who was paid, where the source lists it for the year (Begunstigden). */
  readonly beneficiaries: readonly NationalNumber[];
  readonly totals: readonly LivingWageYearTotal[];
  readonly payments: readonly LivingWagePayment[];
  readonly otherFacts: readonly RegisterFact[];
}

export interface LivingWageQuestion {
  /** Four digits. */
  readonly year: number;
  /** How many years before it are asked too: the contract knows 2 and 3; null asks the year alone. */
  readonly yearsBack: 2 | 3 | null;
}

export interface AttestQuestion {
  /** Name of the attest at the source (Attest/Naam), at most 48 characters. */
  readonly name: string;
  /** Language in which the source writes it. */
  readonly language: 'nl' | 'fr' | 'de' | 'en';
}

/** A document that a source makes about a person (attest), through MAGDA GeefAttest. */
export interface Attest {
  readonly nationalNumber: NationalNumber;
  /** Null when the source gave an empty document. */
  readonly document: AttestDocument | null;
  readonly otherFacts: readonly RegisterFact[];
}

export interface AttestDocument {
  /**
   * PDF when the bytes begin as one. UNKNOWN is anything else the source put there: a page, text, half a file. Do not
   * show it to anybody.
   */
  readonly format: 'PDF' | 'UNKNOWN';
  /** As the source wrote it: base64 when `format` is PDF. */
  readonly base64: string;
}

/** What happened to somebody's file in the register; the data itself is to be asked anew. */
export interface PersonMutation {
  /** The source's reference of this notification (Onderwerp/Referte). */
  readonly reference: string | null;
  /** Null when the notification could not be made; `problems` says why. */
  readonly nationalNumber: NationalNumber | null;
  /** GeannuleerdINSZ: a number that is no longer in use. */
  readonly cancelledNumber: NationalNumber | null;
  /** NieuwINSZ: the number that took its place. */
  readonly newNumber: NationalNumber | null;
  /** Type, one character; the contract gives no list. */
  readonly type: CodedDescription | null;
  readonly createdOn: string | null;
  readonly changedOn: string | null;
  /** Metadata: 01 new, 02 change, 03 cancelled, 04 removed, 09 other, 00 unknown; null when left out. */
  readonly metadata: {
    readonly reference: string | null;
    readonly type: string | null;
    readonly typeText: string | null;
    readonly at: string | null;
  } | null;
  readonly changes: readonly PersonMutationChange[];
  /** Codes of the exceptions that stand beside this notification. */
  readonly problems: readonly string[];
  readonly otherFacts: readonly RegisterFact[];
}

/** Which part of the file changed, and how (Informatie). */
export interface PersonMutationChange {
  readonly changedOn: string | null;
  /** The part of the file (Identificatie). */
  readonly part: CodedDescription | null;
  readonly types: readonly CodedDescription[];
}

/** A batch of notifications. Asking again without acknowledging gives the same batch. */
export interface PersonMutations {
  /** Empty when there is nothing (more). */
  readonly mutations: readonly PersonMutation[];
  /** Acknowledges this batch with the next question (Ontvangstreferte); null when there is nothing to acknowledge. */
  readonly receipt: string | null;
}
