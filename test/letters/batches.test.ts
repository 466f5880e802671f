import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { EboxSimulator } from '../../adapters/ebox/simulator.js';
import { movableClock, settle } from '../support/clock.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { citizens, csvOf } from './batch-support.js';

const batchFields = `id state templateName templateVersion recipients foreseenCost foreseenSavedByEbox
  foreseen { channel channelReason letters cost }
  progress { waiting sending sent byHand inDoubt failed cancelled } startedBy endedAt`;
const prepare = `mutation ($batch: LetterBatchInput!, $key: String!) {
  prepareLetterBatch(purpose: "dossier-handling", batch: $batch, idempotencyKey: $key) {
    __typename ... on LetterBatch { ${batchFields} } ... on LetterBatchRepeated { batchId } ... on LetterNotSendable { field }
    ... on LetterBatchFaulty { faultCount faults { row column code message } } ... on Problem { code } } }`;
const change = (name: string) => `mutation ($id: ID!, $key: String!) {
  ${name}LetterBatch(id: $id, idempotencyKey: $key) { __typename ... on LetterBatch { ${batchFields} } ... on Problem { code } } }`;
const show = `query ($id: ID!) { letterBatch(id: $id) { ${batchFields} } }`;
const rowsOf = `query ($id: ID!, $first: Int!, $after: String, $state: LetterBatchRowState) { letterBatch(id: $id) {
  rows(first: $first, after: $after, state: $state) { totalCount pageInfo { endCursor hasNextPage }
    nodes { row state reason letterId foreseenChannel foreseenChannelReason foreseenCost recipient { kind nationalNumber kboNumber } } } } }`;
const saveTemplate = `mutation ($template: LetterTemplateInput!, $key: String!) {
  saveLetterTemplate(template: $template, idempotencyKey: $key) { __typename ... on LetterTemplate { version } } }`;

const emma = '85671421468';
const club = '0406798006';
const clock = movableClock();
const mostOpen = 10;
let hub: TestHub;
let simulator: EboxSimulator;
let sofie: string;
let tom: string;
let emmas: string;
let used = 0;

beforeAll(async () => {
  hub = await testHub({
    mirror: false,
    clock,
    settings: {
      letters: {
        costs: { ebox: 5, paper: 150, registeredPaper: 1000 },
        batches: { mostOpen, mostRows: 100 },
      },
    },
  });
  simulator = hub.simulator('ebox') as EboxSimulator;
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
  tom = cookieOf(await hub.browser('staff', 'Tom Wouters'));
  emmas = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  const template = {
    name: 'dossier',
    subject: 'Dossier {{dossier}}',
    address: '{{naam}}',
    body: 'Beste {{naam}}',
  };
  expect(await asked(saveTemplate, { template })).toMatchObject({ version: 1 });
}, 120_000);
afterAll(() => hub.close());
afterEach(() => simulator.fail());

// eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is what the test asserts
async function asked(query: string, variables: object, cookie = sofie): Promise<any> {
  const { body } = await hub.ask(query, { cookie, variables: { key: randomUUID(), ...variables } });
  expect(body.errors).toBeUndefined();
  return Object.values(body.data)[0];
}

async function upload(content: string | Buffer, type = 'text/csv'): Promise<Response> {
  return fetch(`${hub.url}/uploads`, {
    method: 'POST',
    headers: { 'content-type': type, cookie: sofie },
    body: typeof content === 'string' ? content : new Uint8Array(content),
  });
}
async function uploaded(csv: string): Promise<string> {
  const response = await upload(csv);
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}
async function batchOf(csv: string, over: object = {}) {
  return {
    fileId: await uploaded(csv),
    template: { name: 'dossier' },
    messageType: 'SCHILDE_BRIEF_BURGER',
    ...over,
  };
}
/** Recipients that no other test has. */
function fresh(count: number): string[] {
  used += count;
  return citizens(used - count, count);
}
const key = () => randomUUID();
const taken = (subject: string) =>
  simulator.mailbox.letters.filter((letter) => letter.subject.startsWith(`Dossier ${subject}-`));
const progressOf = async (id: string) => (await asked(show, { id })).progress;
const client = () => hub.database.client;
const counts = async () => [
  await client().letterBatch.count(),
  await client().letterBatchRow.count(),
  await client().letter.count(),
];

async function until(check: () => Promise<boolean> | boolean): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not come');
    await settle(20);
    await hub.hub.runNow('letters.batches');
  }
}
const untilDone = (id: string) => until(async () => (await asked(show, { id })).state === 'DONE');

