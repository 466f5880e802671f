import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Log } from '../operations/log.js';
import { messagePage } from './layout.js';

interface Refusal {
  readonly code: string;
  readonly message: string;
  /** Which part of the request it is about; left out when it is about the whole. */
  readonly field?: string;
}

const refusals: Record<number, Refusal> = {
  400: { code: 'BAD_REQUEST', message: 'De vraag is niet leesbaar.' },
  401: { code: 'UNAUTHENTICATED', message: 'Meld u aan om dit te bekijken.' },
  403: { code: 'FORBIDDEN', message: 'U hebt geen toegang tot deze pagina.' },
  404: { code: 'NOT_FOUND', message: 'Deze pagina bestaat niet.' },
  405: { code: 'METHOD_NOT_ALLOWED', message: 'Stel de vraag met POST.' },
  408: { code: 'REQUEST_TIMEOUT', message: 'De vraag kwam te traag binnen.' },
  413: { code: 'BODY_TOO_LARGE', message: 'De vraag is te groot.' },
  414: { code: 'URI_TOO_LONG', message: 'Het adres is te lang.' },
  415: { code: 'UNSUPPORTED_MEDIA_TYPE', message: 'Stuur de vraag als application/json.' },
  422: { code: 'UNPROCESSABLE', message: 'De vraag kan niet verwerkt worden.' },
  429: { code: 'TOO_MANY_REQUESTS', message: 'Te veel vragen na elkaar. Probeer het straks opnieuw.' },
  503: { code: 'UNAVAILABLE', message: 'De dienst is nu niet beschikbaar. Probeer het straks opnieuw.' },
};
const failure: Refusal = {
  code: 'INTERNAL',
  message: 'Er ging iets mis. De beheerder kan het terugvinden met het kenmerk.',
};

const refusalOf = (status: number): Refusal => refusals[status] ?? (status < 500 ? refusals[400]! : failure);

/** Where it happened, without the error's message: that may quote what somebody typed or a platform answered. */
const framesOf = (error: Error): string[] =>
  (error.stack ?? '')
    .split('\n')
    .filter((line) => /^\s+at /.test(line))
    .slice(0, 8)
    .map((line) => line.trim());

/**
 * Answers with a code, a Dutch message and the correlation id, in the shape the asker reads: GraphQL errors for the graph,
 * a page for a browser, problem details (RFC 9457) for the rest. Nothing else of an error leaves the hub.
 */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  status: number,
  given?: Partial<Refusal>,
): FastifyReply {
  const { code, message, field } = { ...refusalOf(status), ...given };
  reply.code(status);
  if (request.url.split('?', 1)[0] === '/graphql') {
    return reply.type('application/json; charset=utf-8').send({
      errors: [
        { message, extensions: { code, correlationId: request.id, source: null, retryable: status >= 500 } },
      ],
    });
  }
  if (request.method === 'GET' && request.headers.accept?.includes('text/html')) {
    return messagePage(reply, { title: message, correlationId: request.id });
  }
  return reply
    .type('application/problem+json; charset=utf-8')
    .send({ status, code, title: message, ...(field !== undefined && { field }), correlationId: request.id });
}

/** One place for everything that goes wrong outside the graph. A fault of ours is logged with where it happened; a fault of the asker is not. */
export function handleErrors(app: FastifyInstance, log: Log): void {
  app.setNotFoundHandler((request, reply) => refuse(request, reply, 404));
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode && error.statusCode >= 400 ? error.statusCode : 500;
    if (status >= 500) {
      log.error('http_request_failed', {
        route: request.routeOptions.url ?? 'unmatched',
        correlationId: request.id,
        error: error.name,
        code: error.code,
        frames: framesOf(error),
      });
    }
    return refuse(request, reply, status);
  });
}
