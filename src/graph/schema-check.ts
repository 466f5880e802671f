import {
  type GraphQLInterfaceType,
  type GraphQLNamedType,
  type GraphQLObjectType,
  type GraphQLSchema,
  isInterfaceType,
  isObjectType,
} from 'graphql';
import { getMetadataStorage } from 'type-graphql';
import { marksOf } from '../vocabulary/marks.js';

/** The schema has fields without rules, or rules where they would not hold: the hub may not start with it. */
export class UnsafeSchema extends Error {
  override readonly name = 'UnsafeSchema';

  constructor(readonly faults: readonly string[]) {
    super(`The schema has ${faults.length} faults:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}

interface FieldMetadata {
  readonly name: string;
  readonly schemaName: string;
  readonly target: { readonly name: string };
  readonly simple?: boolean;
  readonly roles?: unknown;
  readonly middlewares?: readonly unknown[];
}

interface TypeMetadata {
  readonly name: string;
  readonly target: Target;
  readonly simpleResolvers?: boolean;
  readonly fields?: readonly FieldMetadata[];
}

/** A decorated class; its methods are known by it. */
type Target = { readonly name: string };

interface Storage {
  readonly objectTypes: readonly TypeMetadata[];
  readonly interfaceTypes: readonly TypeMetadata[];
  readonly fieldResolvers: readonly {
    readonly methodName: string;
    readonly target: Target;
    getObjectType?(): Target;
  }[];
  readonly authorizedFields: readonly { readonly target: Target; readonly fieldName: string }[];
  readonly authorizedResolver: readonly { readonly target: Target }[];
  readonly resolverClasses: readonly { readonly target: Target }[];
  readonly classExtensions: readonly { readonly target: Target }[];
  readonly fieldExtensions: readonly { readonly target: Target; readonly fieldName: string }[];
}

/** Every fault at once: root fields without rules, costs that name no argument, guards and marks that type-graphql would ignore. */
export function faultsOf(schema: GraphQLSchema): string[] {
  return [...rootFaults(schema), ...costFaults(schema), ...ignoredGuards(), ...lostMarks()];
}

function rootFaults(schema: GraphQLSchema): string[] {
  const faults: string[] = [];
  for (const root of [schema.getQueryType(), schema.getMutationType(), schema.getSubscriptionType()])
    for (const [name, field] of Object.entries(root?.getFields() ?? {})) {
      const marks = marksOf(field);
      for (const rule of ['access', 'audit', 'cost'] as const)
        if (marks[rule] === undefined) faults.push(`${root?.name}.${name}: no ${rule} rule`);
    }
  return faults;
}

function costFaults(schema: GraphQLSchema): string[] {
  const faults: string[] = [];
  for (const type of Object.values(schema.getTypeMap()).filter(hasFields)) {
    for (const field of Object.values(type.getFields())) {
      const { cost } = marksOf(field);
      const names = field.args.map(({ name }) => name);
      const place = `${type.name}.${field.name}`;
      if (cost?.size && !names.includes(cost.size))
        faults.push(`${place}: cost.size names no argument (${cost.size})`);
      if (names.includes('first') && cost?.size !== 'first')
        faults.push(`${place}: takes "first", so its cost must be sized by it`);
    }
  }
  return faults;
}

const hasFields = (type: GraphQLNamedType): type is GraphQLObjectType | GraphQLInterfaceType =>
  !type.name.startsWith('__') && (isObjectType(type) || isInterfaceType(type));

/** The profile is the only access rule; `@Authorized` and middleware on a plain field are silently ignored, so both are refused everywhere. */
function ignoredGuards(): string[] {
  const storage = getMetadataStorage() as unknown as Storage;
  const resolved = new Set(
    storage.fieldResolvers.map((resolver) => `${resolver.getObjectType?.()?.name}.${resolver.methodName}`),
  );
  const faults = storage.authorizedFields.map(
    ({ target, fieldName }) =>
      `${target.name}.${fieldName}: @Authorized is not used here; give an access mark`,
  );
  for (const { target } of storage.authorizedResolver)
    faults.push(`${target.name}: @Authorized is not used here; give access marks`);
  for (const type of [...storage.objectTypes, ...storage.interfaceTypes])
    for (const field of type.fields ?? []) {
      const simple = field.simple ?? type.simpleResolvers ?? false;
      if (!simple || resolved.has(`${field.target.name}.${field.name}`) || !field.middlewares?.length)
        continue;
      faults.push(
        `${type.name}.${field.schemaName}: middleware on a plain field is ignored by simpleResolvers`,
      );
    }
  return faults;
}

/** Marks where type-graphql drops them: on a resolver class, and on a field resolver of an interface. */
function lostMarks(): string[] {
  const storage = getMetadataStorage() as unknown as Storage;
  const resolvers = new Set(storage.resolverClasses.map(({ target }) => target));
  const interfaces = new Set(storage.interfaceTypes.map(({ target }) => target));
  const onClasses = storage.classExtensions
    .filter(({ target }) => resolvers.has(target))
    .map(({ target }) => `${target.name}: a mark on a resolver class is lost; mark its methods`);
  const onInterfaces = storage.fieldResolvers
    .filter(
      (resolver) =>
        interfaces.has(resolver.getObjectType?.() as Target) &&
        storage.fieldExtensions.some(
          ({ target, fieldName }) => target === resolver.target && fieldName === resolver.methodName,
        ),
    )
    .map(
      ({ target, methodName }) =>
        `${target.name}.${methodName}: a mark on a field resolver of an interface is lost; mark the interface's field`,
    );
  return [...onClasses, ...onInterfaces];
}
