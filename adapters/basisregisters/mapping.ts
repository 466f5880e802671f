import type {
  AddressMatches,
  AddressPosition,
  AddressStatus,
  Box,
  Parcel,
  ParcelGeometry,
  ParcelStatus,
  ParcelSummary,
  PlaceName,
  RegisteredAddress,
  Srs,
} from '../../src/capabilities/places/places.port.js';
import type {
  AddressDocument,
  AddressMatchDocument,
  AddressSearchItem,
  ParcelDocument,
  ParcelListItem,
  PlanDocument,
} from './documents.js';

/** Told of each word that is in no list of ours. */
export type OnUnknown = (list: 'adresStatus' | 'perceelStatus', word: string) => void;

const addressStatuses: Readonly<Record<string, AddressStatus>> = {
  voorgesteld: 'PROPOSED',
  inGebruik: 'IN_USE',
  gehistoreerd: 'RETIRED',
  afgekeurd: 'REJECTED',
};

const parcelStatuses: Readonly<Record<string, ParcelStatus>> = {
  gerealiseerd: 'REALISED',
  gehistoreerd: 'RETIRED',
};

function statusOf<S extends string>(
  list: Readonly<Record<string, S>>,
  word: string | null | undefined,
  unknown: (word: string) => void,
): S | 'UNKNOWN' | null {
  if (!word) return null;
  if (Object.hasOwn(list, word)) return list[word]!;
  unknown(word);
  return 'UNKNOWN';
}

type Name = AddressDocument['volledigAdres'];

function placeName(name: Name): PlaceName | null {
  return name ? { text: name.geografischeNaam.spelling, language: name.geografischeNaam.taal ?? null } : null;
}

/** In Lambert 72; null for a point in any other system, whose numbers would mean another place. */
export function positionOf(document: AddressDocument['adresPositie']): AddressPosition | null {
  const gml = document?.geometrie?.gml ?? '';
  if (!/srsName="[^"]*\b31370"/.test(gml)) return null;
  const numbers = /<gml:pos[^>]*>\s*(-?\d+(?:\.\d+)?)\s+(-?\d+(?:\.\d+)?)\s*<\/gml:pos>/.exec(gml);
  if (!numbers) return null;
  return {
    x: Number(numbers[1]),
    y: Number(numbers[2]),
    method: document?.positieGeometrieMethode ?? null,
    specification: document?.positieSpecificatie ?? null,
  };
}

const nothing: RegisteredAddress = {
  id: null,
  uri: null,
  versionAt: null,
  fullAddress: null,
  street: null,
  houseNumber: null,
  boxNumber: null,
  postalCode: null,
  municipality: null,
  position: null,
  status: null,
  statusCode: null,
  officiallyAssigned: null,
};

type AddressParts = Omit<AddressDocument, 'identificator'> & {
  readonly identificator?: AddressDocument['identificator'] | null | undefined;
};

export function toAddress(document: AddressParts, onUnknown: OnUnknown): RegisteredAddress {
  const { identificator, gemeente, straatnaam, adresStatus } = document;
  return {
    id: identificator?.objectId ?? null,
    uri: identificator?.id ?? null,
    versionAt: identificator?.versieId ?? null,
    fullAddress: document.volledigAdres?.geografischeNaam.spelling ?? null,
    street: straatnaam ? { id: straatnaam.objectId, name: placeName(straatnaam.straatnaam) } : null,
    houseNumber: document.huisnummer ?? null,
    boxNumber: document.busnummer ?? null,
    postalCode: document.postinfo?.objectId ?? null,
    municipality: gemeente ? { nisCode: gemeente.objectId, name: placeName(gemeente.gemeentenaam) } : null,
    position: positionOf(document.adresPositie),
    status: statusOf(addressStatuses, adresStatus, (word) => onUnknown('adresStatus', word)),
    statusCode: adresStatus ?? null,
    officiallyAssigned: document.officieelToegekend ?? null,
  };
}

/** What the search gives of an address; null for a street, which it finds too. */
export function toFoundAddress({ id, objectId, resultaat }: AddressSearchItem): RegisteredAddress | null {
  if (!id.includes('/id/adres/')) return null;
  return { ...nothing, id: objectId, uri: id, fullAddress: resultaat };
}

export function toMatches(document: AddressMatchDocument, onUnknown: OnUnknown): AddressMatches {
  return {
    matches: document.adresMatches.map(({ score, ...address }) => ({
      score,
      address: toAddress(address, onUnknown),
    })),
    warnings: document.warnings,
  };
}

export function toParcel(document: ParcelDocument, onUnknown: OnUnknown): Parcel {
  const { identificator, perceelStatus } = document;
  return {
    capakey: identificator.objectId,
    uri: identificator.id ?? null,
    versionAt: identificator.versieId ?? null,
    status: statusOf(parcelStatuses, perceelStatus, (word) => onUnknown('perceelStatus', word)) ?? 'UNKNOWN',
    statusCode: perceelStatus ?? null,
    addressIds: document.adressen.map(({ objectId }) => objectId),
  };
}

export function toParcelSummary(
  { identificator, perceelStatus }: ParcelListItem,
  onUnknown: OnUnknown,
): ParcelSummary {
  return {
    capakey: identificator.objectId,
    status: statusOf(parcelStatuses, perceelStatus, (word) => onUnknown('perceelStatus', word)) ?? 'UNKNOWN',
    statusCode: perceelStatus ?? null,
  };
}

export function toGeometry(document: PlanDocument, srs: Srs): ParcelGeometry {
  const { geometry } = document;
  const centre = geometry?.center?.coordinates;
  return {
    srs,
    shape: geometry?.shape ?? null,
    boundingBox: boxAround(geometry?.boundingBox?.coordinates.flat() ?? []),
    centre: centre ? { x: centre[0], y: centre[1] } : null,
    municipality: document.municipalityName ?? null,
    division: { code: document.departmentCode, name: document.departmentName ?? null },
    section: document.sectionCode,
    number: document.perceelnummer,
    groundNumber: document.grondnummer,
    bisNumber: document.bisnummer,
    exponent: document.exponent,
    power: document.macht,
    addressLines: (document.adres ?? []).flatMap((line) => line?.trim() || []),
  };
}

function boxAround(points: readonly (readonly [number, number, ...number[]])[]): Box | null {
  if (points.length === 0) return null;
  const xs = points.map(([x]) => x);
  const ys = points.map(([, y]) => y);
  return { minX: Math.min(...xs), minY: Math.min(...ys), maxX: Math.max(...xs), maxY: Math.max(...ys) };
}
