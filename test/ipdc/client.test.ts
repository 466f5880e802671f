import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { settingsSchema } from '../../adapters/ipdc/settings.js';
import { contractTest } from '../support/contracts.js';
import { callContext } from '../support/call-context.js';
import { openCatalogue, smallProduct, type Catalogue } from './support.js';

let catalogue: Catalogue;
beforeEach(async () => {
  catalogue = await openCatalogue();
});
afterEach(() => catalogue.close());

const uuid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

describe('the client', () => {
  test('sends the key, a media type, and ids that are UUIDs whatever ours look like', async () => {
    const { port, simulator } = catalogue;
    await port.page(0, null, callContext({ correlationId: 'van-de-website' }));
    await port.page(0, null, callContext({ correlationId: 'van-de-website' }));
    const [first, second] = simulator.calls;
    expect(first?.headers).toMatchObject({
      'x-api-key': 'sandbox-ipdc',
      accept: 'application/ld+json, application/json',
      'x-request-id': expect.stringMatching(uuid),
      'x-correlation-id': expect.stringMatching(uuid),
    });
    expect(second?.headers['x-correlation-id']).toBe(first?.headers['x-correlation-id']);
    const own = callContext();
    await port.page(0, null, own);
    expect(simulator.calls.at(-1)?.headers['x-correlation-id']).toBe(own.correlationId);
  });

  test('keeps the key from a feed that needs none', async () => {
    const open = await openCatalogue({ feedNeedsKey: false });
    open.simulator.switches.feedNeedsKey = false;
    await open.port.page(0, null, callContext());
    expect(open.simulator.calls[0]?.headers).not.toHaveProperty('x-api-key');
    await open.close();
  });

  test('follows the redirect of an identifier to its document', async () => {
    const { simulator } = catalogue;
    const moved = await openCatalogue({
      feedUrl: `${simulator.url}/id/instantiesnapshot`,
      apiUrl: simulator.url,
    });
    // The redirect forgets the query: the last page comes, which is what makes the order of a feed so easy to lose.
    const page = await moved.port.page(0, null, callContext());
    expect(page).toMatchObject({ hasNext: false });
    expect(simulator.calls.map(({ status }) => status)).toEqual([303, 200]);
    await moved.close();
  });

  test('takes a redirect to nowhere for a broken answer', async () => {
    catalogue.simulator.fail({ kind: 'status', status: 303 });
    await expect(catalogue.port.page(0, null, callContext())).rejects.toMatchObject({ code: 'MALFORMED' });
  });

  test('tells a page that did not change from one that did, and a page that is not there', async () => {
    const { port, simulator } = catalogue;
    simulator.switches.cacheHeaders = true;
    const last = Math.ceil(simulator.catalogue.snapshots.length / 25) - 1;
    const page = await port.page(last, null, callContext());
    const etag = page !== null && page !== 'UNCHANGED' ? page.etag : null;
    expect(etag).toEqual(expect.any(String));
    expect(await port.page(last, etag, callContext())).toBe('UNCHANGED');
    simulator.change('51001', {});
    expect(await port.page(last, etag, callContext())).toMatchObject({ hasNext: false });
    expect(await port.page(99, null, callContext())).toBeNull();
  });

  test('asks a pause when the allowance falls below the reserve, until it is filled up', async () => {
    const { port, simulator } = catalogue;
    expect(await port.page(0, null, callContext())).toMatchObject({ pauseMs: 0 });
    simulator.allowance.use(1_960);
    const page = await port.page(0, null, callContext());
    const pauseMs = page !== null && page !== 'UNCHANGED' ? page.pauseMs : 0;
    expect(pauseMs).toBeGreaterThan(0);
    expect(pauseMs).toBeLessThanOrEqual(60_000);
  });

  test.each([
    [
      { kind: 'status', status: 429, retryAfterSeconds: 7 },
      { code: 'THROTTLED', retryAfterMs: 7_000 },
    ],
    [{ kind: 'status', status: 503 }, { code: 'HTTP_5XX' }],
    [{ kind: 'malformed' }, { code: 'MALFORMED' }],
    [{ kind: 'malformed', body: '[]' }, { code: 'MALFORMED' }],
    [{ kind: 'malformed', body: '{"member":[]}' }, { code: 'MALFORMED' }],
    [{ kind: 'content-type' }, { code: 'MALFORMED' }],
    [{ kind: 'expired-credentials' }, { code: 'CREDENTIALS', status: 401 }],
    [{ kind: 'refuse' }, { code: 'NETWORK' }],
  ] as const)('given the fault %j, then it rejects with %j', async (fault, expected) => {
    catalogue.simulator.fail(fault);
    await expect(catalogue.port.page(0, null, callContext())).rejects.toMatchObject(expected);
  });

  contractTest(
    'takes the recorded errors for what they are, and tells none of their texts',
    async (contracts) => {
      const { port, log, simulator } = catalogue;
      for (const status of [400, 404, 500]) {
        const body = readFileSync(join(contracts, 'ipdc', 'instances', `Ipdc.${status}.json`), 'utf8');
        // In this order: the status brings a body of its own.
        simulator.fail({ kind: 'status', status }, { kind: 'malformed', body });
        const error = await port.page(0, null, callContext()).catch((reason: unknown) => reason);
        // A page that is not there is not an error.
        if (status === 404) expect(error).toBeNull();
        else expect(error).toMatchObject({ code: status === 500 ? 'HTTP_5XX' : 'REFUSED', status });
        const told = `${String(error)} ${JSON.stringify(error)} ${JSON.stringify(log.lines)}`;
        for (const text of Object.values({ ...JSON.parse(body).title, ...JSON.parse(body).detail }))
          expect(told).not.toContain(text);
      }
    },
  );

  test('keeps the type of an error, never its texts, which repeat what was asked', async () => {
    const { port, log, simulator } = catalogue;
    const body = JSON.stringify({
      status: 400,
      type: 'error.invalid-request-parameter',
      title: { nl: 'GEHEIME TEKST' },
      detail: { nl: 'GEHEIME TEKST', en: 'SECRET TEXT' },
    });
    simulator.switches.permissions = [];
    await expect(port.page(0, null, callContext())).rejects.toMatchObject({
      code: 'CREDENTIALS',
      status: 403,
    });
    simulator.fail({ kind: 'status', status: 400 }, { kind: 'malformed', body });
    const error = await port.page(0, null, callContext()).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ code: 'REFUSED', status: 400 });
    expect(`${String(error)} ${JSON.stringify(error)} ${JSON.stringify(log.lines)}`).not.toMatch(
      /GEHEIM|SECRET/,
    );
  });
});

