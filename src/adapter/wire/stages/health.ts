import type { Clock } from '../../../context/clock.js';
import type { HealthRecord } from '../connection-health.js';
import type { Stage } from '../passage.js';

/** Belongs to the breaker, just inside it: records how the calls that it let through ended. */
export function healthStage(clock: Clock, record: HealthRecord, next: Stage): Stage {
  return async (passage) => {
    const startedAt = clock.now();
    try {
      const value = await next(passage);
      record.succeeded(startedAt);
      return value;
    } catch (error) {
      record.failed(error, startedAt);
      throw error;
    }
  };
}
