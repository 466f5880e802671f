import proj4 from 'proj4';
import type { Point } from './places.port.js';

/**
 * Belgian Lambert 72 (EPSG:31370) with the seven-parameter shift to WGS 84 of EPSG:15929, which is right within 20 cm in
 * Belgium: enough to put a marker on a house.
 */
const lambert72 =
  '+proj=lcc +lat_0=90 +lon_0=4.36748666666667 +lat_1=51.1666672333333 +lat_2=49.8333339 ' +
  '+x_0=150000.013 +y_0=5400088.438 +ellps=intl ' +
  '+towgs84=-106.8686,52.2978,-103.7239,0.3366,-0.457,1.8422,-1.2747 +units=m +no_defs';

const converter = proj4(lambert72, 'WGS84');

/** Seven decimals of a degree are a centimetre. */
const round = (degrees: number) => Math.round(degrees * 1e7) / 1e7;

/** Degrees of a point in Lambert 72. */
export function toWgs84({ x, y }: Point): { readonly latitude: number; readonly longitude: number } {
  const [longitude, latitude] = converter.forward([x, y]) as [number, number];
  return { latitude: round(latitude), longitude: round(longitude) };
}
