import type { Clock } from '../../../context/clock.js';
import type { Sourced } from '../../../context/source-status.js';
import type { Passage } from '../passage.js';

type SourcedStage = <T>(passage: Passage<T>) => Promise<Sourced<T>>;

/**
 * Lets nothing in for an asker whose time is over or who has gone. The stages below carry the deadline with them:
 * every wait is bounded by it, and no try starts with less than the operation's minimum left.
 */
export function deadlineStage(clock: Clock, next: SourcedStage): SourcedStage {
  return (passage) => {
    if (passage.context.signal?.aborted)
      return Promise.reject(passage.error('DEADLINE', passage.context.signal.reason));
    if (passage.deadline <= clock.now()) return Promise.reject(passage.error('DEADLINE'));
    return next(passage);
  };
}
