import { ApolloServer, type ApolloServerPlugin, type GraphQLRequestContext, HeaderMap } from '@apollo/server';
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
  ApolloServerPluginSchemaReportingDisabled,
  ApolloServerPluginUsageReportingDisabled,
} from '@apollo/server/plugin/disabled';
import { GraphQLError, type GraphQLFormattedError, type GraphQLSchema } from 'graphql';
import type { NationalNumber } from '../identifiers/national-number.js';
import type { CallContext } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import { maskError, type Masking, refusal } from './errors.js';
import type { Execute } from './executor.js';
import type { Decision, Limits } from './guard.js';
import { auditUnavailable, type OperationAudit } from './operation-audit.js';
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
  readonly audit: OperationAudit;
  readonly limits: Limits;
  readonly masking: Masking;
  readonly clock: Clock;
  readonly log: Log;
  /** Seconds an operation took, by its root field (`several`, `none`) and outcome. */
  readonly measure: (fields: string, outcome: string, seconds: number) => void;
}

const maxErrors = 100;

/** Apollo Server with the hub's one plugin: profile, decision, audit, execution and masking for every operation. */
export function createApollo(options: ApolloOptions): ApolloServer<CallContext> {
  const { schema, limits, log } = options;
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
      guardPlugin(options),
    ],
  });
}

interface Passing {
  readonly hash: string;
  readonly profile: Profile;
  readonly context: CallContext;
}

function guardPlugin(options: ApolloOptions): ApolloServerPlugin<CallContext> {
  const { profiles, decide, execute, audit, masking, clock, log, measure } = options;

  return {
    async requestDidStart() {
      let passing: Passing | undefined;
      return {
        async didResolveOperation(request) {
          const { document, operation, queryHash, contextValue: context } = request;
          if (!operation) return;
          const given = request.request.variables ?? {};
          const profile = inPlace(request, () => profiles.get(document, queryHash, operation, given));
          const decision = decide(profile, operation, context, given);
          const record = (error: GraphQLError, about: NationalNumber | null) =>
            audit.denied(profile, context, String(error.extensions['code']), about);
          if (!decision.allowed) {
            const { error, denied, about } = decision;
            throw forClient(request, denied && !(await record(error, about)) ? auditUnavailable() : error);
          }
          if (profile.introspects && !masking.showsSchema(context)) {
            const error = refusal('INTROSPECTION_DISABLED', 400, 'Log in to look at the schema.');
            throw forClient(request, (await record(error, decision.about)) ? error : auditUnavailable());
          }
          // Whatever stands between asker and hub writes addresses down: nothing about a person may stand in one.
          if (request.request.http?.method === 'GET' && profile.scope !== 'PUBLIC')
            throw refusal('BAD_REQUEST', 405, 'Ask for personal data with POST.');
          passing = { hash: queryHash, profile, context: audit.asStated(context, decision) };
        },

        async responseForOperation(request) {
          const { document, operation } = request;
          if (!operation) return null;
          // Apollo would run what nobody judged.
          if (!passing) throw new Error('An operation passed without a decision.');
          const { profile, context, hash } = passing;
          const began = clock.now();
          // Beside the execution: the record must be there before the answer leaves, not before the question is asked.
          const audited = profile.audit === 'none' ? true : audit.allowed(profile, context);
          // A change, though, is not made when it cannot be recorded.
          if (profile.kind !== 'query' && !(await audited)) return unrecorded(request, passing, began);
          const result = await execute({
            document,
            operation,
            hash,
            variables: request.request.variables ?? {},
            context,
          });
          if (!(await audited)) return unrecorded(request, passing, began);
          finish(passing, result.errors ? 'PARTIAL' : 'OK', began);
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
          response.body.singleResult.errors = masked(errors, contextValue);
        },
      };
    },
  };

  function masked(errors: readonly GraphQLFormattedError[], context: CallContext) {
    return errors.slice(0, maxErrors).map((error) => maskError(error, context, masking));
  }

  function unrecorded(request: RequestContext, passing: Passing, began: number) {
    finish(passing, 'AUDIT_UNAVAILABLE', began);
    const { http } = forClient(request, auditUnavailable()).extensions as { http: { status: number } };
    return answer(http.status, { errors: [maskError(auditUnavailable(), passing.context, masking)] });
  }

  function finish({ profile, context }: Passing, outcome: string, began: number): void {
    const ms = clock.now() - began;
    const fields = new Set(profile.roots.map(({ name }) => name));
    measure(labelOf(fields), outcome, ms / 1000);
    log.info('graph.answered', {
      correlationId: context.correlationId,
      operation: profile.name,
      fields: [...fields].join(','),
      actor: context.actor.kind,
      outcome,
      ms,
    });
  }
}

/** One of as many labels as there are root fields, and two more: metrics must not grow with what askers think of. */
function labelOf(fields: ReadonlySet<string>): string {
  const [first = 'none'] = fields;
  return fields.size > 1 ? 'several' : first;
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
