import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type {
  Association,
  AssociationContact,
  AssociationLocation,
  AssociationSummary,
} from './associations.port.js';

/** A contact with the number under which it is changed and removed. */
export interface ManagedContact extends AssociationContact {
  readonly id: number;
  /** Who keeps it, in the register's word: Initiator or KBO; null when it does not say. */
  readonly origin: string | null;
}

/** A location with the number under which it is changed and removed. */
export interface ManagedLocation extends AssociationLocation {
  readonly id: number;
  readonly origin: string | null;
}

/** Somebody who represents the association (vertegenwoordiger). All of it is personal data. */
export interface Representative {
  readonly id: number;
  /** Null when the register gives none, or one that cannot be a national number. */
  readonly nationalNumber: NationalNumber | null;
  readonly givenName: string | null;
  readonly familyName: string | null;
  readonly role: string | null;
  readonly callName: string | null;
  /** Whether the government writes to this person first. */
  readonly primary: boolean;
  readonly email: string | null;
  readonly telephone: string | null;
  readonly mobile: string | null;
  readonly socialMedia: string | null;
  readonly origin: string | null;
}

/** An association as those who manage it see it: also one that stopped, or that left the public stream. */
export interface ManagedAssociation extends Omit<Association, 'contacts' | 'locations'> {
  readonly contacts: readonly ManagedContact[];
  readonly locations: readonly ManagedLocation[];
  readonly representatives: readonly Representative[];
  /** ISO date; null while it has not stopped. */
  readonly endDate: string | null;
  /** Whether it left the public stream (uitgeschreven uit publieke datastroom). */
  readonly optedOut: boolean;
  readonly origin: string | null;
  /** Duplicates that were merged into this association. */
  readonly correspondingVCodes: readonly string[];
  /** For `ifVersion` of a change; opaque. Null when the register gave none. */
  readonly version: string | null;
}

/** What the search for managers shows. */
export interface ManagedSummary extends AssociationSummary {
  readonly status: string;
  readonly startDate: string | null;
  readonly endDate: string | null;
  readonly correspondingVCodes: readonly string[];
}

/** One thing that happened to an association (gebeurtenis). */
export interface AssociationEvent {
  /** The register's word, such as NaamWerdGewijzigd. */
  readonly kind: string;
  /** What happened, in Dutch, as the register writes it. May name a representative: personal data. */
  readonly description: string;
  /** OVO code of the organisation that did it; null when the register does not say. */
  readonly initiator: string | null;
  /** Null when the register's moment has no offset or is none; `rawAt` has it as sent. */
  readonly at: Date | null;
  readonly rawAt: string;
  /** What the register keeps with it, its shape depending on `kind`. May be personal data. */
  readonly data: unknown;
}

export interface Audience {
  /** Years, 0 to 150. */
  readonly minimumAge: number;
  readonly maximumAge: number;
}

export interface NewContact {
  /** The register's word: E-mail, Website, SocialMedia, Telefoon. */
  readonly type: string;
  readonly value: string;
  readonly description: string | null;
  readonly primary: boolean;
}

/** Either written out, or the URI of an address in the address register: the register refuses both together. */
export type NewAddress =
  | {
      readonly kind: 'WRITTEN';
      readonly street: string;
      readonly houseNumber: string;
      readonly boxNumber: string | null;
      readonly postalCode: string;
      readonly municipality: string;
      readonly country: string;
    }
  | { readonly kind: 'REGISTERED'; readonly addressUri: string };

export interface NewLocation {
  /** Correspondentie (at most one) or Activiteiten. */
  readonly type: string;
  readonly primary: boolean;
  readonly name: string | null;
  readonly address: NewAddress;
}

export interface NewRepresentative extends Omit<Representative, 'id' | 'origin' | 'nationalNumber'> {
  readonly nationalNumber: NationalNumber;
  readonly givenName: string;
  readonly familyName: string;
}

/** An association without legal personality (VZER) that is to be registered. */
export interface AssociationRegistration {
  readonly name: string;
  readonly shortName: string | null;
  readonly description: string | null;
  /** ISO date, at the latest today; null when not known. */
  readonly startDate: string | null;
  readonly audience: Audience | null;
  readonly optedOut: boolean;
  readonly contacts: readonly NewContact[];
  readonly locations: readonly NewLocation[];
  readonly representatives: readonly NewRepresentative[];
  /** Codes of main activities. */
  readonly activities: readonly string[];
  /** Codes of NUTS and LAU areas. */
  readonly workingAreas: readonly string[];
}

/** What is left out stays as it is. */
export interface AssociationBasics {
  readonly name?: string;
  readonly shortName?: string;
  readonly description?: string;
  /** Null clears it. */
  readonly startDate?: string | null;
  readonly audience?: Audience;
  readonly optedOut?: boolean;
  readonly activities?: readonly string[];
  readonly workingAreas?: readonly string[];
}

