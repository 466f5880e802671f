import { escapeXml, type Question, type Surface, xmlAnswer } from './answers.js';
import { Canvas } from './png.js';
import type { Town } from './town.js';

export interface StreetSmartOptions {
  readonly town: Town;
  readonly username: string;
  readonly password: string;
  readonly apiKey: string;
}

interface Recording {
  readonly id: string;
  readonly recordedAt: string;
  readonly expiredAt: string | null;
  readonly x: number;
  readonly y: number;
  readonly direction: number;
}

const drives = [
  { year: 2019, expiredAt: '2022-05-04T08:00:00Z' },
  { year: 2022, expiredAt: '2025-04-12T08:00:00Z' },
  { year: 2025, expiredAt: null },
];

/** Cyclomedia Street Smart: recordings in front of every other house, driven three times. */
export function createStreetSmart({ town, username, password, apiKey }: StreetSmartOptions): Surface {
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
  const recordings = recordingsAlong(town);
  return (question) => {
    const { path, query, headers } = question;
    const operation = streetSmartOperation(path);
    if (operation === null) return null;
    if (headers['authorization'] !== authorization || query.get('apikey') !== apiKey)
      return {
        operation,
        status: 401,
        headers: { 'www-authenticate': 'Basic realm="atlas"', 'content-type': 'text/plain' },
        body: 'Unauthorized',
      };
    if (operation === 'recordings') return wfs(question);
    const id = path.split('/')[3];
    if (!recordings.some((recording) => recording.id === id))
      return { operation, status: 404, headers: { 'content-type': 'text/plain' }, body: 'Not found' };
    const canvas = new Canvas(1024, 512, [150, 190, 230]);
    canvas.rectangle(0, 280, 1024, 512, [110, 110, 105]);
    canvas.rectangle(200, 200, 380, 300, [160, 90, 70]);
    return { operation, status: 200, headers: { 'content-type': 'image/png' }, body: canvas.png() };
  };

  function wfs({ query }: Question) {
    const [minX = NaN, minY = NaN, maxX = NaN, maxY = NaN] = (query.get('bbox') ?? '').split(',').map(Number);
    if (query.get('typename') !== 'atlas:Recording' || !(minX < maxX && minY < maxY))
      return xmlAnswer(
        'recordings',
        '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.0.0"><ows:Exception exceptionCode="InvalidParameterValue"/></ows:ExceptionReport>',
      );
    const found = recordings
      .filter(({ x, y }) => x >= minX && x <= maxX && y >= minY && y <= maxY)
      .slice(0, Number(query.get('maxfeatures') ?? 100));
    return xmlAnswer(
      'recordings',
      '<wfs:FeatureCollection xmlns:wfs="http://www.opengis.net/wfs" xmlns:gml="http://www.opengis.net/gml" xmlns:atlas="http://www.cyclomedia.com/atlas">' +
        `<gml:featureMembers>${found.map(feature).join('')}</gml:featureMembers></wfs:FeatureCollection>`,
    );
  }
}

function feature({ id, recordedAt, expiredAt, x, y, direction }: Recording): string {
  return (
    `<atlas:Recording gml:id="R${id}"><atlas:imageId>${escapeXml(id)}</atlas:imageId>` +
    `<atlas:recordedAt>${recordedAt}</atlas:recordedAt>` +
    (expiredAt === null ? '' : `<atlas:expiredAt>${expiredAt}</atlas:expiredAt>`) +
    `<atlas:recorderDirection>${direction}</atlas:recorderDirection>` +
    `<atlas:location><gml:Point srsName="EPSG:31370"><gml:pos>${x} ${y} 12.3</gml:pos></gml:Point></atlas:location></atlas:Recording>`
  );
}

function recordingsAlong(town: Town): Recording[] {
  // On the axis of the street, in front of the houses on its north side.
  const spots = town.addresses.filter(
    ({ houseNumber, boxNumber }) => boxNumber === null && Number(houseNumber) % 2,
  );
  return drives.flatMap(({ year, expiredAt }, drive) =>
    spots.map(({ x, y }, index) => ({
      id: `WS${drive}${`${index}`.padStart(5, '0')}`,
      recordedAt: `${year}-04-11T09:${`${index % 60}`.padStart(2, '0')}:00Z`,
      expiredAt,
      x,
      y: y - 26,
      direction: 90,
    })),
  );
}

/** Cyclomedia's part of the paths; null for another platform's. */
export function streetSmartOperation(path: string): 'recordings' | 'render' | null {
  if (path.toLowerCase() === '/recordings/wfs') return 'recordings';
  return path.startsWith('/PanoramaRendering/Render/') ? 'render' : null;
}
