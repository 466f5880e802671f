import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { CommandDefinition, Finding, Step, StepOutcome } from '../../jobs/command.js';
import type { Log } from '../../operations/log.js';
import type { FileStore } from '../files/file.store.js';
import { type Draft, discardDraft, isForGood, makeDraft, type SignatureOrder } from './signature.draft.js';
import {
  finalStates,
  type RequestState,
  type SignatureRecord,
  type SignatureRecords,
} from './signature.records.js';
import type { PackageStatus, SignaturesPort } from './signatures.port.js';
import { endOf, type SignatureFollower } from './signature.follower.js';
import { keepSignedFiles } from './signed-files.js';

export interface SignatureCommandsOptions {
  readonly port: SignaturesPort | undefined;
  /** The adapter's name. */
  readonly platform: string;
  readonly records: SignatureRecords;
  readonly files: Pick<FileStore, 'add' | 'content'>;
  readonly clock: Clock;
  readonly log: Log;
  /** How long a step may take at most, in milliseconds. */
  readonly longestStepMs: number;
  /** What waits for requests. */
  readonly followers: readonly SignatureFollower[];
}

/** Reasons of these commands beside those of the hub and the platform. */
export const signatureReasons = {
  /** A draft of which a part is in doubt is made anew. */
  draftSpoiled: 'DRAFT_SPOILED',
  /** The deadline, or the time for sending, passed before it could be sent. */
  tooLate: 'TOO_LATE',
  recalled: 'RECALLED',
  notSentYet: 'NOT_SENT_YET',
  waitingForSigners: 'WAITING_FOR_SIGNERS',
  /** Everybody signed, or somebody declined, before it could be taken back. */
  ended: 'ENDED',
} as const;

export interface RecallOrder {
  readonly requestId: string;
}

interface Ending {
  readonly state: RequestState;
}

interface Shared {
  readonly at: string;
}

const minuteMs = 60_000;
/** Steps that carry files. */
const filesMs = 55_000;
const spoiledWaitMs = 30_000;
const unsentWaitMs = 15_000;
const firstPollMs = 2 * minuteMs;
const longestPollMs = 60 * minuteMs;
const dayMs = 24 * 60 * minuteMs;
/** Longer than a request can stand open, for the platform may be down at the end of it. */
const followedForMs = 400 * dayMs;

/** Two minutes after it was sent, then each time after twice as long as before, an hour at most. */
export function nextPollAt(sharedAt: number, now: number): number {
  return now + Math.min(longestPollMs, Math.max(0, now - sharedAt) + firstPollMs);
}