async function consent(given: boolean) {
  const { body } = await hub.ask(
    `mutation ($key: String!) { setConsent(consentPurpose: "letters", channel: EBOX, given: ${given}, textVersion: "2026-01",
      idempotencyKey: $key) { __typename ... on Problem { code } } }`,
    { cookie: emmas, variables: { key: key() } },
  );
  expect(body.data.setConsent.code).toBeUndefined();
}

describe('a CSV', () => {
  test('is taken as text in UTF-8, and given back as it was', async () => {
    const response = await upload('\ufeffnaam\r\nZoë');
    expect(response.status).toBe(201);
    const { id, pages } = (await response.json()) as { id: string; pages?: number };
    expect(pages).toBeUndefined();
    const back = await fetch(`${hub.url}/files/${id}`, { headers: { cookie: sofie } });
    expect(back.headers.get('content-disposition')).toContain(`${id}.csv`);
    expect(Buffer.from(await back.arrayBuffer()).toString()).toBe('\ufeffnaam\r\nZoë');
  });

  test.each<[string, Buffer, string, number, string | undefined]>([
    ['in another encoding', Buffer.from('naam\nZo\xeb', 'latin1'), 'text/csv', 422, 'CSV_ENCODING'],
    ['that says another encoding', Buffer.from('naam'), 'text/csv; charset=windows-1252', 415, undefined],
    ['called a PDF', Buffer.from('naam'), 'application/pdf', 422, 'NOT_A_PDF'],
  ])('%s is not taken', async (_what, content, type, status, code) => {
    const before = await client().storedFile.count();
    const response = await upload(content, type);
    expect(response.status).toBe(status);
    if (code) expect(JSON.stringify(await response.json())).toContain(code);
    expect(await client().storedFile.count()).toBe(before);
  });

  test('is no letter, and nothing to sign', async () => {
    const fileId = await uploaded('naam');
    const letter = { subject: 'CSV', fileId, messageType: 'SCHILDE_BRIEF_BURGER' };
    const send = `mutation ($letter: LetterInput!, $key: String!) {
      sendLetter(nationalNumber: "${emma}", purpose: "dossier-handling", letter: $letter, idempotencyKey: $key) {
        __typename ... on Problem { code } } }`;
    expect(await asked(send, { letter })).toMatchObject({ code: 'MEDIA_TYPE' });
    const sign = `mutation ($request: SignatureRequestInput!, $key: String!) {
      requestSignature(input: $request, idempotencyKey: $key) { __typename ... on Problem { code } } }`;
    const request = {
      title: 'CSV',
      files: [{ id: fileId }],
      recipients: [{ email: 'els.claes@schilde.example', name: 'Els Claes', role: 'SIGNER' }],
    };
    expect(await asked(sign, { request })).toMatchObject({ code: 'FILE_NOT_FOUND' });
  });
});

describe('what is wrong is told before anything is stored or sent', () => {
  test.each<[string, () => Promise<object>, object]>([
    [
      'rows, by row, column and reason',
      () => batchOf(`${csvOf(fresh(2), 'W')}\r\n123;Jan;W-3\r\n${fresh(1)[0]};;W-4`),
      {
        code: 'BATCH_FAULTY',
        faultCount: 2,
        faults: [
          { row: 4, column: 'rijksregisternummer', code: 'NATIONAL_NUMBER_NOT_VALID' },
          { row: 5, column: 'naam', code: 'VALUE_MISSING' },
        ],
      },
    ],
    [
      'a column that the template has no field for',
      () => batchOf('rijksregisternummer;naam;dossier;straat\n'),
      { code: 'BATCH_FAULTY', faults: [{ row: 1, column: 'D', code: 'COLUMN_UNKNOWN' }] },
    ],
    [
      'more rows than the settings allow',
      () => batchOf(csvOf(fresh(101), 'W')),
      { code: 'BATCH_FAULTY', faults: [{ row: 102, column: null, code: 'TOO_MANY_ROWS' }] },
    ],
    [
      'a template that is not there',
      () => batchOf(csvOf(fresh(1), 'W'), { template: { name: 'dossier', version: 9 } }),
      { code: 'UNKNOWN_TEMPLATE', field: 'batch.template.name' },
    ],
    [
      'a file that is not there',
      async () => ({ ...(await batchOf('naam')), fileId: randomUUID() }),
      { code: 'FILE_NOT_FOUND', field: 'batch.fileId' },
    ],
  ])('%s', async (_what, given, problem) => {
    const batch = await given();
    const before = await counts();
    expect(await asked(prepare, { batch })).toMatchObject(problem);
    expect(await counts()).toEqual(before);
  });
});

