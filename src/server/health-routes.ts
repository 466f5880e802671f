import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { refuse } from './error-handler.js';
import { isFromThisMachine, namesThisMachine } from './loopback.js';

/** Whether the hub can take questions. Reasons are codes such as `DATABASE`; empty when ready. */
export interface Readiness {
  readonly ready: boolean;
  readonly reasons: readonly string[];
}

/** The metrics in Prometheus text. */
export interface MetricsPage {
  readonly contentType: string;
  text(): Promise<string>;
}

export interface HealthRoutesOptions {
  readonly readiness: () => Promise<Readiness>;
  readonly metrics: MetricsPage;
  /** Bearer token for `/metrics`; null opens it to this machine only. */
  readonly metricsToken: string | null;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

/**
 * `/livez`: the process runs. `/readyz`: it can take questions; a platform that is down does not make the hub unready.
 * `/metrics`: for whoever holds the token, or for this machine when no token is set.
 */
export function healthRoutes(
  app: FastifyInstance,
  { readiness, metrics, metricsToken }: HealthRoutesOptions,
): void {
  const mayReadMetrics = (request: FastifyRequest) =>
    metricsToken === null
      ? isFromThisMachine(request) && namesThisMachine(request)
      : timingSafeEqual(digest(request.headers.authorization ?? ''), digest(`Bearer ${metricsToken}`));

  app.get('/livez', () => ({ alive: true }));
  app.get('/readyz', async (_request, reply) => {
    const state = await readiness().catch(() => ({ ready: false, reasons: ['CHECK_FAILED'] }));
    return reply.code(state.ready ? 200 : 503).send(state);
  });
  app.get('/metrics', async (request, reply) => {
    if (!mayReadMetrics(request)) return refuse(request, reply, 403);
    return reply.type(metrics.contentType).send(await metrics.text());
  });
}
