import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { type ExecutionResult, GraphQLError, type GraphQLSchema } from 'graphql';
import type { CallContext } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { AuditEntry, AuditOutcome, AuditTrail } from '../privacy/audit.js';
import { auditPartyOf } from '../privacy/audit.js';
import type { KeyedHash } from '../privacy/encryption.js';
import { introspects, maskError, type Masking, refusal, withoutLiterals } from './errors.js';
import type { Execute } from './executor.js';
import type { Decision, Limits } from './guard.js';
import type { Profile, Profiles } from './profile.js';

type RequestContext = GraphQLRequestContext<CallContext>;

export interface ApolloOptions {
  readonly schema: GraphQLSchema;
  readonly profiles: Profiles;
  readonly decide: (
    profile: Profile,
    operation: NonNullable<RequestContext['operation']>,
    context: CallContext,
    variables: Readonly<Record<string, unknown>>,
  ) => Decision;
  readonly execute: Execute;
  readonly audit: AuditTrail;
  readonly keyedHash: KeyedHash;
  readonly limits: Limits;
  readonly sandbox: boolean;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds an operation took, by its root fields and outcome. */
  readonly measure: (fields: string, outcome: string, seconds: number) => void;
}

const auditUnavailable = () =>
  refusal(
    'AUDIT_UNAVAILABLE',
    503,
    'Deze vraag kan nu niet geregistreerd worden en wordt daarom niet beantwoord.',
  );

const maxErrors = 100;

/** Apollo Server with the hub's one plugin: profile, decision, audit, execution and masking for every operation. */
export function createApollo(options: ApolloOptions): ApolloServer<CallContext> {
  const { schema, limits, sandbox, log } = options;
  const masking: Masking = { log, showsSchema: (context) => sandbox || context.actor.kind !== 'ANONYMOUS' };
  return new ApolloServer<CallContext>({
    schema,
    csrfPrevention: true,
    // Introspection is refused by our own rule, which knows who asks.
    introspection: true,
    includeStacktraceInErrorResponses: false,
    allowBatchedHttpRequests: false,
    persistedQueries: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: limits.tokens },
    logger: {
      debug() {},
      info() {},
      warn: (event) => log.warn('apollo', { event }),
      error: (event) => log.error('apollo', { event }),
    },
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      ApolloServerPluginLandingPageDisabled(),
      ApolloServerPluginSchemaReportingDisabled(),
      ApolloServerPluginUsageReportingDisabled(),
      guardPlugin(options, masking),
    ],
  });
}

interface Passing {
  readonly profile: Profile;
  readonly context: CallContext;
}

function guardPlugin(options: ApolloOptions, masking: Masking): ApolloServerPlugin<CallContext> {
  const { profiles, decide, execute, audit, keyedHash, sandbox, clock, log, measure } = options;

  /** The context as the resolvers see it: with the purpose stated, and the person a civil servant asks about. */
  function asStated(context: CallContext, decision: Extract<Decision, { allowed: true }>): CallContext {
    const { purpose, about } = decision;
    if (purpose === null && about === null) return context;
    const subject = about
      ? { id: keyedHash.ofNationalNumber(about), nationalNumber: about }
      : context.subject;
    return { ...context, purpose, subject };
  }

  function entry(
    profile: Profile,
    context: CallContext,
    outcome: AuditOutcome,
    reason: string | null,
  ): AuditEntry {
    return {
      ...auditPartyOf(context),
      operation: profile.name,
      fields: [...new Set(profile.roots.map(({ name }) => name))],
      categories: [...profile.categories],
      outcome,
      reason,
    };
  }

  const write = (record: AuditEntry): Promise<boolean> =>
    audit.write(record).then(
      () => true,
      () => false,
    );

  return {
    async requestDidStart() {
      let passing: Passing | undefined;
      return {
        async didResolveOperation(request) {
          const { document, operation, queryHash, contextValue: context } = request;
          if (!operation) return;
          const isOpen = sandbox || context.actor.kind !== 'ANONYMOUS';
          if (!isOpen && introspects(document))
            throw forClient(request, refusal('INTROSPECTION_DISABLED', 400, 'Log in to look at the schema.'));
          const given = request.request.variables ?? {};
          const profile = inPlace(request, () => profiles.get(document, queryHash ?? '', operation, given));
          const decision = decide(profile, operation, context, given);
          if (decision.allowed) {
            passing = { profile, context: asStated(context, decision) };
            return;
          }
          const { error, denied } = decision;
          if (denied && !(await write(entry(profile, context, 'DENIED', String(error.extensions['code'])))))
            throw forClient(request, auditUnavailable());
          throw forClient(request, error);
        },

        async responseForOperation(request) {
          const { document, operation, queryHash } = request;
          if (!operation || !passing) return null;
          const { profile, context } = passing;
          const began = clock.now();
          // Beside the execution: the record must be there before the answer leaves, not before the question is asked.
          const audited = profile.audit === 'none' ? true : write(entry(profile, context, 'ALLOWED', null));
          const result = await execute({
            document,
            operation,
            hash: queryHash ?? '',
            variables: request.request.variables ?? {},
            context,
          });
          const recorded = await audited;
          const outcome = recorded ? (result.errors ? 'PARTIAL' : 'OK') : 'AUDIT_UNAVAILABLE';
          finish(profile, context, outcome, began);
          if (!recorded) return answer(503, { errors: [maskError(auditUnavailable(), context, masking)] });
          return answer(undefined, {
            data: result.data ?? null,
            ...(result.errors && { errors: masked(result.errors, context) }),
            extensions: { sources: context.sources.summary() },
          });
        },

        async didEncounterErrors({ errors, contextValue, source }) {
          if (passing) return;
          log.info('graph.refused', {
            correlationId: contextValue.correlationId,
            code: errors[0]?.extensions?.['code'],
            bytes: source?.length,
          });
        },

        async willSendResponse({ response, contextValue }) {
          if (response.body.kind !== 'single' || passing) return;
          // Refused before execution: parsing, validation, the guard. Apollo formatted these errors itself.
          const { errors } = response.body.singleResult;
          if (!errors) return;
          response.body.singleResult.errors = errors.map(({ message, extensions }) =>
            maskError(new GraphQLError(withoutLiterals(message), { extensions }), contextValue, masking),
          );
        },
      };
    },
  };

  function masked(errors: NonNullable<ExecutionResult['errors']>, context: CallContext) {
    return errors.slice(0, maxErrors).map((error) => maskError(error, context, masking));
  }

  function finish(profile: Profile, context: CallContext, outcome: string, began: number): void {
    const ms = clock.now() - began;
    const fields = profile.roots.map(({ name }) => name).join(',') || '__typename';
    measure(fields, outcome, ms / 1000);
    log.info('graph.answered', {
      correlationId: context.correlationId,
      operation: profile.name,
      fields,
      actor: context.actor.kind,
      outcome,
      ms,
    });
  }
}

function answer(status: number | undefined, singleResult: object) {
  return {
    http: { status, headers: new HeaderMap() },
    body: { kind: 'single' as const, singleResult: singleResult as never },
  };
}

/** Older clients take any answer that is not 200 for a broken connection: they get the denial as a normal answer. */
function forClient(request: RequestContext, error: GraphQLError): GraphQLError {
  const accepts = request.request.http?.headers.get('accept') ?? '';
  if (!accepts.includes('application/graphql-response+json')) error.extensions['http'] = { status: 200 };
  return error;
}

function inPlace<T>(request: RequestContext, make: () => T): T {
  try {
    return make();
  } catch (error) {
    if (error instanceof GraphQLError) throw forClient(request, error);
    throw error;
  }
}
