import type { FastifyInstance } from 'fastify';
import type { Log } from '../operations/log.js';

/** One line a request. The route's pattern, never the URL: a URL may hold a query, a code or a number. */
export function accessLog(app: FastifyInstance, log: Log): void {
  app.addHook('onResponse', (request, reply, done) => {
    log.info('http_request', {
      method: request.method,
      route: request.routeOptions.url ?? 'unmatched',
      status: reply.statusCode,
      ms: Math.round(reply.elapsedTime * 10) / 10,
      correlationId: request.id,
    });
    done();
  });
}
