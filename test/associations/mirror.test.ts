import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { createAssociationMirror } from '../../src/capabilities/associations/association.mirror.js';
import {
  type AssociationService,
  createAssociationService,
} from '../../src/capabilities/associations/association.service.js';
import type { AssociationsPort } from '../../src/capabilities/associations/associations.port.js';
import { systemClock } from '../../src/context/clock.js';
import type { Database } from '../../src/storage/database.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';
import { anonymous, openRegister, type Register } from '../verenigingsregister/support.js';

let register: Register;
let database: Database;

beforeAll(async () => {
  database = await testDatabase();
});

beforeEach(async () => {
  register = await openRegister({ bulkPieceBytes: 500_000 });
  await database.execute('TRUNCATE association_copy, mirror_state');
});

afterEach(() => register.close());
afterAll(() => database.close());

function open(part: { port?: AssociationsPort; clock?: typeof systemClock; batchSize?: number } = {}) {
  const { port = register.port, clock = systemClock, batchSize = 20 } = part;
  const log = memoryLog();
  const options = { database, port, platform: 'verenigingsregister' };
  const mirror = createAssociationMirror({ ...options, clock, log, batchSize });
  return { mirror, log, service: createAssociationService({ ...options, mirror }) };
}

function count(): Promise<number> {
  return database.client.associationCopy.count();
}

async function sequence(): Promise<number> {
  return Number(
    (await database.client.mirrorState.findUniqueOrThrow({ where: { name: 'associations' } })).sequence,
  );
}

async function namesOf(service: AssociationService, text: string): Promise<string[]> {
  const page = await service.search(
    { text, activities: [], postalCodes: [], first: 100, after: null },
    anonymous(),
  );
  return page.edges.map(({ node }) => node.name);
}

