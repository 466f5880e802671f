import type { NoteUnknownValue } from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { Mosaic } from '../../src/capabilities/places/imagery.port.js';
import type { Lookup, PlacesPort } from '../../src/capabilities/places/places.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { addressLines, oldest } from './address-lines.js';
import { platform } from './answers.js';
import type { Client } from './client.js';
import type { ImageryClient } from './imagery-client.js';
import { infoFormatOf, series, type Series, toFlightDate, toImageUrl, toMosaics } from './mapping-imagery.js';
import { toPanorama } from './mapping-panoramas.js';
import { toAddress, toFoundAddress, toGeometry, toMatches, toParcel, toParcelSummary } from './mapping.js';
import type { PlanClient } from './plan-client.js';
import type { StreetSmartClient } from './street-smart-client.js';

export interface PortOptions {
  readonly register: Client;
  readonly plan: PlanClient;
  readonly imagery: ImageryClient;
  /** Null without a subscription. */
  readonly streetSmart: StreetSmartClient | null;
  readonly geoUrl: string;
  readonly noteUnknownValue: NoteUnknownValue;
}

export function placesPort(options: PortOptions): PlacesPort {
  const { register, plan, imagery, streetSmart, geoUrl, noteUnknownValue: onUnknown } = options;

  async function mosaicsOf(one: Series, context: CallContext): Promise<Sourced<readonly Mosaic[]>> {
    const [tiles, maps] = await Promise.all([
      imagery.tileLayers(one.service, context),
      imagery.mapLayers(one.service, context),
    ]);
    return {
      value: toMosaics(one, tiles.value, maps.value, geoUrl),
      source: oldest([tiles.source, maps.source]),
    };
  }

  return {
    searchAddresses: async (search, context) =>
      sourced(await register.search(search, context), (items) =>
        items.flatMap((item) => toFoundAddress(item) ?? []),
      ),
    address: async (id, context) =>
      sourced(await register.address(id, context), (lookup) =>
        found(lookup, (document) => toAddress(document, onUnknown)),
      ),
    addressLines: (ids, context) => addressLines(register, ids, onUnknown, context),
    matchAddress: async (request, context) =>
      sourced(await register.match(request, context), (document) => toMatches(document, onUnknown)),
    parcel: async (capakey, context) =>
      sourced(await register.parcel(capakey, context), (lookup) =>
        found(lookup, (document) => toParcel(document, onUnknown)),
      ),
    parcelsOfAddress: async (addressId, context) =>
      sourced(await register.parcelsOfAddress(addressId, context), (items) =>
        items.map((item) => toParcelSummary(item, onUnknown)),
      ),
    parcelGeometry: async (capakey, srs, context) =>
      sourced(await plan.parcel(capakey, srs, context), (document) => document && toGeometry(document, srs)),

    async mosaics(kind, context) {
      const answers = await Promise.allSettled(
        series.filter((one) => one.kind === kind).map((one) => mosaicsOf(one, context)),
      );
      const given = answers.flatMap((answer) => (answer.status === 'fulfilled' ? answer.value : []));
      const failed = answers.find((answer) => answer.status === 'rejected');
      if (failed && (given.length === 0 || !(failed.reason instanceof PlatformError))) throw failed.reason;
      const source = oldest(given.map((answer) => answer.source));
      return {
        value: given.flatMap(({ value }) => value),
        source: failed ? { ...source, reason: 'PARTIAL' } : source,
      };
    },

    async flightDate(mosaic, at, context) {
      const service = series.find((one) => mosaic.service.endsWith(`/${one.service}/wms`))?.service;
      if (!service || mosaic.flightDateLayer === null)
        throw new PlatformError(platform, 'REFUSED', { platformCode: 'NO_FLIGHT_DATES' });
      const maps = await imagery.mapLayers(service, context);
      const format = infoFormatOf(maps.value);
      if (format === null) return { value: null, source: maps.source };
      return sourced(await imagery.flightAttributes(mosaic, at, format, context), toFlightDate);
    },

    imageUrl: toImageUrl,

    async panoramas(search, context) {
      if (!streetSmart) throw new PlatformError(platform, 'NOT_CONFIGURED');
      return sourced(await streetSmart.recordings(search, toPanorama, context), (panoramas) => {
        // The platform looks in a square.
        const { centre, radiusM } = search;
        return panoramas.filter(
          ({ position }) => Math.hypot(position.x - centre.x, position.y - centre.y) <= radiusM,
        );
      });
    },
    async panoramaPicture(id, context) {
      if (!streetSmart) throw new PlatformError(platform, 'NOT_CONFIGURED');
      return streetSmart.render(id, context);
    },
  };
}

function sourced<D, T>(answer: Sourced<D>, map: (document: D) => T): Sourced<T> {
  return { value: map(answer.value), source: answer.source };
}

function found<D, T>(lookup: Lookup<D>, map: (document: D) => T): Lookup<T> {
  return lookup.state === 'FOUND' ? { state: 'FOUND', value: map(lookup.value) } : lookup;
}
