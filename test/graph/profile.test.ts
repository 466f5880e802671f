import { describe, expect, test } from '@jest/globals';
import { GraphQLError, Kind, type OperationDefinitionNode, parse, validate } from 'graphql';
import { Arg, Field, InputType, Int, InterfaceType, Mutation, Query, Resolver } from 'type-graphql';
import { type Profile, Profiles } from '../../src/graph/profile.js';
import { createSchema } from '../../src/graph/schema.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { Access, Costs, Operation, Personal, Thing } from '../../src/vocabulary/marks.js';
import { NationalNumberScalar, PurposeCodeScalar } from '../../src/vocabulary/scalars.js';

@InterfaceType({ description: 'Something that happened.' })
abstract class Event {
  @Field(() => String)
  title!: string;

  @Field(() => String, { nullable: true })
  note!: string | null;
}

@Thing({ implements: Event, description: 'A visit.' })
class Visit extends Event {}

@Thing({ implements: Event, description: 'A letter.' })
class Letter extends Event {
  @Access('staff')
  @Personal('contact')
  @Field(() => String, { nullable: true })
  override note!: string | null;
}

@Personal('household')
@Thing({ description: 'A person.' })
class Person {
  @Field(() => NationalNumberScalar, { nullable: true })
  number!: NationalNumber | null;

  @Field(() => Int)
  age!: number;

  @Access('administrator')
  @Field(() => String, { nullable: true })
  secret!: string | null;

  @Field(() => [Person])
  children!: Person[];

  @Costs({ own: 3 })
  @Field(() => Person, { nullable: true })
  parent!: Person | null;
}

@InputType()
class Who {
  @Field(() => NationalNumberScalar, { nullable: true })
  number!: NationalNumber | null;
}

@Resolver()
class Things {
  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => String)
  open(): string {
    return '';
  }

  @Operation({ access: 'citizen', audit: 'read', cost: { own: 5 } })
  @Query(() => Person, { nullable: true })
  me(): null {
    return null;
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => Person, { nullable: true })
  anybody(): null {
    return null;
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 2, size: 'first', max: 50 } })
  @Query(() => [Person])
  people(
    @Arg('first', () => Int, { defaultValue: 20 }) first: number,
    @Arg('who', () => Who, { nullable: true }) who?: Who,
  ): [] {
    return first && who ? [] : [];
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  @Query(() => [Event])
  timeline(): Event[] {
    return [new Visit(), new Letter()];
  }

  @Operation({ access: 'staff', audit: 'read', cost: { own: 1 } })
  @Query(() => String, { nullable: true })
  look(
    @Arg('nationalNumber', () => NationalNumberScalar) number: NationalNumber,
    @Arg('purpose', () => PurposeCodeScalar, { nullable: true }) purpose?: string,
  ): string {
    return number.toString() + purpose;
  }

  @Operation({ access: 'citizen', audit: 'change', cost: { own: 1 } })
  @Mutation(() => String)
  change(): string {
    return '';
  }
}

const schema = createSchema([new Things()]);

function profileOf(
  query: string,
  variables: Record<string, unknown> = {},
  profiles = new Profiles(schema),
): Profile {
  const document = parse(query);
  expect(validate(schema, document)).toEqual([]);
  const operation = document.definitions.find(
    ({ kind }) => kind === Kind.OPERATION_DEFINITION,
  ) as OperationDefinitionNode;
  return profiles.get(document, query, operation, variables);
}

describe('access and categories', () => {
  test('are those of the root fields and of everything below them', () => {
    const profile = profileOf('{ open me { secret children { number } } }');
    expect([...profile.access].sort()).toEqual(['administrator', 'citizen', 'public']);
    expect(profile.roots.map(({ name }) => name)).toEqual(['open', 'me']);
    expect([...profile.categories].sort()).toEqual(['household', 'identity']);
    expect(profile.places.get('identity')).toEqual(['me.children.number']);
  });

  test('are found three fragments deep', () => {
    const profile = profileOf(
      '{ ...A } fragment A on Query { me { ...B } } fragment B on Person { ... on Person { ...C } } fragment C on Person { secret }',
    );
    expect(profile.access).toContain('administrator');
  });

  test('of a field asked through an interface are those of every type that could answer', () => {
    const profile = profileOf('{ timeline { note } }');
    expect(profile.access).toContain('staff');
    expect(profile.categories).toEqual(['contact']);
    expect(profileOf('{ timeline { title } }').categories).toEqual([]);
    expect(profileOf('{ timeline { ... on Visit { note } } }').access).not.toContain('staff');
  });

  test('of a type do not count for its name alone', () => {
    expect(profileOf('{ anybody { __typename } }').categories).toEqual([]);
    expect(profileOf('{ anybody { age } }').categories).toEqual(['household']);
  });

  test('personal data is recorded even when its root field asks for no record', () => {
    expect(profileOf('{ anybody { age } }').audit).toBe('read');
    expect(profileOf('{ open }').audit).toBe('none');
    expect(profileOf('mutation { change }').audit).toBe('change');
  });

  test('keep at most 20 places of a category', () => {
    const chain = `${'children { number '.repeat(30)}${'}'.repeat(30)}`;
    expect(profileOf(`{ me { number ${chain} } }`).places.get('identity')).toHaveLength(20);
  });
});

