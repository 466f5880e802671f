import { describe, expect, test } from '@jest/globals';
import DataLoader from 'dataloader';
import { type ExecutionResult, Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { createExecutor, jitSafe } from '../../src/graph/executor.js';
import type { GraphContext } from '../../src/vocabulary/graph-context.js';
import { graphWorld } from './graph-world.js';
import { zooSchema } from './zoo-schema.js';

type Ask = readonly [query: string, variables?: Record<string, unknown>];

const schema = zooSchema();
const everyField = '{ number label sign visitor }';

/** Run by graphql-jit: it must answer them exactly as graphql-js. */
const compiled: readonly Ask[] = [
  ['{ hello }'],
  ['{ hello(name: "An") }'],
  ['{ hello(name: null) }'],
  ['{ hello(name: """block\n  text""") }'],
  ['query ($n: String) { hello(name: $n) }', { n: 'Bo' }],
  ['query ($n: String) { hello(name: $n) }', { n: null }],
  ['query ($n: String) { hello(name: $n) }', {}],
  ['query ($n: String = "standard") { hello(name: $n) }', {}],
  ['query ($n: String = "standard") { hello(name: $n) }', { n: null }],
  ['query ($n: String!) { hello(name: $n) }', { n: 'Cy' }],
  ['{ a: hello b: hello(name: "b") a: hello }'],
  ['query Named { hello }'],
  ['{ __typename hello }'],
  [`{ cages ${everyField} }`],
  [`{ cages(first: 0) ${everyField} }`],
  [`{ cages(first: 30) ${everyField} }`],
  [`query ($f: Int!) { cages(first: $f) ${everyField} }`, { f: 5 }],
  [`query ($f: Int = 3) { cages(first: $f) ${everyField} }`, {}],
  ['{ cages { next { number next { number } } } }'],
  ['{ cages { ...C } } fragment C on Cage { number ...D } fragment D on Cage { label number }'],
  ['{ cages { ... { number } ... on Cage { label } } }'],
  ['{ cages { number ...C next { number } } } fragment C on Cage { next { label } }'],
  ['query ($on: Boolean!) { hello @include(if: $on) cages { number @skip(if: $on) label } }', { on: true }],
  ['query ($on: Boolean!) { hello @include(if: $on) cages { number @skip(if: $on) label } }', { on: false }],
  ['query ($on: Boolean!) { hello @skip(if: $on) values { half } }', { on: true }],
  [
    'query ($k: String!) { animal(kind: $k) { __typename } other: animal(kind: "bird") { __typename } }',
    { k: 'bear' },
  ],
  ['query ($on: Boolean! = true) { hello @skip(if: $on) values { half } }', {}],
  ['query ($on: Boolean! = true) { hello @skip(if: $on) values { half } }', { on: false }],
  [
    'query ($k: String! = "bear") { animal(kind: $k) { __typename } other: animal(kind: "bird") { __typename } }',
  ],
  ['query ($f: Int! = 3) { cages(first: $f) { number } }', {}],
  ['query ($d: Diet! = MEAT) { echo(diet: $d) }', {}],
  ['query ($d: Diet! = MEAT) { echo(diet: $d) }', { d: 'GRASS' }],
  ['query ($l: [Int!]! = [4, 5]) { echo(list: $l) }', {}],
  ['query ($n: NationalNumber! = "85671421468") { echo(number: $n) }', {}],
  ['query ($at: DateTime! = "2026-11-23T14:30:00+01:00") { echo(at: $at) }', {}],
  ['query ($v: VCode! = "V0001001", $k: KboNumber = "0297500186") { echo(vCode: $v, kbo: $k) }', {}],
  ['{ namesWithHoles }'],
  ['{ namesWithout hello }'],
  ['{ a: namesWithout b: namesWithHoles c: __typename }'],
  ['{ cages(first: 50) { owner number } }'],
  ['{ cages(first: 3) { a: owner next { b: owner } } }'],
  ['{ animal(kind: "bear") { ... on Animal { name ... on Bear { claws } } } }'],
  ['{ animal(kind: "bird") { ... on Bear { claws } } }'],
  ['{ cages(first: 2) { number number number label label } }'],
  ['{ hello @skip(if: true) values { half } }'],
  ['{ hello @include(if: false) }'],
  ['query ($on: Boolean!) { cages { ...C @include(if: $on) } } fragment C on Cage { number }', { on: true }],
  [
    'query ($on: Boolean!) { cages { ...C @include(if: $on) label } } fragment C on Cage { number }',
    { on: false },
  ],
  ['query ($on: Boolean!) { cages { number number @include(if: $on) } }', { on: false }],
  ['query ($a: Boolean!, $b: Boolean!) { hello @skip(if: $a) @include(if: $b) }', { a: false, b: true }],
  ['query ($a: Boolean!, $b: Boolean!) { hello @skip(if: $a) @include(if: $b) }', { a: true, b: true }],
  ['{ animal(kind: "bear") { __typename name diet ... on Bear { claws } ... on Bird { wingspan } } }'],
  ['{ animal(kind: "bird") { __typename name diet ... on Bear { claws } ... on Bird { wingspan } } }'],
  ['{ animal(kind: "typename") { __typename name ... on Bear { claws } } }'],
  ['{ animal(kind: "none") { name } }'],
  [
    'query ($k: String!) { animal(kind: $k) { name ...B } } fragment B on Bird { wingspan keeper }',
    { k: 'bird' },
  ],
  ['{ cages { animals { __typename name keeper ... on Bear { claws } } } }'],
  ['{ cages { inhabitants { __typename ... on Bear { name claws } ... on Bird { name wingspan } } } }'],
  ['{ cages { inhabitants { ... on Animal { name diet } } } }'],
  ['{ values { nationalNumber summer winter day half matrix holes absent } }'],
  ['{ values { half notANumber } }'],
  ['{ values { half wrongEnum } }'],
  ['{ fails }'],
  ['{ hello fails a: fails }'],
  ['{ hello failsLate }'],
  ['{ nothing }'],
  ['{ hello nothing }'],
  [
    '{ echo(diet: GRASS, code: "sprt", kbo: "0297.500.186", vCode: "v0001001", phone: "0470 12 34 56", day: "2026-11-23", list: [1, 2]) }',
  ],
  ['{ echo(list: 3) }'],
  ['{ echo(list: []) }'],
  ['query ($d: Diet) { echo(diet: $d) }', { d: 'MEAT' }],
  ['query ($n: NationalNumber!) { echo(number: $n) }', { n: '85.67.14-214.68' }],
  ['query ($at: DateTime!) { echo(at: $at) }', { at: '2026-11-23T14:30:00+01:00' }],
  [
    'query ($k: KboNumber, $v: VCode, $p: PhoneNumber, $c: ActivityCode) { echo(kbo: $k, vCode: $v, phone: $p, code: $c) }',
    { k: '0297500186', v: 'V0001001', p: '+32470123456', c: 'SPRT' },
  ],
  ['query ($l: [Int!]) { echo(list: $l) }', { l: [1, 2, 3] }],
  ['query ($l: [Int!]) { echo(list: $l) }', { l: 7 }],
  ['query ($l: [Int!] = [4]) { echo(list: $l) }', {}],
  ['query ($w: Weight!) { doubled(weight: $w) }', { w: 21 }],
  ['{ range(filter: {}) }'],
  ['{ range(filter: { to: 4, names: ["a", "b"] }) }'],
  ['{ range(filter: { to: null }) }'],
  [
    '{ page(first: 3) { edges { cursor node { number } } nodes { label } pageInfo { hasNextPage endCursor } totalCount source { platform state fetchedAt since reason } } }',
  ],
  ['query ($f: Int) { page(first: $f) { nodes { visitor } } }', { f: 4 }],
  ['{ __type(name: "Cage") { name kind fields { name type { kind name ofType { name } } } } }'],
  ['{ __schema { queryType { name } mutationType { name } directives { name } } }'],
  ['{ cages { a: visitor b: visitor } }'],
  ['query Two { hello } query Other { values { half } }'],
];

/** Left to graphql-js: graphql-jit would answer them otherwise. */
const interpreted: readonly Ask[] = [
  ['query ($r: Filter!) { range(filter: $r) }', { r: { to: 4 } }],
  ['query ($r: Filter!) { range(filter: $r) }', { r: { from: 2, names: ['x'] } }],
  ['query ($t: Int) { range(filter: { to: $t }) }', {}],
  ['query ($t: Int) { range(filter: { to: $t }) }', { t: 9 }],
  ['query ($t: Int!) { echo(list: [1, $t]) }', { t: 9 }],
  ['{ doubled(weight: 21) }'],
  ['query ($on: Boolean = true) { hello @skip(if: $on) values { half } }', {}],
  ['query ($on: Boolean = true) { hello @skip(if: $on) values { half } }', { on: null }],
  ['query ($on: Boolean = true) { hello @include(if: $on) values { half } }', { on: null }],
  ['query ($constructor: String) { hello(name: $constructor) }', {}],
  ['query ($toString: String = "x") { hello(name: $toString) }', {}],
  ['query ($__proto__: Boolean! = false) { hello @skip(if: $__proto__) values { half } }', {}],
  ['{ echo(number: "85671421468") }'],
  ['mutation { feed(what: "hay") }'],
  ['mutation { a: feed(what: "hay") b: feed(what: "stone") c: feed(what: "fish") }'],
];

/** The owners of cages, asked in batches that are noted down. */
const ownersOf = (batches: number[]) =>
  new DataLoader<number, string>(async (numbers) => {
    batches.push(numbers.length);
    return numbers.map((number) => `owner of ${number}`);
  });

const operationOf = (document: ReturnType<typeof parse>): OperationDefinitionNode =>
  document.definitions.find((definition) => definition.kind === Kind.OPERATION_DEFINITION)!;

/** What leaves the hub of a result: messages of the engines differ and are masked. */
const comparable = ({ data, errors }: ExecutionResult) => ({
  data: JSON.parse(JSON.stringify(data ?? null)) as unknown,
  keys: JSON.stringify(data ?? null),
  errors: errors
    ?.map(({ path, locations }) => ({ path, locations }))
    .sort((a, b) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1)),
});

