import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { EboxSimulator } from '../../adapters/ebox/simulator.js';
import { numberInFaults } from '../../src/adapter/simulator/faults.js';
import type { Fault } from '../../src/adapter/simulator/simulator.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const all = `query ($first: Int = 20, $after: String, $state: LetterState) {
  letters(first: $first, after: $after, state: $state) {
    nodes { id subject channel state platformStatus visible noDigitalUser expiresAt recipient { kind nationalNumber kboNumber }
      source { state reason fetchedAt } }
    pageInfo { hasNextPage endCursor } totalCount source { platform state reason } } }`;
const mine = `query ($first: Int = 20, $after: String) { me { letters(first: $first, after: $after) {
  nodes { id subject channel registered state sentAt } pageInfo { hasNextPage endCursor } totalCount
  source { platform state reason } } } }`;
const idOf = (number: number) => `1e77e400-0000-4000-8000-00000000000${number}`;
const messageOf = (number: number) => `eb0c0000-0000-4000-8000-00000000000${number}`;

let hub: TestHub;
let simulator: EboxSimulator;
let emma: string;
let lucas: string;
let sofie: string;

beforeAll(async () => {
  const policy = { retry: { attempts: 1 }, breaker: { failures: 1000 } };
  hub = await testHub({ mirror: false, settings: { adapters: { ebox: { policy } } } });
  simulator = hub.simulator('ebox') as EboxSimulator;
  emma = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  lucas = cookieOf(await hub.browser('citizen', 'Lucas Janssens'));
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
});
beforeEach(() => {
  simulator.fail();
  simulator.forgetCalls();
});
afterAll(() => hub.close());

const asked = (operation = 'statusRequest') =>
  simulator.calls.filter((call) => call.operation === operation).length;
const staffPage = async (variables: object = {}) =>
  (await hub.ask(all, { cookie: sofie, variables })).body.data.letters;
const one = async (number: number, fields: string, cookie = sofie) =>
  (await hub.ask(`{ letter(id: "${idOf(number)}") { ${fields} } }`, { cookie })).body;

/** Letters like a seeded one, at the platform too, all asked for at one moment. */
async function sendLike(number: number, count: number, at: Date, organisation?: string): Promise<string[]> {
  const row = await hub.database.client.letter.findUniqueOrThrow({ where: { id: idOf(number) } });
  const taken = simulator.mailbox.find(messageOf(number))!;
  const rows = Array.from({ length: count }, () => ({
    ...row,
    ...(organisation !== undefined && { organisation }),
    id: randomUUID(),
    messageId: randomUUID(),
    state: 'SENT',
    platformStatus: null,
    visible: null,
    toldAt: null,
    requestedAt: at,
    sentAt: at,
  }));
  await hub.database.client.letter.createMany({ data: rows });
  for (const { messageId } of rows) simulator.mailbox.keep({ ...taken, messageId, readStatus: false });
  return rows.map(({ id }) => id);
}

describe('given no platform ever told of the letters', () => {
  const faults: readonly [Fault, string][] = [
    [{ kind: 'status', status: 503 }, 'HTTP_5XX'],
    [{ kind: 'refuse' }, 'NETWORK'],
    [{ kind: 'malformed' }, 'MALFORMED'],
    [{ kind: 'truncated' }, 'NETWORK'],
    [{ kind: 'content-type' }, 'MALFORMED'],
    [{ kind: 'expired-credentials' }, 'CREDENTIALS'],
  ];
  test.each(faults)(
    'when e-Box fails with %j, then the records are shown and say so',
    async (fault, reason) => {
      simulator.fail(fault);
      const { body } = await hub.ask(all, { cookie: sofie });
      expect(body.errors).toBeUndefined();
      const { totalCount, nodes, source } = body.data.letters;
      expect(totalCount).toBe(7);
      expect(source).toEqual({ platform: 'ebox', state: 'UNAVAILABLE', reason });
      expect(nodes[1]).toMatchObject({
        subject: 'Beslissing over de inname van het openbaar domein',
        state: 'SENT',
        source: { state: 'UNAVAILABLE', reason, fetchedAt: null },
      });
      expect(body.extensions.sources).toContainEqual(expect.objectContaining({ platform: 'ebox', reason }));
    },
  );
});

describe('the letters of an organisation', () => {
  test('are asked with one question for citizens and one for enterprises, and tell where each stands', async () => {
    const { nodes, source } = await staffPage();
    expect(asked()).toBe(2);
    expect(source).toEqual({ platform: 'ebox', state: 'FRESH', reason: null });
    const enterprise = { kind: 'ENTERPRISE', nationalNumber: null, kboNumber: '0406798006' };
    expect(nodes).toMatchObject([
      { state: 'PENDING_MANUAL', channel: 'PAPER', noDigitalUser: null, source: { fetchedAt: null } },
      {
        state: 'DELIVERED',
        platformStatus: 'false',
        visible: true,
        expiresAt: expect.any(String),
        recipient: { kind: 'CITIZEN', nationalNumber: '85671421468', kboNumber: null },
      },
      { state: 'DELIVERED', recipient: enterprise },
      { state: 'DELIVERED', noDigitalUser: true },
      { state: 'SENT', channel: 'PAPER', platformStatus: null, source: { state: 'FRESH' } },
      { state: 'READ', platformStatus: 'true' },
      { state: 'EXPIRED', platformStatus: 'false' },
    ]);
  });

  test('are listed by state as it was last told', async () => {
    expect((await staffPage({ state: 'READ' })).totalCount).toBe(1);
    expect(asked()).toBe(0);
  });

  test('given a visitor or a citizen, then they are refused', async () => {
    expect((await hub.ask(all)).body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect((await hub.ask(all, { cookie: emma })).body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  test.each([
    { first: 0 },
    { first: 101 },
    { after: 'elders' },
    {
      after: Buffer.from(JSON.stringify([1, 'own-letter', '2026-11-18T09:00:00.000Z', idOf(1)])).toString(
        'base64url',
      ),
    },
  ])('given %j, then it is refused as bad input', async (variables) => {
    const { body } = await hub.ask(all, { cookie: sofie, variables });
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('given e-Box goes down later, then the state is STALE with the moment it was told', async () => {
    simulator.fail({ kind: 'status', status: 503 });
    const { data } = await one(1, 'state source { state reason fetchedAt }');
    expect(data.letter).toEqual({
      state: 'DELIVERED',
      source: { state: 'STALE', reason: 'HTTP_5XX', fetchedAt: expect.any(String) },
    });
  });

  test('given the platform says what we do not know, then it is UNKNOWN with its own word, and noted', async () => {
    const body = JSON.stringify([{ messageId: messageOf(1), readStatus: 'misschien' }]);
    simulator.fail({ kind: 'malformed', body, operation: 'statusRequest' });
    const { data } = await one(1, 'state platformStatus visible expiresAt source { state }');
    expect(data.letter).toEqual({
      state: 'UNKNOWN',
      platformStatus: 'misschien',
      visible: null,
      expiresAt: expect.any(String),
      source: { state: 'FRESH' },
    });
    expect(hub.logLines.join('')).toMatch(/platform\.unknown_value.*letter\.readStatus/);
  });

  test('given the platform does not mention a letter any more, then it is UNKNOWN, until it does again', async () => {
    simulator.fail({ kind: 'malformed', body: '[]', operation: 'statusRequest' });
    expect((await one(1, 'state platformStatus')).data.letter).toEqual({
      state: 'UNKNOWN',
      platformStatus: null,
    });
    simulator.fail();
    expect((await one(1, 'state')).data.letter).toEqual({ state: 'DELIVERED' });
  });

  test('of another organisation: as if it did not exist', async () => {
    const [other] = await sendLike(1, 1, new Date('2026-11-19T09:00:00Z'), '0207487390');
    const { data } = (await hub.ask(`{ letter(id: "${other}") { id } }`, { cookie: sofie })).body;
    expect(data.letter).toBeNull();
    expect((await staffPage()).nodes.map(({ id }: { id: string }) => id)).not.toContain(other);
    await hub.database.client.letter.delete({ where: { id: other! } });
  });

  test.each(['anders', '------------------------------------', randomUUID()])(
    'given the id %s, then there is no such letter',
    async (id) => {
      const { body } = await hub.ask('query ($id: ID!) { letter(id: $id) { id } }', {
        cookie: sofie,
        variables: { id },
      });
      expect(body).toMatchObject({ data: { letter: null } });
      expect(body.errors).toBeUndefined();
    },
  );
});

test('the documents of the SDK answer, to staff and to the citizen', async () => {
  const [staff, citizen] = await Promise.all([hub.staff('Sofie Vermeulen'), hub.citizen('Emma Peeters')]);
  expect((await staff.staff.letters()).data?.letters.totalCount).toBe(7);
  expect((await staff.staff.letterDetail({ id: idOf(3) })).data?.letter).toMatchObject({
    subject: 'Aanmaning retributie parkeren',
    hasProofOfDeposit: true,
  });
  expect((await citizen.citizen.myLetters()).data?.me?.letters.nodes).toHaveLength(3);
});

describe('a registered letter on paper', () => {
  const bpost = 'state bpostStatus { electronicReceipt details { name value } } hasProofOfDeposit';

  test('tells what bpost says of it, and asks bpost only for who wants to know', async () => {
    await one(3, 'subject state');
    expect(simulator.calls).toEqual([]);
    expect((await one(3, bpost)).data.letter).toEqual({
      state: 'SENT',
      bpostStatus: { electronicReceipt: false, details: [{ name: 'isEar', value: 'false' }] },
      hasProofOfDeposit: true,
    });
    expect([asked('bpost-status'), asked('bpost-attestation'), asked()]).toEqual([1, 1, 0]);
  });

  test('given bpost fails, then the letter is there without it', async () => {
    simulator.sourceFails = true;
    const { data, errors, extensions } = await one(3, bpost);
    simulator.sourceFails = false;
    expect(errors).toBeUndefined();
    expect(data.letter).toEqual({ state: 'SENT', bpostStatus: null, hasProofOfDeposit: null });
    expect(extensions.sources).toContainEqual(
      expect.objectContaining({ platform: 'ebox', state: 'UNAVAILABLE', reason: 'HTTP_5XX' }),
    );
  });

  test('given bpost has nothing of it, then there is no status and no proof', async () => {
    simulator.fail({ kind: 'status', status: 404 });
    expect((await one(3, bpost)).data.letter).toMatchObject({ bpostStatus: null, hasProofOfDeposit: false });
  });

  test('given a letter in an e-Box, then bpost is not asked', async () => {
    expect((await one(2, bpost)).data.letter).toEqual({
      state: 'READ',
      bpostStatus: null,
      hasProofOfDeposit: null,
    });
    expect(simulator.calls).toEqual([]);
  });
});

describe('the letters of a citizen', () => {
  const subjects = (body: { data: { me: { letters: { nodes: { subject: string }[] } } } }) =>
    body.data.me.letters.nodes.map(({ subject }) => subject);

  test('are her own, the newest first, asked with one question', async () => {
    const { body } = await hub.ask(mine, { cookie: emma });
    expect(body.data.me.letters).toMatchObject({
      nodes: [
        { channel: 'EBOX', state: 'DELIVERED', sentAt: '2026-11-18T10:00:00+01:00' },
        { channel: 'PAPER', registered: true, state: 'SENT' },
        { channel: 'EBOX', state: 'READ' },
      ],
      totalCount: 3,
      source: { platform: 'ebox', state: 'FRESH', reason: null },
    });
    expect(asked()).toBe(1);
    expect(subjects((await hub.ask(mine, { cookie: lucas })).body)).toEqual(['Uw rijbewijs ligt klaar']);
  });

  test('hold nothing that was not sent yet', async () => {
    const maria = cookieOf(await hub.browser('citizen', 'Maria De Smet'));
    const { body } = await hub.ask(mine, { cookie: maria });
    expect(body.data.me.letters).toMatchObject({ nodes: [{ state: 'DELIVERED' }], totalCount: 1 });
  });

  test('are shown to staff with a purpose, and recorded', async () => {
    const { body } = await hub.ask(
      '{ citizen(nationalNumber: "85671421468", purpose: "dossier-handling") { letters { totalCount } } }',
      { cookie: sofie },
    );
    expect(body.data.citizen.letters.totalCount).toBe(3);
    const records = await hub.database.client.auditRecord.findMany({ where: { actorKind: 'STAFF' } });
    expect(records).toContainEqual(
      expect.objectContaining({
        purpose: 'dossier-handling',
        categories: expect.arrayContaining(['dossiers']),
      }),
    );
  });

  test('are paged by cursor, and that of the list of staff is refused', async () => {
    const page = async (variables: object) => (await hub.ask(mine, { cookie: emma, variables })).body;
    const first = await page({ first: 2 });
    const { endCursor, hasNextPage } = first.data.me.letters.pageInfo;
    expect([hasNextPage, subjects(first).length]).toEqual([true, 2]);
    expect(subjects(await page({ first: 2, after: endCursor }))).toEqual([
      'Uw identiteitskaart vervalt binnenkort',
    ]);
    const { pageInfo } = await staffPage({ first: 1 });
    expect((await page({ after: pageInfo.endCursor })).errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

test('a state that is final is never asked again', async () => {
  for (const number of [1, 5, 6]) simulator.mailbox.read(messageOf(number));
  const states = async () => (await staffPage()).nodes.map(({ state }: { state: string }) => state);
  const final = ['PENDING_MANUAL', 'READ', 'READ', 'READ', 'SENT', 'READ', 'EXPIRED'];
  expect(await states()).toEqual(final);
  simulator.forgetCalls();
  simulator.fail({ kind: 'refuse' });
  expect(await states()).toEqual(final);
  expect((await staffPage()).source.state).toBe('FRESH');
  simulator.fail();
  expect(simulator.calls).toEqual([]);
});

describe('given many letters', () => {
  const december = new Date('2026-12-01T09:00:00Z');
  let added: string[];
  beforeAll(async () => {
    added = [
      ...(await sendLike(1, 60, december)),
      ...(await sendLike(6, 30, december)),
      ...(await sendLike(3, 10, december)),
    ];
  });

  test('then a page of a hundred, in an e-Box and on paper, takes two questions', async () => {
    const { nodes } = await staffPage({ first: 100 });
    expect(asked()).toBe(2);
    const among = (state: string) => nodes.filter((node: { state: string }) => node.state === state).length;
    expect([among('DELIVERED'), among('SENT')]).toEqual([90, 10]);
  });

  test('then pages hold each letter of one moment once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const {
        nodes,
        pageInfo,
      }: { nodes: { id: string }[]; pageInfo: { hasNextPage: boolean; endCursor: string } } = await staffPage(
        { first: 33, after },
      );
      seen.push(...nodes.map(({ id }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect(seen).toHaveLength(107);
    expect(new Set(seen).size).toBe(107);
    expect(seen.slice(0, 100).toSorted()).toEqual(added.toSorted());
  });

  test('then the timeline too goes through those of one moment, each once', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { body } = await hub.ask(
        'query ($after: String) { me { timeline(first: 25, after: $after) { nodes { id kind } pageInfo { hasNextPage endCursor } } } }',
        { cookie: emma, variables: { after } },
      );
      const { nodes, pageInfo } = body.data.me.timeline;
      for (const { id, kind } of nodes) if (kind === 'LETTER') seen.push(id);
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    // 60 in the e-Box, 10 on paper, and the three with which the sandbox starts.
    expect(seen).toHaveLength(73);
    expect(new Set(seen).size).toBe(73);
  });
});

test('what is stored tells no number and no subject', async () => {
  const rows = await hub.database.client.letter.findMany({ where: { requestedBy: 'sandbox' }, take: 200 });
  const stored = rows.flatMap(({ recipientEncrypted, subjectEncrypted }) => [
    recipientEncrypted,
    subjectEncrypted,
  ]);
  const secret = /85671421468|83630211767|0406798006|openbaar domein|rijbewijs/;
  for (const bytes of stored) expect(Buffer.from(bytes).toString('utf8')).not.toMatch(secret);
  expect(JSON.stringify(rows)).not.toMatch(secret);
  const told = hub.logLines.join('') + (await hub.metrics());
  expect(told).not.toMatch(/85671421468|83630211767|openbaar domein/);
  expect(told).not.toContain(numberInFaults);
});
