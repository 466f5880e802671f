import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { systemClock } from '../../src/context/clock.js';
import { createIdempotencyKeys, type IdempotencyKeys } from '../../src/jobs/idempotency.js';
import type { Transaction } from '../../src/jobs/command.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';
import { keyedHash } from './command-stand.js';

class Moved extends Error {}

describe('a change of the hub’s own, under a key', () => {
  const one = '0b7e3a52-8f0e-4c0b-9d52-3d1f5f6a7b01';
  const other = '0b7e3a52-8f0e-4c0b-9d52-3d1f5f6a7b02';
  let database: Database;
  let keys: IdempotencyKeys;
  beforeAll(async () => {
    database = await testDatabase();
    keys = createIdempotencyKeys({ database, keyedHash, clock: systemClock });
  });
  afterAll(() => database.close());

  const request = (key: string, input: unknown = {}) => ({
    owner: 'client-1',
    key,
    operation: 'move',
    input,
  });
  /** A lease can be taken once: whoever is second finds it gone. */
  const moveOnce = (name: string, id: string) => async (tx: Transaction) => {
    const { count } = await tx.scheduleLease.createMany({
      data: [{ name, holder: id }],
      skipDuplicates: true,
    });
    if (count === 0) throw new Moved();
    return id;
  };

  test('given the same is asked ten times at once, then it is made once and all hear of that one', async () => {
    const asked = Array.from({ length: 10 }, () => keys.run(request('ten'), moveOnce('ten', one)));
    expect(new Set(await Promise.all(asked))).toEqual(new Set([one]));
  });

  test('given other input under the key at the same moment, then one is made and the other is told that the key was used', async () => {
    const answers = await Promise.all([
      keys.run(request('two', { a: 1 }), moveOnce('two-a', one)),
      keys.run(request('two', { a: 2 }), moveOnce('two-b', other)),
    ]);
    expect(answers.filter((answer) => answer === null)).toHaveLength(1);
    expect(await database.client.scheduleLease.count({ where: { name: { startsWith: 'two-' } } })).toBe(1);
  });

  test('given the change cannot be made, then its error is passed on, nothing is written, and the key is free', async () => {
    await keys.run(request('first'), moveOnce('taken', one));
    await expect(keys.run(request('second'), moveOnce('taken', other))).rejects.toBeInstanceOf(Moved);
    expect(await keys.look(request('second'))).toBeNull();
  });
});
