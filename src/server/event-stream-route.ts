import type { FastifyInstance } from 'fastify';
import type { ExecutionResult } from 'graphql';
import type { OperationArgs } from 'graphql-sse';
import { createHandler } from 'graphql-sse/lib/use/fastify';
import type { CallContext } from '../context/call-context.js';
import type { SubscriptionGate } from '../graph/subscription-gate.js';
import type { Log } from '../operations/log.js';
import { type AskingOptions, createAsking } from './asking.js';
import { refuse } from './error-handler.js';

export interface EventStreamRouteOptions extends AskingOptions {
  readonly gate: SubscriptionGate;
  readonly log: Log;
}

/** Whoever follows something longer asks again, and is identified again. */
const longestMs = 15 * 60_000;
const mostAtOnce = 500;

/**
 * Fastify plugin: subscriptions at `POST /graphql/stream`, as server-sent events (the protocol of graphql-sse, a connection for each).
 * Only JSON is read, which no page of another site can send without asking first.
 */
export async function eventStreamRoute(
  app: FastifyInstance,
  options: EventStreamRouteOptions,
): Promise<void> {
  const { gate, log } = options;
  const asking = createAsking(options);
  /** The streams that are open; each ends when its asker leaves, and all of them when the hub closes. */
  const open = new Set<AbortController>();
  const contexts = new WeakMap<object, CallContext>();
  const contextOf = (request: { raw: object }) => contexts.get(request.raw) as CallContext;

  const handle = createHandler({
    // Done by the gate, which also judges and records.
    validate: () => [],
    async onSubscribe(request, params) {
      const entry = await gate.enter(params, contextOf(request));
      if (entry.kind === 'ENTERS') return entry.args as OperationArgs<undefined>;
      return [
        JSON.stringify(entry.result),
        {
          status: entry.status,
          statusText: '',
          headers: { 'content-type': 'application/graphql-response+json; charset=utf-8' },
        },
      ];
    },
    onNext: (_context, request, result) => gate.clean(result as ExecutionResult, contextOf(request)),
  });

  app.addHook('preClose', async () => {
    for (const one of open) one.abort();
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    'application/json',
    { parseAs: 'string' },
    app.getDefaultJsonParser('error', 'error'),
  );
  app.post('/graphql/stream', async (request, reply) => {
    const gone = new AbortController();
    reply.raw.once('close', () => gone.abort());
    const context = await asking(request, reply, longestMs, gone.signal);
    if (!context) return reply;
    if (open.size >= mostAtOnce) return refuse(request, reply.header('retry-after', '30'), 503);
    open.add(gone);
    contexts.set(request, context);
    try {
      await handle(request, reply.hijack());
    } catch (error) {
      log.error('graph.stream.failed', {
        correlationId: request.id,
        // Its text may tell what the event was about.
        error: error instanceof Error ? error.name : typeof error,
      });
      reply.raw.destroy();
    } finally {
      open.delete(gone);
    }
    return reply;
  });
}
