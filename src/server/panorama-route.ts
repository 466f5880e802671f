import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import { refuse } from './error-handler.js';
import { visitor } from './requester.js';

export interface PanoramaRouteOptions {
  readonly clock: Clock;
  /** How long the platform may take. */
  readonly deadlineMs: number;
  readonly picture: (
    ticket: string,
    context: CallContext,
  ) => Promise<{ readonly contentType: string; readonly bytes: Buffer } | 'NOT_FOUND' | 'UNAVAILABLE'>;
}

/**
 * `/panoramas/{ticket}`: the picture of a panorama that the graph gave a ticket for. The ticket is the permission: it was
 * made by this hub, for one picture and a quarter of an hour. The platform's own key stays here.
 */
export function panoramaRoute(
  app: FastifyInstance,
  { clock, deadlineMs, picture }: PanoramaRouteOptions,
): void {
  app.get('/panoramas/:ticket', async (request: FastifyRequest, reply: FastifyReply) => {
    const { ticket } = request.params as { ticket: string };
    const found = await picture(ticket, {
      correlationId: request.id,
      deadline: clock.now() + deadlineMs,
      ...visitor,
      purpose: null,
      sources: new SourceLog(),
    });
    if (found === 'NOT_FOUND') return refuse(request, reply, 404);
    if (found === 'UNAVAILABLE') return refuse(request, reply, 503);
    return (
      reply
        .header('content-type', found.contentType)
        .header('cache-control', 'private, max-age=900')
        // The municipality's site shows it, on another host.
        .header('cross-origin-resource-policy', 'cross-origin')
        .send(found.bytes)
    );
  });
}
