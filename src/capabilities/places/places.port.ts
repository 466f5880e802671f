import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { ImageryKind, Mosaic } from './imagery.port.js';
import type { Panorama, PanoramaSearch, Picture } from './panoramas.port.js';

/** Belgian Lambert 72 (EPSG:31370), in metres, or WGS 84 (EPSG:4326), in degrees. */
export type Srs = 'LAMBERT72' | 'WGS84';

/** In Lambert 72: x to the east and y to the north; in WGS 84: x is the longitude and y the latitude. */
export interface Point {
  readonly x: number;
  readonly y: number;
}

export interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

/** What a register knows of a number it was asked about. REMOVED: it was there, and was taken out as a mistake. */
export type Lookup<T> =
  | { readonly state: 'FOUND'; readonly value: T }
  | { readonly state: 'REMOVED' }
  | { readonly state: 'UNKNOWN' };

export type AddressStatus = 'PROPOSED' | 'IN_USE' | 'RETIRED' | 'REJECTED' | 'UNKNOWN';
export type ParcelStatus = 'REALISED' | 'RETIRED' | 'UNKNOWN';

/** A geographical name in the language in which the register gave it. */
export interface PlaceName {
  readonly text: string;
  /** ISO 639-1, such as `nl`; null when the register did not say. */
  readonly language: string | null;
}

export interface AddressPosition extends Point {
  /** How it was found, in the register's word: `aangeduidDoorBeheerder`, `afgeleidVanObject`. */
  readonly method: string | null;
  /** What it points to, in the register's word: `gebouweenheid`, `perceel`, `lot`, `ingang`. */
  readonly specification: string | null;
}

/** An address as far as the register told it: a list tells less than the address itself. */
export interface RegisteredAddress {
  /** Null when the register told of a street without a house. */
  readonly id: string | null;
  readonly uri: string | null;
  /** When this version of it came about, with offset. */
  readonly versionAt: string | null;
  /** In one line; null when the register gave none. */
  readonly fullAddress: string | null;
  readonly street: { readonly id: string; readonly name: PlaceName | null } | null;
  readonly houseNumber: string | null;
  readonly boxNumber: string | null;
  readonly postalCode: string | null;
  readonly municipality: { readonly nisCode: string; readonly name: PlaceName | null } | null;
  /** In Lambert 72. */
  readonly position: AddressPosition | null;
  /** Null when the register did not tell it; UNKNOWN for a word that is not in its list. */
  readonly status: AddressStatus | null;
  /** The register's own word for `status`. */
  readonly statusCode: string | null;
  /** Null when not told. */
  readonly officiallyAssigned: boolean | null;
}

export interface AddressSearch {
  /** What somebody typed. */
  readonly text: string;
  readonly municipality: string | null;
  readonly nisCode: string | null;
  /** At most 50. */
  readonly limit: number;
}

/** At least one of postal code, NIS code and municipality is given. */
export interface AddressMatchRequest {
  readonly street: string;
  readonly houseNumber: string | null;
  readonly boxNumber: string | null;
  readonly postalCode: string | null;
  readonly nisCode: string | null;
  readonly municipality: string | null;
}

export interface AddressMatch {
  /** 0 to 100: how well it fits. */
  readonly score: number;
  readonly address: RegisteredAddress;
}

export interface AddressMatches {
  readonly matches: readonly AddressMatch[];
  /** What the register could not use of the request, such as a postal code that it does not know. */
  readonly warnings: readonly { readonly code: string; readonly message: string }[];
}

export interface Parcel {
  /** With a slash. */
  readonly capakey: string;
  readonly uri: string | null;
  readonly versionAt: string | null;
  readonly status: ParcelStatus;
  readonly statusCode: string | null;
  /** Numbers in the address register. */
  readonly addressIds: readonly string[];
}

export interface ParcelSummary {
  readonly capakey: string;
  readonly status: ParcelStatus;
  readonly statusCode: string | null;
}

/** What the cadastral plan says of a parcel. */
export interface ParcelGeometry {
  readonly srs: Srs;
  /** A GeoJSON geometry. */
  readonly shape: Readonly<Record<string, unknown>> | null;
  readonly boundingBox: Box | null;
  readonly centre: Point | null;
  readonly municipality: string | null;
  /** Cadastral division (afdeling). */
  readonly division: { readonly code: string | null; readonly name: string | null };
  readonly section: string | null;
  /** Number of the parcel within its section (perceelnummer), such as 1030A. */
  readonly number: string | null;
  readonly groundNumber: string | null;
  readonly bisNumber: string | null;
  readonly exponent: string | null;
  readonly power: string | null;
  /** Addresses as the plan writes them, one line each. */
  readonly addressLines: readonly string[];
}

/** What the hub asks of a platform that knows addresses, parcels and pictures of them. All reject with PlatformError. */
export interface PlacesPort {
  /** The best first; id, URI and line of each, and nothing more. */
  searchAddresses(
    search: AddressSearch,
    context: CallContext,
  ): Promise<Sourced<readonly RegisteredAddress[]>>;
  address(id: string, context: CallContext): Promise<Sourced<Lookup<RegisteredAddress>>>;
  /**
   * At least the lines of these addresses, in the fewest calls the platform allows; one that it no longer knows is
   * left out.
   */
  addressLines(
    ids: readonly string[],
    context: CallContext,
  ): Promise<Sourced<ReadonlyMap<string, RegisteredAddress>>>;
  matchAddress(request: AddressMatchRequest, context: CallContext): Promise<Sourced<AddressMatches>>;
  parcel(capakey: string, context: CallContext): Promise<Sourced<Lookup<Parcel>>>;
  parcelsOfAddress(addressId: string, context: CallContext): Promise<Sourced<readonly ParcelSummary[]>>;
  /** Null when the cadastral plan does not show the parcel. */
  parcelGeometry(capakey: string, srs: Srs, context: CallContext): Promise<Sourced<ParcelGeometry | null>>;
  /** Every mosaic of one kind that can be shown now. */
  mosaics(kind: ImageryKind, context: CallContext): Promise<Sourced<readonly Mosaic[]>>;
  /** The day on which the picture of a mosaic at this point (Lambert 72) was taken; null when that is not told. */
  flightDate(mosaic: Mosaic, at: Point, context: CallContext): Promise<Sourced<string | null>>;
  /** Where the picture of a box (Lambert 72) is, in so many pixels; no call. */
  imageUrl(mosaic: Mosaic, box: Box, size: { readonly width: number; readonly height: number }): string;
  /** NOT_CONFIGURED without access to panoramas. */
  panoramas(search: PanoramaSearch, context: CallContext): Promise<Sourced<readonly Panorama[]>>;
  /** NOT_CONFIGURED without access to panoramas; null when there is none of that id. */
  panoramaPicture(id: string, context: CallContext): Promise<Sourced<Picture | null>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    places: PlacesPort;
  }
}
