import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { parse, print } from 'graphql';
import { readFileSync } from 'node:fs';
import type { IpdcSimulator } from '../../adapters/ipdc/simulator.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

let hub: TestHub;
let ipdc: IpdcSimulator;

beforeAll(async () => {
  hub = await testHub();
  ipdc = hub.simulator('ipdc') as IpdcSimulator;
});
afterEach(() => hub.sandbox.simulators.forEach((simulator) => simulator.fail()));
afterAll(() => hub.close());

/** Every field of a type of the schema, to the depth of the schema. */
function everyField(type: string, seen: readonly string[] = []): string {
  const schema = parse(readFileSync('schema/schema.graphql', 'utf8'));
  const definition = schema.definitions.find(
    (one) => one.kind === 'ObjectTypeDefinition' && one.name.value === type,
  );
  if (definition?.kind !== 'ObjectTypeDefinition' || seen.includes(type)) return '';
  const fields = (definition.fields ?? []).filter(
    ({ name }) => !['myDossiers', 'appointmentServices'].includes(name.value),
  );
  const named = (one: string) => one.replace(/[[\]!]/g, '');
  return `{ ${fields
    .map((field) => `${field.name.value} ${everyField(named(print(field.type)), [...seen, type])}`)
    .join(' ')} }`;
}

