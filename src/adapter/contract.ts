import type { z } from 'zod';
import type { CallContext } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { NoteUnknownValue } from '../operations/unknown-values.js';
import type { Simulator, SimulatorOptions } from './simulator/simulator.js';
import type { Connection } from './wire/connection.js';
import type { Wire } from './wire/wire.js';

export type { NoteUnknownValue } from '../operations/unknown-values.js';

/**
 * The ports of all capabilities, by capability name. Each port file adds its own entry:
 * `declare module '../../adapter/contract.js' { interface Ports { citizens: CitizensPort } }`.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- filled by declaration merging in the port files
export interface Ports {}

export type CapabilityName = keyof Ports & string;

/** The outcome of one step of `schakel check`. `advice` says what to change; null when the step passed. */
export interface CheckResult {
  readonly level: 'settings' | 'connection' | 'credentials';
  readonly passed: boolean;
  /** One line for the table; never holds a secret or personal data. */
  readonly finding: string;
  readonly advice: string | null;
}

/** What the hub hands to an adapter that starts. */
export interface AdapterTools {
  /** Opens a connection; everything the adapter sends goes through it. */
  connect(connection: Connection): Wire;
  readonly clock: Clock;
  readonly log: Log;
  /** For what the platform may not say: the answer shows it as UNKNOWN with the raw code, and this counts it. */
  readonly noteUnknownValue: NoteUnknownValue;
}

/** An adapter at work. */
export interface RunningAdapter {
  /** What it provides, by capability name: exactly the capabilities on its card. */
  readonly ports: Partial<Ports>;
  /**
   * A harmless call that tells whether the platform answers; never with a national number, never a change.
   * Goes through the wire and throws PlatformError when the platform is ill.
   */
  health(context: CallContext): Promise<void>;
  /** Connection first, then credentials; the settings were checked when they were read. Never throws. */
  check(context: CallContext): Promise<CheckResult[]>;
}

/** An adapter's card: everything the hub must know to list it, set it up, run it and stand in for its platform. */
export interface AdapterDefinition<S extends z.ZodObject = z.ZodObject> {
  /** Kebab case, the folder's name and the key in `schakel.yaml`. */
  readonly name: string;
  /** The platform's own name, as people know it. */
  readonly title: string;
  /** Who runs the platform, in one line. */
  readonly operator: string;
  readonly provides: readonly CapabilityName[];
  /** A strict zod object: every field described, secrets marked with `secret()`. */
  readonly settings: S;
  start(settings: z.output<S>, tools: AdapterTools): RunningAdapter;
  /** Starts a stand-in for the platform on loopback and returns the settings that reach it. */
  simulator(options: SimulatorOptions): Promise<Simulator<z.input<S>>>;
}

/** Gives an adapter's card its types; the registry checks the rest at start. */
export function defineAdapter<S extends z.ZodObject>(definition: AdapterDefinition<S>): AdapterDefinition<S> {
  return definition;
}
