import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import type { Decision, Limits } from '../../src/graph/guard.js';
import { createGuard } from '../../src/graph/guard.js';
import { Profiles } from '../../src/graph/profile.js';
import type { AccessRule, Marks } from '../../src/vocabulary/marks.js';
import { callContext } from '../support/call-context.js';
import { emma, maria, parties, type PartyName } from './actors.js';
import { markedSchema, operationIn } from './marked-schema.js';

const marks = (access: AccessRule): Marks => ({ access, audit: 'read', cost: { own: 1 } });
const schema = markedSchema(
  `
  scalar NationalNumber
  scalar PurposeCode
  enum Tone { HIGH LOW }
  input Filter { text: String! number: NationalNumber }
  type Person { name: String note: String friend: Person }
  type Query {
    public(number: NationalNumber, filter: Filter, tone: Tone, texts: [Int!], must: Int! = 3): String
    me: Person
    staff: Person
    administrator: String
    office: String
    citizenOrOffice: String
    file(nationalNumber: NationalNumber!, purpose: PurposeCode!): Person
    lax(nationalNumber: NationalNumber, purpose: PurposeCode): Person
    dear: String
  }`,
  {
    'Query.public': marks('public'),
    'Query.me': marks('citizen'),
    'Query.staff': marks('staff'),
    'Query.administrator': marks('administrator'),
    'Query.office': marks('office'),
    'Query.citizenOrOffice': marks('citizenOrOffice'),
    'Query.file': marks('staff'),
    'Query.lax': marks('staff'),
    'Query.dear': { ...marks('public'), cost: { own: 500 } },
    'Person.note': { access: 'staff' },
  },
);

const limits: Limits = { depth: 3, aliases: 3, directives: 4, cost: 100, tokens: 1_000 };
const purposes = [
  { code: 'dossier-handling', description: 'Dossier' },
  { code: 'permits', description: 'Vergunning' },
];
const guard = createGuard({ schema, limits, purposes });

function decide(who: PartyName, text: string, variables: Record<string, unknown> = {}): Decision {
  const { document, operation } = operationIn(schema, text);
  const profile = new Profiles(schema).get(document, 'hash', operation, variables);
  return guard(profile, operation, callContext(parties[who]), variables);
}

const codeOf = (decision: Decision) => (decision.allowed ? 'ALLOWED' : decision.error.extensions['code']);

describe('access', () => {
  const everybody = Object.keys(parties) as PartyName[];
  const rules: Record<AccessRule, readonly PartyName[]> = {
    public: everybody,
    citizen: ['citizen'],
    staff: ['staff', 'administrator'],
    office: ['staff', 'administrator', 'client that changes'],
    citizenOrOffice: ['citizen', 'staff', 'administrator', 'client that changes'],
    administrator: ['administrator', 'administrator only', 'client with scope'],
  };
  const fields: Record<AccessRule, string> = {
    public: '{ public }',
    citizen: '{ me { name } }',
    staff: '{ staff { name } }',
    office: '{ office }',
    citizenOrOffice: '{ citizenOrOffice }',
    administrator: '{ administrator }',
  };
  const cases = (Object.keys(rules) as AccessRule[]).flatMap((rule) =>
    everybody.map((who) => {
      const otherwise = who === 'visitor' ? 'UNAUTHENTICATED' : 'FORBIDDEN';
      return { who, rule, code: rules[rule].includes(who) ? 'ALLOWED' : otherwise };
    }),
  );

  test.each(cases)('$who asks what is for $rule: $code', ({ who, rule, code }) => {
    expect(codeOf(decide(who, fields[rule]))).toBe(code);
  });

  test('one forbidden field refuses the whole operation, wherever it hides', () => {
    const text = '{ public me { ...A } } fragment A on Person { ...B } fragment B on Person { ... { note } }';
    expect(codeOf(decide('citizen', text))).toBe('FORBIDDEN');
    expect(codeOf(decide('citizen', '{ public me { name } }'))).toBe('ALLOWED');
  });

  test('a denial is to be recorded, with the status of its kind', () => {
    expect(decide('visitor', '{ me { name } }')).toMatchObject({
      denied: true,
      error: { extensions: { http: { status: 401 } } },
    });
    expect(decide('citizen', '{ staff { name } }')).toMatchObject({
      denied: true,
      error: { extensions: { http: { status: 403 } } },
    });
  });

  test('a denial tells whom it was about, when that can be read', () => {
    const text = 'query ($n: NationalNumber!) { file(nationalNumber: $n, purpose: "permits") { name } }';
    const decision = decide('citizen', text, { n: maria.reveal() });
    expect(decision).toMatchObject({ allowed: false, denied: true });
    expect(decision.about?.equals(maria)).toBe(true);
    expect(decide('citizen', text, { n: 'nobody' })).toMatchObject({ denied: true, about: null });
  });
});

