import { importPKCS8 } from 'jose';
import {
  allowInsecureRequests,
  ClientSecretBasic,
  Configuration,
  customFetch,
  discovery,
  enableNonRepudiationChecks,
  modifyAssertion,
  PrivateKeyJwt,
} from 'openid-client';
import type { ClientAuth } from 'openid-client';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import { openDoor, ProviderUnreachable } from './door.js';
import { readPrivateKey } from './identity-settings.js';
import type { IdentitySettings } from './identity-settings.js';

/** ACM/IDM as the hub knows it: discovered at first use, so that the hub also starts when ACM/IDM is down. */
export interface Provider {
  /** For logging in people; throws {@link ProviderUnreachable}. */
  forLogin(): Promise<Configuration>;
  /** For asking about tokens; null when no introspection client is set up. Throws {@link ProviderUnreachable}. */
  forIntrospection(): Promise<Configuration | null>;
  close(): Promise<void>;
}

/** After a failed discovery the next one waits this long, so that a platform in trouble is not flooded. */
const pauseAfterFailureMs = 1000;

export function createProvider(settings: IdentitySettings, clock: Clock, log: Log): Provider {
  const door = openDoor(settings);
  let known: Promise<{ login: Configuration; introspection: Configuration | null }> | null = null;
  let failedAt = -Infinity;

  async function discover() {
    const login = await discovery(
      new URL(settings.issuer),
      settings.clientId,
      undefined,
      await keyProof(settings),
      {
        [customFetch]: door.fetch,
        timeout: settings.timeoutMs / 1000,
        // The settings allow http only for a loopback address; the signature of ID tokens is checked even over TLS.
        execute: [
          ...(settings.issuer.startsWith('http:') ? [allowInsecureRequests] : []),
          enableNonRepudiationChecks,
        ],
      },
    );
    return { login, introspection: settings.introspection ? introspectionOf(login) : null };
  }

  function introspectionOf(login: Configuration): Configuration {
    const { clientId, clientSecret } = settings.introspection!;
    const configuration = new Configuration(
      login.serverMetadata(),
      clientId,
      undefined,
      ClientSecretBasic(clientSecret),
    );
    if (settings.issuer.startsWith('http:')) allowInsecureRequests(configuration);
    configuration[customFetch] = door.fetch;
    configuration.timeout = settings.timeoutMs / 1000;
    return configuration;
  }

  async function configurations() {
    if (!known) {
      if (clock.now() - failedAt < pauseAfterFailureMs)
        throw new ProviderUnreachable('discovery failed a moment ago');
      known = discover();
    }
    const pending = known;
    try {
      return await pending;
    } catch (error) {
      if (known === pending) {
        known = null;
        failedAt = clock.now();
        log.warn('identity.discovery-failed', { reason: reasonOf(error) });
      }
      throw new ProviderUnreachable(`discovery: ${reasonOf(error)}`);
    }
  }

  return {
    forLogin: async () => (await configurations()).login,
    forIntrospection: async () => (settings.introspection ? (await configurations()).introspection : null),
    close: () => door.close(),
  };
}

async function keyProof(settings: IdentitySettings): Promise<ClientAuth> {
  const pem = readPrivateKey(settings.privateKey).export({ type: 'pkcs8', format: 'pem' });
  const key = await importPKCS8(pem.toString(), settings.algorithm);
  return PrivateKeyJwt(settings.keyId ? { key, kid: settings.keyId } : key, {
    [modifyAssertion](_header, payload) {
      if (settings.assertionAudience) payload.aud = settings.assertionAudience;
    },
  });
}

/** The name and code of an error and of what caused it: enough for a log, and never a claim or a token. */
export function reasonOf(error: unknown): string {
  if (error instanceof ProviderUnreachable) return error.message;
  if (!(error instanceof Error)) return 'unknown';
  const { code, error: oauthError } = error as { code?: unknown; error?: unknown };
  const own = [error.name, code, oauthError].filter((part) => typeof part === 'string').join(' ');
  return error.cause instanceof Error ? `${own}: ${reasonOf(error.cause)}` : own;
}

const nonsense = new Set(['OAUTH_TIMEOUT', 'OAUTH_ABORT', 'OAUTH_PARSE_ERROR', 'OAUTH_RESPONSE_IS_NOT_JSON']);

/** Whether ACM/IDM gave no usable answer at all: down, too slow, an error page, a body that cannot be read. */
export function isUnreachable(error: unknown): boolean {
  if (error instanceof ProviderUnreachable) return true;
  if (!(error instanceof Error)) return false;
  return nonsense.has(String((error as { code?: unknown }).code)) || isUnreachable(error.cause);
}
