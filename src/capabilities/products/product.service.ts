import { partFrom } from '../../adapter/availability.js';
import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Sourced, SourceStatus } from '../../context/source-status.js';
import type { MirrorStatus } from '../../jobs/mirror-state.js';
import type { Database } from '../../storage/database.js';
import { decodeCursor, encodeCursor } from '../../vocabulary/connection.js';
import { type CodeNames, keptCodeNames } from './product.codes.js';
import {
  type Copy,
  type CopyPlace,
  type CopySearch,
  countCopies,
  findByNumber,
  findCopies,
} from './product.copy.js';
import { safeProduct } from './product.html.js';
import type { ProductMirror } from './product.mirror.js';
import type { Product, ProductsPort } from './products.port.js';

export interface ProductListSearch extends CopySearch {
  /** 1 to `mostPerPage`. */
  readonly first: number;
  /** A cursor of an earlier page; null: from the beginning. */
  readonly after: string | null;
}

export interface ProductPage {
  readonly edges: readonly { readonly cursor: string; readonly product: Product }[];
  readonly hasNextPage: boolean;
  readonly source: SourceStatus;
  readonly names: CodeNames;
  /** How many match in all; null while there is no copy. */
  totalCount(): Promise<number | null>;
}

export interface ProductServiceOptions {
  readonly database: Database;
  /** Null when no product catalogue is configured. */
  readonly port: ProductsPort | null;
  readonly mirror: ProductMirror | null;
  /** The adapter's name, for the source status. */
  readonly platform: string;
  readonly clock: Clock;
  /** Longest page of a list; 100 when left out. */
  readonly mostPerPage?: number;
}

export type ProductService = ReturnType<typeof createProductService>;

/** Questions about products and services, answered from our copy of the catalogue. */
export function createProductService(options: ProductServiceOptions) {
  const { database, port, mirror, platform, clock, mostPerPage = 100 } = options;
  const store = database.client;
  const codeNames = keptCodeNames(store, clock);
  const notConfigured: MirrorStatus = {
    filled: false,
    source: { platform, state: 'UNAVAILABLE', fetchedAt: null, since: null, reason: 'NOT_CONFIGURED' },
  };

  async function statusOfMirror(): Promise<MirrorStatus> {
    return mirror ? mirror.status() : notConfigured;
  }

  /** The catalogue itself; null when it cannot be asked, which the source of the answer then says. */
  async function ask(number: string, context: CallContext): Promise<Sourced<Product | null>> {
    const { value, source } = await partFrom(port ?? undefined, platform, context, (catalogue, aside) =>
      catalogue.product(number, aside),
    );
    return { value: value && safeProduct(value), source };
  }

  return {
    mostPerPage,

    /**
     * Products in the order of their names, those with every word in their name first. Before the copy was ever filled:
     * an empty page that says UNAVAILABLE. Throws BAD_USER_INPUT for a foreign cursor.
     */
    async search(search: ProductListSearch, context: CallContext): Promise<ProductPage> {
      const after = search.after === null ? null : readPlace(search.after);
      const { filled, source } = await statusOfMirror();
      context.sources.add(source);
      const now = new Date(clock.now());
      const copies = filled ? await findCopies(store, search, now, after, search.first + 1) : [];
      return {
        edges: copies.slice(0, search.first).map((copy) => ({
          product: copy.product,
          get cursor() {
            return writePlace(copy);
          },
        })),
        hasNextPage: copies.length > search.first,
        source,
        names: filled ? await codeNames() : new Map(),
        totalCount: () => (filled ? countCopies(store, search, now) : Promise.resolve(null)),
      };
    },

    /**
     * One product; null when the municipality does not show it. What the copy never heard of may be new, so the catalogue
     * is asked. Rejects with PlatformError when there is no copy and the catalogue cannot be asked.
     */
    async product(
      number: string,
      context: CallContext,
    ): Promise<Sourced<Product | null> & { readonly names: CodeNames }> {
      const status = await statusOfMirror();
      if (status.filled) {
        const { known, product } = await findByNumber(store, number, new Date(clock.now()));
        if (known || status.source.state !== 'FRESH') {
          context.sources.add(status.source);
          return { value: product, source: status.source, names: await codeNames() };
        }
      }
      const answer = await ask(number, context);
      if (answer.source.state === 'UNAVAILABLE' && !status.filled)
        throw new PlatformError(platform, codeOf(answer.source));
      const ended = answer.value?.endsAt && Date.parse(answer.value.endsAt) <= clock.now();
      return { ...answer, value: ended ? null : answer.value, names: await codeNames() };
    },
  };
}

function codeOf({ reason }: SourceStatus): PlatformError['code'] {
  return (reason ?? 'NETWORK') as PlatformError['code'];
}

function writePlace({ rank, sortName, iri }: Copy): string {
  return encodeCursor(rank, sortName, iri);
}

function readPlace(cursor: string): CopyPlace {
  const [rank, sortName, iri] = decodeCursor(cursor, 3);
  if (
    (rank === 0 || rank === 1) &&
    typeof sortName === 'string' &&
    typeof iri === 'string' &&
    !`${sortName}${iri}`.includes('\0')
  )
    return { rank, sortName, iri };
  // Whole, but not of this list: refused as any other text.
  return readPlace('');
}
