import type { Wire } from '../../src/adapter/wire/wire.js';
import type { Srs } from '../../src/capabilities/places/places.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { readJson } from './answers.js';
import { type PlanDocument, planDocument } from './documents.js';

export type PlanClient = ReturnType<typeof createPlanClient>;

const epsg: Readonly<Record<Srs, string>> = { LAMBERT72: '31370', WGS84: '4326' };

/** The cadastral plan (CaPaKey v2), which needs no key. All reject with PlatformError. */
export function createPlanClient(wire: Wire) {
  return {
    /**
     * GET /capakey/v2/parcel/{capakey}, always with the whole geometry: its box and centre come along, so that one call
     * serves whoever asks for a part. Null when the plan does not show the parcel (404).
     */
    parcel(capakey: string, srs: Srs, context: CallContext): Promise<Sourced<PlanDocument | null>> {
      const query = new URLSearchParams({
        geometry: 'full',
        srs: epsg[srs],
        data: 'adp',
        status: 'actual',
      });
      const url = `/capakey/v2/parcel/${encodeURIComponent(capakey)}?${query}`;
      return wire.call(
        {
          operation: 'capakey',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: url,
          async perform(send) {
            const headers = { accept: 'application/json' };
            const response = await send({ method: 'GET', url, headers, accept: [200, 404] });
            return response.status === 404 ? null : readJson(planDocument, response);
          },
        },
        context,
      );
    },

    /** Whether the plan answers: a parcel that cannot be gives 404, which is an answer. */
    async reach(context: CallContext): Promise<void> {
      await wire.call(
        {
          operation: 'capakey',
          effect: 'read',
          scope: 'NONE',
          perform: (send) =>
            send({
              method: 'GET',
              url: `/capakey/v2/parcel/${encodeURIComponent('00000A0000/00_000')}?geometry=no`,
              accept: [200, 404],
            }),
        },
        context,
      );
    },
  };
}
