import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  mediaTypes,
  messageRegistryLimits,
  documentServiceLimits,
  refusalOf,
} from '../../adapters/ebox/letter-rules.js';
import {
  toDetails,
  toMessageType,
  toOutcome,
  toPreference,
  toStatuses,
} from '../../adapters/ebox/mapping.js';
import { toMessage } from '../../adapters/ebox/publication.js';
import { settingsSchema } from '../../adapters/ebox/settings.js';
import { toBatches } from '../../adapters/ebox/status-batches.js';
import type { Letter, LetterChannel } from '../../src/capabilities/letters/letters.port.js';
import { citizen, document, enterprise, letter } from './support.js';

const notes: string[] = [];
const note = (field: string, value: string) => void notes.push(`${field} ${value}`);
const now = Date.parse('2026-11-25T12:00:00Z');
const ask = (document: object) =>
  toStatuses(
    [{ messageId: 'm', ...document }],
    [{ messageId: 'm', channel: 'EBOX', recipient: citizen }],
    now,
    note,
  )[0];

describe('a letter is checked before anything is sent', () => {
  const many = (count: number) => Array.from({ length: count }, (_, at) => ({ ...document, main: at === 0 }));
  test.each<[string, Partial<Letter>]>([
    ['KEY', { key: 'no uuid' }],
    ['SUBJECT', { subject: ' ' }],
    ['SUBJECT', { subject: 'a'.repeat(256) }],
    ['BODY', { body: { text: '', main: false } }],
    ['FILE_NAME', { documents: [{ ...document, fileName: 'a'.repeat(81) }] }],
    ['FILE_NAME', { documents: [{ ...document, fileName: 'a\r\nb.pdf' }] }],
    ['FILE_NAME', { documents: [{ ...document, fileName: '../a.pdf' }] }],
    ['MEDIA_TYPE', { documents: [{ ...document, mediaType: 'image/jpeg' }] }],
    ['MAIN_CONTENT', { documents: [] }],
    ['MAIN_CONTENT', { documents: [document, document] }],
    ['MAIN_CONTENT', { body: { text: 'Beste', main: true } }],
    ['TOO_MANY_DOCUMENTS', { documents: many(7) }],
    ['TOO_LARGE', { documents: [{ ...document, content: Buffer.alloc(30 * 1024 * 1024 + 1) }] }],
    ['ATTENTION', { attention: { name: 'Jan', nationalNumber: null } }],
    ['ATTENTION', { recipient: enterprise, attention: { name: 'a'.repeat(101), nationalNumber: null } }],
    ['CHANNEL_NOT_OFFERED', { channel: 'EMAIL' }],
    ['REGISTERED_NOT_OFFERED', { registered: true }],
  ])('%s', (reason, changes) => {
    expect(refusalOf(letter(changes), documentServiceLimits)).toBe(reason);
  });

  test('what stands at a limit passes', () => {
    const least = { subject: 'a'.repeat(255), documents: many(6) };
    expect(refusalOf(letter(least), documentServiceLimits)).toBeNull();
    const large = [{ ...document, content: Buffer.alloc(30 * 1024 * 1024), fileName: 'a'.repeat(80) }];
    expect(refusalOf(letter({ documents: large }), documentServiceLimits)).toBeNull();
    expect(refusalOf(letter({ channel: 'PAPER', registered: true }), documentServiceLimits)).toBeNull();
    for (const mediaType of mediaTypes)
      expect(
        refusalOf(letter({ documents: [{ ...document, mediaType }] }), messageRegistryLimits),
      ).toBeNull();
  });

  test('whatever passes can be written down, and has one main content', () => {
    const texts = fc.oneof(fc.string(), fc.string({ unit: 'binary' }));
    const anyLetter = fc.record({
      subject: texts,
      files: fc.array(fc.record({ fileName: texts, main: fc.boolean() }), { maxLength: 8 }),
      body: fc.option(fc.record({ text: texts, main: fc.boolean() })),
    });
    fc.assert(
      fc.property(anyLetter, ({ subject, files, body }) => {
        const one = letter({ subject, body, documents: files.map((file) => ({ ...document, ...file })) });
        if (refusalOf(one, messageRegistryLimits) !== null) return;
        const two = toMessage(one, { kboNumber: '0297500186' }, '2.1');
        const three = toMessage(one, { kboNumber: '0297500186' }, '3');
        const mains = (message: Record<string, unknown>, key: string) =>
          (message['attachments'] as Record<string, unknown>[]).filter((each) => each[key] === true).length +
          (message['bodyMainContent'] === true ? 1 : 0);
        expect([mains(two, 'mainContent'), mains(three, 'isMainContent')]).toEqual([1, 1]);
        expect(JSON.stringify([two, three])).not.toMatch(/:null\b/);
      }),
    );
  });
});

