import { Agent } from 'undici';
import type { Dispatcher } from 'undici';
import type { Clock } from '../../../context/clock.js';
import { PlatformError } from '../../platform-error.js';
import type { Connection } from '../connection.js';
import { networkError, retryAfterMs, statusError } from '../http-errors.js';
import type { Attempt, ExchangeStage } from '../passage.js';
import type { Policy } from '../policy.js';
import { connectorWithin } from '../reach.js';
import { PassingMap } from '../passing-map.js';
import type { HttpRequest, HttpResponse } from '../wire.js';

export interface SocketStage {
  readonly exchange: ExchangeStage;
  /** The same for other origins: where tokens come from. */
  exchangeWith(...urls: readonly string[]): ExchangeStage;
  close(): Promise<void>;
}

const closeMs = 2_000;

let exchanges = 0;

/** The one place where bytes leave the house: an undici pool for each origin, no redirects, bounded answers, allowed origins only. */
export function socketStage(clock: Clock, connection: Connection, policy: Policy): SocketStage {
  const connecting = { timeout: policy.connectTimeoutMs, ...connection.tls };
  const agent = new Agent({
    connections: policy.bulkhead.concurrent,
    pipelining: 1,
    // The timeout stage bounds the whole try; undici's own two timers would only repeat it at a coarser grain.
    headersTimeout: 0,
    bodyTimeout: 0,
    connect: connection.reach ? connectorWithin(connection.reach, connecting) : connecting,
  });
  const underWay = new PassingMap<number, Exchange>();
  const base = new URL(connection.baseUrl);
  const basePath = base.pathname.replace(/\/+$/, '');
  const allowed = new Set([base.origin, ...(connection.alsoAllowed ?? []).map((url) => new URL(url).origin)]);

  const exchangeWithin =
    (origins: ReadonlySet<string>): ExchangeStage =>
    (request, attempt) => {
      if (attempt.ended) return Promise.reject(attempt.ended);
      let { origin } = base;
      let path: string;
      if (request.url.startsWith('/')) path = basePath + request.url;
      else {
        const url = parseUrl(request.url, connection.baseUrl);
        if (!url || !origins.has(url.origin))
          return Promise.reject(
            new PlatformError(attempt.platform, 'REFUSED', { platformCode: 'ORIGIN_NOT_ALLOWED' }),
          );
        ({ origin } = url);
        path = url.pathname + url.search;
      }
      return new Promise((resolve, reject) => {
        const exchange = new Exchange(clock, underWay, connection, request, attempt, resolve, reject);
        agent.dispatch(
          { origin, path, method: request.method, headers: exchange.headers, body: request.body ?? null },
          exchange,
        );
      });
    };

  return {
    exchange: exchangeWithin(allowed),
    exchangeWith: (...urls) => exchangeWithin(new Set(urls.map((url) => new URL(url).origin))),
    async close() {
      // What is under way may end by itself; a platform that never answers must not keep the hub from closing.
      // (undici forgets its pools when it begins to close, so that its own destroy() then reaches none of them.)
      const cancel = clock.after(closeMs, () => {
        for (const exchange of underWay.values())
          exchange.abort(new PlatformError(exchange.attempt.platform, 'NETWORK'));
      });
      await agent.close().catch(() => undefined);
      cancel();
    },
  };
}

function parseUrl(url: string, baseUrl: string): URL | null {
  try {
    return new URL(url, baseUrl.endsWith('/') ? baseUrl : `${baseUrl}/`);
  } catch {
    return null;
  }
}

/** One request and its answer, as undici reports them. Reads through callbacks: no stream, no abort signal is made. */
class Exchange implements Dispatcher.DispatchHandler {
  readonly headers: Record<string, string>;
  readonly #unregister: () => void;
  readonly #number = (exchanges += 1);
  #controller: Dispatcher.DispatchController | null = null;
  #reason: PlatformError | null = null;
  #status = 0;
  #answerHeaders: Record<string, string> = {};
  #chunks: Buffer[] = [];
  #bytes = 0;

  constructor(
    readonly clock: Clock,
    readonly underWay: PassingMap<number, Exchange>,
    connection: Connection,
    readonly request: HttpRequest,
    readonly attempt: Attempt,
    readonly resolve: (response: HttpResponse) => void,
    readonly reject: (error: PlatformError) => void,
  ) {
    this.headers = {
      'user-agent': 'Schakel',
      'accept-encoding': 'identity',
      ...request.headers,
      'x-correlation-id': connection.correlationId?.(attempt.correlationId) ?? attempt.correlationId,
    };
    underWay.set(this.#number, this);
    this.#unregister = attempt.opened((reason) => this.abort(reason));
  }

  abort(reason: PlatformError): void {
    this.#reason ??= reason;
    // Without a controller the request waits for a socket still; it is given up as soon as it gets one.
    this.#controller?.abort(this.#reason);
    this.#fail(this.#reason);
  }

  #finish(): void {
    this.underWay.delete(this.#number);
    this.#unregister();
  }

  #fail(error: PlatformError): void {
    this.#finish();
    this.#chunks = [];
    this.reject(error);
  }

  onRequestStart(controller: Dispatcher.DispatchController): void {
    this.#controller = controller;
    if (this.#reason) controller.abort(this.#reason);
  }

  onResponseStart(
    controller: Dispatcher.DispatchController,
    status: number,
    headers: Record<string, string | string[] | undefined>,
  ): void {
    this.#status = status;
    for (const name of Object.keys(headers)) {
      const value = headers[name];
      if (value !== undefined)
        this.#answerHeaders[name] = typeof value === 'string' ? value : value.join(', ');
    }
    if (this.request.bodyIgnored) return;
    const announced = Number(this.#answerHeaders['content-length']);
    if (this.request.method !== 'HEAD' && announced > this.attempt.operation.policy.maxAnswerBytes)
      this.#tooLarge(controller);
  }

  onResponseData(controller: Dispatcher.DispatchController, chunk: Buffer): void {
    if (this.#reason) return;
    this.#bytes += chunk.length;
    const tooLarge = this.#bytes > this.attempt.operation.policy.maxAnswerBytes;
    if (!this.request.bodyIgnored)
      return tooLarge ? this.#tooLarge(controller) : void this.#chunks.push(chunk);
    if (!tooLarge) return;
    this.onResponseEnd();
    this.#reason = new PlatformError(this.attempt.platform, 'TOO_LARGE', { status: this.#status });
    controller.abort(this.#reason);
  }

  onResponseEnd(): void {
    if (this.#reason) return;
    this.#finish();
    const { passage, platform } = this.attempt;
    if (passage) passage.bytes += this.#bytes;
    const { accept } = this.request;
    const status = this.#status;
    if (accept ? !accept.includes(status) : status < 200 || status > 299) {
      const retryAfter = retryAfterMs(this.#answerHeaders['retry-after'], this.clock.now());
      return this.reject(statusError(platform, status, retryAfter));
    }
    const [first] = this.#chunks;
    const body = this.#chunks.length === 1 && first ? first : Buffer.concat(this.#chunks, this.#bytes);
    this.resolve({ status, headers: this.#answerHeaders, body });
  }

  onResponseError(_controller: Dispatcher.DispatchController, error: Error): void {
    this.#fail(this.#reason ?? networkError(this.attempt.platform, error));
  }

  #tooLarge(controller: Dispatcher.DispatchController): void {
    const { platform } = this.attempt;
    this.#reason = new PlatformError(platform, 'TOO_LARGE', { status: this.#status });
    controller.abort(this.#reason);
    this.#fail(this.#reason);
  }
}
