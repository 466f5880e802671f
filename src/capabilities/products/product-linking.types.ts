import { createUnionType, Field, registerEnumType } from 'type-graphql';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { IpdcNumberScalar } from '../../vocabulary/scalars.js';
import { type ProductLinkKind, productLinkKinds } from './product-link.service.js';

export const productLinkKindEnum = enumOf(productLinkKinds);

registerEnumType(productLinkKindEnum, {
  name: 'ProductLinkKind',
  description: 'What the reference of a link of a product names.',
  valuesConfig: {
    APPOINTMENT_SERVICE: {
      description:
        'A service of the appointment system, as `jcc:12`: the adapter, a colon and the service’s own key. `Product.appointmentServices` shows it.',
    },
    DOSSIER_TYPE: {
      description:
        'The product number by which an authority knows its dossiers. `Product.myDossiers` shows them.',
    },
  },
});

@Thing({ description: 'What a product is called on another platform.' })
export class ProductLink {
  @Field(() => IpdcNumberScalar, { description: 'Product number (productnummer).' })
  number!: string;

  @Field(() => productLinkKindEnum, { description: 'What the reference names.' })
  kind!: ProductLinkKind;

  @Field(() => String, { description: 'The other platform’s own key.' })
  reference!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'KBO number or OVO code of the organisation for which it holds; null when it holds for all of them.',
  })
  organisation!: string | null;

  @Field(() => Boolean, {
    description:
      'Whether it stands in the settings of this hub (`products.links`): then `unlinkProduct` leaves it.',
  })
  fromSettings!: boolean;
}

@Thing({ description: 'The link is gone.' })
export class ProductUnlinked {
  @Field(() => IpdcNumberScalar, { description: 'Product number (productnummer).' })
  number!: string;

  @Field(() => productLinkKindEnum, { description: 'What the reference named.' })
  kind!: ProductLinkKind;

  @Field(() => String, { description: 'The other platform’s own key.' })
  reference!: string;
}

@Thing({
  implements: Problem,
  description:
    'Nothing was linked. Its code: UNKNOWN_PRODUCT, the municipality shows no product with this number; REFERENCE_NOT_VALID, the reference cannot name what `kind` says: a service is an adapter, a colon and a key without spaces, 200 characters at most; a kind of dossier is a product number.',
})
export class ProductNotLinked extends Problem {}

@Thing({
  implements: Problem,
  description:
    'The link was left as it is. Its code: NOT_FOUND, the product has no such link for the asker’s organisation; IN_SETTINGS, it stands in the settings of the hub, and is removed there; OF_EVERY_ORGANISATION, it is not of the asker’s organisation alone.',
})
export class ProductNotUnlinked extends Problem {}

export const LinkProductResult = createUnionType({
  name: 'LinkProductResult',
  description: 'The link, also when it was there already, or why there is none.',
  types: () => [ProductLink, ProductNotLinked, PlatformUnavailable, IdempotencyConflict] as const,
});

export const UnlinkProductResult = createUnionType({
  name: 'UnlinkProductResult',
  description: 'What was removed, or why it was left as it is.',
  types: () => [ProductUnlinked, ProductNotUnlinked, IdempotencyConflict] as const,
});
