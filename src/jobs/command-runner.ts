import { PlatformError } from '../adapter/platform-error.js';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import {
  type CommandDefinition,
  commandReasons,
  type Finding,
  type Repetition,
  type Results,
  type Step,
  type StepOutcome,
  type Transaction,
} from './command.js';
import { type CommandStep, type CommandStore, LeaseLost, type TakenCommand } from './command-store.js';

export interface RunnerOptions {
  readonly definitions: ReadonlyMap<string, CommandDefinition>;
  readonly store: CommandStore;
  readonly clock: Clock;
  readonly log: Log;
  readonly random: () => number;
  /** How long a command belongs to whoever took it up, in milliseconds; it is renewed three times in that time. */
  readonly leaseMs: number;
  /** Aborts when the hub closes: no further step is begun, and calls under way are cut off. */
  readonly closing: AbortSignal;
}

const longestStepMs = 30_000;
const defaultGiveUpMs = 3 * 24 * 60 * 60_000;
/** How long the platform is asked after a step in doubt before a person must decide. */
const askForMs = 24 * 60 * 60_000;
const firstWaitMs = 1_000;
const longestWaitMs = 300_000;

/** Answers with which trying the same again is of no use. */
const forGood = new Set<PlatformError['code']>(['CLIENT_FAULT', 'HTTP_4XX', 'REFUSED']);

/**
 * Works on a command that was taken up, step by step, until it ends or must wait. What a step gave is stored before the
 * next one begins. A step that may not simply be repeated is noted as begun before it is: whoever finds such a note, and
 * no result, asks the platform or leaves it to a person.
 */
