import { createHash } from 'node:crypto';
import {
  type DocumentNode,
  type ExecutionArgs,
  type ExecutionResult,
  getOperationAST,
  GraphQLError,
  type GraphQLSchema,
  parse,
  validate,
} from 'graphql';
import type { CallContext } from '../context/call-context.js';
import { type Masking, maskError, refusal } from './errors.js';
import type { Decision, Limits } from './guard.js';
import { auditUnavailable, type OperationAudit } from './operation-audit.js';
import type { Profile, Profiles } from './profile.js';

export interface SubscriptionGateOptions {
  readonly schema: GraphQLSchema;
  readonly profiles: Profiles;
  readonly decide: (
    profile: Profile,
    operation: NonNullable<ReturnType<typeof getOperationAST>>,
    context: CallContext,
    variables: Readonly<Record<string, unknown>>,
  ) => Decision;
  readonly audit: OperationAudit;
  readonly limits: Limits;
  readonly masking: Masking;
}

export interface SubscriptionRequest {
  readonly query: unknown;
  readonly operationName?: unknown;
  readonly variables?: unknown;
}

/** What may run, or why it may not, with the HTTP status that says so. */
export type Entry =
  | { readonly kind: 'ENTERS'; readonly args: ExecutionArgs }
  | { readonly kind: 'REFUSED'; readonly status: number; readonly result: ExecutionResult };

export interface SubscriptionGate {
  enter(request: SubscriptionRequest, context: CallContext): Promise<Entry>;
  /** What of an event may leave the hub. */
  clean(result: ExecutionResult, context: CallContext): ExecutionResult;
}

const mostErrors = 100;

/**
 * The way in of subscriptions, which do not pass Apollo: read, validated, judged and recorded as every other operation, with
 * the same limits and the same masking.
 */
export function createSubscriptionGate(options: SubscriptionGateOptions): SubscriptionGate {
  const { schema, profiles, decide, audit, limits, masking } = options;

  function refused(errors: readonly GraphQLError[], context: CallContext): Entry {
    const status = (errors[0]?.extensions['http'] as { status?: number } | undefined)?.status ?? 400;
    const masked = errors
      .slice(0, mostErrors)
      .map((error) => maskError(error, context, masking) as GraphQLError);
    return { kind: 'REFUSED', status, result: { errors: masked } };
  }

  function read(source: string): DocumentNode | readonly GraphQLError[] {
    let document: DocumentNode;
    try {
      document = parse(source, { maxTokens: limits.tokens });
    } catch (error) {
      return [coded(error, 'GRAPHQL_PARSE_FAILED')];
    }
    const faults = validate(schema, document);
    return faults.length > 0 ? faults.map((fault) => coded(fault, 'GRAPHQL_VALIDATION_FAILED')) : document;
  }

  return {
    async enter({ query, operationName, variables }, context) {
      if (typeof query !== 'string')
        return refused([refusal('BAD_REQUEST', 400, 'Ask a subscription.')], context);
      const document = read(query);
      if (!('kind' in document)) return refused(document, context);
      const name = typeof operationName === 'string' ? operationName : undefined;
      const operation = getOperationAST(document, name);
      if (operation?.operation !== 'subscription')
        return refused(
          [refusal('BAD_REQUEST', 400, 'Only subscriptions are answered here; ask the rest at /graphql.')],
          context,
        );
      const given = (
        typeof variables === 'object' && variables !== null && !Array.isArray(variables) ? variables : {}
      ) as Record<string, unknown>;
      let decision: Decision;
      let profile: Profile;
      try {
        const hash = createHash('sha256').update(query).digest('hex');
        profile = profiles.get(document, hash, operation, given);
        decision = decide(profile, operation, context, given);
      } catch (error) {
        if (error instanceof GraphQLError) return refused([error], context);
        throw error;
      }
      if (!decision.allowed) {
        const { error, denied, about } = decision;
        const code = String(error.extensions['code']);
        const recorded = !denied || (await audit.denied(profile, context, code, about));
        return refused([recorded ? error : auditUnavailable()], context);
      }
      const stated = audit.asStated(context, decision);
      if (profile.audit !== 'none' && !(await audit.allowed(profile, stated)))
        return refused([auditUnavailable()], context);
      return {
        kind: 'ENTERS',
        args: {
          schema,
          document,
          contextValue: stated,
          variableValues: given,
          ...(name === undefined ? {} : { operationName: name }),
        },
      };
    },

    clean(result, context) {
      if (!result.errors) return result;
      const errors = result.errors
        .slice(0, mostErrors)
        .map((error) => maskError(error, context, masking) as GraphQLError);
      return { ...result, errors };
    },
  };
}

function coded(error: unknown, code: string): GraphQLError {
  const { message, locations } = error as GraphQLError;
  const read = new GraphQLError(message, { extensions: { code } });
  return Object.assign(read, { ...(locations && { locations }) });
}
