import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { CommandDefinition } from '../../src/jobs/command.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';
import {
  busyFor,
  type CommandStand,
  commandStand,
  down,
  lost,
  type Order,
  organisation,
  TestPlatform,
} from './command-stand.js';

let database: Database;
beforeEach(async () => void (database = await testDatabase()));
afterEach(() => database.close());

const platform = new TestPlatform();
const other = new TestPlatform();

const definition = (kind: string, repetition: 'REPEAT' | 'ASK' | 'PERSON'): CommandDefinition<Order> => ({
  kind,
  title: 'Iets bestellen',
  lanes: ['test'],
  steps: [
    {
      name: 'make',
      platform: () => 'test',
      repetition,
      perform: ({ commandId }) => platform.make(commandId),
      ...(repetition === 'ASK' && { find: ({ commandId }) => platform.find(commandId) }),
      decided: (_call, reference) => reference,
    },
  ],
});
const repeatable = definition('test.repeat', 'REPEAT');
const askable = definition('test.ask', 'ASK');
const unaskable = definition('test.person', 'PERSON');
const recorded: unknown[] = [];
const twoPlatforms: CommandDefinition<Order> = {
  kind: 'test.two',
  title: 'Twee stappen',
  lanes: ['test', 'other'],
  steps: [
    {
      name: 'first',
      platform: () => 'test',
      repetition: 'ASK',
      perform: ({ commandId }) => platform.make(commandId),
      find: ({ commandId }) => platform.find(commandId),
      record: async (_tx, call, result) =>
        void recorded.push({ step: 'first', result, results: call.results }),
    },
    {
      name: 'second',
      platform: () => 'other',
      repetition: 'REPEAT',
      perform: ({ results }) => other.make(String(results['first'])),
    },
  ],
  follow: async (_tx, { state }) => void recorded.push(state),
};

/** The first step chooses where the second one goes. */
const chosen: CommandDefinition<Order> = {
  kind: 'test.chosen',
  title: 'Een plaats kiezen',
  lanes: ['test', 'other'],
  steps: [
    {
      name: 'choose',
      platform: () => 'test',
      repetition: 'REPEAT',
      perform: async ({ results }) => {
        recorded.push(results);
        return { kind: 'DONE', result: places.shift() };
      },
    },
    {
      name: 'make',
      platform: () => 'other',
      repetition: (_input, results) => (results['choose'] === 'askable' ? 'ASK' : 'PERSON'),
      perform: ({ commandId }) => other.make(commandId),
      find: ({ commandId }) => other.find(commandId),
    },
  ],
};
const places: string[] = [];
/** The second step is left out when the first says so; nobody could say of it whether it was done. */
const skipping: CommandDefinition<Order> = {
  kind: 'test.skip',
  title: 'Een stap overslaan',
  lanes: ['test'],
  steps: [
    {
      name: 'first',
      platform: () => 'test',
      repetition: 'REPEAT',
      perform: async ({ input }) => ({ kind: 'DONE', result: input.what }),
    },
    {
      name: 'second',
      platform: () => 'test',
      repetition: 'PERSON',
      skip: ({ results }) => (results['first'] === 'nothing' ? { result: null } : null),
      perform: ({ commandId }) => platform.make(commandId),
    },
  ],
};

