import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import type { SigningSimulator } from '../../adapters/digitaal-ondertekenen/simulator.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const mine = `{ me { signatureRequests {
  items { title state stage ownStage ownState signingUrl source { state } } source { state reason } } } }`;
const all = `query ($first: Int = 20, $after: String, $state: SignatureState) {
  signatureRequests(first: $first, after: $after, state: $state) {
    nodes { id title state platformStatus stage recipients { name email state } source { state reason fetchedAt } }
    pageInfo { hasNextPage endCursor } totalCount source { platform state reason } } }`;
let hub: TestHub;
let simulator: SigningSimulator;
let emma: string;
let sofie: string;

beforeAll(async () => {
  hub = await testHub({ mirror: false });
  simulator = hub.simulator('digitaal-ondertekenen') as SigningSimulator;
  emma = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
});
beforeEach(() => {
  simulator.fail();
  simulator.forgetCalls();
});
afterAll(() => hub.close());
const asked = () => simulator.calls.filter(({ operation }) => operation === 'workflow').length;

test('given a request was never told of and the platform is down, then the records are shown all the same', async () => {
  simulator.fail({ kind: 'status', status: 503, operation: 'workflow' });
  const { body } = await hub.ask(all, { cookie: sofie });
  expect(body.data.signatureRequests).toMatchObject({ totalCount: 3, source: { state: 'UNAVAILABLE' } });
  expect(body.data.signatureRequests.nodes[0]).toMatchObject({
    title: 'Overeenkomst inname openbaar domein',
    state: 'WAITING',
    source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX', fetchedAt: null },
  });
});

test('given staff asks, then each request is asked once, and one that is final never again', async () => {
  const first = await hub.ask(all, { cookie: sofie });
  expect(asked()).toBe(3);
  expect(first.body.data.signatureRequests).toMatchObject({
    nodes: [
      { state: 'WAITING', platformStatus: 'SHARED', stage: 1, source: { state: 'FRESH' } },
      { state: 'COMPLETED', stage: null, recipients: [{ state: 'SIGNED' }, { state: 'SIGNED' }] },
      { state: 'DECLINED', recipients: [{ name: 'Lucas Janssens', state: 'DECLINED' }, {}] },
    ],
    source: { platform: 'digitaal-ondertekenen', state: 'FRESH', reason: null },
  });
  simulator.forgetCalls();
  const again = await hub.ask(all, { cookie: sofie });
  expect(asked()).toBe(1);
  expect(again.body.data.signatureRequests.nodes.map(({ state }: { state: string }) => state)).toEqual([
    'WAITING',
    'COMPLETED',
    'DECLINED',
  ]);
});

test('pages hold what they should, by state too, and a cursor of elsewhere is refused', async () => {
  const page = async (variables: object) =>
    (await hub.ask(all, { cookie: sofie, variables })).body.data.signatureRequests;
  const first = await page({ first: 2 });
  expect([first.nodes.length, first.pageInfo.hasNextPage]).toEqual([2, true]);
  const second = await page({ first: 2, after: first.pageInfo.endCursor });
  expect(second.nodes.map(({ title }: { title: string }) => title)).toEqual(['Gebruik volkstuin 14']);
  expect((await page({ state: 'COMPLETED' })).totalCount).toBe(1);
  const { body } = await hub.ask(all, { cookie: sofie, variables: { after: 'elders' } });
  expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
});

test('given a citizen, then she sees her own requests, and a link to sign only where it is her turn', async () => {
  const { body } = await hub.ask(mine, { cookie: emma });
  const { items } = body.data.me.signatureRequests;
  expect(items).toMatchObject([
    { state: 'WAITING', stage: 1, ownStage: 1, ownState: 'IN_PROGRESS' },
    { state: 'COMPLETED', stage: null, ownState: 'SIGNED', signingUrl: null },
  ]);
  expect(items[0].signingUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/viewer\//);
});

test('given the links fail, then only the link is missing', async () => {
  simulator.fail({ kind: 'status', status: 503, operation: 'link' });
  const { body } = await hub.ask(mine, { cookie: emma });
  expect(body.errors).toBeUndefined();
  expect(body.data.me.signatureRequests.items[0]).toMatchObject({ state: 'WAITING', signingUrl: null });
  expect(body.extensions.sources).toContainEqual(
    expect.objectContaining({ platform: 'digitaal-ondertekenen', state: 'UNAVAILABLE' }),
  );
});

test('given staff looks at a citizen, then there is no link to sign in her place', async () => {
  const { body } = await hub.ask(
    '{ citizen(nationalNumber: "85671421468", purpose: "dossier-handling") { signatureRequests { items { state signingUrl } } } }',
    { cookie: sofie },
  );
  expect(body.data.citizen.signatureRequests.items).toEqual([
    { state: 'WAITING', signingUrl: null },
    { state: 'COMPLETED', signingUrl: null },
  ]);
  expect(simulator.calls.filter(({ operation }) => operation === 'link')).toEqual([]);
});

test('given a visitor or a citizen, then the list of staff is refused', async () => {
  expect((await hub.ask(all)).body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  expect((await hub.ask(all, { cookie: emma })).body.errors[0].extensions.code).toBe('FORBIDDEN');
});

test('what is stored tells no name, address or title', async () => {
  const rows = await hub.database.client.signatureRequest.findMany({ include: { recipients: true } });
  const stored = rows.flatMap(({ titleEncrypted, recipients }) => [
    titleEncrypted,
    ...recipients.map(({ personEncrypted }) => personEncrypted),
  ]);
  expect(stored).toHaveLength(9);
  for (const bytes of stored)
    expect(Buffer.from(bytes).toString('utf8')).not.toMatch(
      /Emma|Peeters|Wouters|burger\.example|Feestzaal|feestzaal/,
    );
  for (const word of ['Emma', '85671421468', 'emma.peeters'])
    expect(JSON.stringify(rows)).not.toContain(word);
});

test('given the platform goes down later, then the state is STALE; removed in its application, then CANCELLED for good', async () => {
  const id = '5165a7e0-0000-4000-8000-000000000001';
  const one = `{ signatureRequest(id: "${id}") { state source { state reason } } }`;
  simulator.fail({ kind: 'status', status: 503, operation: 'workflow' });
  expect((await hub.ask(one, { cookie: sofie })).body.data.signatureRequest).toEqual({
    state: 'WAITING',
    source: { state: 'STALE', reason: expect.stringMatching(/HTTP_5XX|BREAKER_OPEN/) },
  });
  simulator.fail();
  simulator.deleteInWebApplication('101');
  const healed = await hub.ask(one, { cookie: sofie });
  expect(healed.body.data.signatureRequest).toMatchObject({ state: 'CANCELLED' });
  simulator.forgetCalls();
  await hub.ask(one, { cookie: sofie });
  expect(asked()).toBe(0);
  const other = await hub.ask('{ signatureRequest(id: "anders") { id } }', { cookie: sofie });
  expect(other.body.data.signatureRequest).toBeNull();
});
