import { describe, expect, test } from '@jest/globals';
import { LoginError } from '../../src/identity/identity-error.js';
import { identitySettings } from '../../src/identity/identity-settings.js';
import { personOf } from '../../src/identity/people.js';
import type { Claims } from '../../src/identity/people.js';
import { generateKeyPairSync } from 'node:crypto';

const pem = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
});
const input = {
  issuer: 'https://authenticatie-ti.vlaanderen.be/op',
  clientId: 'schakel',
  privateKey: pem.toString(),
  algorithm: 'ES256' as const,
  organisations: ['0207509031', 'OVO002949'],
};
const settings = identitySettings.parse(input);
const itsme = 'urn:be:vlaanderen:authmech:itsme';
const employee: Claims = { sub: 'f00d', acr: itsme, given_name: 'Sofie', vo_orgcode: '0207509031' };

const staff = (claims: Claims) => personOf({ ...employee, ...claims }, 'staff', settings);
const refusal = (enter: () => unknown) => {
  try {
    enter();
  } catch (error) {
    if (error instanceof LoginError) return error.code;
  }
  return null;
};

describe('a role claim', () => {
  test.each(['schakel_rol_3d', 'schakel_rol_3D', 'Schakel_Rol_3d', 'schakel _rol_3d'])(
    'is read when it is spelled "%s"',
    (name) => {
      expect(staff({ [name]: ['Schakel-beheerder:0207509031'] })).toMatchObject({ roles: ['administrator'] });
    },
  );

  test('may be one text, and without organisation holds for the own one', () => {
    expect(staff({ schakel_rol_2d: 'Schakel-medewerker' })).toMatchObject({
      roles: ['staff'],
      organisation: '0207509031',
    });
  });

  test.each([
    ['of another application', { andere_rol_3d: ['Schakel-beheerder:0207509031'] }],
    ['with an unknown role', { schakel_rol_3d: ['Schakel-burgemeester:0207509031'] }],
    ['for an organisation that is not of this hub', { schakel_rol_3d: ['Schakel-beheerder:0999999922'] }],
    ['that is not text', { schakel_rol_3d: [{ role: 'Schakel-beheerder' }, 7, null] }],
    [
      'named like a property of every object',
      { schakel_rol_3d: ['constructor:0207509031', '__proto__:0207509031'] },
    ],
  ])('%s lets nobody in', (_what, claims) => {
    expect(refusal(() => staff(claims))).toBe('NO_ROLE');
  });

  test('for two organisations gives the roles of the own one only', () => {
    const roles = ['Schakel-beheerder:OVO002949', 'Schakel-medewerker:0207509031'];
    expect(staff({ schakel_rol_3d: roles })).toMatchObject({ organisation: '0207509031', roles: ['staff'] });
    expect(staff({ schakel_rol_3d: roles, vo_orgcode: 'OVO002949' })).toMatchObject({
      roles: ['administrator'],
    });
  });
});

describe('a second factor', () => {
  const roles = { schakel_rol_3d: ['Schakel-beheerder:0207509031'] };

  test.each([
    { acr: 'urn:be:vlaanderen:authmech:eid' },
    { acr: itsme },
    { acr: 'urn:be:vlaanderen:authmech:csamtotp' },
    { acr: 'something-else', amr: ['pwd', 'mfa'] },
  ])('is seen in %j', (claims) => {
    expect(staff({ ...roles, ...claims })).toMatchObject({ secondFactor: true });
  });

  test.each([
    { acr: undefined },
    { acr: 'urn:be:vlaanderen:authmech:other' },
    { acr: 'x', amr: ['pwd'] },
    { acr: [itsme] },
  ])('is not seen in %j', (claims) => {
    expect(refusal(() => staff({ ...roles, ...claims }))).toBe('SECOND_FACTOR_REQUIRED');
  });
});

describe('a citizen', () => {
  test.each([undefined, '', '12345678901', 85671421468, ['85671421468']])(
    'with %j for a national number is refused',
    (rrn) => {
      expect(refusal(() => personOf({ sub: 'x', acr: itsme, rrn }, 'citizen', settings))).toBe(
        'NO_NATIONAL_NUMBER',
      );
    },
  );

  test('without names is let in', () => {
    const person = personOf({ sub: 'x', acr: itsme, rrn: '85.67.14-214.68' }, 'citizen', settings);
    expect(person).toMatchObject({ kind: 'CITIZEN', givenName: null, familyName: null });
    expect(JSON.stringify(person)).not.toContain('8567');
  });
});

describe('settings', () => {
  const problemsOf = (changes: Record<string, unknown>) =>
    identitySettings.safeParse({ ...input, ...changes }).error?.issues.map(({ path }) => path.join('.')) ??
    [];

  test.each([
    ['issuer', 'http://authenticatie.vlaanderen.be/op'],
    ['issuer', 'ftp://localhost/op'],
    ['issuer', 'no address'],
    ['privateKey', 'no key'],
    ['privateKey', '{"kty":"EC"}'],
    ['organisations', []],
    ['sessionIdleMinutes', 0],
    ['roles', { 'Schakel-beheerder': 'god' }],
  ])('refuse %s %j', (name, value) => {
    expect(problemsOf({ [name]: value })[0]).toMatch(new RegExp(`^${name}`));
  });

  test('refuse an unknown key, and say nothing of the private key', () => {
    const result = identitySettings.safeParse({ ...input, isuer: 'x', privateKey: 'a-secret-with-a-typo' });
    expect(result.error?.issues).toHaveLength(2);
    expect(JSON.stringify(result.error?.issues)).not.toContain('a-secret-with-a-typo');
  });

  test('describe every key', () => {
    for (const [name, schema] of Object.entries(identitySettings.shape))
      expect([name, schema.description]).toEqual([name, expect.stringMatching(/\.$/)]);
  });
});
