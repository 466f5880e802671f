import { GraphQLError, type GraphQLFormattedError } from 'graphql';
import { PlatformError } from '../adapter/platform-error.js';
import type { CallContext } from '../context/call-context.js';
import type { Log } from '../operations/log.js';

/** Codes that GraphQL itself gives; their messages speak of the document, not of data. */
const documentCodes = new Set([
  'GRAPHQL_PARSE_FAILED',
  'GRAPHQL_VALIDATION_FAILED',
  'OPERATION_RESOLUTION_FAILURE',
  'BAD_REQUEST',
  'PERSISTED_QUERY_NOT_SUPPORTED',
]);

/** Codes of our own whose messages were written for the asker and never hold data. */
const spokenCodes = new Set([
  'BAD_USER_INPUT',
  'NOT_FOUND',
  'UNAUTHENTICATED',
  'FORBIDDEN',
  'PURPOSE_REQUIRED',
  'OPERATION_TOO_COMPLEX',
  'INTROSPECTION_DISABLED',
  'AUDIT_UNAVAILABLE',
]);

/** An error whose code and message may leave the hub. */
export function refusal(code: string, status: number, message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code, http: { status } } });
}

export const tooComplex = (message: string): GraphQLError => refusal('OPERATION_TOO_COMPLEX', 400, message);

const generic = 'Er ging iets mis. Geef het correlatienummer door aan de beheerder.';

/** An error as an engine gives it, or as Apollo formatted it. */
type Maskable = GraphQLFormattedError & { readonly originalError?: Error | null };

export interface Masking {
  readonly log: Log;
  /** Whether this asker may learn names of the schema from messages. */
  readonly showsSchema: (context: CallContext) => boolean;
}

/**
 * What leaves the hub of an error: `code`, `correlationId`, `source`, `retryable`, and a message only when it was written
 * for the asker. Whatever was not foreseen is logged under the correlation id.
 */
export function maskError(
  error: Maskable,
  context: CallContext,
  { log, showsSchema }: Masking,
): GraphQLFormattedError {
  const { correlationId } = context;
  const cause = originalOf(error);
  const place = {
    ...(error.locations && { locations: error.locations }),
    ...(error.path && { path: error.path }),
  };
  if (cause instanceof PlatformError) {
    const { platform, code, retryable } = cause;
    return {
      message: 'Een achterliggend platform antwoordt niet.',
      ...place,
      extensions: { code, correlationId, source: platform, retryable },
    };
  }
  const code = codeOf(error, cause);
  // A code of GraphQL's own that came out of a resolver is somebody else's: its message may hold anything.
  const isOfDocument = documentCodes.has(code) && !error.path;
  if (isOfDocument || spokenCodes.has(code)) {
    return {
      message: isOfDocument ? documentMessage(error.message, code, showsSchema(context)) : error.message,
      ...place,
      extensions: { code, correlationId, source: null, retryable: code === 'AUDIT_UNAVAILABLE' },
    };
  }
  log.error('graph.unexpected', {
    correlationId,
    path: error.path?.filter((key) => typeof key === 'string').join('.'),
    // The one message of an engine that never holds a value.
    reason: /^Cannot return null for non-nullable field [\w.]+\.$/.exec(error.message)?.[0],
    error: cause && traceOf(cause),
  });
  return {
    message: generic,
    ...place,
    extensions: { code: 'INTERNAL', correlationId, source: null, retryable: false },
  };
}

function originalOf(error: Maskable): Error | undefined {
  let cause = error.originalError;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause instanceof Error ? cause : undefined;
}

function codeOf(error: Maskable, cause: Error | undefined): string {
  const own =
    error.extensions?.['code'] ??
    (cause as { extensions?: { code?: unknown } } | undefined)?.extensions?.code;
  return typeof own === 'string' ? own : 'INTERNAL';
}

/** What it is and where it happened, without its message: that may quote a platform's answer or a person's data. */
function traceOf(error: Error): Readonly<Record<string, unknown>> {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  const { code } = error as { code?: unknown };
  return {
    name: error.name,
    ...(typeof code === 'string' && { code }),
    frames: frames.slice(0, 8).map((line) => line.trim()),
  };
}

/** What is wrong with a document, without the values in it; names of the schema are for whoever may see it. */
function documentMessage(message: string, code: string, showsSchema: boolean): string {
  if (code === 'OPERATION_RESOLUTION_FAILURE') return 'This document has no such operation.';
  const plain = withoutLiterals(message);
  // "Did you mean ...?" tells names to whoever tries.
  return showsSchema ? plain : plain.replace(/ Did you mean [^?]*\?/g, '');
}

/** The first variable that does not fit: told by its name, never by its value. A scalar's own reason is kept, as it holds no value. */
export function coercionError([error]: readonly GraphQLError[]): GraphQLError {
  const variable = error && /^Variable "(\$\w+)"/.exec(error.message)?.[1];
  const told = variable ? `Variable "${variable}" does not fit.` : 'A variable does not fit.';
  const reason = error && reasonOf(error);
  return refusal('BAD_USER_INPUT', 400, reason ? `${told} ${reason}` : told);
}

function reasonOf({ originalError, message }: GraphQLError): string | null {
  if (originalError instanceof GraphQLError && originalError.extensions['code'] === 'BAD_USER_INPUT')
    return originalError.message;
  return / of required type "?[\w[\]!]+"? was not provided\./.test(message)
    ? 'A required value is missing.'
    : null;
}

/** A literal that does not fit, or that stands in a wrong place, is in graphql-js's message with its value: name its type only. */
function withoutLiterals(message: string): string {
  if (message.startsWith('Syntax Error: '))
    return message.replace(/\b(Int|Float|String|BlockString|Name|Comment) ".*"/s, '$1');
  if (
    !/^(Expected value of type|Int cannot|Float cannot|String cannot|Boolean cannot|ID cannot|Enum |Value )/.test(
      message,
    )
  )
    return message;
  const expected = /^(?:Expected value of type|Enum) ("[^"]+")/.exec(message)?.[1];
  return expected ? `Expected a value of type ${expected}.` : 'A value does not fit its type.';
}
