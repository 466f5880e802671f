import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { createWebhookRecords } from '../../src/capabilities/webhooks/webhook.records.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';
import { Receiver, signedBy } from './receiver.js';
import { changed, deliveries, newSecret, until, webhookStand } from './webhook-stand.js';

const secret = newSecret();
const minute = 60_000;
const hour = 60 * minute;

describe('telling an endpoint of a change', () => {
  let database: Database;
  let kern: Receiver;
  let other: Receiver;
  let stand: Awaited<ReturnType<typeof webhookStand>>;

  beforeAll(async () => {
    [database, kern, other] = await Promise.all([testDatabase(), Receiver.start(), Receiver.start()]);
  });
  afterAll(() => Promise.all([database.close(), kern.close(), other.close()]));
  beforeEach(async () => {
    await database.client.webhookDelivery.deleteMany();
    await database.client.webhookEndpoint.deleteMany();
    kern.forget();
    other.forget();
    stand = await webhookStand(database, { kern: { url: kern.url, secret } });
  });
  afterEach(() => stand.webhooks.close());

  const look = () => stand.webhooks.sender.look();
  const only = async () => {
    const [row, ...others] = await deliveries(database);
    expect(others).toEqual([]);
    return row!;
  };

  test('sends what changed and nothing of whom, signed as the standard says', async () => {
    await changed(database, 'a1');
    await look();

    expect(kern.calls).toHaveLength(1);
    const [call] = kern.calls;
    const { id, occurredAt, ...row } = await only();
    expect(JSON.parse(call!.body)).toEqual({
      type: 'command.changed',
      timestamp: occurredAt.toISOString(),
      data: { id: 'a1', kind: 'text.send', state: 'DONE' },
    });
    expect(call).toMatchObject({ id, headers: { 'content-type': 'application/json' } });
    expect(Math.abs(call!.timestamp - Date.now() / 1000)).toBeLessThan(30);
    expect(await signedBy(call!, [secret, newSecret()])).toEqual([secret]);
    expect(await signedBy({ ...call!, body: call!.body.replace('DONE', 'FAILED') }, [secret])).toEqual([]);
    expect(row).toMatchObject({
      state: 'DELIVERED',
      lastStatus: 204,
      attempts: 1,
      dueAt: null,
      leaseToken: null,
    });
    await look();
    expect(kern.calls).toHaveLength(1);
  });

  test('while a secret is changed, both sign', async () => {
    await stand.webhooks.close();
    const next = newSecret();
    stand = await webhookStand(database, { kern: { url: kern.url, secret: next, previousSecret: secret } });
    await changed(database);
    await look();
    expect(await signedBy(kern.calls[0]!, [secret, next])).toEqual([secret, next]);
  });

  describe('that does not take it', () => {
    test.each([
      ['500', 500, 'HTTP_5XX', 500],
      ['503', 503, 'HTTP_5XX', 503],
      ['429', 429, 'THROTTLED', 429],
      ['no answer', (response: { destroy(): void }) => response.destroy(), 'NETWORK', null],
    ])(
      'for now (%s) is sent it later, under the same id and signed anew',
      async (_what, answer, reason, status) => {
        kern.answers.push(answer as number);
        await changed(database);
        await look();
        expect(await only()).toMatchObject({ state: 'PENDING', reason, lastStatus: status, attempts: 1 });
        await look();
        expect(kern.calls).toHaveLength(1);

        stand.clock.move(10_000);
        await look();
        expect(kern.ids).toEqual([kern.ids[0], kern.ids[0]]);
        expect(kern.calls[1]!.body).toBe(kern.calls[0]!.body);
        expect(kern.calls[1]!.timestamp - kern.calls[0]!.timestamp).toBeGreaterThanOrEqual(9);
        expect(await signedBy(kern.calls[1]!, [secret])).toEqual([secret]);
        expect(await only()).toMatchObject({
          state: 'DELIVERED',
          reason: null,
          lastStatus: 204,
          attempts: 2,
        });
      },
    );

    test('because nobody listens is sent it when somebody does', async () => {
      await kern.close();
      await changed(database);
      await look();
      expect(await only()).toMatchObject({ state: 'PENDING', reason: 'NETWORK', lastStatus: null });
      await kern.listen();
      stand.clock.move(10_000);
      await look();
      expect(await only()).toMatchObject({ state: 'DELIVERED', attempts: 2 });
    });

    test.each([400, 401, 403, 404, 408, 422])('for good (%i) is not sent it again', async (status) => {
      kern.answers.push(status);
      await changed(database);
      await look();
      expect(await only()).toMatchObject({ state: 'FAILED', lastStatus: status, attempts: 1, dueAt: null });
      expect(stand.log.lines.filter(({ event }) => event === 'webhook.failed')).toHaveLength(1);
      stand.clock.move(24 * hour);
      await look();
      expect(kern.calls).toHaveLength(1);
    });

    test('but names another address is not followed', async () => {
      kern.answers.push((response) => response.writeHead(307, { location: other.url }).end());
      await changed(database);
      await look();
      expect(other.calls).toEqual([]);
      expect(await only()).toMatchObject({ state: 'FAILED', reason: 'REDIRECTED', lastStatus: 307 });
    });

    test('and asks for patience is left alone for that long, with everything', async () => {
      kern.answers.push((response) => response.writeHead(429, { 'retry-after': '600' }).end());
      await changed(database, 'a1');
      await look();
      await changed(database, 'a2');
      stand.clock.move(9 * minute);
      await look();
      expect(kern.calls).toHaveLength(1);
      stand.clock.move(2 * minute);
      await look();
      expect(new Set(kern.ids.slice(1)).size).toBe(2);
    });

    test('for three days is given up', async () => {
      kern.answers.push(...Array.from({ length: 40 }, () => 500));
      await changed(database);
      let tries = 0;
      for (; tries < 40 && (await deliveries(database))[0]!.state === 'PENDING'; tries += 1) {
        const { dueAt } = await only();
        stand.clock.move(dueAt!.getTime() - stand.clock.now() + 2 * minute);
        await look();
      }
      const { queuedAt, endedAt, ...row } = await only();
      expect(row).toMatchObject({ state: 'FAILED', reason: 'GAVE_UP', lastStatus: 500 });
      expect(endedAt!.getTime() - queuedAt.getTime()).toBeGreaterThanOrEqual(72 * hour);
      expect(endedAt!.getTime() - queuedAt.getTime()).toBeLessThan(96 * hour);
      expect(kern.calls.length).toBeLessThan(25);
    });

    test('and says that it is gone is told nothing more, until it has another address', async () => {
      kern.answers.push(500, 410);
      await changed(database, 'a1');
      await look();
      await changed(database, 'a2');
      await look();
      expect((await deliveries(database)).map(({ state, reason }) => [state, reason])).toEqual([
        ['FAILED', 'GONE'],
        ['FAILED', 'GONE'],
      ]);
      await changed(database, 'a3');
      expect(await deliveries(database)).toHaveLength(2);

      await stand.webhooks.close();
      stand = await webhookStand(database, { kern: { url: kern.url, secret } });
      await changed(database, 'a4');
      expect(await deliveries(database)).toHaveLength(2);
      await stand.webhooks.close();
      stand = await webhookStand(database, { kern: { url: other.url, secret } });
      await changed(database, 'a5');
      await look();
      expect(other.calls).toHaveLength(1);
    });
  });

  test('a long answer is not read', async () => {
    kern.answers.push((response) => {
      response.writeHead(200);
      const more = () => response.writable && !response.destroyed && response.write('x'.repeat(65_536), more);
      more();
    });
    await changed(database);
    await look();
    expect(await only()).toMatchObject({ state: 'DELIVERED', lastStatus: 200 });
  });

  test('an ill endpoint is left alone, and holds up no other', async () => {
    await stand.webhooks.close();
    stand = await webhookStand(database, { ill: { url: kern.url }, well: { url: other.url } });
    kern.answers.push(...Array.from({ length: 8 }, () => 500));
    for (let count = 0; count < 8; count += 1) await changed(database, `a${count}`);
    await look();
    expect([kern.calls.length, other.calls.length]).toEqual([8, 8]);

    await changed(database, 'b1');
    await look();
    expect([kern.calls.length, other.calls.length]).toEqual([8, 9]);
    const [waiting] = await database.client.webhookDelivery.findMany({
      where: { endpoint: 'ill', subjectId: 'b1' },
    });
    expect(waiting).toMatchObject({ state: 'PENDING', reason: 'BREAKER_OPEN', attempts: 0 });
    expect(await stand.webhooks.service.endpoints()).toMatchObject([
      { name: 'ill', state: 'DOWN', breaker: 'OPEN', pending: 9, failed: 0 },
      { name: 'well', state: 'UP', breaker: 'CLOSED', pending: 0, failed: 0 },
    ]);

    stand.clock.move(3 * minute);
    await look();
    expect(new Set(kern.ids.slice(8)).size).toBe(9);
    expect((await deliveries(database)).every(({ state }) => state === 'DELIVERED')).toBe(true);
  });

  test('a slow endpoint holds up no other', async () => {
    await stand.webhooks.close();
    stand = await webhookStand(database, { slow: { url: kern.url }, quick: { url: other.url } });
    let answer = () => {};
    const asked = new Promise<void>((resolve) =>
      kern.answers.push((response) => {
        answer = () => response.writeHead(204).end();
        resolve();
      }),
    );
    await changed(database, 'a1');
    const first = look();
    await asked;
    await changed(database, 'a2');
    void look();
    await until(() => other.calls.length === 2);
    expect(kern.calls).toHaveLength(1);
    answer();
    await first;
    expect(kern.calls).toHaveLength(2);
  });

  describe('when a hub goes away', () => {
    test('in the middle of it, another one sends it again under the same id', async () => {
      const dead = createWebhookRecords({ database, clock: stand.clock });
      await changed(database);
      const [held] = await dead.take('kern', 8);
      await look();
      expect(kern.calls).toEqual([]);

      await database.client
        .$executeRaw`UPDATE webhook_delivery SET lease_until = now() - interval '1 second'`;
      await look();
      expect(kern.ids).toEqual([held!.id]);
      const late = { state: 'FAILED', reason: 'X', lastStatus: null, dueAt: null, tried: true } as const;
      expect(await dead.settle(held!, late)).toBe(false);
      expect(await only()).toMatchObject({ state: 'DELIVERED', attempts: 1 });
    });

    test('on purpose, it gives back what it was sending', async () => {
      const asked = new Promise<void>((resolve) => kern.answers.push(() => resolve()));
      await changed(database);
      void look();
      await asked;
      await stand.webhooks.close();
      expect(await only()).toMatchObject({ state: 'PENDING', leaseToken: null });

      stand = await webhookStand(database, { kern: { url: kern.url, secret } });
      await look();
      expect(kern.ids).toEqual([kern.ids[0], kern.ids[0]]);
      expect(await only()).toMatchObject({ state: 'DELIVERED' });
    });
  });

  test('two hubs send each event once', async () => {
    const second = await webhookStand(database, { kern: { url: kern.url, secret } }, stand.clock);
    for (let count = 0; count < 20; count += 1) await changed(database, `a${count}`);
    await Promise.all([look(), second.webhooks.sender.look()]);
    expect(kern.calls).toHaveLength(20);
    expect(new Set(kern.ids).size).toBe(20);
    await second.webhooks.close();
  });

  test('it looks by itself once it is started', async () => {
    stand.webhooks.start();
    await changed(database);
    stand.webhooks.look();
    await until(() => kern.calls.length === 1);
  });

  describe('at an address of its own network', () => {
    test.each([
      ['an address', () => kern.url.replace('http:', 'https:')],
      ['a name', () => kern.url.replace('http://127.0.0.1', 'https://localhost')],
    ])('that was not allowed, given as %s, nothing is sent', async (_as, url) => {
      await stand.webhooks.close();
      stand = await webhookStand(database, { kern: { url: url(), allowPrivateAddress: false } });
      await changed(database);
      await look();
      expect(await only()).toMatchObject({
        state: 'FAILED',
        reason: 'ADDRESS_NOT_ALLOWED',
        lastStatus: null,
      });
      expect(kern.calls).toEqual([]);
    });
  });

  test('an endpoint that leaves the settings is told nothing more', async () => {
    kern.answers.push(500);
    await changed(database);
    await look();
    await stand.webhooks.close();
    stand = await webhookStand(database, {});
    expect(await only()).toMatchObject({ state: 'FAILED', reason: 'ENDPOINT_REMOVED' });
    await changed(database);
    expect(await deliveries(database)).toHaveLength(1);
  });

  test('what ended is forgotten after as many days as the settings say, and nothing else', async () => {
    kern.answers.push(204, 400, 500);
    for (const id of ['a1', 'a2', 'a3']) {
      await changed(database, id);
      await look();
    }
    stand.clock.move(29 * 24 * hour);
    await stand.webhooks.sweep();
    expect(await deliveries(database)).toHaveLength(3);
    stand.clock.move(2 * 24 * hour);
    await stand.webhooks.sweep();
    expect(await only()).toMatchObject({ subjectId: 'a3', state: 'PENDING' });
  });
});
