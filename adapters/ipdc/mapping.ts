import type {
  Product,
  ProductAddress,
  ProductAuthority,
  ProductCodeList,
  ProductCodeName,
  ProductCondition,
  ProductContact,
  ProductEvidence,
  ProductFact,
  ProductFeedPage,
  ProductProcedure,
  ProductState,
  ProductVersion,
  ProductWebsite,
  RelatedProduct,
} from '../../src/capabilities/products/products.port.js';
import { type Document, isDocument } from './answers.js';
import type { Allowance, FeedPageDocument } from './client.js';
import { toInstant } from './instant.js';
import { toWordings } from './wordings.js';

/** Which products are the municipality's. */
export interface Selection {
  readonly areaCodes: readonly string[];
  readonly parentAreas: boolean;
  readonly ovoCodes: readonly string[];
  readonly hideExcluded: boolean;
}

/** The code lists by IPDC's own names. */
export const codeListIds: Readonly<Record<string, ProductCodeList>> = {
  type: 'type',
  thema: 'theme',
  doelgroep: 'targetAudience',
  'bevoegd-bestuursniveau': 'competentLevel',
  'uitvoerend-bestuursniveau': 'executingLevel',
  'geografisch-toepassingsgebied': 'area',
  'publicatie-kanaal': 'publicationChannel',
  'your-europe-categorie': 'yourEuropeCategory',
  'instantie-tag': 'tag',
};

/** Keys that are mapped to a field, say what the field says, or are JSON-LD. */
const mappedKeys = new Set(
  `@context @id @type id isVersionOf generatedAtTime naam beschrijving verdereBeschrijving uitzonderingen
  regelgevingTekst contactBeschrijving type themas doelgroepen bevoegdBestuursniveaus uitvoerendBestuursniveaus
  bevoegdeOverheden uitvoerendeOverheden contactOverheden aangemaaktDoor geografischToepassingsgebieden talen zoektermen
  publicatiekanalen yourEuropeCategorieen tags cases voorwaarden procedures kosten financieleVoordelen regelgeving
  websites contactgegevens startDienstVerlening eindeDienstVerlening creatie laatstGewijzigd laatstOntvangen
  publicatieLink linkedConcept linkedConceptId linkedConceptProductnummer productnummer verwanteProducten
  subsidiemaatregel deminimis gearchiveerd uitgesloten`.split(/\s+/),
);

/** A page of the feed; what cannot be told apart (no IRI, no moment) is left out and counted. */
export function toFeedPage(
  document: FeedPageDocument,
  selection: Selection,
  pauseMs: number,
): { readonly page: ProductFeedPage; readonly unreadable: number } {
  const versions = document.members.map((member) => toVersion(member, selection));
  const readable = versions.filter((version) => version !== null);
  return {
    page: {
      versions: readable,
      firstVersionId: textOf(isDocument(document.members[0]) ? document.members[0]['@id'] : null),
      hasNext: document.relations.some(isForward),
      etag: document.etag,
      pauseMs,
    },
    unreadable: versions.length - readable.length,
  };
}

/** How long to pause when the allowance has fallen below the reserve. */
export function pauseOf(allowance: Allowance | null, reserve: number, now: number): number {
  return allowance && allowance.remaining < reserve ? Math.max(0, allowance.resetsAt - now) : 0;
}

function isForward(relation: unknown): boolean {
  return isDocument(relation) && textsOf(relation['@type']).includes('GreaterThanOrEqualToRelation');
}

export function toVersion(member: unknown, selection: Selection): ProductVersion | null {
  if (!isDocument(member)) return null;
  const iri = iriOf(member['isVersionOf']);
  const versionId = iriOf(member['@id']);
  const versionAt = toInstant(textOf(member['generatedAtTime']) ?? '');
  if (!iri || !versionId || !versionAt) return null;
  const state = stateOf(member, selection);
  const number = textOf(member['productnummer']);
  return {
    iri,
    number,
    versionId,
    versionAt,
    state,
    product: state === 'SHOWN' ? toProduct(member, iri) : null,
  };
}

