import { ExponentialBackoff } from 'cockatiel';
import type { IBackoff } from 'cockatiel';
import type { Clock } from '../../../context/clock.js';
import { PlatformError } from '../../platform-error.js';
import type { Stage } from '../passage.js';

/**
 * Tries again what is safe to send twice: reads, and changes with a key that the platform honours.
 *
 * The pauses are cockatiel's (exponential, decorrelated jitter); the loop is not, because its retry sleeps on a timer
 * of its own and cannot see beforehand that a pause, or the platform's Retry-After, would pass the deadline.
 */
export function retryStage(clock: Clock, next: Stage): Stage {
  return async (passage) => {
    const { retry, minimumMs } = passage.operation.policy;
    const safe = passage.call.effect === 'read' || passage.call.idempotencyKey !== undefined;
    let backoff: IBackoff<unknown> | null = null;
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await next(passage);
      } catch (error) {
        if (!safe || attempt >= retry.attempts || !(error instanceof PlatformError) || !error.retryableAtOnce)
          throw error;
        backoff = backoff
          ? backoff.next(undefined)
          : new ExponentialBackoff({ initialDelay: retry.baseMs, maxDelay: retry.maxMs }).next();
        const pause = Math.ceil(Math.max(backoff.duration, error.retryAfterMs ?? 0));
        if (clock.now() + pause + minimumMs > passage.deadline) throw error;
        passage.operation.metrics.retry();
        await passage.wait(clock, pause);
      }
    }
  };
}
