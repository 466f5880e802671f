import { createLocalJWKSet, errors, type JSONWebKeySet, jwtVerify, type JWTVerifyOptions } from 'jose';
import { z } from 'zod';
import { PlatformError } from './platform-error.js';
import type { Wire } from './wire/wire.js';
import type { CallContext } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keysDocument = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).min(1) });

/** Signatures with a shared secret are out: the portal's public keys must not work as one. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512'];
const clockToleranceSeconds = 60;
/** Somebody who sends tokens with made-up key ids shall not make us ask the portal each time. */
const renewMs = 60_000;
/** Keys change seldom, and a portal that is down must not shut its citizens out. */
const freshMs = 3_600_000;
const staleMs = 24 * freshMs;

/** Why a token was not taken. */
export type TokenRefusal = 'EXPIRED' | 'UNKNOWN_SIGNATURE' | 'OTHER_ISSUER' | 'OTHER_AUDIENCE' | 'UNREADABLE';

export type TokenVerdict =
  | { readonly kind: 'GOOD'; readonly claims: Readonly<Record<string, unknown>> }
  | { readonly kind: 'REFUSED'; readonly reason: TokenRefusal };

export interface TokenVerifierOptions {
  readonly wire: Wire;
  /** Name of the adapter, for its errors. */
  readonly platform: string;
  readonly issuer: string;
  /** A token must be meant for one of them (aud). */
  readonly audiences: readonly string[];
  /** Claims without which a token is unreadable. */
  readonly requiredClaims: readonly string[];
  readonly clock: Clock;
}

/** Checks tokens with which a platform asks the hub something, by the keys that it publishes (OpenID Connect Discovery). */
export interface TokenVerifier {
  /** Rejects with PlatformError when the keys cannot be had, which says nothing of the token. */
  verify(token: string, context: CallContext): Promise<TokenVerdict>;
  /** Asks for the keys: whether the issuer answers. */
  greet(context: CallContext): Promise<void>;
}

export function createTokenVerifier(options: TokenVerifierOptions): TokenVerifier {
  const { wire, platform, issuer, audiences, requiredClaims, clock } = options;
  let held: { readonly keys: JSONWebKeySet; readonly at: number } | null = null;
  let renewedAt = -Infinity;

  async function read<T>(
    operation: string,
    url: string,
    shape: z.ZodType<T>,
    context: CallContext,
  ): Promise<T> {
    const { value } = await wire.call(
      {
        operation,
        effect: 'read',
        scope: 'NONE',
        request: { method: 'GET', url },
        read: ({ body }) => shape.parse(JSON.parse(body.toString('utf8'))),
      },
      context,
    );
    return value;
  }

  async function ask(context: CallContext): Promise<JSONWebKeySet> {
    const wellKnown = `${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`;
    const found = await read('openid-configuration', wellKnown, discoveryDocument, context);
    if (found.issuer !== issuer || new URL(found.jwks_uri).origin !== new URL(issuer).origin)
      throw new PlatformError(platform, 'MALFORMED');
    const keys = (await read('jwks', found.jwks_uri, keysDocument, context)) as JSONWebKeySet;
    held = { keys, at: clock.now() };
    return keys;
  }

  /** Not the wire's cache: a token with a new key must replace what is held for everybody. */
  async function keysNow(context: CallContext): Promise<JSONWebKeySet> {
    const age = held ? clock.now() - held.at : Infinity;
    if (held && age < freshMs) return held.keys;
    const { keys } = held ?? {};
    return ask(context).catch((error: unknown) => {
      if (keys && age < staleMs && error instanceof PlatformError) return keys;
      throw error;
    });
  }

  async function verify(token: string, context: CallContext): Promise<TokenVerdict> {
    const wanted: JWTVerifyOptions = {
      issuer,
      audience: [...audiences],
      algorithms,
      clockTolerance: clockToleranceSeconds,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', ...requiredClaims],
    };
    const verifyWith = async (set: JSONWebKeySet) =>
      (await jwtVerify(token, createLocalJWKSet(set), wanted)).payload;
    try {
      const claims = await verifyWith(await keysNow(context)).catch(async (error: unknown) => {
        const unknownKey = error instanceof errors.JWKSNoMatchingKey;
        if (!unknownKey || clock.now() - renewedAt < renewMs) throw error;
        renewedAt = clock.now();
        return verifyWith(await ask(context));
      });
      return { kind: 'GOOD', claims };
    } catch (error) {
      if (!(error instanceof errors.JOSEError)) throw error;
      return { kind: 'REFUSED', reason: refusalOf(error) };
    }
  }

  return { verify, greet: async (context) => void (await ask(context)) };
}

function refusalOf(error: errors.JOSEError): TokenRefusal {
  if (error instanceof errors.JWTExpired) return 'EXPIRED';
  if (error instanceof errors.JWTClaimValidationFailed) {
    if (error.claim === 'iss') return 'OTHER_ISSUER';
    return error.claim === 'aud' ? 'OTHER_AUDIENCE' : 'UNREADABLE';
  }
  const unknown =
    error instanceof errors.JWSSignatureVerificationFailed || error instanceof errors.JWKSNoMatchingKey;
  return unknown ? 'UNKNOWN_SIGNATURE' : 'UNREADABLE';
}
