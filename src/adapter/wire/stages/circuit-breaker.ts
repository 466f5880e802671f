import { BrokenCircuitError, CircuitState, circuitBreaker, handleWhen } from 'cockatiel';
import type { IBackoff, IBreaker } from 'cockatiel';
import type { Clock } from '../../../context/clock.js';
import type { BreakerState } from '../../../operations/metrics.js';
import { PlatformError } from '../../platform-error.js';
import type { Stage } from '../passage.js';
import type { Policy } from '../policy.js';

export interface CircuitBreakerStage {
  readonly enter: Stage;
  state(): BreakerState;
}

const states: Record<CircuitState, BreakerState> = {
  [CircuitState.Closed]: 'CLOSED',
  [CircuitState.HalfOpen]: 'HALF_OPEN',
  [CircuitState.Open]: 'OPEN',
  [CircuitState.Isolated]: 'OPEN',
};

/** Errors that tell nothing about the platform: a trial call that ends in one has not shown that it is well. */
const saysNothing = new Set<PlatformError['code']>([
  'DEADLINE',
  'QUOTA',
  'BULKHEAD_FULL',
  'CREDENTIALS',
  'THROTTLED',
]);

/** Leaves an ill platform alone: after too many failures calls are refused at once; later one trial call decides. */
export function circuitBreakerStage(
  clock: Clock,
  policy: Policy['breaker'],
  changed: (state: BreakerState) => void,
  next: Stage,
): CircuitBreakerStage {
  const breaker = circuitBreaker(
    handleWhen(
      (error) =>
        error instanceof PlatformError &&
        (error.countsAsFailure || (breaker.state === CircuitState.HalfOpen && saysNothing.has(error.code))),
    ),
    {
      breaker: rollingWindow(clock, policy),
      halfOpenAfter: { next: () => openPeriod(clock, policy.openMs) },
    },
  );
  breaker.onStateChange((state) => changed(states[state]));

  return {
    async enter(passage) {
      // cockatiel would let everybody wait for the trial call; a slow trial must not cost the others their time.
      if (breaker.state === CircuitState.HalfOpen) throw passage.error('BREAKER_OPEN');
      try {
        return await breaker.execute(() => next(passage));
      } catch (error) {
        throw error instanceof BrokenCircuitError ? passage.error('BREAKER_OPEN') : error;
      }
    },
    state: () => states[breaker.state],
  };
}

/** cockatiel compares Date.now() with this duration; a duration that asks our clock puts the breaker on our time. */
function openPeriod(clock: Clock, openMs: number): IBackoff<unknown> {
  const until = clock.now() + openMs;
  return {
    get duration() {
      return clock.now() < until ? Infinity : -Infinity;
    },
    next: () => openPeriod(clock, openMs),
  };
}

/** cockatiel's extension point for "when is it enough": its own sampling breaker has a share but no count, and another clock. */
function rollingWindow(clock: Clock, policy: Policy['breaker']): IBreaker {
  const slices = 10;
  const sliceMs = policy.windowMs / slices;
  const calls = new Float64Array(slices);
  const failures = new Float64Array(slices);
  let current = Math.floor(clock.now() / sliceMs);

  const slice = () => {
    const now = Math.floor(clock.now() / sliceMs);
    for (let past = Math.max(current + 1, now - slices + 1); past <= now; past += 1) {
      calls[past % slices] = 0;
      failures[past % slices] = 0;
    }
    current = now;
    return now % slices;
  };
  const count = (failed: number) => {
    const at = slice();
    calls[at] = (calls[at] ?? 0) + 1;
    failures[at] = (failures[at] ?? 0) + failed;
  };
  const sum = (numbers: Float64Array) => numbers.reduce((total, number) => total + number, 0);

  return {
    state: null,
    success(state) {
      if (state === CircuitState.HalfOpen) {
        calls.fill(0);
        failures.fill(0);
      }
      count(0);
    },
    failure() {
      count(1);
      const failed = sum(failures);
      return failed >= policy.failures && failed * 100 >= sum(calls) * policy.failurePercent;
    },
  };
}
