import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { AssociationManagementPort } from './association-management.port.js';

export interface CodedName {
  readonly code: string;
  readonly name: string;
}

export interface AssociationLocation {
  /** The register's word: Correspondentie, Activiteiten, Maatschappelijke zetel volgens KBO. */
  readonly type: string;
  readonly primary: boolean;
  readonly name: string | null;
  /** The address on one line, as the register writes it. */
  readonly display: string;
  readonly street: string | null;
  readonly houseNumber: string | null;
  readonly boxNumber: string | null;
  readonly postalCode: string | null;
  readonly municipality: string | null;
  readonly country: string | null;
  /** URI in the address register; null when the address is not linked to it. */
  readonly addressUri: string | null;
  /** Which address register the URI belongs to, `AR` as far as known; null when not linked. */
  readonly addressSource: string | null;
}

export interface AssociationContact {
  /** The register's word: E-mail, Website, SocialMedia, Telefoon. */
  readonly type: string;
  readonly value: string;
  readonly description: string | null;
  readonly primary: boolean;
}

export interface AssociationIdentifier {
  /** Vcode or KBO. */
  readonly source: string;
  readonly value: string;
  /** The coding system of the value, as the register names it; null when it gives none. */
  readonly codingSystem: string | null;
  /** The value in the coding system's own form; null when the register gives none. */
  readonly number: string | null;
}

export interface AssociationMembership {
  /** The association it is a member of. */
  readonly vCode: string;
  /** Its name; null in a search result and in the bulk file, which give the vCode only. */
  readonly name: string | null;
  /** ISO dates; null when open. */
  readonly from: string | null;
  readonly to: string | null;
  readonly identification: string | null;
  readonly description: string | null;
}

/** The association of which another one is a part. */
export interface AssociationParent {
  readonly vCode: string;
  /** Null in a search result and in the bulk file, which give the vCode only. */
  readonly name: string | null;
  readonly identification: string | null;
  readonly description: string | null;
}

export interface AssociationRelation {
  readonly type: string;
  readonly name: string;
  readonly vCode: string | null;
  readonly kboNumber: string | null;
}

export interface AssociationRecognition {
  readonly id: string;
  readonly grantedBy: { readonly ovoCode: string; readonly name: string };
  readonly product: { readonly number: string; readonly name: string };
  readonly from: string | null;
  readonly to: string | null;
  readonly renewalDate: string | null;
  readonly renewalUrl: string | null;
  readonly suspensionReason: string | null;
  readonly status: string;
}

/** An association as the public register shows it: every field of its detail. */
export interface Association {
  readonly vCode: string;
  readonly name: string;
  readonly shortName: string | null;
  readonly callName: string | null;
  readonly description: string | null;
  readonly type: CodedName;
  /** Only for VZER, and only when asked with API version 2. */
  readonly subtype: CodedName | null;
  /** Only for a subassociation (subtype SUB), null for every other. */
  readonly partOf: AssociationParent | null;
  readonly status: string;
  readonly startDate: string | null;
  readonly minimumAge: number | null;
  readonly maximumAge: number | null;
  readonly activities: readonly CodedName[];
  readonly workingAreas: readonly CodedName[];
  readonly locations: readonly AssociationLocation[];
  readonly contacts: readonly AssociationContact[];
  readonly identifiers: readonly AssociationIdentifier[];
  readonly memberships: readonly AssociationMembership[];
  readonly relations: readonly AssociationRelation[];
  readonly recognitions: readonly AssociationRecognition[];
  readonly beingDissolved: boolean;
  /** ISO date of the register's last change. */
  readonly lastChangedOn: string | null;
}

/** What a search result shows: the same words, fewer fields; its locations have no street, its memberships no name. */
export type AssociationSummary = Omit<
  Association,
  'status' | 'startDate' | 'contacts' | 'recognitions' | 'lastChangedOn'
> & {
  readonly recognised: boolean;
};

export interface AssociationSearch {
  /** Free text; the adapter quotes what the register's query language would misread. Null: all. */
  readonly text: string | null;
  readonly activities: readonly string[];
  readonly postalCodes: readonly string[];
  /** Sort fields in the register's spelling, `-` in front for descending; empty: the register's own order. */
  readonly sort: readonly string[];
  readonly offset: number;
  /** offset + limit is at most 1000: the register's limit. */
  readonly limit: number;
}

export interface AssociationSearchResult {
  readonly associations: readonly AssociationSummary[];
  readonly total: number;
  /** How many per activity, not narrowed by the asked activities. */
  readonly activityCounts: readonly { readonly code: string; readonly count: number }[];
}

export interface AssociationChange {
  readonly vCode: string;
  readonly sequence: number;
}

/** An association a person represents, as the register knows it for the login flow. */
export interface RepresentedAssociation {
  readonly vCode: string;
  readonly name: string;
  readonly status: string;
  readonly kboNumber: string | null;
  readonly type: CodedName;
  readonly subtype: CodedName | null;
  readonly mainRepresentative: boolean;
  /** Duplicates that were merged into this association. */
  readonly correspondingVCodes: readonly string[];
}

/** What the hub asks of an association register. All methods reject with PlatformError. */
export interface AssociationsPort extends AssociationManagementPort {
  search(search: AssociationSearch, context: CallContext): Promise<Sourced<AssociationSearchResult>>;
  /** Null when the register does not (or no longer) show it. */
  detail(vCode: string, context: CallContext): Promise<Sourced<Association | null>>;
  /** The same, never from a cache: for the mirror, after a change was announced. */
  current(vCode: string, context: CallContext): Promise<Association | null>;
  activities(context: CallContext): Promise<Sourced<readonly CodedName[]>>;
  /** Changes after `sequence`, ascending; empty when there are none. */
  changesSince(sequence: number, context: CallContext): Promise<readonly AssociationChange[]>;
  /**
   * The register's bulk file, read in pieces: for the first fill of the mirror. Associations that the file marks as removed are left out.
   * Rejects with NOT_CONFIGURED when the file lies on a host that the settings do not allow.
   */
  all(context: CallContext): AsyncIterable<readonly Association[]>;
  /** Associations the person represents; NOT_CONFIGURED without access to the register's ACM API. */
  ofRepresentative(
    nationalNumber: NationalNumber,
    context: CallContext,
  ): Promise<Sourced<readonly RepresentedAssociation[]>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    associations: AssociationsPort;
  }
}
