import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Float, Info, Int, Query, Resolver, Root } from 'type-graphql';
import { pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Operation } from '../../vocabulary/marks.js';
import { CaPaKeyScalar, DateScalar } from '../../vocabulary/scalars.js';
import { selectedNames } from '../../vocabulary/selection.js';
import { RegisteredAddressConnection } from './address.types.js';
import { wantedOf } from './addresses.resolver.js';
import { badInput, within } from './bad-input.js';
import type { ImageryKind } from './imagery.port.js';
import type { ImageryService } from './imagery.service.js';
import { Imagery, ImageryFrame, imageryKinds, Panoramas } from './imagery.types.js';
import type { ParcelService } from './parcel.service.js';
import { coordinateSystems, Parcel, ParcelGeometryView } from './parcel.types.js';
import type { Srs } from './places.port.js';

const mostAddresses = 100;
const mostYears = 100;
/** The map services draw no larger picture. */
const mostPixels = 2048;
const mostMarginM = 1_000;
const mostRadiusM = 200;

@Resolver(() => Parcel)
export class ParcelsResolver {
  constructor(
    private readonly service: ParcelService,
    private readonly imageryService: ImageryService,
  ) {}

  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  @Query(() => Parcel, {
    nullable: true,
    description:
      'One cadastral parcel; null when the parcel register never had it. One that was taken out of it has status REMOVED. While the register is down its geometry and pictures are still here.',
  })
  parcel(
    @Ctx() context: GraphContext,
    @Arg('capakey', () => CaPaKeyScalar, { description: 'Its cadastral key, with a slash or a dash.' })
    capakey: string,
  ): Promise<Parcel | null> {
    return this.service.parcel(capakey, context);
  }

  @Costs({ own: 5, size: 'first', max: mostAddresses })
  @FieldResolver(() => RegisteredAddressConnection, {
    description:
      'The addresses on it. Their lines take a few calls in all; other fields take a call for each address.',
  })
  addresses(
    @Root() parcel: Parcel,
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('first', () => Int, { defaultValue: 20, description: `How many: 1 to ${mostAddresses}.` })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: '`endCursor` of the page before; left out: from the beginning.',
    })
    after: string | null,
  ): Promise<RegisteredAddressConnection> {
    const names = new Set([...selectedNames(info, 'nodes'), ...selectedNames(info, 'edges', 'node')]);
    const page = { first: pageSize(first, mostAddresses), after: after ?? null };
    return this.service.addressesOf(parcel, page, wantedOf(names), context);
  }

  @Costs({ own: 5 })
  @FieldResolver(() => ParcelGeometryView, {
    description: 'Where it is and what its shape is, from the cadastral plan (CaPaKey).',
  })
  geometry(
    @Root() { capakey }: Parcel,
    @Ctx() context: GraphContext,
    @Arg('srs', () => coordinateSystems, {
      defaultValue: coordinateSystems.LAMBERT72,
      description: 'The system of its coordinates.',
    })
    srs: Srs,
  ): Promise<ParcelGeometryView> {
    return this.service.geometry(capakey, srs, context);
  }

  @Costs({ own: 20, max: 40 })
  @FieldResolver(() => Imagery, {
    description: 'It in pictures from above through the years, from the geo services of Digitaal Vlaanderen.',
  })
  async imagery(
    @Root() { capakey }: Parcel,
    @Ctx() context: GraphContext,
    @Arg('years', () => [Int], {
      nullable: true,
      description:
        'Only pictures of these years: each year gives the mosaics whose period holds it, so that 2002 gives that of 2000 to 2003. Left out: every year, and the most recent pictures as well.',
    })
    years: number[] | null,
    @Arg('kinds', () => [imageryKinds], { nullable: true, description: 'Only these series; left out: all.' })
    kinds: ImageryKind[] | null,
  ): Promise<Imagery> {
    if (years && years.length > mostYears) throw badInput(`years may name ${mostYears} years at most.`);
    return this.imageryService.of(capakey, { years: years ?? null, kinds: kinds ?? null }, context);
  }

  @Costs({ own: 10, max: 20 })
  @FieldResolver(() => Panoramas, {
    description:
      'Pictures from the street around it (Cyclomedia Street Smart), at most a hundred. Only where this hub has a subscription.',
  })
  async panoramas(
    @Root() { capakey }: Parcel,
    @Ctx() context: GraphContext,
    @Arg('from', () => DateScalar, { nullable: true, description: 'Taken on this day or later.' })
    from: string | null,
    @Arg('to', () => DateScalar, { nullable: true, description: 'Taken on this day or earlier.' })
    to: string | null,
    @Arg('radiusM', () => Int, {
      defaultValue: 40,
      description: `Metres from the middle of the parcel: 1 to ${mostRadiusM}.`,
    })
    radiusM: number,
  ): Promise<Panoramas> {
    if (from && to && from > to) throw badInput('from is later than to.');
    const radius = within('radiusM', radiusM, 1, mostRadiusM);
    return this.imageryService.panoramas(
      capakey,
      { from: from ?? null, to: to ?? null, radiusM: radius },
      context,
    );
  }
}

@Resolver(() => ImageryFrame)
export class ImageryFrameResolver {
  constructor(private readonly service: ImageryService) {}

  @FieldResolver(() => String, {
    description:
      'URL of its picture (PNG), which works without a login: the parcel with some metres around it.',
  })
  imageUrl(
    @Root() frame: ImageryFrame,
    @Arg('width', () => Int, { defaultValue: 1024, description: `Pixels: 1 to ${mostPixels}.` })
    width: number,
    @Arg('height', () => Int, { defaultValue: 1024, description: `Pixels: 1 to ${mostPixels}.` })
    height: number,
    @Arg('marginM', () => Float, {
      defaultValue: 10,
      description: `Metres around the parcel: 0 to ${mostMarginM}. More is shown where the picture has other proportions.`,
    })
    marginM: number,
  ): string {
    return this.service.imageUrl(frame, {
      width: within('width', width, 1, mostPixels),
      height: within('height', height, 1, mostPixels),
      marginM: within('marginM', marginM, 0, mostMarginM),
    });
  }

  @Costs({ own: 5 })
  @FieldResolver(() => DateScalar, {
    nullable: true,
    description:
      'The day on which the picture of the middle of the parcel was taken, a call for each frame; null when the service tells none, or does not answer (`extensions.sources` says so).',
  })
  flightDate(@Root() frame: ImageryFrame, @Ctx() context: GraphContext): Promise<string | null> {
    return this.service.flightDate(frame, context);
  }
}
