import { Field, Float, Int } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';

const coordinate = (description: string) => Field(() => Float, { description });

@Thing({ description: 'A point on the map, in both coordinate systems.' })
export class Position {
  @coordinate('To the east, in metres (Belgian Lambert 72, EPSG:31370).')
  x!: number;

  @coordinate('To the north, in metres (Belgian Lambert 72, EPSG:31370).')
  y!: number;

  @coordinate('Latitude in degrees (WGS 84, EPSG:4326), computed from x and y: right within 20 cm.')
  latitude!: number;

  @coordinate('Longitude in degrees (WGS 84, EPSG:4326), computed from x and y: right within 20 cm.')
  longitude!: number;
}

@Thing({ name: 'Coordinates', description: 'A point in the coordinate system that was asked for.' })
export class PointView {
  @coordinate('To the east in metres (LAMBERT72), or the longitude in degrees (WGS84).')
  x!: number;

  @coordinate('To the north in metres (LAMBERT72), or the latitude in degrees (WGS84).')
  y!: number;
}

@Thing({ name: 'BoundingBox', description: 'A box in the coordinate system that was asked for.' })
export class BoxView {
  @coordinate('Its west side.')
  minX!: number;

  @coordinate('Its south side.')
  minY!: number;

  @coordinate('Its east side.')
  maxX!: number;

  @coordinate('Its north side.')
  maxY!: number;
}

@Thing({ name: 'PlaceName', description: 'A name of a street or municipality.' })
export class PlaceNameView {
  @Field(() => String, { description: 'The name.' })
  text!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its language, such as nl; null when the register does not say.',
  })
  language!: string | null;
}

@Thing({ description: 'A street (straatnaam) of the address register.' })
export class Street {
  @Field(() => String, { description: 'Its number in the register of street names (straatnamenregister).' })
  id!: string;

  @Field(() => PlaceNameView, { nullable: true, description: 'Its name; null when the register gives none.' })
  name!: PlaceNameView | null;
}

@Thing({ description: 'A municipality (gemeente) as an address names it.' })
export class AddressMunicipality {
  @Field(() => String, { description: 'Its NIS code.' })
  nisCode!: string;

  @Field(() => PlaceNameView, { nullable: true, description: 'Its name; null when the register gives none.' })
  name!: PlaceNameView | null;
}

@Thing({ description: 'What a platform said of a question that it could not use whole.' })
export class AddressMatchWarning {
  @Field(() => String, {
    description: 'The register’s code: 4 unknown postal code, 5 unknown NIS code, 6 unknown municipality.',
  })
  code!: string;

  @Field(() => String, { description: 'For people, in Dutch.' })
  message!: string;
}

@Thing({ description: 'The years of which a mosaic of pictures is.' })
export class ImageryPeriod {
  @Field(() => Int, { description: 'First year.' })
  fromYear!: number;

  @Field(() => Int, { description: 'Last year; the same as the first for a mosaic of one year.' })
  toYear!: number;
}
