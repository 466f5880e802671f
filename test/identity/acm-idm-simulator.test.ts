import { mkdtemp, rm } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, jest, test } from '@jest/globals';
import { startAcmIdmSimulator } from '../../src/identity/acm-idm-simulator/acm-idm-simulator.js';
import type { AcmIdmSimulator } from '../../src/identity/acm-idm-simulator/acm-idm-simulator.js';
import { sandboxPeople } from '../../src/identity/acm-idm-simulator/sandbox-people.js';
import { identitySettings } from '../../src/identity/identity-settings.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

let folder: string;
let acmIdm: AcmIdmSimulator;
const printed = [jest.spyOn(console, 'warn'), jest.spyOn(console, 'info')];

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-acm-idm-'));
  acmIdm = await startAcmIdmSimulator({ clock: systemClock, folder });
});
afterAll(async () => {
  await acmIdm.close();
  await rm(folder, { recursive: true });
});

const json = async (url: string, init?: RequestInit) =>
  (await (await fetch(url, init)).json()) as Record<string, unknown>;
const basic = (id: string, secret: string) => ({
  authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`,
});

test('it has the endpoints of ACM/IDM', async () => {
  const discovery = await json(`${acmIdm.url}/.well-known/openid-configuration`);
  expect(discovery).toMatchObject({
    issuer: acmIdm.url,
    authorization_endpoint: `${acmIdm.url}/v1/auth`,
    token_endpoint: `${acmIdm.url}/v1/token`,
    userinfo_endpoint: `${acmIdm.url}/v1/userinfo`,
    end_session_endpoint: `${acmIdm.url}/v1/logout`,
    jwks_uri: `${acmIdm.url}/v1/keys`,
    introspection_endpoint: `${acmIdm.url}/v1/introspect`,
  });
  const { keys } = (await json(`${acmIdm.url}/v1/keys`)) as { keys: Record<string, unknown>[] };
  expect(keys).toHaveLength(1);
  expect(keys[0]).not.toHaveProperty('d');
});

test('its settings are settings of the hub, and its people have valid national numbers', () => {
  expect(identitySettings.safeParse(acmIdm.settings).success).toBe(true);
  for (const { claims } of sandboxPeople) expect(NationalNumber.problemOf(String(claims.rrn))).toBeNull();
});

test('it tells about the token of a program as ACM/IDM does', async () => {
  const { clientId, clientSecret, scope, tokenUrl } = acmIdm.serviceClient;
  const token = await json(tokenUrl, {
    method: 'POST',
    headers: basic(clientId, clientSecret),
    // ACM/IDM is sent the audience too by some of its clients.
    body: new URLSearchParams({ grant_type: 'client_credentials', scope, audience: clientId }),
  });
  expect(token).toMatchObject({ token_type: 'Bearer', expires_in: 3600 });
  // Opaque: not a JWT.
  expect(String(token.access_token).split('.')).toHaveLength(1);

  const hub = acmIdm.settings.introspection!;
  const answer = await json(`${acmIdm.url}/v1/introspect`, {
    method: 'POST',
    headers: basic(hub.clientId, hub.clientSecret),
    body: new URLSearchParams({ token: String(token.access_token) }),
  });
  expect(answer).toEqual({
    active: true,
    aud: clientId,
    client_id: clientId,
    exp: expect.any(Number),
    iat: expect.any(Number),
    iss: acmIdm.url,
    scope,
    sub: clientId,
    token_type: 'bearer',
    vo_applicatienaam: 'Website van de gemeente (zandbak)',
    vo_orgcode: '0297500186',
    vo_orgnaam: 'Gemeente Schilde (zandbak)',
  });
});

test('a program with a wrong secret gets no token', async () => {
  const { clientId, scope, tokenUrl } = acmIdm.serviceClient;
  const answer = await json(tokenUrl, {
    method: 'POST',
    headers: basic(clientId, 'wrong'),
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  expect(answer.error).toBe('invalid_client');
});

test('it answers on this machine only', async () => {
  const { port } = new URL(acmIdm.url);
  const elsewhere = Object.values(networkInterfaces())
    .flatMap((addresses) => addresses ?? [])
    .find(({ internal, family }) => !internal && family === 'IPv4');
  expect(new URL(acmIdm.url).hostname).toBe('127.0.0.1');
  if (elsewhere) await expect(fetch(`http://${elsewhere.address}:${port}/op/v1/keys`)).rejects.toThrow();
});

test('it starts again with the same keys, well within a second', async () => {
  const started = performance.now();
  const again = await startAcmIdmSimulator({ clock: systemClock, folder });
  const took = performance.now() - started;
  await again.close();

  expect(again.settings.privateKey).toBe(acmIdm.settings.privateKey);
  expect(took).toBeLessThan(1000);
});

test('it prints no warnings', () => {
  for (const print of printed) expect(print).not.toHaveBeenCalled();
});

test('a fault that it does not know is refused, not ignored', () => {
  expect(() => acmIdm.fail({ kind: 'huge', bytes: 1 })).toThrow('huge');
});
