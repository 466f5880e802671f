import { describe, expect, test } from '@jest/globals';
import { Registrations } from '../../adapters/magda/registration.js';

function repertorium() {
  let registered = false;
  const log: string[] = [];
  return {
    log,
    read: async () => {
      const answer = registered ? 'data' : null;
      log.push('read');
      await Promise.resolve();
      return answer;
    },
    register: async () => {
      log.push('register');
      await Promise.resolve();
      registered = true;
    },
  };
}

describe('registering before reading', () => {
  test('twenty reads of one person at once register once', async () => {
    const registrations = new Registrations();
    const { read, register, log } = repertorium();
    const found = await Promise.all(
      Array.from({ length: 20 }, () => registrations.reading('a', read, register)),
    );
    expect(new Set(found)).toEqual(new Set(['data']));
    expect(log.filter((entry) => entry === 'register')).toHaveLength(1);
  });

  test('a read that was asked before and answered after a registration only reads again', async () => {
    const registrations = new Registrations();
    const { read, register, log } = repertorium();
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let first = true;
    const slow = registrations.reading(
      'a',
      async () => {
        const answer = await read();
        if (first) await held;
        first = false;
        return answer;
      },
      register,
    );
    await registrations.reading('a', read, register);
    release();
    expect(await slow).toBe('data');
    expect(log.filter((entry) => entry === 'register')).toHaveLength(1);
  });

  test('another person is registered on their own', async () => {
    const registrations = new Registrations();
    const one = repertorium();
    const other = repertorium();
    await Promise.all([
      registrations.reading('a', one.read, one.register),
      registrations.reading('b', other.read, other.register),
    ]);
    expect([one.log, other.log]).toEqual([
      ['read', 'register', 'read'],
      ['read', 'register', 'read'],
    ]);
  });

  test('a registration that fails is told to all who waited, and tried again by the next', async () => {
    const registrations = new Registrations();
    const { read, register, log } = repertorium();
    const failing = async () => {
      log.push('failed');
      throw new Error('refused');
    };
    const outcomes = await Promise.allSettled([
      registrations.reading('a', read, failing),
      registrations.reading('a', read, failing),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(log.filter((entry) => entry === 'failed')).toHaveLength(1);
    expect(await registrations.reading('a', read, register)).toBe('data');
  });
});
