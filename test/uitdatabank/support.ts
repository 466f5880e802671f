import { uitdatabank } from '../../adapters/uitdatabank/index.js';
import type { SettingsInput } from '../../adapters/uitdatabank/settings.js';
import { startSimulator, type UitdatabankSimulator } from '../../adapters/uitdatabank/simulator.js';
import type { RunningAdapter } from '../../src/adapter/contract.js';
import type { EventSearch, EventsPort } from '../../src/capabilities/events/events.port.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';

export interface Databank {
  readonly simulator: UitdatabankSimulator;
  readonly adapter: RunningAdapter;
  readonly port: EventsPort;
  close(): Promise<void>;
}

/** The simulator and the adapter that speaks to it. `settings` replaces what the simulator hands out. */
export async function openDatabank(
  settings: Partial<SettingsInput> = {},
  clock: Clock = systemClock,
): Promise<Databank> {
  const simulator = await startSimulator({ clock, folder: '' });
  const on = adapterOnWire(
    uitdatabank,
    { ...simulator.settings, ...settings },
    { clock, policy: { retry: { attempts: 1 }, breaker: { failures: 1_000 } } },
  );
  return {
    simulator,
    adapter: on.adapter,
    port: on.adapter.ports.events as EventsPort,
    async close() {
      await on.close();
      await simulator.close();
    },
  };
}

/** Every event that may be in agendas now. */
export const everything: EventSearch = {
  text: null,
  from: null,
  to: null,
  past: false,
  types: [],
  themes: [],
  free: null,
  age: null,
  organizerIds: null,
  start: 0,
  limit: 2_000,
};
