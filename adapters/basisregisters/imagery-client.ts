import { parseXml, type XmlElement } from '../../src/adapter/xml/xml-element.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { Mosaic } from '../../src/capabilities/places/imagery.port.js';
import type { Point } from '../../src/capabilities/places/places.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { platform } from './answers.js';
import {
  type FlightAttribute,
  mapLayers,
  type MapLayers,
  tileLayers,
  type TileLayer,
} from './imagery-documents.js';

export type ImageryClient = ReturnType<typeof createImageryClient>;

/** The pictures' map services (WMTS, WMS), which need no key. All reject with PlatformError. */
export function createImageryClient(wire: Wire) {
  function capabilities<T>(
    operation: string,
    path: string,
    read: (root: XmlElement) => T,
    context: CallContext,
  ): Promise<Sourced<T>> {
    return wire.call(
      {
        operation,
        effect: 'read',
        scope: 'PUBLIC',
        cacheKey: path,
        perform: async (send) => read(xml(await send({ method: 'GET', url: path }))),
      },
      context,
    );
  }

  return {
    /** The layers of a tile service (WMTS GetCapabilities): which mosaics there are. */
    tileLayers(service: string, context: CallContext): Promise<Sourced<readonly TileLayer[]>> {
      const path = `/${service}/wmts?SERVICE=WMTS&REQUEST=GetCapabilities&VERSION=1.0.0`;
      return capabilities('wmts-capabilities', path, tileLayers, context);
    },

    /** The layers of a map service (WMS GetCapabilities): by what name a picture of them is asked. */
    mapLayers(service: string, context: CallContext): Promise<Sourced<MapLayers>> {
      const path = `/${service}/wms?SERVICE=WMS&REQUEST=GetCapabilities&VERSION=1.3.0`;
      return capabilities('wms-capabilities', path, mapLayers, context);
    },

    /** What the layer of flight dates says at a point (WMS GetFeatureInfo): every attribute, unjudged. */
    flightAttributes(
      { service, flightDateLayer }: Mosaic,
      at: Point,
      format: string,
      context: CallContext,
    ): Promise<Sourced<readonly FlightAttribute[]>> {
      // A square metre of 101 pixels with the point in the middle one.
      const half = 0.5;
      const layer = flightDateLayer ?? '';
      const query = new URLSearchParams({
        SERVICE: 'WMS',
        VERSION: '1.3.0',
        REQUEST: 'GetFeatureInfo',
        LAYERS: layer,
        QUERY_LAYERS: layer,
        STYLES: '',
        CRS: 'EPSG:31370',
        BBOX: [at.x - half, at.y - half, at.x + half, at.y + half].map((value) => value.toFixed(2)).join(','),
        WIDTH: '101',
        HEIGHT: '101',
        I: '50',
        J: '50',
        FORMAT: 'image/png',
        INFO_FORMAT: format,
        FEATURE_COUNT: '10',
      });
      const url = `${service}?${query}`;
      return wire.call(
        {
          operation: 'wms-feature-info',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: url,
          perform: async (send) => attributesIn(await send({ method: 'GET', url })),
        },
        context,
      );
    },
  };
}

/** These services answer their errors with status 200: an exception report is one, whatever the status. */
function xml(response: HttpResponse): XmlElement {
  const root = parseXml(platform, response.body);
  if (!/^(?:ServiceExceptionReport|ExceptionReport)$/.test(root.name)) return root;
  const exception = root.descendants('ServiceException')[0] ?? root.descendants('Exception')[0];
  const said = exception?.attribute('code') ?? exception?.attribute('exceptionCode') ?? '';
  const platformCode = /^\w{1,40}$/.test(said) ? said : 'ServiceException';
  throw new PlatformError(platform, 'REFUSED', { status: response.status, platformCode });
}

function attributesIn(response: HttpResponse): readonly FlightAttribute[] {
  const text = response.body.toString('utf8').trimStart();
  if (!text.startsWith('{')) return leaves(xml(response));
  const { features } = JSON.parse(text) as { features?: { properties?: Record<string, unknown> | null }[] };
  if (!Array.isArray(features)) throw new PlatformError(platform, 'MALFORMED');
  return features.flatMap(({ properties }) =>
    Object.entries(properties ?? {}).map(([name, value]) => ({ name, value: String(value ?? '') })),
  );
}

function leaves(element: XmlElement): FlightAttribute[] {
  const children = element.children();
  return children.length === 0 ? [{ name: element.name, value: element.text }] : children.flatMap(leaves);
}
