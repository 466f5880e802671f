import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';
import { escapeXml, type Question, type Surface, xmlAnswer } from './answers.js';
import { layersUntil, type SimulatedLayer, tileName, tilesOnly } from './imagery-layers.js';
import { Canvas, type Colour, transparentPng } from './png.js';
import type { Town } from './town.js';

export interface ImageryState {
  /** The newest winter that was flown. */
  newestWinter: number;
}

const mostPixels = 2048;
const jsonFormat = 'application/json';

/** The map services of the pictures: capabilities, pictures, tiles and flight dates. Their errors have status 200. */
export function createImagery(town: Town, state: ImageryState, baseUrl: string): Surface {
  return (question) => {
    const [, service = '', protocol] = question.path.split('/');
    const layers = layersUntil(state.newestWinter)[service];
    if (!layers || (protocol !== 'wms' && protocol !== 'wmts')) return null;
    const operation = imageryOperation(question);
    switch (operation) {
      case 'wmts-capabilities':
        return xmlAnswer(operation, tileCapabilities(service, layers, baseUrl));
      case 'wms-capabilities':
        return xmlAnswer(operation, mapCapabilities(service, layers, baseUrl));
      case 'GetMap':
        return map(question, layers);
      case 'GetTile':
        return tile(question, service, layers);
      case 'wms-feature-info':
        return flightDate(question, layers);
      default:
        return exception('unknown', 'OperationNotSupported', 'Unknown request.');
    }
  };

  function map({ query }: Question, layers: readonly SimulatedLayer[]): SimulatorReply {
    const [width, height] = ['width', 'height'].map((name) => Number(query.get(name))) as [number, number];
    const box = boxOf(query);
    if (query.get('version') !== '1.3.0')
      return exception('GetMap', 'InvalidParameterValue', 'Version 1.3.0 only.');
    if (query.get('crs') !== 'EPSG:31370') return exception('GetMap', 'InvalidCRS', 'Unknown CRS.');
    if (!box) return exception('GetMap', 'InvalidParameterValue', 'BBOX is no box.');
    if (![width, height].every((size) => Number.isInteger(size) && size >= 1 && size <= mostPixels))
      return exception('GetMap', 'InvalidParameterValue', `Image size out of range, 1 to ${mostPixels}.`);
    const layer = layers.find(({ name }) => name === query.get('layers') && !tilesOnly.has(name));
    // An unknown layer is no error: it is an empty picture.
    return image('GetMap', layer ? draw(layer, box, width, height) : transparentPng(width, height));
  }

  function tile({ query }: Question, service: string, layers: readonly SimulatedLayer[]): SimulatorReply {
    const layer = layers.find((one) => tileName(service, one) === query.get('layer'));
    if (!layer) return image('GetTile', transparentPng(256, 256));
    const canvas = new Canvas(256, 256, groundOf(layer));
    canvas.rectangle(0, 0, 256, 1, [255, 255, 255]);
    canvas.rectangle(0, 0, 1, 256, [255, 255, 255]);
    return image('GetTile', canvas.png());
  }

  /** The ground in a colour of the layer's own, and on it the outlines of the parcels. */
  function draw(layer: SimulatedLayer, box: Box, width: number, height: number): Buffer {
    const canvas = new Canvas(width, height, groundOf(layer));
    const x = (value: number) => ((value - box.minX) / (box.maxX - box.minX)) * width;
    const y = (value: number) => height - ((value - box.minY) / (box.maxY - box.minY)) * height;
    for (const { box: parcel, removed } of town.parcels) {
      if (removed) continue;
      const [left, right, top, bottom] = [x(parcel.minX), x(parcel.maxX), y(parcel.maxY), y(parcel.minY)];
      const line: Colour = [240, 240, 200];
      canvas.rectangle(left, top, right, top + 2, line);
      canvas.rectangle(left, bottom - 2, right, bottom, line);
      canvas.rectangle(left, top, left + 2, bottom, line);
      canvas.rectangle(right - 2, top, right, bottom, line);
    }
    return canvas.png();
  }

  function flightDate({ query }: Question, layers: readonly SimulatedLayer[]): SimulatorReply {
    const operation = 'wms-feature-info';
    const asked = query.get('query_layers');
    const layer = layers.find(({ flightDates }) => flightDates !== null && flightDates === asked);
    if (!layer) return exception(operation, 'LayerNotQueryable', 'The layer cannot be queried.');
    if (query.get('info_format') !== jsonFormat)
      return exception(operation, 'InvalidFormat', 'Unsupported info format.');
    const box = boxOf(query);
    const inside =
      box !== null && box.minX > 20_000 && box.maxX < 260_000 && box.minY > 150_000 && box.maxY < 250_000;
    return {
      operation,
      status: 200,
      headers: { 'content-type': jsonFormat },
      body: JSON.stringify({
        type: 'FeatureCollection',
        features: inside
          ? [{ type: 'Feature', geometry: null, properties: { OIDN: 12, OPNAMEDATUM: layer.flownOn } }]
          : [],
      }),
    };
  }
}

