import { createHash } from 'node:crypto';
import { activityNames, subtypeNames, typeNames } from './code-lists.js';
import type { AssociationRecord, LocationRecord, RegisterState, RepresentativeRecord } from './records.js';

export type ApiVersion = 'v1' | 'v2';
type Json = Record<string, unknown>;

/** JSON-LD ids are a prefix and a GUID that is the same every time. */
function jsonLd(prefix: string, type: string, ...of: (string | number)[]): Json {
  const hex = createHash('sha1')
    .update([prefix, ...of].join('/'))
    .digest('hex');
  const guid = [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `5${hex.slice(13, 16)}`,
    `a${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-');
  return { '@id': `${prefix}:${guid}`, '@type': type };
}

function jsonLdType(record: AssociationRecord): string {
  return record.kboNumber ? 'regorg:RegisteredOrganization' : 'fei:FeitelijkeVerenigingen';
}

function typeOf(record: AssociationRecord, version: ApiVersion): Json {
  const code = record.type === 'VZER' && version === 'v1' ? 'FV' : record.type;
  return { code, naam: typeNames[code] ?? code };
}

/** Subtype and parent, which version 1 does not know. */
function subtypeOf(record: AssociationRecord, version: ApiVersion, nameOf?: (vCode: string) => string): Json {
  if (version === 'v1' || !record.subtype) return {};
  return {
    verenigingssubtype: { code: record.subtype, naam: subtypeNames[record.subtype] ?? record.subtype },
    ...(record.partOf
      ? {
          subverenigingVan: {
            andereVereniging: record.partOf.vCode,
            ...(nameOf ? { naam: nameOf(record.partOf.vCode) } : {}),
            identificatie: record.partOf.identification,
            beschrijving: record.partOf.description,
          },
        }
      : {}),
  };
}

function names(record: AssociationRecord): Json {
  return {
    naam: record.name,
    korteNaam: record.shortName,
    korteBeschrijving: record.description,
    ...(record.callName ? { roepnaam: record.callName } : {}),
  };
}

function activities(record: AssociationRecord): Json[] {
  return record.activities.map((code) => ({
    ...jsonLd('act', 'skos:Concept', code),
    code,
    naam: activityNames[code] ?? code,
  }));
}

function areas(record: AssociationRecord): Json[] {
  return record.areas.map(({ code, name }) => ({ ...jsonLd('wg', 'skos:Concept', code), code, naam: name }));
}

function audience(record: AssociationRecord): Json {
  return {
    ...jsonLd('doel', 'verenigingen_ext:Doelgroep', record.vCode),
    minimumleeftijd: record.minimumAge,
    maximumleeftijd: record.maximumAge,
  };
}

export function addressLine(location: LocationRecord): string {
  const box = location.boxNumber ? ` bus ${location.boxNumber}` : '';
  return `${location.street} ${location.houseNumber}${box}, ${location.postalCode} ${location.municipality}, België`;
}

function location(record: AssociationRecord, place: LocationRecord, at: number): Json {
  return {
    ...jsonLd('loc', 'org:Site', record.vCode, at),
    locatietype: place.type,
    isPrimair: place.primary,
    adresvoorstelling: addressLine(place),
    naam: place.name,
  };
}

function locationInDetail(record: AssociationRecord, place: LocationRecord, at: number): Json {
  return {
    ...location(record, place, at),
    adres: {
      ...jsonLd('adressen', 'locn:Address', record.vCode, at),
      straatnaam: place.street,
      huisnummer: place.houseNumber,
      busnummer: place.boxNumber,
      postcode: place.postalCode,
      gemeente: place.municipality,
      land: 'België',
    },
    verwijstNaar:
      place.addressId === null
        ? null
        : { '@id': `adressenregister:${place.addressId}`, '@type': 'geregistreerdAdres' },
    adresId:
      place.addressId === null
        ? null
        : { bronwaarde: `https://data.vlaanderen.be/id/adres/${place.addressId}`, broncode: 'AR' },
  };
}

function keys(record: AssociationRecord): Json[] {
  const key = (source: string, value: string): Json => ({
    ...jsonLd('identificatoren', 'adms:Identifier', record.vCode, source),
    bron: source,
    waarde: value,
    codeerSysteem: source,
    gestructureerdeIdentificator: {
      ...jsonLd('ges', 'generiek:GestructureerdeIdentificator', record.vCode, source),
      nummer: value,
    },
  });
  return [...(record.kboNumber ? [key('KBO', record.kboNumber)] : []), key('Vcode', record.vCode)];
}

function relations(record: AssociationRecord, baseUrl: string): Json[] {
  return record.relations.map((relation) => ({
    relatietype: relation.type,
    andereVereniging: {
      kboNummer: relation.kboNumber,
      vCode: relation.vCode,
      naam: relation.name,
      detail: relation.vCode ? `${baseUrl}/v1/verenigingen/${relation.vCode}` : '',
    },
  }));
}

/** An item of `verenigingen` in a search answer. */
export function searchItem(record: AssociationRecord, version: ApiVersion, baseUrl: string): Json {
  return {
    '@type': jsonLdType(record),
    vCode: record.vCode,
    verenigingstype: typeOf(record, version),
    ...subtypeOf(record, version),
    ...names(record),
    hoofdactiviteitenVerenigingsloket: activities(record),
    werkingsgebieden: areas(record),
    lidmaatschappen: record.memberships.map((membership, at) => ({
      ...jsonLd('lid', 'org:Membership', record.vCode, at),
      andereVereniging: membership.vCode,
      datumVan: membership.from,
      datumTot: membership.to,
      identificatie: membership.identification,
      beschrijving: membership.description,
    })),
    doelgroep: audience(record),
    locaties: record.locations.map((place, at) => ({
      ...location(record, place, at),
      postcode: place.postalCode,
      gemeente: place.municipality,
    })),
    sleutels: keys(record),
    relaties: relations(record, baseUrl),
    links: { detail: `${baseUrl}/v1/verenigingen/${record.vCode}` },
    isErkend: record.recognitions.length > 0,
    inStopzetting: record.beingDissolved,
  };
}

