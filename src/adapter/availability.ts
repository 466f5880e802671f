import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Sourced, SourceStatus } from '../context/source-status.js';
import { PlatformError } from './platform-error.js';

/** A part of an answer: null with an UNAVAILABLE source when its platform gave none. */
export type Part<T> = Sourced<T | null>;

/**
 * Asks a platform for a part of an answer, so that a platform that fails empties its own part only. The source goes into
 * the question's log of sources, once: `ask` gets a context with a log of its own. `port` is undefined where the platform
 * is not configured; `platform` names it then.
 */
export async function partFrom<P, T>(
  port: P | undefined,
  platform: string,
  context: CallContext,
  ask: (port: P, aside: CallContext) => Promise<Sourced<T>>,
): Promise<Part<T>> {
  const aside = { ...context, sources: new SourceLog() };
  try {
    if (!port) throw new PlatformError(platform, 'NOT_CONFIGURED');
    const answer = await ask(port, aside);
    context.sources.add(answer.source);
    return answer;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const source = sourceOfFailure(error, aside.sources);
    context.sources.add(source);
    return { value: null, source };
  }
}

/** Why there is no answer. The wire knows since when the platform is silent; without a wire there is no such moment. */
export function sourceOfFailure({ platform, code }: PlatformError, told: SourceLog): SourceStatus {
  return (
    told.summary().find(({ reason }) => reason === code) ?? {
      platform,
      state: 'UNAVAILABLE',
      fetchedAt: null,
      since: null,
      reason: code,
    }
  );
}

/** What a platform told, at that moment or for good. */
export function fresh(platform: string, fetchedAt: Date | null): SourceStatus {
  return { platform, state: 'FRESH', fetchedAt, since: null, reason: null };
}

/** What stands when the platform could not be asked again: what it last told, if it ever did. */
export function lastTold(failure: SourceStatus, toldAt: Date | null): SourceStatus {
  return toldAt ? { ...failure, state: 'STALE', fetchedAt: toldAt } : failure;
}

/** The source of a list of our own records, which is always whole: the worst of the states in it. */
export function sourceOfRecords(
  { port, platform, now }: { readonly port: unknown; readonly platform: string; readonly now: number },
  states: readonly SourceStatus[],
): SourceStatus {
  if (!port) return sourceOfFailure(new PlatformError(platform, 'NOT_CONFIGURED'), new SourceLog());
  const worst = worstOf(states);
  return worst && worst.state !== 'FRESH' ? worst : fresh(platform, new Date(now));
}

const rank = { FRESH: 0, STALE: 1, UNAVAILABLE: 2 };

function worstOf(sources: readonly SourceStatus[]): SourceStatus | undefined {
  return sources.toSorted((one, other) => rank[other.state] - rank[one.state])[0];
}