interface Box {
  readonly minX: number;
  readonly minY: number;
  readonly maxX: number;
  readonly maxY: number;
}

function boxOf(query: Question['query']): Box | null {
  const [minX = NaN, minY = NaN, maxX = NaN, maxY = NaN, ...more] = (query.get('bbox') ?? '')
    .split(',')
    .map(Number);
  return more.length === 0 && minX < maxX && minY < maxY ? { minX, minY, maxX, maxY } : null;
}

function groundOf({ name }: SimulatedLayer): Colour {
  let seed = 7;
  for (const letter of name) seed = (seed * 31 + letter.charCodeAt(0)) % 997;
  const shade = 70 + (seed % 60);
  return name.includes('PAN') ? [shade, shade, shade] : [shade - 20, shade + (seed % 40), shade - 40];
}

function image(operation: string, body: Buffer): SimulatorReply {
  return { operation, status: 200, headers: { 'content-type': 'image/png' }, body };
}

function exception(operation: string, code: string, text: string): SimulatorReply {
  return xmlAnswer(
    operation,
    `<ServiceExceptionReport version="1.3.0" xmlns="http://www.opengis.net/ogc"><ServiceException code="${code}">${escapeXml(text)}</ServiceException></ServiceExceptionReport>`,
  );
}

function tileCapabilities(service: string, layers: readonly SimulatedLayer[], baseUrl: string): string {
  const links = ['BPL2008VL', 'GoogleMapsVL']
    .map((set) => `<TileMatrixSetLink><TileMatrixSet>${set}</TileMatrixSet></TileMatrixSetLink>`)
    .join('');
  const list = layers
    .filter(({ tiled }) => tiled)
    .map(
      (layer) =>
        `<Layer><ows:Title>${escapeXml(layer.title)}</ows:Title><ows:Abstract>${escapeXml(layer.abstract)}</ows:Abstract>` +
        `<ows:Identifier>${tileName(service, layer)}</ows:Identifier>` +
        `<Style isDefault="true"><ows:Identifier/></Style><Format>image/png</Format>${links}</Layer>`,
    )
    .join('');
  return (
    '<Capabilities xmlns="http://www.opengis.net/wmts/1.0" xmlns:ows="http://www.opengis.net/ows/1.1" ' +
    `xmlns:xlink="http://www.w3.org/1999/xlink" version="1.0.0"><Contents>${list}` +
    '<TileMatrixSet><ows:Identifier>GoogleMapsVL</ows:Identifier><ows:SupportedCRS>urn:ogc:def:crs:EPSG::3857</ows:SupportedCRS></TileMatrixSet>' +
    `</Contents><ServiceMetadataURL xlink:href="${baseUrl}/${service}/wmts"/></Capabilities>`
  );
}

function mapCapabilities(service: string, layers: readonly SimulatedLayer[], baseUrl: string): string {
  const named = (name: string, title: string, abstract: string, queryable: boolean) =>
    `<Layer queryable="${queryable ? 1 : 0}"><Name>${name}</Name><Title>${escapeXml(title)}</Title><Abstract>${escapeXml(abstract)}</Abstract></Layer>`;
  const list = layers
    .filter(({ name }) => !tilesOnly.has(name))
    .map(
      ({ name, title, abstract, flightDates }) =>
        named(name, title, abstract, false) +
        (flightDates === null
          ? ''
          : named(flightDates, `${title}, vliegdagcontour`, 'Opnamedatum van ieder deel.', true)),
    )
    .join('');
  const get = `<DCPType><HTTP><Get><OnlineResource xlink:href="${baseUrl}/${service}/wms"/></Get></HTTP></DCPType>`;
  return (
    '<WMS_Capabilities xmlns="http://www.opengis.net/wms" xmlns:xlink="http://www.w3.org/1999/xlink" version="1.3.0">' +
    `<Service><Name>WMS</Name><Title>${service}</Title><MaxWidth>${mostPixels}</MaxWidth><MaxHeight>${mostPixels}</MaxHeight></Service>` +
    `<Capability><Request><GetMap><Format>image/png</Format><Format>image/jpeg</Format>${get}</GetMap>` +
    `<GetFeatureInfo><Format>text/html</Format><Format>${jsonFormat}</Format>${get}</GetFeatureInfo></Request>` +
    `<Layer><Title>${service}</Title><CRS>EPSG:31370</CRS>${list}</Layer></Capability></WMS_Capabilities>`
  );
}

/** The services' name for what is asked. */
export function imageryOperation({ path, query }: Pick<Question, 'path' | 'query'>): string {
  const request = query.get('request')?.toLowerCase();
  if (request === 'getcapabilities') return path.endsWith('/wmts') ? 'wmts-capabilities' : 'wms-capabilities';
  if (request === 'getmap') return 'GetMap';
  if (request === 'gettile') return 'GetTile';
  return request === 'getfeatureinfo' ? 'wms-feature-info' : 'unknown';
}
