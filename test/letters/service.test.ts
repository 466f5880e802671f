import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../src/adapter/platform-error.js';
import {
  createLetterRecords,
  type LetterRecords,
  type NewLetter,
  toldOf,
} from '../../src/capabilities/letters/letter.records.js';
import type {
  LetterReference,
  LettersPort,
  LetterStatus,
  LetterStatuses,
} from '../../src/capabilities/letters/letters.port.js';
import { LettersService } from '../../src/capabilities/letters/letters.service.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { createFieldCipher, createKeyedHash } from '../../src/privacy/encryption.js';
import type { Database } from '../../src/storage/database.js';
import { callContext } from '../support/call-context.js';
import { testDatabase } from '../support/database.js';

const organisation = '0297500186';
const emma = NationalNumber.parse('85671421468');
let database: Database;
let records: LetterRecords;
let decrypted = 0;
beforeAll(async () => {
  database = await testDatabase();
  const key = new Uint8Array(32).fill(7);
  const cipher = createFieldCipher([{ id: 'test', key }]);
  records = createLetterRecords({
    database,
    cipher: {
      ...cipher,
      decrypt(data, keyId) {
        decrypted += 1;
        return cipher.decrypt(data, keyId);
      },
    },
    keyedHash: createKeyedHash(key),
  });
});
beforeEach(() => database.client.letter.deleteMany());
afterAll(() => database.close());

function letter(changes: Partial<NewLetter> = {}): NewLetter {
  const at = new Date('2026-11-20T09:00:00Z');
  return {
    id: randomUUID(),
    organisation,
    recipient: { kind: 'CITIZEN', nationalNumber: emma },
    channel: 'EBOX',
    registered: false,
    subject: 'Uw aanvraag',
    messageTypeId: 'SCHILDE_BRIEF_BURGER',
    platform: 'ebox',
    messageId: randomUUID(),
    requestedBy: 'test',
    requestedAt: at,
    sentAt: at,
    expiresAt: null,
    state: 'SENT',
    noDigitalUser: false,
    ...changes,
  };
}

const status = (messageId: string, changes: Partial<LetterStatus> = {}): LetterStatus => ({
  messageId,
  channel: 'EBOX',
  state: 'DELIVERED',
  platformStatus: 'false',
  expiresAt: null,
  visible: null,
  ...changes,
});

/** The service on a platform that answers so. */
function serviceOn(answer?: (references: readonly LetterReference[]) => LetterStatuses) {
  const questions: string[][] = [];
  const port = answer && {
    statuses: async (references: readonly LetterReference[]) => {
      questions.push(references.map(({ messageId }) => messageId));
      return answer(references);
    },
  };
  const service = new LettersService({
    port: port as LettersPort | undefined,
    platform: 'ebox',
    records,
    clock: systemClock,
  });
  return { service, questions };
}
const all = { statuses: [], failures: [] };
const ofEmma = async (service: LettersService) => {
  const { edges, source } = await service.ofCitizen(emma, 20, null, callContext());
  const states = Object.fromEntries(
    edges.map(({ node }) => [node.record.id, [node.record.state, node.source.state]]),
  );
  return { states, source };
};

