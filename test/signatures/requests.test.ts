import { request as httpRequest } from 'node:http';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PDFDocument } from '@cantoo/pdf-lib';
import type { SigningSimulator } from '../../adapters/digitaal-ondertekenen/simulator.js';
import { plainPdf } from '../../adapters/digitaal-ondertekenen/simulator/signed-pdf.js';
import { movableClock, settle } from '../support/clock.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { signaturesIn } from '../support/signed-pdf.js';

const minute = 60_000;
const day = 24 * 60 * minute;
const answer = `__typename
  ... on Problem { code message }
  ... on SignatureNotPossible { field }
  ... on SignatureRequest { ...all }`;
const all = `fragment all on SignatureRequest {
  id title state platformStatus stage commandId sentAt recallRequestedAt deadline
  recipients { email state stage role } files { id name digest size path }
  signedFiles { name problem checkedAt file { id digest size path } signatures { signer signedAt coversWholeFile flaw } }
  signedFileProblem evidence { id path name } source { state } }`;
const ask = `mutation ($input: SignatureRequestInput!, $key: String!) {
  requestSignature(input: $input, idempotencyKey: $key) { ${answer} } } ${all}`;
const take = `mutation ($id: ID!, $key: String!) {
  recallSignatureRequest(id: $id, idempotencyKey: $key) {
    __typename ... on Problem { code message } ... on SignatureRequest { ...all } } } ${all}`;
const one = `query ($id: ID!) { signatureRequest(id: $id) { ...all } } ${all}`;

const emma = {
  email: 'emma.peeters@burger.example',
  name: 'Emma Peeters',
  nationalNumber: '85671421468',
};
const tom = { email: 'tom.wouters@schilde.example', name: 'Tom Wouters' };

const clock = movableClock();
let hub: TestHub;
let simulator: SigningSimulator;
let sofie: string;
let citizen: string;
let pdf: Buffer;
let lastKey = 0;

beforeAll(async () => {
  hub = await testHub({ mirror: false, clock, settings: { files: { largestBytes: 1024 * 1024 } } });
  simulator = hub.simulator('digitaal-ondertekenen') as SigningSimulator;
  pdf = await plainPdf('Overeenkomst', ['Tussen de gemeente en de aanvrager.', 'Handtekening:']);
  await logIn();
});
beforeEach(() => {
  simulator.fail();
  simulator.forgetCalls();
});
afterAll(() => hub.close());

async function logIn(): Promise<void> {
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
  citizen = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
}

const newKey = () => `key-${(lastKey += 1)}-${'0'.repeat(8)}`;

