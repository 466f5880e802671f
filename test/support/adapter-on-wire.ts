import type { AdapterDefinition, AdapterTools, RunningAdapter } from '../../src/adapter/contract.js';
import { createWire } from '../../src/adapter/wire/create-wire.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { Wire } from '../../src/adapter/wire/wire.js';
import { systemClock } from '../../src/context/clock.js';
import type { Clock } from '../../src/context/clock.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { createUnknownValues } from '../../src/operations/unknown-values.js';
import { memoryLog } from './log.js';
import type { MemoryLog } from './log.js';

export interface AdapterOnWire {
  readonly adapter: RunningAdapter;
  readonly log: MemoryLog;
  close(): Promise<void>;
}

/** Starts an adapter with these settings on the real wire, as the hub does. */
export function adapterOnWire(
  definition: AdapterDefinition,
  settings: unknown,
  options: { readonly clock?: Clock; readonly policy?: PolicySettings } = {},
): AdapterOnWire {
  const { clock = systemClock, policy } = options;
  const log = memoryLog();
  const wires: Wire[] = [];
  const tools: AdapterTools = {
    clock,
    log,
    noteUnknownValue: createUnknownValues(definition.name, log, createMetrics()),
    connect(connection) {
      const wire = createWire({
        adapter: definition.name,
        connection,
        overrides: policy,
        clock,
        log,
        metrics: createMetrics(),
      });
      wires.push(wire);
      return wire;
    },
  };
  const adapter = definition.start(definition.settings.parse(settings), tools);
  return { adapter, log, close: async () => void (await Promise.all(wires.map((wire) => wire.close()))) };
}
