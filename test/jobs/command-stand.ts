import { PlatformError } from '../../src/adapter/platform-error.js';
import type { CommandDefinition, Finding, StepOutcome } from '../../src/jobs/command.js';
import { type Commands, createCommands } from '../../src/jobs/commands.js';
import { createEmbeddedQueue } from '../../src/jobs/embedded-queue.js';
import type { CommandQueue } from '../../src/jobs/queue.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { createFieldCipher, createKeyedHash } from '../../src/privacy/encryption.js';
import type { Database } from '../../src/storage/database.js';
import { type ManualClock, manualClock, settle } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';

export const organisation = '0297500186';
export const cipher = createFieldCipher([{ id: 'test', key: Buffer.alloc(32, 1) }]);
export const keyedHash = createKeyedHash(Buffer.alloc(32, 2));

export interface Order {
  readonly what: string;
}

/** A platform with two counters. `answer` is what it does with the next call; when left out it does what is asked. */
export class TestPlatform {
  readonly made: string[] = [];
  calls = 0;
  asked = 0;
  answers: ((make: () => string) => Promise<StepOutcome<string>> | StepOutcome<string>)[] = [];
  findings: (() => Finding<string>)[] = [];

  async make(key: string): Promise<StepOutcome<string>> {
    this.calls += 1;
    const make = () => {
      this.made.push(key);
      return `made-${this.made.length}`;
    };
    const answer = this.answers.shift();
    return answer ? answer(make) : { kind: 'DONE', result: make() };
  }

  async find(key: string): Promise<Finding<string>> {
    this.asked += 1;
    const finding = this.findings.shift();
    if (finding) return finding();
    const index = this.made.indexOf(key);
    return index < 0 ? { kind: 'ABSENT' } : { kind: 'FOUND', result: `made-${index + 1}` };
  }
}

export const down = (): never => {
  throw new PlatformError('test', 'HTTP_5XX');
};

export const busyFor = (retryAfterMs: number) => (): never => {
  throw new PlatformError('test', 'THROTTLED', { retryAfterMs });
};

/** Sent, done, and the answer lost. */
export const lost = (make: () => string): StepOutcome<string> => {
  make();
  return { kind: 'IN_DOUBT', reason: 'TIMEOUT' };
};

export interface CommandStand {
  readonly commands: Commands;
  readonly clock: ManualClock;
  readonly database: Database;
  readonly log: ReturnType<typeof memoryLog>;
  order<I = Order>(
    definition: CommandDefinition<I>,
    over?: Partial<{ key: string; input: I }>,
  ): Promise<string>;
  state(id: string): Promise<{ state: string; reason: string | null; step: string }>;
  history(id: string): Promise<string[]>;
  /** Lets everything that is due be done. */
  work(): Promise<void>;
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

export async function commandStand(
  definitions: readonly CommandDefinition<never>[],
  {
    database,
    clock = manualClock(),
    queue,
    leaseMs = 60_000,
    // The queue is told of everything that becomes due; looking every minute only makes a night long.
    pollMs = 24 * 60 * 60_000,
  }: {
    database?: Database;
    clock?: ManualClock;
    queue?: CommandQueue;
    leaseMs?: number;
    pollMs?: number;
  } = {},
): Promise<CommandStand> {
  const log = memoryLog();
  const base = database ?? (await testDatabase());
  const lanes = new Map(
    definitions.flatMap((one) => one.lanes).map((lane) => [lane, { places: 2, perSecond: null }]),
  );
  const commands = createCommands({
    database: base,
    cipher,
    keyedHash,
    clock,
    log,
    metrics: createMetrics(),
    definitions: definitions as readonly CommandDefinition[],
    queue: queue ?? createEmbeddedQueue({ lanes, clock, log, pollMs }),
    leaseMs,
    random: () => 0.5,
  });
  commands.start();

  /** The database answers between turns of the event loop, so quiet is when nothing changed for a while. */
  async function work(): Promise<void> {
    for (let quiet = 0, before = -1n; quiet < 4;) {
      await settle(10);
      const [row] = await base.client.$queryRaw<{ last: bigint; running: bigint }[]>`
        SELECT (SELECT coalesce(max(id), 0) FROM command_transition) AS last,
          (SELECT count(*) FROM command WHERE state = 'RUNNING' AND lease_until > now()) AS running`;
      quiet = row!.last === before && row!.running === 0n ? quiet + 1 : 0;
      before = row!.last;
    }
  }

  return {
    commands,
    clock,
    database: base,
    log,
    async order(definition, over = {}) {
      const input = over.input ?? ({ what: 'parking card' } as never);
      const accepted = await commands.accept({
        definition,
        input,
        organisation,
        requestedBy: 'clerk-1',
        correlationId: 'correlation-1',
        priority: 'normal',
        idempotency:
          over.key === undefined ? null : { owner: 'client-1', key: over.key, operation: 'order', input },
      });
      if (accepted.kind !== 'ACCEPTED') throw new Error(accepted.kind);
      return accepted.commandId;
    },
    async state(id) {
      const command = await commands.find(id);
      if (!command) throw new Error('no such command');
      return { state: command.state, reason: command.reason, step: command.step };
    },
    history: async (id) =>
      ((await commands.transitions([id])).get(id) ?? []).map(({ state, cause }) => `${state} ${cause}`),
    work,
    async advance(ms) {
      await clock.advance(ms);
      await work();
    },
    async close() {
      const closed = commands.close(0);
      await clock.advance(1);
      await closed;
      if (!database) await base.close();
    },
  };
}