function send(body: Buffer | string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${hub.url}/uploads`, {
    method: 'POST',
    headers: { cookie: sofie, 'content-type': 'application/pdf', ...headers },
    body: new Uint8Array(Buffer.from(body)),
  });
}

async function upload(content = pdf): Promise<string> {
  const response = await send(content);
  const body = (await response.json()) as { id: string };
  expect(response.status).toBe(201);
  return body.id;
}

interface Answer {
  readonly __typename: string;
  readonly id: string;
  readonly state: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is what the test asserts
  readonly [name: string]: any;
}

async function requested(over: object = {}, key = newKey()): Promise<Answer> {
  const input = {
    title: 'Inname openbaar domein',
    files: 'files' in over ? [] : [{ id: await upload() }],
    recipients: [emma, tom],
    ...over,
  };
  const { body } = await hub.ask(ask, { cookie: sofie, variables: { input, key } });
  expect(body.errors).toBeUndefined();
  return body.data.requestSignature;
}

async function recalled(id: string, key = newKey()): Promise<Answer> {
  const { body } = await hub.ask(take, { cookie: sofie, variables: { id, key } });
  expect(body.errors).toBeUndefined();
  return body.data.recallSignatureRequest;
}

/** As the hub's own record has it: asking the graph would ask the platform. */
const recordOf = (id: string) => hub.database.client.signatureRequest.findUniqueOrThrow({ where: { id } });
const commandOf = async (id: string) => {
  const { commandId } = await recordOf(id);
  return hub.database.client.command.findUniqueOrThrow({ where: { id: commandId! } });
};

/** Time goes on; whoever is logged in stays so. */
async function move(ms: number): Promise<void> {
  clock.move(ms);
  const now = new Date(clock.now());
  await hub.database.client.session.updateMany({
    data: { lastSeenAt: now, expiresAt: new Date(clock.now() + day) },
  });
}

async function until(check: () => Promise<boolean>, stepMs = 0): Promise<void> {
  const end = Date.now() + 120_000;
  while (!(await check())) {
    if (Date.now() > end) throw new Error('it did not come');
    // The database answers without leaving this process: sockets need a turn.
    await settle(20);
    if (stepMs > 0) await move(stepMs);
    await hub.hub.runNow('commands.sweep');
  }
}

const untilState = (id: string, state: string, stepMs = 0) =>
  until(async () => (await recordOf(id)).state === state, stepMs);

async function sent(over: object = {}): Promise<Answer & { package: string }> {
  const made = await requested(over);
  await untilState(made.id, 'WAITING');
  return { ...made, package: (await recordOf(made.id)).packageId! };
}

const untilChecked = (id: string, stepMs = minute) =>
  until(async () => (await commandOf(id)).state === 'DONE', stepMs);

async function shown(id: string, cookie = sofie): Promise<Answer> {
  const { body } = await hub.ask(one, { cookie, variables: { id } });
  expect(body.errors).toBeUndefined();
  return body.data.signatureRequest;
}

const shares = () =>
  simulator.calls.filter(({ operation, status }) => operation === 'workflow-share' && status === 200).length;

/** What the platform has, as its own page tells. */
async function packagesOf(title: string): Promise<string[]> {
  const page = await (await fetch(`${simulator.url}/operator`)).text();
  return [...page.matchAll(/<h2>(\d+): ([^<]*)<\/h2>\s*<p>(\w+)/g)].flatMap(([, , name, status]) =>
    name!.startsWith(`${title} [`) ? [status!] : [],
  );
}

const download = (path: string, cookie: string) => fetch(`${hub.url}${path}`, { headers: { cookie } });

// First, for ACM/IDM's own clock does not go on with the hub's.
test('given a service client, then it may upload and ask with the scope for changes, and not without', async () => {
  const { clientId, clientSecret, tokenUrl } = hub.sandbox.acmIdm.serviceClient;
  const tokenFor = async (scope: string) => {
    const response = await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
    });
    return ((await response.json()) as { access_token: string }).access_token;
  };
  const sendWith = (token: string) => send(pdf, { cookie: '', authorization: `Bearer ${token}` });
  expect((await sendWith('nonsense')).status).toBe(401);
  expect((await sendWith(await tokenFor('schakel_publiek vo_info'))).status).toBe(403);
  const token = await tokenFor('schakel_wijzigen vo_info');
  const uploaded = await sendWith(token);
  expect(uploaded.status).toBe(201);
  const { id } = (await uploaded.json()) as { id: string };
  const input = { title: 'Van een toepassing', files: [{ id }], recipients: [tom] };
  const { body } = await hub.ask(ask, { token, variables: { input, key: newKey() } });
  expect(body.data.requestSignature).toMatchObject({ __typename: 'SignatureRequest', state: 'DRAFT' });
  const { id: made } = body.data.requestSignature;
  await untilState(made, 'WAITING');
  const seen = await hub.ask(one, { token, variables: { id: made } });
  expect(seen.body.data.signatureRequest).toMatchObject({ state: 'WAITING', title: 'Van een toepassing' });
});

describe('given two people must sign', () => {
  test('when one signs after the other, then the signed file comes back, checked, for staff and for the citizen who signed', async () => {
    const made = await requested({ message: 'Graag tekenen.' });
    expect(made).toMatchObject({
      __typename: 'SignatureRequest',
      state: 'DRAFT',
      sentAt: null,
      recipients: [{ stage: 1 }, { stage: 2 }],
      files: [{ name: 'Inname openbaar domein.pdf', size: pdf.length }],
      signedFiles: [],
    });
    await untilState(made.id, 'WAITING');
    const { packageId } = await recordOf(made.id);
    expect(simulator.bodies.filter(({ operation }) => operation === 'field-add').slice(-2)).toMatchObject([
      {
        body: {
          order: 1,
          page_no: 1,
          dimensions: { x: 36, y: 756 },
          level_of_assurance: ['QUALIFIED_ELECTRONIC_SIGNATURE'],
        },
      },
      { body: { order: 2, page_no: 1, dimensions: { x: 204, y: 756 } } },
    ]);

    const mine =
      '{ me { signatureRequests { items { id title signingUrl signedFiles { file { path } } } } } }';
    const before = await hub.ask(mine, { cookie: citizen });
    const own = before.body.data.me.signatureRequests.items.find(
      (item: { id: string }) => item.id === made.id,
    );
    expect(own).toMatchObject({ signedFiles: [], signingUrl: expect.stringContaining('/viewer/') });
    const form = new URLSearchParams({ action: 'sign' });
    await fetch(own.signingUrl, { method: 'POST', body: form });
    expect(await shown(made.id)).toMatchObject({ state: 'WAITING', stage: 2 });
    simulator.act(packageId!, tom.email, 'sign');
    await untilChecked(made.id);

    const done = await shown(made.id);
    expect(done).toMatchObject({
      state: 'COMPLETED',
      signedFileProblem: null,
      evidence: { name: 'bewijs.pdf' },
      signedFiles: [
        {
          name: 'Inname openbaar domein.pdf',
          problem: null,
          signatures: [
            { signer: 'Emma Peeters (zandbak)', coversWholeFile: false, flaw: null },
            { signer: 'Tom Wouters (zandbak)', coversWholeFile: true, flaw: null },
          ],
        },
      ],
    });
    const signed = done['signedFiles'][0].file;
    const response = await download(signed.path, sofie);
    expect(response.headers.get('content-disposition')).toBe(`attachment; filename="${signed.id}.pdf"`);
    expect(response.headers.get('cache-control')).toBe('no-store');
    const content = Buffer.from(await response.arrayBuffer());
    expect(
      signaturesIn(content).map(({ digestMatches, signatureHolds }) => digestMatches && signatureHolds),
    ).toEqual([true, true]);
    expect((await download(done['evidence'].path, sofie)).status).toBe(200);

    const after = await hub.ask(mine, { cookie: citizen });
    const ended = after.body.data.me.signatureRequests.items.find(
      (item: { id: string }) => item.id === made.id,
    );
    expect(ended.signedFiles).toEqual([{ file: { path: signed.path } }]);
    expect((await download(signed.path, citizen)).status).toBe(200);
    // What she signed is hers to have; what was uploaded and the evidence are not.
    expect((await download(done['files'][0].path, citizen)).status).toBe(404);
    expect((await download(done['evidence'].path, citizen)).status).toBe(404);
    const lucas = cookieOf(await hub.browser('citizen', 'Lucas Janssens'));
    expect((await download(signed.path, lucas)).status).toBe(404);
    expect((await download(signed.path, '')).status).toBe(401);
  });

  test('when they may sign at once, and others look first, then the order is kept and fields are where they were asked', async () => {
    const both = await sent({ order: 'PARALLEL', title: 'Tegelijk' });
    expect(both['recipients']).toMatchObject([{ stage: 1 }, { stage: 1 }]);
    simulator.act(both.package, tom.email, 'sign');
    simulator.act(both.package, emma.email, 'sign');
    expect((await shown(both.id)).state).toBe('COMPLETED');
    // The graph saw the end, so the files come without waiting for the next poll.
    await untilChecked(both.id, 0);
    expect((await shown(both.id))['signedFileProblem']).toBeNull();

    const staged = await sent({
      order: 'CUSTOM',
      title: 'In fasen',
      level: 'ADVANCED',
      recipients: [
        { ...tom, role: 'REVIEWER', stage: 1 },
        { ...emma, stage: 2 },
      ],
      fieldsAtText: [{ recipient: 2, text: 'Handtekening:' }],
    });
    expect(simulator.bodies.filter(({ operation }) => operation === 'field-autoplace').at(-1)).toMatchObject({
      body: { search_text: 'Handtekening:', order: 2, level_of_assurance: ['ADVANCED_ELECTRONIC_SIGNATURE'] },
    });
    expect(await shown(staged.id)).toMatchObject({ state: 'WAITING', stage: 1 });
    simulator.act(staged.package, tom.email, 'sign');
    expect(await shown(staged.id)).toMatchObject({ stage: 2 });
  });

  test('when one declines, then it ends with that and nothing is fetched', async () => {
    const made = await sent();
    simulator.act(made.package, emma.email, 'decline');
    await untilChecked(made.id);
    expect(await shown(made.id)).toMatchObject({ state: 'DECLINED', signedFiles: [], evidence: null });
  });

  test('when somebody removes it in the web application, then it is CANCELLED', async () => {
    const made = await sent();
    simulator.deleteInWebApplication(made.package);
    await untilChecked(made.id);
    expect(await shown(made.id)).toMatchObject({ state: 'CANCELLED' });
  });
});

describe('given the platform fails', () => {
  const steps = [
    'package-create',
    'document-add',
    'workflow-set',
    'users-add',
    'field-add',
    'workflow',
    'workflow-share',
  ];
  test.each(steps)(
    'when the answer of %s is lost, and comes later, then it is sent exactly once and no draft is left',
    async (operation) => {
      const title = `Verloren ${operation}`;
      simulator.fail({ kind: 'status', status: 503, operation });
      const made = await requested({ title });
      await until(async () => {
        const { state, begunAt } = await commandOf(made.id);
        return state === 'WAITING' || (state === 'IN_DOUBT' && begunAt !== null);
      });
      expect((await shown(made.id)).state).toBe('DRAFT');
      simulator.fail();
      await untilState(made.id, 'WAITING', minute);
      expect(await packagesOf(title)).toEqual(['SHARED']);
      expect(simulator.calls.filter(({ operation: done }) => done === 'workflow-share').length).toBe(1);
      const { documentIds } = await recordOf(made.id);
      expect(documentIds).toHaveLength(1);
    },
  );

  test('when it is down altogether, then it is accepted all the same and sent when it is back', async () => {
    simulator.fail({ kind: 'refuse' });
    const made = await requested({ title: 'Later' });
    await until(async () => (await commandOf(made.id)).state === 'WAITING');
    simulator.fail();
    await untilState(made.id, 'WAITING', minute);
    expect(shares()).toBe(1);
    expect(await packagesOf('Later')).toEqual(['SHARED']);
  });

  test('when it stays down until the deadline, then it FAILED and is never sent', async () => {
    simulator.fail({ kind: 'refuse' });
    const made = await requested({
      title: 'Te laat',
      deadline: new Date(clock.now() + 10 * minute).toISOString(),
    });
    await until(async () => (await commandOf(made.id)).state === 'WAITING');
    await move(11 * minute);
    await untilState(made.id, 'FAILED', minute);
    simulator.fail();
    expect((await commandOf(made.id)).reason).toBe('TOO_LATE');
    expect(await packagesOf('Te laat')).toEqual([]);
  });

  test('when a signed file was tampered with or is unsigned, then it is kept, and said aloud', async () => {
    for (const [body, problem] of [
      [pdf, 'UNSIGNED'],
      [Buffer.from('%PDF-1.7 rubbish'), 'UNREADABLE'],
    ] as const) {
      const made = await sent();
      simulator.act(made.package, emma.email, 'sign');
      simulator.act(made.package, tom.email, 'sign');
      simulator.fail({ kind: 'malformed', body: body.toString('latin1'), operation: 'document' });
      await untilChecked(made.id);
      simulator.fail();
      const done = await shown(made.id);
      expect(done).toMatchObject({
        state: 'COMPLETED',
        signedFileProblem: problem,
        signedFiles: [{ problem, signatures: [] }],
      });
      expect((await download(done['signedFiles'][0].file.path, sofie)).status).toBe(200);
      expect(hub.logLines.join('')).toContain(`"problem":"${problem}"`);
    }
  });

  test('when the files cannot be fetched for a while, then they come later', async () => {
    const made = await sent();
    simulator.act(made.package, emma.email, 'sign');
    simulator.act(made.package, tom.email, 'sign');
    simulator.fail({ kind: 'status', status: 503, operation: 'report' });
    await until(async () => (await commandOf(made.id)).step === 'files', minute);
    simulator.fail();
    await untilChecked(made.id);
    const kept = await hub.database.client.signatureFile.findMany({ where: { requestId: made.id } });
    expect(kept.map(({ kind }) => kind).sort()).toEqual(['EVIDENCE', 'ORIGINAL', 'SIGNED']);
  });
});

describe('given it is taken back', () => {
  test('when it was sent, then nobody can sign any more, and again gives the same', async () => {
    const made = await sent({ title: 'Ingetrokken' });
    const key = newKey();
    expect(await recalled(made.id, key)).toMatchObject({
      state: 'RECALLED',
      recallRequestedAt: expect.any(String),
    });
    expect(await packagesOf('Ingetrokken')).toEqual(['DRAFT']);
    expect(await recalled(made.id, key)).toMatchObject({ __typename: 'SignatureRequest', state: 'RECALLED' });
    expect(await recalled(made.id)).toMatchObject({ __typename: 'SignatureNotRecalled', code: 'ENDED' });
    const other = await sent();
    expect((await recalled(other.id, key)).__typename).toBe('IdempotencyConflict');
    await untilChecked(made.id);
    expect((await shown(made.id)).state).toBe('RECALLED');
  });

  test('when the answer is lost, then it is asked, and taken back once', async () => {
    const made = await sent();
    simulator.fail({ kind: 'status', status: 503, operation: 'workflow-recall' });
    const asked = await recalled(made.id);
    expect(asked).toMatchObject({ __typename: 'SignatureRequest', recallRequestedAt: expect.any(String) });
    simulator.fail();
    await untilState(made.id, 'RECALLED', minute);
    expect(simulator.calls.filter(({ operation }) => operation === 'workflow-recall')).toHaveLength(1);
  });

  test('when it was not sent yet, then it is never sent', async () => {
    simulator.fail({ kind: 'status', status: 503, operation: 'workflow-set' });
    const made = await requested({ title: 'Niet meer' });
    await until(async () => (await commandOf(made.id)).state === 'WAITING');
    const { body } = await hub.ask(take, {
      cookie: sofie,
      variables: { id: made.id, key: newKey() },
    });
    expect(body.data.recallSignatureRequest).toMatchObject({ __typename: 'SignatureRequest' });
    simulator.fail();
    await untilState(made.id, 'RECALLED', minute);
    await until(async () => (await commandOf(made.id)).state === 'FAILED', minute);
    expect((await commandOf(made.id)).reason).toBe('RECALLED');
    expect(simulator.calls.filter(({ operation }) => operation === 'workflow-share')).toEqual([]);
    expect(await packagesOf('Niet meer')).toEqual([]);
  });

  test('when everybody signed just before, then it stays COMPLETED', async () => {
    const made = await sent();
    simulator.act(made.package, emma.email, 'sign');
    simulator.act(made.package, tom.email, 'sign');
    const { state } = await recalled(made.id);
    expect(state).toBe('COMPLETED');
    await untilChecked(made.id);
    expect((await shown(made.id))['signedFileProblem']).toBeNull();
  });
});

test('given the same key, then the same answer, also when the file is gone; other input is a conflict', async () => {
  const files = [{ id: await upload() }];
  const key = newKey();
  const first = await requested({ files, title: 'Eén keer' }, key);
  const again = await requested({ files, title: 'Eén keer' }, key);
  expect(again.id).toBe(first.id);
  expect((await requested({ files, title: 'Iets anders' }, key)).__typename).toBe('IdempotencyConflict');
  const people = [{ ...emma, nationalNumber: '83630211767' }, tom];
  expect((await requested({ files, title: 'Eén keer', recipients: people }, key)).__typename).toBe(
    'IdempotencyConflict',
  );
  await untilState(first.id, 'WAITING');
  expect(await packagesOf('Eén keer')).toEqual(['SHARED']);
});

describe('given bad input', () => {
  test.each([
    [{ recipients: [] }, 'NO_SIGNER', 'recipients'],
    [{ recipients: [{ ...emma, role: 'REVIEWER' }] }, 'NO_SIGNER', 'recipients'],
    [
      { recipients: [emma, { ...tom, email: 'EMMA.Peeters@burger.example' }] },
      'RECIPIENT_TWICE',
      'recipients[1].email',
    ],
    [
      { recipients: [emma, { ...tom, nationalNumber: emma.nationalNumber }] },
      'RECIPIENT_TWICE',
      'recipients[1].nationalNumber',
    ],
    [{ recipients: [{ ...emma, email: 'emma' }] }, 'EMAIL_NOT_VALID', 'recipients[0].email'],
    [{ recipients: [{ ...emma, name: ' ' }] }, 'NAME_NOT_VALID', 'recipients[0].name'],
    [{ recipients: [{ ...emma, stage: 2 }] }, 'STAGE_NOT_VALID', 'recipients[0].stage'],
    [{ recipients: [emma], order: 'CUSTOM' }, 'STAGE_NOT_VALID', 'recipients[0].stage'],
    [{ title: ' ' }, 'TITLE_NOT_VALID', 'title'],
    [{ title: 'een\ntwee' }, 'TITLE_NOT_VALID', 'title'],
    [{ files: [] }, 'NO_FILE', 'files'],
    [{ files: [{ id: 'elders' }] }, 'FILE_NOT_FOUND', 'files[0].id'],
    [{ files: [{ id: '00000000-0000-4000-8000-000000000000' }] }, 'FILE_NOT_FOUND', 'files[0].id'],
    [
      { fields: [{ recipient: 3, page: 1, x: 1, y: 1, width: 10, height: 10 }] },
      'RECIPIENT_NOT_FOUND',
      'fields[0].recipient',
    ],
    [
      { fields: [{ recipient: 1, page: 2, x: 1, y: 1, width: 10, height: 10 }] },
      'PAGE_NOT_FOUND',
      'fields[0].page',
    ],
    [{ fields: [{ recipient: 1, page: 1, x: 1, y: 1, width: 0, height: 10 }] }, 'BOX_NOT_VALID', 'fields[0]'],
    [{ fieldsAtText: [{ recipient: 1, text: '' }] }, 'TEXT_NOT_VALID', 'fieldsAtText[0].text'],
    [{ deadline: '2026-01-01T00:00:00Z' }, 'DEADLINE_NOT_VALID', 'deadline'],
  ])('%j is refused as %s, and nothing is stored or sent', async (over, code, field) => {
    const before = await hub.database.client.signatureRequest.count();
    expect(await requested(over)).toMatchObject({ __typename: 'SignatureNotPossible', code, field });
    expect(await hub.database.client.signatureRequest.count()).toBe(before);
    expect(simulator.calls.filter(({ operation }) => operation === 'package-create')).toEqual([]);
  });

  test('a file twice is refused', async () => {
    const id = await upload();
    expect(await requested({ files: [{ id }, { id }] })).toMatchObject({
      code: 'FILE_TWICE',
      field: 'files[1].id',
    });
  });
});

describe('given an upload', () => {
  const stored = () => hub.database.client.storedFile.count();

  test('when it is no good, then it is refused with the field and the reason, and nothing is stored', async () => {
    const locked = await PDFDocument.create();
    locked.addPage();
    locked.encrypt({ userPassword: 'geheim' });
    const cases: [Buffer, Record<string, string>, number, string, string][] = [
      [Buffer.from('<html></html>'), {}, 422, 'NOT_A_PDF', 'body'],
      [Buffer.concat([Buffer.from('PK'), Buffer.alloc(900_000, 1)]), {}, 422, 'NOT_A_PDF', 'body'],
      [pdf.subarray(0, 300), {}, 422, 'PDF_CORRUPT', 'body'],
      [Buffer.from(await locked.save()), {}, 422, 'PDF_ENCRYPTED', 'body'],
      [Buffer.concat([pdf, Buffer.alloc(1024 * 1024)]), {}, 413, 'FILE_TOO_LARGE', 'body'],
      [pdf, { 'content-type': 'application/octet-stream' }, 415, 'UNSUPPORTED_MEDIA_TYPE', 'content-type'],
      [
        pdf,
        { 'content-type': 'multipart/form-data; boundary=x' },
        415,
        'UNSUPPORTED_MEDIA_TYPE',
        'content-type',
      ],
    ];
    const before = await stored();
    for (const [body, headers, status, code, field] of cases) {
      const response = await send(body, headers);
      expect(response.headers.get('content-type')).toContain('application/problem+json');
      expect(await response.json()).toMatchObject({ status, code, field, title: expect.any(String) });
    }
    expect(await stored()).toBe(before);
  });

  test('when it says that it is 200 MB, then it is refused before it came', async () => {
    const answered = await new Promise<{ status: number | undefined }>((resolve, reject) => {
      const { port } = new URL(hub.url);
      const request = httpRequest({
        port,
        host: 'localhost',
        path: '/uploads',
        method: 'POST',
        headers: { cookie: sofie, 'content-type': 'application/pdf', 'content-length': 200_000_000 },
      });
      request.on('response', (response) => {
        resolve({ status: response.statusCode });
        request.destroy();
      });
      request.on('error', reject);
      request.write(pdf);
    });
    expect(answered.status).toBe(413);
  });

  test('when it does not say how large it is, then it is refused as soon as it is too large', async () => {
    let given = 0;
    const endless = new ReadableStream({
      pull(controller) {
        given += 1;
        controller.enqueue(given === 1 ? new Uint8Array(pdf) : new Uint8Array(64 * 1024));
        if (given > 64) controller.close();
      },
    });
    const response = await fetch(`${hub.url}/uploads`, {
      method: 'POST',
      headers: { cookie: sofie, 'content-type': 'application/pdf' },
      body: endless,
      duplex: 'half',
    } as RequestInit);
    expect(response.status).toBe(413);
  });

  test('when a visitor or a citizen uploads, then it is refused and recorded', async () => {
    expect((await send(pdf, { cookie: '' })).status).toBe(401);
    expect((await send(pdf, { cookie: citizen })).status).toBe(403);
    const rows = await hub.database.client.auditRecord.findMany({
      where: { operation: 'upload', outcome: 'DENIED', actorKind: { in: ['ANONYMOUS', 'CITIZEN'] } },
    });
    expect(rows.map(({ actorKind, reason }) => [actorKind, reason])).toEqual([
      ['ANONYMOUS', 'UNAUTHENTICATED'],
      ['CITIZEN', 'FORBIDDEN'],
    ]);
  });

  test('when nothing uses it, then it is removed after a day, and what is used stays', async () => {
    const unused = await upload();
    const used = await sent();
    await move(day + minute);
    await hub.hub.runNow('files.sweep');
    expect((await download(`/files/${unused}`, sofie)).status).toBe(404);
    expect((await download(used['files'][0].path, sofie)).status).toBe(200);
    expect(await requested({ files: [{ id: unused }] })).toMatchObject({ code: 'FILE_NOT_FOUND' });
  });

  test('what is stored is not the file itself', async () => {
    const id = await upload();
    const { contentEncrypted, digest } = await hub.database.client.storedFile.findUniqueOrThrow({
      where: { id },
    });
    expect(Buffer.from(contentEncrypted).includes('%PDF')).toBe(false);
    expect(digest).toMatch(/^[0-9a-f]{64}$/);
  });
});

test('given another organisation, then it cannot see, download, use or recall', async () => {
  const made = await sent();
  const file = made['files'][0];
  const { client } = hub.database;
  await client.signatureRequest.update({ where: { id: made.id }, data: { organisation: '0207500123' } });
  await client.storedFile.update({ where: { id: file.id }, data: { organisation: '0207500123' } });
  expect(await shown(made.id)).toBeNull();
  expect((await download(file.path, sofie)).status).toBe(404);
  expect(await requested({ files: [{ id: file.id }] })).toMatchObject({ code: 'FILE_NOT_FOUND' });
  expect(await recalled(made.id)).toMatchObject({ __typename: 'SignatureNotRecalled', code: 'NOT_FOUND' });
  expect(await recalled('anders')).toMatchObject({ code: 'NOT_FOUND' });
});

test('given a visitor or a citizen, then they may not ask or recall', async () => {
  const variables = { input: { title: 'x', files: [], recipients: [] }, key: newKey() };
  expect((await hub.ask(ask, { variables })).body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  expect((await hub.ask(ask, { variables, cookie: citizen })).body.errors[0].extensions.code).toBe(
    'FORBIDDEN',
  );
});

test('given the deadline passes, then it is taken back and EXPIRED', async () => {
  const deadline = new Date(clock.now() + 3 * day).toISOString();
  const made = await sent({ title: 'Verlopen', deadline });
  await move(day);
  await hub.hub.runNow('commands.sweep');
  expect((await recordOf(made.id)).state).toBe('WAITING');
  await move(2 * day);
  await untilState(made.id, 'EXPIRED', minute);
  expect(await packagesOf('Verlopen')).toEqual(['DRAFT']);
  expect(await shown(made.id)).toMatchObject({ state: 'EXPIRED', deadline: expect.any(String) });
});

test('nothing of what was asked is in a log', () => {
  const lines = hub.logLines.join('');
  for (const word of ['Emma', 'emma.peeters', '85671421468', 'Inname openbaar'])
    expect(lines).not.toContain(word);
});
