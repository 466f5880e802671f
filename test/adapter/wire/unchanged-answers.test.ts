import { describe, expect, test } from '@jest/globals';
import { startSimulatorServer } from '../../../src/adapter/simulator/simulator-server.js';
import { UnchangedAnswers } from '../../../src/adapter/wire/unchanged-answers.js';
import { systemClock } from '../../../src/context/clock.js';
import type { HttpResponse, OneExchange, WireCallCard } from '../../../src/adapter/wire/wire.js';
import { callContext, emma, testWire } from '../../support/wire.js';

const answer = (text: string, status = 200, type = 'application/json'): HttpResponse => ({
  status,
  headers: { 'content-type': type },
  body: Buffer.from(text),
});

function reader(bounds = { maxEntries: 10, maxBytes: 1_000 }) {
  const unchanged = new UnchangedAnswers(bounds);
  let reads = 0;
  const read = (response: HttpResponse) => {
    reads += 1;
    return { document: JSON.parse(response.body.toString()) as unknown };
  };
  return {
    reads: () => reads,
    give: (response: HttpResponse, key = 'k') => unchanged.read(key, response, read),
  };
}

describe('an unchanged answer', () => {
  test('is read twice and then no more, until it changes', () => {
    const { give, reads } = reader();
    const [, second, third] = [give(answer('[1]')), give(answer('[1]')), give(answer('[1]'))];
    expect(third).toBe(second);
    expect(reads()).toBe(2);
    expect(give(answer('[2]'))).toEqual({ document: [2] });
    expect(give(answer('[1]'))).toEqual({ document: [1] });
    expect(reads()).toBe(4);
  });

  test('is another one when its status or type differs, or when the question does', () => {
    const { give, reads } = reader();
    for (let time = 0; time < 3; time += 1) give(answer('[1]'));
    give(answer('[1]', 404));
    for (let time = 0; time < 2; time += 1) give(answer('[1]'));
    give(answer('[1]', 200, 'text/html'));
    give(answer('[1]'), 'other');
    expect(reads()).toBe(6);
  });

  test('that cannot be read is never kept', () => {
    const { give } = reader();
    for (let time = 0; time < 3; time += 1) expect(() => give(answer('{'))).toThrow(SyntaxError);
  });

  test('is frozen, and does not hold on to the piece of the socket it came in', () => {
    const { give } = reader();
    const piece = Buffer.from('[{"a":1}]');
    for (let time = 0; time < 2; time += 1) give({ ...answer(''), body: piece });
    piece.fill(' ');
    const kept = give(answer('[{"a":1}]'));
    expect(kept).toEqual({ document: [{ a: 1 }] });
    expect(Object.isFrozen(kept)).toBe(true);
  });

  test('is read again when there is no room to keep it', () => {
    const { give, reads } = reader({ maxEntries: 10, maxBytes: 8 });
    for (let time = 0; time < 4; time += 1) give(answer('[1,2,3,4,5,6]'));
    expect(reads()).toBe(4);
  });
});

describe('on the wire', () => {
  async function readsOf(parts: Partial<WireCallCard>) {
    const platform = await startSimulatorServer({
      name: 'register',
      clock: systemClock,
      operationOf: () => 'zoeken',
      route: async () => ({ operation: 'zoeken', status: 200, body: '[1]' }),
    });
    const { wire, close } = testWire({ baseUrl: platform.url });
    let reads = 0;
    const call: WireCallCard & OneExchange<number> = {
      operation: 'zoeken',
      effect: 'read',
      scope: 'PUBLIC',
      ...parts,
      request: { method: 'GET', url: '/' },
      read: () => (reads += 1),
    };
    for (let time = 0; time < 4; time += 1) await wire.call(call, callContext({ subject: emma }));
    const asked = platform.calls.length;
    await close();
    await platform.close();
    return { asked, reads };
  }

  test('a public one is asked for each time and read twice', async () => {
    expect(await readsOf({ cacheKey: 'k' })).toEqual({ asked: 4, reads: 2 });
  });

  test("a person's, one for nobody else, and one without a key are read each time", async () => {
    for (const parts of [{ scope: 'SUBJECT', cacheKey: 'k' }, { scope: 'NONE', cacheKey: 'k' }, {}] as const)
      expect(await readsOf(parts)).toEqual({ asked: 4, reads: 4 });
  });
});
