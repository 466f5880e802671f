import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type CallContext, SourceLog } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import {
  cancelledPage,
  cancellingPage,
  deadLinkPage,
  type LinkedAppointment,
  mayCancelPage,
  notCancelledPage,
} from './appointment-pages.js';
import { refuse } from './error-handler.js';
import { type Identification, visitor } from './requester.js';
import { viewerOf } from './session-route.js';

/** What somebody with a link to cancel may know: STANDS, it can be cancelled; else what became of it. */
export interface LinkLook extends LinkedAppointment {
  readonly stand: 'STANDS' | 'CANCELLING' | 'CANCELLED' | 'OTHER';
}

export interface AppointmentRoutesOptions {
  readonly identity: Identification;
  readonly clock: Clock;
  /** How long the platform may take. */
  readonly deadlineMs: number;
  /** Null when the link is not ours, its time has come, or there is no such appointment. */
  readonly look: (ticket: string) => Promise<LinkLook | null>;
  /** Cancels, and records that; null as `look`, and when the link was used before. */
  readonly cancel: (ticket: string, context: CallContext) => Promise<LinkLook | null>;
  /** The calendar file of a citizen's own appointment, recorded as read; null when there is none. */
  readonly calendar: (id: string, context: CallContext) => Promise<string | null>;
}

/**
 * Fastify plugin: the page behind a link to cancel an appointment, and the file for a calendar. To be registered, not
 * called: its forms are its own. The ticket in the address is the permission; no log of ours holds a path.
 */
export async function appointmentRoutes(
  app: FastifyInstance,
  { identity, clock, deadlineMs, look, cancel, calendar }: AppointmentRoutesOptions,
): Promise<void> {
  // The button posts an empty form.
  if (!app.hasContentTypeParser('application/x-www-form-urlencoded'))
    app.addContentTypeParser(
      'application/x-www-form-urlencoded',
      { parseAs: 'string' },
      (_request, _body, done) => done(null, {}),
    );

  app.addHook('onRequest', async (_request, reply) => {
    reply.headers({ 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' });
  });

  const contextOf = (
    request: FastifyRequest,
    viewer: Pick<CallContext, 'actor' | 'subject' | 'mandate'>,
  ) => ({
    correlationId: request.id,
    deadline: clock.now() + deadlineMs,
    actor: viewer.actor,
    subject: viewer.subject,
    mandate: viewer.mandate,
    purpose: null,
    sources: new SourceLog(),
  });

  app.get<{ Params: { ticket: string } }>('/appointments/cancel/:ticket', async (request, reply) => {
    const { ticket } = request.params;
    const found = await look(ticket);
    if (found?.stand === 'STANDS') return mayCancelPage(reply, ticket, found);
    if (found?.stand === 'CANCELLED') return cancelledPage(reply, found);
    if (found?.stand === 'CANCELLING') return cancellingPage(reply, found);
    return deadLinkPage(reply);
  });

  app.post<{ Params: { ticket: string } }>('/appointments/cancel/:ticket', async (request, reply) => {
    const found = await cancel(request.params.ticket, contextOf(request, visitor));
    if (!found) return deadLinkPage(reply);
    if (found.stand === 'CANCELLED') return cancelledPage(reply, found);
    if (found.stand === 'CANCELLING') return cancellingPage(reply, found);
    return notCancelledPage(reply, found);
  });

  app.get<{ Params: { id: string } }>('/appointments/:id.ics', async (request, reply) => {
    const viewer = await viewerOf(identity, request);
    const { id } = request.params;
    if (viewer.actor.kind === 'ANONYMOUS')
      return reply.redirect(
        `/login/citizen?returnTo=${encodeURIComponent(`/appointments/${encodeURIComponent(id)}.ics`)}`,
        303,
      );
    const file = await calendar(id, contextOf(request, viewer));
    if (file === null) return refuse(request, reply, 404);
    return reply
      .type('text/calendar; charset=utf-8')
      .header('content-disposition', 'attachment; filename="afspraak.ics"')
      .send(file);
  });
}
