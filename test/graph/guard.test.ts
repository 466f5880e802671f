import { describe, expect, test } from '@jest/globals';
import { Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { Arg, Int, Query, Resolver } from 'type-graphql';
import type { Actor, CallContext } from '../../src/context/call-context.js';
import { createGuard, type Limits } from '../../src/graph/guard.js';
import { Profiles } from '../../src/graph/profile.js';
import { createSchema } from '../../src/graph/schema.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { Operation } from '../../src/vocabulary/marks.js';
import { NationalNumberScalar, PurposeCodeScalar } from '../../src/vocabulary/scalars.js';
import { callContext } from '../support/call-context.js';

@Resolver()
class Doors {
  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => String)
  open(): string {
    return '';
  }

  @Operation({ access: 'citizen', audit: 'read', cost: { own: 1 } })
  @Query(() => String)
  mine(): string {
    return '';
  }

  @Operation({ access: 'staff', audit: 'read', cost: { own: 1 } })
  @Query(() => String)
  look(
    @Arg('nationalNumber', () => NationalNumberScalar, { nullable: true }) number?: NationalNumber,
    @Arg('purpose', () => PurposeCodeScalar, { nullable: true }) purpose?: string,
  ): string {
    return String(number) + purpose;
  }

  @Operation({ access: 'administrator', audit: 'none', cost: { own: 1 } })
  @Query(() => String)
  manage(): string {
    return '';
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 10, size: 'first', max: 100 } })
  @Query(() => [String])
  list(@Arg('first', () => Int) first: number): string[] {
    return [String(first)];
  }
}

const schema = createSchema([new Doors()]);
const profiles = new Profiles(schema);
const wide: Limits = { depth: 9, aliases: 9, directives: 9, cost: 100, tokens: 1_000 };
const purposes = [{ code: 'dossier-handling', description: 'x' }];

const emma = NationalNumber.parse('85671421468');
const names = { givenName: null, familyName: null };
const anonymous: Actor = { kind: 'ANONYMOUS' };
const citizen: Actor = { kind: 'CITIZEN', id: 'h', nationalNumber: emma, ...names };
const staff = (roles: string[], secondFactor = true): Actor => ({
  kind: 'STAFF',
  id: 's',
  organisation: '0297500186',
  roles,
  secondFactor,
  ...names,
});
const client = (...scopes: string[]): Actor => ({ kind: 'CLIENT', id: 'c', organisation: null, scopes });

function decide(query: string, actor: Actor, variables: Record<string, unknown> = {}, limits = wide) {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = document.definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;
  const subject = actor.kind === 'CITIZEN' ? { id: 'h', nationalNumber: emma } : null;
  const context: CallContext = callContext({ actor, subject });
  const decision = createGuard({ schema, limits, purposes })(
    profiles.get(document, query, operation, variables),
    operation,
    context,
    variables,
  );
  return decision.allowed
    ? { ...decision, code: 'ALLOWED', status: 200 }
    : {
        ...decision,
        code: decision.error.extensions['code'],
        status: (decision.error.extensions['http'] as { status: number }).status,
      };
}

describe('who may ask', () => {
  const rows: readonly [query: string, actor: Actor, code: string, status: number][] = [
    ['{ open }', anonymous, 'ALLOWED', 200],
    ['{ mine }', anonymous, 'UNAUTHENTICATED', 401],
    ['{ open mine }', anonymous, 'UNAUTHENTICATED', 401],
    ['{ mine }', citizen, 'ALLOWED', 200],
    ['{ mine }', staff(['staff']), 'FORBIDDEN', 403],
    ['{ mine }', client('administration'), 'FORBIDDEN', 403],
    ['{ look(purpose: "dossier-handling") }', citizen, 'FORBIDDEN', 403],
    ['{ look(purpose: "dossier-handling") }', staff(['staff']), 'ALLOWED', 200],
    ['{ look(purpose: "dossier-handling") }', staff(['staff'], false), 'FORBIDDEN', 403],
    ['{ look(purpose: "dossier-handling") }', staff(['administrator']), 'FORBIDDEN', 403],
    ['{ look(purpose: "dossier-handling") }', client('administration'), 'FORBIDDEN', 403],
    ['{ manage }', staff(['administrator']), 'ALLOWED', 200],
    ['{ manage }', staff(['administrator'], false), 'FORBIDDEN', 403],
    ['{ manage }', staff(['staff']), 'FORBIDDEN', 403],
    ['{ manage }', client('administration'), 'ALLOWED', 200],
    ['{ manage }', client('other'), 'FORBIDDEN', 403],
    ['{ manage }', { kind: 'SYSTEM', id: 'x' }, 'FORBIDDEN', 403],
    ['{ manage }', citizen, 'FORBIDDEN', 403],
  ];
  test.each(rows)('%s by %j: %s', (query, actor, code, status) => {
    const decision = decide(query, actor);
    expect([decision.code, decision.status]).toEqual([code, status]);
    if (!decision.allowed) expect(decision.denied).toBe(true);
  });

  test('being refused comes before being told that a question is too costly', () => {
    const limits = { ...wide, cost: 0 };
    expect(decide('{ mine }', anonymous, {}, limits).code).toBe('UNAUTHENTICATED');
    expect(decide('{ mine }', citizen, {}, limits).code).toBe('OPERATION_TOO_COMPLEX');
  });
});

