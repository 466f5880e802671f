import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';

export interface HttpRequest {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'HEAD';
  /** Path and query below the connection's base URL, or an absolute URL of an origin the connection allows. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
  /** Statuses that are an answer, not an error; 2xx when left out. */
  readonly accept?: readonly number[];
  /** Only status and headers matter: the answer is thrown away, and cut off where it is larger than the policy allows. */
  readonly bodyIgnored?: boolean;
}

export interface HttpResponse {
  readonly status: number;
  /** Names in lower case; repeated headers joined by a comma. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

/** One exchange with the platform: credentials, log and metrics, socket. The only function that reaches the network. */
export type Send = (request: HttpRequest) => Promise<HttpResponse>;

export type WireCall<T> = WireCallCard & (SeveralExchanges<T> | OneExchange<T>);

/** What the wire must know of a call before anything is sent. */
export interface WireCallCard {
  /** The platform's name for what is asked, e.g. `GeefPersoon`: the label in logs, metrics and policy. Never holds data. */
  readonly operation: string;
  /** A read may be retried; a change only with `idempotencyKey`. */
  readonly effect: 'read' | 'change';
  /** Set when the platform honours the key: the same change sent twice has one effect. */
  readonly idempotencyKey?: string;
  /**
   * Who may share the answer. PUBLIC: everybody. SUBJECT: only questions about the same subject, kept in memory only;
   * without a subject in the context it is not cached. NONE: never cached.
   */
  readonly scope: 'PUBLIC' | 'SUBJECT' | 'NONE';
  /** Tells this question from others of the same operation; hashed before it is kept. Not cached when left out. */
  readonly cacheKey?: string;
}

/** A call of more than one exchange (registration before reading), or whose exchanges depend on each other. */
export interface SeveralExchanges<T> {
  /**
   * Sends and reads: builds the request, awaits `send`, parses and checks the answer. Whatever it returns is frozen
   * (plain objects and arrays, all the way down) before it is shared between askers.
   * Throws PlatformError; anything else counts as MALFORMED.
   */
  perform(send: Send): Promise<T>;
}

/** A call of one request. */
export interface OneExchange<T> {
  readonly request: HttpRequest;
  /**
   * Parses and checks the answer; depends on nothing but the answer. A PUBLIC answer that is the same to the byte as
   * the last one to the same question is not read again. What holds for the result and the errors of `perform` holds here.
   */
  read(response: HttpResponse): T;
}

/** What the wire knows about the health of a connection. */
export interface ConnectionHealth {
  /**
   * UP: the last call succeeded. DEGRADED: the last call failed or the breaker is half open. DOWN: the breaker is open.
   * UNKNOWN: never called, or not since a failure of more than five minutes ago.
   */
  readonly state: 'UP' | 'DEGRADED' | 'DOWN' | 'UNKNOWN';
  readonly breaker: 'CLOSED' | 'OPEN' | 'HALF_OPEN';
  /** When `state` became what it is. */
  readonly since: Date | null;
  readonly lastSuccessAt: Date | null;
  readonly lastErrorAt: Date | null;
  readonly lastErrorCode: string | null;
  /** Share of failed calls in the last five minutes, 0 to 1; null when there were none. */
  readonly errorRate: number | null;
  /** 95th percentile of the last five minutes in milliseconds; null when there were no calls. */
  readonly p95Ms: number | null;
}

/** The pipeline through which one adapter reaches one surface of its platform. */
export interface Wire {
  call<T>(call: WireCall<T>, context: CallContext): Promise<Sourced<T>>;
  health(): ConnectionHealth;
  close(): Promise<void>;
}
