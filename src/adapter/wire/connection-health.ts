import type { Clock } from '../../context/clock.js';
import type { BreakerState } from '../../operations/metrics.js';
import { PlatformError } from '../platform-error.js';
import type { ConnectionHealth } from './wire.js';

export interface HealthRecord {
  /** A call that the platform answered, if only by saying no. */
  succeeded(startedAt: number): void;
  /** A call that ended in an error; errors that tell nothing about the platform are left out. */
  failed(error: unknown, startedAt: number): void;
  /** The breaker changed: tells since when the state is what it is. */
  breakerChanged(): void;
  /** Since when the platform has not answered; null when its last answer was good, or when it was never asked. */
  failingSince(): number | null;
  read(): ConnectionHealth;
}

const windowMs = 5 * 60_000;
/** Enough for five minutes at seven calls a second; beyond that the newest count. */
const size = 2_048;

/** Errors of ours, before the platform was asked. */
const notThePlatform = new Set<PlatformError['code']>([
  'DEADLINE',
  'QUOTA',
  'BULKHEAD_FULL',
  'BREAKER_OPEN',
  'NOT_CONFIGURED',
]);
/** Errors by which the platform shows that it is there. */
const answeredNo = new Set<PlatformError['code']>(['HTTP_4XX', 'CLIENT_FAULT', 'REFUSED']);

/** Keeps the calls of the last five minutes of one connection. */
export function createHealthRecord(clock: Clock, breaker: () => BreakerState): HealthRecord {
  const times = new Float64Array(size).fill(-Infinity);
  const durations = new Float64Array(size);
  const failures = new Uint8Array(size);
  let next = 0;
  let lastSuccessAt: number | null = null;
  let lastErrorAt: number | null = null;
  let lastErrorCode: string | null = null;
  let lastFailed = false;
  let failing: number | null = null;
  let state: ConnectionHealth['state'] = 'UNKNOWN';
  let since: number | null = null;

  const judge = (): ConnectionHealth['state'] => {
    const position = breaker();
    // Nobody asked since: a breaker opens for a trial only when somebody asks, which may be tomorrow.
    const longAgo = lastErrorAt !== null && lastErrorAt < clock.now() - windowMs;
    if (longAgo && (position !== 'CLOSED' || lastFailed)) return 'UNKNOWN';
    if (position === 'OPEN') return 'DOWN';
    if (position === 'HALF_OPEN' || lastFailed) return 'DEGRADED';
    return lastSuccessAt === null ? 'UNKNOWN' : 'UP';
  };
  const update = () => {
    const judged = judge();
    if (judged === state) return;
    state = judged;
    since = clock.now();
  };
  const sample = (startedAt: number, failed: boolean) => {
    const now = clock.now();
    times[next] = now;
    durations[next] = now - startedAt;
    failures[next] = failed ? 1 : 0;
    next = (next + 1) % size;
    lastFailed = failed;
    return now;
  };
  const good = (startedAt: number) => {
    lastSuccessAt = sample(startedAt, false);
    failing = null;
    update();
  };

  return {
    succeeded: good,
    failed(error, startedAt) {
      const code = error instanceof PlatformError ? error.code : 'MALFORMED';
      if (notThePlatform.has(code)) return;
      if (answeredNo.has(code)) return good(startedAt);
      lastErrorAt = sample(startedAt, true);
      lastErrorCode = code;
      failing ??= lastErrorAt;
      update();
    },
    breakerChanged: update,
    failingSince: () => failing,
    read() {
      update();
      const from = clock.now() - windowMs;
      const recent: number[] = [];
      let failed = 0;
      for (let index = 0; index < size; index += 1) {
        if ((times[index] ?? -Infinity) < from) continue;
        recent.push(durations[index] ?? 0);
        failed += failures[index] ?? 0;
      }
      recent.sort((a, b) => a - b);
      const date = (time: number | null) => (time === null ? null : new Date(time));
      return {
        state,
        breaker: breaker(),
        since: date(since),
        lastSuccessAt: date(lastSuccessAt),
        lastErrorAt: date(lastErrorAt),
        lastErrorCode,
        errorRate: recent.length === 0 ? null : failed / recent.length,
        p95Ms: recent[Math.ceil(recent.length * 0.95) - 1] ?? null,
      };
    },
  };
}