export function stateOf(document: Document, selection: Selection): ProductState {
  if (isTrue(document['gearchiveerd'])) return 'ARCHIVED';
  if (selection.hideExcluded && isTrue(document['uitgesloten'])) return 'EXCLUDED';
  return isSelected(document, selection) ? 'SHOWN' : 'ELSEWHERE';
}

/** An area contains ours when its code begins ours: BE, BE2, BE21 and BE211 around BE21111039. */
function isSelected(document: Document, { areaCodes, parentAreas, ovoCodes }: Selection): boolean {
  const areas = textsOf(document['geografischToepassingsgebieden']).map(lastSegment);
  const own = areas.some((area) =>
    areaCodes.some(
      (code) => area === code || (parentAreas && area.startsWith('BE') && code.startsWith(area)),
    ),
  );
  if (own) return true;
  const authorities = [
    ...toAuthorities(document['bevoegdeOverheden']),
    ...toAuthorities(document['uitvoerendeOverheden']),
  ];
  return authorities.some(({ ovoCode }) => ovoCode !== null && ovoCodes.includes(ovoCode));
}

/** An instance as the feed, the search and `/doc/instantie` give it. */
export function toProduct(document: Document, iri: string): Product {
  const codes = (key: string) => textsOf(document[key]).map(lastSegment);
  const concept = {
    iri: textOf(document['linkedConcept']),
    id: textOf(document['linkedConceptId']),
    number: textOf(document['linkedConceptProductnummer']),
  };
  return {
    id: lastSegment(iri),
    iri,
    number: textOf(document['productnummer']),
    name: toWordings(document['naam']),
    description: toWordings(document['beschrijving']),
    furtherDescription: toWordings(document['verdereBeschrijving']),
    exceptions: toWordings(document['uitzonderingen']),
    legislationText: toWordings(document['regelgevingTekst']),
    contactDescription: toWordings(document['contactBeschrijving']),
    type: codes('type')[0] ?? null,
    themes: codes('themas'),
    targetAudiences: codes('doelgroepen'),
    competentLevels: codes('bevoegdBestuursniveaus'),
    executingLevels: codes('uitvoerendBestuursniveaus'),
    competentAuthorities: toAuthorities(document['bevoegdeOverheden']),
    executingAuthorities: toAuthorities(document['uitvoerendeOverheden']),
    contactAuthorities: toAuthorities(document['contactOverheden']),
    createdBy: toAuthorities(document['aangemaaktDoor'])[0] ?? null,
    areas: codes('geografischToepassingsgebieden'),
    languages: codes('talen'),
    keywords: toWordings(document['zoektermen']),
    publicationChannels: codes('publicatiekanalen'),
    yourEuropeCategories: codes('yourEuropeCategorieen'),
    tags: codes('tags'),
    cases: textsOf(document['cases']),
    conditions: ordered(document['voorwaarden']).map(toCondition),
    procedures: ordered(document['procedures']).map(toProcedure),
    costs: ordered(document['kosten']).map(toEvidence),
    financialBenefits: ordered(document['financieleVoordelen']).map(toEvidence),
    legislation: ordered(document['regelgeving']).map(toWebsite),
    websites: ordered(document['websites']).map(toWebsite),
    contacts: ordered(document['contactgegevens']).map(toContact),
    startsAt: textOf(document['startDienstVerlening']),
    endsAt: textOf(document['eindeDienstVerlening']),
    createdAt: textOf(document['creatie']),
    modifiedAt: textOf(document['laatstGewijzigd']),
    receivedAt: textOf(document['laatstOntvangen']),
    publicLink: isDocument(document['publicatieLink']) ? toWebsite(document['publicatieLink']) : null,
    concept: concept.iri || concept.id || concept.number ? concept : null,
    relatedProducts: ordered(document['verwanteProducten']).map(toRelated),
    subsidyMeasure: textOf(document['subsidiemaatregel']),
    deMinimis: document['deminimis'] === undefined ? null : isTrue(document['deminimis']),
    otherFacts: Object.entries(document)
      .filter(([key]) => !mappedKeys.has(key))
      .flatMap(([key, value]) => toFacts(key, value)),
  };
}

function toEvidence(document: Document): ProductEvidence {
  return { name: toWordings(document['naam']), description: toWordings(document['beschrijving']) };
}

