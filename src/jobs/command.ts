import type { CallContext } from '../context/call-context.js';
import type { Transaction } from '../storage/database.js';

/**
 * ACCEPTED: written down. RUNNING: somebody is at work on it. WAITING: it goes on by itself at a known moment.
 * IN_DOUBT: a step may or may not have been done; it is found out by asking the platform, or by a person.
 * DONE, FAILED and CANCELLED are the ends; a failed one can be taken up again by an administrator.
 */
export const commandStates = [
  'ACCEPTED',
  'RUNNING',
  'WAITING',
  'IN_DOUBT',
  'DONE',
  'FAILED',
  'CANCELLED',
] as const;
export type CommandState = (typeof commandStates)[number];

/** Who waits: a citizen before a screen goes before a batch. The smallest goes first. */
export const priorities = { now: 0, normal: 5, batch: 9 } as const;
export type Priority = keyof typeof priorities;

/**
 * What may be done with a step of which nobody knows whether it was done.
 * REPEAT: do it again; the platform recognises it, or doing it twice is the same as once.
 * ASK: ask the platform first, with `find`.
 * PERSON: the platform cannot be asked; somebody must look and decide.
 */
export type Repetition = 'REPEAT' | 'ASK' | 'PERSON';

/** What a step came to. It throws PlatformError only when it was certainly not done and may be tried again later. */
export type StepOutcome<R = unknown> =
  | { readonly kind: 'DONE'; readonly result: R }
  /**
   * Certainly not done, and not for now: quiet hours, an answer that is not there yet. `from` names an earlier step to go
   * on with, when what that step gave does not hold any more.
   */
  | { readonly kind: 'LATER'; readonly at: Date; readonly reason: string; readonly from?: string }
  /** Certainly not done, and it never will be. */
  | { readonly kind: 'FAILED'; readonly reason: string; readonly platformCode?: string | null }
  | { readonly kind: 'IN_DOUBT'; readonly reason: string; readonly platformCode?: string | null };

/** What the platform says of a step that is in doubt. Only ABSENT says that it was certainly not done. */
export type Finding<R = unknown> =
  { readonly kind: 'FOUND'; readonly result: R } | { readonly kind: 'ABSENT' } | { readonly kind: 'UNTOLD' };

export type { Transaction };

/** What the finished steps gave, by their names. */
export type Results = Readonly<Record<string, unknown>>;

export interface StepCall<I> {
  readonly commandId: string;
  readonly input: I;
  readonly results: Results;
  /** The hub's own, with the command's correlation id and the deadline of this attempt. */
  readonly context: CallContext;
}

/** One call of one platform, or one piece of the hub's own work. */
export interface Step<I = unknown, R = unknown> {
  readonly name: string;
  /** Whom it calls: the adapter's name; the name of a lane of its own for the hub's own work. */
  platform(input: I, results: Results): string;
  /** A function where the platform decides and the step before chose it. */
  readonly repetition: Repetition | ((input: I, results: Results) => Repetition);
  /** How long one attempt may take, in milliseconds, at most half of a lease; 30 seconds when left out, or half of a short lease. */
  readonly timeoutMs?: number;
  /** What it gives when earlier steps left it nothing to do: then it is not begun. Null when there is something to do. */
  skip?(call: Pick<StepCall<I>, 'input' | 'results'>): { readonly result: R } | null;
  perform(call: StepCall<I>): Promise<StepOutcome<R>>;
  /** Asked when it is in doubt and may not be repeated. Throws PlatformError when the platform cannot be asked now. */
  find?(call: StepCall<I> & { readonly begunAt: Date }): Promise<Finding<R>>;
  /** What it gives when a person says that it was done; `reference` is the platform's, as that person found it. */
  decided?(call: Pick<StepCall<I>, 'commandId' | 'input' | 'results'>, reference: string | null): R;
  /** Writes what the step changed in the hub's own records, in the transaction that stores its result. */
  record?(tx: Transaction, call: Omit<StepCall<I>, 'context'>, result: R): Promise<void>;
}

/** What became of a command, told in the transaction in which it does. Never RUNNING. */
export interface CommandChange<I = unknown> {
  readonly commandId: string;
  readonly input: I;
  readonly results: Results;
  readonly state: Exclude<CommandState, 'RUNNING'>;
  readonly reason: string | null;
  readonly platformCode: string | null;
}

/** A kind of command: what is done, in which order. It must not change while commands of it are under way. */
export interface CommandDefinition<I = unknown> {
  /** Stable, such as `text.send`. */
  readonly kind: string;
  /** What it does, for a clerk, in Dutch. */
  readonly title: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- each step has a result type of its own
  readonly steps: readonly Step<I, any>[];
  /** Every platform its steps can call. */
  readonly lanes: readonly string[];
  /** How long the hub goes on trying from when it was accepted, in milliseconds; three days when left out. */
  readonly giveUpAfterMs?: number;
  /** Follows the command in the hub's own records. */
  follow?(tx: Transaction, change: CommandChange<I>): Promise<void>;
}

/** What the graph and the queue know of a command: nothing personal. */
export interface CommandSummary {
  readonly id: string;
  readonly organisation: string;
  readonly kind: string;
  readonly lane: string;
  readonly priority: number;
  readonly state: CommandState;
  readonly reason: string | null;
  readonly platformCode: string | null;
  readonly step: string;
  readonly attempts: number;
  readonly dueAt: Date | null;
  readonly requestedBy: string;
  readonly correlationId: string;
  readonly acceptedAt: Date;
  readonly endedAt: Date | null;
}

/** Reasons of the hub itself; others are codes of PlatformError, or of the kind of command. */
export const commandReasons = {
  /** An error that nobody foresaw. */
  internal: 'INTERNAL',
  /** The hub stopped trying. */
  gaveUp: 'GAVE_UP',
  /** The command goes on at another platform. */
  nextStep: 'NEXT_STEP',
  /** A step was begun by a hub that went away. */
  interrupted: 'INTERRUPTED',
} as const;
