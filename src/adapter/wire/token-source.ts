import { randomUUID } from 'node:crypto';
import { SignJWT, importPKCS8 } from 'jose';
import type { Clock } from '../../context/clock.js';
import { PlatformError } from '../platform-error.js';
import { basic } from './credentials.js';
import type { ClientCredentials } from './credentials.js';
import { Attempt } from './passage.js';
import type { ExchangeStage } from './passage.js';

export interface TokenSource {
  /** A token that is still good; `refused` is one the platform did not take, which is then not given again. */
  token(attempt: Attempt, refused?: string): Promise<string>;
  /** The platform did not take it: nobody gets it again. */
  drop(refused: string): void;
}

/** Lifetime of a signed assertion: ACM/IDM takes at most ten minutes. */
const assertionSeconds = 300;
const standardLifetimeSeconds = 300;

/** Fetches access tokens: one at a time whoever asks, kept until shortly before they expire. */
export function createTokenSource(
  clock: Clock,
  credentials: ClientCredentials,
  exchange: ExchangeStage,
): TokenSource {
  let current: { readonly token: string; readonly goodUntil: number } | null = null;
  let fetching: Promise<string> | null = null;
  const assertion = createAssertion(clock, credentials);

  const fetchToken = async (asker: Attempt): Promise<string> => {
    const { platform, operation, correlationId } = asker;
    // An attempt of its own: the asker who happened to come first may leave without taking the token from the others.
    const attempt = new Attempt(platform, operation, correlationId, null);
    const cancel = clock.after(operation.policy.timeoutMs, () =>
      attempt.end(new PlatformError(platform, 'TIMEOUT')),
    );
    try {
      const form = new URLSearchParams({ grant_type: 'client_credentials' });
      if (credentials.scope) form.set('scope', credentials.scope);
      if (credentials.audience) form.set('audience', credentials.audience);
      const headers: Record<string, string> = {
        'content-type': 'application/x-www-form-urlencoded',
        accept: 'application/json',
      };
      const signed = await assertion();
      if (signed) {
        form.set('client_id', credentials.clientId);
        form.set('client_assertion_type', 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer');
        form.set('client_assertion', signed);
      } else {
        // RFC 6749 section 2.3.1: both parts are form-encoded before they are joined.
        headers['authorization'] = basic(
          formEncode(credentials.clientId),
          formEncode(credentials.clientSecret ?? ''),
        );
      }
      const response = await exchange(
        { method: 'POST', url: credentials.tokenUrl, headers, body: form.toString() },
        attempt,
      );
      let { token, seconds } = readToken(platform, response.body);
      if (credentials.exchange) {
        const { url, body } = credentials.exchange;
        const exchanged = await exchange(
          {
            method: 'POST',
            url,
            headers: { 'content-type': 'application/json', accept: 'application/json' },
            body: JSON.stringify(body(token)),
          },
          attempt,
        );
        ({ token, seconds } = readToken(platform, exchanged.body));
      }
      // A platform that exchanges tokens tells how long its own lasts; without it nobody knows, and it is not kept.
      const lifetimeMs = (seconds ?? (credentials.exchange ? 0 : standardLifetimeSeconds)) * 1000;
      const renewBeforeMs = credentials.renewBeforeMs ?? Math.min(30_000, lifetimeMs / 10);
      current = { token, goodUntil: clock.now() + lifetimeMs - renewBeforeMs };
      return token;
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      // A 400 of a token endpoint (invalid_client, invalid_scope) is about who we are, not about what we asked.
      const code = error.code === 'HTTP_4XX' ? 'CREDENTIALS' : error.code;
      throw new PlatformError(platform, code, {
        ...(error.status === null ? {} : { status: error.status }),
        ...(error.platformCode === null ? {} : { platformCode: error.platformCode }),
        ...(error.retryAfterMs === null ? {} : { retryAfterMs: error.retryAfterMs }),
        nothingSent: true,
        cause: error,
      });
    } finally {
      cancel();
    }
  };

  return {
    token(attempt, refused) {
      if (current && current.token !== refused && clock.now() < current.goodUntil)
        return Promise.resolve(current.token);
      fetching ??= fetchToken(attempt).finally(() => {
        fetching = null;
      });
      return fetching;
    },
    drop(refused) {
      if (current?.token === refused) current = null;
    },
  };
}

/** Signs a new assertion at each call; gives null where a client secret is used. */
function createAssertion(clock: Clock, credentials: ClientCredentials): () => Promise<string | null> {
  const { privateKeyPem, clientId, keyId, algorithm = 'RS256', tokenAudience, tokenUrl } = credentials;
  if (privateKeyPem === undefined) return () => Promise.resolve(null);
  let key: ReturnType<typeof importPKCS8> | null = null;
  return async () => {
    key ??= importPKCS8(privateKeyPem, algorithm);
    const now = Math.floor(clock.now() / 1000);
    return new SignJWT()
      .setProtectedHeader({ alg: algorithm, typ: 'JWT', ...(keyId === undefined ? {} : { kid: keyId }) })
      .setIssuer(clientId)
      .setSubject(clientId)
      .setAudience(tokenAudience ?? tokenUrl)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setExpirationTime(now + assertionSeconds)
      .sign(await key);
  };
}

function readToken(platform: string, body: Buffer): { token: string; seconds: number | null } {
  let answer: { access_token?: unknown; expires_in?: unknown } | null;
  try {
    answer = JSON.parse(body.toString('utf8')) as typeof answer;
  } catch {
    // The parse error would quote the answer, and with it the token.
    throw new PlatformError(platform, 'MALFORMED');
  }
  const token = answer?.access_token;
  if (typeof token !== 'string' || token === '' || /[^\x21-\x7e]/.test(token))
    throw new PlatformError(platform, 'MALFORMED');
  const seconds = Number(answer?.expires_in);
  return { token, seconds: Number.isFinite(seconds) && seconds > 0 ? seconds : null };
}

function formEncode(text: string): string {
  return new URLSearchParams({ v: text }).toString().slice(2);
}
