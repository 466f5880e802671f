import { describe, expect, test } from '@jest/globals';
import { partFrom } from '../../src/adapter/availability.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { SourceStatus } from '../../src/context/source-status.js';
import { manualClock } from '../support/clock.js';
import { callContext, failure, testWire, wireCall } from '../support/wire.js';

const policy: PolicySettings = { retry: { attempts: 1 } };

describe('a part of an answer', () => {
  test('tells since when its platform is silent, also to who asks later, and once in the summary', async () => {
    const clock = manualClock();
    const { wire, close } = testWire({ baseUrl: 'http://127.0.0.1:9', policy }, { clock });
    const read = (context: CallContext) =>
      partFrom(wire, 'register', context, (port, aside) =>
        port.call(
          wireCall(() => Promise.reject(failure('NETWORK'))),
          aside,
        ),
      );
    const since = new Date(clock.now());
    await read(callContext({ clock }));
    await clock.advance(60_000);

    const context = callContext({ clock });
    const { value, source } = await read(context);

    expect([value, source]).toEqual([
      null,
      { platform: 'register', state: 'UNAVAILABLE', fetchedAt: null, since, reason: 'NETWORK' },
    ]);
    expect(context.sources.summary()).toEqual([source]);
    await close();
  });

  test('keeps in the summary the reason for which an answer is not whole', async () => {
    const clock = manualClock();
    const { wire, close } = testWire({ baseUrl: 'http://127.0.0.1:9', policy }, { clock });
    const context = callContext({ clock });
    const { source } = await partFrom(wire, 'register', context, async (port, aside) => {
      const answer = await port.call(
        wireCall(() => Promise.resolve('a part')),
        aside,
      );
      return { ...answer, source: { ...answer.source, reason: 'PARTIAL' } };
    });
    expect(source).toMatchObject({ state: 'FRESH', reason: 'PARTIAL' });
    expect(context.sources.summary()).toEqual([source]);
    await close();
  });

  test('of a platform that is not configured says so', async () => {
    const context = callContext();
    const never = () => Promise.reject(new Error('not asked'));
    const source: SourceStatus = {
      platform: 'register',
      state: 'UNAVAILABLE',
      fetchedAt: null,
      since: null,
      reason: 'NOT_CONFIGURED',
    };
    expect(await partFrom(undefined, 'register', context, never)).toEqual({ value: null, source });
    expect(context.sources.summary()).toEqual([source]);
  });
});
