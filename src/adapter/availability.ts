import type { CallContext } from '../context/call-context.js';
import type { Sourced, SourceStatus } from '../context/source-status.js';
import { PlatformError } from './platform-error.js';

/** A part of an answer: null with an UNAVAILABLE source when its platform gave none. */
export type Part<T> = Sourced<T | null>;

/**
 * Asks a platform for a part of an answer, so that a platform that fails empties its own part only. The source goes into
 * the question's log of sources. `port` is undefined where the platform is not configured; `platform` names it then.
 */
export async function partFrom<P, T>(
  port: P | undefined,
  platform: string,
  context: CallContext,
  ask: (port: P) => Promise<Sourced<T>>,
): Promise<Part<T>> {
  try {
    if (!port) throw new PlatformError(platform, 'NOT_CONFIGURED');
    const answer = await ask(port);
    context.sources.add(answer.source);
    return answer;
  } catch (error) {
    if (!(error instanceof PlatformError)) throw error;
    const source = unavailable(error);
    context.sources.add(source);
    return { value: null, source };
  }
}

export function unavailable(error: PlatformError): SourceStatus {
  return { platform: error.platform, state: 'UNAVAILABLE', fetchedAt: null, since: null, reason: error.code };
}
