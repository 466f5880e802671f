import type { Actor, Mandate, Subject } from '../context/call-context.js';

/** What a request brought to prove who asks; both undefined for a visitor. */
export interface Credentials {
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

/** Who asks, about whom, and why they may. */
export interface Requester {
  readonly actor: Actor;
  readonly subject: Subject | null;
  readonly mandate: Mandate | null;
  /** A `Set-Cookie` value to send along when the browser's session has ended; null or left out when there is nothing to clear. */
  readonly clearCookie?: string | null;
}

/** What the server needs of identity. Rejects with IdentityError when credentials were brought that are no good. */
export interface Identification {
  identify(credentials: Credentials): Promise<Requester>;
}

export const visitor: Requester = { actor: { kind: 'ANONYMOUS' }, subject: null, mandate: null };

/** An administrator: staff with that role and a second factor. */
export function isAdministrator({ actor }: Requester): boolean {
  return actor.kind === 'STAFF' && actor.secondFactor && actor.roles.includes('administrator');
}

/** The name to greet the asker with; null for a visitor. */
export function displayName({ actor }: Requester): string | null {
  switch (actor.kind) {
    case 'CITIZEN':
    case 'STAFF':
      return [actor.givenName, actor.familyName].filter(Boolean).join(' ') || null;
    case 'CLIENT':
      return actor.id;
    default:
      return null;
  }
}
