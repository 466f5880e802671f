import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { OperationMetrics } from '../../operations/metrics.js';
import { PlatformError } from '../platform-error.js';
import type { OperationPolicy } from './policy.js';
import type { HttpRequest, HttpResponse, WireCall } from './wire.js';

/** What the wire keeps of one operation of a connection. */
export interface OperationState {
  readonly name: string;
  readonly policy: OperationPolicy;
  readonly metrics: OperationMetrics;
}

/** One call on its way through the outer stages. */
export class Passage<T> {
  /** Milliseconds since the epoch; moves up when somebody with more time joins the same flight. */
  deadline: number;
  /** Bytes read from the platform so far: what the answer weighs in the cache. */
  bytes = 0;
  /** Places of the quota taken but not yet used for an exchange. */
  prepaid = 0;
  #stopped: PlatformError | null = null;
  #onStop: ((reason: PlatformError) => void) | null = null;

  constructor(
    readonly platform: string,
    readonly call: WireCall<T>,
    readonly context: CallContext,
    readonly operation: OperationState,
    /** Whom to share the answer with, hashed; null: nobody. */
    readonly key: string | null,
  ) {
    this.deadline = context.deadline;
  }

  error(code: PlatformError['code'], cause?: unknown): PlatformError {
    return new PlatformError(this.platform, code, cause === undefined ? {} : { cause });
  }

  get stopped(): PlatformError | null {
    return this.#stopped;
  }

  /** Ends whatever the call waits for: its askers have gone. */
  stop(reason: PlatformError): void {
    if (this.#stopped) return;
    this.#stopped = reason;
    this.#onStop?.(reason);
  }

  /** Who must know when the call is stopped; a call waits for one thing at a time, so there is one listener. */
  whenStopped(listener: ((reason: PlatformError) => void) | null): void {
    this.#onStop = listener;
    if (listener && this.#stopped) listener(this.#stopped);
  }

  /** Sleeps unless the call is stopped first. */
  wait(clock: Clock, ms: number): Promise<void> {
    if (this.#stopped) return Promise.reject(this.#stopped);
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ms, () => {
        this.whenStopped(null);
        resolve();
      });
      this.whenStopped((reason) => {
        cancel();
        reject(reason);
      });
    });
  }
}

/** One try of a call: what its exchanges belong to. Ending it destroys their sockets and lets none begin. */
export class Attempt {
  #ended: PlatformError | null = null;
  readonly #open = new Set<(reason: PlatformError) => void>();

  constructor(
    readonly platform: string,
    readonly operation: OperationState,
    readonly correlationId: string,
    /** Null for the wire's own exchanges, such as fetching a token. */
    readonly passage: Passage<unknown> | null,
  ) {}

  get ended(): PlatformError | null {
    return this.#ended;
  }

  end(reason: PlatformError): void {
    if (this.#ended) return;
    this.#ended = reason;
    for (const abort of this.#open) abort(reason);
    this.#open.clear();
  }

  /** Sleeps unless the try ends first. */
  wait(clock: Clock, ms: number): Promise<void> {
    if (this.#ended) return Promise.reject(this.#ended);
    return new Promise((resolve, reject) => {
      const cancel = clock.after(ms, () => {
        unregister();
        resolve();
      });
      const unregister = this.opened((reason) => {
        cancel();
        reject(reason);
      });
    });
  }

  /** Registers what to abort when the try ends; returns how to unregister. */
  opened(abort: (reason: PlatformError) => void): () => void {
    this.#open.add(abort);
    return () => this.#open.delete(abort);
  }
}

/** An outer stage: around `perform`. */
export type Stage = <T>(passage: Passage<T>) => Promise<T>;

/** An inner stage: around one exchange. */
export type ExchangeStage = (request: HttpRequest, attempt: Attempt) => Promise<HttpResponse>;
