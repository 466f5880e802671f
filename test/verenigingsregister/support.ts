import { verenigingsregister } from '../../adapters/verenigingsregister/index.js';
import { type SettingsInput, settingsSchema } from '../../adapters/verenigingsregister/settings.js';
import {
  startSimulator,
  type VerenigingsregisterSimulator,
} from '../../adapters/verenigingsregister/simulator.js';
import type { RunningAdapter } from '../../src/adapter/contract.js';
import { createWire } from '../../src/adapter/wire/create-wire.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { Wire } from '../../src/adapter/wire/wire.js';
import type { AssociationsPort } from '../../src/capabilities/associations/associations.port.js';
import { type CallContext, SourceLog } from '../../src/context/call-context.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { type MemoryLog, memoryLog } from '../support/log.js';

export interface Register {
  readonly simulator: VerenigingsregisterSimulator;
  readonly adapter: RunningAdapter;
  readonly port: AssociationsPort;
  readonly log: MemoryLog;
  /** What it noted as unknown: field and value. */
  readonly noted: readonly string[];
  close(): Promise<void>;
}

/** Tries once and at once, so that a failure is seen as it is. */
const oneTry: PolicySettings = { retry: { attempts: 1 }, breaker: { failures: 1_000 } };

/** The simulator and the adapter that speaks to it. `settings` replaces what the simulator hands out. */
export async function openRegister(
  settings: Partial<SettingsInput> = {},
  simulator?: VerenigingsregisterSimulator,
  clock: Clock = systemClock,
): Promise<Register> {
  const own = simulator ?? (await startSimulator({ clock, folder: '' }));
  const noted: string[] = [];
  const log = memoryLog();
  const metrics = createMetrics();
  const wires: Wire[] = [];
  const adapter = verenigingsregister.start(settingsSchema.parse({ ...own.settings, ...settings }), {
    clock,
    log,
    noteUnknownValue: (field, value) => void noted.push(`${field} ${value}`),
    connect(connection) {
      const wire = createWire({
        adapter: 'verenigingsregister',
        connection,
        overrides: oneTry,
        clock,
        log,
        metrics,
      });
      wires.push(wire);
      return wire;
    },
  });
  return {
    simulator: own,
    adapter,
    port: adapter.ports.associations as AssociationsPort,
    log,
    noted,
    async close() {
      await Promise.all(wires.map((wire) => wire.close()));
      if (!simulator) await own.close();
      metrics.close();
    },
  };
}

export function anonymous(deadlineMs = 20_000): CallContext {
  return {
    correlationId: 'test',
    deadline: Date.now() + deadlineMs,
    actor: { kind: 'ANONYMOUS' },
    subject: null,
    mandate: null,
    purpose: null,
    sources: new SourceLog(),
  };
}
