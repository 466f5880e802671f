import { decodeJwt, importJWK, SignJWT } from 'jose';
import { generateKeyPairSync } from 'node:crypto';
import type { SimulatorKeys } from './simulator-keys.js';

/** What can be wrong with an ID token. */
export type TokenFlaw = 'nonce' | 'expired' | 'audience' | 'issuer' | 'signature';

/** The same ID token with one thing wrong; signed by the provider's own key unless the signature is the flaw. */
export async function flawedIdToken(
  token: string,
  flaw: TokenFlaw,
  key: SimulatorKeys['provider'],
): Promise<string> {
  const claims = decodeJwt(token);
  const now = Math.floor(Date.now() / 1000);
  if (flaw === 'nonce') claims.nonce = 'a-nonce-of-somebody-else';
  if (flaw === 'expired') Object.assign(claims, { iat: now - 7200, exp: now - 3600 });
  if (flaw === 'audience') claims.aud = 'another-application';
  if (flaw === 'issuer') claims.iss = 'https://elsewhere.example/op';
  const signer =
    flaw === 'signature'
      ? generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey
      : await importJWK(key as Parameters<typeof importJWK>[0], 'RS256');
  return new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: key.kid }).sign(signer);
}
