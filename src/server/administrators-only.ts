import type { FastifyReply, FastifyRequest } from 'fastify';
import { html } from './html.js';
import { messagePage } from './layout.js';
import { type Identification, isAdministrator, type Requester } from './requester.js';
import { viewerOf } from './session-route.js';

/**
 * The administrator who asks for a page. Null when somebody else does, who is answered here: a visitor is sent to log in, anybody
 * else is told why not.
 */
export async function administratorOf(
  identity: Identification,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<Requester | null> {
  const viewer = await viewerOf(identity, request);
  if (isAdministrator(viewer)) return viewer;
  if (viewer.actor.kind === 'ANONYMOUS') {
    reply.redirect(`/login/staff?returnTo=${encodeURIComponent(request.routeOptions.url ?? '/admin')}`);
    return null;
  }
  messagePage(reply.code(403), {
    title: 'U hebt geen toegang tot het beheer',
    correlationId: request.id,
    viewer,
    detail: html`<p>Het beheer is voor medewerkers met de rol beheerder, aangemeld met een tweede factor.</p>
      <p>Vraag de rol aan bij de lokale beheerder van uw bestuur, meld u af en meld u opnieuw aan.</p>`,
  });
  return null;
}