describe('a batch', () => {
  test('of sixty: a dry run first, then one letter each, also when it is asked again', async () => {
    const numbers = [emma, ...fresh(59)];
    await consent(true);
    const batch = await batchOf(csvOf(numbers, 'S'));
    const ask = { batch, key: key() };

    // Twice at the same time under one key.
    const before = await client().letterBatch.count();
    const [draft, same] = await Promise.all([asked(prepare, ask), asked(prepare, ask)]);
    expect(same).toEqual(draft);
    expect(draft).toMatchObject({
      state: 'DRAFT',
      templateVersion: 1,
      recipients: 60,
      foreseenCost: 5 + 59 * 150,
      foreseenSavedByEbox: 995,
      progress: { waiting: 60, sent: 0 },
    });
    expect(draft.foreseen).toEqual(
      expect.arrayContaining([
        { channel: 'EBOX', channelReason: 'CONSENT', letters: 1, cost: 5 },
        { channel: 'PAPER', channelReason: 'NO_CONSENT', letters: 59, cost: 59 * 150 },
      ]),
    );
    expect(await client().letterBatch.count()).toBe(before + 1);
    expect(taken('S')).toEqual([]);
    const { id } = draft;

    // Two clerks start it at once.
    const started = await Promise.all([asked(change('start'), { id }), asked(change('start'), { id }, tom)]);
    expect(started.map(({ __typename: what }) => what).sort()).toEqual([
      'LetterBatch',
      'LetterBatchNotChanged',
    ]);
    await untilDone(id);
    expect(taken('S')).toHaveLength(60);
    expect(new Set(taken('S').map(({ owner }) => owner.eboxIdValue))).toEqual(new Set(numbers));
    expect(taken('S').filter(({ channel }) => channel === 'EBOX')).toHaveLength(1);
    expect(await asked(show, { id })).toMatchObject({
      progress: { sent: 60, waiting: 0 },
      endedAt: expect.any(String),
    });

    // The same again: under the same key, under another, with its rows in another order.
    expect((await asked(prepare, ask)).id).toBe(id);
    const turned = csvOf(numbers, 'S').split('\r\n');
    const again = await batchOf([turned[0], ...turned.slice(1).reverse()].join('\n'));
    expect(await asked(prepare, { batch: again })).toMatchObject({ code: 'BATCH_REPEATED', batchId: id });
    expect(await asked(change('start'), { id })).toMatchObject({ code: 'NOT_DRAFT' });
    expect(taken('S')).toHaveLength(60);
    expect(await asked(prepare, { batch: { ...again, evenIfRepeated: true } })).toMatchObject({
      state: 'DRAFT',
    });

    // What stood in the fields is in the letters only.
    expect(
      await client().letterBatchRow.count({ where: { batchId: id, valuesEncrypted: { not: null } } }),
    ).toBe(0);
  });

  test('stops within the letters that are on their way, goes on where it was, and can be ended', async () => {
    simulator.fail({ kind: 'throttled', operation: 'messages' });
    const { id } = await asked(prepare, { batch: await batchOf(csvOf(fresh(40), 'P')) });
    await asked(change('start'), { id });
    await until(async () => (await progressOf(id)).sending === mostOpen);
    expect(await progressOf(id)).toMatchObject({ waiting: 40 - mostOpen });

    expect(await asked(change('pause'), { id })).toMatchObject({ state: 'PAUSED' });
    expect(await asked(change('pause'), { id })).toMatchObject({ code: 'NOT_SENDING' });
    simulator.fail();
    clock.move(60 * 60_000);
    await renewSessions();
    await until(async () => {
      await hub.hub.runNow('commands.sweep');
      return (await progressOf(id)).sent === mostOpen;
    });
    expect(await progressOf(id)).toMatchObject({ waiting: 40 - mostOpen, sending: 0 });

    simulator.fail({ kind: 'throttled', operation: 'messages' });
    expect(await asked(change('resume'), { id })).toMatchObject({ state: 'SENDING' });
    expect(await asked(change('resume'), { id })).toMatchObject({ code: 'NOT_PAUSED' });
    await until(async () => (await progressOf(id)).sending === mostOpen);
    await until(
      async () =>
        (await client().command.count({ where: { correlationId: id, state: 'WAITING' } })) === mostOpen,
    );
    const ended = await asked(change('cancel'), { id });
    expect(ended).toMatchObject({
      state: 'CANCELLED',
      progress: { sent: mostOpen, cancelled: 40 - mostOpen },
    });
    expect(await asked(change('cancel'), { id })).toMatchObject({ code: 'ENDED' });
    expect(
      await client().letterBatchRow.count({ where: { batchId: id, valuesEncrypted: { not: null } } }),
    ).toBe(0);
    simulator.fail();
    clock.move(60 * 60_000);
    await renewSessions();
    await hub.hub.runNow('commands.sweep');
    expect(taken('P')).toHaveLength(mostOpen);
  });

  test('looks at consent when each letter is sent', async () => {
    await consent(true);
    const { id, foreseen } = await asked(prepare, { batch: await batchOf(csvOf([emma], 'C')) });
    expect(foreseen).toMatchObject([{ channel: 'EBOX', channelReason: 'CONSENT' }]);
    await consent(false);
    await asked(change('start'), { id });
    await untilDone(id);
    expect(taken('C')).toMatchObject([{ channel: 'PAPER' }]);
  });

  test('goes on when the platform refuses one of its letters', async () => {
    const [an, bo] = fresh(2);
    const csv = `rijksregisternummer,ondernemingsnummer,naam,dossier\n${an},,An,F-1\n,${club},Club,F-2\n${bo},,Bo,F-3\n`;
    const { id } = await asked(prepare, { batch: await batchOf(csv) });
    await asked(change('start'), { id });
    await untilDone(id);
    expect(await progressOf(id)).toMatchObject({ sent: 2, failed: 1 });
    const failed = await asked(rowsOf, { id, first: 10, state: 'FAILED' });
    expect(failed.rows).toMatchObject({
      totalCount: 1,
      nodes: [
        {
          row: 3,
          reason: 'BY_PLATFORM',
          letterId: expect.any(String),
          recipient: { kind: 'ENTERPRISE', kboNumber: club },
        },
      ],
    });
    expect(taken('F')).toHaveLength(2);
  });

  test('shows its rows page by page, to its own organisation only', async () => {
    const numbers = fresh(5);
    const { id } = await asked(prepare, { batch: await batchOf(csvOf(numbers, 'R')) });
    const first = await asked(rowsOf, { id, first: 3 });
    expect(first.rows).toMatchObject({ totalCount: 5, pageInfo: { hasNextPage: true } });
    const second = await asked(rowsOf, { id, first: 3, after: first.rows.pageInfo.endCursor });
    expect(second.rows.pageInfo.hasNextPage).toBe(false);
    const nodes = [...first.rows.nodes, ...second.rows.nodes];
    expect(nodes.map(({ row }) => row)).toEqual([2, 3, 4, 5, 6]);
    expect(nodes).toMatchObject(
      numbers.map((nationalNumber) => ({
        state: 'WAITING',
        foreseenChannel: 'PAPER',
        foreseenCost: 150,
        recipient: { nationalNumber },
      })),
    );
    await client().letterBatch.update({ where: { id }, data: { organisation: '0207500123' } });
    expect(await asked(show, { id })).toBeNull();
    expect(await asked(change('start'), { id })).toMatchObject({ code: 'NOT_FOUND' });
  });

  test('that nobody started is removed after thirty days', async () => {
    const { id } = await asked(prepare, { batch: await batchOf(csvOf(fresh(2), 'O')) });
    await hub.hub.runNow('letters.batches.sweep');
    expect(await asked(show, { id })).toMatchObject({ state: 'DRAFT' });
    clock.move(31 * 24 * 60 * 60_000);
    await renewSessions();
    await hub.hub.runNow('letters.batches.sweep');
    expect(await asked(show, { id })).toBeNull();
    expect(await client().letterBatchRow.count({ where: { batchId: id } })).toBe(0);
  });

  test('leaves nobody’s number or name in the log', () => {
    expect(hub.logLines.join('\n')).not.toMatch(/Inwoner|6503\d{7}/);
  });
});

async function renewSessions(): Promise<void> {
  const now = clock.now();
  await client().session.updateMany({
    data: { lastSeenAt: new Date(now), expiresAt: new Date(now + 24 * 60 * 60_000) },
  });
}