/** The detail of an association. The bulk file is always version 2 and names no other associations. */
export function detailDocument(
  record: AssociationRecord,
  version: ApiVersion,
  baseUrl: string,
  state: RegisterState | null,
): Json {
  const nameOf = state ? (vCode: string) => state.find(vCode)?.name ?? '' : undefined;
  const context = state ? 'detail-vereniging-context' : 'detail-all-vereniging-context';
  return {
    '@context': `${baseUrl}/v1/contexten/publiek/${context}.json`,
    vereniging: {
      '@type': jsonLdType(record),
      vCode: record.vCode,
      verenigingstype: typeOf(record, version),
      ...subtypeOf(record, version, nameOf),
      ...names(record),
      startdatum: record.startDate,
      status: record.status,
      contactgegevens: record.contacts.map((contact, at) => ({
        ...jsonLd('cont', 'schema:ContactPoint', record.vCode, at),
        contactgegeventype: contact.type,
        waarde: contact.value,
        beschrijving: contact.description,
        isPrimair: contact.primary,
      })),
      hoofdactiviteitenVerenigingsloket: activities(record),
      werkingsgebieden: areas(record),
      doelgroep: audience(record),
      locaties: record.locations.map((place, at) => locationInDetail(record, place, at)),
      sleutels: keys(record),
      relaties: relations(record, baseUrl),
      lidmaatschappen: record.memberships.map((membership, at) => ({
        ...jsonLd('lid', 'org:Membership', record.vCode, at),
        andereVereniging: membership.vCode,
        ...(nameOf ? { naam: nameOf(membership.vCode) } : {}),
        van: membership.from,
        tot: membership.to,
        identificatie: membership.identification,
        beschrijving: membership.description,
      })),
      erkenningen: record.recognitions.map((recognition) => ({
        ...jsonLd('erk', 'schema:Certification', record.vCode, recognition.id),
        erkenningId: recognition.id,
        geregistreerdDoor: { ovoCode: recognition.ovoCode, naam: recognition.grantedBy },
        ipdcProduct: { nummer: recognition.productNumber, naam: recognition.productName },
        startdatum: recognition.from,
        einddatum: recognition.to,
        hernieuwingsdatum: recognition.renewalDate,
        hernieuwingsUrl: recognition.renewalUrl,
        redenSchorsing: recognition.suspensionReason,
        status: recognition.status,
      })),
      inStopzetting: record.beingDissolved,
    },
    metadata: { datumLaatsteAanpassing: record.changedOn },
  };
}

/** A line of the bulk file for an association that the public may no longer see. */
export function removedDocument(record: AssociationRecord): Json {
  return { vereniging: { vCode: record.vCode, teVerwijderen: true, deletedAt: record.changedOn } };
}

/** Who keeps a part: with legal personality, the seat is KBO's. */
function originOf(record: AssociationRecord, type?: string): string {
  return record.kboNumber && (type === undefined || type.endsWith('KBO')) ? 'KBO' : 'Initiator';
}

function representative(record: AssociationRecord, person: RepresentativeRecord): Json {
  const reach = {
    isPrimair: person.primary,
    'e-mail': person.email,
    telefoon: person.telephone,
    mobiel: person.mobile,
    socialMedia: person.socialMedia,
  };
  return {
    ...jsonLd('vert', 'org:Membership', record.vCode, person.id),
    vertegenwoordigerId: person.id,
    insz: person.insz,
    voornaam: person.givenName,
    achternaam: person.familyName,
    rol: person.role,
    roepnaam: person.callName,
    ...reach,
    vertegenwoordigerContactgegevens: {
      ...jsonLd('vertcont', 'schema:ContactPoint', record.vCode, person.id),
      ...reach,
    },
    bron: originOf(record),
  };
}

/** The detail as the beheer API gives it. */
export function beheerDetail(
  record: AssociationRecord,
  version: ApiVersion,
  baseUrl: string,
  state: RegisterState,
): Json {
  const shown = detailDocument(record, version, baseUrl, state);
  const association = shown['vereniging'] as Json;
  return {
    ...shown,
    '@context': `${baseUrl}/v1/contexten/beheer/detail-vereniging-context.json`,
    vereniging: {
      ...association,
      corresponderendeVCodes: [],
      einddatum: record.endDate ?? null,
      isUitgeschrevenUitPubliekeDatastroom: record.optedOut,
      contactgegevens: (association['contactgegevens'] as Json[]).map((contact, at) => ({
        ...contact,
        contactgegevenId: record.contacts[at]?.id ?? at + 1,
        bron: 'Initiator',
      })),
      locaties: (association['locaties'] as Json[]).map((place, at) => ({
        ...place,
        locatieId: record.locations[at]?.id ?? at + 1,
        bron: originOf(record, record.locations[at]?.type ?? ''),
      })),
      vertegenwoordigers: record.representatives.map((person) => representative(record, person)),
      bron: originOf(record),
    },
  };
}

/** An item of `verenigingen` in a search answer of the beheer API. */
export function beheerSearchItem(record: AssociationRecord, version: ApiVersion, baseUrl: string): Json {
  return {
    ...searchItem(record, version, baseUrl),
    corresponderendeVCodes: [],
    status: record.status,
    startdatum: record.startDate,
    einddatum: record.endDate ?? null,
  };
}
