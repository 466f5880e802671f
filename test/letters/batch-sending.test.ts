import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { LettersPort } from '../../src/capabilities/letters/letters.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Database } from '../../src/storage/database.js';
import { openPost, type Post } from '../ebox/support.js';
import { settle } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import {
  type BatchesOnDatabase,
  batchesOn,
  citizens,
  csvOf,
  type HubOnDatabaseOptions,
} from './batch-support.js';

let database: Database;
let post: Post;
const hubs: BatchesOnDatabase[] = [];

beforeEach(async () => {
  [database, post] = await Promise.all([testDatabase(), openPost('magda-documentendienst')]);
});
afterEach(async () => {
  await Promise.all(hubs.splice(0).map(({ stand }) => stand.close()));
  await post.close();
  await database.close();
});

async function open(over: Partial<HubOnDatabaseOptions> = {}) {
  const hub = await batchesOn({ database, port: post.port, ...over });
  hubs.push(hub);
  await hub.saveTemplate();
  return hub;
}

async function started(hub: BatchesOnDatabase, numbers: readonly string[]): Promise<string> {
  const prepared = await hub.prepare(csvOf(numbers, 'K'));
  if (prepared.kind !== 'BATCH') throw new Error(prepared.kind);
  const { id } = prepared.batch.record;
  expect((await hub.start(id)).kind).toBe('BATCH');
  return id;
}

/** Until it is DONE; time goes on so that what waits is tried again. */
async function finish(id: string, { run, stand, shown }: BatchesOnDatabase): Promise<void> {
  for (let turn = 0; turn < 100; turn += 1) {
    await run();
    await stand.work();
    await settle(20);
    if ((await shown(id)).record.state === 'DONE') return;
    if (turn % 10 === 9) await stand.advance(60_000);
  }
  throw new Error(JSON.stringify((await shown(id)).progress));
}

const numbersTaken = () => post.taken().map(({ owner }) => owner.eboxIdValue);

describe('a hub that stops in the middle of a batch', () => {
  const numbers = citizens(0, 60);

  test.each<[string, (after: number) => Partial<HubOnDatabaseOptions>]>([
    [
      'while it makes a letter',
      (after) => ({
        making: ({ render }) => ({
          render: (...of) => ((after -= 1) < 0 ? new Promise(() => {}) : render(...of)),
        }),
      }),
    ],
    [
      'while it writes one down',
      (after) => ({
        records: ({ add }) => ({
          add: (...of) => ((after -= 1) < 0 ? Promise.reject(new Error('gone')) : add(...of)),
        }),
      }),
    ],
  ])('%s: the next one goes on, and each gets one letter', async (_when, stopping) => {
    const first = await open({ mostOpen: 20, ...stopping(13) });
    const id = await started(first, numbers);
    const running = first.run().catch((error: Error) => expect(error.message).toBe('gone'));
    await Promise.race([
      running,
      (async () => {
        const written = () => database.client.letterBatchRow.count({ where: { letterId: { not: null } } });
        // The first render was the trial of the dry run.
        while ((await written()) < 12) await settle();
      })(),
    ]);
    await settle(50);
    // Nobody renews what it was at work on.
    hubs.splice(0);
    const closed = first.stand.commands.close(0);
    await first.stand.clock.advance(1);
    await closed;
    await database.client
      .$executeRaw`UPDATE command SET lease_until = now() - interval '1 second' WHERE state = 'RUNNING'`;
    const before = (await first.shown(id)).progress;
    expect(before.WAITING).toBeGreaterThanOrEqual(47);

    const second = await open({ mostOpen: 20 });
    await finish(id, second);
    const { progress } = await second.shown(id);
    // A letter that was being offered when the hub went away is for a person: it is never offered again.
    expect(progress.SENT + progress.IN_DOUBT).toBe(60);
    expect(progress.IN_DOUBT).toBeLessThanOrEqual(2);
    expect(new Set(numbersTaken()).size).toBe(numbersTaken().length);
    expect(numbersTaken().length).toBeGreaterThanOrEqual(progress.SENT);
    expect(await database.client.letter.count()).toBe(60);
  });
});

test('two hubs at once hand each letter over once', async () => {
  const numbers = citizens(100, 30);
  const [one, other] = [await open(), await open()];
  const id = await started(one, numbers);
  await Promise.all([one.run(), other.run()]);
  await Promise.all([one.stand.work(), other.stand.work()]);
  await finish(id, one);
  expect(numbersTaken().toSorted()).toEqual(numbers.toSorted());
  expect(await database.client.letter.count()).toBe(30);
  expect(await database.client.storedFile.count({ where: { mediaType: 'application/pdf' } })).toBe(30);
});

