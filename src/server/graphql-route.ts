import { setMaxListeners } from 'node:events';
import type { ApolloServer } from '@apollo/server';
import { fastifyApolloHandler } from '@as-integrations/fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { CallContext } from '../context/call-context.js';
import { type AskingOptions, createAsking } from './asking.js';
import { refuse } from './error-handler.js';

declare module 'fastify' {
  interface FastifyRequest {
    /** Set before the graph is asked; null on every other route. */
    callContext: CallContext | null;
  }
}

export interface GraphqlRouteOptions extends AskingOptions {
  readonly apollo: ApolloServer<CallContext>;
  /** How long the platforms together may take for one question. */
  readonly sourcesDeadlineMs: number;
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
  const { apollo, sourcesDeadlineMs } = options;
  const answer = fastifyApolloHandler(apollo, { context: async (request) => request.callContext! });

  const contextOf = createAsking(options);

  async function identifyCaller(request: FastifyRequest, reply: FastifyReply) {
    const context = await contextOf(request, reply, sourcesDeadlineMs, hangUpSignal(reply));
    if (!context) return reply;
    request.callContext = context;
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
