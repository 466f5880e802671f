import { createPublicKey, generateKeyPair, type KeyObject, randomUUID } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { jwtVerify } from 'jose';
import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import type { Clock } from '../../../src/context/clock.js';

export const clientId = 'sandbox-ebox';
const lifetimeSeconds = 300;

/** The client's private key, PEM: kept in the folder where there is one, so that settings stay right after a restart. */
export async function clientKey(folder: string): Promise<string> {
  const file = join(folder, 'client-key.pem');
  const kept = folder === '' ? null : await readFile(file, 'utf8').catch(() => null);
  if (kept !== null) return kept;
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const pem = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
  if (folder !== '') await writeFile(file, pem, { mode: 0o600 });
  return pem;
}

export interface TokenEndpoint {
  /** POST: gives a token for a signed assertion with the right audience that was not used before. */
  answer(request: SimulatorRequest, url: string): Promise<SimulatorReply>;
  /** 401 without a good token, 403 with one that lacks the scope; null for one that may pass. */
  refusal(request: SimulatorRequest, scope: string): 401 | 403 | null;
  /** Scopes that are granted to the client; any other asked is refused. */
  readonly granted: Set<string>;
}

/** OAuth2 client credentials with private_key_jwt. */
export function createTokenEndpoint(
  clock: Clock,
  privateKey: string,
  scopes: readonly string[],
): TokenEndpoint {
  const key: KeyObject = createPublicKey(privateKey);
  const granted = new Set(scopes);
  const used = new Set<string>();
  const tokens = new Map<string, { readonly scopes: readonly string[]; readonly until: number }>();

  return {
    granted,
    async answer({ method, body, expiredCredentials }, url) {
      if (method !== 'POST') return { operation: 'token', status: 405 };
      const form = new URLSearchParams(body.toString('utf8'));
      if (form.get('grant_type') !== 'client_credentials') return oauthError('unsupported_grant_type');
      if (form.get('client_assertion_type') !== 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
        return oauthError('invalid_client');
      const verified = await jwtVerify(form.get('client_assertion') ?? '', key, {
        algorithms: ['RS256'],
        audience: url,
        issuer: clientId,
        subject: clientId,
        requiredClaims: ['exp', 'jti'],
        currentDate: new Date(clock.now()),
      }).catch(() => null);
      const jti = verified?.payload.jti;
      if (jti === undefined || used.has(jti) || expiredCredentials) return oauthError('invalid_client');
      used.add(jti);
      const asked = (form.get('scope') ?? '').split(' ').filter((scope) => scope !== '');
      if (asked.some((scope) => !granted.has(scope))) return oauthError('invalid_scope');
      const token = randomUUID();
      tokens.set(token, { scopes: asked, until: clock.now() + lifetimeSeconds * 1000 });
      return reply(200, { access_token: token, token_type: 'Bearer', expires_in: lifetimeSeconds });
    },
    refusal({ headers, expiredCredentials }, scope) {
      const token = tokens.get(/^Bearer (.+)$/.exec(headers['authorization'] ?? '')?.[1] ?? '');
      if (!token || token.until <= clock.now() || expiredCredentials) return 401;
      return token.scopes.includes(scope) ? null : 403;
    },
  };
}

function oauthError(error: string): SimulatorReply {
  return reply(400, { error });
}

function reply(status: number, body: object): SimulatorReply {
  return {
    operation: 'token',
    status,
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  };
}
