import { GraphQLSchema } from 'graphql';
import { buildSchemaSync, type NonEmptyArray } from 'type-graphql';
import type { GraphContext } from '../vocabulary/graph-context.js';
import { PlatformUnavailable } from '../vocabulary/problem.js';
import { KboNumberScalar, PhoneNumberScalar } from '../vocabulary/scalars.js';
import { type EventSources, eventsFromElsewhere } from '../vocabulary/subscription.js';
import { resolveTypesByClass } from './executor.js';
import { faultsOf, UnsafeSchema } from './schema-check.js';

/** The schema of these resolver instances. Throws UnsafeSchema when a field has no rules, or rules that would not hold. */
export function createSchema(resolvers: readonly object[], events: EventSources = {}): GraphQLSchema {
  const built = buildSchemaSync({
    resolvers: resolvers.map((resolver) => resolver.constructor) as unknown as NonEmptyArray<
      new () => object
    >,
    container: { get: (type: unknown) => resolvers.find((resolver) => resolver.constructor === type) },
    orphanedTypes: [PlatformUnavailable],
    validate: false,
    // Without one there are no subscriptions; the events of ours come from services.
    pubSub: { publish: eventsFromElsewhere, subscribe: eventsFromElsewhere },
    // @Authorized is refused below, with all other faults at once; until then it lets nobody in.
    authChecker: () => false,
  });
  const config = built.toConfig();
  // Part of the graph's language before the first field uses them.
  const schema = new GraphQLSchema({
    ...config,
    types: [...new Set([...config.types, KboNumberScalar, PhoneNumberScalar])],
  });
  for (const [name, source] of Object.entries(events)) {
    const field = schema.getSubscriptionType()?.getFields()[name];
    if (!field) throw new Error(`There is no subscription ${name}.`);
    field.subscribe = (_root, args, context: GraphContext) => source(args, context);
  }
  resolveTypesByClass(schema);
  const faults = faultsOf(schema);
  if (faults.length > 0) throw new UnsafeSchema(faults);
  return schema;
}