export function signatureCommands(options: SignatureCommandsOptions): {
  readonly request: CommandDefinition<SignatureOrder>;
  readonly recall: CommandDefinition<RecallOrder>;
} {
  const { platform, records, files, clock, log } = options;
  const lane = () => platform;
  const later = (ms: number, reason: string): StepOutcome<never> => ({
    kind: 'LATER',
    at: new Date(clock.now() + ms),
    reason,
  });
  const port = (): SignaturesPort => {
    if (!options.port) throw new PlatformError(platform, 'NOT_CONFIGURED');
    return options.port;
  };

  async function statusOf(packageId: string, context: CallContext): Promise<PackageStatus | null> {
    return (await port().status(packageId, context)).value;
  }

  /** Why a request is not sent any more; null when it is. */
  function whyNotSent(order: SignatureOrder, record: SignatureRecord | null): string | null {
    if (!record || record.recallRequestedAt) return signatureReasons.recalled;
    return clock.now() >= Date.parse(order.sendBefore) ? signatureReasons.tooLate : null;
  }

  async function unsent(
    order: SignatureOrder,
    reason: string,
    context: CallContext,
  ): Promise<StepOutcome<never>> {
    if (options.port) await discardDraft(options.port, order.requestId, records, context);
    return { kind: 'FAILED', reason };
  }

  const draft: Step<SignatureOrder, Draft> = {
    name: 'draft',
    platform: lane,
    // Whatever was left of it is removed first, and nobody gets a draft.
    repetition: 'REPEAT',
    timeoutMs: Math.min(filesMs, options.longestStepMs),
    async perform({ input, context }) {
      const why = whyNotSent(input, await records.ofCommand(input.requestId));
      if (why) return unsent(input, why, context);
      const made = await makeDraft(port(), input, { records, files, clock, log }, context);
      if (made.kind === 'SPOILED') return later(spoiledWaitMs, signatureReasons.draftSpoiled);
      if (made.kind === 'REFUSED')
        return { kind: 'FAILED', reason: made.about, platformCode: made.platformCode };
      return { kind: 'DONE', result: { package: made.package, documents: made.documents } };
    },
  };

  const share: Step<SignatureOrder, Shared> = {
    name: 'share',
    platform: lane,
    repetition: 'ASK',
    async perform({ input, results, context }) {
      const { package: id } = results['draft'] as Draft;
      const why = whyNotSent(input, await records.ofCommand(input.requestId));
      if (why) return unsent(input, why, context);
      const shared = await port().share(id, context);
      if (shared.kind === 'IN_DOUBT') return shared;
      if (shared.kind === 'DONE')
        return { kind: 'DONE', result: { at: new Date(clock.now()).toISOString() } };
      const failed: StepOutcome<never> = {
        kind: 'FAILED',
        reason: shared.about,
        platformCode: shared.platformCode,
      };
      if (shared.about !== 'NOT_ALLOWED') {
        await discardDraft(port(), input.requestId, records, context);
        return failed;
      }
      // No draft any more: an earlier call of ours may have come through late.
      const there = await statusOf(id, context).catch(() => undefined);
      if (there === undefined) return { kind: 'IN_DOUBT', reason: shared.about };
      return there && there.state !== 'DRAFT'
        ? { kind: 'DONE', result: { at: new Date(clock.now()).toISOString() } }
        : failed;
    },
    async find({ results, context, begunAt }): Promise<Finding<Shared>> {
      const there = await statusOf((results['draft'] as Draft).package, context);
      if (there?.state === 'DRAFT') return { kind: 'ABSENT' };
      if (there?.state === 'UNKNOWN') return { kind: 'UNTOLD' };
      // Removed in the platform's own application counts as sent too: what follows finds that out.
      return { kind: 'FOUND', result: { at: begunAt.toISOString() } };
    },
    decided: () => ({ at: new Date(clock.now()).toISOString() }),
    async record(tx, { input, results }, { at }) {
      await records.share(tx, input.requestId, (results['draft'] as Draft).documents, new Date(at));
    },
  };

  const follow: Step<SignatureOrder, Ending> = {
    name: 'follow',
    platform: lane,
    repetition: 'REPEAT',
    async perform({ input, results, context }) {
      const record = await records.ofCommand(input.requestId);
      if (!record || finalStates.includes(record.state))
        return { kind: 'DONE', result: { state: record?.state ?? 'CANCELLED' } };
      const { package: id } = results['draft'] as Draft;
      const nextPoll = (reason: string) => {
        const now = clock.now();
        const at = nextPollAt(Date.parse((results['share'] as Shared).at), now);
        const deadline = Date.parse(input.deadline);
        return later((deadline > now ? Math.min(at, deadline) : at) - now, reason);
      };
      let there: PackageStatus | null;
      try {
        there = await statusOf(id, context);
      } catch (error) {
        // It would end the command, and somebody may still sign.
        if (isForGood(error)) return nextPoll(error.code);
        throw error;
      }
      const told = await records.tell(record, there, new Date(clock.now()));
      if (finalStates.includes(told.state)) return { kind: 'DONE', result: { state: told.state } };
      if (clock.now() < Date.parse(input.deadline)) return nextPoll(signatureReasons.waitingForSigners);
      const recalled = await port().recall(id, context);
      if (recalled.kind === 'DONE') return { kind: 'DONE', result: { state: 'EXPIRED' } };
      // The next question tells what became of it.
      return recalled.kind === 'IN_DOUBT'
        ? later(minuteMs, recalled.reason)
        : later(firstPollMs, recalled.about);
    },
    async record(tx, { input }, { state }) {
      await records.end(tx, input.requestId, state);
    },
  };

  const keepFiles: Step<SignatureOrder, null> = {
    name: 'files',
    platform: lane,
    repetition: 'REPEAT',
    timeoutMs: Math.min(filesMs, options.longestStepMs),
    async perform({ input, results, context }) {
      const record = await records.ofCommand(input.requestId);
      if (record && (results['follow'] as Ending).state === 'COMPLETED')
        await keepSignedFiles(port(), input, record, { records, files, clock, log }, context);
      return { kind: 'DONE', result: null };
    },
  };

  const request: CommandDefinition<SignatureOrder> = {
    kind: 'signature.request',
    title: 'Een aanvraag om te ondertekenen versturen en opvolgen',
    steps: [draft, share, follow, keepFiles],
    lanes: [platform],
    giveUpAfterMs: followedForMs,
    async follow(tx, { input, state, reason }) {
      if (state === 'FAILED')
        await records.end(
          tx,
          input.requestId,
          reason === signatureReasons.recalled ? 'RECALLED' : 'FAILED',
          true,
        );
      else if (state === 'CANCELLED') await records.end(tx, input.requestId, 'RECALLED', true);
      else if (state === 'ACCEPTED') {
        await records.reopen(tx, input.requestId);
        for (const follower of options.followers) await follower.reopened(tx, input.requestId);
      }
      if (state !== 'DONE' && state !== 'FAILED' && state !== 'CANCELLED') return;
      const end = endOf(await records.ofCommand(input.requestId, tx), state);
      for (const follower of options.followers) await follower.ended(tx, input.requestId, end);
    },
  };

  const takeBack: Step<RecallOrder, Ending> = {
    name: 'recall',
    platform: lane,
    repetition: 'ASK',
    async perform({ input, context }) {
      const record = await records.ofCommand(input.requestId);
      if (!record || record.state === 'RECALLED') return { kind: 'DONE', result: { state: 'RECALLED' } };
      if (finalStates.includes(record.state)) return { kind: 'FAILED', reason: signatureReasons.ended };
      // The command that sends it sees that it was taken back, unless it is past that.
      if (record.sharedAt === null && record.commandId !== null)
        return later(unsentWaitMs, signatureReasons.notSentYet);
      const id = record.packageId as string;
      const recalled = await port().recall(id, context);
      if (recalled.kind === 'IN_DOUBT') return recalled;
      if (recalled.kind === 'DONE') return { kind: 'DONE', result: { state: 'RECALLED' } };
      const told = await records.tell(record, await statusOf(id, context), new Date(clock.now()));
      if (told.state === 'RECALLED' || told.state === 'CANCELLED')
        return { kind: 'DONE', result: { state: told.state } };
      return {
        kind: 'FAILED',
        reason: finalStates.includes(told.state) ? signatureReasons.ended : recalled.about,
        platformCode: recalled.platformCode,
      };
    },
    async find({ input, context }): Promise<Finding<Ending>> {
      const record = await records.ofCommand(input.requestId);
      if (!record?.packageId) return { kind: 'ABSENT' };
      const there = await statusOf(record.packageId, context);
      // Not taken back: the step itself says why, if it still cannot be.
      if (there && there.state !== 'DRAFT')
        return there.state === 'UNKNOWN' ? { kind: 'UNTOLD' } : { kind: 'ABSENT' };
      return { kind: 'FOUND', result: { state: there ? 'RECALLED' : 'CANCELLED' } };
    },
    decided: () => ({ state: 'RECALLED' }),
    async record(tx, { input }, { state }) {
      await records.end(tx, input.requestId, state);
    },
  };

  const recall: CommandDefinition<RecallOrder> = {
    kind: 'signature.recall',
    title: 'Een aanvraag om te ondertekenen intrekken',
    steps: [takeBack],
    lanes: [platform],
    async follow(tx, { input, state }) {
      // It can be asked again.
      if (state === 'FAILED' || state === 'CANCELLED') await records.requestRecall(tx, input.requestId, null);
    },
  };

  return { request, recall };
}

/** How many drafts one run removes. */
const tidiedAtOnce = 20;
/** After that nothing sends a request any more, whoever takes its command up again. */
export const sendWithinMs = 3 * dayMs;

/** Removes drafts at the platform of requests that were never sent and will not be. */
export async function tidyDrafts(
  { port, records, clock }: Pick<SignatureCommandsOptions, 'port' | 'records' | 'clock'>,
  context: CallContext,
): Promise<void> {
  if (!port) return;
  const before = new Date(clock.now() - sendWithinMs - dayMs);
  for (const { id } of await records.unsentDrafts(before, tidiedAtOnce))
    if (!(await discardDraft(port, id, records, context))) return;
}
