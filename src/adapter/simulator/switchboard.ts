import { faultText } from './fault-text.js';
import type { Fault, Simulator, SimulatorCall } from './simulator.js';

/** The states that have a name: `up` has no fault, `down` refuses, `slow` takes three seconds. */
export const simulatorStates = ['up', 'slow', 'down'] as const;
export type SimulatorState = (typeof simulatorStates)[number];

export interface SimulatorSwitch {
  /** The adapter's name, e.g. `magda`. */
  readonly name: string;
  /** `faulty` for faults that have no name of their own. */
  readonly state: SimulatorState | 'faulty';
  /** The faults in force, as `parseFault` reads them. */
  readonly faults: readonly string[];
}

/** Simulators that run, and their faults. Only asked about a name that `simulators()` lists. */
export interface Switchboard {
  simulators(): readonly SimulatorSwitch[];
  setState(name: string, state: SimulatorState): void | Promise<void>;
  /** Replaces the faults in force; none heals it. Throws when that simulator does not know one of them. */
  setFaults(name: string, faults: readonly Fault[]): void | Promise<void>;
  /** What it was asked since it started or since that was forgotten. */
  calls(name: string): readonly Pick<SimulatorCall, 'operation' | 'status'>[];
  forgetCalls(name: string): void;
}

const slowMs = 3_000;

const faultsOf: Readonly<Record<SimulatorState, readonly Fault[]>> = {
  up: [],
  slow: [{ kind: 'slow', ms: slowMs }],
  down: [{ kind: 'refuse' }],
};

type Switchable = Pick<Simulator, 'fail' | 'calls' | 'forgetCalls'>;

export function createSwitchboard(simulators: ReadonlyMap<string, Switchable>): Switchboard {
  const inForce = new Map<string, readonly string[]>();
  const simulatorOf = (name: string): Switchable => {
    const simulator = simulators.get(name);
    if (!simulator) throw new Error(`There is no simulator "${name}".`);
    return simulator;
  };
  const setFaults = (name: string, faults: readonly Fault[]) => {
    simulatorOf(name).fail(...faults);
    inForce.set(name, faults.map(faultText));
  };
  return {
    simulators: () =>
      [...simulators.keys()].map((name) => {
        const faults = inForce.get(name) ?? [];
        const isState = (state: SimulatorState) => faultsOf[state].map(faultText).join() === faults.join();
        return { name, state: simulatorStates.find(isState) ?? 'faulty', faults };
      }),
    setState: (name, state) => setFaults(name, faultsOf[state]),
    setFaults,
    calls: (name) => simulatorOf(name).calls.map(({ operation, status }) => ({ operation, status })),
    forgetCalls: (name) => simulatorOf(name).forgetCalls(),
  };
}
