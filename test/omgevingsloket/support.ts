import { omgevingsloket } from '../../adapters/omgevingsloket/index.js';
import type { SettingsInput } from '../../adapters/omgevingsloket/settings.js';
import { type OmgevingsloketSimulator, startSimulator } from '../../adapters/omgevingsloket/simulator.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { PermitsPort } from '../../src/capabilities/permits/permits.port.js';
import type { Clock } from '../../src/context/clock.js';
import { systemClock } from '../../src/context/clock.js';
import { type AdapterOnWire, adapterOnWire } from '../support/adapter-on-wire.js';

export interface Mercator {
  readonly simulator: OmgevingsloketSimulator;
  readonly running: AdapterOnWire;
  readonly port: PermitsPort;
  close(): Promise<void>;
}

/** The adapter on its simulator, over the real wire, with one try and small pages unless told otherwise. */
export async function openMercator({
  clock = systemClock,
  settings = {},
  policy = { retry: { attempts: 1 }, breaker: { failures: 100 } },
}: {
  clock?: Clock;
  settings?: Partial<SettingsInput>;
  policy?: PolicySettings;
} = {}): Promise<Mercator> {
  const simulator = await startSimulator({ clock, folder: '' });
  const running = adapterOnWire(
    omgevingsloket,
    { ...simulator.settings, pageSize: 50, ...settings },
    { clock, policy },
  );
  return {
    simulator,
    running,
    port: running.adapter.ports.permits as PermitsPort,
    async close() {
      await running.close();
      await simulator.close();
    },
  };
}
