import type { AdapterDefinition, CapabilityName, Ports } from './adapter/contract.js';
import type { MonitoredAdapter } from './adapter/health-monitor.js';
import { createRegistry, UnfitAdapter } from './adapter/registry.js';
import { createWire } from './adapter/wire/create-wire.js';
import type { Wire } from './adapter/wire/wire.js';
import { capabilityNames } from './capabilities/capabilities.js';
import type { Clock } from './context/clock.js';
import type { Log } from './operations/log.js';
import type { Metrics } from './operations/metrics.js';
import type { Settings } from './settings-schema.js';

export interface RunningAdaptersOptions {
  readonly definitions: readonly AdapterDefinition[];
  readonly configured: Settings['adapters'];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** The configured adapters at work. */
export interface RunningAdapters {
  readonly all: readonly MonitoredAdapter[];
  /** The port of a capability; undefined when no configured adapter provides it. */
  port<C extends CapabilityName>(capability: C): Ports[C] | undefined;
  /** Name of the adapter that provides a capability: the configured one, or the first that could. */
  platformOf(capability: CapabilityName): string;
  close(): Promise<void>;
}

/** Starts every adapter that is in the settings, each with connections of its own. Throws when two provide one capability. */
export function startAdapters(options: RunningAdaptersOptions): RunningAdapters {
  const { definitions, configured, clock, log, metrics } = options;
  const registry = createRegistry({ known: capabilityNames, definitions });
  const ports: Partial<Ports> = {};
  const all = definitions
    .filter(({ name }) => name in configured)
    .map(({ name }): MonitoredAdapter => {
      const wires: Wire[] = [];
      const { settings, policy } = configured[name]!;
      const running = registry.start(name, settings, {
        clock,
        log: log.with({ adapter: name }),
        connect(connection) {
          const wire = createWire({ adapter: name, connection, overrides: policy, clock, log, metrics });
          wires.push(wire);
          return wire;
        },
      });
      for (const capability of Object.keys(running.ports))
        if (capability in ports)
          throw new UnfitAdapter(
            `Two configured adapters provide "${capability}". Take one of them out of "adapters" in the settings file.`,
          );
      Object.assign(ports, running.ports);
      return { name, running, wires };
    });
  return {
    all,
    port: (capability) => ports[capability],
    platformOf(capability) {
      const able = definitions.filter(({ provides }) => provides.includes(capability));
      return (able.find(({ name }) => name in configured) ?? able[0])?.name ?? capability;
    },
    async close() {
      await Promise.all(all.flatMap(({ wires }) => wires.map((wire) => wire.close())));
    },
  };
}
