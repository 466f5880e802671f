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
    // The wire knows since when the platform is silent; without a wire there is no such moment.
    const told = aside.sources.summary().find(({ reason }) => reason === error.code);
    const source = told ?? unavailable(error);
    context.sources.add(source);
    return { value: null, source };
  }
}

function unavailable({ platform, code }: PlatformError): SourceStatus {
  return { platform, state: 'UNAVAILABLE', fetchedAt: null, since: null, reason: code };
}
