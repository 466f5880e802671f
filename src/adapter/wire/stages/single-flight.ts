import type { Clock } from '../../../context/clock.js';
import type { PlatformError } from '../../platform-error.js';
import { deepFreeze } from '../deep-freeze.js';
import { Passage } from '../passage.js';
import type { Stage } from '../passage.js';
import { PassingMap } from '../passing-map.js';

interface Flight {
  readonly passage: Passage<unknown>;
  readonly answer: Promise<unknown>;
  askers: number;
  /** More than one asker has come aboard, so that nobody may change the answer. */
  shared: boolean;
}

/**
 * Identical reads under way at the same moment are one call. Every asker leaves by its own deadline or when it has gone;
 * the call goes on for the others, with the time of the most patient one, and stops when nobody is left.
 */
export function singleFlightStage(clock: Clock, next: Stage): Stage {
  const flights = new PassingMap<string, Flight>();

  const depart = <T>(asker: Passage<T>, key: string): Flight => {
    asker.operation.metrics.cache('miss');
    const context = { ...asker.context, signal: undefined };
    const passage = new Passage<unknown>(asker.platform, asker.call, context, asker.operation, key);
    const answer = next(passage).finally(() => {
      if (flights.get(key)?.passage === passage) flights.delete(key);
    });
    // When every asker has left nobody hears of the failure any more.
    answer.catch(() => undefined);
    const flight: Flight = { passage, answer, askers: 0, shared: false };
    flights.set(key, flight);
    return flight;
  };

  return <T>(passage: Passage<T>): Promise<T> => {
    const { key } = passage;
    if (key === null) return alone(passage, next);
    let flight = flights.get(key);
    if (flight) passage.operation.metrics.cache('shared');
    else flight = depart(passage, key);
    return aboard(clock, passage, flight, () => {
      // Newcomers must not board a call that is being stopped.
      if (flights.get(key) === flight) flights.delete(key);
    });
  };
}

function alone<T>(passage: Passage<T>, next: Stage): Promise<T> {
  const { signal } = passage.context;
  // A change that has begun is not broken off because its asker has gone: its outcome would be unknown.
  if (!signal || passage.call.effect === 'change') return next(passage);
  const gone = () => passage.stop(passage.error('DEADLINE', signal.reason));
  signal.addEventListener('abort', gone, { once: true });
  return next(passage).finally(() => signal.removeEventListener('abort', gone));
}

function aboard<T>(clock: Clock, asker: Passage<T>, flight: Flight, abandoned: () => void): Promise<T> {
  flight.askers += 1;
  flight.shared ||= flight.askers > 1;
  flight.passage.deadline = Math.max(flight.passage.deadline, asker.deadline);
  return new Promise<T>((resolve, reject) => {
    const { signal } = asker.context;
    let done = false;
    const leave = () => {
      done = true;
      cancel();
      signal?.removeEventListener('abort', gone);
    };
    const leaveEarly = (reason: PlatformError) => {
      if (done) return;
      leave();
      flight.askers -= 1;
      if (flight.askers === 0) {
        abandoned();
        flight.passage.stop(reason);
      }
      reject(reason);
    };
    const gone = () => leaveEarly(asker.error('DEADLINE', signal?.reason));
    // One tick behind the flight's own timers: when both end at the deadline, the flight's error says more.
    const cancel = clock.after(asker.deadline - clock.now() + 1, () => leaveEarly(asker.error('DEADLINE')));
    signal?.addEventListener('abort', gone, { once: true });
    flight.answer.then(
      (value) => {
        if (done) return;
        leave();
        asker.bytes = flight.passage.bytes;
        resolve((flight.shared ? deepFreeze(value) : value) as T);
      },
      (error) => {
        if (done) return;
        leave();
        reject(error as Error);
      },
    );
  });
}