describe('products in the graph', () => {
  test('given a visitor who searches, then products with the word in their name come first, in any spelling', async () => {
    const { body } = await hub.ask(
      '{ products(search: "KAÁRT", form: INFORMAL) { totalCount nodes { number name } source { platform state } } }',
    );
    expect(body.data.products).toEqual({
      totalCount: 3,
      nodes: [
        { number: '51020', name: 'Bewonerskaart (parkeren)' },
        { number: '51001', name: 'Identiteitskaart (eID)' },
        { number: '51021', name: 'Parkeerkaart voor personen met een handicap' },
      ],
      source: { platform: 'ipdc', state: 'FRESH' },
    });
  });

  test.each([
    ['a part of a compound', 'vergunning', ['51023', '51020']],
    ['a keyword', 'containerpark', ['51026']],
    ['a word of the formal wording', 'dient omgevingsloket', ['51023']],
    ['a word of the informal wording', 'dien omgevingsloket', ['51023']],
    ['an English word', 'passport', ['51002']],
    ['accents left out', 'creche', ['51009']],
    ['words that are not in one product', 'reispas markt', []],
    ['signs of a pattern', '%', 'all'],
    ['an unknown word', 'ruimteschip', []],
  ])('finds by %s', async (_, search, expected) => {
    const { body } = await hub.ask(
      'query ($search: String) { products(search: $search, first: 50) { nodes { number } } }',
      {
        variables: { search },
      },
    );
    const found = body.data.products.nodes.map(({ number }: { number: string }) => number);
    if (expected === 'all') expect(found).toHaveLength(23);
    else expect(found).toEqual(expected);
  });

  test('given a theme, then only its products, and an unknown theme has none', async () => {
    const ask = async (theme: string) =>
      (
        await hub.ask(
          'query ($theme: ThemeCode) { products(theme: $theme, first: 50) { totalCount nodes { themes { code name } } } }',
          { variables: { theme } },
        )
      ).body;
    const { data } = await ask('BouwenWonen');
    expect(data.products.totalCount).toBe(7);
    for (const { themes } of data.products.nodes)
      expect(themes).toContainEqual({ code: 'BouwenWonen', name: 'Bouwen en Wonen' });
    expect((await ask('Ruimtevaart')).data.products.totalCount).toBe(0);
    expect((await ask('drop table')).errors[0].extensions.code).toBe('BAD_USER_INPUT');
  });

  test('given pages of four, then every product comes once, in a stable order', async () => {
    const question =
      'query ($after: String, $search: String) { products(first: 4, after: $after, search: $search) { edges { cursor node { number } } pageInfo { hasNextPage hasPreviousPage endCursor } } }';
    for (const search of [null, 'e']) {
      const numbers: string[] = [];
      let after: string | null = null;
      for (let more = true; more;) {
        const { body } = await hub.ask(question, { variables: { after, search } });
        const { edges, pageInfo } = body.data.products;
        expect(pageInfo.hasPreviousPage).toBe(after !== null);
        expect(edges.at(-1).cursor).toBe(pageInfo.endCursor);
        numbers.push(...edges.map(({ node }: { node: { number: string } }) => node.number));
        after = pageInfo.endCursor;
        more = pageInfo.hasNextPage;
      }
      expect(new Set(numbers).size).toBe(numbers.length);
      expect(numbers).toHaveLength(23);
    }
  });

  test.each([
    ['products(after: "nonsense") { totalCount }', 'BAD_USER_INPUT'],
    [
      `products(after: "${Buffer.from('[1,2,"a","b"]').toString('base64url')}") { totalCount }`,
      'BAD_USER_INPUT',
    ],
    ['products(first: 0) { totalCount }', 'BAD_USER_INPUT'],
    ['products(first: 101) { totalCount }', 'BAD_USER_INPUT'],
    [`products(search: "${'x'.repeat(201)}") { totalCount }`, 'BAD_USER_INPUT'],
  ])('given %s, then it is refused with a reason', async (field, code) => {
    const { body } = await hub.ask(`{ ${field} }`);
    expect(body.errors[0].extensions.code).toBe(code);
  });

  test.each(['51 020', '0123', '12345678901', 'V0001001', ''])(
    'given the number %j, then it is refused without a question to anybody',
    async (number) => {
      ipdc.forgetCalls();
      const { status, body } = await hub.ask(
        'query ($number: IpdcNumber!) { product(number: $number) { name } }',
        { variables: { number } },
      );
      expect(status).toBe(400);
      expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
      expect(ipdc.calls.filter(({ operation }) => operation === 'instantie')).toEqual([]);
    },
  );

  test('given a number, then the product in both forms, as written and as generated', async () => {
    const { body } = await hub.ask(`{
      formal: product(number: "51020") { description { plain form generated language } wordings { language form generated } }
      informal: product(number: "51020", form: INFORMAL) { description { plain form generated } }
      english: product(number: "51002", language: EN) { name description { html language form } conditions { name description { language } } }
    }`);
    expect(body.data.formal).toMatchObject({
      description: {
        plain: expect.stringContaining('parkeert u'),
        form: 'FORMAL',
        generated: true,
        language: 'nl',
      },
      wordings: [
        { language: 'nl', form: null, generated: false },
        { language: 'nl', form: 'INFORMAL', generated: false },
        { language: 'nl', form: 'FORMAL', generated: true },
      ],
    });
    expect(body.data.informal.description).toMatchObject({
      plain: expect.stringContaining('parkeer je'),
      form: 'INFORMAL',
      generated: false,
    });
    // Where there is no English, Dutch is given, and says so.
    expect(body.data.english).toMatchObject({
      name: 'Passport',
      description: { html: expect.stringMatching(/^<p>You usually/), language: 'en', form: null },
      conditions: [{ name: 'Aanwezigheid', description: { language: 'nl' } }],
    });
  });

  test('given every field of every product, then each can be shown', async () => {
    const { body } = await hub.ask(`{ products(first: 50) { nodes ${everyField('Product')} } }`);
    expect(body.errors).toBeUndefined();
    expect(body.data.products.nodes).toHaveLength(23);
    const byNumber = new Map(body.data.products.nodes.map((node: { number: string }) => [node.number, node]));
    expect(byNumber.get('51023')).toMatchObject({
      type: { code: 'Toelating', name: 'Toelating' },
      exceptions: { plain: expect.stringContaining('melding') },
      conditions: [
        {
          name: 'Dossier',
          evidence: { name: 'Bewijsstukken', description: { plain: 'Plannen en foto’s.' } },
        },
      ],
      procedures: [
        {
          description: { html: expect.stringContaining('<ol><li>') },
          websites: [{ name: 'Online aanvragen', url: 'https://omgevingsloket.example' }],
        },
      ],
      costs: [{ name: 'Prijs', description: { plain: 'Dossiertaks van 50 tot 150 euro.' } }],
      legislation: [
        { name: 'Omgevingsvergunningsdecreet van 25 april 2014', url: expect.stringContaining('codex') },
      ],
      contacts: [
        {
          openingHours: 'Alleen na afspraak',
          addresses: [{ street: 'Brasschaatsebaan', postalCode: '2970', municipality: 'Schilde' }],
        },
      ],
      areas: [{ code: 'BE21111039', name: 'Schilde' }],
      competentLevels: [{ code: 'Lokaal', name: 'Lokale overheid' }],
      competentAuthorities: [{ id: 'OVO002214', ovoCode: 'OVO002214' }],
      keywords: expect.arrayContaining(['kapvergunning']),
      createdAt: '2024-02-14T10:12:31+01:00',
      source: { platform: 'ipdc', state: 'FRESH' },
    });
    expect(byNumber.get('51001')).toMatchObject({
      relatedProducts: [{ number: '51002', kind: 'INSTANTIE' }, { number: '51003' }],
      serviceLanguages: ['NLD', 'ENG'],
    });
    expect(byNumber.get('51006')).toMatchObject({
      procedures: [
        {
          description: {
            html: expect.stringContaining(
              '<a href="https://loket.schilde.example/verhuizen" rel="noopener noreferrer">',
            ),
          },
        },
      ],
    });
    expect(byNumber.get('51028')).toMatchObject({ contacts: [{ addresses: [{ boxNumber: 'a' }] }] });
    expect(byNumber.get('51031')).toMatchObject({
      otherFacts: expect.arrayContaining([{ path: 'vrijwilligers', value: 'true' }]),
    });
    expect(byNumber.get('685')).toMatchObject({
      publicLink: { url: 'https://www.vlaanderen.be/schooltoeslag' },
      areas: [{ code: 'BE2', name: 'Vlaams Gewest' }],
    });
  });

  test.each([
    ['of a neighbour', '61000'],
    ['archived', '51092'],
    ['excluded', '51091'],
    ['ended', '51090'],
    ['unknown', '999999'],
  ])('given a number %s, then null', async (_, number) => {
    const { body } = await hub.ask('query ($number: IpdcNumber!) { product(number: $number) { name } }', {
      variables: { number },
    });
    expect(body).toMatchObject({ data: { product: null } });
    expect(body.errors).toBeUndefined();
  });

  test('given a page of everything, then IPDC is not asked at all', async () => {
    ipdc.forgetCalls();
    await hub.ask('{ products(first: 50) { totalCount nodes { name } } product(number: "51020") { name } }');
    expect(ipdc.calls.filter(({ operation }) => operation === 'instantie')).toEqual([]);
  });

  test('given IPDC is down, then the copy answers and says STALE', async () => {
    ipdc.fail({ kind: 'refuse' });
    await hub.hub.runNow('products.mirror');
    const { body } = await hub.ask(
      '{ products(first: 1) { nodes { name } source { state reason since } } product(number: "51020") { name source { state } } }',
    );
    expect(body.data.products).toMatchObject({
      nodes: [expect.anything()],
      source: { state: 'STALE', reason: 'NETWORK', since: expect.any(String) },
    });
    expect(body.data.product.source.state).toBe('STALE');
    expect(body.extensions.sources).toMatchObject([{ platform: 'ipdc', state: 'STALE' }]);
    ipdc.fail();
    await hub.hub.runNow('products.mirror');
  });

  test('given unknown codes, then the code is shown without a name, and /metrics counts them', async () => {
    ipdc.change('51009', { themas: ['Ruimtevaart'] });
    await hub.hub.runNow('products.mirror');
    const { body } = await hub.ask('{ product(number: "51009") { themes { code name } } }');
    expect(body.data.product.themes).toEqual([{ code: 'Ruimtevaart', name: null }]);
    expect(await hub.metrics()).toContain('schakel_unknown_values_total{adapter="ipdc",field="theme"} 1');
    expect(hub.logLines.filter((line) => line.includes('platform.unknown_value'))).toHaveLength(1);
  });
});

