import type { Clock } from '../../../context/clock.js';
import type { ExchangeStage, Passage, Stage } from '../passage.js';
import type { Policy } from '../policy.js';

export interface QuotaStage {
  /** Around the call: waits for its first place before anything is tried. */
  outer(next: Stage): Stage;
  /** Around an exchange: every one counts for the platform, so a second one (a retry, a registration) takes its own place. */
  inner(next: ExchangeStage): ExchangeStage;
}

/** Calls do not travel equally fast: a small margin keeps them within the limit where the platform counts them. */
const margin = 1.02;

/**
 * The platform's own limit: never more than `calls` exchanges begin within any `perMs`. That is stricter than a bucket
 * that fills evenly, which after a pause lets nearly twice the number through within one period.
 */
export function quotaStage(clock: Clock, quota: Policy['quota']): QuotaStage {
  if (!quota) return { outer: (next) => next, inner: (next) => next };
  const periodMs = quota.perMs * margin;
  const starts = new Float64Array(quota.calls).fill(-Infinity);
  let oldest = 0;

  /** Takes the next place when it comes in time; returns how long until then, in milliseconds. */
  const reserve = (passage: Passage<unknown>): number => {
    const now = clock.now();
    const start = Math.max(now, Math.ceil((starts[oldest] ?? -Infinity) + periodMs));
    if (start > now && start + passage.operation.policy.minimumMs > passage.deadline)
      throw passage.error('QUOTA');
    starts[oldest] = start;
    oldest = (oldest + 1) % quota.calls;
    return start - now;
  };

  return {
    outer: (next) => async (passage) => {
      const ms = reserve(passage);
      if (ms > 0) await passage.wait(clock, ms);
      passage.prepaid = 1;
      return next(passage);
    },
    inner: (next) => async (request, attempt) => {
      const { passage } = attempt;
      if (passage) {
        if (passage.prepaid > 0) passage.prepaid -= 1;
        else {
          const ms = reserve(passage);
          if (ms > 0) await attempt.wait(clock, ms);
        }
      }
      return next(request, attempt);
    },
  };
}
