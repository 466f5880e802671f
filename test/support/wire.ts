import type { CallContext, Subject } from '../../src/context/call-context.js';
import { SourceLog } from '../../src/context/call-context.js';
import type { Clock } from '../../src/context/clock.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { createMetrics } from '../../src/operations/metrics.js';
import type { CacheResult } from '../../src/operations/metrics.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PlatformErrorCode } from '../../src/adapter/platform-error.js';
import type { Connection } from '../../src/adapter/wire/connection.js';
import { createWire } from '../../src/adapter/wire/create-wire.js';
import { Passage } from '../../src/adapter/wire/passage.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import { mergePolicies } from '../../src/adapter/wire/policy.js';
import type { SeveralExchanges, Wire, WireCall, WireCallCard } from '../../src/adapter/wire/wire.js';
import type { MemoryLog } from './log.js';
import { memoryLog } from './log.js';

export const emma: Subject = { id: 'hash-of-emma', nationalNumber: NationalNumber.parse('85671421468') };
export const lucas: Subject = { id: 'hash-of-lucas', nationalNumber: NationalNumber.parse('83630211767') };

export interface ContextOptions {
  readonly clock?: Clock;
  readonly ms?: number;
  readonly subject?: Subject | null;
  readonly signal?: AbortSignal;
  readonly correlationId?: string;
}

/** A question that has `ms` (10 s) left. */
export function callContext({
  clock = systemClock,
  ms = 10_000,
  subject = null,
  signal,
  correlationId = 'c-1',
}: ContextOptions = {}): CallContext {
  return {
    correlationId,
    deadline: clock.now() + ms,
    actor: { kind: 'SYSTEM', id: 'test' },
    subject,
    mandate: null,
    purpose: null,
    sources: new SourceLog(),
    ...(signal && { signal }),
  };
}

/** A read of public data; `parts` changes what a test is about. */
export function wireCall<T>(
  perform: SeveralExchanges<T>['perform'],
  parts: Partial<WireCallCard> = {},
): WireCall<T> {
  return { operation: 'zoeken', effect: 'read', scope: 'PUBLIC', ...parts, perform };
}

export interface PassageOptions extends ContextOptions {
  readonly policy?: PolicySettings;
  readonly key?: string | null;
  readonly call?: Partial<WireCallCard & SeveralExchanges<unknown>>;
  /** Every result that the cache and single flight report. */
  readonly results?: CacheResult[];
  readonly retries?: { count: number };
}

/** A call at the door of a stage, for tests of one stage. */
export function passageOf<T = string>({
  policy,
  key = null,
  call = {},
  results = [],
  retries = { count: 0 },
  ...options
}: PassageOptions = {}): Passage<T> {
  const operation = {
    name: 'zoeken',
    policy: mergePolicies(policy).operation('zoeken'),
    metrics: {
      call: () => undefined,
      exchange: () => undefined,
      retry: () => void (retries.count += 1),
      cache: (result: CacheResult) => void results.push(result),
    },
  };
  const whole = { ...wireCall(() => Promise.reject(new Error('not performed'))), ...call } as WireCall<T>;
  return new Passage<T>('register', whole, callContext(options), operation, key);
}

export interface Opened {
  readonly promise: Promise<string>;
  readonly resolve: (value: string) => void;
  readonly reject: (error: unknown) => void;
}

/** A promise that the test settles. */
export function opened(): Opened {
  let resolve!: Opened['resolve'];
  let reject!: Opened['reject'];
  const promise = new Promise<string>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}

export function failure(
  code: PlatformErrorCode,
  details?: ConstructorParameters<typeof PlatformError>[2],
): PlatformError {
  return new PlatformError('register', code, details);
}

/** What a promise came to, without waiting for one that has not ended: `pending`, its value, or the code of its error. */
export function outcomeOf(promise: Promise<unknown>): { readonly now: unknown } {
  let now: unknown = 'pending';
  promise.then(
    (value) => (now = value),
    (error: unknown) => (now = error instanceof PlatformError ? error.code : error),
  );
  return {
    get now() {
      return now;
    },
  };
}

export interface TestWire {
  readonly wire: Wire;
  readonly log: MemoryLog;
  metricsText(): Promise<string>;
  close(): Promise<void>;
}

/** A whole wire to a simulator. */
export function testWire(
  connection: Connection,
  options: { clock?: Clock; overrides?: PolicySettings; adapter?: string } = {},
): TestWire {
  const log = memoryLog();
  const metrics = createMetrics();
  const { clock = systemClock, adapter = 'register', overrides } = options;
  const wire = createWire({ adapter, connection, clock, log, metrics, ...(overrides && { overrides }) });
  return {
    wire,
    log,
    metricsText: () => metrics.text(),
    async close() {
      await wire.close();
      metrics.close();
    },
  };
}
