import { createMethods } from './generated.js';

/** Where a part of an answer came from: the sum of `extensions.sources`, one per platform. */
export interface SourceStatus {
  readonly platform: string;
  readonly state: 'FRESH' | 'STALE' | 'UNAVAILABLE';
  /** ISO time with offset; null when UNAVAILABLE. */
  readonly fetchedAt: string | null;
  /** Since when the platform has not answered; null when FRESH. */
  readonly since: string | null;
  readonly reason: string | null;
}

/** A failure of a part of the answer, or of all of it. */
export interface AnswerError {
  readonly code: string;
  /** Give this to the administrator: it leads to the log and the audit record. */
  readonly correlationId: string | null;
  /** The platform that failed; null when it was none. */
  readonly source: string | null;
  readonly retryable: boolean;
  readonly path: readonly (string | number)[] | null;
}

/** An answer, whole or in part: `data` is typed by the document, `errors` is empty when nothing failed. */
export interface Answer<T> {
  readonly data: T;
  readonly errors: readonly AnswerError[];
  readonly sources: readonly SourceStatus[];
}

/** No data came back at all: not logged in, refused, too costly, or the hub could not be reached. */
export class SchakelError extends Error {
  override readonly name = 'SchakelError';

  constructor(
    /** HTTP status; null when there was no answer. */
    readonly status: number | null,
    readonly errors: readonly AnswerError[],
    options?: ErrorOptions,
  ) {
    super(errors.map(({ code }) => code).join(', ') || 'UNREACHABLE', options);
  }

  /** The first error's code, or UNREACHABLE. */
  get code(): string {
    return this.errors[0]?.code ?? 'UNREACHABLE';
  }
}

export interface ClientOptions {
  /** The hub's address, e.g. `https://schakel.schilde.be`; `/graphql` is added. */
  readonly url: string;
  /** A service client's bearer token, or a function that gives a valid one. */
  readonly token?: string | (() => string | Promise<string>);
  /** Sent with every request, e.g. the citizen's cookie when a website's server asks on their behalf. */
  readonly headers?: Readonly<Record<string, string>>;
  /** In milliseconds, default 15,000. */
  readonly timeoutMs?: number;
  /** Another `fetch`, e.g. one with a proxy; the built-in one by default. */
  readonly fetch?: typeof fetch;
}

export type Request = <T>(document: string, variables?: object) => Promise<Answer<T>>;

interface Body<T> {
  data?: T | null;
  errors?: {
    path?: (string | number)[];
    extensions?: { code?: string; correlationId?: string; source?: string; retryable?: boolean };
  }[];
  extensions?: { sources?: SourceStatus[] };
}

/** A typed client of the hub: `client.<persona>.<document>(variables)`. Rejects with SchakelError when no data comes back. */
export function createClient(options: ClientOptions) {
  const send = options.fetch ?? fetch;

  const request: Request = async <T>(query: string, variables?: object): Promise<Answer<T>> => {
    const token = typeof options.token === 'function' ? await options.token() : options.token;
    let response: Response;
    let body: Body<T>;
    try {
      response = await send(new URL('/graphql', options.url), {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json, application/json',
          ...(token && { authorization: `Bearer ${token}` }),
          ...options.headers,
        },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(options.timeoutMs ?? 15_000),
      });
      body = (await response.json()) as Body<T>;
    } catch (cause) {
      throw new SchakelError(null, [], { cause });
    }
    const errors = (body.errors ?? []).map(({ path, extensions }) => ({
      code: extensions?.code ?? 'INTERNAL',
      correlationId: extensions?.correlationId ?? null,
      source: extensions?.source ?? null,
      retryable: extensions?.retryable ?? false,
      path: path ?? null,
    }));
    if (body.data === undefined || body.data === null) throw new SchakelError(response.status, errors);
    return { data: body.data, errors, sources: body.extensions?.sources ?? [] };
  };

  return createMethods(request);
}

export type SchakelClient = ReturnType<typeof createClient>;
