import { expect, test } from '@jest/globals';
import { placesPort, type PortOptions } from '../../adapters/basisregisters/places-port.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { ImageryService } from '../../src/capabilities/places/imagery.service.js';
import type { PlacesPort } from '../../src/capabilities/places/places.port.js';
import type { Sourced } from '../../src/context/source-status.js';
import { callContext } from '../support/call-context.js';
import { memoryLog } from '../support/log.js';

const platform = 'basisregisters';

function fresh<T>(value: T): Sourced<T> {
  return { value, source: { platform, state: 'FRESH', fetchedAt: new Date(0), since: null, reason: null } };
}

const layer = { name: 'OMWRGB25VL', title: 'Winteropnamen, 2025', abstract: null };
/** The services of the winters, of which those named do not answer. */
const wintersWithout = (...down: string[]) => {
  const answer = <T>(service: string, value: T) =>
    down.includes(service)
      ? Promise.reject(new PlatformError(platform, 'TIMEOUT'))
      : Promise.resolve(fresh(value));
  const imagery = {
    tileLayers: (service: string) => answer(service, [{ ...layer, tileMatrixSets: [] }]),
    mapLayers: (service: string) =>
      answer(service, { layers: [{ ...layer, queryable: false }], infoFormats: [] }),
  };
  return placesPort({ imagery, geoUrl: 'https://geo.example', log: memoryLog() } as unknown as PortOptions);
};

test('one service of a kind that is down leaves the mosaics of the other, as a part', async () => {
  const { value, source } = await wintersWithout('OMWRGBMRVL').mosaics('ORTHO_WINTER', callContext());
  expect(value.map((mosaic) => mosaic.layer)).toEqual(['OMWRGB25VL']);
  expect([source.state, source.reason]).toEqual(['FRESH', 'PARTIAL']);
  await expect(
    wintersWithout('OMW', 'OMWRGBMRVL').mosaics('ORTHO_WINTER', callContext()),
  ).rejects.toMatchObject({ code: 'TIMEOUT' });
});

test('one kind that is down leaves the frames of the others, as a part', async () => {
  const winters = wintersWithout('OMWRGBMRVL');
  const boundingBox = { minX: 0, minY: 0, maxX: 10, maxY: 10 };
  const port = {
    parcelGeometry: async () => fresh({ boundingBox, centre: { x: 5, y: 5 } }),
    mosaics: (...[kind, context]: Parameters<PlacesPort['mosaics']>) =>
      kind === 'ORTHO_WINTER'
        ? winters.mosaics(kind, context)
        : Promise.reject(new PlatformError(platform, 'NETWORK')),
  } as unknown as PlacesPort;
  const links = { urlOf: () => '', idOf: () => null };
  const context = callContext();
  const { frames, source } = await new ImageryService(port, platform, links).of(
    '11922A0012/00E002',
    { years: null, kinds: ['ORTHO_WINTER', 'ORTHO_SUMMER'] },
    context,
  );
  expect(frames).toHaveLength(1);
  expect([source.state, source.reason]).toEqual(['FRESH', 'PARTIAL']);
  expect(context.sources.summary()).toMatchObject([{ platform, state: 'UNAVAILABLE', reason: 'NETWORK' }]);
});
