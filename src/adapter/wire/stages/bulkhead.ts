import type { Clock } from '../../../context/clock.js';
import type { PlatformError } from '../../platform-error.js';
import type { Passage, Stage } from '../passage.js';
import type { Policy } from '../policy.js';

/**
 * A limited number of calls under way; some more wait in order; beyond that a call is refused at once.
 *
 * Not cockatiel's: it gives a freed place away a tick late, so that a newcomer may take it and the one who waited is
 * refused; and who has left keeps its place in the queue.
 */
export function bulkheadStage(
  clock: Clock,
  policy: Policy['bulkhead'],
  waiting: (count: number) => void,
  next: Stage,
): Stage {
  let active = 0;
  const queue = new Set<() => void>();

  const release = () => {
    const [first] = queue;
    if (!first) active -= 1;
    else first();
  };

  const place = (passage: Passage<unknown>): Promise<void> =>
    new Promise((resolve, reject) => {
      const leave = () => {
        queue.delete(enter);
        waiting(queue.size);
        cancel();
        passage.whenStopped(null);
      };
      // The place passes from the one that ends to the one that waits: `active` stays the same.
      const enter = () => {
        leave();
        resolve();
      };
      const giveUp = (reason: PlatformError) => {
        leave();
        reject(reason);
      };
      const late = () => {
        const remaining = passage.deadline - clock.now();
        if (remaining <= 0) giveUp(passage.error('DEADLINE'));
        else cancel = clock.after(remaining, late);
      };
      let cancel = clock.after(passage.deadline - clock.now(), late);
      queue.add(enter);
      waiting(queue.size);
      passage.whenStopped(giveUp);
    });

  return async (passage) => {
    if (active < policy.concurrent) active += 1;
    else if (queue.size < policy.queued) await place(passage);
    else throw passage.error('BULKHEAD_FULL');
    try {
      return await next(passage);
    } finally {
      release();
    }
  };
}
