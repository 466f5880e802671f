import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';

/** What a project asks a permit for: the four layers of the open data. */
export const permitKinds = [
  'URBAN_DEVELOPMENT',
  'SUBDIVISION',
  'CLASSIFIED_ESTABLISHMENT',
  'RETAIL',
] as const;
export type PermitKind = (typeof permitKinds)[number];

/** How far a project is, as far as its state tells. */
export type PermitPhase =
  'SUBMITTED' | 'COMPLETE' | 'PUBLIC_INQUIRY' | 'DECIDED' | 'POSTED' | 'CLOSED' | 'UNKNOWN';

/** The procedure that a project follows. NORMAL_WITH_POVC: the normal one with advice of the POVC. */
export type PermitProcedure = 'NORMAL' | 'NORMAL_WITH_POVC' | 'SIMPLIFIED' | 'NONE' | 'UNKNOWN';

/** A GeoJSON-like geometry in metres of Lambert 72 (EPSG:31370). */
export interface Lambert72Geometry {
  readonly type: string;
  readonly coordinates: readonly unknown[];
}

/** In metres of Lambert 72 (EPSG:31370). */
export interface BoundingBox {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** A thing that a project is about (voorwerp), as one layer shows it. Who applied is not part of it, on purpose. */
export interface PermitObject {
  readonly kind: PermitKind;
  /** `OMV_` and ten digits. */
  readonly projectNumber: string;
  /** The platform's voorwerp_uuid. */
  readonly uuid: string;
  /** A code of the list PROJECT_TYPE, or whatever the platform gave. */
  readonly typeCode: string | null;
  /** The platform's own text; there is no public list of states. */
  readonly state: string | null;
  /** ISO moments in UTC; null when the platform gives none that can be read. */
  readonly submittedAt: string | null;
  readonly stateSince: string | null;
  readonly geometry: Lambert72Geometry | null;
  /** Null without a geometry. */
  readonly boundingBox: BoundingBox | null;
}

export interface PermitObjectPage {
  readonly objects: readonly PermitObject[];
  /** Rows that cannot be told apart, for want of a project number or a voorwerp_uuid. */
  readonly unreadable: number;
  /** Moments that were given but are none, and were left out. */
  readonly unreadableMoments: number;
  /** `after` of the next page; null when this was the last. */
  readonly next: string | null;
}

export interface PermitObjectQuery {
  readonly kind: PermitKind;
  /** Only objects whose state is of this moment or later; null: all. */
  readonly changedSince: Date | null;
  /** `next` of the page before; null: from the beginning. */
  readonly after: string | null;
}

export type PermitCodeListName = 'PROJECT_TYPE' | 'EVENT';

export interface PermitCode {
  readonly code: string;
  /** In Dutch. */
  readonly label: string;
}

/**
 * What the exchange platform answered: its contract is not public, so its own element names and texts, and no more.
 * May hold personal data.
 */
export interface ExchangeAnswer {
  /** Local name of the element in the Body. */
  readonly element: string;
  readonly values: readonly { readonly path: string; readonly value: string }[];
}

/** What the hub asks of a platform that knows permits. Methods with a context reject with PlatformError. */
export interface PermitsPort {
  /** One page of a layer within the municipality, ordered by project number. */
  objects(query: PermitObjectQuery, context: CallContext): Promise<PermitObjectPage>;
  /** The page of a project for people. */
  publicPage(projectNumber: string): string;
  codes(list: PermitCodeListName): readonly PermitCode[];
  /** Whether projects of this type are applications (aanvragen), which are checked for completeness; unknown types are not. */
  isApplication(typeCode: string): boolean;
  /** The phase that a state means, by the settings; UNKNOWN when they do not name it. */
  phaseOf(state: string | null): PermitPhase;
  /** The procedure of a type, by the settings; UNKNOWN when they do not name it. */
  procedureOf(typeCode: string | null): PermitProcedure;
  /** Asks the exchange platform for a dossier (GeefDossier); NOT_CONFIGURED without an agreement in the settings. */
  exchangeDossier(dossierUuid: string, context: CallContext): Promise<Sourced<ExchangeAnswer>>;
  /** Asks the exchange platform for a project (GeefProject); NOT_CONFIGURED without an agreement in the settings. */
  exchangeProject(projectId: string, context: CallContext): Promise<Sourced<ExchangeAnswer>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    permits: PermitsPort;
  }
}