describe('a command', () => {
  let stand: CommandStand;
  beforeEach(async () => {
    Object.assign(platform, new TestPlatform());
    Object.assign(other, new TestPlatform());
    recorded.length = 0;
    stand = await commandStand([repeatable, askable, unaskable, twoPlatforms, chosen, skipping], {
      database,
    });
  });
  afterEach(() => stand.close());

  test('goes back to an earlier step that must choose again, and forgets what that gave', async () => {
    places.splice(0, 9, 'askable', 'elsewhere');
    other.answers.push(() => ({
      kind: 'LATER',
      at: new Date(stand.clock.now()),
      reason: 'CLOSED',
      from: 'choose',
    }));
    const id = await stand.order(chosen);
    await stand.work();

    expect(await stand.state(id)).toEqual({ state: 'DONE', reason: null, step: 'make' });
    expect(recorded).toEqual([{}, {}]);
    expect([other.calls, other.made.length]).toEqual([2, 1]);
    expect(await stand.history(id)).toContain('WAITING LATER');
  });

  test.each([
    ['askable', 'DONE'],
    ['elsewhere', 'IN_DOUBT'],
  ])('in doubt at the place that was chosen, %s, is %s: the place decides', async (place, state) => {
    places.splice(0, 9, place);
    other.answers.push(lost);
    const id = await stand.order(chosen);
    await stand.work();
    await stand.advance(5_000);

    expect((await stand.state(id)).state).toBe(state);
    expect([other.calls, other.made.length]).toEqual([1, 1]);
  });

  test('is written with what it changes, performed, and its history kept', async () => {
    const id = await stand.order(repeatable);
    await stand.work();

    expect(await stand.state(id)).toEqual({ state: 'DONE', reason: null, step: 'make' });
    expect(await stand.history(id)).toEqual(['ACCEPTED ACCEPTED', 'RUNNING TAKEN', 'DONE STEP_DONE']);
    expect(platform.made).toEqual([id]);
  });

  test('is not written when what it changes cannot be', async () => {
    const refused = stand.commands.accept({
      definition: repeatable,
      input: { what: 'nothing' },
      organisation,
      requestedBy: 'clerk-1',
      correlationId: 'c',
      priority: 'now',
      idempotency: { owner: 'a', key: 'k', operation: 'order', input: {} },
      write: () => Promise.reject(new Error('no room')),
    });
    await expect(refused).rejects.toThrow('no room');
    await stand.work();
    expect(platform.calls).toBe(0);
    expect(
      await stand.commands.count({ organisation: null, state: null, kind: null, needsPerson: false }),
    ).toBe(0);
    expect(await stand.commands.usedKey({ owner: 'a', key: 'k', operation: 'order', input: {} })).toBeNull();
  });

  test('keeps nothing of what was asked in the clear', async () => {
    const id = await stand.order(repeatable, { input: { what: 'secret-of-somebody' } });
    await stand.work();
    const [row] = await stand.database.client.$queryRaw<
      object[]
    >`SELECT command::text FROM command WHERE id = ${id}::uuid`;
    expect(JSON.stringify(row)).not.toContain(Buffer.from('secret-of-somebody').toString('hex'));
    expect(JSON.stringify(row)).not.toContain('secret-of-somebody');
    expect(JSON.stringify(stand.log.lines)).not.toContain('secret-of-somebody');
  });

  test('waits longer each time its platform is down, and goes on by itself when it is up again', async () => {
    platform.answers = [down, down, down];
    const id = await stand.order(repeatable);
    await stand.work();
    expect(await stand.state(id)).toEqual({ state: 'WAITING', reason: 'HTTP_5XX', step: 'make' });
    await stand.advance(1_000);
    expect(platform.calls).toBe(2);
    await stand.advance(1_000);
    expect(platform.calls).toBe(2);
    await stand.advance(1_000);
    expect(platform.calls).toBe(3);
    await stand.advance(4_000);
    expect((await stand.state(id)).state).toBe('DONE');
    expect(platform.made).toHaveLength(1);
  });

  test('of a whole afternoon outlive an hour without their platform, which is not hammered meanwhile', async () => {
    let calls = 0;
    // Half of what is sent into the outage gets no answer: nobody knows whether it arrived.
    const make = jest.spyOn(platform, 'make').mockImplementation(async () => {
      calls += 1;
      return calls % 2 ? down() : lost(() => 'nothing');
    });
    const find = jest.spyOn(platform, 'find').mockImplementation(async () => {
      calls += 1;
      return down();
    });
    const ids: string[] = [];
    for (const minutes of [20, 40]) {
      for (let index = 0; index < 3; index += 1) ids.push(await stand.order(askable));
      await stand.advance(minutes * 60_000);
    }
    make.mockRestore();
    find.mockRestore();
    expect(calls).toBeGreaterThan(ids.length);
    await stand.advance(11 * 60_000);
    for (const id of ids) expect((await stand.state(id)).state).toBe('DONE');
    expect(new Set(platform.made)).toEqual(new Set(ids));
    expect(platform.made).toHaveLength(ids.length);
    // Two tries of one are five minutes apart in the end.
    expect(calls).toBeLessThan(ids.length * 20);
  });

  test('waits as long as the platform says', async () => {
    platform.answers = [busyFor(90_000)];
    const id = await stand.order(repeatable);
    await stand.advance(89_000);
    expect(platform.calls).toBe(1);
    await stand.advance(2_000);
    expect((await stand.state(id)).state).toBe('DONE');
  });

  test('is given up after three days, and taken up again by an administrator', async () => {
    platform.answers = Array.from({ length: 5_000 }, () => down);
    const id = await stand.order(repeatable);
    await stand.work();
    // The hub was away for most of that time.
    await stand.database.client.$executeRaw`UPDATE command SET accepted_at = accepted_at - interval '3 days'`;
    await stand.advance(2_000);
    expect(await stand.state(id)).toMatchObject({ state: 'FAILED', reason: 'GAVE_UP' });

    platform.answers = [];
    expect(await stand.commands.retry(id, 'administrator-1', null)).toBeNull();
    await stand.work();
    expect((await stand.state(id)).state).toBe('DONE');
    const history = (await stand.commands.transitions([id])).get(id)!;
    expect(history.find(({ cause }) => cause === 'RETRIED')?.actorId).toBe('administrator-1');
  });

  test('fails at once when the platform says that it never will', async () => {
    platform.answers = [() => ({ kind: 'FAILED', reason: 'NO_SUCH_PERSON', platformCode: '404' })];
    const id = await stand.order(askable);
    await stand.work();
    expect(await stand.state(id)).toMatchObject({ state: 'FAILED', reason: 'NO_SUCH_PERSON' });
    await stand.advance(600_000);
    expect(platform.calls).toBe(1);
  });

  test('that is not for now comes back at its hour', async () => {
    const at = new Date(stand.clock.now() + 3_600_000);
    platform.answers = [() => ({ kind: 'LATER', at, reason: 'QUIET_HOURS' })];
    const id = await stand.order(unaskable);
    await stand.work();
    expect(await stand.state(id)).toMatchObject({ state: 'WAITING', reason: 'QUIET_HOURS' });
    await stand.advance(3_599_000);
    expect(platform.calls).toBe(1);
    await stand.advance(2_000);
    expect((await stand.state(id)).state).toBe('DONE');
  });

  test('goes on at a second platform with what the first gave, and tells its own records of both', async () => {
    other.answers = [down];
    const id = await stand.order(twoPlatforms);
    await stand.work();
    expect(await stand.state(id)).toEqual({ state: 'WAITING', reason: 'HTTP_5XX', step: 'second' });
    await stand.advance(2_000);
    expect(await stand.state(id)).toMatchObject({ state: 'DONE' });
    expect(platform.calls).toBe(1);
    expect(other.made).toEqual(['made-1']);
    expect(recorded).toEqual([
      { step: 'first', result: 'made-1', results: { first: 'made-1' } },
      'WAITING',
      'WAITING',
      'DONE',
    ]);
  });

  test('leaves out a step for which earlier ones left nothing to do, and never begins it', async () => {
    const nothing = await stand.order(skipping, { input: { what: 'nothing' } });
    const something = await stand.order(skipping);
    await stand.work();
    expect(await stand.history(nothing)).toEqual([
      'ACCEPTED ACCEPTED',
      'RUNNING TAKEN',
      'RUNNING STEP_DONE',
      'DONE SKIPPED',
    ]);
    expect(await stand.state(something)).toMatchObject({ state: 'DONE' });
    expect(platform.made).toEqual([something]);
  });

  describe('whose answer was lost', () => {
    test('is asked after, and not made twice', async () => {
      platform.answers = [lost];
      const id = await stand.order(askable);
      await stand.work();
      expect(await stand.state(id)).toMatchObject({ state: 'IN_DOUBT', reason: 'TIMEOUT' });
      await stand.advance(2_000);
      expect((await stand.state(id)).state).toBe('DONE');
      expect(platform).toMatchObject({ calls: 1, asked: 1, made: [id] });
    });

    test('is made when the platform says that it was not', async () => {
      platform.answers = [() => ({ kind: 'IN_DOUBT', reason: 'NETWORK' })];
      const id = await stand.order(askable);
      await stand.advance(2_000);
      expect((await stand.state(id)).state).toBe('DONE');
      expect(platform).toMatchObject({ calls: 2, asked: 1, made: [id] });
      expect(await stand.history(id)).toEqual([
        'ACCEPTED ACCEPTED',
        'RUNNING TAKEN',
        'IN_DOUBT NETWORK',
        'RUNNING TAKEN',
        'RUNNING ABSENT',
        'DONE STEP_DONE',
      ]);
    });

    test('stays in doubt as long as nobody can be asked, and then is a person’s to decide', async () => {
      platform.answers = [lost];
      platform.findings = [down, () => ({ kind: 'UNTOLD' }), ...Array.from({ length: 5_000 }, () => down)];
      const id = await stand.order(askable);
      await stand.advance(60_000);
      expect(await stand.state(id)).toMatchObject({ state: 'IN_DOUBT' });
      expect(platform.asked).toBeGreaterThan(2);
      await stand.database.client.$executeRaw`UPDATE command SET begun_at = begun_at - interval '2 days'`;
      await stand.advance(300_000);
      expect((await stand.commands.find(id))?.dueAt).toBeNull();
      expect(platform.calls).toBe(1);
    });

    test('waits for a person when the platform cannot be asked: done', async () => {
      platform.answers = [lost];
      const id = await stand.order(unaskable);
      await stand.advance(600_000);
      expect(await stand.state(id)).toMatchObject({ state: 'IN_DOUBT', reason: 'TIMEOUT' });
      expect(await stand.commands.retry(id, 'a', null)).toBe('IN_DOUBT');
      expect(await stand.commands.cancel(id, 'a', null)).toBe('IN_DOUBT');
      expect(await stand.commands.decide(id, 'a', { done: true, reference: 'found-7' }, null)).toBeNull();
      await stand.work();
      expect((await stand.state(id)).state).toBe('DONE');
      expect(platform.calls).toBe(1);
    });

    test('waits for a person when the platform cannot be asked: not done, so that it is made', async () => {
      platform.answers = [() => ({ kind: 'IN_DOUBT', reason: 'TIMEOUT' })];
      const id = await stand.order(unaskable);
      await stand.work();
      expect(await stand.commands.decide(id, 'a', { done: false, reference: null }, null)).toBeNull();
      await stand.work();
      expect((await stand.state(id)).state).toBe('DONE');
      expect(platform.made).toEqual([id]);
      expect(await stand.commands.decide(id, 'a', { done: true, reference: null }, null)).toBe(
        'NOT_IN_DOUBT',
      );
    });

    test('is repeated when the platform knows its key', async () => {
      platform.answers = [() => ({ kind: 'IN_DOUBT', reason: 'TIMEOUT' })];
      const id = await stand.order(repeatable);
      await stand.advance(2_000);
      expect((await stand.state(id)).state).toBe('DONE');
    });
  });

  test('whose step fails as nobody foresaw is in doubt, and its error is not told', async () => {
    platform.answers = [
      () => {
        throw new Error('about Emma Peeters');
      },
    ];
    const id = await stand.order(unaskable);
    await stand.work();
    expect(await stand.state(id)).toMatchObject({ state: 'IN_DOUBT', reason: 'INTERNAL' });
    expect(JSON.stringify(stand.log.lines)).not.toContain('Emma');
  });

  test('that was not begun can be cancelled, once', async () => {
    platform.answers = [down];
    const id = await stand.order(askable);
    await stand.work();
    expect(await stand.commands.cancel(id, 'a', null)).toBeNull();
    expect((await stand.state(id)).state).toBe('CANCELLED');
    await stand.advance(600_000);
    expect(platform.calls).toBe(1);
    expect(await stand.commands.cancel(id, 'a', null)).toBe('ENDED');
    expect(await stand.commands.retry(id, 'a', null)).toBe('ENDED');
    expect(await stand.commands.cancel('00000000-0000-4000-8000-000000000000', 'a', null)).toBe('NOT_FOUND');
  });

  test('somebody waits for is performed at once', async () => {
    const accepted = await stand.commands.acceptAndWait(
      {
        definition: askable,
        input: { what: 'now' },
        organisation,
        requestedBy: 'citizen',
        correlationId: 'c',
        priority: 'now',
        idempotency: null,
      },
      5_000,
    );
    expect(accepted).toMatchObject({ kind: 'ACCEPTED', repeated: false });
    if (accepted.kind === 'ACCEPTED') expect((await stand.state(accepted.commandId)).state).toBe('DONE');
  });

  test('somebody waits for in vain goes on after they left', async () => {
    let answer: (() => void) | undefined;
    platform.answers = [
      (make) =>
        new Promise((resolve) => {
          answer = () => resolve({ kind: 'DONE', result: make() });
        }),
    ];
    const waiting = stand.commands.acceptAndWait(
      {
        definition: askable,
        input: { what: 'slow' },
        organisation,
        requestedBy: 'citizen',
        correlationId: 'c',
        priority: 'now',
        idempotency: null,
      },
      5_000,
    );
    while (!answer) await new Promise(setImmediate);
    await stand.clock.advance(5_000);
    const accepted = await waiting;
    if (accepted.kind !== 'ACCEPTED') throw new Error('refused');
    expect((await stand.state(accepted.commandId)).state).toBe('RUNNING');
    expect(await stand.commands.retry(accepted.commandId, 'a', null)).toBe('BUSY');
    answer();
    await stand.work();
    expect((await stand.state(accepted.commandId)).state).toBe('DONE');
  });

  test('that waits for an event goes on when it is woken', async () => {
    platform.answers = [
      () => ({ kind: 'LATER', at: new Date(stand.clock.now() + 86_400_000), reason: 'NOT_YET' }),
    ];
    const id = await stand.order(repeatable);
    await stand.work();
    await stand.commands.wake(id);
    await stand.work();
    expect((await stand.state(id)).state).toBe('DONE');
    await stand.commands.wake(id);
    expect(platform.calls).toBe(2);
  });

  test('urgent ones go before a batch', async () => {
    const order: string[] = [];
    platform.answers = Array.from({ length: 6 }, () => (make: () => string) => ({
      kind: 'DONE' as const,
      result: make(),
    }));
    await stand.close();
    const slow = await commandStand([repeatable], { database });
    const accept = (priority: 'batch' | 'now') =>
      slow.commands.accept({
        definition: repeatable,
        input: { what: priority },
        organisation,
        requestedBy: 'x',
        correlationId: 'c',
        priority,
        idempotency: null,
        dueAt: new Date(slow.clock.now() + 1_000),
      });
    const ids = new Map<string, string>();
    for (const priority of ['batch', 'batch', 'batch', 'now', 'now'] as const) {
      const accepted = await accept(priority);
      if (accepted.kind === 'ACCEPTED') ids.set(accepted.commandId, priority);
    }
    await slow.advance(1_000);
    for (const id of platform.made) order.push(ids.get(id)!);
    expect(order).toEqual(['now', 'now', 'batch', 'batch', 'batch']);
    await slow.close();
    stand = await commandStand([repeatable], { database });
  });
});

