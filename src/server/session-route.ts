import type { FastifyInstance, FastifyRequest } from 'fastify';
import { IdentityError } from '../identity/identity-error.js';
import { displayName, type Identification, type Requester, visitor } from './requester.js';

/** Who looks at a page; somebody whose login has ended is a visitor again, and the page offers to log in. */
export async function viewerOf(identity: Identification, request: FastifyRequest): Promise<Requester> {
  const { cookie, authorization } = request.headers;
  try {
    return await identity.identify({ cookie, authorization });
  } catch (error) {
    if (error instanceof IdentityError) return visitor;
    throw error;
  }
}

/** `/session`: who is logged in, for a page's script: `{ kind, name, roles }`. Never a national number. */
export function sessionRoute(app: FastifyInstance, identity: Identification): void {
  app.get('/session', async (request, reply) => {
    const viewer = await viewerOf(identity, request);
    const { actor, clearCookie } = viewer;
    if (clearCookie) reply.header('set-cookie', clearCookie);
    return { kind: actor.kind, name: displayName(viewer), roles: actor.kind === 'STAFF' ? actor.roles : [] };
  });
}
