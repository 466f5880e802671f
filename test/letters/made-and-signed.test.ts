import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { plainPdf } from '../../adapters/digitaal-ondertekenen/simulator/signed-pdf.js';
import type { SigningSimulator } from '../../adapters/digitaal-ondertekenen/simulator.js';
import type { EboxSimulator } from '../../adapters/ebox/simulator.js';
import { movableClock, settle } from '../support/clock.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const letterFields = `id state reason reasonMessage channel commandId fileId subject sentAt signatureRequestId
  deliveries { channel platform digest signatures fileId cost broughtOn recordedBy note takenAt }`;
const problem = '... on Problem { code message }';
const send = `mutation ($letter: LetterInput!, $key: String!) {
  sendLetter(nationalNumber: "83630211767", purpose: "dossier-handling", letter: $letter, idempotencyKey: $key) {
    __typename ... on Letter { ${letterFields} } ... on LetterNotSendable { field } ${problem} } }`;
const save = `mutation ($template: LetterTemplateInput!, $key: String!) {
  saveLetterTemplate(template: $template, idempotencyKey: $key) {
    __typename ... on LetterTemplate { name version language fields } ... on LetterTemplateFaulty { field } ${problem} } }`;
const preview = `mutation ($template: LetterFromTemplateInput!, $key: String!) {
  previewLetterTemplate(template: $template, idempotencyKey: $key) {
    __typename ... on LetterTemplatePreview { fileId pages digest expiresAt } ... on LetterTemplateFaulty { field } ${problem} } }`;
const bring = `mutation ($id: ID!, $on: Date!, $note: String, $key: String!) {
  markLetterBrought(id: $id, on: $on, note: $note, idempotencyKey: $key) {
    __typename ... on Letter { ${letterFields} } ${problem} } }`;

const els = { email: 'els.claes@schilde.example', name: 'Els Claes' };
const jan = { email: 'jan.maes@schilde.example', name: 'Jan Maes' };
const template = {
  name: 'beslissing',
  subject: 'Beslissing {{dossier}}',
  address: '{{naam}}',
  body: 'Beste {{naam}}\n\nUw dossier **{{dossier}}** is goedgekeurd.',
};
const fields = [
  { name: 'naam', value: 'Zoë <b>Peeters</b>' },
  { name: 'dossier', value: 'K/1' },
];
const input = { template: { name: template.name, fields }, messageType: 'SCHILDE_BRIEF_BURGER' };

const clock = movableClock();
let hub: TestHub;
let platform: SigningSimulator;
let ebox: EboxSimulator;
let sofie: string;
let lastKey = 0;
const newKey = () => `key-${(lastKey += 1)}-${'0'.repeat(8)}`;

beforeAll(async () => {
  hub = await testHub({ mirror: false, clock });
  platform = hub.simulator('digitaal-ondertekenen') as SigningSimulator;
  ebox = hub.simulator('ebox') as EboxSimulator;
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
  expect(await asked(save, { template })).toMatchObject({ version: 1 });
}, 120_000);
beforeEach(() => {
  platform.fail();
  ebox.fail();
});
afterAll(() => hub.close());

/** What the one root field of a question gave. */
async function asked(query: string, variables: object) {
  const { body } = await hub.ask(query, { cookie: sofie, variables: { key: newKey(), ...variables } });
  expect(body.errors).toBeUndefined();
  return Object.values(body.data)[0] as any; // eslint-disable-line @typescript-eslint/no-explicit-any -- the shape is what the test asserts
}

async function fileOf(id: string): Promise<Buffer> {
  const response = await fetch(`${hub.url}/files/${id}`, { headers: { cookie: sofie } });
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}
const digestOf = (content: Buffer) => createHash('sha256').update(content).digest('hex');
const shown = (id: string) => asked(`query ($id: ID!) { letter(id: $id) { ${letterFields} } }`, { id });
const client = () => hub.database.client;
const rowOf = (id: string) => client().letter.findUniqueOrThrow({ where: { id } });
const requestOf = (id: string) => client().signatureRequest.findUniqueOrThrow({ where: { id } });
const sendingCommands = () => client().command.count({ where: { kind: 'letter.send' } });
const counts = async () => [
  await client().letter.count(),
  await client().storedFile.count(),
  await client().signatureRequest.count(),
  await client().command.count(),
];

async function move(ms: number): Promise<void> {
  clock.move(ms);
  const expiresAt = new Date(clock.now() + day);
  await client().session.updateMany({ data: { lastSeenAt: new Date(clock.now()), expiresAt } });
}

async function until(check: () => Promise<boolean>, stepMs = 0): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not come');
    await settle(20);
    if (stepMs > 0) await move(stepMs);
    await hub.hub.runNow('commands.sweep');
  }
}
const untilState = (id: string, state: string, stepMs = 0) =>
  until(async () => (await rowOf(id)).state === state, stepMs);

describe('a template of letters', () => {
  test('gets a new version by each change, and none by the same again', async () => {
    const name = 'uitnodiging';
    const first = { name, subject: 'Feest', body: 'Dag {{voornaam}}, kom op {{dag}}.', language: 'FR' };
    const second = { ...first, body: 'Dag {{voornaam}}.' };

    expect(await asked(save, { template: first })).toMatchObject({ version: 1, fields: ['voornaam', 'dag'] });
    expect(await asked(save, { template: first })).toMatchObject({ version: 1 });
    expect(await asked(save, { template: second })).toMatchObject({ version: 2, fields: ['voornaam'] });

    const one =
      'query ($name: String!, $version: Int) { letterTemplate(name: $name, version: $version) { version body } }';
    expect(await asked(one, { name })).toEqual({ version: 2, body: second.body });
    expect(await asked(one, { name, version: 1 })).toEqual({ version: 1, body: first.body });
    expect(await asked(one, { name, version: 3 })).toBeNull();
    const listed = await asked('{ letterTemplates { name version } }', {});
    expect(listed).toEqual(expect.arrayContaining([{ name, version: 2 }]));
    expect(listed.filter((found: { name: string }) => found.name === name)).toHaveLength(1);
  });

  test.each([
    ['BAD_NAME', 'name', { name: 'Met Hoofdletters' }],
    ['EMPTY', 'subject', { subject: '  ' }],
    ['NOT_PRINTABLE', 'subject', { subject: 'twee\nregels' }],
    ['TOO_LONG', 'address', { address: 'a\n'.repeat(7) }],
    ['NOT_PRINTABLE', 'body', { body: 'een 漢 teken' }],
    ['STRAY_BRACES', 'body', { body: 'Dag {{Naam}}' }],
  ])('%s at %s is not saved', async (code, field, over) => {
    const given = { ...template, name: 'nieuw', ...over };

    expect(await asked(save, { template: given })).toMatchObject({ code, field });
    expect(await client().letterTemplate.count({ where: { name: given.name } })).toBe(0);
  });

  test('is shown as a PDF that expires, the same one under the same key', async () => {
    const key = newKey();
    const made = await asked(preview, { template: input.template, key });
    const again = await asked(preview, { template: input.template, key });

    expect(made).toMatchObject({ __typename: 'LetterTemplatePreview', pages: 1 });
    expect(new Date(made.expiresAt).getTime()).toBeGreaterThan(clock.now());
    expect(again).toEqual(made);
    expect(digestOf(await fileOf(made.fileId))).toBe(made.digest);
  });
});

describe('a letter from a template', () => {
  test('is sent as the PDF that was made with it', async () => {
    const key = newKey();
    const letter = await asked(send, { letter: input, key });
    expect(letter).toMatchObject({ __typename: 'Letter', subject: 'Beslissing K/1' });
    await untilState(letter.id, 'SENT');

    const { deliveries, fileId } = await shown(letter.id);
    const content = await fileOf(fileId);
    expect(deliveries).toMatchObject([{ digest: digestOf(content), signatures: 0, fileId }]);
    expect(content.subarray(0, 8).toString()).toBe('%PDF-1.7');
    expect((await asked(send, { letter: input, key })).id).toBe(letter.id);
  });

  test.each([
    ['FILE_OR_TEMPLATE', 'letter', { fileId: randomUUID() }],
    ['FILE_OR_TEMPLATE', 'letter', { template: null }],
    ['UNKNOWN_TEMPLATE', 'letter.template.name', { template: { name: 'anders', fields } }],
    ['UNKNOWN_TEMPLATE', 'letter.template.name', { template: { ...input.template, version: 9 } }],
    [
      'FIELD_MISSING',
      'letter.template.fields.naam',
      { template: { ...input.template, fields: fields.slice(1) } },
    ],
    ['NO_SIGNER', 'letter.signing.signers', { signing: { signers: [] } }],
    ['RECIPIENT_TWICE', 'letter.signing.signers[1].email', { signing: { signers: [els, els] } }],
    ['DEADLINE_NOT_VALID', 'letter.signing.deadlineDays', { signing: { signers: [els], deadlineDays: 0 } }],
  ])('%s at %s stores nothing', async (code, field, over) => {
    const before = await counts();

    expect(await asked(send, { letter: { ...input, ...over } })).toMatchObject({ code, field });
    expect(await counts()).toEqual(before);
  });
});

describe('a letter that people sign first', () => {
  const signing = { signers: [els, jan], level: 'ADVANCED', deadlineDays: 10 };

  async function waiting(over: object = {}) {
    const letter = await asked(send, { letter: { ...input, signing, ...over } });
    expect(letter).toMatchObject({ __typename: 'Letter', state: 'AWAITING_SIGNATURES', commandId: null });
    const request = letter.signatureRequestId as string;
    await until(async () => (await requestOf(request)).state === 'WAITING');
    return { ...letter, request, package: (await requestOf(request)).packageId! };
  }

  test('is sent when everybody did, once, and the proof is of the signed file', async () => {
    const before = await sendingCommands();
    const letter = await waiting({ subject: 'Getekend' });
    platform.act(letter.package, els.email, 'sign');
    await move(5 * minute);
    await hub.hub.runNow('commands.sweep');
    expect((await rowOf(letter.id)).state).toBe('AWAITING_SIGNATURES');
    expect(await sendingCommands()).toBe(before);
    // More than the three days in which a command gives up.
    await move(5 * day);
    platform.act(letter.package, jan.email, 'sign');
    await untilState(letter.id, 'SENT', minute);

    const sent = await shown(letter.id);
    const signed = await fileOf(sent.fileId);
    expect(sent.fileId).not.toBe(letter.fileId);
    expect(sent.deliveries).toMatchObject([{ fileId: sent.fileId, digest: digestOf(signed), signatures: 2 }]);
    expect(ebox.mailbox.letters.filter(({ subject }) => subject === 'Getekend')).toHaveLength(1);
    expect(await sendingCommands()).toBe(before + 1);
  });

  test('is the same one under the same key, also while it waits', async () => {
    const key = newKey();
    const letter = { ...input, signing };
    const first = await asked(send, { letter, key });
    const again = await asked(send, { letter, key });

    expect(again.id).toBe(first.id);
    expect(await asked(send, { letter: { ...letter, subject: 'Anders' }, key })).toMatchObject({
      code: 'IDEMPOTENCY_CONFLICT',
    });
  });

  test('goes on where it was when the hub stops in the middle of it, and never twice', async () => {
    const before = await sendingCommands();
    const letter = await waiting({ signing: { signers: [els] }, subject: 'Onderbroken' });
    // Nothing of the letter can be written: as if the hub went away before the transaction ended.
    await client().$executeRawUnsafe(
      `CREATE FUNCTION refuse() RETURNS trigger AS $$ BEGIN RAISE EXCEPTION 'gone'; END $$ LANGUAGE plpgsql`,
    );
    await client().$executeRawUnsafe(
      'CREATE TRIGGER refuse BEFORE UPDATE ON letter FOR EACH ROW EXECUTE FUNCTION refuse()',
    );
    platform.act(letter.package, els.email, 'sign');
    await until(async () => (await requestOf(letter.request)).state === 'COMPLETED', minute);
    await until(async () => hub.logLines.some((line) => line.includes('command.unwritten')), minute);
    expect(await sendingCommands()).toBe(before);
    expect((await rowOf(letter.id)).state).toBe('AWAITING_SIGNATURES');

    await client().$executeRawUnsafe('DROP TRIGGER refuse ON letter');
    // The lease of the hub that went away ends by the database's own clock.
    await client().$executeRawUnsafe(
      "UPDATE command SET lease_until = now() - interval '1 second' WHERE state = 'RUNNING'",
    );
    await untilState(letter.id, 'SENT', minute);

    expect(await sendingCommands()).toBe(before + 1);
    expect(ebox.mailbox.letters.filter(({ subject }) => subject === 'Onderbroken')).toHaveLength(1);
  });

  test('is not sent when somebody declines', async () => {
    const before = await sendingCommands();
    const letter = await waiting();
    platform.act(letter.package, els.email, 'decline');
    await untilState(letter.id, 'FAILED', minute);

    expect(await shown(letter.id)).toMatchObject({
      reason: 'SIGNING_DECLINED',
      reasonMessage: expect.stringContaining('weigerde'),
      deliveries: [],
      sentAt: null,
    });
    expect(await sendingCommands()).toBe(before);
  });

  test('is not sent when the deadline passes', async () => {
    const letter = await waiting({ signing: { ...signing, deadlineDays: 1 } });
    await move(day + minute);
    await untilState(letter.id, 'FAILED', minute);

    expect(await shown(letter.id)).toMatchObject({ reason: 'SIGNING_EXPIRED', deliveries: [] });
  });

  test('is not sent when the request is taken back', async () => {
    const letter = await waiting();
    await asked(
      `mutation ($id: ID!, $key: String!) { recallSignatureRequest(id: $id, idempotencyKey: $key) { __typename ${problem} } }`,
      { id: letter.request },
    );
    await untilState(letter.id, 'FAILED', minute);

    expect(await shown(letter.id)).toMatchObject({ reason: 'SIGNING_RECALLED', deliveries: [] });
  });
});

describe('a letter that somebody brings', () => {
  async function waitingForSomebody(): Promise<string> {
    const content = await plainPdf('Brief', ['Tekst.']);
    const response = await fetch(`${hub.url}/uploads`, {
      method: 'POST',
      headers: { 'content-type': 'application/pdf', cookie: sofie },
      body: new Uint8Array(content),
    });
    const { id: fileId } = (await response.json()) as { id: string };
    const letter = await asked(send, {
      letter: { fileId, subject: 'Te bezorgen', messageType: input.messageType },
    });
    await untilState(letter.id, 'SENT');
    // As it stands where no platform brings paper.
    await client().letterDelivery.deleteMany({ where: { letterId: letter.id } });
    await client().letter.update({
      where: { id: letter.id },
      data: { state: 'PENDING_MANUAL', platform: null, messageId: null, sentAt: null },
    });
    return letter.id;
  }
  const today = () => new Date(clock.now()).toISOString().slice(0, 10);

  test('is delivered, with who wrote it down and when; the same again changes nothing', async () => {
    const id = await waitingForSomebody();
    const key = newKey();
    const variables = { id, on: today(), note: 'Aan de deur, aan Lucas zelf.', key };
    const brought = await asked(bring, variables);

    expect(brought).toMatchObject({
      __typename: 'Letter',
      state: 'DELIVERED',
      channel: 'BY_HAND',
      deliveries: [
        {
          channel: 'BY_HAND',
          platform: 'schakel',
          broughtOn: today(),
          recordedBy: expect.any(String),
          note: 'Aan de deur, aan Lucas zelf.',
          cost: 0,
          signatures: 0,
          digest: digestOf(await fileOf(brought.fileId)),
        },
      ],
    });
    expect(await asked(bring, variables)).toEqual(brought);
    expect(await asked(bring, { ...variables, key: newKey() })).toEqual(brought);
    const row = await client().letterDelivery.findFirstOrThrow({ where: { letterId: id } });
    expect(Buffer.from(row.noteEncrypted!).toString('utf8')).not.toContain('Lucas');
    expect(await asked(bring, { ...variables, on: '2026-01-01', key: newKey() })).toMatchObject({
      code: 'NOT_PENDING_MANUAL',
    });
  });

  test('is one that waits for somebody, on a day that can be', async () => {
    const sent = await asked(send, { letter: input });
    await untilState(sent.id, 'SENT');
    expect(await asked(bring, { id: sent.id, on: today() })).toMatchObject({ code: 'NOT_PENDING_MANUAL' });
    expect(await asked(bring, { id: randomUUID(), on: today() })).toMatchObject({ code: 'NOT_FOUND' });

    const id = await waitingForSomebody();
    const tomorrow = new Date(clock.now() + 2 * day).toISOString().slice(0, 10);
    expect(await asked(bring, { id, on: tomorrow })).toMatchObject({ code: 'DATE_NOT_VALID' });
    expect(await asked(bring, { id, on: '2020-01-01' })).toMatchObject({ code: 'DATE_NOT_VALID' });
    expect(await asked(bring, { id, on: today(), note: 'x\u0007' })).toMatchObject({
      code: 'NOTE_NOT_VALID',
    });
    expect((await shown(id)).state).toBe('PENDING_MANUAL');
  });
});
