import { ipdc } from '../../adapters/ipdc/index.js';
import type { SettingsInput } from '../../adapters/ipdc/settings.js';
import { type IpdcSimulator, startSimulator } from '../../adapters/ipdc/simulator.js';
import type { RunningAdapter } from '../../src/adapter/contract.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { ProductsPort } from '../../src/capabilities/products/products.port.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import type { MemoryLog } from '../support/log.js';

export interface Catalogue {
  readonly simulator: IpdcSimulator;
  readonly adapter: RunningAdapter;
  readonly port: ProductsPort;
  readonly log: MemoryLog;
  close(): Promise<void>;
}

/** Tries once and at once, so that a failure is seen as it is. */
const oneTry: PolicySettings = { retry: { attempts: 1 }, breaker: { failures: 1_000 } };

/** IPDC's simulator and the adapter that speaks to it. `settings` replaces what the simulator hands out. */
export async function openCatalogue(
  settings: Partial<SettingsInput> = {},
  { clock = systemClock, policy = oneTry }: { clock?: Clock; policy?: PolicySettings } = {},
): Promise<Catalogue> {
  const simulator = await startSimulator({ clock, folder: '' });
  const running = adapterOnWire(ipdc, { ...simulator.settings, ...settings }, { clock, policy });
  return {
    simulator,
    adapter: running.adapter,
    port: running.adapter.ports.products as ProductsPort,
    log: running.log,
    async close() {
      await running.close();
      await simulator.close();
    },
  };
}

/** The smallest product of Schilde. */
export function smallProduct(number: string, changes: Readonly<Record<string, unknown>> = {}) {
  return {
    productnummer: number,
    naam: { nl: `Product ${number}` },
    beschrijving: { nl: `<p>Beschrijving van ${number}</p>` },
    geografischToepassingsgebieden: ['BE21111039'],
    creatie: '2026-01-01T00:00:00Z',
    laatstGewijzigd: '2026-01-01T00:00:00Z',
    gearchiveerd: false,
    ...changes,
  };
}
