import { setMaxListeners } from 'node:events';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import { IdentityError } from '../identity/identity-error.js';
import { refuse } from './error-handler.js';
import type { Identification } from './requester.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the graph is asked; null on every other route. */
    callContext: CallContext | null;
  }
}

export interface GraphqlRouteOptions {
  readonly apollo: ApolloServer<CallContext>;
  readonly identity: Identification;
  readonly clock: Clock;
  /** How long the platforms together may take for one question. */
  readonly sourcesDeadlineMs: number;
  /** Told of every question refused because its credentials are no good, before the answer leaves. */
  readonly onRefusedCredentials?: (refusal: { code: string; correlationId: string }) => Promise<void>;
}

/** Aborts when the asker hangs up before the answer is out. */
function hangUpSignal(reply: FastifyReply): AbortSignal {
  const controller = new AbortController();
  // One question may wait for many calls at a time, each of which listens.
  setMaxListeners(0, controller.signal);
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort();
  });
  return controller.signal;
}

interface ErrorAnswer {
  errors?: { message: string; extensions?: { code?: string } }[];
}

/** Apollo refuses what is no question at all (a list, a query that is a number) before anything of ours looks at it. */
function identified(request: FastifyRequest, payload: string): string {
  const { errors } = JSON.parse(payload) as ErrorAnswer;
  if (!errors) return payload;
  return JSON.stringify({
    errors: errors.map(({ message, extensions }) => ({
      message,
      extensions: {
        code: extensions?.code ?? 'BAD_REQUEST',
        correlationId: request.id,
        source: null,
        retryable: false,
      },
    })),
  });
}

/**
 * The graph at `/graphql`: POST with JSON, or GET with a header that makes a browser ask first (Apollo's CSRF prevention checks both).
 * Credentials that are no good are refused here, before the question is read; bringing none is fine, the graph decides.
 */
export function graphqlRoute(app: FastifyInstance, options: GraphqlRouteOptions): void {
  const { apollo, identity, clock, sourcesDeadlineMs, onRefusedCredentials } = options;
  const answer = fastifyApolloHandler(apollo, { context: async (request) => request.callContext! });

  async function identifyCaller(request: FastifyRequest, reply: FastifyReply) {
    const { cookie, authorization } = request.headers;
    try {
      const { clearCookie, ...requester } = await identity.identify({ cookie, authorization });
      if (clearCookie) reply.header('set-cookie', clearCookie);
      request.callContext = {
        correlationId: request.id,
        deadline: clock.now() + sourcesDeadlineMs,
        ...requester,
        purpose: null,
        signal: hangUpSignal(reply),
        sources: new SourceLog(),
      };
    } catch (error) {
      if (!(error instanceof IdentityError)) throw error;
      await onRefusedCredentials?.({ code: error.code, correlationId: request.id });
      if (error.status === 401) reply.header('www-authenticate', 'Bearer');
      return refuse(request, reply, error.status, { code: error.code, message: error.text });
    }
  }

  app.decorateRequest('callContext', null);
  app.register(async (scope) => {
    // Only JSON, so that no form or plain text of another site is ever read as a question.
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      scope.getDefaultJsonParser('error', 'error'),
    );
    scope.addHook('onSend', async (request, reply, payload) =>
      reply.statusCode === 400 &&
      typeof payload === 'string' &&
      payload.startsWith('{') &&
      !payload.includes('"correlationId"')
        ? identified(request, payload)
        : payload,
    );
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      exposeHeadRoute: false,
      preHandler: identifyCaller,
      handler: answer,
    });
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD'],
      url: '/graphql',
      handler: (request, reply) => refuse(request, reply.header('allow', 'GET, POST'), 405),
    });
  });
}
