import { afterEach, describe, expect, test } from '@jest/globals';
import { type TestHub, testHub } from '../support/hub.js';
import { slowness } from '../support/slowness.js';

describe('a hub whose platforms are ill', () => {
  let hub: TestHub;
  afterEach(() => hub.close());

  test('given every platform is down, when the hub starts, then it starts and answers what it can', async () => {
    hub = await testHub({
      mirror: false,
      before: ({ simulators, acmIdm }) => {
        for (const simulator of [...simulators.values(), acmIdm]) simulator.fail({ kind: 'refuse' });
      },
    });

    const { status, body } = await hub.ask(
      '{ associations { nodes { vCode } totalCount source { platform state reason } } }',
    );
    expect(status).toBe(200);
    expect(body.data.associations).toMatchObject({
      nodes: [],
      totalCount: null,
      source: { platform: 'verenigingsregister', state: 'UNAVAILABLE' },
    });
    const ready = await fetch(`${hub.url}/readyz`);
    expect(await ready.json()).toEqual({ ready: true, reasons: [] });
    const login = await fetch(`${hub.url}/login/citizen`, { redirect: 'manual' });
    expect(login.status).toBe(503);
    expect(await login.text()).not.toMatch(/at .*\.(js|ts):\d+/);
  });

  test('given the register goes down after the copy was filled, then search goes on and says STALE since when', async () => {
    hub = await testHub();
    hub.simulator('verenigingsregister').fail({ kind: 'refuse' });
    await hub.hub.runNow('associations.mirror');

    const { data, sources } = await hub.visitor.visitor.searchAssociations({ search: 'wandel' });

    expect(data.associations.totalCount).toBeGreaterThan(0);
    expect(data.associations.source).toMatchObject({ platform: 'verenigingsregister', state: 'STALE' });
    expect(sources[0]?.since).toEqual(expect.any(String));
  });

  test('given MAGDA is slow, then Mijn Burgerprofiel is not slowed and the answer comes within the deadline', async () => {
    hub = await testHub({ settings: { graph: { deadlineMs: 1_000 } } });
    const emma = await hub.citizen('Emma Peeters');
    hub.simulator('magda').fail({ kind: 'slow', ms: 30_000 });

    const began = Date.now();
    const { data } = await emma.citizen.myDossiers();
    const dossiersMs = Date.now() - began;
    const overview = await emma.citizen.myOverview();
    const wholeMs = Date.now() - began - dossiersMs;

    expect(data.me?.dossiers.items).toHaveLength(3);
    const slow = await slowness();
    expect(dossiersMs).toBeLessThan(900 * slow);
    expect(wholeMs).toBeLessThan(3_000 * slow);
    expect(overview.data.me?.name).toBeNull();
    expect(overview.data.me?.dossiers.source.state).toBe('FRESH');
    expect(overview.sources).toContainEqual(
      expect.objectContaining({ platform: 'magda', state: 'UNAVAILABLE' }),
    );
  });

  test('given MAGDA answers 500, then its breaker opens, calls stop, and it closes again when MAGDA is well', async () => {
    hub = await testHub({
      settings: {
        adapters: {
          magda: {
            policy: { breaker: { failures: 3, openMs: 300 }, retry: { attempts: 1 }, cache: { freshMs: 0 } },
          },
        } as never,
        operations: { healthIntervalMs: 600_000, logLevel: 'debug' },
      },
    });
    const emma = await hub.citizen('Emma Peeters');
    const tom = await hub.staff('Tom Wouters');
    const magda = hub.simulator('magda');
    magda.fail({ kind: 'status', status: 500 });
    for (let i = 0; i < 4; i += 1) await emma.citizen.myOverview();

    const { data } = await tom.administrator.adapterStates();
    expect(data.adapters.find(({ name }) => name === 'magda')).toMatchObject({
      state: 'DOWN',
      breaker: 'OPEN',
    });
    magda.forgetCalls();
    const { sources } = await emma.citizen.myOverview();
    expect(magda.calls).toHaveLength(0);
    expect(sources).toContainEqual(expect.objectContaining({ platform: 'magda', reason: 'BREAKER_OPEN' }));

    magda.fail();
    await new Promise((resolve) => setTimeout(resolve, 350));
    const healed = await emma.citizen.myOverview();
    expect(healed.data.me?.name?.familyNames).toEqual(['Peeters']);
  });
});
