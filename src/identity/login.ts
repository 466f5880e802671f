import {
  authorizationCodeGrant,
  AuthorizationResponseError,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  fetchUserInfo,
  randomNonce,
  randomPKCECodeVerifier,
  randomState,
  ResponseBodyError,
} from 'openid-client';
import type { Configuration } from 'openid-client';
import type { Clock } from '../context/clock.js';
import type { FieldCipher } from '../privacy/encryption.js';
import type { Database } from '../storage/database.js';
import { randomToken, tokenHash } from './cookies.js';
import type { IdentitySettings } from './identity-settings.js';
import { LoginError } from './identity-error.js';
import { isIncomplete, personOf } from './people.js';
import type { Audience, Claims, Person } from './people.js';
import { isUnreachable, reasonOf } from './provider.js';
import type { Provider } from './provider.js';

export interface LoginStart {
  /** The address at ACM/IDM to send the browser to. */
  readonly redirectTo: string;
  /** The secret that binds this attempt to the browser, for its short-lived cookie. */
  readonly browserSecret: string;
}

export interface LoginResult {
  readonly person: Person;
  readonly idToken: string;
  /** Local path at which the login was begun. */
  readonly returnTo: string;
}

/** The form with which the browser ends its session at ACM/IDM too. */
export interface ProviderLogout {
  readonly method: 'post' | 'get';
  readonly action: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Logging in people at ACM/IDM: authorization code, PKCE, state, nonce, private_key_jwt. Throws {@link LoginError}. */
export interface Login {
  /** @param browserSecret of the login cookie that the browser sent, null when it had none. */
  begin(audience: Audience, returnTo: string, browserSecret: string | null): Promise<LoginStart>;
  /** @param query of the callback address, as it came. */
  finish(query: URLSearchParams, browserSecret: string | null): Promise<LoginResult>;
  /** Null when ACM/IDM cannot be reached or has no logout. */
  logoutAtProvider(idToken: string): Promise<ProviderLogout | null>;
  /** Removes attempts that were never finished; the number removed. */
  sweep(): Promise<number>;
}

export const attemptSeconds = 600;

interface LoginTools {
  readonly settings: IdentitySettings;
  readonly publicUrl: () => string;
  readonly provider: Provider;
  readonly database: Pick<Database, 'client'>;
  readonly cipher: FieldCipher;
  readonly clock: Clock;
}

export function createLogin({ settings, publicUrl, provider, database, cipher, clock }: LoginTools): Login {
  const attempts = database.client.loginAttempt;
  const address = (path: string) => new URL(path, publicUrl()).href;

  async function configuration(): Promise<Configuration> {
    try {
      return await provider.forLogin();
    } catch (error) {
      throw new LoginError('PROVIDER_UNAVAILABLE', reasonOf(error));
    }
  }

  return {
    async begin(audience, returnTo, knownSecret) {
      assertLocalPath(returnTo);
      const config = await configuration();
      const state = randomState();
      const nonce = randomNonce();
      const codeVerifier = randomPKCECodeVerifier();
      // One secret a browser, so that a second tab does not break the login in the first.
      const browserSecret = knownSecret ?? randomToken();
      const { data, keyId } = cipher.encrypt(codeVerifier);
      await attempts.create({
        data: {
          state,
          nonce,
          codeVerifierEncrypted: data,
          codeVerifierKeyId: keyId,
          browserHash: tokenHash(browserSecret),
          audience,
          returnTo,
          expiresAt: new Date(clock.now() + attemptSeconds * 1000),
        },
      });
      const redirectTo = buildAuthorizationUrl(config, {
        redirect_uri: address('/login/callback'),
        scope: (audience === 'citizen' ? settings.citizenScopes : settings.staffScopes).join(' '),
        acr_values: (audience === 'citizen' ? settings.citizenMeans : settings.secondFactorMeans).join(' '),
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
      return { redirectTo: redirectTo.href, browserSecret };
    },

    async finish(query, browserSecret) {
      const attempt = await takeAttempt(query.getAll('state'), browserSecret);
      const config = await configuration();
      const callback = new URL(address('/login/callback'));
      callback.search = query.toString();
      try {
        const tokens = await authorizationCodeGrant(config, callback, {
          expectedState: attempt.state,
          expectedNonce: attempt.nonce,
          pkceCodeVerifier: cipher.decrypt(attempt.codeVerifierEncrypted, attempt.codeVerifierKeyId),
          idTokenExpected: true,
        });
        let claims = tokens.claims() as Claims;
        const audience = attempt.audience as Audience;
        if (isIncomplete(claims, audience, settings)) {
          const extra = await fetchUserInfo(config, tokens.access_token, String(claims.sub));
          // What the signed ID token says goes before what userinfo says.
          claims = { ...extra, ...claims };
        }
        const person = personOf(claims, audience, settings);
        return { person, idToken: String(tokens.id_token), returnTo: attempt.returnTo };
      } catch (error) {
        throw asLoginError(error);
      }
    },

    async logoutAtProvider(idToken) {
      const config = await provider.forLogin().catch(() => null);
      const action = config?.serverMetadata().end_session_endpoint;
      if (!action) return null;
      const { logoutMethod: method, clientId } = settings;
      const fields = {
        // It holds personal data, which may not stand in an address.
        ...(method === 'post' && { id_token_hint: idToken }),
        client_id: clientId,
        post_logout_redirect_uri: address('/logged-out'),
      };
      return { method, action, fields };
    },

    async sweep() {
      const { count } = await attempts.deleteMany({ where: { expiresAt: { lt: new Date(clock.now()) } } });
      return count;
    },
  };

  /** An attempt is used once, by the browser that began it; another browser does not use it up. */
  async function takeAttempt(states: readonly string[], browserSecret: string | null) {
    const [state] = states;
    if (!state || states.length !== 1 || state.length > 200)
      throw new LoginError('ATTEMPT_UNKNOWN', 'no single state');
    const attempt = await attempts.findUnique({ where: { state } });
    if (!attempt) throw new LoginError('ATTEMPT_UNKNOWN', 'replayed or forged state');
    if (!browserSecret || tokenHash(browserSecret) !== attempt.browserHash)
      throw new LoginError('OTHER_BROWSER');
    const { count } = await attempts.deleteMany({ where: { state } });
    if (count === 0) throw new LoginError('ATTEMPT_UNKNOWN', 'used at the same moment');
    if (attempt.expiresAt.getTime() <= clock.now()) throw new LoginError('ATTEMPT_EXPIRED');
    return attempt;
  }
}

/** Lets through only a path on this website; `//`, backslashes and control characters lead browsers elsewhere. */
function assertLocalPath(returnTo: string): void {
  const here = 'http://here.invalid';
  const safe =
    returnTo.length <= 2000 &&
    /^\/(?![/\\])[\x21-\x7e]*$/.test(returnTo) &&
    !returnTo.includes('\\') &&
    URL.canParse(returnTo, here) &&
    new URL(returnTo, here).origin === here &&
    !new URL(returnTo, here).pathname.startsWith('//');
  if (!safe) throw new LoginError('INVALID_RETURN_TO');
}

function asLoginError(error: unknown): LoginError {
  if (error instanceof LoginError) return error;
  const reason = reasonOf(error);
  if (error instanceof AuthorizationResponseError)
    return new LoginError(error.error === 'access_denied' ? 'CANCELLED' : 'PROVIDER_ERROR', reason);
  // A refused code is the browser's doing; anything else in an OAuth error is between ACM/IDM and this hub.
  if (error instanceof ResponseBodyError)
    return new LoginError(error.error === 'invalid_grant' ? 'INVALID_RESPONSE' : 'PROVIDER_ERROR', reason);
  return new LoginError(isUnreachable(error) ? 'PROVIDER_UNAVAILABLE' : 'INVALID_RESPONSE', reason);
}
