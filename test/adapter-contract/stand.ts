import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import type { AdapterDefinition, CheckResult, RunningAdapter } from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { createRegistry } from '../../src/adapter/registry.js';
import type { Fault, Simulator } from '../../src/adapter/simulator/simulator.js';
import type { Connection } from '../../src/adapter/wire/connection.js';
import { createWire } from '../../src/adapter/wire/create-wire.js';
import type { Wire } from '../../src/adapter/wire/wire.js';
import { capabilityNames } from '../../src/capabilities/capabilities.js';
import { type CallContext, SourceLog } from '../../src/context/call-context.js';
import { createLog } from '../../src/operations/log.js';
import { createMetrics } from '../../src/operations/metrics.js';
import type { Outcome } from './faults.js';
import { type PassingTime, passingTime } from './passing-time.js';
import { probes } from './probes.js';

/** How long one question may take; the hub's own standard (graph.deadlineMs). */
export const deadlineMs = 10_000;
const openMs = 10_000;

/** One failure must show whether it counts, and a huge answer must not take the memory of who tests. */
const policy = {
  breaker: { failures: 1, failurePercent: 1, openMs },
  maxAnswerBytes: 8 * 1024 * 1024,
};

/** What is asked of a connection: the adapter's health check, its `check`, or a probe of its own. */
export interface Question {
  readonly connection: string;
  readonly by: 'health' | 'check' | 'probe';
}

/** What a question came to. */
export interface Observation {
  readonly outcome: Outcome;
  readonly breaker: 'OPEN' | 'CLOSED';
  /** How long the asker waited. */
  readonly ms: number;
}

/** An adapter at work on its own simulator. Nothing of it is shared with another question. */
export interface AdapterUnderTest {
  readonly adapter: RunningAdapter;
  readonly connections: ReadonlyMap<string, Connection>;
  /** Asks while the fault is in force, on this connection only. */
  ask(question: Question, fault: Fault | null): Promise<Observation>;
  check(fault: Fault | null): Promise<CheckResult[]>;
  /** Everything the hub wrote down and told so far: log lines, errors, results of checks. */
  readonly told: readonly string[];
  close(): Promise<void>;
}

export interface Stand {
  readonly definition: AdapterDefinition;
  readonly simulator: Simulator;
  readonly time: PassingTime;
  /** Every connection that the simulator's settings open, by name. */
  readonly connections: ReadonlyMap<string, Connection>;
  /** What each of them can be asked. */
  readonly questions: readonly Question[];
  /** Connections nobody can be asked about. */
  readonly unreached: readonly string[];
  open(settings?: unknown): AdapterUnderTest;
  /** Time in which an open breaker lets somebody try, and a simulator's own throttle forgets. */
  recover(): Promise<void>;
  close(): Promise<void>;
}

/** In the place of a connection's name. */
const everyConnection = '*';

/** The question that says most of a connection: a probe of its own, else what `check` asks, else the health check. */
export function readsOf({ questions }: Stand): readonly Question[] {
  const best = new Map<string, Question>();
  for (const by of ['health', 'check', 'probe'] as const)
    for (const question of questions) if (question.by === by) best.set(question.connection, question);
  return [...best.values()];
}