test('a letter that cannot be made is FAILED in its row, and the others go', async () => {
  let made = 0;
  const hub = await open({
    making: ({ render }) => ({
      render: (...of) => ((made += 1) === 3 ? Promise.reject(new Error('no')) : render(...of)),
    }),
  });
  const id = await started(hub, citizens(200, 4));
  await finish(id, hub);
  expect((await hub.shown(id)).progress).toMatchObject({ SENT: 3, FAILED: 1 });
  const { rows } = await hub.service.rows((await hub.shown(id)).record, 'FAILED', 0, 10);
  expect(rows).toMatchObject([{ row: 3, reason: 'NOT_MADE', letterId: null }]);
});

test('a batch that the platform cannot foresee, or whose kind was not agreed, is not stored', async () => {
  const kbo = 'ondernemingsnummer;naam;dossier\n0406798006;Club;K-1';
  const registry = await openPost('message-registry 2.1');
  try {
    const hub = await open({ port: registry.port });
    expect(await hub.prepare(kbo, { messageTypeId: 'ANDERE' })).toMatchObject({
      kind: 'NOT_SENDABLE',
      fault: { code: 'MESSAGE_TYPE', field: 'batch.messageType' },
    });
    registry.simulator.fail({ kind: 'status', status: 503 });
    expect(await hub.prepare(kbo)).toMatchObject({ kind: 'UNAVAILABLE', platform: 'ebox' });
    expect(await database.client.letterBatch.count()).toBe(0);
  } finally {
    await registry.close();
  }
});

test('ten thousand recipients are foreseen with few questions, and stored', async () => {
  const enterprises = Array.from({ length: 1_000 }, (_, n) => {
    const base = 10_000_000 + n;
    return `${String(base).padStart(8, '0')}${String(97 - (base % 97)).padStart(2, '0')}`.padStart(10, '0');
  }).map((number) => (number.startsWith('0') || number.startsWith('1') ? number : `0${number.slice(1)}`));
  let questions = 0;
  let longest = 0;
  const port: LettersPort = {
    ...post.port,
    async preferences(numbers) {
      questions += 1;
      longest = Math.max(longest, numbers.length);
      const value = numbers
        .filter((_, n) => n % 2 === 0)
        .map((kboNumber) => ({
          kboNumber,
          exclusivelyEbox: false,
          lastConnectionAt: null,
          totalMessages: null,
          unreadMessages: null,
        }));
      return {
        value,
        source: { platform: 'ebox', state: 'FRESH', fetchedAt: new Date(0), since: null, reason: null },
      };
    },
  };
  const hub = await open({ port });
  const people = citizens(0, 9_000);
  const agreed = { purpose: 'letters', channel: 'EBOX', through: 'CITIZEN', textVersion: '2026-01' } as const;
  for (const [n, given] of [true, true, false].entries())
    await hub.consents.say(
      {
        ...agreed,
        given,
        actorId: 'citizen',
        // The second one took it back.
        subjectHash: hub.hashOf({
          kind: 'CITIZEN',
          nationalNumber: NationalNumber.parse(people[Math.min(n, 1)]!),
        }),
      },
      async () => true,
    );
  const lines = [
    'rijksregisternummer;ondernemingsnummer;naam;dossier',
    ...people.map((number, n) => `${number};;Inwoner ${n};K-${n}`),
    ...enterprises.map((number, n) => `;${number};Club ${n};K-${n}`),
  ];
  // The hub answers others meanwhile.
  let turns = 0;
  let next = setImmediate(function turn() {
    turns += 1;
    next = setImmediate(turn);
  });
  const prepared = await hub.prepare(lines.join('\r\n'));
  clearImmediate(next);
  expect(turns).toBeGreaterThan(300);
  expect(prepared).toMatchObject({ kind: 'BATCH', batch: { progress: { WAITING: 10_000 } } });
  if (prepared.kind !== 'BATCH') return;
  expect(prepared.batch.foreseen).toEqual(
    expect.arrayContaining([
      { channel: 'EBOX', reason: 'CONSENT', letters: 1, cost: 5 },
      { channel: 'PAPER', reason: 'NO_CONSENT', letters: 8_999, cost: 8_999 * 150 },
      { channel: 'EBOX', reason: 'ENTERPRISE', letters: 500, cost: 2_500 },
      { channel: 'PAPER', reason: 'NO_EBOX', letters: 500, cost: 75_000 },
    ]),
  );
  expect({ questions, longest }).toEqual({ questions: 2, longest: 500 });
}, 120_000);