async function both(
  [query, variables = {}]: Ask,
  on = schema,
  makeContext: () => object = () => ({ who: 'Ed', owners: ownersOf([]) }),
) {
  const document = parse(query);
  expect(validate(on, document)).toEqual([]);
  const run = (compileFrom: number) =>
    createExecutor({ schema: on, compileFrom })({
      document,
      operation: operationOf(document),
      hash: 'one',
      variables,
      context: makeContext() as GraphContext,
    });
  return { jit: await run(1), js: await run(Number.POSITIVE_INFINITY), document };
}

test('enough operations are compared', () => {
  expect(compiled.length + interpreted.length).toBeGreaterThanOrEqual(80);
});

describe('compiled and interpreted, an operation is answered alike', () => {
  test.each(compiled.map((ask) => [ask[0], ask] as const))('%s', async (_query, ask) => {
    const { jit, js, document } = await both(ask);
    expect(jitSafe(schema, document, operationOf(document))).toBe(true);
    expect(comparable(jit)).toEqual(comparable(js));
  });
});

describe('what graphql-jit would answer otherwise is left to graphql-js', () => {
  test.each(interpreted.map((ask) => [ask[0], ask] as const))('%s', async (_query, ask) => {
    const { jit, js, document } = await both(ask);
    expect(jitSafe(schema, document, operationOf(document))).toBe(false);
    expect(comparable(jit)).toEqual(comparable(js));
  });
});

