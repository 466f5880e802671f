import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';

export interface CodedDescription {
  readonly code: string;
  readonly description: string | null;
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

/** A person as the Rijksregister or KSZ knows them, through MAGDA GeefPersoon. */
export interface Person {
  readonly nationalNumber: NationalNumber;
  /** Set when the asked number was replaced by the one above (MAGDA 30004). */
  readonly replacedNumber: NationalNumber | null;
  readonly name: PersonName;
  readonly sex: CodedDescription | null;
  /** May be incomplete: 1960, 1960-05 or 1960-05-12. */
  readonly birthDate: string | null;
  readonly birthPlace: string | null;
  /** May be incomplete, as birthDate; null while alive. */
  readonly deathDate: string | null;
  readonly mainResidence: Address | null;
  readonly residenceAbroad: Address | null;
  readonly nationalities: readonly CodedDescription[];
  readonly civilStatus: CodedDescription | null;
}

export interface HouseholdMember {
  readonly nationalNumber: NationalNumber | null;
  readonly name: PersonName;
  readonly sex: CodedDescription | null;
  readonly birthDate: string | null;
  /** Place in the household: 01 head, 02 spouse, 03 child and so on. */
  readonly position: CodedDescription | null;
  readonly since: string | null;
}

/** What the hub asks of a person register. All methods reject with PlatformError; null means that the register holds no data. */
export interface CitizensPort {
  person(nationalNumber: NationalNumber, context: CallContext): Promise<Sourced<Person | null>>;
  household(nationalNumber: NationalNumber, context: CallContext): Promise<Sourced<readonly HouseholdMember[] | null>>;
  /** Ends the registration that reading began; true when the platform says it succeeded. */
  unregister(nationalNumber: NationalNumber, context: CallContext): Promise<boolean>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    citizens: CitizensPort;
  }
}
