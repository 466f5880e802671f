import { randomUUID } from 'node:crypto';
import { PlatformError } from '../../adapter/platform-error.js';
import { type CallContext, organisationIn } from '../../context/call-context.js';
import { isIpdcNumber } from '../../identifiers/ipdc-number.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { ProductLink, ProductLinkService, StoredProductLink } from './product-link.service.js';
import type { ProductService } from './product.service.js';

/** A link as somebody asks for it: always of the own organisation. */
export type AskedProductLink = Omit<ProductLink, 'organisation'>;

export type NotLinked = 'UNKNOWN_PRODUCT' | 'REFERENCE_NOT_VALID';
export type NotUnlinked = 'NOT_FOUND' | 'IN_SETTINGS' | 'OF_EVERY_ORGANISATION';

export type ProductLinking =
  | { readonly kind: 'LINKED'; readonly link: StoredProductLink }
  | { readonly kind: 'NOT_LINKED'; readonly code: NotLinked }
  | { readonly kind: 'UNAVAILABLE'; readonly error: PlatformError }
  | { readonly kind: 'CONFLICT' };

export type ProductUnlinking =
  | { readonly kind: 'UNLINKED' }
  | { readonly kind: 'NOT_UNLINKED'; readonly code: NotUnlinked }
  | { readonly kind: 'CONFLICT' };

export interface ProductLinkingServiceOptions {
  readonly links: ProductLinkService;
  readonly products: Pick<ProductService, 'product'>;
  readonly keys: IdempotencyKeys;
}

const longestReference = 200;

/** The links between products and other platforms that an office adds to those of the settings. */
export class ProductLinkingService {
  constructor(private readonly options: ProductLinkingServiceOptions) {}

  list(number: string, context: CallContext): Promise<readonly StoredProductLink[]> {
    return this.options.links.linksFor(number, organisationIn(context));
  }

  async link(asked: AskedProductLink, key: IdempotentRequest, context: CallContext): Promise<ProductLinking> {
    const { links, keys } = this.options;
    const organisation = organisationIn(context);
    const fresh = { ...asked, organisation, fromSettings: false };
    const used = await keys.look(key);
    if (used?.kind === 'CONFLICT') return used;
    // What this key added may have been removed since: it is not added again.
    if (used) return { kind: 'LINKED', link: (await this.#find(asked, context)) ?? fresh };
    if (!fits(asked)) return { kind: 'NOT_LINKED', code: 'REFERENCE_NOT_VALID' };
    try {
      const { value } = await this.options.products.product(asked.number, context);
      if (!value) return { kind: 'NOT_LINKED', code: 'UNKNOWN_PRODUCT' };
    } catch (error) {
      if (error instanceof PlatformError) return { kind: 'UNAVAILABLE', error };
      throw error;
    }
    const before = await this.#find(asked, context);
    const done = await keys.run(key, async (tx) => {
      if (!before) await links.add(tx, { ...asked, organisation });
      return randomUUID();
    });
    links.forget();
    if (done === null) return { kind: 'CONFLICT' };
    return { kind: 'LINKED', link: before ?? fresh };
  }

  async unlink(
    asked: AskedProductLink,
    key: IdempotentRequest,
    context: CallContext,
  ): Promise<ProductUnlinking> {
    const { links, keys } = this.options;
    const organisation = organisationIn(context);
    const used = await keys.look(key);
    if (used) return used.kind === 'CONFLICT' ? used : { kind: 'UNLINKED' };
    const found = await this.#find(asked, context);
    if (!found) return { kind: 'NOT_UNLINKED', code: 'NOT_FOUND' };
    if (found.fromSettings) return { kind: 'NOT_UNLINKED', code: 'IN_SETTINGS' };
    if (found.organisation === null) return { kind: 'NOT_UNLINKED', code: 'OF_EVERY_ORGANISATION' };
    const done = await keys.run(key, async (tx) => {
      await links.remove(tx, { ...asked, organisation });
      return randomUUID();
    });
    links.forget();
    return done === null ? { kind: 'CONFLICT' } : { kind: 'UNLINKED' };
  }

  /** The organisation's own link before the same of everybody: only that one is its to remove. */
  async #find({ number, kind, reference }: AskedProductLink, context: CallContext) {
    const alike = (await this.list(number, context)).filter(
      (link) => link.kind === kind && link.reference === reference,
    );
    return alike.find(({ organisation }) => organisation !== null) ?? alike[0] ?? null;
  }
}

/** A service is named with its adapter before it, a kind of dossier by a product number: anything else joins nothing. */
function fits({ kind, reference }: AskedProductLink): boolean {
  if (kind === 'DOSSIER_TYPE') return isIpdcNumber(reference);
  return reference.length <= longestReference && /^[a-z][a-z0-9-]*:[^\p{Cc}\s]+$/u.test(reference);
}
