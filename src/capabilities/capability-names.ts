import type { CapabilityName } from '../adapter/contract.js';

/** Every capability of the graph that asks something of an adapter: one for each port. */
export const capabilityNames: readonly CapabilityName[] = ['associations', 'citizens', 'dossiers'];
