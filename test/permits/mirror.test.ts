import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { LayerName } from '../../adapters/omgevingsloket/simulator/records.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { createPermitMirror, type PermitMirror } from '../../src/capabilities/permits/permit.mirror.js';
import type { PermitsPort } from '../../src/capabilities/permits/permits.port.js';
import { PermitsService } from '../../src/capabilities/permits/permits.service.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { permitSettings } from '../../src/settings/permit-settings.js';
import type { Database } from '../../src/storage/database.js';
import { createUnknownValues } from '../../src/operations/unknown-values.js';
import { type Mercator, openMercator } from '../omgevingsloket/support.js';
import { callContext } from '../support/call-context.js';
import { type ManualClock, manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { type MemoryLog, memoryLog } from '../support/log.js';

const building: LayerName = 'lu:lu_omv_gd_v2';
const hour = 3_600_000;
const day = 24 * hour;

describe('the copy of Omgevingsloket', () => {
  let clock: ManualClock;
  let mercator: Mercator;
  let database: Database;
  beforeEach(async () => {
    clock = manualClock(Date.parse('2026-11-25T10:00:00Z'));
    mercator = await openMercator({ clock });
    await database.client.$executeRaw`TRUNCATE permit_object_copy, permit_project_copy, permit_layer_state`;
  });
  afterEach(() => mercator.close());
  beforeAll(async () => {
    database = await testDatabase();
  });
  afterAll(() => database.close());

  function open({ port = mercator.port }: { port?: PermitsPort } = {}): {
    mirror: PermitMirror;
    service: PermitsService;
    log: MemoryLog;
    oddities(): Promise<string>;
  } {
    const log = memoryLog();
    const metrics = createMetrics();
    const { terms, mostPerPage, ...copy } = permitSettings.parse({});
    const platform = 'omgevingsloket';
    const noteUnknownValue = createUnknownValues(platform, log, metrics);
    const mirror = createPermitMirror({
      database,
      port,
      platform,
      clock,
      log,
      metrics,
      noteUnknownValue,
      ...copy,
    });
    const service = new PermitsService({ database, port, mirror, platform, clock, terms, mostPerPage });
    return {
      mirror,
      service,
      log,
      oddities: async () =>
        (await metrics.text())
          .split('\n')
          .filter((line) => /^schakel_(permit|unknown)/.test(line))
          .join('\n'),
    };
  }

  const count = (kind?: string) =>
    database.client.permitObjectCopy.count({ where: kind === undefined ? {} : { kind } });
  const all = () =>
    Object.values(mercator.simulator.layers).reduce((sum, { features }) => sum + features.length, 0);
  const stateOf = async (service: PermitsService, number: string) =>
    (await service.project(number, callContext())).value?.state;
  const pages = () => mercator.simulator.queries.filter((query) => query.get('typeName') === building);
  const filterOf = (query: URLSearchParams | undefined) => query?.get('CQL_FILTER') ?? '';

  test('is first filled whole, over several pages of every layer, and is then FRESH', async () => {
    const { mirror, service } = open();
    expect(await mirror.status()).toMatchObject({
      filled: false,
      source: { state: 'UNAVAILABLE', reason: 'NOT_FILLED' },
    });
    await mirror.follow();
    expect(await count()).toBe(all());
    expect(pages().length).toBeGreaterThan(4);
    expect(pages().map(filterOf).join()).not.toContain('datum');
    expect(await mirror.status()).toMatchObject({ filled: true, source: { state: 'FRESH', since: null } });
    const { value } = await service.project('OMV_2026000001', callContext());
    expect(value?.kinds).toEqual(['CLASSIFIED_ESTABLISHMENT', 'RETAIL', 'SUBDIVISION', 'URBAN_DEVELOPMENT']);
    const rows = await database.client.$queryRaw<object[]>`SELECT * FROM permit_object_copy`;
    expect(JSON.stringify(rows)).not.toMatch(/Emma Peeters|Bouwgroep|aanvrager/);
  });

  test('then asks only for what changed since the latest state it knows, seven days earlier', async () => {
    const { mirror, service } = open();
    await mirror.follow();
    const newest = await database.client.permitLayerState.findUniqueOrThrow({
      where: { kind: 'URBAN_DEVELOPMENT' },
    });
    mercator.simulator.change(building, '2026000001', {
      huidige_toestand: 'Beslissing genomen',
      datum_huidige_toestand: '2026-11-25T09:00:00Z',
    });
    const before = pages().length;
    await mirror.follow();
    expect(pages().slice(before).length).toBeLessThan(before);
    expect(filterOf(pages()[before])).toContain(
      `datum_huidige_toestand >= ${new Date(newest.newestStateAt!.getTime() - 7 * day).toISOString().slice(0, 19)}Z`,
    );
    expect(await stateOf(service, 'OMV_2026000001')).toBe('Beslissing genomen');
    expect(await count()).toBe(all());
  });

  test('keeps to the newest state of now: a year written wrong does not stop later changes', async () => {
    mercator.simulator.change(building, '2026000001', { datum_huidige_toestand: '2096-11-25T09:00:00Z' });
    const { mirror } = open();
    await mirror.follow();
    const { newestStateAt } = await database.client.permitLayerState.findUniqueOrThrow({
      where: { kind: 'URBAN_DEVELOPMENT' },
    });
    expect(newestStateAt!.getTime()).toBeLessThanOrEqual(clock.now());
  });

  test('loses what the open data no longer has with the next whole pull, and not before', async () => {
    const { mirror, service, log } = open();
    await mirror.follow();
    const gone = mercator.simulator.layers[building].features[20]!.projectnummer!;
    mercator.simulator.remove(building, gone);
    await mirror.follow();
    expect(await stateOf(service, `OMV_${gone}`)).toEqual(expect.any(String));
    await clock.advance(7 * day);
    await mirror.follow();
    expect((await service.project(`OMV_${gone}`, callContext())).value).toBeNull();
    expect(await count()).toBe(all());
    expect(log.of('permits.objects.gone')).toHaveLength(1);
    // It was in three layers: what another layer still has, stays.
    mercator.simulator.remove(building, '2026000001');
    await clock.advance(7 * day);
    await mirror.follow();
    expect((await service.project('OMV_2026000001', callContext())).value?.kinds).not.toContain(
      'URBAN_DEVELOPMENT',
    );
  });

  test('does not believe a layer that turns out empty', async () => {
    const { mirror, service } = open();
    await mirror.follow();
    const before = await count('URBAN_DEVELOPMENT');
    mercator.simulator.layers[building].features.length = 0;
    await clock.advance(7 * day);
    await expect(mirror.follow()).rejects.toMatchObject({ platformCode: 'EMPTY_LAYER' });
    expect(await count('URBAN_DEVELOPMENT')).toBe(before);
    expect(await stateOf(service, 'OMV_2026000001')).toEqual(expect.any(String));
  });

  test('believes that a small layer lost its last object', async () => {
    const retail = mercator.simulator.layers['lu:lu_omv_kh_v2'];
    retail.features.length = 3;
    const { mirror } = open();
    await mirror.follow();
    expect(await count('RETAIL')).toBe(3);
    retail.features.length = 0;
    await clock.advance(7 * day);
    await mirror.follow();
    expect(await count('RETAIL')).toBe(0);
    expect(await mirror.status()).toMatchObject({ source: { state: 'FRESH' } });
  });

  test('goes on with the page at which it was cut off, and repeats at most that one', async () => {
    let asked = 0;
    const cut: PermitsPort = {
      ...mercator.port,
      objects: (query, context) =>
        (asked += 1) > 3
          ? Promise.reject(new PlatformError('omgevingsloket', 'NETWORK'))
          : mercator.port.objects(query, context),
    };
    const first = open({ port: cut });
    await expect(first.mirror.follow()).rejects.toMatchObject({ code: 'NETWORK' });
    expect(await first.mirror.status()).toMatchObject({ filled: false, source: { reason: 'NETWORK' } });
    const stored = await count();
    expect(stored).toBeGreaterThan(100);
    expect(stored).toBeLessThan(all());

    const before = pages().length;
    const { mirror } = open();
    await mirror.followIfDue();
    const last = pages()[before - 1]!;
    expect(filterOf(pages()[before])).not.toBe(filterOf(last));
    expect(filterOf(pages()[before])).toContain('projectnummer >=');
    expect(pages()).toHaveLength(Math.ceil((mercator.simulator.layers[building].features.length - 1) / 49));
    expect(await count()).toBe(all());
    expect(await mirror.status()).toMatchObject({ filled: true, source: { state: 'FRESH' } });
  });

  test('begins again when it was cut off more than a day ago', async () => {
    let asked = 0;
    const cut: PermitsPort = {
      ...mercator.port,
      objects: (query, context) =>
        (asked += 1) > 2
          ? Promise.reject(new PlatformError('omgevingsloket', 'NETWORK'))
          : mercator.port.objects(query, context),
    };
    await expect(open({ port: cut }).mirror.follow()).rejects.toThrow();
    await clock.advance(day);
    const before = pages().length;
    await open().mirror.follow();
    expect(filterOf(pages()[before])).not.toContain('projectnummer >=');
    expect(await count()).toBe(all());
  });

  test('stops between two pages when the hub closes, and that is no failure', async () => {
    const closing = new AbortController();
    let asked = 0;
    const port: PermitsPort = {
      ...mercator.port,
      objects: (query, context) => {
        if ((asked += 1) === 2) closing.abort(new Error('closing'));
        return mercator.port.objects(query, { ...context, signal: undefined });
      },
    };
    await expect(open({ port }).mirror.follow(closing.signal)).rejects.toThrow('closing');
    const states = await database.client.permitLayerState.findMany();
    expect(states).toMatchObject([{ failingSince: null }]);
    await open().mirror.followIfDue();
    expect(await count()).toBe(all());
  });

  test('refuses a page that leads to itself instead of asking it for ever', async () => {
    const port: PermitsPort = {
      ...mercator.port,
      objects: async (query, context) => ({
        ...(await mercator.port.objects(query, context)),
        next: '2026000001',
      }),
    };
    await expect(open({ port }).mirror.follow()).rejects.toMatchObject({
      platformCode: 'PAGE_WITHOUT_PROGRESS',
    });
  });

  test('given half of the layers are down, then the others are followed and the source says PARTIAL', async () => {
    const { mirror, service } = open();
    await mirror.follow();
    let down = true;
    const half: PermitsPort = {
      ...mercator.port,
      objects: (query, context) =>
        down && ['URBAN_DEVELOPMENT', 'RETAIL'].includes(query.kind)
          ? Promise.reject(new PlatformError('omgevingsloket', 'TIMEOUT'))
          : mercator.port.objects(query, context),
    };
    const next = open({ port: half });
    mercator.simulator.change('lu:lu_omv_vk_v2', '2026000001', {
      huidige_toestand: 'Beslissing genomen',
      datum_huidige_toestand: '2026-11-25T09:30:00Z',
    });
    await expect(next.mirror.follow()).rejects.toMatchObject({ code: 'TIMEOUT' });
    const { failingSince } = await database.client.permitLayerState.findUniqueOrThrow({
      where: { kind: 'RETAIL' },
    });
    expect(await next.mirror.status()).toMatchObject({
      filled: true,
      source: { state: 'STALE', reason: 'PARTIAL', since: failingSince },
    });
    expect(await stateOf(service, 'OMV_2026000001')).toBe('Beslissing genomen');
    await clock.advance(hour);
    await expect(next.mirror.followIfDue()).rejects.toThrow();
    expect(await next.mirror.status()).toMatchObject({ source: { since: failingSince } });
    down = false;
    await next.mirror.followIfDue();
    expect(await next.mirror.status()).toMatchObject({
      source: { state: 'FRESH', reason: null, since: null },
    });
  });

  test('given Mercator answers ExceptionReports on 200, then what we have is STALE and stays', async () => {
    const { mirror, service } = open();
    await mirror.follow();
    mercator.simulator.fail({
      kind: 'malformed',
      body: '<ExceptionReport><Exception exceptionCode="NoApplicableCode"><ExceptionText>java.io.IOException</ExceptionText></Exception></ExceptionReport>',
    });
    await expect(mirror.follow()).rejects.toMatchObject({ code: 'SERVER_FAULT' });
    const context = callContext();
    const { value, source } = await service.project('OMV_2026000001', context);
    expect(value).not.toBeNull();
    expect(source).toMatchObject({ state: 'STALE', reason: 'SERVER_FAULT', since: new Date(clock.now()) });
    expect(context.sources.summary()).toEqual([source]);
  });

  test('given a page is slower than its time, then it is cut off, and the layers come when Mercator is well', async () => {
    const slow = await openMercator({
      clock,
      policy: {
        retry: { attempts: 1 },
        breaker: { failures: 100 },
        operations: { GetFeature: { timeoutMs: 5_000 } },
      },
    });
    slow.simulator.fail({ kind: 'slow', ms: 20_000, operation: 'GetFeature' });
    const { mirror } = open({ port: slow.port });
    let outcome: unknown = 'running';
    const following = mirror.follow().then(
      () => (outcome = 'done'),
      (error: unknown) => (outcome = error),
    );
    for (let at = 0; at < 200 && outcome === 'running'; at += 1) {
      await new Promise((resolve) => setImmediate(resolve));
      await clock.advance(1_000);
    }
    await following;
    expect(outcome).toMatchObject({ code: 'TIMEOUT' });
    slow.simulator.fail();
    await mirror.followIfDue();
    expect(await mirror.status()).toMatchObject({ source: { state: 'FRESH' } });
    await slow.close();
  });

  test('follows once a night: not before 03:15 in Brussels, and at once after a night that was missed', async () => {
    const { mirror } = open();
    await mirror.followIfDue();
    const asked = () => mercator.simulator.calls.length;
    mercator.simulator.forgetCalls();
    await clock.advance(16 * hour); // 03:00 in Brussels
    await mirror.followIfDue();
    expect(asked()).toBe(0);
    await clock.advance(hour / 4);
    await mirror.followIfDue();
    const inTheNight = asked();
    expect(inTheNight).toBeGreaterThanOrEqual(4);
    await mirror.followIfDue();
    await clock.advance(23 * hour);
    await mirror.followIfDue();
    expect(asked()).toBe(inTheNight);
    await clock.advance(30 * hour);
    expect(await mirror.status()).toMatchObject({ source: { state: 'STALE', reason: 'NOT_FOLLOWED' } });
    await mirror.followIfDue();
    expect(asked()).toBeGreaterThan(inTheNight);
  });

  test('shows an unknown type raw, counts it each time and logs it once; an impossible state as well', async () => {
    mercator.simulator.change(building, '2026000001', { project_type_code: 'omv2031_iets' });
    const twin = mercator.simulator.layers[building].features[30]!;
    mercator.simulator.change(building, twin.projectnummer!, { project_type_code: 'omv2031_iets' });
    mercator.simulator.add(building, {
      projectnummer: '2026000009',
      datum_indiening: '2026-02-01T00:00:00Z',
      datum_huidige_toestand: '2026-01-01T00:00:00Z',
    });
    mercator.simulator.add(building, { projectnummer: null, voorwerp_uuid: 'x' });
    mercator.simulator.add(building, { projectnummer: '2026000010', datum_indiening: '31/12/2025' });
    const { mirror, service, log, oddities } = open();
    await mirror.follow();
    const { value } = await service.project(`OMV_${twin.projectnummer}`, callContext());
    expect(value).toMatchObject({ typeCode: 'omv2031_iets', typeLabel: null });
    expect(log.of('platform.unknown_value').map(({ fields }) => [fields.field, fields.value])).toEqual([
      ['projectType', 'omv2031_iets'],
      ['state', 'BEFORE_FILING'],
    ]);
    for (const event of ['permits.rows.unreadable', 'permits.moments.unreadable'])
      expect(log.of(event)).toHaveLength(1);
    const counted = await oddities();
    expect(counted).toMatch(/field="projectType"} [2-9]/);
    expect(counted).toContain('field="state"} 1');
    expect(counted).toContain('kind="unreadable_moment"} 1');
  });

  test('keeps texts that PostgreSQL cannot store, without what it refuses', async () => {
    mercator.simulator.change(building, '2026000001', {
      huidige_toestand: 'Nul\0teken \uD800',
      datum_huidige_toestand: '2026-11-25T09:59:00Z',
    });
    const { mirror, service } = open();
    await mirror.follow();
    expect(await stateOf(service, 'OMV_2026000001')).toBe('Nul\uFFFDteken \uFFFD');
  });
});