/** Starts an adapter's simulator and learns what each of its connections can be asked. */
export async function startStand(definition: AdapterDefinition): Promise<Stand> {
  const time = passingTime();
  const folder = await mkdtemp(join(tmpdir(), 'schakel-contract-'));
  const simulator = await definition.simulator({ clock: time.simulatorClock, folder });
  const open = (settings: unknown = simulator.settings) => openAdapter(definition, simulator, time, settings);
  const stand = {
    definition,
    simulator,
    time,
    open,
    recover: () => time.advance(openMs + 1_000),
    async close() {
      await simulator.close();
      time.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
  return { ...stand, ...(await learn(definition, open)) };
}

/** A healthy run of everything harmless shows which connections it reaches. */
async function learn(
  definition: AdapterDefinition,
  open: () => AdapterUnderTest & { reached(): ReadonlySet<string> },
): Promise<Pick<Stand, 'connections' | 'questions' | 'unreached'>> {
  const own = probes[definition.name] ?? {};
  const questions: Question[] = [];
  const connections = new Map<string, Connection>();
  for (const by of ['health', 'check'] as const) {
    const fresh = open();
    const [first] = [...fresh.connections.keys()];
    await fresh.ask({ connection: first!, by }, null);
    for (const [name, connection] of fresh.connections) connections.set(name, connection);
    for (const connection of fresh.reached()) questions.push({ connection, by });
    await fresh.close();
  }
  for (const connection of Object.keys(own)) questions.push({ connection, by: 'probe' });
  const isAsked = (name: string) => questions.some(({ connection }) => connection === name);
  return { connections, questions, unreached: [...connections.keys()].filter((name) => !isAsked(name)) };
}

function openAdapter(
  definition: AdapterDefinition,
  simulator: Simulator,
  time: PassingTime,
  settings: unknown,
): AdapterUnderTest & { reached(): ReadonlySet<string> } {
  const { clock } = time;
  const metrics = createMetrics();
  const told: string[] = [];
  const stream = new Writable({ write: (chunk, _, done) => (told.push(String(chunk)), done()) });
  const log = createLog({ level: 'debug', stream }).with({ adapter: definition.name });
  const wires = new Map<string, Wire>();
  const connections = new Map<string, Connection>();
  const reached = new Set<string>();
  let target: string | null = null;
  let fault: Fault | null = null;
  let underWay = 0;
  let failed: unknown[] = [];

  const inForce = () => (fault && underWay > 0 ? simulator.fail(fault) : simulator.fail());
  /** The wire, with the platform at fault only while the connection in question is used. */
  const watched = (name: string, wire: Wire): Wire => ({
    ...wire,
    async call(call, context) {
      reached.add(name);
      const mine = target === everyConnection || name === target;
      if (mine) underWay += 1;
      inForce();
      try {
        return await wire.call(call, context);
      } catch (error) {
        if (mine) failed.push(error);
        throw error;
      } finally {
        if (mine) underWay -= 1;
        inForce();
      }
    },
  });

  const registry = createRegistry({ known: capabilityNames, definitions: [definition] });
  const adapter = registry.start(definition.name, definition.settings.parse(settings), {
    clock,
    log,
    noteUnknownValue: () => undefined,
    connect(connection) {
      const name = connection.name ?? 'default';
      const wire = createWire({
        adapter: definition.name,
        connection,
        overrides: policy,
        clock,
        log,
        metrics,
      });
      wires.set(name, wire);
      connections.set(name, connection);
      return watched(name, wire);
    },
  });

  const context = (): CallContext => ({
    correlationId: 'adapter-contract',
    deadline: clock.now() + deadlineMs,
    actor: { kind: 'SYSTEM', id: 'test' },
    subject: null,
    mandate: null,
    purpose: null,
    sources: new SourceLog(),
  });
  const during = async <T>(question: string | null, given: Fault | null, ask: () => Promise<T>) => {
    target = question;
    fault = given;
    failed = [];
    try {
      return await time.until(ask());
    } finally {
      fault = null;
      inForce();
    }
  };
  const tell = (error: unknown) => {
    log.error('question.failed', { error });
    told.push(error instanceof Error ? `${String(error)} ${JSON.stringify(error)}` : String(error));
  };

  return {
    adapter,
    connections,
    told,
    reached: () => reached,
    async check(given) {
      const results = await during(everyConnection, given, () => adapter.check(context()));
      told.push(JSON.stringify(results));
      return results;
    },
    async ask({ connection, by }, given) {
      const startedAt = clock.now();
      await during(connection, given, async () => {
        if (by === 'health') return adapter.health(context());
        if (by === 'check') return void told.push(JSON.stringify(await adapter.check(context())));
        return void (await probes[definition.name]![connection]!(adapter, context()));
      }).catch((error: unknown) => void failed.push(error));
      // The adapter may make another error of the wire's; the outcome is the wire's, but neither may tell too much.
      failed.forEach(tell);
      const [error] = failed;
      if (error && !(error instanceof PlatformError)) throw error;
      return {
        outcome: error ? (error as PlatformError).code : 'OK',
        breaker: wires.get(connection)!.health().breaker === 'CLOSED' ? 'CLOSED' : 'OPEN',
        ms: clock.now() - startedAt,
      };
    },
    async close() {
      await time.until(Promise.all([...wires.values()].map((wire) => wire.close())));
      metrics.close();
    },
  };
}
