import 'reflect-metadata';
import { describe, expect, test } from '@jest/globals';
import {
  type GraphQLSchema,
  isEnumType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isSpecifiedScalarType,
} from 'graphql';
import { createResolvers, type Services } from '../../src/graph/resolvers.js';
import { createSchema } from '../../src/graph/schema.js';
import { faultsOf } from '../../src/graph/schema-check.js';
import { marksOf } from '../../src/vocabulary/marks.js';

// The resolvers of the hub; a schema asks nothing of the services behind them.
const schema: GraphQLSchema = createSchema(createResolvers({} as Services));
const types = Object.values(schema.getTypeMap()).filter(
  (type) => !type.name.startsWith('__') && !isSpecifiedScalarType(type),
);

describe('every root field of the graph', () => {
  const roots = [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()].flatMap(
    (type) =>
      Object.values(type?.getFields() ?? {}).map((field) => ({ name: `${type!.name}.${field.name}`, field })),
  );

  test('is there', () => {
    expect(roots.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'Query.adapters',
        'Query.association',
        'Query.associations',
        'Query.citizen',
        'Query.me',
      ]),
    );
  });

  test.each(roots)('$name has an access rule, an audit rule and a cost', ({ field }) => {
    expect(marksOf(field)).toMatchObject({
      access: expect.stringMatching(/^(public|citizen|staff|office|citizenOrOffice|administrator)$/),
      audit: expect.stringMatching(/^(none|read|change)$/),
      cost: { own: expect.any(Number) },
    });
  });

  test.each(roots)(
    '$name is recorded when it gives personal data or changes something',
    ({ name, field }) => {
      const { access, audit } = marksOf(field);
      if (name.startsWith('Mutation')) expect(audit).toBe('change');
      else if (access === 'citizen' || access === 'staff') expect(audit).toBe('read');
    },
  );

  test('has no fault that would stop the hub', () => {
    expect(faultsOf(schema)).toEqual([]);
  });
});

describe('everything a client can see', () => {
  const described = types.flatMap((type) => {
    const own = [{ place: type.name, description: type.description }];
    if (isEnumType(type))
      for (const value of type.getValues())
        own.push({ place: `${type.name}.${value.name}`, description: value.description });
    if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type))
      for (const field of Object.values(type.getFields())) {
        // The root types are named by the specification.
        own.push({ place: `${type.name}.${field.name}`, description: field.description });
        if ('args' in field)
          for (const { name, description } of field.args)
            own.push({ place: `${type.name}.${field.name}(${name}:)`, description });
      }
    return own;
  });

  test('has a description', () => {
    const bare = described
      .filter(
        ({ place, description }) => !description && !['Query', 'Mutation', 'Subscription'].includes(place),
      )
      .map(({ place }) => place);
    expect(bare).toEqual([]);
    expect(described.length).toBeGreaterThan(150);
  });

  test('says what null means, wherever a field may be null', () => {
    const silent = types.flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields())
            .filter((field) => !String(field.type).endsWith('!') && !/\bnull\b/.test(field.description ?? ''))
            .map((field) => `${type.name}.${field.name}`)
        : [],
    );
    expect(silent).toEqual([]);
  });

  test('personal data is marked: every path to a national number is', () => {
    const bare = types.flatMap((type) =>
      isObjectType(type)
        ? Object.values(type.getFields())
            .filter(({ type: kind }) => /^\[?NationalNumber\b/.test(String(kind)))
            .filter(() => !marksOf(schema.getType('NationalNumber')!).personal?.includes('identity'))
            .map((field) => `${type.name}.${field.name}`)
        : [],
    );
    expect(bare).toEqual([]);
    for (const name of ['Citizen', 'PersonName', 'Address', 'HouseholdMember', 'Dossier'])
      expect(marksOf(schema.getType(name)!).personal).toHaveLength(1);
  });
});
