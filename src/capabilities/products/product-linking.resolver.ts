import { Arg, Ctx, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey, keyedRequest } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { idempotencyConflict, PlatformUnavailable } from '../../vocabulary/problem.js';
import { IpdcNumberScalar } from '../../vocabulary/scalars.js';
import type { ProductLinkKind } from './product-link.service.js';
import { type NotLinked, type NotUnlinked, ProductLinkingService } from './product-linking.service.js';
import {
  LinkProductResult,
  ProductLink,
  productLinkKindEnum,
  ProductNotLinked,
  ProductNotUnlinked,
  ProductUnlinked,
  UnlinkProductResult,
} from './product-linking.types.js';

const office = 'For a civil servant with a second factor, or a service client with the scope `changes`.';

const messages: Readonly<Record<NotLinked | NotUnlinked, string>> = {
  UNKNOWN_PRODUCT: 'De gemeente toont geen product met dit nummer.',
  REFERENCE_NOT_VALID: 'Deze verwijzing past niet bij de soort koppeling.',
  NOT_FOUND: 'Deze koppeling bestaat niet.',
  IN_SETTINGS: 'Deze koppeling staat in de instellingen van de hub en kan alleen daar weg.',
  OF_EVERY_ORGANISATION: 'Deze koppeling geldt voor alle organisaties en is niet van de uwe alleen.',
};

const NumberArgument = () =>
  Arg('number', () => IpdcNumberScalar, { description: 'Product number (productnummer).' });
const KindArgument = () =>
  Arg('kind', () => productLinkKindEnum, { description: 'What the reference names.' });
const ReferenceArgument = () =>
  Arg('reference', () => String, { description: 'The other platform’s own key, as `kind` says.' });

@Resolver()
export class ProductLinkingResolver {
  constructor(private readonly service: ProductLinkingService) {}

  @Operation({ access: 'office', audit: 'none', cost: { own: 5 } })
  @Query(() => [ProductLink], {
    description: `What a product is called on other platforms, for the asker’s organisation and for all of them; also of a product that the municipality does not show. ${office}`,
  })
  async productLinks(@Ctx() context: GraphContext, @NumberArgument() number: string): Promise<ProductLink[]> {
    const links = await this.service.list(number, context);
    return links.map((link) => Object.assign(new ProductLink(), link));
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 5 } })
  @Mutation(() => LinkProductResult, {
    description: `Says what a product is called on another platform, so that its page shows what is there. The same a second time is the same link. Every hub of this municipality shows it within ten seconds. ${office}`,
  })
  async linkProduct(
    @Ctx() context: GraphContext,
    @NumberArgument() number: string,
    @KindArgument() kind: ProductLinkKind,
    @ReferenceArgument() reference: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof LinkProductResult> {
    const asked = { number, kind, reference };
    const key = keyedRequest(context, 'linkProduct', idempotencyKey, asked);
    const linking = await this.service.link(asked, key, context);
    switch (linking.kind) {
      case 'LINKED':
        return Object.assign(new ProductLink(), linking.link);
      case 'NOT_LINKED':
        return Object.assign(new ProductNotLinked(), { code: linking.code, message: messages[linking.code] });
      case 'UNAVAILABLE':
        return Object.assign(new PlatformUnavailable(), {
          code: 'PLATFORM_UNAVAILABLE',
          message: 'Of dit product bestaat, kan nu niet worden gevraagd.',
          source: linking.error.platform,
          retryAfter:
            linking.error.retryAfterMs === null ? null : Math.ceil(linking.error.retryAfterMs / 1000),
        });
      case 'CONFLICT':
        return idempotencyConflict();
    }
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 5 } })
  @Mutation(() => UnlinkProductResult, {
    description: `Removes a link that somebody of the asker’s organisation added with \`linkProduct\`. ${office}`,
  })
  async unlinkProduct(
    @Ctx() context: GraphContext,
    @NumberArgument() number: string,
    @KindArgument() kind: ProductLinkKind,
    @ReferenceArgument() reference: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof UnlinkProductResult> {
    const asked = { number, kind, reference };
    const key = keyedRequest(context, 'unlinkProduct', idempotencyKey, asked);
    const unlinking = await this.service.unlink(asked, key, context);
    switch (unlinking.kind) {
      case 'UNLINKED':
        return Object.assign(new ProductUnlinked(), asked);
      case 'NOT_UNLINKED':
        return Object.assign(new ProductNotUnlinked(), {
          code: unlinking.code,
          message: messages[unlinking.code],
        });
      case 'CONFLICT':
        return idempotencyConflict();
    }
  }
}
