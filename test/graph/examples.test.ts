import 'reflect-metadata';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import {
  getNamedType,
  getVariableValues,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isObjectType,
  isScalarType,
  isUnionType,
  typeFromAST,
} from 'graphql';
import type { GraphQLOutputType } from 'graphql';
import { createExecutor, jitSafe } from '../../src/graph/executor.js';
import { createGuard } from '../../src/graph/guard.js';
import { Profiles } from '../../src/graph/profile.js';
import { createResolvers, type Services } from '../../src/graph/resolvers.js';
import { createSchema } from '../../src/graph/schema.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';
import { emma, parties, type PartyName } from './actors.js';
import { operationIn } from './marked-schema.js';

const folder = 'schema/operations';
const examples = readdirSync(folder, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.graphql'))
  .map((file) => ({ file: file.replaceAll('\\', '/'), text: readFileSync(join(folder, file), 'utf8') }));

const personas: Record<string, PartyName> = {
  visitor: 'visitor',
  citizen: 'citizen',
  staff: 'staff',
  administrator: 'administrator',
  client: 'client',
};
/** A value for each scalar of the graph, when an example takes one without a default. */
const given: Record<string, unknown> = {
  NationalNumber: emma.reveal(),
  PurposeCode: 'dossier-handling',
  VCode: 'V0001001',
  IpdcNumber: '51020',
  ProductLinkKind: 'APPOINTMENT_SERVICE',
  String: 'wandel',
  Int: 2,
  ID: '00000000-0000-4000-8000-000000000000',
  Boolean: true,
  DateTime: '2026-12-01T10:00:00+01:00',
  BookAppointmentInput: {
    service: 'service',
    location: 'location',
    start: '2026-12-01T10:00:00+01:00',
    customer: { email: 'emma.peeters@schilde.example', mobilePhone: '0470123456' },
  },
  JoinWaitingListInput: {
    service: 'service',
    locations: ['location'],
    until: '2026-12-31',
    customer: { email: 'emma.peeters@schilde.example', mobilePhone: '0470123456' },
  },
  SignatureRequestInput: { title: 'Overeenkomst', files: [], recipients: [] },
};

/** The graph's own types, with each root field answered by made-up values: the engines are compared, not the services. */
function filledSchema() {
  const schema = createSchema(createResolvers({} as Services));
  const scalars: Record<string, unknown> = {
    NationalNumber: NationalNumber.parse('85671421468'),
    DateTime: new Date('2026-07-01T10:00:00Z'),
    Date: '2026-07-01',
    Int: 7,
    Float: 0.5,
    Boolean: true,
    GeoJSON: { type: 'Point', coordinates: [164_000, 214_000] },
  };
  const madeUp = (type: GraphQLOutputType): unknown => {
    if (isNonNullType(type)) return madeUp(type.ofType);
    if (isListType(type)) return [madeUp(type.ofType), madeUp(type.ofType)];
    if (isEnumType(type)) return type.getValues()[0]!.value;
    return isScalarType(type) ? (scalars[type.name] ?? `a ${type}`) : {};
  };
  for (const type of Object.values(schema.getTypeMap())) {
    if (isUnionType(type)) type.resolveType = () => type.getTypes()[0]!.name;
    if (isObjectType(type) && !type.name.startsWith('__'))
      for (const field of Object.values(type.getFields()))
        // Half of them late, as resolvers are.
        field.resolve = () =>
          field.name.length % 2 ? madeUp(field.type) : Promise.resolve(madeUp(field.type));
  }
  return schema;
}

const schema = filledSchema();
const limits = { depth: 12, aliases: 15, directives: 50, cost: 5_000, tokens: 2_000 };
const guard = createGuard({
  schema,
  limits,
  purposes: [{ code: 'dossier-handling', description: 'Behandelen van een dossier' }],
});

test('there are examples for every persona', () => {
  expect(new Set(examples.map(({ file }) => file.split('/')[0]))).toEqual(new Set(Object.keys(personas)));
});

describe.each(examples)('$file', ({ file, text }) => {
  const { document, operation } = operationIn(schema, text);
  const variables = Object.fromEntries(
    (operation.variableDefinitions ?? [])
      .filter(({ type, defaultValue }) => type.kind === 'NonNullType' && !defaultValue)
      .map(({ variable, type }) => [
        variable.name.value,
        given[getNamedType(typeFromAST(schema, type as never))!.name],
      ]),
  );
  const context = callContext(parties[personas[file.split('/')[0]!]!]);
  const profile = new Profiles(schema).get(document, 'hash', operation, variables);

  test('is allowed for its persona, within the limits, with room left', () => {
    expect(getVariableValues(schema, operation.variableDefinitions ?? [], variables).errors).toBeUndefined();
    expect(guard(profile, operation, context, variables)).toMatchObject({ allowed: true });
    expect(profile.cost(variables)).toBeLessThan(limits.cost / 2);
  });

  test('is named as its file', () => {
    expect(`${operation.name?.value}.graphql`).toBe(file.split('/')[1]);
  });

  test('is answered alike by both engines, and fast by graphql-jit when it takes no input object', async () => {
    const answers = await Promise.all(
      [1, Number.POSITIVE_INFINITY].map(async (compileFrom) => {
        const execute = createExecutor({ schema, compileFrom });
        return JSON.stringify(await execute({ document, operation, hash: file, variables, context }));
      }),
    );
    const takesObject = (operation.variableDefinitions ?? []).some(({ type }) =>
      isInputObjectType(getNamedType(typeFromAST(schema, type as never))),
    );
    expect(jitSafe(schema, document, operation)).toBe(!takesObject && operation.operation === 'query');
    expect(answers[0]).toBe(answers[1]);
    expect(JSON.parse(answers[0]!)).not.toHaveProperty('errors');
  });
});
