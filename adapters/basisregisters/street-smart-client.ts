import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import { parseXml, type XmlElement } from '../../src/adapter/xml/xml-element.js';
import type { PanoramaSearch, Picture } from '../../src/capabilities/places/panoramas.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { platform } from './answers.js';

export type StreetSmartClient = ReturnType<typeof createStreetSmartClient>;

const mostRecordings = 500;

/** Cyclomedia's Atlas services. `apiKey` goes with the request and is in no answer of ours. All reject with PlatformError. */
export function createStreetSmartClient(wire: Wire, apiKey: string) {
  return {
    /** Recordings in the square around a circle (WFS GetFeature of atlas:Recording, Lambert 72). */
    recordings<T>(
      { centre, radiusM }: PanoramaSearch,
      map: (recording: XmlElement) => T,
      context: CallContext,
    ): Promise<Sourced<readonly T[]>> {
      const box = [centre.x - radiusM, centre.y - radiusM, centre.x + radiusM, centre.y + radiusM];
      const query = new URLSearchParams({
        SERVICE: 'WFS',
        VERSION: '1.1.0',
        REQUEST: 'GetFeature',
        TYPENAME: 'atlas:Recording',
        SRSNAME: 'EPSG:31370',
        BBOX: `${box.map((value) => value.toFixed(2)).join(',')},EPSG:31370`,
        MAXFEATURES: `${mostRecordings}`,
      });
      return wire.call(
        {
          operation: 'recordings',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: query.toString(),
          async perform(send) {
            const url = `/Recordings/wfs?${query}&${new URLSearchParams({ apiKey })}`;
            return recordingsIn(await send({ method: 'GET', url })).map(map);
          },
        },
        context,
      );
    },

    /** The picture of a recording. Null when there is none of that id (404). */
    render(id: string, context: CallContext): Promise<Sourced<Picture | null>> {
      const url = `/PanoramaRendering/Render/${encodeURIComponent(id)}/?${new URLSearchParams({ apiKey, srsName: 'epsg:31370' })}`;
      return wire.call(
        {
          operation: 'render',
          effect: 'read',
          scope: 'NONE',
          async perform(send) {
            const response = await send({ method: 'GET', url, accept: [200, 404] });
            return response.status === 404 ? null : pictureIn(response);
          },
        },
        context,
      );
    },
  };
}

function recordingsIn({ status, body }: HttpResponse): readonly XmlElement[] {
  const root = parseXml(platform, body);
  if (root.name === 'ExceptionReport' || root.name === 'ServiceExceptionReport')
    throw new PlatformError(platform, 'REFUSED', { status, platformCode: 'ExceptionReport' });
  if (root.name !== 'FeatureCollection') throw new PlatformError(platform, 'MALFORMED', { status });
  return root.descendants('Recording');
}

function pictureIn({ headers, body, status }: HttpResponse): Picture {
  const contentType = /^image\/(?:jpeg|png|webp)\b/.exec(headers['content-type'] ?? '')?.[0];
  if (!contentType) throw new PlatformError(platform, 'MALFORMED', { status });
  return { contentType, bytes: body };
}
