import { GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Int, Query, Resolver } from 'type-graphql';
import { pageInfoOf, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { IpdcNumberScalar, ThemeCodeScalar } from '../../vocabulary/scalars.js';
import { selects } from '../../vocabulary/selection.js';
import { toSource } from '../../vocabulary/source.js';
import { productLanguages, textForms } from './product-parts.types.js';
import type { ProductService } from './product.service.js';
import { Product, ProductConnection } from './product.types.js';
import { toView } from './product.view.js';
import type { ProductLanguage, TextForm } from './product.wording.js';

const mostPerPage = 100;
const longestSearch = 200;

const formArgument = {
  defaultValue: textForms.FORMAL,
  description:
    'How Dutch texts address the reader. Where a text is missing in this form, as written or as IPDC generated it, the wording of which IPDC does not say the form is given, then the other form; `form` and `generated` beside the text say which it is.',
} as const;

const languageArgument = {
  defaultValue: productLanguages.NL,
  description:
    'Language of the texts. Where a text is missing in it, Dutch is given, then English, then any; `language` beside the text says which it is.',
} as const;

@Resolver()
export class ProductsResolver {
  constructor(private readonly service: ProductService) {}

  @Query(() => ProductConnection, {
    description:
      'Products and services that hold in the municipality (IPDC), by name; in a search, those with every word in their name come first. From our own copy of the catalogue, which follows it; before that was ever filled the list is empty and `source.state` UNAVAILABLE. Archived, excluded and ended products are left out.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5, size: 'first', max: mostPerPage } })
  async products(
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('search', () => String, {
      nullable: true,
      description:
        'Words that must all occur, also as a part of a word, in name, description or keywords in any wording; case and accents do not matter.',
    })
    search: string | null,
    @Arg('theme', () => ThemeCodeScalar, { nullable: true, description: 'Only products of this theme.' })
    theme: string | null,
    @Arg('form', () => textForms, formArgument) form: TextForm,
    @Arg('language', () => productLanguages, languageArgument) language: ProductLanguage,
    @Arg('first', () => Int, {
      defaultValue: 20,
      description: `How many: at least 1, at most ${mostPerPage} unless this hub is set otherwise.`,
    })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: '`endCursor` of the page before; left out: from the beginning.',
    })
    after: string | null,
  ): Promise<ProductConnection> {
    if (search && search.length > longestSearch)
      throw new GraphQLError(`search may have ${longestSearch} characters at most.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    const page = await this.service.search(
      {
        text: search ?? null,
        theme: theme ?? null,
        first: pageSize(first, this.service.mostPerPage),
        after: after ?? null,
      },
      context,
    );
    const source = toSource(page.source);
    const edges = page.edges.map((edge) => ({
      node: toView(edge.product, { language, form }, page.names, source),
      get cursor() {
        return edge.cursor;
      },
    }));
    return Object.assign(new ProductConnection(), {
      edges,
      nodes: edges.map((edge) => edge.node),
      pageInfo: pageInfoOf(page, after),
      // Counting is a second question to the database: only for who wants to know.
      totalCount: selects(info, ['totalCount'], 'child') ? await page.totalCount() : null,
      source,
    });
  }

  @Query(() => Product, {
    nullable: true,
    description:
      'One product of the municipality; null when it does not show it: unknown, archived, excluded, ended, or of others.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  async product(
    @Ctx() context: GraphContext,
    @Arg('number', () => IpdcNumberScalar, { description: 'Its product number (productnummer).' })
    number: string,
    @Arg('form', () => textForms, formArgument) form: TextForm,
    @Arg('language', () => productLanguages, languageArgument) language: ProductLanguage,
  ): Promise<Product | null> {
    const { value, source, names } = await this.service.product(number, context);
    return value && toView(value, { language, form }, names, toSource(source));
  }
}
