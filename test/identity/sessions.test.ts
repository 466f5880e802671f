import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { hubCookies, tokenHash } from '../../src/identity/cookies.js';
import type { Person } from '../../src/identity/people.js';
import { createSessions } from '../../src/identity/sessions.js';
import type { Sessions } from '../../src/identity/sessions.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { createFieldCipher, createKeyedHash } from '../../src/privacy/encryption.js';
import type { Database } from '../../src/storage/database.js';
import { manualClock } from '../support/clock.js';
import type { ManualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';

const minute = 60_000;
const cipher = createFieldCipher([{ id: 'k1', key: new Uint8Array(32).fill(7) }]);
const emma: Person = {
  kind: 'CITIZEN',
  nationalNumber: NationalNumber.parse('85671421468'),
  givenName: 'Emma',
  familyName: 'Peeters',
};

let database: Database;
let clock: ManualClock;
let sessions: Sessions;

const sessionsWith = (fieldCipher: typeof cipher, log = memoryLog()) =>
  createSessions({
    settings: { sessionIdleMinutes: 30, sessionAbsoluteMinutes: 480 },
    database,
    cipher: fieldCipher,
    keyedHash: createKeyedHash(new Uint8Array(32).fill(9)),
    clock,
    log,
  });

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());
beforeEach(async () => {
  await database.client.session.deleteMany();
  clock = manualClock();
  sessions = sessionsWith(cipher);
});

test('the database holds neither the token nor the national number', async () => {
  const token = await sessions.begin(emma, 'an-id-token', null);
  const [row] = await database.client.session.findMany();

  expect(row?.id).toBe(tokenHash(token));
  const stored = JSON.stringify(row) + Buffer.from(row?.nationalNumberEncrypted ?? []).toString('latin1');
  for (const hidden of [token, '85671421468', 'an-id-token']) expect(stored).not.toContain(hidden);
});

describe('a session ends', () => {
  test('thirty minutes after the last request', async () => {
    const token = await sessions.begin(emma, 'id', null);
    await clock.advance(29 * minute);
    expect(await sessions.find(token)).toMatchObject({ kind: 'CITIZEN' });
    await clock.advance(29 * minute);
    expect(await sessions.find(token)).toMatchObject({ kind: 'CITIZEN' });
    await clock.advance(30 * minute);
    expect(await sessions.find(token)).toBeNull();
    expect(await database.client.session.count()).toBe(0);
  });

  test('eight hours after the login, however busy', async () => {
    const token = await sessions.begin(emma, 'id', null);
    for (let passed = 0; passed < 24; passed += 1) {
      expect(await sessions.find(token)).not.toBeNull();
      await clock.advance(20 * minute);
    }
    expect(await sessions.find(token)).toBeNull();
  });

  test('within five seconds when another process ended it', async () => {
    const token = await sessions.begin(emma, 'id', null);
    expect(await sessions.find(token)).not.toBeNull();
    await sessionsWith(cipher).end(token);
    await clock.advance(5000);
    expect(await sessions.find(token)).toBeNull();
  });

  test('when the key that encrypted it is gone, with a line for the administrator', async () => {
    const token = await sessions.begin(emma, 'id', null);
    const log = memoryLog();
    const other = sessionsWith(createFieldCipher([{ id: 'k2', key: new Uint8Array(32).fill(8) }]), log);
    expect(await other.find(token)).toBeNull();
    expect(log.of('session.unreadable')).toHaveLength(1);
  });
});

test('a busy session asks the database once in five seconds and writes once a minute', async () => {
  const token = await sessions.begin(emma, 'id', null);
  const read = jest.spyOn(database.client.session, 'findUnique');
  const write = jest.spyOn(database.client.session, 'updateMany');
  try {
    const countedSessions = sessionsWith(cipher);
    await Promise.all(Array.from({ length: 50 }, () => countedSessions.find(token)));
    expect(read).toHaveBeenCalledTimes(1);
    for (let second = 0; second < 120; second += 1) {
      await clock.advance(1000);
      await countedSessions.find(token);
    }
    expect(read.mock.calls.length).toBeLessThanOrEqual(25);
    expect(write).toHaveBeenCalledTimes(2);
  } finally {
    read.mockRestore();
    write.mockRestore();
  }
});

test('an unknown token is nobody', async () => {
  expect(await sessions.find('A'.repeat(43))).toBeNull();
});

test('the sweep removes what has expired and nothing else', async () => {
  await sessions.begin(emma, 'id', null);
  await clock.advance(25 * minute);
  const fresh = await sessions.begin(emma, 'id', null);
  await clock.advance(6 * minute);

  expect(await sessions.sweep()).toBe(1);
  expect(await sessions.find(fresh)).not.toBeNull();
});

describe('cookies', () => {
  test('behind TLS are bound to the host and sent over TLS only', () => {
    const { session, login } = hubCookies('https://schakel.schilde.be');
    expect(session.write('x')).toBe('__Host-schakel_session=x; Path=/; HttpOnly; SameSite=Lax; Secure');
    expect(login.write('x', 600)).toBe(
      '__Host-schakel_login=x; Path=/; HttpOnly; SameSite=Lax; Secure; Max-Age=600',
    );
  });

  test('of another form or name are not read', () => {
    const { session } = hubCookies('http://localhost:4000');
    const token = 'a'.repeat(43);
    expect(session.read(`theme=dark; schakel_session=${token}`)).toBe(token);
    for (const header of [
      undefined,
      '',
      'schakel_session=short',
      `__Host-schakel_session=${token}`,
      'schakel_session',
    ])
      expect(session.read(header)).toBeNull();
  });
});
