import type { AdapterDefinition, CapabilityName, Ports } from './adapter/contract.js';
import type { MonitoredAdapter } from './adapter/health-monitor.js';
import { createRegistry, UnfitAdapter } from './adapter/registry.js';
import { createWire } from './adapter/wire/create-wire.js';
import type { Wire } from './adapter/wire/wire.js';
import { capabilities, capabilityNames } from './capabilities/capabilities.js';
import type { Clock } from './context/clock.js';
import type { Log } from './operations/log.js';
import type { Metrics } from './operations/metrics.js';
import { createUnknownValues, type NoteUnknownValue } from './operations/unknown-values.js';
import type { Settings } from './settings-schema.js';

export interface RunningAdaptersOptions {
  readonly definitions: readonly AdapterDefinition[];
  readonly configured: Settings['adapters'];
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** A port, and the name of the adapter behind it. */
export interface Provider<P> {
  readonly platform: string;
  readonly port: P;
}

/** The configured adapters at work. */
export interface RunningAdapters {
  readonly all: readonly MonitoredAdapter[];
  /** The port of a capability that one adapter serves; undefined when no configured adapter provides it. */
  port<C extends CapabilityName>(capability: C): Ports[C] | undefined;
  /** Every configured adapter that serves a capability, in the order of `adapters/index.ts`. */
  providers<C extends CapabilityName>(capability: C): readonly Provider<Ports[C]>[];
  /** Name of the adapter that provides a capability: the configured one, or the first that could. */
  platformOf(capability: CapabilityName): string;
  /** Where a capability notes what the platform of this adapter may not say: the same place as the adapter's own. */
  noteUnknownValue(adapter: string): NoteUnknownValue;
  close(): Promise<void>;
}

/** Starts every adapter that is in the settings, each with connections of its own. Throws when two provide a capability that only one can. */
export function startAdapters(options: RunningAdaptersOptions): RunningAdapters {
  const { definitions, configured, clock, log, metrics } = options;
  const registry = createRegistry({ known: capabilityNames, definitions });
  const providers = new Map<CapabilityName, Provider<unknown>[]>(capabilityNames.map((name) => [name, []]));
  const notes = new Map<string, NoteUnknownValue>();
  function noteUnknownValue(adapter: string): NoteUnknownValue {
    const note = notes.get(adapter) ?? createUnknownValues(adapter, log, metrics);
    notes.set(adapter, note);
    return note;
  }
  const all = definitions
    .filter(({ name }) => name in configured)
    .map(({ name }): MonitoredAdapter => {
      const wires: Wire[] = [];
      const { settings, policy } = configured[name]!;
      const running = registry.start(name, settings, {
        clock,
        log: log.with({ adapter: name }),
        noteUnknownValue: noteUnknownValue(name),
        connect(connection) {
          const wire = createWire({ adapter: name, connection, overrides: policy, clock, log, metrics });
          wires.push(wire);
          return wire;
        },
      });
      for (const [capability, port] of Object.entries(running.ports) as [CapabilityName, unknown][]) {
        const serving = providers.get(capability)!;
        if (serving.length > 0 && !capabilities[capability].sharedByAdapters)
          throw new UnfitAdapter(
            `Two configured adapters provide "${capability}". Take one of them out of "adapters" in the settings file.`,
          );
        serving.push({ platform: name, port });
      }
      return { name, running, wires };
    });
  const providersOf = <C extends CapabilityName>(capability: C) =>
    (providers.get(capability) ?? []) as Provider<Ports[C]>[];
  return {
    all,
    port(capability) {
      if (capabilities[capability].sharedByAdapters)
        throw new Error(`"${capability}" may have several adapters: ask for its providers.`);
      return providersOf(capability)[0]?.port;
    },
    providers: providersOf,
    platformOf(capability) {
      const able = definitions.filter(({ provides }) => provides.includes(capability));
      return (able.find(({ name }) => name in configured) ?? able[0])?.name ?? capability;
    },
    noteUnknownValue,
    async close() {
      await Promise.all(all.flatMap(({ wires }) => wires.map((wire) => wire.close())));
    },
  };
}