describe('conditions', () => {
  const query =
    'query ($who: Boolean!, $no: Boolean = true) { open me @include(if: $who) { age } anybody @skip(if: $no) { age } }';

  test('decide which fields count: what is skipped needs no login and is not recorded', () => {
    const without = profileOf(query, { who: false });
    expect([...without.access]).toEqual(['public']);
    expect([without.roots.length, without.audit, without.categories]).toEqual([1, 'none', []]);
    expect([...profileOf(query, { who: true }).access].sort()).toEqual(['citizen', 'public']);
    expect(profileOf(query, { who: false, no: false }).roots.map(({ name }) => name)).toEqual([
      'open',
      'anybody',
    ]);
  });

  test('are part of the key: one document has a profile for each of their values, made once', () => {
    const profiles = new Profiles(schema);
    const [yes, no] = [profileOf(query, { who: true }, profiles), profileOf(query, { who: false }, profiles)];
    expect(yes).not.toBe(no);
    expect(profileOf(query, { who: true, other: 1 }, profiles)).toBe(yes);
    expect(profileOf(query, { who: false }, profiles)).toBe(no);
  });

  test('in fragments count as well', () => {
    const inFragment =
      'query ($who: Boolean!) { ...F @include(if: $who) open } fragment F on Query { me { age } }';
    expect(profileOf(inFragment, { who: false }).access).not.toContain('citizen');
    expect(profileOf(inFragment, { who: true }).access).toContain('citizen');
  });

  test('are at most eight', () => {
    const names = Array.from({ length: 9 }, (_, index) => `$v${index}`);
    const many = `query (${names.map((name) => `${name}: Boolean!`).join(' ')}) { ${names.map((name, index) => `a${index}: open @skip(if: ${name})`).join(' ')} }`;
    expect(() => profileOf(many)).toThrow(GraphQLError);
  });

  test('a variable called like a property that every object has is no value', () => {
    const named = 'query ($constructor: Boolean = false) { me @skip(if: $constructor) { age } }';
    expect(profileOf(named, {}).access).toContain('citizen');
  });
});

describe('size', () => {
  test('depth, aliases and directives count inside fragments, once for each use', () => {
    const profile = profileOf(
      '{ a: open ...F ...F } fragment F on Query { b: open @skip(if: false) me { children { age } } }',
    );
    expect([profile.depth, profile.aliases, profile.directives]).toEqual([3, 3, 2]);
  });

  test('cost is a field’s own, plus its children times its size; a list without a size is taken for ten', () => {
    expect(profileOf('{ open people(first: 10) { parent { age } } }').cost({})).toBe(1 + 2 + 10 * 3);
    expect(profileOf('{ people { parent { age } } }').cost({})).toBe(2 + 20 * 3);
    expect(profileOf('{ people(first: 2) { children { parent { age } } } }').cost({})).toBe(2 + 2 * 10 * 3);
  });

  test('a size by variable is taken per request, and what is no whole number costs the most', () => {
    const { cost } = profileOf('query ($n: Int) { people(first: $n) { parent { age } } open }');
    expect([cost({ n: 0 }), cost({ n: 10 }), cost({})]).toEqual([3, 33, 63]);
    for (const wrong of ['10', 1.5, null, {}, [1], true]) expect(cost({ n: wrong })).toBe(3 + 50 * 3);
    expect(cost({ n: -5 })).toBe(3);
    expect(profileOf('query ($n: Int = 7) { people(first: $n) { parent { age } } }').cost({})).toBe(
      2 + 7 * 3,
    );
  });

  test('a bomb of fragments is refused while walking', () => {
    const bomb = Array.from(
      { length: 20 },
      (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`,
    );
    expect(() => profileOf(`{ ...F0 } ${bomb.join(' ')} fragment F20 on Query { open }`)).toThrow(
      'too large',
    );
  });
});

describe('cache scope', () => {
  test('is public only for what is neither personal nor guarded, and none for a change', () => {
    expect(profileOf('{ open }').scope).toBe('PUBLIC');
    expect(profileOf('{ anybody { age } }').scope).toBe('SUBJECT');
    expect(profileOf('{ me { __typename } }').scope).toBe('SUBJECT');
    expect(profileOf('mutation { change }').scope).toBe('NONE');
  });
});

test('a name that the client chose holds no long number, however it is written', () => {
  expect(profileOf('query Over85671421468 { open }').name).toBe('Over_');
  expect(profileOf('query Over_85_67_14_214_68 { open }').name).toBe('Over__');
  expect(profileOf('query Year2026_v2 { open }').name).toBe('Year2026_v2');
});

describe('arguments', () => {
  test('a root field tells the arguments of its definition, given or not', () => {
    const [look] = profileOf('query ($n: NationalNumber!) { look(nationalNumber: $n) }').roots;
    expect([...look!.takes].sort()).toEqual(['nationalNumber', 'purpose']);
    expect(look!.args({ n: NationalNumber.parse('85671421468') })).not.toHaveProperty('purpose');
  });

  test('a name of an operation that holds a national number is not kept', () => {
    expect(profileOf('query n85671421468 { open }').name).not.toContain('85671421468');
    expect(profileOf('query Named { open }').name).toBe('Named');
    expect(profileOf('{ open }').name).toBe('query');
  });
});

test('looking up a profile again takes some microseconds at most', () => {
  const profiles = new Profiles(schema);
  const document = parse('query ($on: Boolean!) { open me @include(if: $on) { age } }');
  const operation = document.definitions[0] as OperationDefinitionNode;
  const first = profiles.get(document, 'hash', operation, { on: true });
  const began = performance.now();
  for (let turn = 0; turn < 20_000; turn += 1)
    if (profiles.get(document, 'hash', operation, { on: true }) !== first) throw new Error('walked again');
  expect(((performance.now() - began) / 20_000) * 1_000).toBeLessThan(50);
});
