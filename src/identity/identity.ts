import type { Actor, Mandate, Subject } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { FieldCipher, KeyedHash } from '../privacy/encryption.js';
import type { Database } from '../storage/database.js';
import { hubCookies } from './cookies.js';
import type { HubCookies } from './cookies.js';
import { IdentityError } from './identity-error.js';
import type { IdentitySettings } from './identity-settings.js';
import { createLogin } from './login.js';
import type { Login } from './login.js';
import { createProvider } from './provider.js';
import { createServiceClients } from './service-clients.js';
import { createSessions } from './sessions.js';
import type { Sessions } from './sessions.js';

/** The headers with which somebody says who asks. */
export interface Credentials {
  readonly cookie: string | undefined;
  readonly authorization: string | undefined;
}

/** Who asks, about whom, and why they may. */
export interface Identified {
  readonly actor: Actor;
  /** Null when the credentials themselves name nobody the data is about. */
  readonly subject: Subject | null;
  readonly mandate: Mandate | null;
  /** A `Set-Cookie` header value to send along: the browser's session has ended. Null when there is nothing to clear. */
  readonly clearCookie: string | null;
}

export interface Identity {
  /**
   * No credentials, or the cookie of an ended session, is anonymous. Credentials that are wrong are refused.
   * Throws {@link IdentityError}.
   */
  identify(credentials: Credentials): Promise<Identified>;
  readonly login: Login;
  readonly sessions: Sessions;
  readonly cookies: HubCookies;
  /** Where browsers reach the hub, without a path. */
  readonly publicUrl: string;
  /** Removes ended sessions and unfinished logins; to be called every few minutes. The number of rows removed. */
  sweep(): Promise<number>;
  close(): Promise<void>;
}

export interface IdentityTools {
  readonly settings: IdentitySettings;
  readonly database: Pick<Database, 'client'>;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  readonly log: Log;
  /** Where browsers reach the hub, without a path. A function, because a port may be known only after listening. */
  readonly publicUrl: () => string;
}

const anonymous: Identified = {
  actor: { kind: 'ANONYMOUS' },
  subject: null,
  mandate: null,
  clearCookie: null,
};

export function createIdentity(tools: IdentityTools): Identity {
  const { settings, database, cipher, keyedHash, clock, log, publicUrl } = tools;
  const provider = createProvider(settings, clock, log);
  let made: { readonly url: string; readonly cookies: HubCookies } | null = null;
  const currentCookies = () => {
    const url = publicUrl();
    if (made?.url !== url) made = { url, cookies: hubCookies(url) };
    return made.cookies;
  };
  const login = createLogin({ settings, publicUrl, provider, database, cipher, clock });
  const sessions = createSessions({ settings, database, cipher, keyedHash, clock, log });
  const serviceClients = createServiceClients({ settings, provider, clock, log });

  async function ofBearer(authorization: string): Promise<Identified> {
    const token = /^Bearer +(\S+) *$/i.exec(authorization)?.[1];
    if (!token) throw new IdentityError('INVALID_TOKEN', 'the Authorization header holds no bearer token');
    const actor = await serviceClients.find(token);
    return { actor, subject: null, mandate: officeOf(actor.organisation), clearCookie: null };
  }

  async function ofSession(token: string): Promise<Identified> {
    const actor = await sessions.find(token);
    if (!actor) return { ...anonymous, clearCookie: currentCookies().session.clear() };
    if (actor.kind === 'STAFF')
      return { actor, subject: null, mandate: officeOf(actor.organisation), clearCookie: null };
    const subject = { id: actor.id, nationalNumber: actor.nationalNumber };
    return { actor, subject, mandate: { kind: 'SELF' }, clearCookie: null };
  }

  return {
    async identify({ cookie, authorization }) {
      // A token in the request is meant for this request; a cookie only came along.
      if (authorization !== undefined) return ofBearer(authorization);
      if (cookie === undefined) return anonymous;
      const token = currentCookies().session.read(cookie);
      return token === null ? anonymous : ofSession(token);
    },
    login,
    sessions,
    get cookies() {
      return currentCookies();
    },
    get publicUrl() {
      return publicUrl();
    },
    sweep: async () => (await sessions.sweep()) + (await login.sweep()),
    close: () => provider.close(),
  };
}

function officeOf(organisation: string | null): Mandate | null {
  return organisation ? { kind: 'OFFICE', organisation } : null;
}
