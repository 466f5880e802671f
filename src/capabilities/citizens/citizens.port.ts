import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type {
  Attest,
  AttestQuestion,
  LivingWageQuestion,
  LivingWageYear,
  PersonMutations,
  SocialStatus,
  SocialStatusQuestion,
} from './social-records.port.js';

/** A code of a register with its text (CodeOmschrijving). */
export interface CodedDescription {
  readonly code: string;
  readonly description: string | null;
}

/** A code with when it holds, as the register writes the days; perhaps incomplete (2000-00-00). */
export interface DatedCode extends CodedDescription {
  readonly since: string | null;
  /** Null while it holds. */
  readonly until: string | null;
}

export interface PersonName {
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
}

export interface Address {
  readonly street: string | null;
  readonly houseNumber: string | null;
  readonly boxNumber: string | null;
  readonly postalCode: string | null;
  readonly municipality: string | null;
  /** NIS code of the municipality; null when the register gives none. */
  readonly nisCode: string | null;
  readonly country: string | null;
  /** Free lines of an address abroad; empty otherwise. */
  readonly lines: readonly string[];
  /** ISO date since when it holds; null when unknown. */
  readonly since: string | null;
}

/**
 * What a counter or a website needs of a person, as the Rijksregister or KSZ knows them through MAGDA GeefPersoon. What
 * else the answer holds is never read from it (GDPR, data minimisation).
 */
export interface Person {
  /** Another than the one that was asked when the register replaced that (MAGDA 30004). */
  readonly nationalNumber: NationalNumber;
  readonly name: PersonName;
  readonly sex: CodedDescription | null;
  /** May be incomplete: 1960, 1960-05 or 1960-05-12. */
  readonly birthDate: string | null;
  readonly birthPlace: string | null;
  /** May be incomplete, as birthDate; null while alive. */
  readonly deathDate: string | null;
  readonly mainResidence: Address | null;
  readonly residenceAbroad: Address | null;
  readonly nationalities: readonly DatedCode[];
  readonly civilStatus: DatedCode | null;
  /** Deceased, struck off and so on (Statussen). */
  readonly statuses: readonly DatedCode[];
}

export interface HouseholdMember {
  readonly nationalNumber: NationalNumber | null;
  readonly name: PersonName;
  readonly sex: CodedDescription | null;
  readonly birthDate: string | null;
  /** Place in the household: 01 head, 02 spouse, 03 child and so on. */
  readonly position: CodedDescription | null;
  readonly since: string | null;
  /** Null while a member. */
  readonly until: string | null;
}

/**
 * What the hub asks of a person register. All methods reject with PlatformError; null means that the register holds no
 * data. When it is null because the number itself is cancelled or does not exist, `source.reason` holds the platform's
 * code (MAGDA 30002, 30003): the register answered well, so this is no failure of the source.
 */
export interface CitizensPort {
  person(nationalNumber: NationalNumber, context: CallContext): Promise<Sourced<Person | null>>;
  household(
    nationalNumber: NationalNumber,
    context: CallContext,
  ): Promise<Sourced<readonly HouseholdMember[] | null>>;
  /**
   * Ends the registration that reading began; true when the platform says it succeeded. MAGDA wants it at the end of a
   * case. No capability knows when a case ends yet: until one does, `registrationDays` ends registrations.
   */
  unregister(nationalNumber: NationalNumber, context: CallContext): Promise<boolean>;
  /**
   * Which social statuses the person has. Each name that was asked is in the answer, as UNKNOWN when the source says
   * nothing of it. `source.reason` is a code when the source failed in part.
   */
  socialStatuses(
    nationalNumber: NationalNumber,
    question: SocialStatusQuestion,
    context: CallContext,
  ): Promise<Sourced<readonly SocialStatus[]>>;
  /** What the person was paid as living wage, a year an item; null when the source holds no data. */
  livingWages(
    nationalNumber: NationalNumber,
    question: LivingWageQuestion,
    context: CallContext,
  ): Promise<Sourced<readonly LivingWageYear[] | null>>;
  /** A document about the person; null when the source holds no data. A name that it does not know is REFUSED (445810). */
  attest(
    nationalNumber: NationalNumber,
    question: AttestQuestion,
    context: CallContext,
  ): Promise<Sourced<Attest | null>>;
  /**
   * Whose file changed, of the persons registered under the purpose of the context, a batch at a time. `receipt` is that
   * of the last batch: it acknowledges that one, so keep a batch before you ask for the next. Null gives the batch that
   * was not acknowledged yet, once more if need be. A receipt the platform does not know is REFUSED (30014); after an
   * answer that was lost, ask with null.
   */
  personMutations(receipt: string | null, context: CallContext): Promise<Sourced<PersonMutations>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    citizens: CitizensPort;
  }
}
