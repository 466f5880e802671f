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

/** A code of a register with its text (CodeOmschrijving). Optional fields are left out when the register does not say them. */
export interface CodedDescription {
  readonly code: string;
  readonly description: string | null;
  /** Language of the description (Taal), such as `nl`. */
  readonly language?: string;
  /** Since when and until when it holds (DatumBegin, DatumEinde); ISO date, perhaps incomplete (2000-00-00). */
  readonly since?: string;
  readonly until?: string;
}

export interface PersonName {
  readonly givenNames: readonly string[];
  readonly familyNames: readonly string[];
  readonly since?: string;
  readonly until?: string;
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
  /** Date of the declaration, for a declared address (AangifteAdreswijziging, AangifteAdresBuitenland). */
  readonly declaredOn?: string;
  readonly until?: string;
  /** Three-digit NIS code and three-letter ISO code of the country. */
  readonly countryNisCode?: string;
  readonly countryIsoCode?: string;
  /** Street code of the Rijksregister (StraatCode). */
  readonly streetCode?: string;
  /** False when street and municipality are written as somebody typed them (NietGestandaardiseerd). */
  readonly standardised?: boolean;
  /** Language of each name, such as `nl`. */
  readonly languages?: {
    readonly street?: string;
    readonly municipality?: string;
    readonly country?: string;
  };
  /** Embassy or consulate that keeps the file of somebody who lives abroad (DiplomatiekePost). */
  readonly diplomaticPost?: CodedDescription & { readonly country: Country | null };
}

export interface Country {
  readonly name: string | null;
  readonly nisCode: string | null;
  readonly isoCode: string | null;
}

/** A municipality and country, in Belgium or abroad (Plaats). */
export interface Place {
  readonly municipality: string | null;
  readonly nisCode: string | null;
  readonly country: Country | null;
  readonly text: string | null;
}

/** An event of civil status with its certificate: birth, death (Geboorte, Overlijden). */
export interface CivilEvent {
  /** May be incomplete: 1960, 1960-05 or 1960-05-12. */
  readonly date: string | null;
  readonly place: Place | null;
  /** Aktenummer. */
  readonly certificateNumber: string | null;
  /** What the date was taken from (Bewijsstuk); null when not said. */
  readonly proof: CodedDescription | null;
  readonly since: string | null;
  readonly until: string | null;
}

/** Somebody mentioned in another person's file: parent, reference person, partner, representative. */
export interface RelatedPerson {
  readonly nationalNumber: NationalNumber | null;
  readonly name: PersonName | null;
  readonly sex: CodedDescription | null;
  readonly birthDate: string | null;
}

export interface CivilStatus extends CodedDescription {
  readonly partner: RelatedPerson | null;
  readonly place: Place | null;
  readonly certificateNumber: string | null;
}

/** From whom the person descends and how (Afstamming). */
export interface Descent {
  readonly type: CodedDescription | null;
  readonly parents: readonly RelatedPerson[];
  readonly since: string | null;
  readonly until: string | null;
}

/** The head of the household as the person's own file names it, with the person's place (Referentiepersoon). */
export interface ReferencePerson extends RelatedPerson {
  readonly position: CodedDescription | null;
  /** Woonvorm: alone, family, community. */
  readonly housing: CodedDescription | null;
  readonly since: string | null;
  readonly until: string | null;
}

/** The municipality or post that keeps the file (Beheerder). */
export interface Administrator {
  readonly place: Place | null;
  /** Fusie: whether the municipality merged. */
  readonly merger: CodedDescription | null;
  readonly languageRegime: CodedDescription | null;
  readonly since: string | null;
  readonly until: string | null;
}

export interface IdentityDocument {
  readonly type: CodedDescription | null;
  readonly number: string | null;
  /** Vervalgegevens. */
  readonly expiresOn: string | null;
  readonly expiryText: string | null;
  readonly place: Place | null;
  readonly duration: CodedDescription | null;
  readonly since: string | null;
  readonly until: string | null;
}

/** Last wishes: burial (Begraving) or funeral and rite (LijkbezorgingEnRitueel). */
export interface FuneralWish {
  readonly method: CodedDescription | null;
  readonly rite: CodedDescription | null;
  readonly registeredIn: Place | null;
  readonly documentDate: string | null;
  readonly representative: RelatedPerson | null;
  readonly contract: {
    readonly situation: CodedDescription | null;
    readonly number: string | null;
    readonly kboNumber: string | null;
  } | null;
  readonly cemetery: Place | null;
  readonly since: string | null;
  readonly until: string | null;
}

/** Why somebody may stay in Belgium (WettigVerblijf). */
export interface LegalStay {
  readonly reasons: readonly CodedDescription[];
  readonly texts: readonly string[];
  readonly since: string | null;
  readonly until: string | null;
}

/** A value that has no field of its own here: its path in the register's own words, attributes with `@`. */
export interface RegisterFact {
  readonly path: string;
  readonly value: string;
}

/** What the register holds beside the things most services need. */
export interface PersonDetails {
  /** RR (Rijksregister) or KSZ; null when not said. */
  readonly register: string | null;
  /** DatumCreatie and DatumModificatie of the file. */
  readonly createdOn: string | null;
  readonly changedOn: string | null;
  readonly birth: CivilEvent | null;
  readonly death: CivilEvent | null;
  /** Statussen: deceased, struck off and so on. */
  readonly statuses: readonly CodedDescription[];
  /** The population register the person is in (Register). */
  readonly populationRegister: CodedDescription | null;
  readonly administrator: Administrator | null;
  /** All of them, as the register orders them; `civilStatus` of the person is the first. */
  readonly civilStatuses: readonly CivilStatus[];
  readonly descents: readonly Descent[];
  readonly referencePerson: ReferencePerson | null;
  readonly identityDocuments: readonly IdentityDocument[];
  readonly burial: FuneralWish | null;
  readonly funeral: FuneralWish | null;
  readonly legalStays: readonly LegalStay[];
  readonly refugeeType: CodedDescription | null;
  /** AangifteAdreswijziging and AangifteAdresBuitenland: declared, not (yet) established. */
  readonly declaredResidence: Address | null;
  readonly declaredResidenceAbroad: Address | null;
  /** Every value of the answer that has no field above, so that nothing is lost. */
  readonly otherFacts: readonly RegisterFact[];
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
  readonly details: PersonDetails;
}

export interface HouseholdMember {
  readonly nationalNumber: NationalNumber | null;
  readonly name: PersonName;
  readonly sex: CodedDescription | null;
  readonly birthDate: string | null;
  /** Place in the household: 01 head, 02 spouse, 03 child and so on. */
  readonly position: CodedDescription | null;
  readonly since: string | null;
  readonly details: HouseholdMemberDetails;
}

export interface HouseholdMemberDetails {
  readonly until: string | null;
  readonly residence: Address | null;
  readonly housing: CodedDescription | null;
  /** The register that knows this member (Bron). */
  readonly register: CodedDescription | null;
  readonly administrator: Administrator | null;
  readonly status: CodedDescription | null;
  readonly otherFacts: readonly RegisterFact[];
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
  /** Ends the registration that reading began; true when the platform says it succeeded. */
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
