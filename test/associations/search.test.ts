import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { createAssociationMirror } from '../../src/capabilities/associations/association.mirror.js';
import {
  type AssociationListSearch,
  type AssociationPage,
  type AssociationService,
  createAssociationService,
} from '../../src/capabilities/associations/association.service.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';
import { anonymous, openRegister, type Register } from '../verenigingsregister/support.js';

let register: Register;
let database: Database;
let empty: Database;
/** Answers from the filled mirror. */
let service: AssociationService;
/** Its mirror was never filled. */
let live: AssociationService;
let follow: () => Promise<void>;

const platform = 'verenigingsregister';

beforeAll(async () => {
  [register, database, empty] = await Promise.all([openRegister(), testDatabase(), testDatabase()]);
  const { port } = register;
  const shared = { port, platform, clock: systemClock, log: memoryLog() };
  const mirror = createAssociationMirror({ ...shared, database });
  follow = () => mirror.follow();
  await follow();
  service = createAssociationService({ database, port, mirror, platform });
  const unfilled = createAssociationMirror({ ...shared, database: empty });
  live = createAssociationService({ database: empty, port, mirror: unfilled, platform });
});

afterEach(() => register.simulator.fail());

afterAll(async () => {
  await Promise.all([register.close(), database.close(), empty.close()]);
});

function ask(from: AssociationService, part: Partial<AssociationListSearch> = {}): Promise<AssociationPage> {
  return from.search(
    { text: null, activities: [], postalCodes: [], first: 20, after: null, ...part },
    anonymous(),
  );
}

/** Every page, to the end; `between` runs after each. */
async function allOf(
  from: AssociationService,
  part: Partial<AssociationListSearch>,
  between: (page: number) => Promise<void> = () => Promise.resolve(),
): Promise<{ vCodes: string[]; last: AssociationPage }> {
  const vCodes: string[] = [];
  let after: string | null = null;
  for (let number = 0; ; number += 1) {
    const page: AssociationPage = await ask(from, { ...part, after });
    vCodes.push(...page.edges.map(({ node }) => node.vCode));
    if (!page.hasNextPage) return { vCodes, last: page };
    after = page.edges.at(-1)?.cursor ?? null;
    await between(number);
  }
}

describe('a search in the mirror', () => {
  test('pages through every association, beyond the thousand of the register, each once', async () => {
    const { vCodes, last } = await allOf(service, { first: 100 });
    expect(vCodes).toHaveLength(1250);
    expect(new Set(vCodes).size).toBe(1250);
    expect(await last.totalCount()).toBe(1250);
    expect(last.source).toMatchObject({ platform, state: 'FRESH' });
  });

  test('misses and repeats none that stays while others come, change and go between the pages', async () => {
    const staying = new Set((await allOf(service, { first: 100 })).vCodes);
    const { vCodes } = await allOf(service, { first: 90 }, async (page) => {
      const vCode = `V000${1200 + page}`;
      staying.delete(vCode);
      if (page % 3 === 0) register.simulator.remove(vCode);
      else if (page % 3 === 1) register.simulator.change(vCode, { name: `Aaa verhuisd ${page}` });
      else register.simulator.add({ name: `Mmm nieuw ${page}` });
      await follow();
    });
    const seen = vCodes.filter((vCode) => staying.has(vCode));
    expect(new Set(vCodes).size).toBe(vCodes.length);
    expect(seen).toHaveLength(staying.size);
  });

  test.each([
    ['part of a word', 'ldewandel'],
    ['another case', 'WANDELCLUB schildewandelaars'],
    ['the short name', 'dsw'],
    ['words of the description', 'zondag wandeling jong'],
    ['name and municipality together', 'schildewandelaars schilde'],
  ])('finds by %s', async (_, text) => {
    const { edges } = await ask(service, { text });
    expect(edges.map(({ node }) => node.vCode)).toContain('V0001001');
  });

  test('finds accented names without accents, and the other way round', async () => {
    const without = await ask(service, { text: 'cafe elan' });
    const withAccents = await ask(service, { text: 'CAFÉ Élan' });
    expect(without.edges.length).toBeGreaterThan(0);
    expect(withAccents.edges.map(({ node }) => node.vCode)).toEqual(
      without.edges.map(({ node }) => node.vCode),
    );
  });

  test.each([
    ['%', 'all'],
    ['_', 'all'],
    ['\\', 'all'],
    ['"', 'all'],
    ["'; DROP TABLE association_copy; --", 'none'],
  ])(
    'takes %s for text: signs alone narrow nothing, and none of them is an operator',
    async (text, found) => {
      const all = await (await ask(service)).totalCount();
      expect(await (await ask(service, { text })).totalCount()).toBe(found === 'all' ? all : 0);
      expect(all).toBeGreaterThan(1200);
    },
  );

  test('narrows by activity and postal code, and counts what is left', async () => {
    const page = await ask(service, { activities: ['SPRT', 'HOSP'], postalCodes: ['2970'], first: 100 });
    for (const { node } of page.edges) {
      expect(node.activities.some(({ code }) => code === 'SPRT' || code === 'HOSP')).toBe(true);
      expect(node.locations.some(({ postalCode }) => postalCode === '2970')).toBe(true);
    }
    const { vCodes } = await allOf(service, {
      activities: ['SPRT', 'HOSP'],
      postalCodes: ['2970'],
      first: 7,
    });
    expect(await page.totalCount()).toBe(vCodes.length);
    expect(vCodes.length).toBeGreaterThan(7);
  });

  test('knows the names of the associations that one is a member of, which the bulk file lacks', async () => {
    const { edges } = await ask(service, { text: 'schildewandelaars' });
    expect(edges[0]?.node.memberships[0]).toMatchObject({ vCode: 'V0001002', name: expect.any(String) });
  });

  test('is quick: a page of a hundred with its count within a second', async () => {
    await ask(service, { text: 'de', first: 100 });
    const start = performance.now();
    await (await ask(service, { text: 'de', first: 100 })).totalCount();
    expect(performance.now() - start).toBeLessThan(1_000);
  });

  test.each(['x', '', 'bWlycm9y', Buffer.from('[1,"register",5000,""]').toString('base64url')])(
    'refuses %s as a cursor',
    async (after) => {
      await expect(ask(service, { after })).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    },
  );
});