export function createCommandRunner(options: RunnerOptions) {
  const { definitions, store, clock, log, random, leaseMs, closing } = options;

  /** Half as long to half as long again, so that what failed together does not come back together. */
  function waitMs(attempts: number): number {
    return Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts - 1, 20)) * (0.5 + random());
  }

  /** The command as it is after its last turn of work. */
  async function run(taken: TakenCommand): Promise<TakenCommand> {
    const definition = definitions.get(taken.kind);
    if (!definition) return putOff(taken, null, commandReasons.internal, null);
    let command = taken;
    const lost = new AbortController();
    const stopRenewing = keepLease(taken, lost);
    const signal = AbortSignal.any([closing, lost.signal]);
    try {
      while (command.state === 'RUNNING' && !signal.aborted)
        command = await turn(definition, command, signal);
      if (command.state === 'RUNNING') await store.giveBack(command);
      return command;
    } catch (error) {
      if (error instanceof LeaseLost) return command;
      throw error;
    } finally {
      stopRenewing();
    }
  }

  function keepLease(command: TakenCommand, lost: AbortController): () => void {
    let cancel = () => {};
    let stopped = false;
    const renewLater = () => {
      cancel = clock.after(leaseMs / 3, () => {
        store.renew(command).then(
          (kept) => {
            if (!kept) lost.abort(new LeaseLost(command.id));
            else if (!stopped) renewLater();
          },
          () => {
            if (!stopped) renewLater();
          },
        );
      });
    };
    renewLater();
    return () => {
      stopped = true;
      cancel();
    };
  }

  /** One step, or the question what became of it. */
  async function turn(
    definition: CommandDefinition,
    command: TakenCommand,
    signal: AbortSignal,
  ): Promise<TakenCommand> {
    const index = definition.steps.findIndex(({ name }) => name === command.step);
    const step = definition.steps[index];
    if (!step) return putOff(command, definition, commandReasons.internal, null);
    const call = {
      commandId: command.id,
      input: command.input,
      results: command.results,
      context: contextOf(command, step, signal),
    };
    const skipped = step.skip?.(call);
    if (skipped) return finishStep(definition, command, index, skipped.result, 'SKIPPED');
    const repetition = repetitionOf(step, command);
    if (command.begunAt && repetition !== 'REPEAT') {
      const { begunAt } = command;
      if (!step.find || repetition === 'PERSON') return toPerson(command, definition);
      const found = await attempt(() => step.find!({ ...call, begunAt }));
      if ('error' in found) return stayInDoubt(command, definition, found.error);
      return found.value.kind === 'UNTOLD'
        ? stayInDoubt(command, definition, null)
        : afterFinding(definition, command, index, found.value);
    }
    let begun = command;
    if (repetition !== 'REPEAT') begun = { ...command, begunAt: await store.begin(command) };
    const done = await attempt(() => step.perform(call));
    if (!('error' in done)) return settle(definition, begun, index, done.value);
    const { error } = done;
    if (error instanceof PlatformError) {
      if (forGood.has(error.code)) return fail(begun, definition, error.code, error.platformCode);
      return putOff(begun, definition, error.code, error);
    }
    log.error('command.step.failed', {
      command: command.id,
      kind: command.kind,
      step: step.name,
      correlationId: command.correlationId,
      // Its text may tell what it was about.
      error: error instanceof Error ? error.name : typeof error,
    });
    return repetition === 'REPEAT'
      ? putOff(begun, definition, commandReasons.internal, null)
      : doubt(begun, definition, commandReasons.internal, null);
  }

  async function afterFinding(
    definition: CommandDefinition,
    command: TakenCommand,
    index: number,
    found: Exclude<Finding, { kind: 'UNTOLD' }>,
  ): Promise<TakenCommand> {
    if (found.kind === 'FOUND') return finishStep(definition, command, index, found.result, 'FOUND');
    // Nothing of it is there: it is a step that was never begun, and this turn goes on with it.
    return store.store(command, {
      ...unchanged(command),
      state: 'RUNNING',
      cause: 'ABSENT',
      begunAt: null,
      keep: true,
    });
  }

  async function settle(
    definition: CommandDefinition,
    command: TakenCommand,
    index: number,
    outcome: StepOutcome,
  ): Promise<TakenCommand> {
    switch (outcome.kind) {
      case 'DONE':
        return finishStep(definition, command, index, outcome.result, 'STEP_DONE');
      case 'LATER': {
        const change = {
          state: 'WAITING',
          cause: 'LATER',
          reason: outcome.reason,
          platformCode: null,
          begunAt: null,
          // It was not tried in vain.
          attempts: 0,
          dueAt: outcome.at,
        } as const;
        return outcome.from === undefined
          ? put(command, definition, change)
          : goBack(definition, command, outcome.from, change);
      }
      case 'FAILED':
        return fail(command, definition, outcome.reason, outcome.platformCode ?? null);
      case 'IN_DOUBT':
        return doubt(command, definition, outcome.reason, outcome.platformCode ?? null);
    }
  }

  /** Goes on with an earlier step: what it and those behind it gave is forgotten. */
  function goBack(
    definition: CommandDefinition,
    command: TakenCommand,
    name: string,
    change: Omit<CommandStep, 'step' | 'lane' | 'keep' | 'results'>,
  ): Promise<TakenCommand> {
    const index = definition.steps.findIndex((step) => step.name === name);
    const step = definition.steps[index];
    if (!step) throw new Error(`${definition.kind} has no step ${name}.`);
    const forgotten = new Set(definition.steps.slice(index).map((one) => one.name));
    const results = Object.fromEntries(
      Object.entries(command.results).filter(([given]) => !forgotten.has(given)),
    );
    const lane = step.platform(command.input, results);
    const stored = { ...change, step: name, lane, results, keep: false };
    return store.store(command, stored, (tx) => follow(tx, definition, { ...command, results }, stored));
  }

  async function finishStep(
    definition: CommandDefinition,
    command: TakenCommand,
    index: number,
    result: unknown,
    cause: string,
  ): Promise<TakenCommand> {
    const step = definition.steps[index] as Step;
    const next = definition.steps[index + 1];
    const results: Results = { ...command.results, [step.name]: result ?? null };
    const lane = next ? next.platform(command.input, results) : command.lane;
    // Another platform has places and limits of its own: the queue must hand it out again.
    const stays = next !== undefined && lane === command.lane;
    const state = !next ? 'DONE' : stays ? 'RUNNING' : 'WAITING';
    const stored: CommandStep = {
      state,
      cause,
      reason: state === 'WAITING' ? commandReasons.nextStep : null,
      platformCode: null,
      step: next?.name ?? step.name,
      lane,
      results,
      begunAt: null,
      attempts: stays ? 1 : 0,
      dueAt: next ? new Date(clock.now()) : null,
      keep: stays,
    };
    return store.store(command, stored, async (tx) => {
      const { id: commandId, input } = command;
      await step.record?.(tx, { commandId, input, results }, result);
      if (state !== 'RUNNING') await follow(tx, definition, { ...command, results }, stored);
    });
  }

  function fail(
    command: TakenCommand,
    definition: CommandDefinition | null,
    reason: string,
    platformCode: string | null,
  ): Promise<TakenCommand> {
    return put(command, definition, {
      state: 'FAILED',
      cause: reason,
      reason,
      platformCode,
      begunAt: null,
      attempts: command.attempts,
      dueAt: null,
    });
  }

  /** Not done, and tried again later; given up when it took too long. */
  function putOff(
    command: TakenCommand,
    definition: CommandDefinition | null,
    reason: string,
    error: PlatformError | null,
  ): Promise<TakenCommand> {
    const giveUpAt = command.acceptedAt.getTime() + (definition?.giveUpAfterMs ?? defaultGiveUpMs);
    if (definition && clock.now() >= giveUpAt)
      return fail(command, definition, commandReasons.gaveUp, error?.platformCode ?? null);
    const wait = Math.max(error?.retryAfterMs ?? 0, waitMs(command.attempts));
    return put(command, definition, {
      state: 'WAITING',
      cause: reason,
      reason,
      platformCode: error?.platformCode ?? null,
      begunAt: null,
      attempts: command.attempts,
      dueAt: new Date(clock.now() + wait),
    });
  }

  /** It may have been done. Soon somebody asks, or a person is waited for when nobody can be asked. */
  function doubt(
    command: TakenCommand,
    definition: CommandDefinition,
    reason: string,
    platformCode: string | null,
  ): Promise<TakenCommand> {
    const step = definition.steps.find(({ name }) => name === command.step) as Step;
    const { find } = step;
    const repetition = repetitionOf(step, command);
    if (repetition === 'REPEAT') return putOff(command, definition, reason, null);
    return put(command, definition, {
      state: 'IN_DOUBT',
      cause: reason,
      reason,
      platformCode,
      begunAt: command.begunAt,
      attempts: command.attempts,
      dueAt: repetition === 'ASK' && find ? new Date(clock.now() + waitMs(1)) : null,
    });
  }

  function stayInDoubt(
    command: TakenCommand,
    definition: CommandDefinition,
    error: unknown,
  ): Promise<TakenCommand> {
    const known = error instanceof PlatformError ? error : null;
    const reason = known?.code ?? (error === null ? 'UNTOLD' : commandReasons.internal);
    const tooLong = clock.now() - (command.begunAt?.getTime() ?? 0) > askForMs;
    return put(command, definition, {
      state: 'IN_DOUBT',
      cause: reason,
      reason,
      platformCode: known?.platformCode ?? null,
      begunAt: command.begunAt,
      attempts: command.attempts,
      dueAt: tooLong
        ? null
        : new Date(clock.now() + Math.max(known?.retryAfterMs ?? 0, waitMs(command.attempts))),
    });
  }

  function toPerson(command: TakenCommand, definition: CommandDefinition): Promise<TakenCommand> {
    const reason = command.reason ?? commandReasons.interrupted;
    return put(command, definition, {
      state: 'IN_DOUBT',
      cause: reason,
      reason,
      platformCode: command.platformCode,
      begunAt: command.begunAt,
      attempts: command.attempts,
      dueAt: null,
    });
  }

  function put(
    command: TakenCommand,
    definition: CommandDefinition | null,
    change: Omit<CommandStep, 'step' | 'lane' | 'keep' | 'results'>,
  ): Promise<TakenCommand> {
    const stored = { ...change, step: command.step, lane: command.lane, keep: false };
    return store.store(command, stored, (tx) => follow(tx, definition, command, stored));
  }

  function contextOf(command: TakenCommand, step: Step, signal: AbortSignal): CallContext {
    return {
      correlationId: command.correlationId,
      deadline: clock.now() + (step.timeoutMs ?? Math.min(longestStepMs, leaseMs / 2)),
      actor: { kind: 'SYSTEM', id: `command:${command.kind}` },
      subject: null,
      mandate: { kind: 'OFFICE', organisation: command.organisation },
      purpose: null,
      signal,
      sources: new SourceLog(),
    };
  }

  return { run };
}

function repetitionOf({ repetition }: Step, { input, results }: TakenCommand): Repetition {
  return typeof repetition === 'function' ? repetition(input, results) : repetition;
}

/** Tells the kind of command what became of one, in the transaction in which it does. */
export async function follow(
  tx: Transaction,
  definition: CommandDefinition | null,
  { id, input, results }: Pick<TakenCommand, 'id' | 'input' | 'results'>,
  { state, reason, platformCode }: Pick<CommandStep, 'state' | 'reason' | 'platformCode'>,
): Promise<void> {
  if (state === 'RUNNING') return;
  await definition?.follow?.(tx, { commandId: id, input, results, state, reason, platformCode });
}

function unchanged(command: TakenCommand): Omit<CommandStep, 'state' | 'cause' | 'begunAt' | 'keep'> {
  const { reason, platformCode, step, lane, attempts, dueAt } = command;
  return { reason, platformCode, step, lane, attempts, dueAt };
}

async function attempt<T>(
  act: () => Promise<T>,
): Promise<{ readonly value: T } | { readonly error: unknown }> {
  try {
    return { value: await act() };
  } catch (error) {
    return { error };
  }
}
