import {
  buildSchema,
  type DocumentNode,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
  type OperationDefinitionNode,
  parse,
  validate,
} from 'graphql';
import { type Profile, Profiles } from '../../src/graph/profile.js';
import type { Marks } from '../../src/vocabulary/marks.js';
import { NationalNumberScalar, PurposeCodeScalar } from '../../src/vocabulary/scalars.js';

/** A schema from its text, with marks by `Type` or `Type.field`, and the hub's own scalars where it names them. */
export function markedSchema(text: string, marks: Readonly<Record<string, Marks>>): GraphQLSchema {
  const schema = buildSchema(text);
  for (const scalar of [NationalNumberScalar, PurposeCodeScalar]) {
    const { serialize, parseValue, parseLiteral, extensions } = scalar;
    const target = schema.getType(scalar.name);
    if (target) Object.assign(target, { serialize, parseValue, parseLiteral, extensions });
  }
  for (const [place, mark] of Object.entries(marks)) {
    const [typeName = '', fieldName] = place.split('.');
    const type = schema.getType(typeName);
    const target =
      fieldName && (isObjectType(type) || isInterfaceType(type)) ? type.getFields()[fieldName] : type;
    if (!target) throw new Error(`No ${place} to mark.`);
    Object.assign(target, { extensions: { ...target.extensions, ...mark } });
  }
  return schema;
}

/** A valid document with the operation of that name, or its only one. */
export function operationIn(
  schema: GraphQLSchema,
  text: string,
  name?: string,
): { document: DocumentNode; operation: OperationDefinitionNode } {
  const document = parse(text);
  const errors = validate(schema, document);
  if (errors.length > 0) throw errors[0]!;
  const operation = document.definitions.find(
    (definition): definition is OperationDefinitionNode =>
      definition.kind === 'OperationDefinition' && (!name || definition.name?.value === name),
  );
  if (!operation) throw new Error(`No operation ${name}.`);
  return { document, operation };
}

/** The profile of an operation, without anything remembered. */
export function profileOf(
  schema: GraphQLSchema,
  text: string,
  variables: Record<string, unknown> = {},
  name?: string,
): Profile {
  const { document, operation } = operationIn(schema, text, name);
  return new Profiles(schema).get(document, 'hash', operation, variables);
}
