import { Field, registerEnumType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { CaPaKeyScalar, DateTimeScalar, GeoJsonScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { ParcelStatus, Srs } from './places.port.js';
import { BoxView, PointView } from './places.types.js';

export type ParcelState = ParcelStatus | 'REMOVED';

export const parcelStates: { readonly [S in ParcelState]: S } = {
  REALISED: 'REALISED',
  RETIRED: 'RETIRED',
  REMOVED: 'REMOVED',
  UNKNOWN: 'UNKNOWN',
};

registerEnumType(parcelStates, {
  name: 'ParcelStatus',
  description: 'Where a parcel is in its life.',
  valuesConfig: {
    REALISED: { description: 'It is there (gerealiseerd).' },
    RETIRED: { description: 'It is no longer there, such as one that was split (gehistoreerd).' },
    REMOVED: {
      description: 'Taken out of the register as a mistake (HTTP 410); nothing else is known of it.',
    },
    UNKNOWN: { description: 'In a word that this hub does not know; see `statusCode`.' },
  },
});

export const coordinateSystems: { readonly [S in Srs]: S } = { LAMBERT72: 'LAMBERT72', WGS84: 'WGS84' };

registerEnumType(coordinateSystems, {
  name: 'CoordinateSystem',
  description: 'A system of coordinates.',
  valuesConfig: {
    LAMBERT72: { description: 'Belgian Lambert 72 (EPSG:31370), in metres.' },
    WGS84: { description: 'WGS 84 (EPSG:4326), in degrees, longitude first as in GeoJSON.' },
  },
});

const text = (description: string) => Field(() => String, { nullable: true, description });

@Thing({
  description:
    'A cadastral parcel (perceel): its parts come from different services, each with its own source.',
})
export class Parcel {
  @Field(() => CaPaKeyScalar, { description: 'Its cadastral key (CaPaKey), with a slash.' })
  capakey!: string;

  @text('Its URI, such as https://data.vlaanderen.be/id/perceel/11001B0001-00S000; null when not told.')
  uri!: string | null;

  @Field(() => parcelStates, {
    nullable: true,
    description: 'Where it is in its life; null when `source.state` is UNAVAILABLE.',
  })
  status!: ParcelState | null;

  @text('The register’s own word for `status`; null when it gave none.')
  statusCode!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when it is as it is here (versieId); null when not told, as in a list.',
  })
  versionAt!: Date | null;

  @Field(() => Source, { description: 'Where its status came from: the parcel register (percelenregister).' })
  source!: Source;
}

@Thing({ description: 'Parcels on which an address is.' })
export class Parcels {
  @Field(() => [Parcel], {
    description: 'The parcels. Empty when there are none, or when `source.state` is UNAVAILABLE.',
  })
  items!: readonly Parcel[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({
  name: 'ParcelGeometry',
  description: 'A parcel on the cadastral plan (CaPaKey), which shows what is there now.',
})
export class ParcelGeometryView {
  @Field(() => coordinateSystems, { description: 'The system of all coordinates here.' })
  srs!: Srs;

  @Field(() => GeoJsonScalar, {
    nullable: true,
    description:
      'Its shape, a Polygon or MultiPolygon; null when the plan does not show it, or when UNAVAILABLE.',
  })
  shape!: Readonly<Record<string, unknown>> | null;

  @Field(() => BoxView, {
    nullable: true,
    description: 'The box around it; null when the plan does not show it, or when UNAVAILABLE.',
  })
  boundingBox!: BoxView | null;

  @Field(() => PointView, {
    nullable: true,
    description: 'A point in its middle; null when the plan does not show it, or when UNAVAILABLE.',
  })
  centre!: PointView | null;

  @text('Municipality; null when not told.')
  municipality!: string | null;

  @text('Cadastral division (afdeling): five digits; null when not told.')
  divisionCode!: string | null;

  @text('Name of the cadastral division; null when not told.')
  divisionName!: string | null;

  @text('Section (sectie): a letter; null when not told.')
  section!: string | null;

  @text('Number of the parcel within its section (perceelnummer), such as 1030A; null when not told.')
  number!: string | null;

  @text('Ground number (grondnummer), a part of `number`; null when not told.')
  groundNumber!: string | null;

  @text('Bis number (bisnummer), a part of `number`; null when not told.')
  bisNumber!: string | null;

  @text('Exponent, a letter of `number`; null when there is none.')
  exponent!: string | null;

  @text('Power (macht), a part of `number`; null when not told.')
  power!: string | null;

  @Field(() => [String], {
    description: 'Addresses as the plan writes them, in one line each; empty when it writes none.',
  })
  addressLines!: readonly string[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}
