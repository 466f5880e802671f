import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { systemClock } from '../../src/context/clock.js';
import { type BullQueue, createBullQueue } from '../../src/jobs/bull-queue.js';
import { queueBoard } from '../../src/server/queue-board.js';
import { type FakeHub, fakeHub, identityOf } from '../server/fake-hub.js';
import { memoryLog } from '../support/log.js';
import { redisMissing, type RedisServer, startRedis } from '../support/redis.js';
import { describeInBrowser, launch, visit } from './browser.js';

const missing = redisMissing();
if (missing) test.skip(`Redis: ${missing}`, () => {});
else
  describeInBrowser('the board of queues', () => {
    let redis: RedisServer;
    let queue: BullQueue;
    let browser: Browser;
    let hub: FakeHub;
    let url: string;
    beforeAll(async () => {
      [redis, browser] = await Promise.all([startRedis(), launch()]);
      const lanes = new Map([['magda', { places: 1, perSecond: null }]]);
      queue = createBullQueue({
        redisUrl: redis.url,
        lanes,
        clock: systemClock,
        log: memoryLog(),
        leaseMs: 60_000,
      });
      await Promise.all(queue.queues.map((one) => one.isReady()));
      await queue.queues[0]!.add({}, { jobId: 'd0c8f2a4', delay: 600_000 });
      hub = await fakeHub({
        queueBoard: true,
        routes: (app) =>
          void app.register(queueBoard, { identity: { identify: identityOf }, queues: queue.queues }),
      });
      url = await hub.server.listen();
    });
    afterAll(async () => {
      await browser?.close();
      await hub?.server.close();
      await hub?.graph.apollo.stop();
      await queue?.close();
      await redis?.close();
    });

    test('shows an administrator what waits, from own files only, without a complaint', async () => {
      const visitor = await visit(browser, `${url}/admin`, { who: 'administrator' });
      await visitor.page.getByRole('link', { name: 'Wachtrijen in Redis bekijken' }).click();
      await visitor.page.waitForURL(`${url}/admin/queues`);
      await visitor.page.getByText('magda').first().waitFor();
      await visitor.page.goto(`${url}/admin/queues/queue/magda?status=delayed`);
      await visitor.page.getByText('d0c8f2a4').first().waitFor();
      expect(visitor.requests.filter((address) => !address.startsWith(`${url}/`))).toEqual([]);
      expect(visitor.complaints).toEqual([]);
      await visitor.close();
    });

    test('changes nothing: that is done in the graph, which records who did', async () => {
      const visitor = await visit(browser, `${url}/admin/queues`, { who: 'administrator' });
      const statuses = await visitor.page.evaluate(async () => {
        const change = (path: string) => fetch(`/admin/queues/api/queues/magda/${path}`, { method: 'PUT' });
        const answers = await Promise.all(
          ['d0c8f2a4/clean', 'd0c8f2a4/promote', 'pause', 'empty'].map(change),
        );
        return answers.map(({ status }) => status);
      });
      expect(statuses.every((status) => status >= 400)).toBe(true);
      expect((await queue.queues[0]!.getJobCounts()).delayed).toBe(1);
      await visitor.close();
    });

    test.each([
      ['a visitor', {}, 302],
      ['a civil servant', { cookie: 'who=staff' }, 403],
      [
        'an administrator without a second factor',
        { cookie: 'who=administrator-without-second-factor' },
        403,
      ],
    ])('is shut for %s, data and files too', async (_who, headers, status) => {
      for (const path of ['', '/api/queues', '/static/js/main.js']) {
        const answer = await fetch(`${url}/admin/queues${path}`, { headers, redirect: 'manual' });
        expect([path, answer.status]).toEqual([path, status]);
      }
    });
  });
