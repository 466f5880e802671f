import { describe, expect, test } from '@jest/globals';
import type { Passage } from '../../../src/adapter/wire/passage.js';
import type { PolicySettings } from '../../../src/adapter/wire/policy.js';
import { mergePolicies } from '../../../src/adapter/wire/policy.js';
import { cacheStage } from '../../../src/adapter/wire/stages/cache.js';
import { manualClock } from '../../support/clock.js';
import { callContext, emma, failure, lucas, passageOf, testWire, wireCall } from '../../support/wire.js';

const policy: PolicySettings = {
  cache: { freshMs: 1_000, staleWhileRevalidateMs: 4_000, staleIfErrorMs: 60_000 },
};

function stage(settings = policy) {
  const clock = manualClock();
  let asked = 0;
  let answer: () => Promise<unknown> = () => Promise.resolve(`answer ${asked}`);
  let failingSince: number | null = null;
  const cache = cacheStage(
    clock,
    mergePolicies(settings).cache,
    () => failingSince,
    <T>(passage: Passage<T>) => {
      asked += 1;
      passage.bytes = 100;
      return answer() as Promise<T>;
    },
  );
  return {
    clock,
    cache,
    asked: () => asked,
    answers: (next: () => Promise<unknown>) => void (answer = next),
    fails: (code: Parameters<typeof failure>[0]) => {
      failingSince ??= clock.now();
      answer = () => Promise.reject(failure(code));
    },
    get: (key: string | null = 'k', ms?: number) =>
      cache.enter(passageOf({ clock, key, policy: settings, ...(ms && { ms }) })),
  };
}

describe('the cache', () => {
  test('gives a fresh answer without asking again, with the time it was fetched', async () => {
    const { clock, get, asked } = stage();
    const first = await get();
    const fetchedAt = new Date(clock.now());
    await clock.advance(999);
    const second = await get();
    expect(asked()).toBe(1);
    expect(second).toBe(first);
    expect(second.source).toEqual({
      platform: 'register',
      state: 'FRESH',
      fetchedAt,
      since: null,
      reason: null,
    });
  });

  test('after freshness: gives the old answer at once, says so, and asks in the background', async () => {
    const { clock, get, asked } = stage();
    const start = clock.now();
    await get();
    await clock.advance(1_500);
    const stale = await get();
    expect(stale).toMatchObject({
      value: 'answer 1',
      source: { state: 'STALE', fetchedAt: new Date(start), reason: 'REVALIDATING' },
    });
    expect(stale.source.since).toEqual(new Date(start + 1_000));
    await clock.advance(0);
    expect(asked()).toBe(2);
    expect(await get()).toMatchObject({ value: 'answer 2', source: { state: 'FRESH' } });
  });

  test('a revalidation has time of its own and survives its failure', async () => {
    const { clock, get, fails } = stage();
    await get();
    await clock.advance(1_500);
    fails('NETWORK');
    expect(await get('k', 5)).toMatchObject({ value: 'answer 1', source: { state: 'STALE' } });
    await clock.advance(10);
    expect(await get()).toMatchObject({ value: 'answer 1' });
  });

  test('when the platform cannot be asked: the old answer, with the reason and since when', async () => {
    const { clock, get, fails } = stage();
    const start = clock.now();
    await get();
    await clock.advance(10_000);
    fails('BREAKER_OPEN');
    const stale = await get();
    expect(stale).toEqual({
      value: 'answer 1',
      source: {
        platform: 'register',
        state: 'STALE',
        fetchedAt: new Date(start),
        since: new Date(start + 10_000),
        reason: 'BREAKER_OPEN',
      },
    });
    await clock.advance(51_000);
    await expect(get()).rejects.toMatchObject({ code: 'BREAKER_OPEN' });
  });

  test('when the platform says no, its older answer no longer holds', async () => {
    const { clock, get, fails } = stage();
    await get();
    await clock.advance(10_000);
    fails('HTTP_4XX');
    await expect(get()).rejects.toMatchObject({ code: 'HTTP_4XX' });
    fails('NETWORK');
    await expect(get()).rejects.toMatchObject({ code: 'NETWORK' });
  });

  test('nor when it says no to the question in the background', async () => {
    const { clock, get, fails } = stage();
    await get();
    await clock.advance(1_500);
    fails('REFUSED');
    expect(await get()).toMatchObject({ value: 'answer 1', source: { state: 'STALE' } });
    await clock.advance(0);
    fails('NETWORK');
    await expect(get()).rejects.toMatchObject({ code: 'NETWORK' });
  });

  test('keeps nothing without a key, and nothing where the policy says nothing', async () => {
    const one = stage();
    await one.get(null);
    await one.get(null);
    expect(one.asked()).toBe(2);
    const other = stage({});
    await other.get();
    await other.get();
    expect(other.asked()).toBe(2);
  });

  test('does not keep failures', async () => {
    const { get, fails, answers, asked } = stage();
    fails('HTTP_5XX');
    await expect(get()).rejects.toMatchObject({ code: 'HTTP_5XX' });
    answers(() => Promise.resolve('well again'));
    expect(await get()).toMatchObject({ value: 'well again' });
    expect(asked()).toBe(2);
  });

  test('keeps the answer "nothing"', async () => {
    const { get, answers, asked } = stage();
    answers(() => Promise.resolve(null));
    expect((await get()).value).toBeNull();
    expect((await get()).value).toBeNull();
    expect(asked()).toBe(1);
  });

  test('is bounded by entries and by bytes', async () => {
    const byEntries = stage({ cache: { freshMs: 1_000, maxEntries: 2 } });
    for (const key of ['a', 'b', 'c', 'a']) await byEntries.get(key);
    expect(byEntries.asked()).toBe(4);
    const byBytes = stage({ cache: { freshMs: 1_000, maxBytes: 250 } });
    for (const key of ['a', 'b', 'c', 'c', 'a']) await byBytes.get(key);
    expect(byBytes.asked()).toBe(4);
  });

  test('drops answers whose time is over though nobody asks for them, and leaves no timer behind', async () => {
    const { clock, get, cache } = stage({ cache: { freshMs: 1_000 } });
    await get();
    expect(clock.pending).toBe(1);
    await clock.advance(120_000);
    expect(clock.pending).toBe(0);
    await get();
    cache.close();
    expect(clock.pending).toBe(0);
  });
});

