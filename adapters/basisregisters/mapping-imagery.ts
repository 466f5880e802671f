import type { ImageryKind, Mosaic } from '../../src/capabilities/places/imagery.port.js';
import type { Box } from '../../src/capabilities/places/places.port.js';
import type { FlightAttribute, MapLayer, MapLayers, TileLayer } from './imagery-documents.js';

/** One service of the pictures. */
export interface Series {
  readonly kind: ImageryKind;
  /** Its name in the URL. */
  readonly service: string;
  readonly mostRecent?: boolean;
}

export const series: readonly Series[] = [
  { kind: 'ORTHO_WINTER', service: 'OMW' },
  { kind: 'ORTHO_WINTER', service: 'OMWRGBMRVL', mostRecent: true },
  { kind: 'ORTHO_SUMMER', service: 'OMZ' },
  { kind: 'ORTHO_10CM', service: 'OGW' },
  { kind: 'ORTHO_HISTORIC', service: 'OKZ' },
  { kind: 'HISTORICAL_MAP', service: 'HISTCART' },
];

const attribution = 'Bron: Digitaal Vlaanderen';
const licence = 'Gebruiksrecht geografische webdiensten';

/**
 * The mosaics of a service that can be shown: those that its tile service lists and its map service knows by name. A layer
 * that the map service does not know would give an empty picture without an error, so it is left out.
 */
export function toMosaics(
  { kind, service, mostRecent = false }: Series,
  tiles: readonly TileLayer[],
  { layers }: MapLayers,
  geoUrl: string,
): readonly Mosaic[] {
  const base = `${geoUrl.replace(/\/+$/, '')}/${service}`;
  return tiles.flatMap((tile): Mosaic | readonly [] => {
    const layer = mostRecent ? layerNamed(layers, 'Ortho') : layerNamed(layers, tile.name);
    if (!layer) return [];
    const period = periodOf(kind, layer, mostRecent);
    // A service also lists what is no picture in natural colours or in grey, such as infrared.
    if (period === undefined) return [];
    const flightDates = mostRecent
      ? layerNamed(layers, 'Vliegdagcontour')
      : layerNamed(layers, `${layer.name}_VDC`);
    return {
      kind,
      layer: layer.name,
      title: layer.title === layer.name ? tile.title : layer.title,
      period,
      mostRecent,
      resolutionCm: resolutionOf(kind, layer, tile, period?.toYear ?? null),
      service: `${base}/wms`,
      flightDateLayer: flightDates?.queryable ? flightDates.name : null,
      tileTemplate: tile.tileMatrixSets.includes('GoogleMapsVL') ? tileTemplate(base, tile.name) : null,
      attribution,
      licence,
    };
  });
}

/** Tile layers are in small letters, map layers in capitals, and `_VDC` in either. */
function layerNamed(layers: readonly MapLayer[], name: string): MapLayer | undefined {
  return layers.find((layer) => layer.name.toLowerCase() === name.toLowerCase());
}

const orthoName = /^(?:OMW|OMZ|OGW|OKZ)(?:RGB|PAN)(\d{2})(?:_(\d{2}))?VL$/i;

/** Null: not told. Undefined: the layer is not one of the kind's own. */
function periodOf(kind: ImageryKind, layer: MapLayer, mostRecent: boolean): Mosaic['period'] | undefined {
  if (mostRecent) return null;
  if (kind === 'HISTORICAL_MAP') return yearsIn(`${layer.title} ${layer.abstract ?? ''}`);
  const years = orthoName.exec(layer.name);
  if (!years) return undefined;
  const fromYear = fullYear(Number(years[1]));
  const toYear = years[2] === undefined ? fromYear : fullYear(Number(years[2]));
  return fromYear <= toYear ? { fromYear, toYear } : undefined;
}

/** The first flights are of 1971. */
function fullYear(twoDigits: number): number {
  return twoDigits >= 71 ? 1900 + twoDigits : 2000 + twoDigits;
}

/** The years that a historical map says it is of: its name tells none. */
function yearsIn(text: string): Mosaic['period'] {
  const years = (text.match(/\b1[5-9]\d{2}\b/g) ?? []).map(Number);
  return years.length === 0 ? null : { fromYear: Math.min(...years), toYear: Math.max(...years) };
}

/** What the layer says of itself, or else what is known of its series. */
function resolutionOf(
  kind: ImageryKind,
  layer: MapLayer,
  tile: TileLayer,
  year: number | null,
): number | null {
  const said = /(\d{1,3})\s?cm\b/.exec(
    `${layer.title} ${layer.abstract ?? ''} ${tile.title} ${tile.abstract ?? ''}`,
  );
  if (said) return Number(said[1]);
  if (kind === 'ORTHO_10CM') return 10;
  if (kind === 'ORTHO_WINTER' && year !== null) return year >= 2022 ? 15 : 25;
  return null;
}

function tileTemplate(base: string, layer: string): string {
  const query = new URLSearchParams({
    SERVICE: 'WMTS',
    REQUEST: 'GetTile',
    VERSION: '1.0.0',
    LAYER: layer,
    STYLE: '',
    FORMAT: 'image/png',
    TILEMATRIXSET: 'GoogleMapsVL',
  });
  return `${base}/wmts?${query}&TILEMATRIX={z}&TILEROW={y}&TILECOL={x}`;
}

/** WMS GetMap. In EPSG:31370 the first axis is to the east, so the box is written as minX, minY, maxX, maxY in version 1.3.0 too. */
export function toImageUrl(
  { service, layer }: Pick<Mosaic, 'service' | 'layer'>,
  box: Box,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const query = new URLSearchParams({
    SERVICE: 'WMS',
    VERSION: '1.3.0',
    REQUEST: 'GetMap',
    LAYERS: layer,
    STYLES: '',
    CRS: 'EPSG:31370',
    BBOX: [box.minX, box.minY, box.maxX, box.maxY].map((value) => value.toFixed(2)).join(','),
    WIDTH: `${width}`,
    HEIGHT: `${height}`,
    FORMAT: 'image/png',
  });
  return `${service}?${query}`;
}

/** The form of GetFeatureInfo that we read best; null when the service offers none that we read. */
export function infoFormatOf({ infoFormats }: MapLayers): string | null {
  const readable = [
    /^application\/(?:geo\+)?json\b/,
    /^(?:text|application)\/(?:[\w.+-]*xml|vnd\.ogc\.gml)\b/,
  ];
  for (const form of readable) {
    const found = infoFormats.find((format) => form.test(format));
    if (found) return found;
  }
  return null;
}

/**
 * The day that the attributes tell. No contract says under which name they do, so every attribute that is called a date is
 * looked at; null when they tell no day or more than one.
 */
export function toFlightDate(attributes: readonly FlightAttribute[]): string | null {
  const days = attributes
    .filter(({ name }) => /dat|dag/i.test(name))
    .flatMap(({ value }) => dayIn(value.trim()) ?? []);
  return new Set(days).size === 1 ? days[0]! : null;
}

function dayIn(text: string): string | null {
  const iso = /^(\d{4})-?(\d{2})-?(\d{2})(?:T.*|Z)?$/.exec(text);
  const belgian = /^(\d{1,2})[/-](\d{1,2})[/-](\d{4})$/.exec(text);
  const [year, month, day] = iso ? iso.slice(1) : belgian ? belgian.slice(1).reverse() : [];
  if (!year || !month || !day) return null;
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const moment = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().startsWith(date) ? date : null;
}