describe('the purpose', () => {
  const number = emma.reveal();

  test('one of the register is taken over, with the person it is about', () => {
    const decision = decide(
      'staff',
      `{ file(nationalNumber: "${number}", purpose: "dossier-handling") { name } }`,
    );
    expect(decision).toMatchObject({ allowed: true, purpose: 'dossier-handling' });
    expect(decision.about?.equals(emma)).toBe(true);
  });

  test.each([
    ['left out', `{ lax(nationalNumber: "${number}") { name } }`, {}],
    ['null', `{ lax(nationalNumber: "${number}", purpose: null) { name } }`, {}],
    ['a variable left out', 'query ($p: PurposeCode) { lax(purpose: $p) { name } }', {}],
    ['a variable that is null', 'query ($p: PurposeCode) { lax(purpose: $p) { name } }', { p: null }],
    ['not in the register', `{ file(nationalNumber: "${number}", purpose: "curiosity") { name } }`, {}],
    ['named after a property of every object', '{ lax(purpose: "constructor") { name } }', {}],
    ['two', '{ lax(purpose: "permits") { name } b: lax(purpose: "dossier-handling") { name } }', {}],
    ['missing on the second field', '{ lax(purpose: "permits") { name } b: lax { name } }', {}],
  ])('%s: refused and recorded', (_, text, variables) => {
    const decision = decide('staff', text, variables);
    expect(codeOf(decision)).toBe('PURPOSE_REQUIRED');
    expect(decision).toMatchObject({ denied: true, error: { extensions: { http: { status: 403 } } } });
  });

  test('is not due for a field that is not asked', () => {
    const text = 'query ($on: Boolean!) { public lax @include(if: $on) { name } }';
    expect(codeOf(decide('staff', text, { on: false }))).toBe('ALLOWED');
    expect(codeOf(decide('staff', text, { on: true }))).toBe('PURPOSE_REQUIRED');
  });
});

describe('one person', () => {
  const ask = (name: string, number: string) =>
    `${name}: file(nationalNumber: "${number}", purpose: "permits") { name }`;

  test('may be asked about twice, also in the printed form of the number', () => {
    const text = `{ ${ask('a', emma.reveal())} ${ask('b', '85.67.14-214.68')} }`;
    expect(codeOf(decide('staff', text))).toBe('ALLOWED');
  });

  test('two in one operation are refused: the record could not say whom it is about', () => {
    const decision = decide('staff', `{ ${ask('a', emma.reveal())} ${ask('b', maria.reveal())} }`);
    expect(codeOf(decision)).toBe('BAD_USER_INPUT');
    expect(decision).toMatchObject({ denied: true });
  });
});

describe('values that do not fit', () => {
  const planted = '85671421468';

  test.each<[string, string, Record<string, unknown>, string]>([
    ['a scalar', 'query ($n: NationalNumber) { public(number: $n) }', { n: '85671421469' }, '$n'],
    ['an enum', 'query ($t: Tone) { public(tone: $t) }', { t: planted }, '$t'],
    ['an item', 'query ($l: [Int!]) { public(texts: $l) }', { l: [1, planted] }, '$l'],
    ['a field', 'query ($f: Filter) { public(filter: $f) }', { f: { text: { planted } } }, '$f'],
    [
      'an unknown field',
      'query ($f: Filter) { public(filter: $f) }',
      { f: { text: 'a', [planted]: 1 } },
      '$f',
    ],
    ['a missing field', 'query ($f: Filter) { public(filter: $f) }', { f: {} }, '$f'],
    ['a missing variable', 'query ($n: NationalNumber!) { public(number: $n) }', {}, '$n'],
  ])('%s: refused before anything runs, without the value', (_, text, variables, name) => {
    const decision = decide('visitor', text, variables);
    expect(codeOf(decision)).toBe('BAD_USER_INPUT');
    if (decision.allowed) throw new Error('allowed');
    expect(decision.denied).toBe(false);
    expect(decision.error.message).toContain(`"${name}"`);
    expect(decision.error.message).not.toMatch(/8567142146/);
    expect(decision.error.extensions['http']).toEqual({ status: 400 });
  });

  test("a scalar's own reason is told", () => {
    const decision = decide('visitor', 'query ($n: NationalNumber) { public(number: $n) }', {
      n: '85671421469',
    });
    expect(!decision.allowed && decision.error.message).toMatch(/last two digits .* do not match/);
  });

  test('an argument that only fails when it is asked is refused too', () => {
    const decision = decide('visitor', 'query ($m: Int = 3) { public(must: $m) }', { m: null });
    expect(codeOf(decision)).toBe('BAD_USER_INPUT');
  });

  test('values are coerced before the decision: what is allowed has them', () => {
    const text =
      'query ($n: NationalNumber, $x: Int = 4, $l: [Int!]) { public(number: $n, texts: $l, must: $x) }';
    const decision = decide('visitor', text, { n: '85.67.14-214.68', l: 5 });
    if (!decision.allowed) throw decision.error;
    expect(decision.variables).toEqual({ n: emma, x: 4, l: [5] });
  });
});

describe('limits', () => {
  test.each([
    [
      'depth',
      '{ ...F } fragment F on Query { me { ... { friend { friend { name } } } } }',
      /At most 3 levels/,
    ],
    ['aliases', '{ a: public b: public c: public d: public }', /At most 3 aliases/],
    [
      'aliases in fragments',
      '{ ...F ...F } fragment F on Query { a: public b: public }',
      /At most 3 aliases/,
    ],
    [
      'directives',
      `{ public ${'@skip(if: false) @include(if: true) '} ...F ...F } fragment F on Query { public @skip(if: false) @include(if: true) }`,
      /At most 4 directives/,
    ],
    ['cost', '{ dear }', /At most a cost of 100; this operation costs 500/],
  ])('%s', (_, text, message) => {
    const decision = decide('citizen', text);
    expect(codeOf(decision)).toBe('OPERATION_TOO_COMPLEX');
    expect(decision).toMatchObject({ denied: false, error: { message: expect.stringMatching(message) } });
  });

  test('who may not ask at all is told that first', () => {
    expect(codeOf(decide('visitor', '{ dear me { name } }'))).toBe('UNAUTHENTICATED');
  });
});
