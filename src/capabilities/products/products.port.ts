import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';

/** One wording of a text. */
export interface TextVariant {
  /** Two letters, such as nl or en; the platform's own tag when it is one that we do not know. */
  readonly language: string;
  /** How it addresses the reader in Dutch: FORMAL is "u", INFORMAL is "je"; null when the platform does not say. */
  readonly form: 'FORMAL' | 'INFORMAL' | null;
  /** Whether the platform made it from the authored wording. */
  readonly generated: boolean;
  /** As the platform gives it: HTML of an editor where the field is rich text, never to be trusted. */
  readonly text: string;
}

/** Every wording of a text; empty when the platform gives none. */
export type Wordings = readonly TextVariant[];

export interface ProductEvidence {
  readonly name: Wordings;
  /** HTML. */
  readonly description: Wordings;
}

export interface ProductCondition extends ProductEvidence {
  /** What proves it; null when nothing was said about that. */
  readonly evidence: ProductEvidence | null;
}

export interface ProductWebsite {
  readonly name: Wordings;
  /** HTML. */
  readonly description: Wordings;
  readonly url: string | null;
}

export interface ProductProcedure extends ProductEvidence {
  readonly websites: readonly ProductWebsite[];
}

export interface ProductAddress {
  readonly street: Wordings;
  readonly houseNumber: string | null;
  readonly boxNumber: string | null;
  readonly postalCode: string | null;
  readonly municipality: Wordings;
  readonly country: Wordings;
}

export interface ProductContact {
  readonly email: string | null;
  readonly phone: string | null;
  readonly url: string | null;
  /** Free text: "24/24", an address of a page, a sentence. */
  readonly openingHours: string | null;
  readonly addresses: readonly ProductAddress[];
}

export interface ProductAuthority {
  /** As the platform names it: an OVO code, or an IRI in the feed of a municipality. */
  readonly id: string;
  /** Null when the platform names it in another way. */
  readonly ovoCode: string | null;
}

export interface RelatedProduct {
  readonly id: string | null;
  readonly number: string | null;
  /** CONCEPT or INSTANTIE; null when not given. */
  readonly kind: string | null;
}

/** A value without a field of its own: its path in the platform's own words. */
export interface ProductFact {
  readonly path: string;
  readonly value: string;
}

/** A product or service of an authority, whole. Codes are the platform's own; moments are ISO 8601 as it writes them. */
export interface Product {
  /** UUID of the instance. */
  readonly id: string;
  readonly iri: string;
  readonly number: string | null;
  readonly name: Wordings;
  /** The next five are HTML. */
  readonly description: Wordings;
  readonly furtherDescription: Wordings;
  readonly exceptions: Wordings;
  readonly legislationText: Wordings;
  readonly contactDescription: Wordings;
  readonly type: string | null;
  readonly themes: readonly string[];
  readonly targetAudiences: readonly string[];
  readonly competentLevels: readonly string[];
  readonly executingLevels: readonly string[];
  readonly competentAuthorities: readonly ProductAuthority[];
  readonly executingAuthorities: readonly ProductAuthority[];
  readonly contactAuthorities: readonly ProductAuthority[];
  readonly createdBy: ProductAuthority | null;
  readonly areas: readonly string[];
  readonly languages: readonly string[];
  readonly keywords: Wordings;
  readonly publicationChannels: readonly string[];
  readonly yourEuropeCategories: readonly string[];
  readonly tags: readonly string[];
  readonly cases: readonly string[];
  readonly conditions: readonly ProductCondition[];
  readonly procedures: readonly ProductProcedure[];
  readonly costs: readonly ProductEvidence[];
  readonly financialBenefits: readonly ProductEvidence[];
  readonly legislation: readonly ProductWebsite[];
  readonly websites: readonly ProductWebsite[];
  readonly contacts: readonly ProductContact[];
  readonly startsAt: string | null;
  readonly endsAt: string | null;
  readonly createdAt: string | null;
  readonly modifiedAt: string | null;
  readonly receivedAt: string | null;
  readonly publicLink: ProductWebsite | null;
  /** The concept (template) it was made from; null when it was made from none. */
  readonly concept: {
    readonly iri: string | null;
    readonly id: string | null;
    readonly number: string | null;
  } | null;
  readonly relatedProducts: readonly RelatedProduct[];
  readonly subsidyMeasure: string | null;
  readonly deMinimis: boolean | null;
  /** Every value of the answer that has no field above, so that nothing is lost. */
  readonly otherFacts: readonly ProductFact[];
}

/** SHOWN: the municipality's own and alive. ELSEWHERE: of another area and authority. */
export type ProductState = 'SHOWN' | 'ARCHIVED' | 'EXCLUDED' | 'ELSEWHERE';

/** A version of a product as the feed tells it: its whole state, never a difference. */
export interface ProductVersion {
  /** IRI of the product. */
  readonly iri: string;
  readonly number: string | null;
  /** IRI of this version. */
  readonly versionId: string;
  /** Its moment in UTC with nine fraction digits, so that text order is the order of time. */
  readonly versionAt: string;
  readonly state: ProductState;
  /** Null unless it is SHOWN. */
  readonly product: Product | null;
}

export interface ProductFeedPage {
  readonly versions: readonly ProductVersion[];
  /** IRI of the first version on the page, readable or not; null when the page is empty. A page only grows at its end. */
  readonly firstVersionId: string | null;
  /** Whether a later page exists; this one is then complete for good. */
  readonly hasNext: boolean;
  /** The platform's tag of this state of the page; null when it gives none. */
  readonly etag: string | null;
  /** How long the platform's allowance asks us to pause before the next question, in milliseconds; 0 as a rule. */
  readonly pauseMs: number;
}

/** The code lists of which names are asked. */
export const productCodeLists = [
  'type',
  'theme',
  'targetAudience',
  'competentLevel',
  'executingLevel',
  'area',
  'publicationChannel',
  'yourEuropeCategory',
  'tag',
] as const;

export type ProductCodeList = (typeof productCodeLists)[number];

export interface ProductCodeName {
  readonly list: ProductCodeList;
  readonly code: string;
  /** In Dutch. */
  readonly name: string;
}

/** What the hub asks of a product catalogue. All methods reject with PlatformError. */
export interface ProductsPort {
  /**
   * What page numbers and selection depend on: the address of the feed, the page size, the areas and authorities. A copy
   * that was made on another basis must be filled again.
   */
  readonly basis: string;
  /** Rejects with CREDENTIALS when the key may not read the feed, with the first missing permission as platformCode. */
  requireAccess(context: CallContext): Promise<void>;
  /**
   * A page of the feed, oldest first, from 0. `UNCHANGED` when it is still what `etag` names; null when there is no such
   * page.
   */
  page(
    number: number,
    etag: string | null,
    context: CallContext,
  ): Promise<ProductFeedPage | 'UNCHANGED' | null>;
  /** A product of the municipality by its number; null when the catalogue does not show it, or when it is another's. */
  product(number: string, context: CallContext): Promise<Sourced<Product | null>>;
  /** The names of the codes. Lists that the key may not read are left out. */
  codeNames(context: CallContext): Promise<readonly ProductCodeName[]>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    products: ProductsPort;
  }
}
