import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { Database } from '../../src/storage/database.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { type Databank, openDatabank } from '../uitdatabank/support.js';
import { agendaOf, platform } from './support.js';

interface Listed {
  readonly vCode: string;
  readonly events: {
    readonly nodes: readonly { readonly name: string; readonly organizer: { readonly id: string } }[];
    readonly totalCount: number | null;
    readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
    readonly source: Record<string, unknown>;
  };
}

const clock = manualClock(new Date('2026-11-25T10:00:00Z'));
const hundred = Array.from({ length: 100 }, (_, at) => `V${String(1001 + at).padStart(7, '0')}`);
const organizer = (at: number) => `00000002-0000-4000-8000-${String(at).padStart(12, '0')}`;
let database: Database;
let databank: Databank;
let agenda: ReturnType<typeof agendaOf>;

beforeAll(async () => {
  [database, databank] = await Promise.all([testDatabase(), openDatabank({}, clock)]);
  agenda = agendaOf(databank, { database, clock, vCodes: hundred });
});
afterEach(() => {
  databank.simulator.fail();
  databank.simulator.forgetCalls();
});
afterAll(async () => {
  await databank.close();
  await database.close();
});

const query = `query ($first: Int = 20, $after: String, $from: Date, $to: Date) {
  associations(first: 100) { nodes { vCode events(first: $first, after: $after, from: $from, to: $to) {
    nodes { name organizer { id } } totalCount pageInfo { hasNextPage endCursor } source { platform state reason }
  } } }
}`;

async function listed(
  variables: Record<string, unknown> = {},
  on = agenda,
): Promise<ReadonlyMap<string, Listed['events']>> {
  const { data, errors } = await on.ask(query, variables);
  expect(errors).toBeUndefined();
  const { nodes } = (data as { associations: { nodes: Listed[] } }).associations;
  return new Map(nodes.map(({ vCode, events }) => [vCode, events]));
}

const operations = () => databank.simulator.calls.map(({ operation }) => operation);

describe('events of associations', () => {
  test('say that no link was read yet, until they are', async () => {
    const events = await listed();
    expect(events.get('V0001001')).toMatchObject({
      nodes: [],
      totalCount: null,
      source: { platform, state: 'UNAVAILABLE', reason: 'NOT_READ_YET' },
    });
    expect(operations()).toEqual([]);
  });

  test('come after the links were read: one call for each organiser, with or without address', async () => {
    await agenda.mirror!.follow();
    const links = operations().filter((operation) => operation === 'verenigingsloket');
    expect(links).toHaveLength(16);
    expect(operations().filter((operation) => operation === 'token')).toHaveLength(1);
    expect(await database.client.eventOrganizer.count({ where: { status: 'confirmed' } })).toBe(9);
  });

  test('of a hundred associations are one call to the platform', async () => {
    const events = await listed();
    expect(operations()).toEqual(['events']);
    expect(events.size).toBe(100);
    const own = events.get('V0001001')!;
    expect(own.nodes.length).toBeGreaterThan(3);
    expect(own.nodes.every((event) => event.organizer.id === organizer(0))).toBe(true);
    expect(own).toMatchObject({ totalCount: own.nodes.length, source: { state: 'FRESH', reason: null } });
    // One that is linked to nothing has no events, which is known.
    expect(events.get('V0001002')).toMatchObject({ nodes: [], totalCount: 0, source: { state: 'FRESH' } });
  });

  test('are those of confirmed links only', async () => {
    const events = await listed();
    for (const vCode of ['V0001039', 'V0001031'])
      expect(events.get(vCode)).toMatchObject({ nodes: [], totalCount: 0, source: { state: 'FRESH' } });
  });

  test('are paged for each association by itself', async () => {
    const all = (await listed()).get('V0001001')!;
    const first = (await listed({ first: 2 })).get('V0001001')!;
    expect(first.nodes).toEqual(all.nodes.slice(0, 2));
    expect(first).toMatchObject({ totalCount: all.totalCount, pageInfo: { hasNextPage: true } });
    const second = (await listed({ first: 2, after: first.pageInfo.endCursor })).get('V0001001')!;
    expect(second.nodes).toEqual(all.nodes.slice(2, 4));
  });

  test('can be asked of a period', async () => {
    const all = (await listed()).get('V0001001')!;
    const week = (await listed({ from: '2026-11-25', to: '2026-12-10' })).get('V0001001')!;
    expect(week.totalCount).toBeGreaterThan(0);
    expect(week.totalCount).toBeLessThan(all.totalCount!);
  });

  test('of more than 2000 are one call for each 2000', async () => {
    const [model] = databank.simulator.events.filter(
      (event) =>
        JSON.stringify(event['organizer']).includes(organizer(1)) && event['workflowStatus'] === 'APPROVED',
    );
    for (let at = 0; at < 2_100; at += 1)
      databank.simulator.add({
        ...model!,
        '@id': `https://io-test.uitdatabank.be/events/veel-${at}`,
        audience: { audienceType: 'everyone' },
        availableTo: '2026-12-31T00:00:00+00:00',
      } as never);
    const events = await listed({ from: '2026-01-01' });
    expect(operations()).toEqual(['events', 'events']);
    expect(events.get('V0001003')!.totalCount).toBeGreaterThanOrEqual(2_100);
  });
});

describe('links that change', () => {
  test('are followed, and one that is gone no longer counts', async () => {
    databank.simulator.link(organizer(0), null);
    databank.simulator.link(organizer(11), { vcode: 'V0001002', status: 'confirmed' });
    await agenda.mirror!.follow();
    const events = await listed({ first: 1 });
    expect(events.get('V0001001')!.totalCount).toBe(0);
    expect(events.get('V0001002')!.totalCount).toBeGreaterThan(0);
  });

  test('that cannot be read stay as they were, and say so when they are old', async () => {
    databank.simulator.fail({ kind: 'status', status: 503, operation: 'verenigingsloket' });
    await clock.advance(13 * 3_600_000);
    await expect(agenda.mirror!.follow()).rejects.toMatchObject({ code: 'HTTP_5XX' });
    const events = await listed({ first: 1 });
    expect(events.get('V0001002')).toMatchObject({ source: { state: 'STALE', reason: 'HTTP_5XX' } });
    expect(events.get('V0001002')!.totalCount).toBeGreaterThan(0);
  });

  test('heal', async () => {
    await agenda.mirror!.follow();
    expect((await listed({ first: 1 })).get('V0001002')).toMatchObject({
      source: { state: 'FRESH', reason: null },
    });
  });
});

test('while the platform is down, associations stay and their events are empty with the reason', async () => {
  databank.simulator.fail({ kind: 'refuse' });
  const events = await listed({ from: '2027-01-01' });
  expect(events.size).toBe(100);
  expect(events.get('V0001002')).toMatchObject({
    nodes: [],
    totalCount: null,
    source: { platform, state: 'UNAVAILABLE', reason: 'NETWORK' },
  });
});

test('without access to links, they say that it is not configured and ask nothing', async () => {
  const without = await openDatabank({ entry: undefined }, clock);
  const events = await listed({}, agendaOf(without, { database, clock, vCodes: ['V0001001'] }));
  expect(events.get('V0001001')).toMatchObject({
    nodes: [],
    source: { platform, state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' },
  });
  expect(without.simulator.calls).toEqual([]);
  await without.close();
});
