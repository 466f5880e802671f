import { describe, expect, test } from '@jest/globals';
import type { Passage } from '../../../src/adapter/wire/passage.js';
import { bulkheadStage } from '../../../src/adapter/wire/stages/bulkhead.js';
import { manualClock, settle } from '../../support/clock.js';
import type { Opened } from '../../support/wire.js';
import { failure, opened, outcomeOf, passageOf } from '../../support/wire.js';

function stage(concurrent = 2, queued = 2) {
  const clock = manualClock();
  const running: Opened[] = [];
  const waiting: number[] = [];
  const enter = bulkheadStage(
    clock,
    { concurrent, queued },
    (count) => waiting.push(count),
    <T>() => {
      const call = opened();
      running.push(call);
      return call.promise as Promise<T>;
    },
  );
  const ask = (ms = 10_000, act: (passage: Passage<string>) => void = () => undefined) => {
    const passage = passageOf({ clock, ms });
    act(passage);
    return outcomeOf(enter(passage));
  };
  return { clock, running, waiting, ask };
}

describe('the bulkhead', () => {
  test('lets its number through, some wait, the rest is refused at once', async () => {
    const { ask, running, waiting } = stage();
    const asked = Array.from({ length: 5 }, () => ask());
    await settle();
    expect(running).toHaveLength(2);
    expect(asked.map((outcome) => outcome.now)).toEqual([
      'pending',
      'pending',
      'pending',
      'pending',
      'BULKHEAD_FULL',
    ]);
    expect(waiting.at(-1)).toBe(2);
  });

  test('a place that comes free goes to the one who waited longest, not to a newcomer', async () => {
    const { ask, running } = stage(1, 1);
    const first = ask();
    const second = ask();
    await settle();
    running[0]?.reject(failure('NETWORK'));
    // A newcomer at the very moment that the first has ended.
    for (let tick = 0; first.now === 'pending'; tick += 1) {
      if (tick > 10) throw new Error('the first call does not end');
      await Promise.resolve();
    }
    const third = ask();
    await settle();
    running[1]?.resolve('second');
    await settle();
    expect(second.now).toBe('second');
    running[2]?.resolve('third');
    await settle();
    expect(third.now).toBe('third');
  });

  test('who waits leaves at the deadline and gives up the place in the queue', async () => {
    const { ask, clock, running, waiting } = stage(1, 1);
    ask();
    const hasty = ask(100);
    await clock.advance(100);
    expect(hasty.now).toBe('DEADLINE');
    expect(waiting.at(-1)).toBe(0);
    const next = ask();
    await settle();
    expect(next.now).toBe('pending');
    running[0]?.resolve('done');
    await settle();
    running[1]?.resolve('next');
    await settle();
    expect(next.now).toBe('next');
    expect(clock.pending).toBe(0);
  });

  test('who waits leaves when the call is stopped', async () => {
    const { ask, clock } = stage(1, 1);
    ask();
    let waiter: Passage<string> | undefined;
    const stopped = ask(10_000, (passage) => (waiter = passage));
    waiter?.stop(failure('DEADLINE'));
    await settle();
    expect(stopped.now).toBe('DEADLINE');
    expect(clock.pending).toBe(0);
  });

  test('every place comes back, whatever the calls end in', async () => {
    const { ask, running } = stage(2, 0);
    for (let round = 0; round < 5; round += 1) {
      const pair = [ask(), ask()];
      await settle();
      running.at(-1)?.reject(failure('TIMEOUT'));
      running.at(-2)?.resolve('ok');
      await settle();
      expect(pair.map((outcome) => outcome.now)).toEqual(['ok', 'TIMEOUT']);
    }
  });
});
