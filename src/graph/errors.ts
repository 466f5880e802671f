import { type DocumentNode, GraphQLError, type GraphQLFormattedError, Kind, visit } from 'graphql';
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

const generic = 'Er ging iets mis. Geef het correlatienummer door aan de beheerder.';

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
  error: GraphQLError,
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
  if (documentCodes.has(code) || spokenCodes.has(code)) {
    const message =
      documentCodes.has(code) && !showsSchema(context) ? withoutHints(error.message) : error.message;
    return {
      message,
      ...place,
      extensions: { code, correlationId, source: null, retryable: code === 'AUDIT_UNAVAILABLE' },
    };
  }
  log.error('graph.unexpected', {
    correlationId,
    path: error.path?.filter((key) => typeof key === 'string').join('.'),
    error: cause ?? error,
  });
  return {
    message: generic,
    ...place,
    extensions: { code: 'INTERNAL', correlationId, source: null, retryable: false },
  };
}

function originalOf(error: GraphQLError): Error | undefined {
  let cause: Error | undefined = error;
  while (cause instanceof GraphQLError && cause.originalError) cause = cause.originalError;
  return cause instanceof Error && cause !== error ? cause : undefined;
}

function codeOf(error: GraphQLError, cause: Error | undefined): string {
  const own =
    error.extensions?.['code'] ??
    (cause as { extensions?: { code?: unknown } } | undefined)?.extensions?.code;
  return typeof own === 'string' ? own : 'INTERNAL';
}

/** Removes "Did you mean ...?": it tells names to whoever tries. */
function withoutHints(message: string): string {
  return message.replace(/ Did you mean [^?]*\?/g, '');
}

/** Variables that do not fit: told by name and type, never by value. Scalars' own reasons are kept, as they hold no value. */
export function coercionErrors(errors: readonly GraphQLError[]): GraphQLError[] {
  return errors.map((error) => {
    const variable =
      /^Variable "\$(\w+)"/.exec(error.message)?.[1] ?? /[vV]ariable "\$?(\w+)/.exec(error.message)?.[1];
    const reason = reasonOf(error);
    const message = [variable ? `Variable "$${variable}" does not fit.` : 'A variable does not fit.', reason]
      .filter(Boolean)
      .join(' ');
    return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
  });
}

function reasonOf({ originalError, message }: GraphQLError): string | null {
  if (originalError instanceof GraphQLError && originalError.extensions['code'] === 'BAD_USER_INPUT')
    return originalError.message;
  return / of required type "?[\w[\]!]+"? was not provided\./.test(message)
    ? 'A required value is missing.'
    : null;
}

/** A literal in the document that does not fit its type stands in graphql-js's message with its value: name the type only. */
export function withoutLiterals(message: string): string {
  if (
    !/^(Expected value of type|Int cannot|Float cannot|String cannot|Boolean cannot|ID cannot|Enum |Value )/.test(
      message,
    )
  )
    return message;
  const expected = /^(?:Expected value of type|Enum) ("[^"]+")/.exec(message)?.[1];
  return expected ? `Expected a value of type ${expected}.` : 'A value does not fit its type.';
}

/** Whether a document looks at the schema itself. */
export function introspects(document: DocumentNode): boolean {
  let found = false;
  visit(document, {
    [Kind.FIELD](node) {
      if (node.name.value === '__schema' || node.name.value === '__type') found = true;
    },
  });
  return found;
}
