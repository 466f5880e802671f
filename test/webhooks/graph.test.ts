import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { Receiver, signedBy } from './receiver.js';
import { newSecret, until } from './webhook-stand.js';

const secret = newSecret();
const publish = `mutation ($key: String!, $number: String!) {
  publishDossierStatus(
    nationalNumber: "91691715184", purpose: "dossier-handling", idempotencyKey: $key
    status: { number: $number, name: "Premie", from: "2026-06-01T08:00:00.000Z", phase: HANDLING }
  ) { ... on DossierStatusPublication { commandId } }
}`;
const list = `query ($endpoint: String, $state: WebhookDeliveryState, $first: Int, $after: String) {
  webhookDeliveries(endpoint: $endpoint, state: $state, first: $first, after: $after) {
    totalCount
    nodes { id endpoint event subjectId subjectKind subjectState state reason lastStatus attempts nextTryAt endedAt }
    pageInfo { hasNextPage endCursor }
  }
}`;
const replay = `mutation ($id: ID!, $key: String!) {
  replayWebhookDelivery(id: $id, idempotencyKey: $key) {
    ... on WebhookDelivery { id state attempts }
    ... on Problem { __typename code message }
  }
}`;

describe('webhooks of a hub', () => {
  let hub: TestHub;
  let kern: Receiver;
  let staff: string;
  let administrator: string;
  beforeAll(async () => {
    kern = await Receiver.start();
    hub = await testHub({
      mirror: false,
      settings: {
        webhooks: {
          endpoints: {
            kern: { url: kern.url, secret, allowPrivateAddress: true, events: ['command.changed'] },
          },
        },
      },
    });
    staff = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    administrator = cookieOf(await hub.browser('staff', 'Tom Wouters'));
  });
  afterAll(async () => {
    await hub.close();
    await kern.close();
  });

  async function told(calls: number) {
    await until(() => kern.calls.length >= calls);
    return kern.calls.at(-1)!;
  }
  async function publishedBy(who: string) {
    const variables = { key: randomUUID(), number: `SCH-${randomUUID().slice(0, 8)}` };
    const { body } = await hub.ask(publish, { cookie: who, variables });
    return body.data.publishDossierStatus.commandId as string;
  }
  const deliveries = async (variables: object = {}) =>
    (await hub.ask(list, { cookie: administrator, variables })).body.data.webhookDeliveries;
  /** The row is written after the answer came in. */
  async function ended(id: string) {
    let found: { endedAt: string | null } | undefined;
    await until(async () => {
      found = (await deliveries()).nodes.find((one: { id: string }) => one.id === id);
      return Boolean(found?.endedAt);
    });
    return found;
  }
  const replayed = async (id: string, { key = randomUUID() as string, cookie = administrator } = {}) =>
    (await hub.ask(replay, { cookie, variables: { id, key } })).body;

  test('an application hears of the end of a change, and asks the graph for the truth', async () => {
    const commandId = await publishedBy(staff);
    const call = await told(1);
    expect(await signedBy(call, [secret])).toEqual([secret]);
    const { timestamp, ...event } = JSON.parse(call.body);
    expect(event).toEqual({
      type: 'command.changed',
      data: { id: commandId, kind: 'dossier-status.publish', state: 'DONE' },
    });
    expect(new Date(timestamp).toISOString()).toBe(timestamp);
    expect(await ended(call.id)).toMatchObject({
      endpoint: 'kern',
      subjectId: commandId,
      state: 'DELIVERED',
      lastStatus: 204,
      attempts: 1,
      nextTryAt: null,
    });
  });

  describe('an administrator', () => {
    test('replays what failed, once for each key, and that is recorded', async () => {
      kern.forget();
      kern.answers.push(400);
      await publishedBy(staff);
      const { id } = await told(1);
      expect(await ended(id)).toMatchObject({ state: 'FAILED', reason: 'HTTP_4XX', lastStatus: 400 });
      expect((await deliveries({ state: 'FAILED' })).nodes.map((one: { id: string }) => one.id)).toEqual([
        id,
      ]);

      const key = randomUUID();
      const body = await replayed(id, { key });
      expect(body.data.replayWebhookDelivery).toMatchObject({ id });
      expect((await told(2)).id).toBe(id);
      expect(await ended(id)).toMatchObject({ state: 'DELIVERED', attempts: 1 });
      expect((await replayed(id, { key })).data.replayWebhookDelivery).toMatchObject({
        id,
        state: 'DELIVERED',
      });
      expect(kern.calls).toHaveLength(2);
      const records = await hub.database.client.auditRecord.findMany({
        where: { fields: { has: 'replayWebhookDelivery' }, outcome: 'ALLOWED' },
      });
      expect(records.length).toBeGreaterThan(0);
    });

    test('replays what arrived, and not under a key of something else', async () => {
      const [first, second] = (await deliveries()).nodes;
      const key = randomUUID();
      const before = kern.calls.length;
      await replayed(first.id, { key });
      expect((await told(before + 1)).id).toBe(first.id);
      expect((await replayed(second.id, { key })).data.replayWebhookDelivery).toMatchObject({
        __typename: 'IdempotencyConflict',
      });
      expect(kern.calls).toHaveLength(before + 1);
    });

    test.each([randomUUID(), 'nothing'])('replays nothing that is not there: %s', async (id) => {
      expect((await replayed(id)).data.replayWebhookDelivery).toEqual({
        __typename: 'WebhookNotReplayed',
        code: 'NOT_FOUND',
        message: 'Deze melding bestaat niet, of niet meer.',
      });
    });

    test('replays nothing for an endpoint that is not in the settings, or that is being sent', async () => {
      const row = (id: string, over: object) => ({
        id,
        endpoint: 'kern',
        event: 'command.changed',
        subjectId: 'a1',
        subjectState: 'DONE',
        state: 'FAILED',
        occurredAt: new Date(0),
        queuedAt: new Date(0),
        ...over,
      });
      const [removed, busy] = [randomUUID(), randomUUID()];
      await hub.database.client.webhookDelivery.createMany({
        data: [
          row(removed, { endpoint: 'oud' }),
          row(busy, {
            state: 'PENDING',
            leaseToken: randomUUID(),
            leaseUntil: new Date(Date.now() + 60_000),
          }),
        ],
      });
      const codes = await Promise.all(
        [removed, busy].map(async (id) => (await replayed(id)).data.replayWebhookDelivery.code),
      );
      expect(codes).toEqual(['ENDPOINT_REMOVED', 'BUSY']);
      await hub.database.client.webhookDelivery.deleteMany({ where: { id: { in: [removed, busy] } } });
    });

    test('reads page by page, of one endpoint or all', async () => {
      const all = await deliveries();
      const one = await deliveries({ first: 1 });
      const next = await deliveries({ first: 1, after: one.pageInfo.endCursor });
      expect([...one.nodes, ...next.nodes].map(({ id }) => id)).toEqual(
        all.nodes.slice(0, 2).map(({ id }: { id: string }) => id),
      );
      expect(one).toMatchObject({ totalCount: all.totalCount, pageInfo: { hasNextPage: true } });
      expect((await deliveries({ endpoint: 'kern' })).totalCount).toBe(all.totalCount);
      expect((await deliveries({ endpoint: 'niemand' })).totalCount).toBe(0);
    });

    test('sees how the endpoints are', async () => {
      const { body } = await hub.ask(
        '{ webhookEndpoints { name host organisation events state breaker disabledAt lastSuccessAt pending failed } }',
        { cookie: administrator },
      );
      expect(body.data.webhookEndpoints).toEqual([
        {
          name: 'kern',
          host: new URL(kern.url).host,
          organisation: expect.any(String),
          events: ['command.changed'],
          state: 'UP',
          breaker: 'CLOSED',
          disabledAt: null,
          lastSuccessAt: expect.any(String),
          pending: 0,
          failed: 0,
        },
      ]);
    });
  });

  test.each([
    ['webhookEndpoints', '{ webhookEndpoints { name } }'],
    ['webhookDeliveries', '{ webhookDeliveries { totalCount } }'],
    [
      'replayWebhookDelivery',
      `mutation { replayWebhookDelivery(id: "x", idempotencyKey: "12345678") { __typename } }`,
    ],
  ])('%s is for nobody else', async (_operation, query) => {
    const { body } = await hub.ask(query, { cookie: staff });
    expect(body.errors[0].extensions.code).toBe('FORBIDDEN');
  });

  test('no secret and nothing of a person is in the log or the metrics', async () => {
    const text = hub.logLines.join('') + (await hub.metrics());
    expect(text).toContain('webhook:kern');
    expect(text).not.toContain(secret.slice(6));
    expect(text).not.toContain('91691715184');
  });
});
