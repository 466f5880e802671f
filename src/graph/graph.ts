import type { ApolloServer } from '@apollo/server';
import type { GraphQLSchema } from 'graphql';
import type { CallContext } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { Metrics } from '../operations/metrics.js';
import type { AuditTrail } from '../privacy/audit.js';
import type { KeyedHash } from '../privacy/encryption.js';
import { Histogram } from 'prom-client';
import { createApollo } from './apollo.js';
import { createExecutor } from './executor.js';
import { createGuard, type Limits, type Purposes } from './guard.js';
import { Profiles } from './profile.js';
import { createOperationAudit } from './operation-audit.js';
import { createSchema } from './schema.js';
import { createSubscriptionGate, type SubscriptionGate } from './subscription-gate.js';
import type { EventSources } from '../vocabulary/subscription.js';

export interface GraphOptions {
  /** Resolver instances, made with their services. */
  readonly resolvers: readonly object[];
  /** Where the events of each subscription come from. */
  readonly events?: EventSources;
  readonly audit: AuditTrail;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly limits: Limits;
  /** What civil servants may state as purpose. */
  readonly purposes: Purposes;
  /** The sandbox shows its schema to everybody. */
  readonly sandbox: boolean;
}

export interface Graph {
  readonly schema: GraphQLSchema;
  readonly apollo: ApolloServer<CallContext>;
  /** The way in of subscriptions. */
  readonly subscriptions: SubscriptionGate;
}

/** The graph, started. Throws UnsafeSchema when a field has no rules. */
export async function createGraph(options: GraphOptions): Promise<Graph> {
  const { resolvers, events, metrics, limits, purposes, sandbox, log } = options;
  const schema = createSchema(resolvers, events);
  const seconds = new Histogram({
    name: 'schakel_operation_duration_seconds',
    help: 'How long an operation of the graph took, by its root field (several, none) and outcome',
    labelNames: ['fields', 'outcome'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
    registers: [metrics.registry],
  });
  const shared = {
    schema,
    limits,
    profiles: new Profiles(schema),
    decide: createGuard({ schema, limits, purposes }),
    audit: createOperationAudit(options),
    masking: {
      log,
      showsSchema: (context: CallContext) => sandbox || context.actor.kind !== 'ANONYMOUS',
    },
  };
  const apollo = createApollo({
    ...options,
    ...shared,
    execute: createExecutor({ schema }),
    measure: (fields, outcome, duration) => seconds.labels(fields, outcome).observe(duration),
  });
  await apollo.start();
  return { schema, apollo, subscriptions: createSubscriptionGate(shared) };
}