describe('one product', () => {
  test('comes by its number when it is the municipality’s', async () => {
    const { value, source } = await catalogue.port.product('51020', callContext());
    expect(value).toMatchObject({
      number: '51020',
      type: 'Toelating',
      contacts: [{ phone: '03 380 16 40' }],
    });
    expect(source).toMatchObject({ platform: 'ipdc', state: 'FRESH' });
  });

  test.each([
    ['unknown', '999999'],
    ['of a neighbour', '61000'],
    ['archived', '51092'],
    ['excluded', '51091'],
  ])('%s is null', async (_, number) => {
    expect((await catalogue.port.product(number, callContext())).value).toBeNull();
  });

  test('that is asked again is not asked of the platform again, found or not', async () => {
    const kept = await openCatalogue({}, { policy: {} });
    for (const number of ['51020', '999999', '51020', '999999'])
      await kept.port.product(number, callContext());
    expect(kept.simulator.calls).toHaveLength(2);
    await kept.close();
  });
});

describe('the names of codes', () => {
  test('come from every list, and a list that the key may not read is left out', async () => {
    const { port, simulator, log } = catalogue;
    const names = await port.codeNames(callContext());
    expect(names).toContainEqual({ list: 'area', code: 'BE21111039', name: 'Schilde' });
    expect(names).toContainEqual({ list: 'targetAudience', code: 'Burger', name: 'Burger' });
    expect(simulator.calls).toHaveLength(9);
    simulator.switches.permissions = ['INSTANTIE_SNAPSHOT_READ'];
    expect(await port.codeNames(callContext())).toEqual([]);
    expect(log.of('ipdc.code-list.refused')).toHaveLength(9);
  });
});