describe('a purpose', () => {
  test('left out is refused, though the schema allows leaving it out', () => {
    expect(decide('{ look }', staff(['staff'])).code).toBe('PURPOSE_REQUIRED');
    expect(decide('{ look(purpose: null) }', staff(['staff'])).code).toBe('PURPOSE_REQUIRED');
    expect(decide('query ($p: PurposeCode) { look(purpose: $p) }', staff(['staff'])).code).toBe(
      'PURPOSE_REQUIRED',
    );
  });

  test('must be in the register', () => {
    expect(decide('{ look(purpose: "curiosity") }', staff(['staff'])).code).toBe('PURPOSE_REQUIRED');
  });

  test('goes with the decision, and so does the person asked about', () => {
    const decision = decide(
      'query ($n: NationalNumber) { look(nationalNumber: $n, purpose: "dossier-handling") }',
      staff(['staff']),
      { n: '85.67.14-214.68' },
    );
    expect(decision).toMatchObject({ allowed: true, purpose: 'dossier-handling' });
    expect(decision.about?.equals(emma)).toBe(true);
  });

  test('of an operation is about one person', () => {
    const query = (other: string) =>
      `{ a: look(nationalNumber: "85671421468", purpose: "dossier-handling") b: look(nationalNumber: "${other}", purpose: "dossier-handling") }`;
    expect(decide(query('48613011631'), staff(['staff'])).code).toBe('BAD_USER_INPUT');
    expect(decide(query('85671421468'), staff(['staff'])).code).toBe('ALLOWED');
  });
});

describe('variables', () => {
  test('that do not fit are refused before anything is allowed, by their name and never their value', () => {
    const query = 'query ($n: NationalNumber!) { look(nationalNumber: $n, purpose: "dossier-handling") }';
    for (const n of ['85671421469', '12', 5, null, undefined, ['85671421468'], { n: 1 }]) {
      const decision = decide(query, staff(['staff']), { n });
      expect([decision.code, decision.status]).toEqual(['BAD_USER_INPUT', 400]);
      if (decision.allowed) continue;
      expect(decision.error.message).toContain('$n');
      expect(decision.error.message).not.toMatch(/\d{9}/);
      expect(decision.denied).toBe(false);
    }
  });

  test('of a refused operation still tell about whom it was', () => {
    const decision = decide(
      'query ($n: NationalNumber!) { look(nationalNumber: $n, purpose: "dossier-handling") }',
      anonymous,
      { n: '85671421468' },
    );
    expect(decision.code).toBe('UNAUTHENTICATED');
    expect(decision.about?.equals(emma)).toBe(true);
  });
});

describe('limits', () => {
  const rows: readonly [query: string, limits: Partial<Limits>, allowed: boolean][] = [
    ['{ open }', { depth: 1 }, true],
    ['{ open }', { depth: 0 }, false],
    ['{ a: open b: open }', { aliases: 2 }, true],
    ['{ a: open b: open }', { aliases: 1 }, false],
    ['{ open @skip(if: false) @include(if: true) }', { directives: 2 }, true],
    ['{ open @skip(if: false) @include(if: true) }', { directives: 1 }, false],
    ['{ list(first: 1) }', { cost: 10 }, true],
    ['{ list(first: 1) }', { cost: 9 }, false],
  ];
  test.each(rows)('%s under %j: %s', (query, limits, allowed) => {
    const decision = decide(query, anonymous, {}, { ...wide, ...limits });
    expect(decision.code).toBe(allowed ? 'ALLOWED' : 'OPERATION_TOO_COMPLEX');
    if (!decision.allowed) expect([decision.status, decision.denied]).toEqual([400, false]);
  });
});
