import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';

/** A dossier of ours as it is from a moment on: what its citizens are to see of it. Texts have at most 255 characters. */
export interface DossierPublication {
  /** Our number of the dossier: the same in each of its states. */
  readonly number: string;
  readonly name: string;
  /** What kind of dossier, such as DossierStatus or Financieel voordeel. */
  readonly type: string;
  /** From when it is so. Together with the number it tells one state from another. */
  readonly from: Date;
  readonly status: PublishedStatus;
  /** ISO day by which the dossier should be ready; null when there is none. */
  readonly targetDate: string | null;
  /** IPDC product numbers; the platform takes none above 32767. */
  readonly products: readonly string[];
  readonly handler: PublishedHandler | null;
  readonly extraInformation: string | null;
  /** Where the citizen can follow it: http or https; null when nowhere. */
  readonly url: string | null;
  /** The citizens who may see it, at least one. */
  readonly subjects: readonly NationalNumber[];
  readonly confidential: boolean;
  readonly public: boolean;
  /** Whether it may not be consulted, its citizens included. */
  readonly notConsultable: boolean;
}

export interface PublishedStatus {
  /** Such as InBehandeling; null when the phase says it all. */
  readonly code: string | null;
  /** Null where only a code is given; a status has one of both. */
  readonly phase: 'Samenstelling' | 'Behandeling' | 'Afgerond' | null;
  /** Further explanation, at most two lines. */
  readonly details: readonly string[];
  /** What the citizen must do; null when nothing. */
  readonly action: string | null;
  /** ISO day by which the status should change; null when there is none. */
  readonly targetDate: string | null;
}

/** Whom the citizen turns to; null for what is not told. */
export interface PublishedHandler {
  readonly name: string | null;
  readonly service: string | null;
  readonly email: string | null;
  /** At most 120 characters. */
  readonly phone: string | null;
  readonly website: string | null;
}

/** Why a publication was not taken: by our own rules, which are the platform's, or by the platform itself. */
export type PublicationRefusal =
  | 'NUMBER'
  | 'NAME'
  | 'TYPE'
  | 'FROM'
  | 'STATUS'
  | 'TARGET_DATE'
  | 'PRODUCTS'
  | 'HANDLER'
  | 'EXTRA_INFORMATION'
  | 'URL'
  | 'SUBJECTS'
  /** Any refusal of the platform; its own words may hold personal data and are not kept. */
  | 'BY_PLATFORM';

export type PublicationOutcome =
  | {
      readonly kind: 'PUBLISHED';
      /** When the platform processed it; null when it does not say. */
      readonly processedAt: Date | null;
    }
  | {
      readonly kind: 'REFUSED';
      readonly reason: PublicationRefusal;
      /** Such as HTTP_400; null when the platform gave no code, or was not asked. */
      readonly platformCode: string | null;
    }
  /** It may have been published. Where repetition is not honoured: ask `visibility` before it is offered again. */
  | { readonly kind: 'IN_DOUBT'; readonly reason: string };

/**
 * SHOWN: a citizen of the dossier sees this state. NOT_SHOWN: the platform was asked and does not show it, which does not prove
 * that it never will. UNKNOWN: it could not be told.
 */
export type PublicationVisibility = 'SHOWN' | 'NOT_SHOWN' | 'UNKNOWN';

/** What the hub asks of a platform that shows citizens how the dossiers of this municipality stand. */
export interface DossierPublicationPort {
  /** Whether the settings name a place to publish. */
  readonly offered: boolean;
  /** What the platform would refuse in it, by its public rules; null when nothing. */
  refusalOf(publication: DossierPublication): PublicationRefusal | null;
  /**
   * Whether the same state published twice has one effect. Where it has, a publication is tried again by itself and may be
   * offered again after IN_DOUBT; where it has not, or where nobody knows, it is sent once.
   */
  readonly honoursRepetition: boolean;
  /**
   * Checks the publication and sends it. Rejects with PlatformError only when it was certainly not published and nothing is
   * wrong with the publication itself; NOT_CONFIGURED where the settings name no place to publish.
   */
  publish(publication: DossierPublication, context: CallContext): Promise<PublicationOutcome>;
  /** What the platform shows its first subject of this state, never from a cache. Rejects with PlatformError. */
  visibility(publication: DossierPublication, context: CallContext): Promise<Sourced<PublicationVisibility>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    dossierPublication: DossierPublicationPort;
  }
}
