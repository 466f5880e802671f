import 'reflect-metadata';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { getNamedType, type GraphQLOutputType, isObjectType } from 'graphql';
import { EventsResolver } from '../../src/capabilities/events/events.resolver.js';
import type { EventService } from '../../src/capabilities/events/event.service.js';
import { createSchema } from '../../src/graph/schema.js';
import type { Database } from '../../src/storage/database.js';
import { encodeCursor } from '../../src/vocabulary/connection.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { type Databank, openDatabank } from '../uitdatabank/support.js';
import { agendaOf, platform } from './support.js';

interface Node {
  readonly id: string;
  readonly name: string;
  readonly calendarType: string;
  readonly images: readonly object[];
  readonly subEvents: readonly { readonly status: { readonly state: string } }[];
}

interface Page {
  readonly nodes: readonly Node[];
  readonly totalCount: number | null;
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
  readonly source: Record<string, unknown>;
}

// In the week before the clock goes back.
const clock = manualClock(new Date('2026-10-20T10:00:00Z'));
let database: Database;
let databank: Databank;
let agenda: ReturnType<typeof agendaOf>;
let model: Databank['simulator']['events'][number];

beforeAll(async () => {
  [database, databank] = await Promise.all([testDatabase(), openDatabank({}, clock)]);
  agenda = agendaOf(databank, { database, clock });
  model = databank.simulator.events.find((event) => event['calendarType'] === 'single')!;
});
afterEach(async () => {
  databank.simulator.fail();
  databank.simulator.forgetCalls();
});
afterAll(async () => {
  await databank.close();
  await database.close();
});

const page = `query ($from: Date, $to: Date, $search: String, $type: [String!], $age: Int, $free: Boolean, $first: Int = 100, $after: String) {
  events(from: $from, to: $to, search: $search, type: $type, age: $age, free: $free, first: $first, after: $after) {
    nodes { id name subEvents { startsAt endsAt status { state code reasons { text } } } status { state code } source { state } }
    totalCount pageInfo { hasNextPage endCursor } source { platform state reason fetchedAt }
  }
}`;

async function events(variables: Record<string, unknown> = {}): Promise<Page> {
  const { data, errors } = await agenda.ask(page, variables);
  expect(errors).toBeUndefined();
  return (data as { events: Page }).events;
}

/** An event as the simulator keeps it, with other times. */
function added(id: string, startDate: string, endDate: string, parts: object = {}): void {
  databank.simulator.add({
    ...model,
    '@id': `https://io-test.uitdatabank.be/events/${id}`,
    name: { nl: id },
    startDate,
    endDate,
    subEvent: [{ id: 0, startDate, endDate, status: { type: 'Available' } }],
    status: { type: 'Available' },
    workflowStatus: 'APPROVED',
    audience: { audienceType: 'everyone' },
    availableFrom: '2026-01-01T00:00:00+00:00',
    availableTo: endDate,
    ...parts,
  });
}

/** Every field below a type, but for lists of types within themselves. */
function everyField(type: GraphQLOutputType): string {
  const named = getNamedType(type);
  if (!isObjectType(named)) return '';
  const fields = Object.values(named.getFields()).map((field) => `${field.name} ${everyField(field.type)}`);
  return `{ ${fields.join(' ')} }`;
}

