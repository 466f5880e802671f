import {
  type AddressRecord,
  fullAddress,
  municipality,
  type ParcelRecord,
  type StreetRecord,
} from './town.js';

const contexts = 'https://docs.basisregisters.vlaanderen.be/context';
const namespace = 'https://data.vlaanderen.be/id';

const name = (text: string) => ({ geografischeNaam: { spelling: text, taal: 'nl' } });
const versionOf = (version: number) =>
  `2024-01-${`${Math.min(version, 28)}`.padStart(2, '0')}T09:00:00+01:00`;

function identificator(kind: 'adres' | 'perceel', objectId: string, version: number) {
  return {
    id: `${namespace}/${kind}/${objectId}`,
    naamruimte: `${namespace}/${kind}`,
    objectId,
    versieId: versionOf(version),
  };
}

/** The register's own number of a parcel: its CaPaKey with a dash. */
export const parcelId = ({ capakey }: ParcelRecord): string => capakey.replace('/', '-');

export function streetPart({ id, name: street }: StreetRecord, api: string) {
  return { objectId: id, detail: `${api}/v2/straatnamen/${id}`, straatnaam: name(street) };
}

export function municipalityPart(api: string) {
  const { nisCode } = municipality;
  return {
    objectId: nisCode,
    detail: `${api}/v2/gemeenten/${nisCode}`,
    gemeentenaam: name(municipality.name),
  };
}

/** What an address has in its detail and in an address match. */
export function addressBody(address: AddressRecord, api: string) {
  const { id, street, houseNumber, boxNumber, postalCode, status, version, x, y } = address;
  return {
    '@type': 'Adres',
    identificator: identificator('adres', id, version),
    gemeente: municipalityPart(api),
    postinfo: { objectId: postalCode, detail: `${api}/v2/postinfo/${postalCode}` },
    straatnaam: streetPart(street, api),
    huisnummer: houseNumber,
    ...(boxNumber === null ? {} : { busnummer: boxNumber }),
    volledigAdres: name(fullAddress(address)),
    adresPositie: {
      geometrie: {
        type: 'Point',
        gml:
          '<gml:Point srsName="https://www.opengis.net/def/crs/EPSG/0/31370" xmlns:gml="http://www.opengis.net/gml/3.2">' +
          `<gml:pos>${x.toFixed(2)} ${y.toFixed(2)}</gml:pos></gml:Point>`,
      },
      positieGeometrieMethode: 'afgeleidVanObject',
      positieSpecificatie: boxNumber === null ? 'perceel' : 'gebouweenheid',
    },
    adresStatus: status,
    officieelToegekend: true,
  };
}

export function addressDetail(address: AddressRecord, api: string) {
  const query = `adresobjectid=${address.id}`;
  return {
    '@context': `${contexts}/adres/2023-02-28/adres_detail.jsonld`,
    ...addressBody(address, api),
    _links: {
      gebouweenheden: { href: `${api}/v2/gebouweenheden?${query}` },
      percelen: { href: `${api}/v2/percelen?${query}` },
    },
  };
}

export function addressItem(address: AddressRecord, api: string) {
  const { id, houseNumber, boxNumber, status, version } = address;
  return {
    '@type': 'Adres',
    identificator: identificator('adres', id, version),
    detail: `${api}/v2/adressen/${id}`,
    huisnummer: houseNumber,
    ...(boxNumber === null ? {} : { busnummer: boxNumber }),
    volledigAdres: name(fullAddress(address)),
    adresStatus: status,
  };
}

export function parcelDetail(parcel: ParcelRecord, addressIds: readonly string[], api: string) {
  const id = parcelId(parcel);
  return {
    '@context': `${contexts}/perceel/2023-02-28/perceel_detail.jsonld`,
    '@type': 'Perceel',
    identificator: identificator('perceel', id, parcel.version),
    caPaKey: parcel.capakey,
    perceelStatus: parcel.status,
    adressen: addressIds.map((objectId) => ({ objectId, detail: `${api}/v2/adressen/${objectId}` })),
    _links: {
      self: { href: `${api}/v2/percelen/${id}` },
      gebouwen: { href: `${api}/v2/gebouwen?caPaKey=${id}` },
    },
  };
}

export function parcelItem(parcel: ParcelRecord, api: string) {
  const id = parcelId(parcel);
  return {
    '@type': 'Perceel',
    identificator: identificator('perceel', id, parcel.version),
    detail: `${api}/v2/percelen/${id}`,
    perceelStatus: parcel.status,
  };
}

export const listContext = {
  adressen: `${contexts}/adres/2023-02-28/adres_lijst.jsonld`,
  percelen: `${contexts}/perceel/2023-02-28/perceel_lijst.jsonld`,
};
export const matchContext = `${contexts}/adresmatch/2023-03-13/adresmatch.jsonld`;
export const uriOf = (kind: 'adres' | 'straatnaam', objectId: string): string =>
  `${namespace}/${kind}/${objectId}`;
