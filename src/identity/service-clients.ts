import { LRUCache } from 'lru-cache';
import { tokenIntrospection } from 'openid-client';
import type { IntrospectionResponse } from 'openid-client';
import type { Actor } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import { tokenHash } from './cookies.js';
import type { IdentitySettings } from './identity-settings.js';
import { IdentityError } from './identity-error.js';
import { reasonOf } from './provider.js';
import type { Provider } from './provider.js';

export type ClientActor = Extract<Actor, { kind: 'CLIENT' }>;

/** Programs that come with a bearer token of ACM/IDM. */
export interface ServiceClients {
  /** Throws {@link IdentityError}: INVALID_TOKEN, or IDENTITY_UNAVAILABLE when ACM/IDM cannot tell. */
  find(token: string): Promise<ClientActor>;
}

interface ServiceClientTools {
  readonly settings: Pick<IdentitySettings, 'issuer' | 'scopes'>;
  readonly provider: Provider;
  readonly clock: Clock;
  readonly log: Log;
}

interface Verdict {
  /** Null: ACM/IDM does not accept the token. */
  readonly actor: ClientActor | null;
  /** Milliseconds since the epoch. */
  readonly until: number;
}

const refusalMs = 10_000;

export function createServiceClients({ settings, provider, clock, log }: ServiceClientTools): ServiceClients {
  const verdicts = new LRUCache<string, Verdict>({ max: 10_000 });
  const asking = new Map<string, Promise<Verdict>>();

  async function ask(token: string): Promise<Verdict> {
    let answer: IntrospectionResponse;
    try {
      const config = await provider.forIntrospection();
      if (!config) throw new IdentityError('INVALID_TOKEN', 'this hub has no introspection client set up');
      answer = await tokenIntrospection(config, token);
    } catch (error) {
      if (error instanceof IdentityError) throw error;
      // An answer about the asker's token: of a kind that ACM/IDM never gives to a program, such as an ID token.
      if ((error as { error?: unknown }).error === 'unsupported_token_type')
        return { actor: null, until: clock.now() + refusalMs };
      // Also when ACM/IDM refuses our own credentials: the asker's token was not judged.
      log.warn('identity.introspection-failed', { reason: reasonOf(error) });
      throw new IdentityError('IDENTITY_UNAVAILABLE', `introspection: ${reasonOf(error)}`);
    }
    const actor = actorOf(answer);
    const until = actor && answer.exp !== undefined ? answer.exp * 1000 : clock.now() + refusalMs;
    return { actor, until };
  }

  function actorOf(answer: IntrospectionResponse): ClientActor | null {
    const { active, client_id: id, sub, iss, exp } = answer;
    if (!active || typeof id !== 'string') return null;
    if (iss !== undefined && iss !== settings.issuer) return null;
    if (exp !== undefined && exp * 1000 <= clock.now()) return null;
    // The access token of a person who logged in says who that is, not which program asks.
    if (sub !== undefined && sub !== id) return null;
    const organisation = answer.vo_orgcode;
    return {
      kind: 'CLIENT',
      id,
      organisation: typeof organisation === 'string' && organisation !== '' ? organisation : null,
      scopes: accessScopes(answer.scope),
    };
  }

  /** ACM/IDM writes scopes as one text with spaces, an intermediary as a list. */
  function accessScopes(scope: unknown): string[] {
    const platformScopes = (Array.isArray(scope) ? scope : [scope]).flatMap((part) =>
      String(part ?? '').split(/\s+/),
    );
    const granted = platformScopes.flatMap((name) =>
      Object.hasOwn(settings.scopes, name) ? settings.scopes[name]! : [],
    );
    return [...new Set(granted)].sort();
  }

  return {
    async find(token) {
      if (token.length > 4096 || !/^[\w.~+/-]+=*$/.test(token))
        throw new IdentityError('INVALID_TOKEN', 'malformed token');
      const key = tokenHash(token);
      let verdict = verdicts.get(key);
      if (!verdict || clock.now() >= verdict.until) {
        let pending = asking.get(key);
        if (!pending) {
          pending = ask(token).finally(() => asking.delete(key));
          asking.set(key, pending);
        }
        verdict = await pending;
        verdicts.set(key, verdict);
      }
      if (!verdict.actor) throw new IdentityError('INVALID_TOKEN', 'ACM/IDM does not accept this token');
      return verdict.actor;
    },
  };
}