describe('who may share an answer', () => {
  const open = () => testWire({ baseUrl: 'http://127.0.0.1:9', policy: { cache: { freshMs: 60_000 } } });
  const counting = () => {
    let performed = 0;
    return { perform: () => Promise.resolve((performed += 1)), performed: () => performed };
  };

  test('PUBLIC: everybody; SUBJECT: only the same subject', async () => {
    const { wire, close } = open();
    const { perform, performed } = counting();
    const read = (scope: 'PUBLIC' | 'SUBJECT', subject = emma) =>
      wire.call(wireCall(perform, { scope, cacheKey: 'same' }), callContext({ subject }));
    expect((await read('PUBLIC')).value).toBe(1);
    expect((await read('PUBLIC', lucas)).value).toBe(1);
    expect((await read('SUBJECT')).value).toBe(2);
    expect((await read('SUBJECT', lucas)).value).toBe(3);
    expect((await read('SUBJECT')).value).toBe(2);
    expect(performed()).toBe(3);
    await close();
  });

  test('nobody: a SUBJECT answer without a subject, scope NONE, a change, a call without a key', async () => {
    const { wire, close } = open();
    const { perform, performed } = counting();
    for (const parts of [
      { scope: 'SUBJECT', cacheKey: 'k' },
      { scope: 'NONE', cacheKey: 'k' },
      { scope: 'PUBLIC', cacheKey: 'k', effect: 'change' },
      { scope: 'PUBLIC' },
    ] as const) {
      const before = performed();
      await wire.call(wireCall(perform, parts), callContext());
      await wire.call(wireCall(perform, parts), callContext());
      expect(performed()).toBe(before + 2);
    }
    await close();
  });

  test('what is shared is frozen all the way down, but for buffers and objects of a class', async () => {
    const { wire, close } = open();
    const call = wireCall(
      () => Promise.resolve({ list: [{ name: 'x' }], bytes: Buffer.from('x'), who: emma.nationalNumber }),
      { cacheKey: 'k' },
    );
    const { value } = await wire.call(call, callContext());
    expect(Object.isFrozen(value.list[0])).toBe(true);
    expect(() => value.list.push({ name: 'y' })).toThrow(TypeError);
    expect(Object.isFrozen(value.bytes)).toBe(false);
    await close();
  });
});