describe('the same key', () => {
  let stand: CommandStand;
  beforeEach(async () => {
    Object.assign(platform, new TestPlatform());
    stand = await commandStand([repeatable], { database });
  });
  afterEach(() => stand.close());

  test('and the same input are one command, also when asked at the same time', async () => {
    const ids = await Promise.all(Array.from({ length: 10 }, () => stand.order(repeatable, { key: 'k1' })));
    await stand.work();
    expect(new Set(ids).size).toBe(1);
    expect(platform.calls).toBe(1);
  });

  test('and input in another order of keys are one command', async () => {
    const ask = (input: object) =>
      stand.commands.accept({
        definition: repeatable,
        input: { what: 'x' },
        organisation,
        requestedBy: 'x',
        correlationId: 'c',
        priority: 'normal',
        idempotency: { owner: 'o', key: 'k', operation: 'order', input },
      });
    const [one, two] = [await ask({ a: 1, b: { c: 2, d: undefined } }), await ask({ b: { c: 2 }, a: 1 })];
    expect(two).toEqual({ ...one, repeated: true });
  });

  test('and other input is a conflict, and nothing is written', async () => {
    await stand.order(repeatable, { key: 'k1' });
    await expect(stand.order(repeatable, { key: 'k1', input: { what: 'other' } })).rejects.toThrow(
      'CONFLICT',
    );
    await stand.work();
    expect(platform.calls).toBe(1);
  });

  test('of another client is another command', async () => {
    const ask = (owner: string) =>
      stand.commands.accept({
        definition: repeatable,
        input: { what: 'x' },
        organisation,
        requestedBy: 'x',
        correlationId: 'c',
        priority: 'normal',
        idempotency: { owner, key: 'k', operation: 'order', input: {} },
      });
    expect(await ask('one')).toMatchObject({ repeated: false });
    expect(await ask('two')).toMatchObject({ repeated: false });
  });

  test('is forgotten after 30 days', async () => {
    const id = await stand.order(repeatable, { key: 'k1' });
    await stand.database.client
      .$executeRaw`UPDATE idempotency_key SET created_at = created_at - interval '30 days 1 second'`;
    expect(await stand.order(repeatable, { key: 'k1', input: { what: 'new' } })).not.toBe(id);
    await stand.database.client
      .$executeRaw`UPDATE idempotency_key SET created_at = created_at - interval '30 days 1 second'`;
    await stand.commands.sweep();
    expect(await stand.database.client.idempotencyKey.count()).toBe(0);
  });
});

