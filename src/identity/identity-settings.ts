import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { z } from 'zod';
import { secret } from '../settings/secret.js';

const loopback = new Set(['127.0.0.1', 'localhost', '[::1]']);
const means = (name: string) => `urn:be:vlaanderen:authmech:${name}`;
const strongMeans = ['eid', 'itsme', 'csamtotp'].map(means);

const secureUrl = (z.url() as z.ZodURL).refine(
  (value) => {
    const url = URL.canParse(value) ? new URL(value) : null;
    return url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback.has(url.hostname));
  },
  { error: 'must be https:// (http:// only for a simulator on this machine)' },
);

/** Reads a PEM or JWK private key; throws when it is neither. */
export function readPrivateKey(text: string): KeyObject {
  return text.trimStart().startsWith('{')
    ? createPrivateKey({ key: JSON.parse(text), format: 'jwk' })
    : createPrivateKey(text);
}

function isPrivateKey(text: string): boolean {
  try {
    readPrivateKey(text);
    return true;
  } catch {
    return false;
  }
}

/**
 * How this hub is known at ACM/IDM, whom it lets in and for how long. At ACM/IDM are registered, below the hub's
 * public address, `/login/callback` and `/logged-out`.
 */
export const identitySettings = z.strictObject({
  issuer: secureUrl.describe(
    'Address of ACM/IDM: https://authenticatie.vlaanderen.be/op, or https://authenticatie-ti.vlaanderen.be/op for test and integration.',
  ),
  clientId: z.string().min(1).describe('Client id that ACM/IDM gave to this hub for logging in people.'),
  privateKey: secret()
    .refine(isPrivateKey, { error: 'is no PEM or JWK private key' })
    .describe('Private key (PEM or JWK) with which the hub proves at ACM/IDM who it is.'),
  algorithm: z
    .enum(['RS256', 'PS256', 'ES256', 'ES384', 'ES512'])
    .default('RS256')
    .describe('Signature algorithm that belongs to the private key.'),
  keyId: z
    .string()
    .min(1)
    .optional()
    .describe('Key id (kid) under which ACM/IDM knows the public key, when it knows several.'),
  assertionAudience: z
    .string()
    .min(1)
    .optional()
    .describe('Audience of the signed proof towards ACM/IDM; left out it is the issuer.'),
  citizenScopes: z
    .array(z.string().min(1))
    .default(['openid', 'profile', 'rrn'])
    .describe('Scopes asked when a citizen logs in; rrn gives the national number and needs a legal ground.'),
  staffScopes: z
    .array(z.string().min(1))
    .default(['openid', 'profile', 'vo'])
    .describe('Scopes asked when a civil servant logs in; add the application scope that carries the roles.'),
  citizenMeans: z
    .array(z.string().min(1))
    .min(1)
    .default(strongMeans)
    .describe('Means of identification (acr) with which citizens may log in.'),
  secondFactorMeans: z
    .array(z.string().min(1))
    .min(1)
    .default(strongMeans)
    .describe('Means of identification (acr) that count as a second factor; civil servants need one.'),
  roleClaim: z
    .string()
    .min(1)
    .default('schakel_rol_3d')
    .describe(
      'Claim with the roles of a civil servant; case, spaces and _2d or _3d at its end do not matter.',
    ),
  roles: z
    .record(z.string().min(1), z.enum(['administrator', 'staff']))
    .default({ 'Schakel-beheerder': 'administrator', 'Schakel-medewerker': 'staff' })
    .describe('What a role of ACM/IDM, without the organisation behind its colon, means in this hub.'),
  organisations: z
    .array(z.string().min(1))
    .min(1)
    .describe('Organisations whose civil servants may log in: KBO numbers without dots, or OVO codes.'),
  sessionIdleMinutes: z
    .number()
    .int()
    .min(1)
    .default(30)
    .describe('Minutes without a request after which a session ends.'),
  sessionAbsoluteMinutes: z
    .number()
    .int()
    .min(1)
    .default(480)
    .describe('Minutes after the login at which a session ends, however busy it is.'),
  introspection: z
    .strictObject({
      clientId: z.string().min(1).describe('Client id with which the hub asks ACM/IDM about tokens.'),
      clientSecret: secret().describe('Secret that belongs to the introspection client id.'),
    })
    .optional()
    .describe('How the hub checks tokens of service clients; left out, it accepts none.'),
  scopes: z
    .record(z.string().min(1), z.array(z.string().min(1)))
    .default({})
    .describe('Which access scopes of this hub a scope of ACM/IDM gives to a service client.'),
  logoutMethod: z
    .enum(['post', 'get'])
    .default('post')
    .describe(
      'How a browser logs out at ACM/IDM: post sends the ID token along; get sends none, because it would stand in an address, and ACM/IDM may ask to confirm.',
    ),
  timeoutMs: z
    .number()
    .int()
    .min(100)
    .default(5000)
    .describe('Milliseconds ACM/IDM gets to answer one call.'),
});

export type IdentitySettings = z.output<typeof identitySettings>;
export type IdentitySettingsInput = z.input<typeof identitySettings>;
