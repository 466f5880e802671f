import { NationalNumber } from '../identifiers/national-number.js';
import type { IdentitySettings } from './identity-settings.js';
import { LoginError } from './identity-error.js';

export type Audience = 'citizen' | 'staff';

/** Somebody whom ACM/IDM identified and this hub lets in. */
export type Person =
  | {
      readonly kind: 'CITIZEN';
      readonly nationalNumber: NationalNumber;
      readonly givenName: string | null;
      readonly familyName: string | null;
    }
  | {
      readonly kind: 'STAFF';
      /** ACM/IDM's own id of the person, without meaning. */
      readonly platformId: string;
      readonly givenName: string | null;
      readonly familyName: string | null;
      readonly organisation: string;
      /** Roles of this hub: `administrator`, `staff`. */
      readonly roles: readonly string[];
      readonly secondFactor: true;
    };

export type Claims = Readonly<Record<string, unknown>>;

/** Whether the claims lack what the audience needs, so that userinfo must be asked. */
export function isIncomplete(claims: Claims, audience: Audience, settings: IdentitySettings): boolean {
  return audience === 'citizen'
    ? claims.rrn === undefined
    : roleValues(claims, settings.roleClaim).length === 0;
}

/** Throws {@link LoginError} when the claims do not let this person in. */
export function personOf(claims: Claims, audience: Audience, settings: IdentitySettings): Person {
  return audience === 'citizen' ? citizenOf(claims, settings) : civilServantOf(claims, settings);
}

function citizenOf(claims: Claims, settings: IdentitySettings): Person {
  if (!settings.citizenMeans.some((means) => means === claims.acr))
    throw new LoginError('INSUFFICIENT_MEANS');
  if (typeof claims.rrn !== 'string') throw new LoginError('NO_NATIONAL_NUMBER', 'no rrn claim');
  let nationalNumber: NationalNumber;
  try {
    nationalNumber = NationalNumber.parse(claims.rrn);
  } catch {
    throw new LoginError('NO_NATIONAL_NUMBER', 'the rrn claim is no national number');
  }
  return { kind: 'CITIZEN', nationalNumber, ...nameOf(claims) };
}

function civilServantOf(claims: Claims, settings: IdentitySettings): Person {
  // The second factor first: who has none learns nothing about roles.
  if (!hasSecondFactor(claims, settings)) throw new LoginError('SECOND_FACTOR_REQUIRED');
  const granted = roleValues(claims, settings.roleClaim).map((value) => roleOf(value, claims, settings));
  const held = granted.filter((role) => role !== null);
  const home = textOf(claims.vo_orgcode);
  // Roles may hold for several organisations; a session acts for one: the person's own, else the first with a role.
  const organisation = held.some((role) => role.organisation === home) ? home : held[0]?.organisation;
  if (!organisation) throw new LoginError('NO_ROLE', 'no known role in an organisation of this hub');
  const roles = held.filter((role) => role.organisation === organisation).map((role) => role.name);
  return {
    kind: 'STAFF',
    platformId: String(claims.sub),
    ...nameOf(claims),
    organisation,
    roles: [...new Set(roles)].sort(),
    secondFactor: true,
  };
}

function hasSecondFactor({ acr, amr }: Claims, settings: IdentitySettings): boolean {
  const methods = Array.isArray(amr) ? amr : [amr];
  return settings.secondFactorMeans.some((means) => means === acr) || methods.includes('mfa');
}

/** `schakel_rol_3d` is seen as `schakel_rol_3D`, `schakel _rol_3d` and, without organisations, `schakel_rol_2d`. */
function canonicalClaimName(name: string): string {
  return name
    .toLowerCase()
    .replace(/\s/g, '')
    .replace(/_[23]d$/, '');
}

function roleValues(claims: Claims, roleClaim: string): string[] {
  const wanted = canonicalClaimName(roleClaim);
  return Object.entries(claims)
    .filter(([name]) => canonicalClaimName(name) === wanted)
    .flatMap(([, value]) => value)
    .filter((value) => typeof value === 'string');
}

/** Reads `Schakel-beheerder:0297500186`; null when the role or the organisation means nothing here. */
function roleOf(value: string, claims: Claims, settings: IdentitySettings) {
  const colon = value.indexOf(':');
  const platformRole = (colon < 0 ? value : value.slice(0, colon)).trim().toLowerCase();
  const organisation = colon < 0 ? textOf(claims.vo_orgcode) : value.slice(colon + 1).trim();
  const name = Object.entries(settings.roles).find(
    ([known]) => known.trim().toLowerCase() === platformRole,
  )?.[1];
  return name && organisation && settings.organisations.includes(organisation)
    ? { name, organisation }
    : null;
}

function nameOf(claims: Claims) {
  return { givenName: textOf(claims.given_name), familyName: textOf(claims.family_name) };
}

function textOf(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value.trim() : null;
}
