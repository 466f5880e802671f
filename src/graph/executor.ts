import {
  type DocumentNode,
  execute,
  type ExecutionResult,
  getNamedType,
  GraphQLError,
  type GraphQLSchema,
  isAbstractType,
  isInputObjectType,
  Kind,
  type OperationDefinitionNode,
  TypeInfo,
  typeFromAST,
  valueFromAST,
  valueFromASTUntyped,
  visit,
  visitWithTypeInfo,
} from 'graphql';
import { compileQuery, isCompiledQuery } from 'graphql-jit';
import { LRUCache } from 'lru-cache';
import { getMetadataStorage } from 'type-graphql';
import type { GraphContext } from '../vocabulary/graph-context.js';

export interface ExecutorOptions {
  readonly schema: GraphQLSchema;
  /** An operation is compiled at this use: compiling costs as much as some ten runs. */
  readonly compileFrom?: number;
  /** A compiled operation holds about 50 KB. */
  readonly maxCompiled?: number;
}

export interface Execution {
  readonly document: DocumentNode;
  readonly operation: OperationDefinitionNode;
  /** Hash of the document; with the operation's name the key of what is compiled. */
  readonly hash: string;
  /** As given; both engines coerce them again. */
  readonly variables: Readonly<Record<string, unknown>>;
  readonly context: GraphContext;
}

export type Execute = (execution: Execution) => Promise<ExecutionResult> | ExecutionResult;

type Compiled = (context: GraphContext, variables: Execution['variables']) => ReturnType<Execute>;

interface Known {
  uses: number;
  compiled: Compiled | null;
  /** Whether graphql-jit may run it: by its shape, and because it could compile it. */
  safe: boolean;
}

/**
 * Runs operations: on graphql-jit those that it answers exactly as graphql-js does, from their third use, all others on
 * graphql-js. Never rejects: what an engine throws becomes an error without data.
 */
export function createExecutor({ schema, compileFrom = 3, maxCompiled = 300 }: ExecutorOptions): Execute {
  const known = new LRUCache<string, Known>({ max: maxCompiled });

  function compiledFor({ document, operation, hash }: Execution): Compiled | null {
    const key = `${hash}:${operation.name?.value ?? ''}`;
    let entry = known.get(key);
    if (!entry)
      known.set(key, (entry = { uses: 0, compiled: null, safe: jitSafe(schema, document, operation) }));
    if (!entry.safe) return null;
    entry.uses += 1;
    if (!entry.compiled && entry.uses >= compileFrom) {
      entry.compiled = compile(schema, document, operation);
      entry.safe = entry.compiled !== null;
    }
    return entry.compiled;
  }

  return async (execution) => {
    const { document, operation, variables, context } = execution;
    try {
      const compiled = compiledFor(execution);
      if (compiled) return await compiled(context, variables);
      return await execute({
        schema,
        document,
        contextValue: context,
        variableValues: variables,
        operationName: operation.name?.value,
      });
    } catch (error) {
      return { data: null, errors: [error instanceof GraphQLError ? error : wrapped(error)] };
    }
  };
}

function wrapped(error: unknown): GraphQLError {
  return new GraphQLError('Unexpected', {
    originalError: error instanceof Error ? error : new Error('not an error'),
  });
}

function compile(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): Compiled | null {
  try {
    const compiled = compileQuery(schema, document, operation.name?.value ?? '', {
      disablingCapturingStackErrors: true,
    });
    if (!isCompiledQuery(compiled)) return null;
    const defaults = defaultsOf(operation);
    return (context, variables) =>
      compiled.query(undefined, context, defaults ? { ...defaults, ...variables } : variables);
  } catch {
    return null;
  }
}

/** Defaults of variables that may not be null: graphql-jit does not apply them and calls the variable missing. */
function defaultsOf({ variableDefinitions = [] }: OperationDefinitionNode): object | null {
  const missed = variableDefinitions.flatMap(({ variable, type, defaultValue }) =>
    type.kind === Kind.NON_NULL_TYPE && defaultValue
      ? [[variable.name.value, valueFromASTUntyped(defaultValue)] as const]
      : [],
  );
  return missed.length > 0 ? Object.fromEntries(missed) : null;
}

/**
 * Gives abstract types a synchronous `resolveType`: type-graphql's is asynchronous, which graphql-jit cannot wait for.
 * Resolvers return instances of their class, or objects with `__typename`.
 */
export function resolveTypesByClass(schema: GraphQLSchema): void {
  const storage = getMetadataStorage() as unknown as { objectTypes: { target: unknown; name: string }[] };
  const names = new Map(storage.objectTypes.map(({ target, name }) => [target, name]));
  for (const type of Object.values(schema.getTypeMap()))
    if (isAbstractType(type))
      type.resolveType = (value: { constructor?: unknown; __typename?: string } | null) =>
        names.get(value?.constructor) ?? value?.__typename;
}

/** Whether graphql-jit answers this operation exactly as graphql-js does (docs/adr/0003-executor.md). */
export function jitSafe(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): boolean {
  // A failed non-null mutation field must stop the ones behind it; subscriptions get other arguments.
  if (operation.operation !== 'query') return false;
  const nullable = new Set<string>();
  for (const { type, variable } of operation.variableDefinitions ?? []) {
    // graphql-jit takes what every object inherits for a value: `constructor` is always given.
    if (variable.name.value in Object.prototype) return false;
    if (type.kind !== Kind.NON_NULL_TYPE) nullable.add(variable.name.value);
    const named = getNamedType(typeFromAST(schema, type as never));
    // Defaults of non-null input fields are not applied.
    if (isInputObjectType(named)) return false;
  }
  let safe = true;
  const info = new TypeInfo(schema);
  visit(
    document,
    visitWithTypeInfo(info, {
      Directive({ arguments: [condition] = [] }) {
        // Null as a condition is an error for graphql-js, and false for graphql-jit.
        if (condition?.value.kind === Kind.VARIABLE && nullable.has(condition.value.name.value)) safe = false;
      },
      Argument({ value }) {
        const type = info.getArgument()?.type;
        if (!type) return;
        if ((value.kind === Kind.OBJECT || value.kind === Kind.LIST) && holdsVariable(value)) safe = false;
        // A literal is compiled in as JSON: an instance of a class would lose its class.
        else if (value.kind !== Kind.VARIABLE && !isPlain(valueFromAST(value, type))) safe = false;
      },
    }),
  );
  return safe;
}

function holdsVariable(value: Parameters<typeof visit>[0]): boolean {
  let found = false;
  visit(value, {
    Variable() {
      found = true;
    },
  });
  return found;
}

function isPlain(value: unknown): boolean {
  if (value === null || value === undefined || ['string', 'number', 'boolean'].includes(typeof value))
    return true;
  if (Array.isArray(value)) return value.every(isPlain);
  if (typeof value !== 'object') return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return (prototype === Object.prototype || prototype === null) && Object.values(value).every(isPlain);
}
