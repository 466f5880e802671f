import type { Answer, AnswerError, Request, SourceStatus } from './answer.js';
import { createMethods } from './generated.js';

export type { Answer, AnswerError, SourceStatus } from './answer.js';

/** No data came back at all: not logged in, refused, too costly, or the hub could not be reached. */
export class SchakelError extends Error {
  override readonly name = 'SchakelError';

  constructor(
    /** HTTP status; null when no answer came. */
    readonly status: number | null,
    readonly errors: readonly AnswerError[],
    options?: ErrorOptions,
  ) {
    super(errors.map(({ code }) => code).join(', ') || codeWithout(status), options);
  }

  /** The first error's code; UNREACHABLE when no answer came, UNREADABLE when it was not the hub's (a proxy's page). */
  get code(): string {
    return this.errors[0]?.code ?? codeWithout(this.status);
  }

  /** Give this to the administrator; null when the hub gave none. */
  get correlationId(): string | null {
    return this.errors[0]?.correlationId ?? null;
  }
}

const codeWithout = (status: number | null): string => (status === null ? 'UNREACHABLE' : 'UNREADABLE');

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
    let status: number | null = null;
    let body: Body<T> | null;
    try {
      const response = await send(new URL('/graphql', options.url), {
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
      ({ status } = response);
      body = (await response.json()) as Body<T> | null;
    } catch (cause) {
      throw new SchakelError(status, [], { cause });
    }
    const errors = (body?.errors ?? []).map(({ path, extensions }) => ({
      code: extensions?.code ?? 'INTERNAL',
      correlationId: extensions?.correlationId ?? null,
      source: extensions?.source ?? null,
      retryable: extensions?.retryable ?? false,
      path: path ?? null,
    }));
    if (!body?.data) throw new SchakelError(status, errors);
    return { data: body.data, errors, sources: body.extensions?.sources ?? [] };
  };

  return createMethods(request);
}

export type SchakelClient = ReturnType<typeof createClient>;
