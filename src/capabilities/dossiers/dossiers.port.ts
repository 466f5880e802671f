import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';

/**
 * What the hub asks of a platform that knows the status of a person's dossiers with all authorities. Rejects with
 * PlatformError. When some authorities could not be asked, `source.reason` is `PARTIAL`.
 */
export interface DossiersPort {
  dossiersOf(nationalNumber: NationalNumber, context: CallContext): Promise<Sourced<DossierOverview>>;
}

export interface DossierOverview {
  readonly dossiers: readonly Dossier[];
  /** Authorities that could not be asked; the dossiers above are then not all. */
  readonly failures: readonly DossierSourceFailure[];
}

export interface DossierSourceFailure {
  /** The authority's source, as MAGDA names it; null when the platform does not say which. */
  readonly authority: string | null;
  readonly platformCode: string;
}

/** A value without a field of its own: its path in the platform's own words, attributes with `@`. */
export interface DossierFact {
  readonly path: string;
  readonly value: string;
}

/** A dossier: its present state first, then its older states. */
export interface Dossier {
  readonly authority: string;
  readonly number: string;
  readonly current: DossierState;
  readonly history: readonly DossierState[];
}

export interface DossierState {
  readonly name: string;
  readonly type: string;
  readonly changedAt: Date | null;
  readonly targetDate: string | null;
  readonly status: DossierStatus | null;
  /** IPDC product numbers. */
  readonly products: readonly string[];
  readonly handler: DossierHandler | null;
  readonly extraInformation: string | null;
  /** Where the citizen can follow it. */
  readonly url: string | null;
  readonly subjects: readonly DossierSubject[];
  readonly confidential: boolean | null;
  readonly public: boolean | null;
  readonly notConsultable: boolean | null;
  readonly from: Date;
  readonly to: Date | null;
  /** Every value of the answer that has no field above, so that nothing is lost. */
  readonly otherFacts: readonly DossierFact[];
}

export interface DossierStatus {
  /** The platform's code, such as InBehandeling; null when only a phase is given. */
  readonly code: string | null;
  /** Samenstelling, Behandeling or Afgerond; null when not given. */
  readonly phase: string | null;
  readonly edrl: string | null;
  readonly details: readonly string[];
  readonly changedAt: Date | null;
  /** What the citizen must do; null when nothing was said about it. */
  readonly action: { readonly needed: boolean; readonly description: string | null } | null;
  readonly targetDate: string | null;
}

export interface DossierHandler {
  readonly name: string | null;
  readonly service: string | null;
  /** The service in the Wegwijs organisation register (WegwijsID); given instead of its name. */
  readonly serviceWegwijsId: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobile: string | null;
  readonly fax: string | null;
  readonly website: string | null;
  readonly street: string | null;
  readonly houseNumber: string | null;
  readonly boxNumber: string | null;
  readonly postalCode: string | null;
  readonly municipality: string | null;
  /** NIS code of the municipality; null when not given. */
  readonly nisCode: string | null;
  readonly country: string | null;
}

export interface DossierSubject {
  readonly role: string | null;
  readonly type: string;
  /** The national number of a person; null for another type of subject. */
  readonly nationalNumber: NationalNumber | null;
  /** The key of a subject that is not a person, e.g. a KBO number. */
  readonly key: string | null;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    dossiers: DossiersPort;
  }
}
