import type {
  Association,
  AssociationContact,
  AssociationLocation,
  AssociationSearch,
  AssociationSearchResult,
  AssociationSummary,
  CodedName,
  RepresentedAssociation,
} from '../../src/capabilities/associations/associations.port.js';
import type {
  AssociationDocument,
  CodedDocument,
  ContactDocument,
  DetailDocument,
  LocationDocument,
  RepresentedDocument,
  SearchDocument,
} from './documents.js';

/** The register never sends a null string: what it does not know is empty. Ours is null. */
export function textOrNull(value: string | null | undefined): string | null {
  return value === undefined || value === null || value === '' ? null : value;
}

export function listOf<D, T>(values: readonly D[] | null | undefined, map: (value: D) => T): readonly T[] {
  return (values ?? []).map(map);
}

function codedName(document: CodedDocument): CodedName {
  return { code: document.code ?? '', name: document.naam ?? '' };
}

function codedNameOrNull(document: CodedDocument | null | undefined): CodedName | null {
  return document && (document.code || document.naam) ? codedName(document) : null;
}

export function toLocation(document: LocationDocument): AssociationLocation {
  const address = document.adres;
  return {
    type: document.locatietype ?? '',
    primary: document.isPrimair ?? false,
    name: textOrNull(document.naam),
    display: document.adresvoorstelling ?? '',
    street: textOrNull(address?.straatnaam),
    houseNumber: textOrNull(address?.huisnummer),
    boxNumber: textOrNull(address?.busnummer),
    postalCode: textOrNull(address?.postcode) ?? textOrNull(document.postcode),
    municipality: textOrNull(address?.gemeente) ?? textOrNull(document.gemeente),
    country: textOrNull(address?.land),
    addressUri: textOrNull(document.adresId?.bronwaarde),
    addressSource: textOrNull(document.adresId?.broncode),
  };
}

export function toContact(document: ContactDocument): AssociationContact {
  return {
    type: document.contactgegeventype ?? '',
    value: document.waarde ?? '',
    description: textOrNull(document.beschrijving),
    primary: document.isPrimair ?? false,
  };
}

type Shared = Omit<AssociationSummary, 'recognised'>;

function shared(document: AssociationDocument): Shared {
  const parent = document.subverenigingVan;
  return {
    vCode: document.vCode,
    name: document.naam ?? '',
    shortName: textOrNull(document.korteNaam),
    callName: textOrNull(document.roepnaam),
    description: textOrNull(document.korteBeschrijving),
    type: codedName(document.verenigingstype ?? {}),
    subtype: codedNameOrNull(document.verenigingssubtype),
    partOf: parent?.andereVereniging
      ? {
          vCode: parent.andereVereniging,
          name: textOrNull(parent.naam),
          identification: textOrNull(parent.identificatie),
          description: textOrNull(parent.beschrijving),
        }
      : null,
    minimumAge: document.doelgroep?.minimumleeftijd ?? null,
    maximumAge: document.doelgroep?.maximumleeftijd ?? null,
    activities: listOf(document.hoofdactiviteitenVerenigingsloket, codedName),
    workingAreas: listOf(document.werkingsgebieden, codedName),
    locations: listOf(document.locaties, toLocation),
    identifiers: listOf(document.sleutels, (key) => ({
      source: key.bron ?? '',
      value: key.waarde ?? '',
      codingSystem: textOrNull(key.codeerSysteem),
      number: textOrNull(key.gestructureerdeIdentificator?.nummer),
    })),
    memberships: listOf(document.lidmaatschappen, (membership) => ({
      vCode: membership.andereVereniging ?? '',
      name: textOrNull(membership.naam),
      from: textOrNull(membership.van) ?? textOrNull(membership.datumVan),
      to: textOrNull(membership.tot) ?? textOrNull(membership.datumTot),
      identification: textOrNull(membership.identificatie),
      description: textOrNull(membership.beschrijving),
    })),
    relations: listOf(document.relaties, (relation) => ({
      type: relation.relatietype ?? '',
      name: relation.andereVereniging?.naam ?? '',
      vCode: textOrNull(relation.andereVereniging?.vCode),
      kboNumber: textOrNull(relation.andereVereniging?.kboNummer),
    })),
    beingDissolved: document.inStopzetting ?? false,
  };
}

export function toAssociation(document: DetailDocument): Association {
  const association = document.vereniging;
  // Not spread: V8 makes an object with so many spread properties a slow one, twice as dear and long to be collected.
  return Object.assign(shared(association), {
    status: association.status ?? '',
    startDate: textOrNull(association.startdatum),
    contacts: listOf(association.contactgegevens, toContact),
    recognitions: listOf(association.erkenningen, (recognition) => ({
      id: String(recognition.erkenningId ?? ''),
      grantedBy: {
        ovoCode: recognition.geregistreerdDoor?.ovoCode ?? '',
        name: recognition.geregistreerdDoor?.naam ?? '',
      },
      product: { number: recognition.ipdcProduct?.nummer ?? '', name: recognition.ipdcProduct?.naam ?? '' },
      from: textOrNull(recognition.startdatum),
      to: textOrNull(recognition.einddatum),
      renewalDate: textOrNull(recognition.hernieuwingsdatum),
      renewalUrl: textOrNull(recognition.hernieuwingsUrl),
      suspensionReason: textOrNull(recognition.redenSchorsing),
      status: recognition.status ?? '',
    })),
    lastChangedOn: textOrNull(document.metadata?.datumLaatsteAanpassing),
  });
}

export function toSummary(document: AssociationDocument): AssociationSummary {
  return Object.assign(shared(document), { recognised: document.isErkend ?? false });
}

export function toSearchResult(document: SearchDocument): AssociationSearchResult {
  return {
    associations: document.verenigingen.map(toSummary),
    total: document.metadata.pagination.totalCount,
    activityCounts: listOf(document.facets?.hoofdactiviteitenVerenigingsloket, (facet) => ({
      code: facet.code ?? '',
      count: facet.aantal ?? 0,
    })),
  };
}

export function toActivities(documents: readonly CodedDocument[]): readonly CodedName[] {
  return documents.map(codedName);
}

export function toRepresented(document: RepresentedDocument): RepresentedAssociation {
  return {
    vCode: document.vCode,
    name: document.naam ?? '',
    status: document.status ?? '',
    kboNumber: textOrNull(document.kboNummer),
    type: codedName(document.verenigingstype ?? {}),
    subtype: codedNameOrNull(document.verenigingssubtype),
    mainRepresentative: document.isHoofdvertegenwoordigerVan ?? false,
    correspondingVCodes: document.corresponderendeVCodes ?? [],
  };
}

/**
 * The words of a free text, as the register's index cuts them. Only letters and digits remain, in lower case, so that
 * nothing in them is an operator of the register's query language (Elasticsearch query_string).
 */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The register's query for a search: every word must occur, as the beginning of a word. `*` when nothing is asked. */
export function toQuery(search: Pick<AssociationSearch, 'text' | 'postalCodes'>): string {
  const clauses = wordsOf(search.text ?? '').map((word) => `${word}*`);
  const postalCodes = search.postalCodes.flatMap(wordsOf);
  if (postalCodes.length > 0) clauses.push(`locaties.postcode:(${postalCodes.join(' OR ')})`);
  return clauses.length > 0 ? clauses.join(' AND ') : '*';
}