export type ContactChange = Partial<Omit<NewContact, 'type'>>;
export type LocationChange = Partial<NewLocation>;
/** Who somebody is does not change: number and names are not among it. */
export type RepresentativeChange = Partial<
  Omit<NewRepresentative, 'nationalNumber' | 'givenName' | 'familyName'>
>;

/** A change of one contact, location or representative. What is left out of a CHANGE stays as it is; null clears it. */
export type PartChange =
  | { readonly part: 'CONTACT'; readonly action: 'ADD'; readonly value: NewContact }
  | {
      readonly part: 'CONTACT';
      readonly action: 'CHANGE';
      readonly id: number;
      readonly value: ContactChange;
    }
  | { readonly part: 'LOCATION'; readonly action: 'ADD'; readonly value: NewLocation }
  | {
      readonly part: 'LOCATION';
      readonly action: 'CHANGE';
      readonly id: number;
      readonly value: LocationChange;
    }
  | { readonly part: 'REPRESENTATIVE'; readonly action: 'ADD'; readonly value: NewRepresentative }
  | {
      readonly part: 'REPRESENTATIVE';
      readonly action: 'CHANGE';
      readonly id: number;
      readonly value: RepresentativeChange;
    }
  | {
      readonly part: 'CONTACT' | 'LOCATION' | 'REPRESENTATIVE';
      readonly action: 'REMOVE';
      readonly id: number;
    };

/** Why the register refused a change. Its reasons may repeat what was sent, so they are for the asker and for no log. */
export interface Refusal {
  readonly kind: 'REFUSED';
  /** The register's sentence about the whole; null when it gave none. */
  readonly reason: string | null;
  /** By field, in the register's names; empty when it named none. */
  readonly violations: readonly {
    readonly field: string;
    readonly code: string | null;
    readonly reason: string;
  }[];
}

/** The change was sent and its answer was lost: it may have been made. `reason` is the code of that error. */
export interface InDoubt {
  readonly kind: 'IN_DOUBT';
  readonly reason: string;
}

/** The register took the change and will show it soon: `readBack` waits for `sequence`. */
interface Taken {
  readonly sequence: number;
  readonly version: string | null;
}

export type RegistrationOutcome =
  | ({ readonly kind: 'REGISTERED'; readonly vCode: string } & Taken)
  /** Registered nothing: these may be the same association. `token` confirms that it is another, for the same registration only. */
  | {
      readonly kind: 'DUPLICATES';
      readonly candidates: readonly AssociationSummary[];
      readonly token: string;
    }
  | Refusal
  | InDoubt;

export type ChangeOutcome =
  | ({ readonly kind: 'CHANGED' } & Taken)
  /** It was so already. */
  | { readonly kind: 'UNCHANGED' }
  /** Somebody changed the association after `ifVersion`; nothing was changed now. */
  | { readonly kind: 'CHANGED_MEANWHILE' }
  | Refusal
  | InDoubt;

/**
 * What the hub asks of a register in which associations are managed. All methods reject with PlatformError:
 * NOT_CONFIGURED without access; a change only when it was certainly not made.
 */
export interface AssociationManagementPort {
  /** Whether there is access to it; every method rejects with NOT_CONFIGURED without. */
  readonly offersManagement: boolean;
  /** Registers a VZER. `confirmation` is the token of an earlier answer DUPLICATES to the very same registration. */
  register(
    registration: AssociationRegistration,
    confirmation: string | null,
    context: CallContext,
  ): Promise<RegistrationOutcome>;
  /** `ifVersion` null: whatever its version. */
  changeBasics(
    vCode: string,
    basics: AssociationBasics,
    ifVersion: string | null,
    context: CallContext,
  ): Promise<ChangeOutcome>;
  changePart(
    vCode: string,
    change: PartChange,
    ifVersion: string | null,
    context: CallContext,
  ): Promise<ChangeOutcome>;
  /** Null when the register has none of that vCode. Never from a cache. */
  managed(vCode: string, context: CallContext): Promise<Sourced<ManagedAssociation | null>>;
  /** The same, once the register shows the change of `sequence`; DEADLINE when that takes longer than the asker waits. */
  readBack(
    vCode: string,
    sequence: number,
    context: CallContext,
  ): Promise<Sourced<ManagedAssociation | null>>;
  /** By words of the name, also those that stopped or left the public stream. `offset` and `limit` together at most 1000. */
  searchManaged(
    search: { readonly text: string; readonly offset: number; readonly limit: number },
    context: CallContext,
  ): Promise<Sourced<{ readonly associations: readonly ManagedSummary[]; readonly total: number }>>;
  /**
   * After IN_DOUBT: vCodes of associations of exactly this name that this person represents. Empty does not prove that
   * nothing was registered: the register shows a registration some time after it was made. Looks at ten at most.
   */
  findRegistered(
    name: string,
    representative: NationalNumber,
    context: CallContext,
  ): Promise<readonly string[]>;
  /** What happened to it, in the register's order; null when the register has none of that vCode. */
  history(vCode: string, context: CallContext): Promise<Sourced<readonly AssociationEvent[] | null>>;
}