describe('events in the graph', () => {
  test('have every field that the schema names', async () => {
    const schema = createSchema([new EventsResolver({} as EventService)]);
    const all = everyField(schema.getQueryType()!.getFields()['event']!.type);
    const { data, errors } = await agenda.ask(`{ events(first: 100) { nodes ${all} } }`);
    expect(errors).toBeUndefined();
    const { nodes } = (data as { events: Page }).events;
    expect(nodes).toHaveLength(100);
    const jazz = nodes.find(({ name }) => /^Aperitiefconcert/.test(name));
    expect(jazz).toMatchObject({
      description: expect.stringMatching(/^Aperitiefconcert in Schilde & omgeving.\n- Deuren/),
      calendarType: 'single',
      location: { address: { postalCode: '2970' } },
      terms: [
        { label: 'Concert', domain: 'eventtype' },
        { label: 'Klassieke muziek', domain: 'theme' },
      ],
      prices: [
        { category: 'base', name: 'Basistarief', cents: 850, currency: 'EUR' },
        { category: 'tariff', cents: 170 },
      ],
      audience: { allAges: true },
      pages: [expect.stringContaining('uitinvlaanderen.be')],
      source: { platform, state: 'FRESH' },
    });
    expect(nodes.flatMap(({ images }) => images)).toContainEqual(
      expect.objectContaining({ copyrightHolder: 'Gemeente Schilde', main: true }),
    );
    // What has no end comes last.
    const rest = await agenda.ask(
      `query ($after: String) { events(first: 100, after: $after) { nodes ${all} } }`,
      { after: encodeCursor('events', 100) },
    );
    expect(rest.errors).toBeUndefined();
    const others = (rest.data as { events: Page }).events.nodes;
    expect(new Set([...nodes, ...others].map(({ calendarType }) => calendarType))).toEqual(
      new Set(['single', 'multiple', 'periodic', 'permanent']),
    );
    expect(others.at(-1)).toMatchObject({ calendarType: 'permanent', openingHours: [{ opens: '18:00' }] });
  });

  test('come page by page, each once, to the end', async () => {
    const { totalCount } = await events();
    const seen: string[] = [];
    let after: string | null = null;
    for (let more = true; more;) {
      const { nodes, pageInfo }: Page = await events({ first: 30, after });
      seen.push(...nodes.map(({ id }) => id));
      ({ endCursor: after, hasNextPage: more } = pageInfo);
    }
    expect(seen).toHaveLength(totalCount!);
    expect(new Set(seen).size).toBe(totalCount);
  });

  test('tell which of their times do not take place, in words that do not change', async () => {
    const { nodes } = await events();
    const times = nodes.flatMap(({ subEvents }) => subEvents);
    expect(new Set(times.map(({ status }) => status.state))).toEqual(
      new Set(['AVAILABLE', 'POSTPONED', 'UNAVAILABLE']),
    );
  });

  test.each([
    ['a page of none', { first: 0 }],
    ['a page that is too long', { first: 101 }],
    ['a foreign cursor', { after: encodeCursor('mirror', 'a', 'b') }],
    ['a cursor beyond the window', { after: encodeCursor('events', 10_001) }],
    ['a period that ends before it begins', { from: '2026-11-02', to: '2026-11-01' }],
    ['a type that is no id', { type: ['0.1 OR *'] }],
    ['an age of nobody', { age: -1 }],
    ['a very long search', { search: 'x'.repeat(201) }],
  ])('refuse %s', async (_, variables) => {
    const { errors } = await agenda.ask(page, variables);
    expect(errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect(databank.simulator.calls).toHaveLength(0);
  });
});

describe('days of events are days in Brussels', () => {
  test('also in the night in which the clock goes back', async () => {
    added('winteruur', '2026-10-25T00:30:00+00:00', '2026-10-25T01:30:00+00:00');
    const { nodes } = await events({ search: 'winteruur', from: '2026-10-25', to: '2026-10-25' });
    expect(nodes.find(({ name }) => name === 'winteruur')).toMatchObject({
      subEvents: [{ startsAt: '2026-10-25T02:30:00+02:00', endsAt: '2026-10-25T02:30:00+01:00' }],
    });
  });

  test('half an hour after midnight belongs to the day that begins', async () => {
    added('nachtuil', '2026-11-27T23:30:00+00:00', '2026-11-28T01:00:00+00:00');
    const found = async (from: string, to: string) =>
      (await events({ search: 'nachtuil', from, to })).nodes.map(({ name }) => name);
    expect(await found('2026-11-27', '2026-11-27')).toEqual([]);
    expect(await found('2026-11-28', '2026-11-28')).toEqual(['nachtuil']);
  });

  test('a day in the past shows what is over', async () => {
    added('voorbij', '2026-10-10T10:00:00+00:00', '2026-10-10T12:00:00+00:00');
    expect((await events({ search: 'voorbij' })).nodes).toEqual([]);
    expect((await events({ search: 'voorbij', from: '2026-10-10' })).nodes).toMatchObject([
      { name: 'voorbij' },
    ]);
  });
});

describe('what the platform may not say', () => {
  test('is shown as it is, counted each time that it comes, and logged once', async () => {
    const odd = { status: { type: 'Verplaatst' }, calendarType: 'maankalender', subEvent: [] };
    added('vreemd 1', '2026-12-01T20:00:00+00:00', '2026-12-01T19:00:00+00:00', odd);
    added('vreemd 2', '2026-12-02T20:00:00+00:00', '2026-12-02T22:00:00+00:00', odd);
    const ask = () => events({ search: 'vreemd' });
    expect((await ask()).nodes).toMatchObject([
      { name: 'vreemd 1', status: { state: 'UNKNOWN', code: 'Verplaatst' } },
      { name: 'vreemd 2', status: { state: 'UNKNOWN', code: 'Verplaatst' } },
    ]);
    await ask();
    // The second question had the same answer from the cache.
    expect(agenda.counted.toSorted()).toEqual(['calendarType', 'calendarType', 'period', 'status', 'status']);
    const lines = agenda.log.lines.filter(({ event }) => event === 'platform.unknown_value');
    expect(lines.map(({ fields }) => fields)).toEqual([
      expect.objectContaining({ field: 'calendarType', value: 'maankalender' }),
      expect.objectContaining({ field: 'status', value: 'Verplaatst' }),
      expect.objectContaining({ field: 'period', value: 'END_BEFORE_START' }),
    ]);
  });
});

describe('while the platform is down', () => {
  test('a question that was never asked is an empty page that says so', async () => {
    databank.simulator.fail({ kind: 'refuse' });
    const answer = await events({ search: 'ongevraagd' });
    expect(answer).toMatchObject({
      nodes: [],
      totalCount: null,
      pageInfo: { hasNextPage: false, endCursor: null },
      source: { platform, state: 'UNAVAILABLE', reason: 'NETWORK', fetchedAt: null },
    });
  });

  test('an earlier answer is given, and says that it is old', async () => {
    const before = await events({ first: 7 });
    await clock.advance(3_600_000);
    databank.simulator.fail({ kind: 'refuse' });
    const after = await events({ first: 7 });
    expect(after.nodes.map(({ id }) => id)).toEqual(before.nodes.map(({ id }) => id));
    expect(after.source).toMatchObject({
      state: 'STALE',
      reason: 'NETWORK',
      fetchedAt: before.source['fetchedAt'],
    });
  });

  test('one event is null, and its platform is in the sources', async () => {
    databank.simulator.fail({ kind: 'status', status: 503 });
    const { data, errors } = await agenda.ask('{ event(id: "onbekend") { name } }');
    expect({ data, errors }).toEqual({ data: { event: null }, errors: undefined });
  });

  test.each([
    ['no JSON', { kind: 'malformed' as const }, 'MALFORMED'],
    ['half an answer', { kind: 'truncated' as const }, 'NETWORK'],
    ['a page of nothing like it', { kind: 'malformed' as const, body: '{"member":[1]}' }, 'MALFORMED'],
    ['a key that is no longer good', { kind: 'expired-credentials' as const }, 'CREDENTIALS'],
    ['too many questions', { kind: 'status' as const, status: 429 }, 'THROTTLED'],
  ])('%s empties the page', async (name, fault, reason) => {
    databank.simulator.fail(fault);
    expect(await events({ search: name })).toMatchObject({
      nodes: [],
      source: { state: 'UNAVAILABLE', reason },
    });
  });
});

test('without a platform, the agenda says that there is none', async () => {
  const { data } = await agendaOf(null, { database, clock }).ask(
    '{ events { nodes { id } totalCount source { platform state reason } } event(id: "e") { id } }',
  );
  expect(data).toEqual({
    events: {
      nodes: [],
      totalCount: null,
      source: { platform, state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' },
    },
    event: null,
  });
});

test('the end of the window is told, and nothing is asked beyond it', async () => {
  for (let at = 0; at < 10_020; at += 1)
    added(`venster-${at}`, '2026-12-31T20:00:00+00:00', '2026-12-31T22:00:00+00:00');
  const last = await events({ search: 'Schilde', from: '2026-12-31', after: encodeCursor('events', 9_990) });
  expect(last).toMatchObject({
    pageInfo: { hasNextPage: false },
    source: { state: 'FRESH', reason: 'FIRST_10000_ONLY' },
  });
  expect(last.nodes).toHaveLength(10);
  expect(last.totalCount).toBeGreaterThan(10_000);
  const after = await events({ search: 'Schilde', from: '2026-12-31', after: last.pageInfo.endCursor });
  expect(after).toMatchObject({ nodes: [], source: { reason: 'FIRST_10000_ONLY' } });
});
