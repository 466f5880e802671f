import type { Clock } from './context/clock.js';
import { type BullQueue, createBullQueue } from './jobs/bull-queue.js';
import type { CommandDefinition } from './jobs/command.js';
import { type Commands, createCommands } from './jobs/commands.js';
import { createEmbeddedQueue } from './jobs/embedded-queue.js';
import type { Log } from './operations/log.js';
import type { Metrics } from './operations/metrics.js';
import type { FieldCipher, KeyedHash } from './privacy/encryption.js';
import type { Settings } from './settings-schema.js';
import type { Database } from './storage/database.js';

export interface RunningCommandsOptions {
  readonly settings: Settings['commands'];
  readonly definitions: readonly CommandDefinition[];
  readonly database: Database;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** With an embedded database this hub is the only one, and knows of everything that becomes due. */
const pollMs = { embedded: 15_000, server: 1_000 } as const;

export interface RunningCommands {
  readonly commands: Commands;
  /** A bull queue for each lane; empty when the hub hands commands out itself. */
  readonly queues: BullQueue['queues'];
}

/** The commands of this hub, with the queue that the settings ask for; nothing is handed out before `start`. */
export function openCommands(options: RunningCommandsOptions): RunningCommands {
  const { settings, definitions, database, clock, log } = options;
  const lanes = new Map(
    definitions
      .flatMap((definition) => definition.lanes)
      .map((name) => {
        const { places, perSecond = null } = settings.lanes[name] ?? settings.lane;
        return [name, { places, perSecond }] as const;
      }),
  );
  const { redisUrl, leaseMs } = settings;
  if (!redisUrl) {
    const queue = createEmbeddedQueue({ lanes, clock, log, pollMs: pollMs[database.kind] });
    return { commands: createCommands({ ...options, queue, leaseMs }), queues: [] };
  }
  const queue = createBullQueue({ redisUrl, lanes, clock, log, leaseMs });
  return { commands: createCommands({ ...options, queue, leaseMs }), queues: queue.queues };
}
