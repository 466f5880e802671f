import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Attest } from '../capabilities/attests/attest.store.js';
import type { AttestAnswer, AttestQuestion } from '../capabilities/attests/attests.service.js';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import { visitor } from './requester.js';

export interface AttestRouteOptions {
  readonly clock: Clock;
  /** How long the keys of the portal may take. */
  readonly deadlineMs: number;
  /** Where the portal reaches the hub: the links of an answer begin with it. */
  readonly publicUrl: () => string;
  readonly answer: (
    token: string | null,
    insz: string,
    question: AttestQuestion,
    context: CallContext,
  ) => Promise<AttestAnswer>;
}

interface Params {
  readonly insz: string;
  readonly id: string;
}

type Question = FastifyRequest<{ Params: Params }>;

const wholeNumber = z
  .string()
  .regex(/^\d{1,6}$/)
  .transform(Number);
const paging = z.object({
  page: wholeNumber.default(0),
  limit: wholeNumber.pipe(z.number().min(1).max(100)).default(10),
});

const problems = {
  400: ['Bad Request', 'page is a whole number from 0, limit one from 1 to 100.'],
  401: ['Unauthorized', 'A valid token of Mijn Burgerprofiel is needed.'],
  403: ['Forbidden', 'The token is of another person.'],
  404: ['Not Found', 'There is no such attest.'],
  503: ['Service Unavailable', 'The token cannot be checked now.'],
} as const;

/**
 * Fastify plugin: the Certificates API that Mijn Burgerprofiel asks of a municipality. The national number stands in the
 * path because its contract says so; no log of ours holds a path, and a proxy in front must not either.
 */
export function attestRoute(app: FastifyInstance, options: AttestRouteOptions): void {
  const { clock, deadlineMs, publicUrl } = options;
  const base = '/v1/certificates/:insz';

  const ask = (request: Question, question: AttestQuestion) =>
    options.answer(bearerOf(request), request.params.insz, question, {
      correlationId: request.id,
      deadline: clock.now() + deadlineMs,
      ...visitor,
      purpose: null,
      sources: new SourceLog(),
    });

  app.get<{ Params: Params }>(base, async (request, reply) => {
    const wanted = paging.safeParse(request.query);
    const { page, limit } = wanted.data ?? { page: 0, limit: 1 };
    const answer = await ask(request, { kind: 'LIST', page, limit });
    if (answer.kind !== 'PAGE') return refusal(reply, answer);
    if (!wanted.success) return problem(reply, 400);
    const address = addressOf(request);
    const { attests, total } = answer.page;
    const pages = Math.ceil(total / limit);
    const link = (rel: string, number: number) => ({ rel, href: `${address}?limit=${limit}&page=${number}` });
    return personal(reply).send({
      certificates: attests.map((attest) => itemOf(attest, address)),
      // The contract's own example counts here from 1, and in the links from 0.
      pageMetadata: { number: page + 1, size: limit, totalElements: total, totalPages: pages },
      links: [
        link('self', page),
        ...(page + 1 < pages ? [link('next', page + 1)] : []),
        link('start', 0),
        link('last', Math.max(0, pages - 1)),
      ],
    });
  });

  app.get<{ Params: Params }>(`${base}/:id`, async (request, reply) => {
    const answer = await ask(request, { kind: 'ATTEST', id: request.params.id });
    if (answer.kind !== 'ATTEST') return refusal(reply, answer);
    return personal(reply).send(itemOf(answer.attest, addressOf(request)));
  });

  // The PDF itself: the portal cannot read it as base64 in JSON.
  app.get<{ Params: Params }>(`${base}/:id/download`, async (request, reply) => {
    const answer = await ask(request, { kind: 'PDF', id: request.params.id });
    if (answer.kind !== 'PDF') return refusal(reply, answer);
    return personal(reply)
      .type('application/pdf')
      .header('content-disposition', 'attachment; filename="attest.pdf"')
      .send(answer.pdf);
  });

  function addressOf({ params }: Question): string {
    return `${publicUrl().replace(/\/$/, '')}/v1/certificates/${params.insz}`;
  }
}

function bearerOf({ headers }: FastifyRequest): string | null {
  return /^Bearer ([\w-]+\.[\w-]+\.[\w-]+)$/i.exec(headers.authorization ?? '')?.[1] ?? null;
}

function itemOf({ id, language, name, year, nisCode }: Attest, address: string) {
  return {
    id,
    language,
    name,
    year,
    ...(nisCode !== null && { community: Number(nisCode) }),
    links: [
      { rel: 'self', href: `${address}/${id}` },
      { rel: 'download', href: `${address}/${id}/download` },
    ],
  };
}

function personal(reply: FastifyReply): FastifyReply {
  return reply.header('cache-control', 'no-store');
}

function refusal(reply: FastifyReply, { kind }: AttestAnswer): FastifyReply {
  if (kind === 'UNAUTHENTICATED') return problem(reply.header('www-authenticate', 'Bearer'), 401);
  if (kind === 'FORBIDDEN') return problem(reply, 403);
  return problem(reply, kind === 'NOT_FOUND' ? 404 : 503);
}

/** The shape of errors in the portal's contract, which is not ours. */
function problem(reply: FastifyReply, status: keyof typeof problems): FastifyReply {
  const [title, detail] = problems[status];
  return personal(reply).code(status).type('application/json; charset=utf-8').send({ title, detail, status });
}
