import { randomUUID } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { NationalNumber } from '../identifiers/national-number.js';

const wellFormed = /^[A-Za-z0-9._-]{8,64}$/;
const numberLike = /(?<!\d)\d{2}[._-]?\d{2}[._-]?\d{2}[._-]?\d{3}[._-]?\d{2}(?!\d)/g;

/** An id is written down everywhere, so nobody may put a person's number in it. */
const holdsNationalNumber = (id: string) =>
  [...id.matchAll(numberLike)].some(([found]) => NationalNumber.problemOf(found.replace(/\D/g, '')) === null);

/**
 * The id that ties a request to every line, call and audit record it causes: the caller's when well formed, otherwise a fresh one.
 * W3C `traceparent` is another thing and is left alone.
 */
export function correlationIdOf(request: IncomingMessage): string {
  const brought = request.headers['x-correlation-id'];
  const isId = typeof brought === 'string' && wellFormed.test(brought) && !holdsNationalNumber(brought);
  return isId ? brought : randomUUID();
}

/** Echoes the correlation id; `request.id` is that id because the server is made with `correlationIdOf`. */
export function echoCorrelation(app: FastifyInstance): void {
  app.addHook('onRequest', (request, reply, done) => {
    reply.header('x-correlation-id', request.id);
    done();
  });
}