function toCondition(document: Document): ProductCondition {
  const [evidence] = documentsOf(document['bewijs']);
  return { ...toEvidence(document), evidence: evidence ? toEvidence(evidence) : null };
}

function toProcedure(document: Document): ProductProcedure {
  return { ...toEvidence(document), websites: ordered(document['websites']).map(toWebsite) };
}

/** Legislation too: its `id` is its address. */
function toWebsite(document: Document): ProductWebsite {
  return { ...toEvidence(document), url: textOf(document['url']) ?? textOf(document['id']) };
}

function toContact(document: Document): ProductContact {
  return {
    email: textOf(document['email']),
    phone: textOf(document['telefoonnummer']),
    url: textOf(document['url']),
    openingHours: textOf(document['openingsuren']),
    addresses: documentsOf(document['adres']).map(toAddress),
  };
}

function toAddress(document: Document): ProductAddress {
  return {
    street: toWordings(document['straatnaam']),
    houseNumber: textOf(document['huisnummer']),
    boxNumber: textOf(document['busnummer']),
    postalCode: textOf(document['postcode']),
    municipality: toWordings(document['gemeentenaam']),
    country: toWordings(document['land']),
  };
}

function toRelated(document: Document): RelatedProduct {
  return {
    id: textOf(document['id']),
    number: textOf(document['productnummer']),
    kind: textOf(document['type']),
  };
}

function toAuthorities(value: unknown): ProductAuthority[] {
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list.flatMap((item: unknown) => {
    const id = isDocument(item) ? (textOf(item['id']) ?? textOf(item['@id'])) : textOf(item);
    return id ? [{ id, ovoCode: /^(?:.*\/)?(OVO\d{6})$/.exec(id)?.[1] ?? null }] : [];
  });
}

function toFacts(path: string, value: unknown): ProductFact[] {
  if (Array.isArray(value)) return value.flatMap((item: unknown) => toFacts(path, item));
  if (isDocument(value))
    return Object.entries(value).flatMap(([key, inner]) => toFacts(`${path}.${key}`, inner));
  return value === null || value === undefined || value === '' ? [] : [{ path, value: String(value) }];
}

/** The values of a code list; the code is the last part of its IRI where it stands alone. */
export function toCodeNames(list: ProductCodeList, values: readonly unknown[]): ProductCodeName[] {
  return values.flatMap((value) => {
    if (!isDocument(value)) return [];
    const code = textOf(value['code']) ?? textOf(value['id']);
    const name = toWordings(value['labels']).find(({ language }) => language === 'nl')?.text;
    return code && name ? [{ list, code: lastSegment(code), name }] : [];
  });
}

function documentsOf(value: unknown): Document[] {
  return (Array.isArray(value) ? value : [value]).filter(isDocument);
}

/** In the order of `order`, which may arrive as 0.0 or as text; what has none keeps its place behind. */
function ordered(value: unknown): Document[] {
  const place = ({ order }: Document) =>
    order === undefined || order === null || Number.isNaN(Number(order)) ? Infinity : Number(order);
  const at = documentsOf(value).map((document) => ({ document, place: place(document) }));
  return at.sort((a, b) => (a.place === b.place ? 0 : a.place - b.place)).map(({ document }) => document);
}

function textsOf(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).flatMap((item: unknown) => textOf(item) ?? []);
}

/** Numbers are texts too: `productnummer` is one in the documentation. An object's text is its `value` or `id`. */
function textOf(value: unknown): string | null {
  if (typeof value === 'number') return String(value);
  if (isDocument(value)) return textOf(value['value'] ?? value['id'] ?? value['@id'] ?? null);
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Without white space, and without what no database keeps: it is a key of ours. */
function iriOf(value: unknown): string | null {
  const text = textOf(value);
  return text !== null && /^[^\s\p{Cc}\p{Cs}]+$/u.test(text) ? text : null;
}

function isTrue(value: unknown): boolean {
  return value === true || value === 'true';
}

/** A code is the last part of its IRI, `.../concept/Thema/BouwenWonen`; in JSON it usually stands alone. */
function lastSegment(text: string): string {
  return /^https?:\/\//.test(text) ? text.slice(text.lastIndexOf('/') + 1) : text;
}