describe('while the mirror is empty', () => {
  test('the register itself answers, in the order of names', async () => {
    const page = await ask(live, { text: 'schildewandelaars' });
    expect(page.edges.map(({ node }) => node.vCode)).toEqual(['V0001001']);
    expect(page.source).toMatchObject({ state: 'FRESH', reason: null });
    expect(await page.totalCount()).toBe(1);
  });

  test('a list ends at the thousandth and says that the register has more', async () => {
    const { vCodes, last } = await allOf(live, { first: 90 });
    expect(vCodes).toHaveLength(1000);
    expect(new Set(vCodes).size).toBe(1000);
    expect(last.source.reason).toBe('FIRST_1000_ONLY');
    expect(await last.totalCount()).toBeGreaterThan(1200);
  });

  test('and the register is down too, the page is empty and says UNAVAILABLE', async () => {
    register.simulator.fail({ kind: 'status', status: 503 });
    const context = anonymous();
    const page = await live.search(
      { text: 'nog nooit gevraagd', activities: [], postalCodes: [], first: 10, after: null },
      context,
    );
    expect(page).toMatchObject({
      edges: [],
      hasNextPage: false,
      source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' },
    });
    expect(await page.totalCount()).toBeNull();
    expect(context.sources.summary()).toEqual([page.source]);
    await expect(live.detail('V0001333', anonymous())).rejects.toMatchObject({ code: 'HTTP_5XX' });
  });
});

describe('one association', () => {
  test('comes from the mirror, without asking the register', async () => {
    register.simulator.forgetCalls();
    const { value, source } = await service.detail('V0001001', anonymous());
    expect(value).toMatchObject({
      vCode: 'V0001001',
      status: 'Actief',
      memberships: [{ name: expect.any(String) }],
    });
    expect(source.state).toBe('FRESH');
    expect(register.simulator.calls).toEqual([]);
  });

  test('that is newer than the mirror comes from the register', async () => {
    const added = register.simulator.add({ name: 'Zonet opgericht' });
    expect((await service.detail(added.vCode, anonymous())).value).toMatchObject({ name: 'Zonet opgericht' });
  });

  test('that nobody knows is null', async () => {
    expect((await service.detail('V9999999', anonymous())).value).toBeNull();
  });
});

describe('the associations of a person', () => {
  const emma = NationalNumber.parse('85671421468');

  test('are those the person represents', async () => {
    const { value } = await service.ofRepresentative(emma, anonymous());
    expect(value).toMatchObject([{ vCode: 'V0001001', mainRepresentative: true }]);
  });

  test('are null, not none, when the register does not answer or is not set up', async () => {
    register.simulator.fail({ kind: 'refuse' });
    const context = anonymous();
    const down = await service.ofRepresentative(emma, context);
    expect(down).toMatchObject({ value: null, source: { state: 'UNAVAILABLE', reason: 'NETWORK' } });
    expect(context.sources.summary()).toEqual([down.source]);
    const none = createAssociationService({ database, port: null, mirror: null, platform });
    expect(await none.ofRepresentative(emma, anonymous())).toMatchObject({
      value: null,
      source: { state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' },
    });
  });
});