describe('the state of a letter', () => {
  test.each([
    [{ readStatus: true, expirationDate: '2026-01-01T00:00:00Z' }, 'READ'],
    [{ readStatus: false, expirationDate: '2026-11-25T12:00:01Z' }, 'DELIVERED'],
    [{ readStatus: false, expirationDate: '2026-11-25T13:00:00+01:00' }, 'EXPIRED'],
    [{ readStatus: false }, 'DELIVERED'],
    [{}, 'UNKNOWN'],
  ])('of %j is %s', (document, state) => {
    expect(ask(document)).toMatchObject({ state });
  });

  test('given a status that nobody knows, then it is UNKNOWN with the raw code, and noted', () => {
    notes.length = 0;
    expect(ask({ readStatus: 'maybe', expirationDate: '31/12/2026' })).toMatchObject({
      state: 'UNKNOWN',
      platformStatus: 'maybe',
      expiresAt: null,
    });
    expect(notes).toEqual(['letter.expirationDate UNREADABLE', 'letter.readStatus maybe']);
  });

  test('given letters that nobody asked after, then they are left out', () => {
    expect(toStatuses([{ messageId: 'x', readStatus: true }], [], now, note)).toEqual([]);
  });
});

test('a remark of the platform that nobody knows is kept and noted', () => {
  notes.length = 0;
  const document = { messageId: 'm', expirationDate: '2027-01-01T00:00:00+01:00', code: 'NEW_CODE' };
  expect(toOutcome({ kind: 'PUBLISHED', document }, 'EBOX', note)).toEqual({
    kind: 'ACCEPTED',
    channel: 'EBOX',
    messageId: 'm',
    expiresAt: new Date('2026-12-31T23:00:00Z'),
    noDigitalUser: false,
    platformCode: 'NEW_CODE',
  });
  expect(notes).toEqual(['letter.code NEW_CODE']);
});

test.each([
  ['INVALID_SENDER', 'SENDER'],
  ['DIGEST_DO_NOT_MATCH', 'DIGEST'],
  ['NOT_IMPLEMENTED', 'BY_PLATFORM'],
  ['constructor', 'BY_PLATFORM'],
  [null, 'BY_PLATFORM'],
])('a refusal with the code %s is about %s', (code, reason) => {
  expect(toOutcome({ kind: 'REFUSED', code }, 'EBOX', note)).toEqual({
    kind: 'REFUSED',
    reason,
    platformCode: code,
  });
});

test('a period in a unit that nobody knows is UNKNOWN with the raw one', () => {
  const type = { messageTypeId: 't', messageTypeName: { nl: 'T' } };
  const period = { validityPeriodNumber: 2, validityPeriodUnit: 'week' };
  expect(toMessageType({ ...type, validityPeriod: period }, note).validity).toEqual({
    count: 2,
    unit: 'UNKNOWN',
    platformUnit: 'week',
  });
  expect(toMessageType(type, note)).toEqual({
    id: 't',
    name: { nl: 'T', fr: null, de: null },
    description: null,
    validity: null,
    senderOrganisationIds: [],
    senderApplicationIds: [],
  });
});

test('a preference with counts loses nothing', () => {
  const preference = {
    eboxId: { eboxType: 'ENTERPRISE', eboxIdValue: '0406798006' },
    exclusivelyEbox: false,
    totalNumberOfMessages: 999,
    totalNumberOfUnreadMessages: 3,
  };
  expect(toPreference(preference, note)).toEqual({
    kboNumber: '0406798006',
    exclusivelyEbox: false,
    lastConnectionAt: null,
    totalMessages: 999,
    unreadMessages: 3,
  });
});

test('a document of a shape that is not public loses no value', () => {
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (document) => {
      const leaves = (value: unknown): string[] =>
        value === null
          ? []
          : typeof value === 'object'
            ? Object.values(value as object).flatMap(leaves)
            : [String(value as string)];
      expect(toDetails(document).map(({ value }) => value)).toEqual(leaves(document));
    }),
  );
});

test('batches hold every letter once, of one channel and kind, within the limit', () => {
  const references = fc.array(
    fc.record({
      messageId: fc.uuid(),
      channel: fc.constantFrom<LetterChannel>('EBOX', 'PAPER', 'EMAIL'),
      recipient: fc.constantFrom(citizen, enterprise),
    }),
  );
  fc.assert(
    fc.property(references, (given) => {
      const limits = { EBOX: 3, PAPER: 1, EMAIL: 2 };
      const batches = toBatches(given, limits);
      const ids = batches.flatMap((batch) => batch.references.map(({ messageId }) => messageId));
      expect(ids.sort()).toEqual([...new Set(given.map(({ messageId }) => messageId))].sort());
      for (const { channel, references: asked } of batches) {
        expect(asked.length).toBeLessThanOrEqual(limits[channel]);
        expect(new Set(asked.map((one) => one.channel))).toEqual(new Set([channel]));
        if (channel === 'EBOX') expect(new Set(asked.map(({ recipient }) => recipient.kind)).size).toBe(1);
      }
    }),
  );
});

test('a private key may have its line ends written as \\n, and must be a key', () => {
  const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' })
    .privateKey.export({ type: 'pkcs8', format: 'pem' })
    .toString();
  const read = (privateKey: string) =>
    settingsSchema.safeParse({
      sender: { kboNumber: '0297500186' },
      transport: {
        kind: 'magda-documentendienst',
        url: 'https://a.example',
        tokenUrl: 'https://b.example',
        clientId: 'c',
        privateKey,
      },
    });
  expect(read(pem.replaceAll('\n', '\\n')).data?.transport.privateKey).toBe(pem);
  expect(read('geheim').success).toBe(false);
});
