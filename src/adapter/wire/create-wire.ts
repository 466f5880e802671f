import { hash } from 'node:crypto';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Sourced } from '../../context/source-status.js';
import type { Log } from '../../operations/log.js';
import type { Metrics } from '../../operations/metrics.js';
import { PlatformError } from '../platform-error.js';
import { createHealthRecord } from './connection-health.js';
import type { Connection } from './connection.js';
import { Passage } from './passage.js';
import type { OperationState } from './passage.js';
import { mergePolicies } from './policy.js';
import type { PolicySettings } from './policy.js';
import { bulkheadStage } from './stages/bulkhead.js';
import { cacheStage } from './stages/cache.js';
import { circuitBreakerStage } from './stages/circuit-breaker.js';
import type { CircuitBreakerStage } from './stages/circuit-breaker.js';
import { credentialsStage } from './stages/credentials.js';
import { deadlineStage } from './stages/deadline.js';
import { exchangeLogStage } from './stages/exchange-log.js';
import { healthStage } from './stages/health.js';
import { performStage } from './stages/perform.js';
import { quotaStage } from './stages/quota.js';
import { retryStage } from './stages/retry.js';
import { singleFlightStage } from './stages/single-flight.js';
import { socketStage } from './stages/socket.js';
import { timeoutStage } from './stages/timeout.js';
import { UnchangedAnswers } from './unchanged-answers.js';
import type { Wire, WireCall } from './wire.js';

export interface WireOptions {
  /** The adapter's name: the platform in errors, source statuses, logs and metrics. */
  readonly adapter: string;
  readonly connection: Connection;
  /** The policy of the settings file, over the adapter's own. */
  readonly overrides?: PolicySettings;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

/** Opens a connection: composes the stages, outermost last. Throws when the policy or a URL does not fit. */
export function createWire({ adapter, connection, overrides, clock, log, metrics }: WireOptions): Wire {
  const policy = mergePolicies(connection.policy, overrides);
  const name = connection.name ?? 'default';
  const connectionLog = log.with({ adapter, connection: name });
  const connectionMetrics = metrics.connection(adapter, name);
  const credentials = connection.credentials ?? { kind: 'none' };

  const socket = socketStage(clock, connection, policy);
  const quota = quotaStage(clock, policy.quota);
  const tokenExchange =
    credentials.kind === 'oauth2-client-credentials'
      ? exchangeLogStage(
          clock,
          connectionLog.with({ purpose: 'token' }),
          socket.exchangeWith(
            credentials.tokenUrl,
            ...(credentials.exchange ? [credentials.exchange.url] : []),
          ),
        )
      : socket.exchange;
  const logged = exchangeLogStage(clock, connectionLog, socket.exchange);
  const exchange = quota.inner(credentialsStage(clock, credentials, tokenExchange, logged));

  // The record asks the breaker for its state and the breaker reports to the record: the one circle of the wire.
  let breaker: CircuitBreakerStage | null = null;
  const health = createHealthRecord(clock, () => breaker?.state() ?? 'CLOSED');

  const unchanged = new UnchangedAnswers(policy.cache);
  const perform = performStage(connectionLog, unchanged, exchange);
  const retrying = retryStage(clock, timeoutStage(clock, perform));
  const limited = bulkheadStage(clock, policy.bulkhead, connectionMetrics.waiting, quota.outer(retrying));
  breaker = circuitBreakerStage(
    clock,
    policy.breaker,
    (state) => {
      connectionMetrics.breaker(state);
      health.breakerChanged();
      connectionLog.warn('platform.breaker_changed', { state, lastErrorCode: health.read().lastErrorCode });
    },
    healthStage(clock, health, limited),
  );
  const cache = cacheStage(clock, policy.cache, health.failingSince, singleFlightStage(clock, breaker.enter));
  const enter = deadlineStage(clock, cache.enter);

  const operations = new Map<string, OperationState>();
  const operationOf = (operation: string): OperationState => {
    const known = operations.get(operation);
    if (known) return known;
    const state = {
      name: operation,
      policy: policy.operation(operation),
      metrics: connectionMetrics.operation(operation),
    };
    operations.set(operation, state);
    return state;
  };

  return {
    call<T>(call: WireCall<T>, context: CallContext): Promise<Sourced<T>> {
      const operation = operationOf(call.operation);
      const startedAt = clock.now();
      return enter(new Passage(adapter, call, context, operation, shareKey(call, context))).then(
        (sourced) => {
          operation.metrics.call('OK', clock.now() - startedAt);
          context.sources.add(sourced.source);
          return sourced;
        },
        (error: unknown) => {
          const code = error instanceof PlatformError ? error.code : 'MALFORMED';
          const now = clock.now();
          operation.metrics.call(code, now - startedAt);
          const since = new Date(health.failingSince() ?? now);
          context.sources.add({
            platform: adapter,
            state: 'UNAVAILABLE',
            fetchedAt: null,
            since,
            reason: code,
          });
          throw error;
        },
      );
    },
    health: health.read,
    async close() {
      cache.close();
      unchanged.clear();
      await socket.close();
    },
  };
}

/** Tells which calls have the same answer for the same people. Hashed when it is about a person, so that no identifier lies about in memory as a key. */
function shareKey(call: WireCall<unknown>, context: CallContext): string | null {
  if (call.effect !== 'read' || call.cacheKey === undefined || call.scope === 'NONE') return null;
  if (call.scope === 'PUBLIC') return `${call.operation}\n\n${call.cacheKey}`;
  return context.subject
    ? hash('sha256', `${call.operation}\n${context.subject.id}\n${call.cacheKey}`, 'base64')
    : null;
}
