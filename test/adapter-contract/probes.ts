import { publishedState } from '../burgerprofiel/published-state.js';
import type { RunningAdapter } from '../../src/adapter/contract.js';
import type { CallContext } from '../../src/context/call-context.js';

type Probe = (adapter: RunningAdapter, context: CallContext) => Promise<unknown>;

/**
 * A harmless question for a connection that neither `health` nor `check` of its adapter reaches, by adapter and connection.
 * Most adapters need none: let `check` ask each connection where that costs the platform little.
 */
export const probes: Readonly<Record<string, Readonly<Record<string, Probe>>>> = {
  basisregisters: {
    // The plan has nothing to ask about but a parcel, and no parcel is everybody's.
    capakey: ({ ports }, context) => ports.places!.parcelGeometry('11922A0012/00E002', 'LAMBERT72', context),
  },
  burgerprofiel: {
    // Nothing harmless is known to ask where states of dossiers go: a state of the simulator's own is.
    publication: ({ ports }, context) => ports.dossierPublication!.publish(publishedState, context),
  },
  verenigingsregister: {
    // The register writes a file of all associations before it tells where: too much for a check.
    bulk: ({ ports }, context) => ports.associations!.all(context)[Symbol.asyncIterator]().next(),
  },
};
