import type { Log } from '../../../operations/log.js';
import { deepFreeze } from '../deep-freeze.js';
import { PlatformError } from '../../platform-error.js';
import type { Attempt, ExchangeStage, Passage } from '../passage.js';

/** The middle of the onion: the adapter's own `perform`, with a `send` that belongs to this try. */
export function performStage(log: Log, exchange: ExchangeStage) {
  return async <T>(passage: Passage<T>, attempt: Attempt): Promise<T> => {
    try {
      return deepFreeze(await passage.call.perform((request) => exchange(request, attempt)));
    } catch (error) {
      if (error instanceof PlatformError) throw error;
      // The text of a parse error quotes the answer, so only its kind and its place in our code are written down.
      log.warn('platform.answer_not_understood', {
        operation: passage.operation.name,
        correlationId: attempt.correlationId,
        kind: error instanceof Error ? error.name : typeof error,
        place: placeOf(error),
      });
      throw passage.error('MALFORMED', error);
    }
  };
}

function placeOf(error: unknown): string | null {
  const stack = error instanceof Error ? (error.stack ?? '') : '';
  const frame = stack.split('\n').find((text) => /^\s+at .+:\d+:\d+\)?$/.test(text));
  return frame?.trim() ?? null;
}
