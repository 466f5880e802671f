import { basisregisters } from '../../adapters/basisregisters/index.js';
import type { SettingsInput } from '../../adapters/basisregisters/settings.js';
import { type BasisregistersSimulator, startSimulator } from '../../adapters/basisregisters/simulator.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { PlacesPort } from '../../src/capabilities/places/places.port.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { type AdapterOnWire, adapterOnWire } from '../support/adapter-on-wire.js';

export interface Registers extends AdapterOnWire {
  readonly simulator: BasisregistersSimulator;
  readonly port: PlacesPort;
}

/** Tries once, and keeps nothing: a failure and a call are seen as they are. */
const plain: PolicySettings = {
  retry: { attempts: 1 },
  breaker: { failures: 1_000 },
  operations: Object.fromEntries(
    ['adressen-zoeken', 'adres', 'adressen', 'adresmatch', 'perceel', 'percelen', 'capakey']
      .concat(['wmts-capabilities', 'wms-capabilities', 'wms-feature-info', 'recordings'])
      .map((operation) => [
        operation,
        { cache: { freshMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 } },
      ]),
  ),
};

/** The simulator and the adapter that speaks to it over the real wire. `settings` replaces what the simulator hands out. */
export async function openRegisters({
  settings = {},
  policy = plain,
  clock = systemClock,
}: { settings?: Partial<SettingsInput>; policy?: PolicySettings; clock?: Clock } = {}): Promise<Registers> {
  const simulator = await startSimulator({ clock, folder: '' });
  const running = adapterOnWire(basisregisters, { ...simulator.settings, ...settings }, { policy, clock });
  return {
    ...running,
    simulator,
    port: running.adapter.ports.places as PlacesPort,
    async close() {
      await running.close();
      await simulator.close();
    },
  };
}
