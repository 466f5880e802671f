import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Access, Costs, Personal } from '../../vocabulary/marks.js';
import type { ProductLinkService } from '../products/product-link.service.js';
import { Product } from '../products/product.types.js';
import { DossiersService } from './dossiers.service.js';
import { Dossiers } from './dossiers.types.js';

@Resolver(() => Product)
export class ProductDossiersResolver {
  /** A list of products asks for each of them: the dossiers are the same, so one question is enough. */
  readonly #asked = new WeakMap<GraphContext, Promise<Dossiers>>();

  constructor(
    private readonly service: DossiersService,
    private readonly links: ProductLinkService,
  ) {}

  @Access('citizen')
  @Costs({ own: 20 })
  @Personal('dossiers')
  @FieldResolver(() => Dossiers, {
    nullable: true,
    description:
      'The dossiers of the citizen who is logged in that are about this product: by its own number, that of its template, or one that this hub links to it. Ask it with `@include` where a visitor may not be logged in: without a login the question is refused; null when it is about nobody.',
  })
  async myDossiers(@Root() product: Product, @Ctx() context: GraphContext): Promise<Dossiers | null> {
    if (!context.subject) return null;
    const linked = product.number ? await this.links.linksOf(product.number, 'DOSSIER_TYPE') : [];
    const numbers = new Set(
      [product.number, product.concept?.number, ...linked.map(({ reference }) => reference)].filter(
        (number) => typeof number === 'string',
      ),
    );
    const { items, ...rest } = await this.allOf(context.subject.nationalNumber, context);
    return { ...rest, items: items.filter(({ products }) => products.some((number) => numbers.has(number))) };
  }

  private allOf(nationalNumber: NationalNumber, context: GraphContext): Promise<Dossiers> {
    const asked = this.#asked.get(context) ?? this.service.of(nationalNumber, context);
    this.#asked.set(context, asked);
    return asked;
  }
}
