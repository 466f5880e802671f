import type { RunningAdapter } from '../../src/adapter/contract.js';
import type { CallContext } from '../../src/context/call-context.js';

type Probe = (adapter: RunningAdapter, context: CallContext) => Promise<unknown>;

/**
 * A harmless read for a connection that neither `health` nor `check` of its adapter reaches, by adapter and connection.
 * Most adapters need none: let `check` ask each connection where that costs the platform little.
 */
export const probes: Readonly<Record<string, Readonly<Record<string, Probe>>>> = {
  verenigingsregister: {
    // The register writes a file of all associations before it tells where: too much for a check.
    bulk: ({ ports }, context) => ports.associations!.all(context)[Symbol.asyncIterator]().next(),
  },
};
