import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { adapters } from '../../adapters/index.js';
import type { SchakelClient } from '../../sdk/client.js';
import { numberInFaults } from '../../src/adapter/simulator/faults.js';
import { decidedFaults } from '../adapter-contract/faults.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { slowness } from '../support/slowness.js';

// The same faults as the adapter contract suite, on every platform at once, asked of the whole hub.

const question = `{
  associationActivities { code }
  associations(search: "wandel", first: 1) { totalCount source { state } }
  me { name { givenNames } dossiers { items { name } source { state reason } } associations { source { state } } }
}`;

describe('given every platform has the same fault', () => {
  let hub: TestHub;
  let cookie: string;
  let administrator: SchakelClient;
  beforeAll(async () => {
    // Short, for this clock is the real one; the breaker stays closed, so that each fault is met and none is remembered.
    const policy = {
      timeoutMs: 1_000,
      retry: { attempts: 1 },
      breaker: { failures: 1_000_000 },
      cache: { freshMs: 0 },
    };
    hub = await testHub({
      settings: {
        adapters: Object.fromEntries(adapters.map(({ name }) => [name, { policy }])),
        graph: { deadlineMs: 5_000 },
        operations: { healthIntervalMs: 600_000, logLevel: 'debug' },
      },
    });
    cookie = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
    administrator = await hub.staff('Tom Wouters');
  });
  afterAll(() => hub.close());

  const break_ = (...faults: readonly (typeof decidedFaults)[number]['fault'][]) => {
    for (const simulator of hub.sandbox.simulators.values()) simulator.fail(...faults);
  };

  test.each(decidedFaults)(
    '$title: then the hub answers in time what it can, says what it cannot, and stays up',
    async ({ title, fault }) => {
      break_(fault);
      const began = Date.now();
      const { status, body, text } = await hub.ask(question, { cookie });
      const ms = Date.now() - began;
      await hub.hub.runNow('platforms.health');
      const { data } = await administrator.administrator.adapterStates();
      break_();

      expect(status).toBe(200);
      expect(ms).toBeLessThan(6_000 * (await slowness()));
      expect(body.data.associations.totalCount).toBeGreaterThan(0);
      // Read all the same: SOAP is judged by its content and not by its label.
      const state = title === 'wrong label' ? 'FRESH' : 'UNAVAILABLE';
      expect(body.data.me.dossiers.source.state).toBe(state);
      expect(data.adapters.map(({ name }) => name)).toEqual(adapters.map(({ name }) => name));
      for (const path of ['livez', 'readyz']) expect((await fetch(`${hub.url}/${path}`)).status).toBe(200);
      const traces = [text, ...hub.logLines, await hub.metrics()].join('\n');
      expect(traces).not.toContain(numberInFaults);
      expect(traces).not.toContain('INTERNAL');
    },
  );

  test('and all are well again: then everything is there, without a restart', async () => {
    const { body } = await hub.ask(question, { cookie });
    expect(body.errors).toBeUndefined();
    expect(body.data.me).toMatchObject({
      name: { givenNames: expect.arrayContaining(['Emma']) },
      dossiers: { source: { state: 'FRESH' } },
      associations: { source: { state: 'FRESH' } },
    });
  });
});
