import { LRUCache } from 'lru-cache';
import type { Clock } from '../../../context/clock.js';
import type { Sourced } from '../../../context/source-status.js';
import { PlatformError } from '../../platform-error.js';
import { deepFreeze } from '../deep-freeze.js';
import { Passage } from '../passage.js';
import type { Stage } from '../passage.js';
import type { Policy } from '../policy.js';

interface Entry {
  readonly fetchedAt: number;
  /** Made once and shared: a fresh hit allocates nothing but its promise. */
  readonly sourced: Sourced<unknown>;
}

export interface CacheStage {
  enter<T>(passage: Passage<T>): Promise<Sourced<T>>;
  close(): void;
}

const sweepMs = 60_000;

/** Answers in memory, outside the breaker: fresh ones, then stale ones while asking again, then stale ones when the platform cannot be asked. */
export function cacheStage(
  clock: Clock,
  policy: Policy['cache'],
  /** Since when the platform has not answered; null when its last answer was good. */
  failingSince: () => number | null,
  next: Stage,
): CacheStage {
  const entries = new LRUCache<string, Entry>({
    max: policy.maxEntries,
    maxSize: policy.maxBytes,
    ttlResolution: 0,
    perf: { now: () => clock.now() },
  });

  // Personal answers must not outlive their time just because nobody asks for them again.
  let cancelSweep: (() => void) | null = null;
  const sweepLater = () => {
    cancelSweep ??= clock.after(sweepMs, () => {
      cancelSweep = null;
      entries.purgeStale();
      if (entries.size > 0) sweepLater();
    });
  };

  const fresh = <T>(passage: Passage<T>, value: T, now: number): Sourced<T> => ({
    value,
    source: {
      platform: passage.platform,
      state: 'FRESH',
      fetchedAt: new Date(now),
      since: null,
      reason: null,
    },
  });

  const keep = <T>(passage: Passage<T>, key: string, value: T): Sourced<T> => {
    const known = entries.peek(key);
    const now = clock.now();
    // All who shared one flight come by here with the same value.
    if (known && known.sourced.value === value && typeof value === 'object' && known.fetchedAt === now)
      return known.sourced as Sourced<T>;
    const { freshMs, staleWhileRevalidateMs, staleIfErrorMs } = passage.operation.policy.cache;
    const sourced = deepFreeze(fresh(passage, value, now));
    const ttl = freshMs + Math.max(staleWhileRevalidateMs, staleIfErrorMs);
    entries.set(key, { fetchedAt: now, sourced }, { ttl, size: Math.max(1, passage.bytes) });
    sweepLater();
    return sourced;
  };

  const stale = <T>(entry: Entry, since: number, reason: string): Sourced<T> => ({
    value: entry.sourced.value as T,
    source: {
      platform: entry.sourced.source.platform,
      state: 'STALE',
      fetchedAt: entry.sourced.source.fetchedAt,
      since: new Date(since),
      reason,
    },
  });

  /** A platform that said no has answered: its older answer no longer holds, also when it falls silent after that. */
  const forgetWhenRefused = (key: string, error: unknown) => {
    if (error instanceof PlatformError && saysNo.has(error.code)) entries.delete(key);
  };

  const revalidate = <T>(passage: Passage<T>, key: string) => {
    const { timeoutMs } = passage.operation.policy;
    const context = { ...passage.context, deadline: clock.now() + 2 * timeoutMs, signal: undefined };
    const own = new Passage(passage.platform, passage.call, context, passage.operation, key);
    // A failure shows in health and metrics; the asker has an answer already.
    next(own).then(
      (value) => keep(own, key, value),
      (error: unknown) => forgetWhenRefused(key, error),
    );
  };

  const ask = async <T>(passage: Passage<T>, key: string, entry: Entry | undefined): Promise<Sourced<T>> => {
    try {
      return keep(passage, key, await next(passage));
    } catch (error) {
      forgetWhenRefused(key, error);
      const { freshMs, staleIfErrorMs } = passage.operation.policy.cache;
      const now = clock.now();
      if (entry && now - entry.fetchedAt < freshMs + staleIfErrorMs && couldNotBeAsked(error))
        return stale(entry, failingSince() ?? now, error.code);
      throw error;
    }
  };

  return {
    enter<T>(passage: Passage<T>) {
      const { key } = passage;
      const { freshMs, staleWhileRevalidateMs, staleIfErrorMs } = passage.operation.policy.cache;
      if (key === null || freshMs + staleWhileRevalidateMs + staleIfErrorMs === 0)
        return next(passage).then((value) => fresh(passage, value, clock.now()));
      const entry = entries.get(key);
      if (entry) {
        const age = clock.now() - entry.fetchedAt;
        if (age < freshMs) {
          passage.operation.metrics.cache('fresh');
          return Promise.resolve(entry.sourced as Sourced<T>);
        }
        if (age < freshMs + staleWhileRevalidateMs) {
          passage.operation.metrics.cache('stale');
          revalidate(passage, key);
          return Promise.resolve(stale<T>(entry, entry.fetchedAt + freshMs, 'REVALIDATING'));
        }
      }
      return ask(passage, key, entry);
    },
    close() {
      cancelSweep?.();
      cancelSweep = null;
      entries.clear();
    },
  };
}

const saysNo = new Set<PlatformError['code']>(['NOT_CONFIGURED', 'HTTP_4XX', 'CLIENT_FAULT', 'REFUSED']);

function couldNotBeAsked(error: unknown): error is PlatformError {
  return error instanceof PlatformError && !saysNo.has(error.code);
}