describe('schakel check', () => {
  const outcome = async () =>
    (await catalogue.adapter.check(callContext())).map(({ level, passed, advice }) => ({
      level,
      passed,
      advice,
    }));

  test('passes on a platform that knows us', async () => {
    expect(await outcome()).toEqual([
      { level: 'connection', passed: true, advice: null },
      { level: 'credentials', passed: true, advice: null },
      { level: 'connection', passed: true, advice: null },
    ]);
  });

  test.each(['INSTANTIE_SNAPSHOT_READ', 'INSTANTIE_READ', 'CODELIJST_READ'])(
    'names the permission %s when the key lacks it',
    async (missing) => {
      const { switches } = catalogue.simulator;
      switches.permissions = switches.permissions.filter((name) => name !== missing);
      const [, key] = await outcome();
      expect(key).toMatchObject({
        level: 'credentials',
        passed: false,
        advice: expect.stringContaining(missing),
      });
    },
  );

  test('tells a wrong key from a platform that is not there', async () => {
    catalogue.simulator.fail({ kind: 'expired-credentials' });
    expect(await outcome()).toMatchObject([
      { passed: true },
      { passed: false, advice: expect.stringContaining('apiKey') },
      { passed: false },
    ]);
    catalogue.simulator.fail({ kind: 'refuse' });
    expect(await outcome()).toEqual([
      { level: 'connection', passed: false, advice: expect.stringContaining('apiUrl') },
    ]);
  });

  test('health asks nothing but /me', async () => {
    await catalogue.adapter.health(callContext());
    expect(catalogue.simulator.calls.map(({ operation }) => operation)).toEqual(['me']);
  });
});

describe('the basis of a copy', () => {
  test('changes with what page numbers and selection depend on, and with nothing else', async () => {
    const { settings } = catalogue.simulator;
    const basisOf = async (changes: object) => {
      const other = await openCatalogue({ feedUrl: settings.feedUrl, ...changes });
      await other.close();
      return other.port.basis;
    };
    const own = catalogue.port.basis;
    expect(await basisOf({ apiKey: 'andere', reserve: 3 })).toBe(own);
    for (const change of [
      { pageSize: 50 },
      { areaCodes: ['BE21111040'] },
      { parentAreas: false },
      { ovoCodes: [] },
      { hideExcluded: false },
    ])
      expect(await basisOf(change)).not.toBe(own);
  });

  test('settings refuse what is no area or OVO code', () => {
    const settings = (changes: object) =>
      settingsSchema.safeParse({ apiKey: 'x', areaCodes: ['BE21111039'], ...changes });
    expect(settings({}).success).toBe(true);
    expect(settings({ areaCodes: [] }).success).toBe(false);
    expect(settings({ areaCodes: ['11039'] }).success).toBe(false);
    expect(settings({ ovoCodes: ['2214'] }).success).toBe(false);
    expect(settings({ areaCodes: ['BE23444001_VOOR_FUSIE_2019'] }).success).toBe(true);
  });
});

test('a new product reaches the feed', async () => {
  catalogue.simulator.add(smallProduct('70001'));
  const last = Math.ceil(catalogue.simulator.catalogue.snapshots.length / 25) - 1;
  const page = await catalogue.port.page(last, null, callContext());
  expect(page).toMatchObject({
    versions: expect.arrayContaining([expect.objectContaining({ number: '70001', state: 'SHOWN' })]),
  });
});
