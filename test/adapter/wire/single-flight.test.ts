import { describe, expect, test } from '@jest/globals';
import type { CacheResult } from '../../../src/operations/metrics.js';
import type { Passage } from '../../../src/adapter/wire/passage.js';
import { singleFlightStage } from '../../../src/adapter/wire/stages/single-flight.js';
import { manualClock, settle } from '../../support/clock.js';
import type { PassageOptions } from '../../support/wire.js';
import { failure, opened, outcomeOf, passageOf } from '../../support/wire.js';

function stage() {
  const clock = manualClock();
  const answer = opened();
  const flights: Passage<unknown>[] = [];
  const results: CacheResult[] = [];
  const enter = singleFlightStage(clock, <T>(passage: Passage<T>) => {
    flights.push(passage as Passage<unknown>);
    return new Promise<T>((resolve, reject) => {
      answer.promise.then(resolve as never, reject);
      passage.whenStopped(reject);
    });
  });
  return {
    clock,
    answer,
    flights,
    results,
    ask: (options: PassageOptions = {}) => enter<string>(passageOf({ clock, key: 'k', results, ...options })),
  };
}

describe('single flight', () => {
  test('identical reads at the same moment are one call', async () => {
    const { ask, answer, flights, results } = stage();
    const asked = Array.from({ length: 50 }, () => ask());
    answer.resolve('one answer');
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['one answer']));
    expect(flights).toHaveLength(1);
    expect(results.filter((result) => result === 'shared')).toHaveLength(49);
    await ask();
    expect(flights).toHaveLength(2);
  });

  test('nobody can change an answer that others have too', async () => {
    const { ask, answer } = stage();
    const [one, other] = [ask(), ask()] as unknown as Promise<{ list: string[] }>[];
    answer.resolve({ list: [] } as never);
    expect(await one).toBe(await other);
    await expect(one!.then(({ list }) => list.push('mine'))).rejects.toThrow(TypeError);
  });

  test('other questions, and questions without a key, fly alone', () => {
    const { ask, flights } = stage();
    for (const key of ['k', 'other', null, null]) void ask({ key });
    expect(flights).toHaveLength(4);
  });

  test('all who share a call share its failure', async () => {
    const { ask, answer } = stage();
    const [one, other] = [ask(), ask()];
    answer.reject(failure('HTTP_5XX'));
    await expect(one).rejects.toMatchObject({ code: 'HTTP_5XX' });
    await expect(other).rejects.toMatchObject({ code: 'HTTP_5XX' });
  });

  test('an asker who goes does not take the answer from the others, not even the first one', async () => {
    const { ask, answer, flights } = stage();
    const leaving = new AbortController();
    const first = outcomeOf(ask({ signal: leaving.signal }));
    const second = ask();
    leaving.abort();
    await settle();
    expect(first.now).toBe('DEADLINE');
    expect(flights[0]?.stopped).toBeNull();
    answer.resolve('for the other');
    await expect(second).resolves.toBe('for the other');
  });

  test('everyone has their own deadline; the call has the longest', async () => {
    const { clock, ask, answer, flights } = stage();
    const hasty = outcomeOf(ask({ ms: 100 }));
    const patient = outcomeOf(ask({ ms: 900 }));
    expect(flights[0]?.deadline).toBe(clock.now() + 900);
    await clock.advance(101);
    expect([hasty.now, patient.now]).toEqual(['DEADLINE', 'pending']);
    answer.resolve('later');
    await settle();
    expect(patient.now).toBe('later');
  });

  test('a call that nobody waits for any more is stopped, and newcomers do not join it', async () => {
    const { ask, flights } = stage();
    const leaving = new AbortController();
    const asked = [outcomeOf(ask({ signal: leaving.signal })), outcomeOf(ask({ signal: leaving.signal }))];
    leaving.abort();
    await settle();
    expect(asked.map((outcome) => outcome.now)).toEqual(['DEADLINE', 'DEADLINE']);
    expect(flights[0]?.stopped).toMatchObject({ code: 'DEADLINE' });
    void ask();
    expect(flights).toHaveLength(2);
  });

  test('leaves no timer behind', async () => {
    const { clock, ask, answer } = stage();
    const asked = [ask(), ask()];
    answer.resolve('x');
    await Promise.all(asked);
    expect(clock.pending).toBe(0);
  });

  test('a read alone stops when its asker goes; a change that has begun does not', async () => {
    const { ask, flights } = stage();
    const leaving = new AbortController();
    const read = outcomeOf(ask({ key: null, signal: leaving.signal }));
    const change = outcomeOf(ask({ key: null, signal: leaving.signal, call: { effect: 'change' } }));
    leaving.abort();
    await settle();
    expect([read.now, change.now]).toEqual(['DEADLINE', 'pending']);
    expect(flights[1]?.stopped).toBeNull();
  });
});
