import type { Clock } from '../../../context/clock.js';
import type { Log } from '../../../operations/log.js';
import { PlatformError } from '../../platform-error.js';
import type { ExchangeStage } from '../passage.js';

/** One log line and one measurement for every exchange: never a URL, a header or a body. */
export function exchangeLogStage(clock: Clock, log: Log, next: ExchangeStage): ExchangeStage {
  return async (request, attempt) => {
    const startedAt = clock.now();
    const { name: operation, metrics } = attempt.operation;
    try {
      const response = await next(request, attempt);
      const ms = clock.now() - startedAt;
      metrics.exchange('OK', ms);
      const bytes = response.body.length;
      log.info('platform.exchange', {
        operation,
        status: response.status,
        ms,
        bytes,
        correlationId: attempt.correlationId,
      });
      return response;
    } catch (error) {
      const ms = clock.now() - startedAt;
      const known = error instanceof PlatformError ? error : null;
      const outcome = known?.code ?? 'MALFORMED';
      metrics.exchange(outcome, ms);
      // An asker with little time, or who has gone (as when the hub ends), is no news about the platform.
      const level = outcome === 'DEADLINE' ? 'info' : 'warn';
      log[level]('platform.exchange_failed', {
        operation,
        outcome,
        status: known?.status ?? null,
        reason: known?.platformCode ?? null,
        ms,
        correlationId: attempt.correlationId,
      });
      throw error;
    }
  };
}
