import type { Clock } from '../../../context/clock.js';
import type { PlatformError } from '../../platform-error.js';
import { Attempt } from '../passage.js';
import type { Passage, Stage } from '../passage.js';

/** A platform that needs longer than this is slow for whoever waits, also where its timeout allows much more. */
const slowMs = 5_000;

/** Performs one try under the smaller of the timeout and the time that remains; at its end the sockets are destroyed. */
export function timeoutStage(
  clock: Clock,
  perform: <T>(passage: Passage<T>, attempt: Attempt) => Promise<T>,
): Stage {
  return <T>(passage: Passage<T>): Promise<T> => {
    if (passage.stopped) return Promise.reject(passage.stopped);
    const { timeoutMs, minimumMs } = passage.operation.policy;
    const startedAt = clock.now();
    const remaining = passage.deadline - startedAt;
    if (remaining < minimumMs || remaining <= 0) return Promise.reject(passage.error('DEADLINE'));

    return new Promise<T>((resolve, reject) => {
      const attempt = new Attempt(
        passage.platform,
        passage.operation,
        passage.context.correlationId,
        passage,
      );
      const finish = () => {
        cancel();
        passage.whenStopped(null);
      };
      const end = (reason: PlatformError) => {
        finish();
        attempt.end(reason);
        reject(reason);
      };
      const expire = () => {
        const now = clock.now();
        // Somebody with more time may have joined meanwhile.
        const left = Math.min(startedAt + timeoutMs, passage.deadline) - now;
        if (left > 0) cancel = clock.after(left, expire);
        // A platform that had at least half of its time, or five seconds, and gave nothing is slow, whatever the asker's
        // deadline was: else a hub whose deadlines are shorter than the timeout would never see that a platform hangs.
        else end(passage.error(now - startedAt >= Math.min(timeoutMs / 2, slowMs) ? 'TIMEOUT' : 'DEADLINE'));
      };
      let cancel = clock.after(Math.min(timeoutMs, remaining), expire);
      passage.whenStopped(end);
      perform(passage, attempt).then(
        (value) => {
          finish();
          resolve(value);
        },
        (error) => {
          // Nothing of a failed try may still begin beside the next one.
          end(error as PlatformError);
        },
      );
    });
  };
}
