import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { OmgevingsloketSimulator } from '../../adapters/omgevingsloket/simulator.js';
import { writeObjects } from '../../src/capabilities/permits/permit.copy.js';
import {
  type PermitKind,
  permitKinds,
  type PermitObject,
} from '../../src/capabilities/permits/permits.port.js';
import { type TestHub, testHub } from '../support/hub.js';

const list = `query ($filter: PermitFilter!, $first: Int, $after: String) {
  permitProjects(filter: $filter, first: $first, after: $after) {
    totalCount
    edges { cursor }
    nodes {
      number kinds type { code label } state phase procedure submittedAt stateSince publicPage
      objects { uuid kind state location { geometry boundingBox { minX minY maxX maxY } } }
      deadlines { kind status day extendedDay explanation } nextDeadline { kind status day }
      source { state }
    }
    pageInfo { hasNextPage endCursor hasPreviousPage }
    source { platform state reason }
  }
}`;

interface Node {
  readonly number: string;
  readonly kinds: string[];
  readonly state: string;
  readonly type: { readonly code: string; readonly label: string } | null;
  readonly submittedAt: string;
  readonly stateSince: string;
  readonly objects: {
    location: { boundingBox: { minX: number; maxX: number; minY: number; maxY: number } };
  }[];
}

describe('permit projects in the graph', () => {
  let hub: TestHub;
  let mercator: OmgevingsloketSimulator;
  beforeAll(async () => {
    hub = await testHub();
    mercator = hub.simulator('omgevingsloket') as OmgevingsloketSimulator;
  });
  afterEach(() => mercator.fail());
  afterAll(() => hub.close());

  const ask = async (filter: object, more: { first?: number; after?: string } = {}) => {
    const { body } = await hub.ask(list, { variables: { filter, ...more } });
    expect(body.errors).toBeUndefined();
    return body.data.permitProjects as {
      totalCount: number;
      nodes: Node[];
      pageInfo: { hasNextPage: boolean; endCursor: string };
      source: object;
    };
  };
  const questions = () => mercator.calls.filter(({ operation }) => operation !== 'GetFeature-probe').length;

  test('given a hundred of them with all they have, then the platform is asked nothing', async () => {
    mercator.forgetCalls();
    const page = await ask({}, { first: 100 });
    expect(page.nodes).toHaveLength(100);
    expect(page.nodes.every(({ objects }) => objects.length > 0)).toBe(true);
    expect(page.source).toEqual({ platform: 'omgevingsloket', state: 'FRESH', reason: null });
    expect(questions()).toBe(0);
  });

  test('given one number, with or without its prefix, then it is shown with its label, page, place and terms', async () => {
    for (const number of ['OMV_2026000001', '2026000001']) {
      const { data } = await hub.visitor.visitor.permitProjectDetail({ number });
      expect(data.permitProject).toMatchObject({
        number: 'OMV_2026000001',
        publicPage: 'https://omgevingsloketinzage.omgeving.vlaanderen.be/2026000001',
        source: { platform: 'omgevingsloket', state: 'FRESH' },
      });
      expect(data.permitProject!.type!.label).not.toBeNull();
      const location = data.permitProject!.objects[0]!.location!;
      expect(location.geometry.type).toBe('MultiPolygon');
      expect(location.boundingBox.minX).toBeGreaterThan(160_000);
    }
    const { data } = await hub.visitor.visitor.permitProjectDetail({ number: 'OMV_1999000001' });
    expect(data.permitProject).toBeNull();
  });

  test('given a number that is none, then it is refused with the reason and without the number', async () => {
    const { status, body } = await hub.ask('{ permitProject(number: "OMV-12") { number } }');
    expect(status).toBe(400);
    expect(body.errors[0].extensions.code).toMatch(/BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED/);
    expect(body.errors[0].message).not.toContain('OMV-12');
  });

  test('given filters, then only what fits all of them comes, and all of it', async () => {
    const everything = await everyPage({});
    const fits: [object, (node: Node) => boolean][] = [
      [
        { kinds: ['SUBDIVISION', 'RETAIL'] },
        ({ kinds }) => kinds.some((kind) => /SUBDIVISION|RETAIL/.test(kind)),
      ],
      [{ states: ['Ingetrokken'] }, ({ state }) => state === 'Ingetrokken'],
      [{ types: ['omv2017_melding'] }, ({ type }) => type?.code === 'omv2017_melding'],
      [{ submittedSince: '2026-01-01' }, ({ submittedAt }) => submittedAt >= '2026-01-01'],
      [{ changedSince: '2026-06-15' }, ({ stateSince }) => stateSince >= '2026-06-15'],
      [
        { within: { minX: 162_000, minY: 211_000, maxX: 164_000, maxY: 213_000 } },
        ({ objects }) =>
          objects.some(
            ({ location: { boundingBox: box } }) =>
              box.minX <= 164_000 && box.maxX >= 162_000 && box.minY <= 213_000 && box.maxY >= 211_000,
          ),
      ],
      [
        { kinds: ['URBAN_DEVELOPMENT'], states: ['Afgerond'], types: ['omv2019_aanvraag'] },
        ({ kinds, state, type }) =>
          kinds.includes('URBAN_DEVELOPMENT') && state === 'Afgerond' && type?.code === 'omv2019_aanvraag',
      ],
    ];
    for (const [filter, fit] of fits) {
      const expected = everything.filter(fit).map(({ number }) => number);
      expect(expected.length).toBeGreaterThan(0);
      expect(expected.length).toBeLessThan(everything.length);
      expect((await everyPage(filter)).map(({ number }) => number)).toEqual(expected);
    }
  });

  async function everyPage(filter: object): Promise<Node[]> {
    const nodes: Node[] = [];
    for (let after: string | undefined; ;) {
      const page = await ask(filter, { first: 90, ...(after ? { after } : {}) });
      nodes.push(...page.nodes);
      expect(page.totalCount).toBeGreaterThanOrEqual(nodes.length);
      if (!page.pageInfo.hasNextPage) {
        expect(nodes).toHaveLength(page.totalCount);
        return nodes;
      }
      after = page.pageInfo.endCursor;
    }
  }

  test.each([
    ['a cursor of another list', { filter: {}, after: 'WzEsIm1pcnJvciIsImEiLCJiIl0' }],
    ['no cursor at all', { filter: {}, after: 'x' }],
    ['no item', { filter: {}, first: 0 }],
    ['too many items', { filter: {}, first: 101 }],
    ['a rectangle inside out', { filter: { within: { minX: 2, minY: 1, maxX: 1, maxY: 2 } } }],
    ['too many states', { filter: { states: Array.from({ length: 51 }, String) } }],
    ['a null character', { filter: { types: ['a\0'] } }],
    ['a day that is none', { filter: { changedSince: '2026-02-30' } }],
  ])('given %s, then BAD_USER_INPUT', async (_name, variables) => {
    const { body } = await hub.ask(list, { variables });
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('given the code lists, then they come with their labels', async () => {
    const { body } = await hub.ask(
      '{ types: permitCodes(list: PROJECT_TYPE) { code label } events: permitCodes(list: EVENT) { code label } }',
    );
    expect(body.data.types).toContainEqual({ code: 'omv2017_melding', label: 'Melding' });
    expect(body.data.events).toHaveLength(35);
  });

  test('given Mercator goes down, then everything is still answered, as STALE', async () => {
    mercator.fail({ kind: 'refuse' });
    await hub.database.client.permitLayerState.updateMany({
      data: { followedAt: new Date(Date.now() - 25 * 3_600_000) },
    });
    await hub.hub.runNow('permits.mirror');
    const page = await ask({});
    expect(page.nodes).toHaveLength(20);
    expect(page.source).toMatchObject({
      state: 'STALE',
      reason: expect.stringMatching(/NETWORK|BREAKER_OPEN/),
    });
    expect(hub.logLines.join('')).not.toMatch(/Emma Peeters|Bouwgroep/);
  });

  test('given ten thousand of them, then pages are short, whole and without double', async () => {
    const objects = Array.from({ length: 10_000 }, (_, at): PermitObject => {
      const x = 160_000 + (at % 100) * 80;
      const y = 210_000 + Math.floor(at / 100) * 80;
      return {
        kind: permitKinds[at % 4] as PermitKind,
        projectNumber: `OMV_${2_010_000_000 + at * 13}`,
        uuid: `uuid-${at}`,
        typeCode: 'omv2019_aanvraag',
        state: `Toestand ${at % 7}`,
        submittedAt: '2010-01-01T00:00:00.000Z',
        stateSince: new Date(Date.UTC(2010, 0, 1) + at * 3_600_000).toISOString(),
        geometry: { type: 'Point', coordinates: [x, y] },
        boundingBox: { minX: x, minY: y, maxX: x, maxY: y },
      };
    });
    for (let at = 0; at < objects.length; at += 2_000)
      await writeObjects(hub.database.client, objects.slice(at, at + 2_000), new Date());
    mercator.forgetCalls();
    const numbers: string[] = [];
    const filter = { states: ['Toestand 3'], kinds: ['RETAIL'] };
    for (let after: string | undefined; ;) {
      const page = await ask(filter, { first: 60, ...(after ? { after } : {}) });
      numbers.push(...page.nodes.map(({ number }) => number));
      if (!page.pageInfo.hasNextPage) break;
      after = page.pageInfo.endCursor;
    }
    const expected = objects.filter(({ kind, state }) => kind === 'RETAIL' && state === 'Toestand 3');
    expect(numbers).toEqual(expected.map(({ projectNumber }) => projectNumber).reverse());
    const within = { minX: 160_000, minY: 210_000, maxX: 160_160, maxY: 210_160 };
    expect(
      (await ask({ within, types: ['omv2019_aanvraag'], submittedSince: '2010-01-01' })).totalCount,
    ).toBeGreaterThanOrEqual(9);
    expect(questions()).toBe(0);

    const plan = await hub.database.client.$queryRaw<{ 'QUERY PLAN': string }[]>`
      EXPLAIN SELECT number FROM permit_project_copy WHERE state = ANY(ARRAY['Toestand 3']) AND number < 'OMV_2010100000' ORDER BY number DESC LIMIT 61`;
    expect(plan.map((line) => line['QUERY PLAN']).join()).toMatch(/Index/);
  });
});

describe('a hub without Omgevingsloket, or whose copy was never filled', () => {
  let hub: TestHub;
  afterEach(() => hub.close());

  test('given Mercator was never reached, then lists are empty and say so, and one project is null', async () => {
    hub = await testHub({
      mirror: false,
      before: ({ simulators }) => simulators.get('omgevingsloket')!.fail({ kind: 'refuse' }),
    });
    await hub.hub.runNow('permits.mirror');
    const { body } = await hub.ask(
      '{ permitProjects(filter: {}) { nodes { number } totalCount source { state reason } } permitProject(number: "2026000001") { number } }',
    );
    expect(body.errors).toBeUndefined();
    expect(body.data).toEqual({
      permitProjects: {
        nodes: [],
        totalCount: null,
        source: { state: 'UNAVAILABLE', reason: expect.stringMatching(/NETWORK|BREAKER_OPEN/) },
      },
      permitProject: null,
    });
    expect(body.extensions.sources).toMatchObject([{ platform: 'omgevingsloket', state: 'UNAVAILABLE' }]);
  });
});