describe('a copy that was never filled', () => {
  let young: TestHub;
  beforeAll(async () => {
    young = await testHub({
      mirror: false,
      before: ({ simulators }) =>
        simulators.get('ipdc')?.fail({ kind: 'status', status: 503, operation: 'instantiesnapshot' }),
    });
  });
  afterAll(() => young.close());

  test('gives an empty list that says so, and one product from IPDC itself', async () => {
    const { body } = await young.ask(
      '{ products { totalCount nodes { name } source { state } } product(number: "51020") { name source { state } } }',
    );
    expect(body.data.products).toEqual({ totalCount: null, nodes: [], source: { state: 'UNAVAILABLE' } });
    expect(body.data.product).toMatchObject({ name: 'Bewonerskaart (parkeren)', source: { state: 'FRESH' } });
    expect((await young.ask('{ product(number: "51090") { name } }')).body.data.product).toBeNull();
  });

  test('and IPDC down: the one product is null with an error, the list is empty', async () => {
    young.simulator('ipdc').fail({ kind: 'refuse' });
    const { body } = await young.ask('{ products { nodes { name } } product(number: "51003") { name } }');
    expect(body.data).toEqual({ products: { nodes: [] }, product: null });
    expect(body.errors).toMatchObject([
      { path: ['product'], extensions: { source: 'ipdc', retryable: true } },
    ]);
  });
});