test('after a mutation field that fails, the ones behind it do not run', async () => {
  const fed: string[] = [];
  const { jit } = await both(
    ['mutation { a: feed(what: "hay") b: feed(what: "stone") c: feed(what: "fish") }'],
    schema,
    () => ({ fed }),
  );
  expect(jit.data).toBeNull();
  expect(new Set(fed)).toEqual(new Set(['hay']));
});

test('a value of no known type fails its field or the answer, in either engine, and the executor never rejects', async () => {
  for (const result of Object.values(await both(['{ hello animal(kind: "plain") { name } }']))) {
    if ('kind' in result) continue;
    expect((result as ExecutionResult).errors).toHaveLength(1);
  }
});

test('fifty rows are one batch for a loader, in either engine', async () => {
  for (const compileFrom of [1, Number.POSITIVE_INFINITY]) {
    const batches: number[] = [];
    const document = parse('{ cages(first: 50) { owner } }');
    const { data, errors } = await createExecutor({ schema, compileFrom })({
      document,
      operation: operationOf(document),
      hash: 'h',
      variables: {},
      context: { owners: ownersOf(batches) } as unknown as GraphContext,
    });
    expect(errors).toBeUndefined();
    expect((data?.['cages'] as unknown[])[49]).toEqual({ owner: 'owner of 49' });
    expect(batches).toEqual([50]);
  }
});