describe('the mirror', () => {
  test('is filled from the bulk file, and knows from where to follow', async () => {
    const { mirror } = open();
    expect(await mirror.status()).toMatchObject({
      filled: false,
      source: { state: 'UNAVAILABLE', reason: 'NOT_FILLED' },
    });
    await mirror.follow();
    expect(await count()).toBe(1250);
    expect(await sequence()).toBe(register.simulator.sequence);
    expect(await mirror.status()).toMatchObject({
      filled: true,
      source: { state: 'FRESH', since: null, reason: null },
    });
    expect(register.simulator.calls.filter(({ operation }) => operation === 'detail')).toEqual([]);
  });

  test('follows what is changed, added and removed, asking only for that', async () => {
    const { mirror, service } = open();
    await mirror.follow();
    register.simulator.forgetCalls();
    register.simulator.change('V0001010', { name: 'Fanfare De Nieuwe Klank' });
    register.simulator.add({ name: 'Zwemclub De Dolfijn' });
    register.simulator.remove('V0001001');
    await mirror.follow();
    expect(register.simulator.calls.map(({ operation }) => operation)).toEqual([
      'mutaties',
      'detail',
      'detail',
      'detail',
    ]);
    expect(await namesOf(service, 'nieuwe klank')).toEqual(['Fanfare De Nieuwe Klank']);
    expect(await namesOf(service, 'dolfijn')).toEqual(['Zwemclub De Dolfijn']);
    expect(await namesOf(service, 'schildewandelaars')).toEqual([]);
    expect(await count()).toBe(1250);
    expect(await sequence()).toBe(register.simulator.sequence);
  });

  test('stays searchable while the register is down, and says since when', async () => {
    const { mirror, service } = open();
    await mirror.follow();
    register.simulator.fail({ kind: 'refuse' });
    await expect(mirror.follow()).rejects.toMatchObject({ code: 'NETWORK' });
    const { failingSince } = await database.client.mirrorState.findUniqueOrThrow({
      where: { name: 'associations' },
    });
    await expect(mirror.follow()).rejects.toMatchObject({ code: 'NETWORK' });
    const context = anonymous();
    const page = await service.search(
      { text: 'schildewandelaars', activities: [], postalCodes: [], first: 10, after: null },
      context,
    );
    expect(page.edges).toHaveLength(1);
    expect(page.source).toMatchObject({ state: 'STALE', since: failingSince, reason: 'NETWORK' });
    expect(context.sources.summary()).toEqual([page.source]);
    const detail = await service.detail('V0001001', anonymous());
    expect(detail).toMatchObject({ value: { vCode: 'V0001001' }, source: { state: 'STALE' } });

    register.simulator.fail();
    register.simulator.change('V0001001', { name: 'Wandelclub Weer Thuis' });
    await mirror.follow();
    expect(await mirror.status()).toMatchObject({ source: { state: 'FRESH', since: null, reason: null } });
    expect(await namesOf(service, 'weer thuis')).toHaveLength(1);
  });

  test('that nobody followed for long is STALE, whatever went before', async () => {
    const clock = manualClock(Date.now());
    const { mirror } = open({ clock });
    await mirror.follow();
    await clock.advance(11 * 60_000);
    expect(await mirror.status()).toMatchObject({
      filled: true,
      source: { state: 'STALE', reason: 'NOT_FOLLOWED' },
    });
  });

  test('cut off half-way the first fill is not taken for filled, and the next fill is whole', async () => {
    let pieces = 0;
    const cut: AssociationsPort = {
      ...register.port,
      async *all(context) {
        for await (const piece of register.port.all(context)) {
          if ((pieces += 1) > 2) throw new PlatformError('verenigingsregister', 'NETWORK');
          yield piece;
        }
      },
    };
    const { mirror } = open({ port: cut });
    await expect(mirror.follow()).rejects.toMatchObject({ code: 'NETWORK' });
    expect(await count()).toBeGreaterThan(0);
    expect(await mirror.status()).toMatchObject({ filled: false });
    // Gone before the second fill: what the first one wrote of it must go too.
    register.simulator.remove('V0001001');
    const again = open();
    await again.mirror.follow();
    expect(await count()).toBe(1249);
    expect(await again.mirror.status()).toMatchObject({ filled: true });
  });

  test('cut off half-way a long list of changes goes on behind the last stored batch', async () => {
    const { mirror } = open();
    await mirror.follow();
    const before = await sequence();
    for (let at = 0; at < 50; at += 1)
      register.simulator.change(`V000${1100 + at}`, { name: `Gewijzigd ${String(at).padStart(2, '0')}` });
    let asked = 0;
    const cut: AssociationsPort = {
      ...register.port,
      current: (vCode, context) =>
        (asked += 1) > 30
          ? Promise.reject(new PlatformError('verenigingsregister', 'TIMEOUT'))
          : register.port.current(vCode, context),
    };
    await expect(open({ port: cut }).mirror.follow()).rejects.toMatchObject({ code: 'TIMEOUT' });
    expect(await sequence()).toBe(before + 20);
    register.simulator.forgetCalls();
    const { mirror: next, service } = open();
    await next.follow();
    expect(register.simulator.calls.filter(({ operation }) => operation === 'detail')).toHaveLength(30);
    expect(await sequence()).toBe(before + 50);
    expect(await namesOf(service, 'gewijzigd')).toHaveLength(50);
  });

  test('stops between two batches when the hub closes, and that is no failure', async () => {
    const { mirror } = open();
    await mirror.follow();
    for (let at = 0; at < 50; at += 1) register.simulator.change(`V000${1100 + at}`, { description: 'x' });
    const closing = new AbortController();
    let asked = 0;
    const port: AssociationsPort = {
      ...register.port,
      current: (vCode, context) => {
        if ((asked += 1) === 25) closing.abort(new Error('closing'));
        return register.port.current(vCode, context);
      },
    };
    const before = await sequence();
    await expect(open({ port }).mirror.follow(closing.signal)).rejects.toThrow();
    expect(await sequence()).toBe(before + 20);
    expect(await open().mirror.status()).toMatchObject({ source: { state: 'FRESH' } });
  });

  test('is filled one by one from the feed when the settings allow no bulk file', async () => {
    const port: AssociationsPort = {
      ...register.port,
      changesSince: async (from, context) => (await register.port.changesSince(from, context)).slice(0, 60),
      async *all() {
        throw new PlatformError('verenigingsregister', 'NOT_CONFIGURED');
      },
    };
    const { mirror } = open({ port });
    await mirror.follow();
    expect(await count()).toBe(60);
    expect(await mirror.status()).toMatchObject({ filled: true });
  });

  test('is not stopped by one association that cannot be read', async () => {
    const { mirror } = open();
    await mirror.follow();
    register.simulator.change('V0001010', { name: 'Onleesbaar' });
    register.simulator.change('V0001011', { name: 'Leesbaar en nieuw' });
    const port: AssociationsPort = {
      ...register.port,
      current: (vCode, context) =>
        vCode === 'V0001010'
          ? Promise.reject(new PlatformError('verenigingsregister', 'MALFORMED'))
          : register.port.current(vCode, context),
    };
    const { mirror: next, log, service } = open({ port });
    await next.follow();
    expect(await namesOf(service, 'leesbaar nieuw')).toEqual(['Leesbaar en nieuw']);
    expect(log.of('mirror.unreadable')).toMatchObject([{ fields: { vCode: 'V0001010', code: 'MALFORMED' } }]);
    expect(await sequence()).toBe(register.simulator.sequence);
  });

  test('keeps texts that PostgreSQL cannot store, without what it refuses', async () => {
    const { mirror, service } = open();
    register.simulator.change('V0001010', { name: 'Nul\0teken \uD800 kring' });
    await mirror.follow();
    expect(await namesOf(service, 'kring nul')).toEqual(['Nul\uFFFDteken \uFFFD kring']);
  });

  test('does not take an empty bulk file for an empty register', async () => {
    const port: AssociationsPort = { ...register.port, all: async function* () {} };
    await expect(open({ port }).mirror.follow()).rejects.toMatchObject({ platformCode: 'EMPTY_BULK_FILE' });
    expect(await open().mirror.status()).toMatchObject({ filled: false });
  });
});
