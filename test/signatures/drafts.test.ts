import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { createFileStore, type FileStore } from '../../src/capabilities/files/file.store.js';
import { nextPollAt, sendWithinMs, tidyDrafts } from '../../src/capabilities/signatures/signature.command.js';
import { makeDraft, type SignatureOrder } from '../../src/capabilities/signatures/signature.draft.js';
import {
  createSignatureRecords,
  type RequestState,
  type SignatureRecords,
} from '../../src/capabilities/signatures/signature.records.js';
import type { SignaturesPort } from '../../src/capabilities/signatures/signatures.port.js';
import { createFieldCipher, createKeyedHash } from '../../src/privacy/encryption.js';
import type { Database } from '../../src/storage/database.js';
import { contract, openSigning, recipient, type Signing } from '../digitaal-ondertekenen/support.js';
import { callContext } from '../support/call-context.js';
import { movableClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';

const requestId = '11111111-2222-4333-8444-555555555555';
const clock = movableClock();
const log = memoryLog();
const context = callContext();
const emma = recipient('emma@burger.example');
let database: Database;
let records: SignatureRecords;
let files: FileStore;
let signing: Signing;
let order: SignatureOrder;

beforeAll(async () => {
  database = await testDatabase();
  const key = new Uint8Array(32).fill(7);
  const cipher = createFieldCipher([{ id: 'test', key }]);
  records = createSignatureRecords({ database, cipher, keyedHash: createKeyedHash(key) });
  files = createFileStore({ database, cipher, clock });
});
beforeEach(async () => {
  signing = await openSigning();
  const { id } = await files.add({
    organisation: '0297500186',
    content: await contract(),
    mediaType: 'application/pdf',
    uploadedBy: 'sofie',
    expiresAt: null,
    pages: 1,
    pageWidth: 595,
    pageHeight: 842,
  });
  const later = new Date(clock.now() + 60_000).toISOString();
  order = {
    requestId,
    title: 'Overeenkomst',
    files: [{ id, name: 'overeenkomst.pdf' }],
    workflow: { order: 'SERIAL', continueOnDecline: false, message: null },
    recipients: [emma],
    fields: [{ recipient: 1, file: 1, page: 1, box: { x: 1, y: 1, width: 10, height: 10 } }],
    fieldsAtText: [],
    deadline: later,
    sendBefore: later,
  };
  await record('DRAFT', new Date(clock.now()));
});
afterEach(async () => {
  await signing.close();
  await database.client.signatureRequest.deleteMany();
});
afterAll(() => database.close());

const record = (state: RequestState, requestedAt: Date) =>
  records.add({
    id: requestId,
    organisation: '0297500186',
    packageId: null,
    documentIds: [],
    commandId: requestId,
    title: 'Overeenkomst',
    requestedBy: 'sofie',
    requestedAt,
    deadline: null,
    state,
    recipients: [
      { position: 1, stage: 1, role: 'SIGNER', name: 'Emma', email: emma.email, nationalNumber: null },
    ],
  });

const make = (over: Partial<SignaturesPort> = {}) =>
  makeDraft({ ...signing.port, ...over }, order, { records, files, clock, log }, context);

/** Titles of the drafts that the platform has. */
async function draftsLeft(): Promise<(string | null)[]> {
  const { value } = await signing.port.packages('DRAFT', 1, 50, context);
  return value.map(({ title }) => title);
}

test('given a draft is made again, then the one before is removed: one is left, with our reference in its title', async () => {
  const first = await make();
  const second = await make();
  expect([first, second]).toMatchObject([
    { kind: 'DONE' },
    { kind: 'DONE', documents: [expect.any(String)] },
  ]);
  expect(await draftsLeft()).toEqual(['Overeenkomst [111111112222]']);
  expect((await records.ofCommand(requestId))?.packageId).toBe((second as { package: string }).package);
});

test('given the number of a draft was lost, also twice, then all of them are found by the title and removed', async () => {
  const lost: Partial<SignaturesPort> = {
    async createPackage(title, aside) {
      await signing.port.createPackage(title, aside);
      await signing.port.createPackage(title, aside);
      return { kind: 'IN_DOUBT', reason: 'TIMEOUT' };
    },
  };
  expect(await make(lost)).toEqual({ kind: 'SPOILED' });
  await signing.port.createPackage('Overeenkomst [000000000000]', context);
  expect(await make()).toMatchObject({ kind: 'DONE' });
  expect(await draftsLeft()).toEqual(['Overeenkomst [000000000000]', 'Overeenkomst [111111112222]']);
});

test('given the platform refuses a part of it, then that is told and no draft is left', async () => {
  const refused = await make({
    addRecipients: () => Promise.resolve({ kind: 'REFUSED', about: 'INPUT', platformCode: 'HTTP_400' }),
  });
  expect(refused).toMatchObject({ kind: 'REFUSED', about: 'INPUT', platformCode: 'HTTP_400' });
  expect(await draftsLeft()).toEqual([]);
  expect((await records.ofCommand(requestId))?.packageId).toBeNull();
});

test('given something got into it twice, then it is made anew', async () => {
  const twice = await make({
    async addDocument(id, file, aside) {
      await signing.port.addDocument(id, file, aside);
      return signing.port.addDocument(id, file, aside);
    },
  });
  expect(twice).toEqual({ kind: 'SPOILED' });
  const good = await make();
  expect(good).toMatchObject({ kind: 'DONE' });
  expect(await draftsLeft()).toHaveLength(1);
});

test('given a request ended unsent with a draft left, then that is removed once nothing sends it any more', async () => {
  await make();
  const { client } = database;
  const tidy = () => tidyDrafts({ port: signing.port, records, clock }, context);
  await client.signatureRequest.updateMany({ data: { state: 'FAILED' } });
  await tidy();
  expect(await draftsLeft()).toHaveLength(1);
  clock.move(sendWithinMs + 25 * 60 * 60_000);
  await client.signatureRequest.updateMany({ data: { sharedAt: new Date(clock.now()) } });
  await tidy();
  expect(await draftsLeft()).toHaveLength(1);
  await client.signatureRequest.updateMany({ data: { sharedAt: null } });
  await tidy();
  expect(await draftsLeft()).toEqual([]);
});

test('given it was sent, then the platform is asked after two minutes, and each time after twice as long, an hour at most', () => {
  const minutes: number[] = [];
  for (let now = 0; minutes.length < 8;) {
    const next = nextPollAt(0, now);
    minutes.push((next - now) / 60_000);
    now = next;
  }
  expect(minutes).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
});