test('a list of 10,000 rows is answered alike', async () => {
  const { jit, js } = await both(['{ cages(first: 10000) { number label next { number } } }']);
  expect((jit.data?.['cages'] as unknown[]).length).toBe(10_000);
  expect(comparable(jit)).toEqual(comparable(js));
});

test('what graphql-jit cannot compile is answered by graphql-js, time after time', async () => {
  // Without its types the document cannot be compiled; graphql-js is asked about the same operation and says why.
  const document = parse('{ unknownField hello }');
  const execute = createExecutor({ schema, compileFrom: 1 });
  for (let turn = 0; turn < 3; turn += 1)
    expect(
      await execute({
        document,
        operation: operationOf(document),
        hash: 'h',
        variables: {},
        context: {} as GraphContext,
      }),
    ).toMatchObject({ data: { hello: 'absent' } });
});

test('an operation is compiled at its third use and its answer stays the same', async () => {
  const document = parse('query ($f: Int!) { cages(first: $f) { visitor } }');
  const execute = createExecutor({ schema });
  const answers = [];
  for (let turn = 0; turn < 5; turn += 1)
    answers.push(
      comparable(
        await execute({
          document,
          operation: operationOf(document),
          hash: 'h',
          variables: { f: 3 },
          context: { who: 'Flo' } as unknown as GraphContext,
        }),
      ),
    );
  for (const answer of answers) expect(answer).toEqual(answers[0]);
});

test('two operations of one document are kept apart', async () => {
  const document = parse('query A { hello(name: "a") } query B { hello(name: "b") }');
  const execute = createExecutor({ schema, compileFrom: 1 });
  const ask = (operation: OperationDefinitionNode) =>
    execute({ document, operation, hash: 'h', variables: {}, context: {} as GraphContext });
  const [a, b] = document.definitions as OperationDefinitionNode[];
  expect([(await ask(a!)).data, (await ask(b!)).data]).toEqual([{ hello: 'hello a' }, { hello: 'hello b' }]);
});

test('the graph itself answers alike in both engines', async () => {
  const world = await graphWorld({ sandbox: true });
  const operations: readonly string[] = [
    '{ me { nationalNumber } }',
    '{ me { name { givenNames familyNames } birthDate address { street houseNumber boxNumber postalCode municipality nisCode country lines since } source { platform state fetchedAt since reason } } }',
    '{ me { household { members { nationalNumber name { familyNames } sex { code description } birthDate position { code } since } source { state } } } }',
    '{ me { dossiers { items { authority number name type targetDate products url confidential public notConsultable from to status { code phase details changedAt action { needed description } } handler { name } history { name } } failures { authority platformCode } source { state reason } } } }',
  ];
  for (const state of ['up', 'down', 'broken'] as const) {
    world.platforms.persons = state;
    for (const query of operations) {
      const answers = new Set<string>();
      for (let turn = 0; turn < 5; turn += 1) answers.add((await world.ask(query, { as: 'emma' })).text);
      expect([query, answers.size]).toEqual([query, 1]);
    }
  }
  await world.close();
});
