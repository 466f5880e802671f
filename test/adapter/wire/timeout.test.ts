import { describe, expect, test } from '@jest/globals';
import type { Attempt, Passage } from '../../../src/adapter/wire/passage.js';
import { timeoutStage } from '../../../src/adapter/wire/stages/timeout.js';
import { manualClock, settle } from '../../support/clock.js';
import type { Opened, PassageOptions } from '../../support/wire.js';
import { failure, opened, outcomeOf, passageOf } from '../../support/wire.js';

function stage() {
  const clock = manualClock();
  const tries: { attempt: Attempt; passage: Passage<unknown>; answer: Opened; aborted: () => boolean }[] = [];
  const enter = timeoutStage(clock, <T>(passage: Passage<T>, attempt: Attempt) => {
    const answer = opened();
    let aborted = false;
    attempt.opened(() => (aborted = true));
    tries.push({ attempt, passage: passage as Passage<unknown>, answer, aborted: () => aborted });
    return answer.promise as Promise<T>;
  });
  const ask = (options: PassageOptions = {}) =>
    outcomeOf(enter(passageOf({ clock, policy: { timeoutMs: 1_000, minimumMs: 50 }, ...options })));
  return { clock, tries, ask };
}

describe('the timeout', () => {
  test('ends a try after its time and destroys its sockets', async () => {
    const { clock, ask, tries } = stage();
    const outcome = ask();
    await clock.advance(999);
    expect(outcome.now).toBe('pending');
    await clock.advance(1);
    expect(outcome.now).toBe('TIMEOUT');
    expect(tries[0]?.aborted()).toBe(true);
    expect(tries[0]?.attempt.ended).toMatchObject({ code: 'TIMEOUT' });
  });

  test('the deadline shortens it; a platform that had most of its time counts as slow', async () => {
    const { clock, ask } = stage();
    const outcome = ask({ ms: 700 });
    await clock.advance(700);
    expect(outcome.now).toBe('TIMEOUT');
  });

  test('a platform with a long timeout counts as slow after five seconds, for no deadline may ever reach half of it', async () => {
    const { clock, ask } = stage();
    const policy = { timeoutMs: 30_000, minimumMs: 50 };
    const [patient, hasty] = [ask({ ms: 5_000, policy }), ask({ ms: 4_999, policy })];
    await clock.advance(5_000);
    expect([patient.now, hasty.now]).toEqual(['TIMEOUT', 'DEADLINE']);
  });

  test('a platform that had little time because of the deadline is not blamed', async () => {
    const { clock, ask } = stage();
    const outcome = ask({ ms: 200 });
    await clock.advance(200);
    expect(outcome.now).toBe('DEADLINE');
  });

  test('does not start with less than the minimum left', async () => {
    const { clock, ask, tries } = stage();
    const outcome = ask({ ms: 49 });
    await clock.advance(0);
    expect(outcome.now).toBe('DEADLINE');
    expect(tries).toHaveLength(0);
  });

  test('goes on when somebody with more time has joined', async () => {
    const { clock, ask, tries } = stage();
    const outcome = ask({ ms: 300 });
    if (tries[0]) tries[0].passage.deadline += 500;
    await clock.advance(300);
    expect(outcome.now).toBe('pending');
    await clock.advance(500);
    expect(outcome.now).toBe('TIMEOUT');
  });

  test('ends when the call is stopped', async () => {
    const { ask, tries } = stage();
    const outcome = ask();
    tries[0]?.passage.stop(failure('DEADLINE'));
    await settle();
    expect(outcome.now).toBe('DEADLINE');
    expect(tries[0]?.aborted()).toBe(true);
  });

  test('gives the answer or the error in time, and leaves no timer', async () => {
    const { clock, ask, tries } = stage();
    const good = ask();
    const bad = ask();
    tries[0]?.answer.resolve('ok');
    tries[1]?.answer.reject(failure('HTTP_5XX'));
    await settle();
    expect([good.now, bad.now]).toEqual(['ok', 'HTTP_5XX']);
    expect(clock.pending).toBe(0);
  });
});
