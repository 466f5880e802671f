import { createHash, randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import {
  createSigningKeys,
  plainPdf,
  withSignature,
} from '../../adapters/digitaal-ondertekenen/simulator/signed-pdf.js';
import type { EboxSimulator } from '../../adapters/ebox/simulator.js';
import type { Fault } from '../../src/adapter/simulator/simulator.js';
import { manualClock, type ManualClock } from '../support/clock.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const letterFields = `id state channel channelReason registered noDigitalUser messageId reason commandId fileId sentAt
  deliveries { channel channelReason registered consentId messageId platformCode noDigitalUser digest signatures cost takenAt }`;
const result = `__typename ... on Letter { ${letterFields} } ... on LetterNotSendable { field } ... on Problem { code message }`;
const send = `mutation ($citizen: NationalNumber!, $purpose: PurposeCode!, $letter: LetterInput!, $key: String!) {
  sendLetter(nationalNumber: $citizen, purpose: $purpose, letter: $letter, idempotencyKey: $key) { ${result} } }`;
const sendToEnterprise = `mutation ($kbo: KboNumber!, $letter: LetterInput!, $key: String!) {
  sendLetterToEnterprise(kboNumber: $kbo, letter: $letter, idempotencyKey: $key) { ${result} } }`;
const preview = `query ($citizen: NationalNumber!, $letter: LetterInput!) {
  previewLetter(nationalNumber: $citizen, purpose: "dossier-handling", letter: $letter) {
    __typename ... on LetterPreview { channel channelReason cost } ... on LetterNotSendable { field } ... on Problem { code } } }`;

const emma = '85671421468';
const lucas = '83630211767';
const maria = '48613011631';
const club = '0406798006';
const subject = 'Beslissing over uw kippenhok';

let hub: TestHub;
let clock: ManualClock;
let simulator: EboxSimulator;
let sofie: string;
let tom: string;
let cookies: Record<string, string>;
let pdf: Buffer;

beforeAll(async () => {
  clock = manualClock();
  hub = await testHub({
    mirror: false,
    clock,
    settings: {
      adapters: { ebox: { policy: { retry: { attempts: 1 }, breaker: { failures: 1000 } } } },
      letters: { costs: { ebox: 5, paper: 150, registeredPaper: 1000 } },
    },
  });
  simulator = hub.simulator('ebox') as EboxSimulator;
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
  tom = cookieOf(await hub.browser('staff', 'Tom Wouters'));
  cookies = {
    [emma]: cookieOf(await hub.browser('citizen', 'Emma Peeters')),
    [maria]: cookieOf(await hub.browser('citizen', 'Maria De Smet')),
  };
  pdf = await plainPdf('Beslissing', ['Het kippenhok mag blijven staan.']);
});
afterAll(() => hub.close());
afterEach(() => {
  simulator.fail();
  simulator.sourceFails = false;
});

/** Letters that the platform took with this subject. */
const taken = (about: string) => simulator.mailbox.letters.filter((letter) => letter.subject === about);
const publications = () => simulator.publications.length;
let number = 0;
const newSubject = () => `${subject} ${(number += 1)}`;

async function upload(content = pdf): Promise<string> {
  const response = await fetch(`${hub.url}/uploads`, {
    method: 'POST',
    headers: { 'content-type': 'application/pdf', cookie: sofie },
    body: new Uint8Array(content),
  });
  expect(response.status).toBe(201);
  return ((await response.json()) as { id: string }).id;
}

async function letter(over: object = {}) {
  return {
    subject: newSubject(),
    fileId: await upload(),
    messageType: 'SCHILDE_BRIEF_BURGER',
    ...over,
  };
}

const ask = async (variables: object, cookie: string | null = sofie) =>
  hub.ask(send, {
    ...(cookie && { cookie }),
    variables: { citizen: lucas, purpose: 'dossier-handling', key: randomUUID(), ...variables },
  });
const asked = async (variables: object) => (await ask(variables)).body.data.sendLetter;

async function consent(citizen: string, given: boolean) {
  const { body } = await hub.ask(
    `mutation ($given: Boolean!, $key: String!) {
      setConsent(consentPurpose: "letters", channel: EBOX, given: $given, textVersion: "2026-01", idempotencyKey: $key) {
        __typename ... on Problem { code } } }`,
    { cookie: cookies[citizen]!, variables: { given, key: randomUUID() } },
  );
  expect(body.data.setConsent.code).toBeUndefined();
}

const standing = async (id: string) =>
  (
    await hub.ask('query ($id: ID!) { command(id: $id) { state reason nextTryAt } }', {
      cookie: sofie,
      variables: { id },
    })
  ).body.data.command;
const shown = async (id: string, cookie = sofie) =>
  (await hub.ask(`query ($id: ID!) { letter(id: $id) { ${letterFields} } }`, { cookie, variables: { id } }))
    .body.data.letter;

/** Until the command stands so; time goes on so that what waits is tried again. */
async function until(commandId: string, state: string) {
  for (let turn = 0; turn < 400; turn += 1) {
    const now = await standing(commandId);
    if (now.state === state) return now;
    await clock.advance(turn % 10 === 9 ? 1_000 : 1);
  }
  throw new Error(`${state} did not come: ${JSON.stringify(await standing(commandId))}`);
}

async function sent(variables: object) {
  const answer = await asked(variables);
  expect(answer).toMatchObject({ __typename: 'Letter', state: expect.any(String) });
  await until(answer.commandId, 'DONE');
  return shown(answer.id);
}

describe('a letter to a citizen', () => {
  test('without consent goes on paper, once, with proof of it', async () => {
    const input = await letter();
    const { body } = await hub.ask(preview, { cookie: sofie, variables: { citizen: lucas, letter: input } });
    expect(body.data.previewLetter).toEqual({
      __typename: 'LetterPreview',
      channel: 'PAPER',
      channelReason: 'NO_CONSENT',
      cost: 150,
    });
    const [platform] = [await sent({ letter: input })];
    expect(taken(input.subject)).toMatchObject([{ channel: 'PAPER', owner: { eboxIdValue: lucas } }]);
    expect(platform).toMatchObject({
      state: 'SENT',
      channel: 'PAPER',
      channelReason: 'NO_CONSENT',
      messageId: taken(input.subject)[0]!.messageId,
      deliveries: [
        {
          channel: 'PAPER',
          channelReason: 'NO_CONSENT',
          consentId: null,
          messageId: taken(input.subject)[0]!.messageId,
          digest: createHash('sha256').update(pdf).digest('hex'),
          signatures: 0,
          cost: 150,
          takenAt: expect.any(String),
        },
      ],
    });
  });

  test('who consents goes into the e-Box, once, and is READ when she opens it', async () => {
    await consent(emma, true);
    const input = await letter();
    const done = await sent({ citizen: emma, letter: input });
    const { id: consentId } = await hub.database.client.consent.findFirstOrThrow({
      orderBy: { sequence: 'desc' },
    });
    expect(done).toMatchObject({
      state: 'DELIVERED',
      channel: 'EBOX',
      noDigitalUser: false,
      deliveries: [{ channel: 'EBOX', channelReason: 'CONSENT', consentId, cost: 5 }],
    });
    const [letterThere, ...more] = taken(input.subject);
    expect([letterThere!.channel, more]).toEqual(['EBOX', []]);
    simulator.mailbox.read(letterThere!.messageId);
    expect(await shown(done.id)).toMatchObject({ state: 'READ' });
    const { body } = await hub.ask('{ me { letters { nodes { subject state } } } }', {
      cookie: cookies[emma]!,
    });
    expect(body.data.me.letters.nodes).toContainEqual({ subject: input.subject, state: 'READ' });
  });

  test('whose consent is withdrawn while it waits goes on paper', async () => {
    await consent(emma, true);
    simulator.fail({ kind: 'throttled', operation: 'messages' });
    const input = await letter();
    const { id, commandId } = await asked({ citizen: emma, letter: input });
    await until(commandId, 'WAITING');
    expect(await shown(id)).toMatchObject({ state: 'PENDING', channel: 'EBOX', reason: 'THROTTLED' });
    await consent(emma, false);
    simulator.fail();
    await until(commandId, 'DONE');
    expect(taken(input.subject)).toMatchObject([{ channel: 'PAPER' }]);
    expect(await shown(id)).toMatchObject({
      state: 'SENT',
      channel: 'PAPER',
      reason: null,
      deliveries: [{ channel: 'PAPER', channelReason: 'NO_CONSENT' }],
    });
  });

  test('who never opened the e-Box gets it on paper too', async () => {
    await consent(maria, true);
    const input = await letter();
    const done = await sent({ citizen: maria, letter: input });
    expect(taken(input.subject).map(({ channel }) => channel)).toEqual(['EBOX', 'PAPER']);
    expect(done).toMatchObject({
      state: 'SENT',
      channel: 'PAPER',
      channelReason: 'NO_DIGITAL_USER',
      noDigitalUser: true,
      deliveries: [
        { channel: 'EBOX', platformCode: 'NO_DIGITAL_USER', noDigitalUser: true, cost: 5 },
        { channel: 'PAPER', channelReason: 'NO_DIGITAL_USER', consentId: null, cost: 150 },
      ],
    });
  });

  test('that is registered goes on paper registered, whoever consents', async () => {
    await consent(emma, true);
    const input = await letter({ registered: true });
    const done = await sent({ citizen: emma, letter: input });
    expect(taken(input.subject)).toMatchObject([{ channel: 'PAPER', registered: true }]);
    expect(done.deliveries).toMatchObject([{ channelReason: 'REGISTERED', registered: true, cost: 1000 }]);
  });

  test('with a signed PDF says so to the platform and in its proof', async () => {
    const signed = await withSignature(
      pdf,
      { name: 'Tom Wouters', at: new Date(clock.now()), fieldName: 'field', page: 1, box: null },
      await createSigningKeys(),
    );
    const done = await sent({ letter: await letter({ fileId: await upload(signed) }) });
    expect(done.deliveries).toMatchObject([{ signatures: 1 }]);
    const { body, contentType } = simulator.publications.at(-1)!;
    const data = await new Response(new Uint8Array(body), {
      headers: { 'content-type': contentType },
    }).formData();
    expect(JSON.parse(String(data.get('messageToPublish'))).attachments).toMatchObject([
      { attachmentSigned: true, mainContent: true },
    ]);
  });
});

test('a letter to an enterprise goes into its e-Box, and asks no consent', async () => {
  const input = await letter({
    messageType: 'SCHILDE_BRIEF_ONDERNEMING',
    attention: { name: 'De voorzitter' },
  });
  const { body } = await hub.ask(sendToEnterprise, {
    cookie: sofie,
    variables: { kbo: club, letter: input, key: randomUUID() },
  });
  const { commandId, id } = body.data.sendLetterToEnterprise;
  await until(commandId, 'DONE');
  expect(taken(input.subject)).toMatchObject([{ channel: 'EBOX', owner: { eboxIdValue: club } }]);
  expect(await shown(id)).toMatchObject({ channelReason: 'ENTERPRISE', deliveries: [{ consentId: null }] });
});

describe('a letter when the platform fails', () => {
  test.each<[string, Fault, string]>([
    ['is busy', { kind: 'throttled', operation: 'messages' }, 'THROTTLED'],
    ['does not take our credentials', { kind: 'expired-credentials' }, 'CREDENTIALS'],
  ])('waits while it %s, and goes on by itself', async (_what, fault, reason) => {
    simulator.fail(fault);
    const input = await letter();
    const { commandId, id } = await asked({ letter: input });
    expect(await until(commandId, 'WAITING')).toMatchObject({ reason });
    expect(await shown(id)).toMatchObject({ state: 'PENDING', reason, sentAt: null });
    expect(taken(input.subject)).toEqual([]);
    simulator.fail();
    await until(commandId, 'DONE');
    expect(await shown(id)).toMatchObject({ state: 'SENT', reason: null });
    expect(taken(input.subject)).toHaveLength(1);
  });

  test('whose answer is lost is never sent again: somebody looks, and finds it', async () => {
    simulator.loseNextAnswer();
    const input = await letter();
    const { commandId, id } = await asked({ letter: input });
    expect(await until(commandId, 'IN_DOUBT')).toMatchObject({ nextTryAt: null });
    await clock.advance(60_000);
    await hub.hub.runNow('commands.sweep');
    expect(taken(input.subject)).toHaveLength(1);
    expect(await shown(id)).toMatchObject({ state: 'UNKNOWN', deliveries: [] });
    const { messageId } = taken(input.subject)[0]!;
    await decide(commandId, true, messageId);
    await until(commandId, 'DONE');
    expect(await shown(id)).toMatchObject({
      state: 'SENT',
      messageId,
      deliveries: [{ channel: 'PAPER', messageId }],
    });
    expect(taken(input.subject)).toHaveLength(1);
  });

  test('that may or may not have been taken is sent when somebody finds that it was not', async () => {
    simulator.sourceFails = true;
    const input = await letter();
    const { commandId } = await asked({ letter: input });
    await until(commandId, 'IN_DOUBT');
    simulator.sourceFails = false;
    expect(taken(input.subject)).toEqual([]);
    await decide(commandId, false, null);
    await until(commandId, 'DONE');
    expect(taken(input.subject)).toHaveLength(1);
  });

  test('with a kind of letter that was not agreed is FAILED, and says why', async () => {
    const input = await letter({ messageType: 'SCHILDE_REKLAME' });
    const { commandId, id } = await asked({ letter: input });
    await until(commandId, 'FAILED');
    expect(await shown(id)).toMatchObject({ state: 'FAILED', reason: 'BY_PLATFORM', deliveries: [] });
    expect(taken(input.subject)).toEqual([]);
  });

  async function decide(commandId: string, done: boolean, reference: string | null) {
    const { body } = await hub.ask(
      `mutation ($id: ID!, $done: Boolean!, $reference: String, $key: String!) {
        decideCommand(id: $id, done: $done, reference: $reference, idempotencyKey: $key) { __typename } }`,
      { cookie: tom, variables: { id: commandId, done, reference, key: randomUUID() } },
    );
    expect(body.data.decideCommand).toEqual({ __typename: 'Command' });
  }
});

describe('a letter under one key', () => {
  test('is sent once, also when it is asked twice at the same time, and answered as it stands', async () => {
    const input = await letter();
    const key = randomUUID();
    const [one, two] = await Promise.all([asked({ letter: input, key }), asked({ letter: input, key })]);
    expect(two.id).toBe(one.id);
    await until(one.commandId, 'DONE');
    expect(await asked({ letter: input, key })).toMatchObject({ id: one.id, state: 'SENT' });
    expect(taken(input.subject)).toHaveLength(1);
    expect(await asked({ letter: { ...input, registered: true }, key })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
  });
});

describe('a letter that is no good', () => {
  async function refused(over: object, more: object = {}) {
    const before = [await hub.database.client.letter.count(), publications()];
    const answer = await asked({ letter: await letter(over), ...more });
    expect([await hub.database.client.letter.count(), publications()]).toEqual(before);
    const { __typename, code, field, message } = answer;
    expect([__typename, typeof message]).toEqual(['LetterNotSendable', 'string']);
    return { code, field };
  }

  test.each([
    ['no subject', { subject: ' ' }, 'SUBJECT', 'letter.subject'],
    ['too long a subject', { subject: 'x'.repeat(256) }, 'SUBJECT', 'letter.subject'],
    ['a file name with a folder', { fileName: 'a/b.pdf' }, 'FILE_NAME', 'letter.fileName'],
    ['no kind of letter', { messageType: ' ' }, 'MESSAGE_TYPE', 'letter.messageType'],
    ['somebody within a citizen', { attention: { name: 'Iemand' } }, 'ATTENTION', 'letter.attention'],
    ['no file', { fileId: 'brief.pdf' }, 'FILE_NOT_FOUND', 'letter.fileId'],
    ['an unknown file', { fileId: randomUUID() }, 'FILE_NOT_FOUND', 'letter.fileId'],
  ])('with %s is refused, and nothing is stored or sent', async (_what, over, code, field) => {
    expect(await refused(over)).toEqual({ code, field });
  });

  test('with a file of another organisation is refused as one that does not exist', async () => {
    const fileId = await upload();
    await hub.database.client.storedFile.update({
      where: { id: fileId },
      data: { organisation: '0207521501' },
    });
    expect(await refused({ fileId })).toEqual({ code: 'FILE_NOT_FOUND', field: 'letter.fileId' });
  });

  test('with a file that has expired is refused; one that a letter uses does not expire', async () => {
    const [used, unused] = [await upload(), await upload()];
    await sent({ letter: await letter({ fileId: used }) });
    await hub.database.client.storedFile.updateMany({
      where: { id: unused },
      data: { expiresAt: new Date(clock.now() - 1) },
    });
    await hub.hub.runNow('files.sweep');
    expect(await refused({ fileId: unused })).toEqual({ code: 'FILE_NOT_FOUND', field: 'letter.fileId' });
    expect(await sent({ letter: await letter({ fileId: used }) })).toMatchObject({ state: 'SENT' });
  });
});

describe('whose letters they are', () => {
  test('only an office sends, with a purpose', async () => {
    const input = await letter();
    for (const cookie of [cookies[emma]!, null])
      expect((await ask({ letter: input }, cookie)).body.errors[0].extensions.code).toMatch(
        /FORBIDDEN|UNAUTHENTICATED/,
      );
    expect((await ask({ letter: input, purpose: 'curiosity' })).body.errors[0].extensions.code).toBe(
      'PURPOSE_REQUIRED',
    );
    expect(taken(input.subject)).toEqual([]);
  });

  test('another organisation does not see one, nor what it costs', async () => {
    const { id } = await sent({ letter: await letter() });
    await hub.database.client.letter.update({ where: { id }, data: { organisation: '0207521501' } });
    expect(await shown(id)).toBeNull();
  });

  test('each is in the audit trail, with the citizen and the purpose', async () => {
    const ofLucas = { subjectHash: { not: null }, fields: { has: 'sendLetter' } };
    const before = await hub.database.client.auditRecord.count({ where: ofLucas });
    await sent({ letter: await letter() });
    const records = await hub.database.client.auditRecord.findMany({
      where: ofLucas,
      orderBy: { sequence: 'desc' },
    });
    expect(records).toHaveLength(before + 1);
    expect(records[0]).toMatchObject({
      actorKind: 'STAFF',
      purpose: 'dossier-handling',
      outcome: 'ALLOWED',
    });
  });
});

describe('what letters cost', () => {
  const costs = async (from: string, to: string) =>
    (
      await hub.ask(
        `query ($from: Date!, $to: Date!) { letterCosts(from: $from, to: $to) {
          channels { channel registered deliveries cost } cost savedByEbox } }`,
        { cookie: sofie, variables: { from, to } },
      )
    ).body;

  test('is counted by channel; e-Box saved what registered paper would have cost, but not where it went on paper too', async () => {
    const today = new Date(clock.now()).toISOString().slice(0, 10);
    // What the other tests sent was long ago.
    await hub.database.client.letterDelivery.updateMany({
      data: { takenAt: new Date('2026-01-31T23:30:00Z') },
    });
    expect((await costs(today, today)).data.letterCosts).toEqual({ channels: [], cost: 0, savedByEbox: 0 });
    expect((await costs('2026-01-01', '2026-01-31')).data.letterCosts.channels).toEqual([]);
    expect((await costs('2026-02-01', '2026-02-01')).data.letterCosts.channels).not.toEqual([]);
    await consent(emma, true);
    await sent({ citizen: emma, letter: await letter() });
    await sent({ citizen: emma, letter: await letter() });
    await sent({ citizen: maria, letter: await letter() });
    await sent({ letter: await letter({ registered: true }) });
    expect((await costs(today, today)).data.letterCosts).toEqual({
      channels: [
        { channel: 'EBOX', registered: false, deliveries: 3, cost: 15 },
        { channel: 'PAPER', registered: false, deliveries: 1, cost: 150 },
        { channel: 'PAPER', registered: true, deliveries: 1, cost: 1000 },
      ],
      cost: 1165,
      savedByEbox: 2 * 995,
    });
    expect((await costs('2026-01-02', '2026-01-01')).errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });
});

test('no person, subject or content is in log, metrics or database', async () => {
  const traces = [...hub.logLines, await hub.metrics()].join('\n');
  const rows = await hub.database.client.$queryRaw<{ row: string }[]>`
    SELECT command::text AS row FROM command UNION ALL SELECT letter::text FROM letter
    UNION ALL SELECT letter_delivery::text FROM letter_delivery UNION ALL SELECT command_transition::text FROM command_transition`;
  expect(rows.length).toBeGreaterThan(30);
  const stored = rows.map(({ row }) => row).join('\n');
  for (const secret of [emma, lucas, maria, 'kippenhok', 'voorzitter']) {
    expect(traces).not.toContain(secret);
    expect(stored).not.toContain(secret);
    expect(stored).not.toContain(Buffer.from(secret).toString('hex'));
  }
});