describe('the citizen’s own dossiers of a product', () => {
  const question =
    '{ products(first: 24) { nodes { number myDossiers { items { number } source { platform state } } } } }';
  const dossiersOf = (body: {
    data: { products: { nodes: { number: string; myDossiers: { items: { number: string }[] } }[] } };
  }) =>
    Object.fromEntries(
      body.data.products.nodes
        .filter(({ myDossiers }) => myDossiers.items.length > 0)
        .map(({ number, myDossiers }) => [number, myDossiers.items.map((item) => item.number)]),
    );

  test('given Emma, then hers stand with the product they are about, by number and by a link, for one question to the platform', async () => {
    const cookie = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
    hub.simulator('burgerprofiel').forgetCalls();
    const { body } = await hub.ask(question, { cookie });
    expect(body.errors).toBeUndefined();
    expect(dossiersOf(body)).toEqual({
      685: ['STL-2026-004711'],
      1447: expect.arrayContaining(['MVP-2026-118903']),
    });
    const asked = hub.simulator('burgerprofiel').calls.map(({ operation }) => operation);
    expect(asked.filter((operation) => operation !== 'health')).toEqual(['GeefDossiers']);
  });

  test('given nobody is logged in, then asking them is refused, and leaving them out is not', async () => {
    expect((await hub.ask(question)).status).toBe(401);
    const open =
      'query ($me: Boolean!) { product(number: "685") { name myDossiers @include(if: $me) { items { number } } } }';
    expect((await hub.ask(open, { variables: { me: false } })).body.data.product).toEqual({
      name: 'Schooltoeslag',
    });
    expect((await hub.ask(open, { variables: { me: true } })).status).toBe(401);
  });

  test('given Mijn Burgerprofiel is down, then the product is there and its dossiers say why they are not', async () => {
    const cookie = cookieOf(await hub.browser('citizen', 'Lucas Janssens'));
    hub.simulator('burgerprofiel').fail({ kind: 'refuse' });
    const { body } = await hub.ask(
      '{ product(number: "685") { name myDossiers { items { number } source { state } } } }',
      { cookie },
    );
    expect(body.data.product).toEqual({
      name: 'Schooltoeslag',
      myDossiers: { items: [], source: { state: 'UNAVAILABLE' } },
    });
  });

  test('reading them is recorded', async () => {
    const records = await hub.database.client.auditRecord.findMany({
      where: { categories: { has: 'dossiers' } },
    });
    expect(records.some(({ fields }) => fields.join(' ').includes('products'))).toBe(true);
  });
});
