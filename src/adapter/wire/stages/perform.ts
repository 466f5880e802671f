import type { Log } from '../../../operations/log.js';
import { PlatformError } from '../../platform-error.js';
import type { Attempt, ExchangeStage, Passage } from '../passage.js';
import type { UnchangedAnswers } from '../unchanged-answers.js';

/** The middle of the onion: what the adapter sends and reads, with exchanges that belong to this try. */
export function performStage(log: Log, unchanged: UnchangedAnswers, exchange: ExchangeStage) {
  return async <T>(passage: Passage<T>, attempt: Attempt): Promise<T> => {
    const { call, key } = passage;
    try {
      if ('perform' in call) return await call.perform((request) => exchange(request, attempt));
      const response = await exchange(call.request, attempt);
      // A person's answers are kept by the cache alone, as briefly as it says.
      if (key === null || call.scope !== 'PUBLIC') return call.read(response);
      return unchanged.read(key, response, (answer) => call.read(answer));
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