describe('a hub that goes away', () => {
  test('leaves its commands to the next, which asks before it repeats', async () => {
    Object.assign(platform, new TestPlatform());
    const first = await commandStand([askable, repeatable], { database });
    // Sent and done; the hub is gone before it can write that down.
    let sent = false;
    platform.answers = [
      (make) => {
        make();
        sent = true;
        return new Promise(() => {});
      },
    ];
    const id = await first.order(askable);
    while (!sent) await new Promise(setImmediate);
    await first.database.client.$executeRaw`UPDATE command SET lease_until = now() - interval '1 second'`;

    const next = await commandStand([askable, repeatable], { database });
    await next.work();
    expect((await next.state(id)).state).toBe('DONE');
    expect(platform).toMatchObject({ calls: 1, asked: 1 });
    await next.close();
    await first.close();
  });

  test('writes nothing more of a command that another hub took up', async () => {
    Object.assign(platform, new TestPlatform());
    const first = await commandStand([repeatable], { database });
    let answer: (() => void) | undefined;
    platform.answers = [
      (make) =>
        new Promise((resolve) => {
          answer = () => resolve({ kind: 'DONE', result: `late-${make()}` });
        }),
    ];
    const id = await first.order(repeatable);
    while (!answer) await new Promise(setImmediate);
    await first.database.client.$executeRaw`UPDATE command SET lease_until = now() - interval '1 second'`;
    const next = await commandStand([repeatable], { database });
    await next.work();
    answer();
    await next.work();
    expect(await next.history(id)).toEqual([
      'ACCEPTED ACCEPTED',
      'RUNNING TAKEN',
      'RUNNING TAKEN',
      'DONE STEP_DONE',
    ]);
    await next.close();
    await first.close();
  });
});
