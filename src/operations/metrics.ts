import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export type CacheResult = 'fresh' | 'stale' | 'miss' | 'shared';
export type BreakerState = 'CLOSED' | 'HALF_OPEN' | 'OPEN';

/** What is measured of one operation of a connection. Outcomes are `OK` or an error code, never text. */
export interface OperationMetrics {
  /** A call as the asker sees it, whatever answered: cache or platform. */
  call(outcome: string, ms: number): void;
  /** One exchange with the platform; a call can need several or none. */
  exchange(outcome: string, ms: number): void;
  retry(): void;
  cache(result: CacheResult): void;
}

export interface ConnectionMetrics {
  operation(name: string): OperationMetrics;
  breaker(state: BreakerState): void;
  /** How many calls wait for a place in the bulkhead. */
  waiting(count: number): void;
}

export interface Metrics {
  /** For the measures that other rooms add; names begin with `schakel_`. */
  readonly registry: Registry;
  connection(adapter: string, connection: string): ConnectionMetrics;
  /** A platform gave a value that nobody knows, in a field of ours; the value itself may be in the log, never here. */
  unknownValue(adapter: string, field: string): void;
  /** The answer of `/metrics` in Prometheus text; `contentType` goes with it. */
  text(): Promise<string>;
  readonly contentType: string;
  close(): void;
}

const breakerValues: Record<BreakerState, number> = { CLOSED: 0, HALF_OPEN: 1, OPEN: 2 };
const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];

/** Measures in a registry of their own, so that two hubs in one process (tests) do not share them. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const connectionLabels = ['adapter', 'connection'] as const;
  const operationLabels = [...connectionLabels, 'operation'] as const;

  const callSeconds = new Histogram({
    name: 'schakel_call_duration_seconds',
    help: 'How long an asker waited for a call to a platform, cache included',
    labelNames: operationLabels,
    buckets: seconds,
    registers,
  });
  const calls = new Counter({
    name: 'schakel_calls_total',
    help: 'Calls to a platform by outcome: OK or an error code',
    labelNames: [...operationLabels, 'outcome'],
    registers,
  });
  const exchangeSeconds = new Histogram({
    name: 'schakel_exchange_duration_seconds',
    help: 'How long one exchange with a platform took',
    labelNames: operationLabels,
    buckets: seconds,
    registers,
  });
  const exchanges = new Counter({
    name: 'schakel_exchanges_total',
    help: 'Exchanges with a platform by outcome: OK or an error code',
    labelNames: [...operationLabels, 'outcome'],
    registers,
  });
  const retries = new Counter({
    name: 'schakel_retries_total',
    help: 'Calls tried again',
    labelNames: operationLabels,
    registers,
  });
  const cacheResults = new Counter({
    name: 'schakel_cache_results_total',
    help: 'What the cache did: fresh, stale, miss, or shared with a call already under way',
    labelNames: [...operationLabels, 'result'],
    registers,
  });
  const breakerState = new Gauge({
    name: 'schakel_breaker_state',
    help: 'Circuit breaker: 0 closed, 1 half open, 2 open',
    labelNames: connectionLabels,
    registers,
  });
  const bulkheadWaiting = new Gauge({
    name: 'schakel_bulkhead_waiting',
    help: 'Calls that wait for a place in the bulkhead',
    labelNames: connectionLabels,
    registers,
  });

  const unknownValues = new Counter({
    name: 'schakel_unknown_values_total',
    help: 'Values of a platform that its own lists do not know, or that cannot be',
    labelNames: ['adapter', 'field'] as const,
    registers,
  });

  return {
    registry,
    unknownValue: (adapter, field) => unknownValues.labels(adapter, field).inc(),
    connection(adapter, connection) {
      const breaker = breakerState.labels(adapter, connection);
      const waiting = bulkheadWaiting.labels(adapter, connection);
      breaker.set(0);
      waiting.set(0);
      return {
        operation(operation) {
          const labels = { adapter, connection, operation };
          const observeCall = callSeconds.labels(labels);
          const observeExchange = exchangeSeconds.labels(labels);
          const countRetry = retries.labels(labels);
          const countCall = byLabel((outcome) => calls.labels({ ...labels, outcome }));
          const countExchange = byLabel((outcome) => exchanges.labels({ ...labels, outcome }));
          const countCache = byLabel((result) => cacheResults.labels({ ...labels, result }));
          return {
            call(outcome, ms) {
              observeCall.observe(ms / 1000);
              countCall(outcome).inc();
            },
            exchange(outcome, ms) {
              observeExchange.observe(ms / 1000);
              countExchange(outcome).inc();
            },
            retry: () => countRetry.inc(),
            cache: (result) => countCache(result).inc(),
          };
        },
        breaker: (state) => breaker.set(breakerValues[state]),
        waiting: (count) => waiting.set(count),
      };
    },
    text: () => registry.metrics(),
    contentType: registry.contentType,
    close: () => registry.clear(),
  };
}

/** One counter for each value of a label, found without prom-client's own look-up, which costs more than counting. */
function byLabel(make: (value: string) => Counter.Internal): (value: string) => Counter.Internal {
  const known = new Map<string, Counter.Internal>();
  return (value) => {
    let counter = known.get(value);
    if (!counter) known.set(value, (counter = make(value)));
    return counter;
  };
}
