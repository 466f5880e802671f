import { expect, test } from '@jest/globals';
import type { Sourced } from '../../../src/context/source-status.js';
import type { Passage } from '../../../src/adapter/wire/passage.js';
import { deadlineStage } from '../../../src/adapter/wire/stages/deadline.js';
import { manualClock } from '../../support/clock.js';
import { passageOf } from '../../support/wire.js';

function stage() {
  const clock = manualClock();
  let entered = 0;
  const enter = deadlineStage(clock, <T>(passage: Passage<T>) => {
    entered += 1;
    return Promise.resolve({ value: passage.deadline - clock.now() } as unknown as Sourced<T>);
  });
  return { clock, enter, entered: () => entered };
}

test('passes a call on with the time of its question', async () => {
  const { clock, enter } = stage();
  await expect(enter(passageOf({ clock, ms: 700 }))).resolves.toEqual({ value: 700 });
});

test('refuses a question whose time is over', async () => {
  const { clock, enter, entered } = stage();
  const passage = passageOf({ clock, ms: 50 });
  await clock.advance(50);
  await expect(enter(passage)).rejects.toMatchObject({ code: 'DEADLINE' });
  expect(entered()).toBe(0);
});

test('refuses a question whose asker has gone', async () => {
  const { clock, enter, entered } = stage();
  await expect(enter(passageOf({ clock, signal: AbortSignal.abort() }))).rejects.toMatchObject({
    code: 'DEADLINE',
  });
  expect(entered()).toBe(0);
});
