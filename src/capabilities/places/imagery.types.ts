import { Field, Float, ID, Int, registerEnumType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { ImageryKind, Mosaic } from './imagery.port.js';
import type { Box, Point } from './places.port.js';
import { ImageryPeriod, Position } from './places.types.js';

export const imageryKinds: { readonly [K in ImageryKind]: K } = {
  ORTHO_WINTER: 'ORTHO_WINTER',
  ORTHO_SUMMER: 'ORTHO_SUMMER',
  ORTHO_10CM: 'ORTHO_10CM',
  ORTHO_HISTORIC: 'ORTHO_HISTORIC',
  HISTORICAL_MAP: 'HISTORICAL_MAP',
};

registerEnumType(imageryKinds, {
  name: 'ImageryKind',
  description: 'A series of pictures from above.',
  valuesConfig: {
    ORTHO_WINTER: { description: 'Winter flights, yearly since 2012, and the most recent pictures (OMW).' },
    ORTHO_SUMMER: { description: 'Summer flights, every three years since 2009 (OMZ).' },
    ORTHO_10CM: { description: 'The finest pictures, of 2013 to 2015 (OGW).' },
    ORTHO_HISTORIC: { description: 'Pictures of 1971 and of 1979 to 1990 (OKZ).' },
    HISTORICAL_MAP: { description: 'Drawn maps, such as the one of Ferraris (HISTCART).' },
  },
});

@Thing({ description: 'A parcel in one series of pictures, at one time.' })
export class ImageryFrame {
  @Field(() => imageryKinds, { description: 'Which series.' })
  kind!: ImageryKind;

  @Field(() => String, { description: 'Name of the layer at the map service.' })
  layer!: string;

  @Field(() => String, { description: 'What the service calls it, in Dutch.' })
  title!: string;

  @Field(() => ImageryPeriod, {
    nullable: true,
    description:
      'When the pictures were taken; null for the most recent ones, which change, and where it is not told.',
  })
  period!: ImageryPeriod | null;

  @Field(() => Boolean, { description: 'Always the newest pictures: what this shows changes every year.' })
  mostRecent!: boolean;

  @Field(() => Int, {
    nullable: true,
    description: 'Centimetres on the ground to a pixel of the original; null when not known.',
  })
  resolutionCm!: number | null;

  @Field(() => String, { description: 'URL of the map service (WMS), for programs that draw maps.' })
  serviceUrl!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'URL of its tiles in the Web Mercator grid, with {z}, {y} and {x} to fill in; null without such tiles.',
  })
  tileTemplate!: string | null;

  @Field(() => String, { description: 'To show with the picture.' })
  attribution!: string;

  @Field(() => String, { description: 'Name of the licence under which it may be used.' })
  licence!: string;

  /** What a picture of the parcel is asked with; not part of the graph. */
  readonly mosaic!: Mosaic;
  readonly box!: Box;
  readonly centre!: Point;
}

@Thing({ description: 'A parcel in pictures through the years.' })
export class Imagery {
  @Field(() => [ImageryFrame], {
    description:
      'The newest first. A year without pictures gives none. Empty when there are none, when the cadastral plan does not show the parcel, or when `source.state` is UNAVAILABLE.',
  })
  frames!: readonly ImageryFrame[];

  @Field(() => Source, { description: 'Where this came from. PARTIAL: not every series could be asked.' })
  source!: Source;
}

@Thing({
  name: 'Panorama',
  description: 'A picture all around, taken from the street (Cyclomedia Street Smart).',
})
export class PanoramaView {
  @Field(() => ID, { description: 'Its id at Street Smart.' })
  id!: string;

  @Field(() => DateTimeScalar, { description: 'When it was taken.' })
  recordedAt!: Date;

  @Field(() => Boolean, { description: 'Whether no newer one took its place.' })
  current!: boolean;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when a newer one has its place; null while it is the current one.',
  })
  expiredAt!: Date | null;

  @Field(() => Position, { description: 'Where it was taken.' })
  position!: Position;

  @Field(() => Float, { description: 'Metres from there to the middle of the parcel.' })
  distanceM!: number;

  @Field(() => Float, {
    nullable: true,
    description: 'Where the vehicle went: degrees clockwise from the north; null when not told.',
  })
  direction!: number | null;

  @Field(() => String, {
    description: 'URL of the picture at this hub. It works for a quarter of an hour, and holds no key.',
  })
  imageUrl!: string;
}

@Thing({ description: 'Panoramas around a parcel.' })
export class Panoramas {
  @Field(() => [PanoramaView], {
    description:
      'The newest first. Empty when there are none, when the cadastral plan does not show the parcel, or when `source.state` is UNAVAILABLE.',
  })
  items!: readonly PanoramaView[];

  @Field(() => Source, {
    description:
      'Where this came from. The reason NOT_CONFIGURED: this hub has no subscription to Street Smart.',
  })
  source!: Source;
}