describe('the service of letters', () => {
  test('given one question of two fails, then the letters of the other are told, and the list says the worst', async () => {
    const [told, silent] = [letter(), letter()];
    for (const one of [told, silent]) await records.add(one);
    const { service } = serviceOn((references) => ({
      statuses: [status(told.messageId!)],
      failures: [
        {
          references: references.filter(({ messageId }) => messageId === silent.messageId),
          error: new PlatformError('ebox', 'TIMEOUT'),
        },
      ],
    }));
    const { states, source } = await ofEmma(service);
    expect(states).toEqual({ [told.id]: ['DELIVERED', 'FRESH'], [silent.id]: ['SENT', 'UNAVAILABLE'] });
    expect(source).toMatchObject({ state: 'UNAVAILABLE', reason: 'TIMEOUT' });
  });

  test('asks only what can be answered: in an e-Box, at this platform, under a known id, not final', async () => {
    const asked = letter();
    const others = [
      letter({ state: 'READ' }),
      letter({ state: 'EXPIRED' }),
      letter({ state: 'FAILED' }),
      letter({ channel: 'PAPER' }),
      letter({ messageId: null }),
      letter({ platform: 'other' }),
    ];
    for (const one of [asked, ...others]) await records.add(one);
    const { service, questions } = serviceOn(() => all);
    await ofEmma(service);
    expect(questions).toEqual([[asked.messageId]]);
  });

  test('given nothing that can be asked, then nothing is', async () => {
    await records.add(letter({ state: 'READ' }));
    const { service, questions } = serviceOn(() => all);
    await ofEmma(service);
    expect(questions).toEqual([]);
  });

  test('given no platform is configured, then the records are shown, and say so', async () => {
    const { id } = letter();
    await records.add(letter({ id }));
    const { states, source } = await ofEmma(serviceOn().service);
    expect(states).toEqual({ [id]: ['SENT', 'UNAVAILABLE'] });
    expect(source).toMatchObject({ state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' });
  });

  test('given an older answer that comes in late, then a final state stays', async () => {
    const one = letter();
    await records.add(one);
    const record = (await records.find(one.id, organisation))!;
    await records.tell([{ record, status: status(one.messageId!, { state: 'READ' }) }], new Date());
    await records.tell([{ record, status: status(one.messageId!) }], new Date());
    expect(await records.find(one.id, organisation)).toMatchObject({ state: 'READ' });
  });

  test('given a letter is added again, then it stays as it is', async () => {
    const one = letter();
    await records.add(one);
    await records.add({ ...one, subject: 'Iets anders', state: 'FAILED' });
    expect(await records.find(one.id, organisation)).toMatchObject({ subject: 'Uw aanvraag', state: 'SENT' });
  });
});

test('given ten thousand letters, then a page in their midst takes no more of them from the database than it has', async () => {
  const one = letter();
  await records.add(one);
  await database.client.$executeRaw`
    INSERT INTO letter SELECT gen_random_uuid(), organisation, recipient_kind, recipient_hash, recipient_encrypted,
      subject_encrypted, key_id, channel, registered, message_type_id, platform, gen_random_uuid()::text, requested_by,
      requested_at + (number / 7) * interval '1 second', sent_at, expires_at, state, platform_status, visible,
      no_digital_user, told_at
    FROM letter, generate_series(1, 10000) AS number`;
  const search = { organisation, state: null };
  const [at] = await records.list(search, {
    after: { at: new Date(one.requestedAt.getTime() + 700_000), id: one.id },
    limit: 1,
  });
  decrypted = 0;
  const after = { at: at!.requestedAt, id: at!.id };
  const page = await records.list(search, { after, limit: 101 });
  expect(page).toHaveLength(101);
  // A subject and a number for each.
  expect(decrypted).toBe(202);
  expect(await records.count(search)).toBe(10_001);
  const ids = page.map(({ id }) => id);
  expect(ids).not.toContain(at!.id);
  expect(new Set(ids).size).toBe(101);
});

describe('what a platform tells of a letter', () => {
  const record = (changes: Partial<NewLetter> = {}) => ({
    ...letter(changes),
    platformStatus: null,
    visible: null,
    toldAt: null,
  });

  test.each([
    ['SENT', null, 'SENT'],
    ['DELIVERED', null, 'UNKNOWN'],
    ['SENT', status('m', { state: 'UNKNOWN', platformStatus: null }), 'SENT'],
    ['SENT', status('m', { state: 'UNKNOWN', platformStatus: 'misschien' }), 'UNKNOWN'],
    ['UNKNOWN', status('m'), 'DELIVERED'],
    ['DELIVERED', status('m', { state: 'EXPIRED' }), 'EXPIRED'],
  ] as const)('when it was %s and the answer is %j, then it is %s', (state, answer, expected) => {
    expect(toldOf(record({ state }), answer).state).toBe(expected);
  });

  test('the moment it expires is kept when the platform does not repeat it', () => {
    const expiresAt = new Date('2027-11-20T09:00:00Z');
    expect(toldOf(record(), status('m', { expiresAt }))).toMatchObject({ expiresAt });
    expect(toldOf(record({ expiresAt }), status('m'))).not.toHaveProperty('expiresAt');
  });
});
