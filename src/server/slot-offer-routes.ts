import type { FastifyInstance } from 'fastify';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import { visitor } from './requester.js';
import { deadOfferPage, type OfferLook, offerPage } from './slot-offer-pages.js';

export interface SlotOfferRoutesOptions {
  readonly clock: Clock;
  /** How long the platform may take. */
  readonly deadlineMs: number;
  /** Null when the link is not ours, or its time has come. */
  readonly look: (ticket: string) => Promise<OfferLook | null>;
  /** Takes it, and records that; null as `look`. */
  readonly accept: (ticket: string, context: CallContext) => Promise<OfferLook | null>;
  /** Leaves it to somebody else, and records that; null as `look`. */
  readonly decline: (ticket: string, context: CallContext) => Promise<OfferLook | null>;
}

interface Ticket {
  Params: { ticket: string };
}

/**
 * Fastify plugin: the page behind a link to a time that was offered to somebody on the waiting list. To be registered, not
 * called: its forms are its own. The ticket in the address is the permission; no log of ours holds a path.
 */
export async function slotOfferRoutes(
  app: FastifyInstance,
  { clock, deadlineMs, look, accept, decline }: SlotOfferRoutesOptions,
): Promise<void> {
  // The buttons post an empty form.
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded'))
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, _body, done) => done(null, {}),
    );

  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  const contextOf = (correlationId: string): CallContext => ({
    correlationId,
    deadline: clock.now() + deadlineMs,
    actor: visitor.actor,
    subject: null,
    mandate: null,
    purpose: null,
    sources: new SourceLog(),
  });

  app.get<Ticket>('/appointments/offer/:ticket', async ({ params: { ticket } }, reply) => {
    const found = await look(ticket);
    return found ? offerPage(reply, ticket, found) : deadOfferPage(reply);
  });

  app.post<Ticket>('/appointments/offer/:ticket', async ({ id, params: { ticket } }, reply) => {
    const found = await accept(ticket, contextOf(id));
    return found ? offerPage(reply, ticket, found) : deadOfferPage(reply);
  });

  app.post<Ticket>('/appointments/offer/:ticket/decline', async ({ id, params: { ticket } }, reply) => {
    const found = await decline(ticket, contextOf(id));
    return found ? offerPage(reply, ticket, found) : deadOfferPage(reply);
  });
}
