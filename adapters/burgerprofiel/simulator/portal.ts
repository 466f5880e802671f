import { type CryptoKey, exportJWK, generateKeyPair, SignJWT } from 'jose';
import type { Clock } from '../../../src/context/clock.js';
import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import {
  startSimulatorServer,
  type SimulatorServer,
} from '../../../src/adapter/simulator/simulator-server.js';

/** What may be wrong with the token that the portal shows. */
export const tokenFlaws = [
  'expired',
  'other-person',
  'other-issuer',
  'other-audience',
  'unknown-key',
  'no-rrn',
] as const;
export type TokenFlaw = (typeof tokenFlaws)[number];

export const portalClientId = 'burgerprofiel';
const otherPerson = '83630211767';

export interface PortalSimulator {
  readonly server: SimulatorServer;
  readonly issuer: string;
  /** A token of the citizen who is logged in at the portal, good or with a flaw. */
  token(nationalNumber: string, flaw?: TokenFlaw): Promise<string>;
  /** From now on it signs with another key, and shows only that one. */
  rotateKey(): Promise<void>;
}

interface Key {
  readonly id: string;
  readonly privateKey: CryptoKey;
  readonly publicKey: CryptoKey;
}

/**
 * Mijn Burgerprofiel as the portal that asks municipalities for attests: the issuer of its tokens, and at
 * `/attesten/{insz}[?flaw=...&path=...]` the question it would send to the hub, with the hub's answer.
 */
export async function startPortal(
  clock: Clock,
  port: number | undefined,
  hubUrl: string | undefined,
): Promise<PortalSimulator> {
  let serial = 0;
  const newKey = async (): Promise<Key> => {
    serial += 1;
    return { id: `burgerprofiel-${serial}`, ...(await generateKeyPair('ES256')) };
  };
  let key = await newKey();
  const strange = { ...(await newKey()), id: 'nobody-knows' };

  async function token(nationalNumber: string, flaw?: TokenFlaw): Promise<string> {
    const now = Math.floor(clock.now() / 1_000);
    const signer = flaw === 'unknown-key' ? strange : key;
    const rrn = flaw === 'other-person' ? otherPerson : nationalNumber;
    return new SignJWT(flaw === 'no-rrn' ? {} : { rrn })
      .setProtectedHeader({ alg: 'ES256', kid: signer.id })
      .setIssuer(flaw === 'other-issuer' ? 'https://op.example.be/op' : issuer)
      .setAudience(flaw === 'other-audience' ? 'another-client' : portalClientId)
      .setSubject('2f1e9c0f4a')
      .setIssuedAt(flaw === 'expired' ? now - 7_200 : now)
      .setExpirationTime(flaw === 'expired' ? now - 3_600 : now + 900)
      .sign(signer.privateKey);
  }

  async function ask({ path, query }: SimulatorRequest): Promise<SimulatorReply> {
    const number = path.slice('/attesten/'.length);
    const flaw = query.get('flaw');
    const known = tokenFlaws.find((one) => one === flaw);
    if (flaw !== null && !known) return json('attesten', 400, { flaws: tokenFlaws });
    if (hubUrl === undefined) return json('attesten', 409, { title: 'started without --hub' });
    const answer = await fetch(`${hubUrl}/v1/certificates/${number}${query.get('path') ?? ''}`, {
      headers: { authorization: `Bearer ${await token(number, known)}`, accept: 'application/json' },
      redirect: 'error',
    });
    return {
      operation: 'attesten',
      status: answer.status,
      headers: { 'content-type': answer.headers.get('content-type') ?? 'application/octet-stream' },
      body: Buffer.from(await answer.arrayBuffer()),
    };
  }

  const server = await startSimulatorServer({
    name: 'burgerprofiel-portal',
    clock,
    port,
    operationOf: ({ path }) => operationOf(path),
    async route(request) {
      const { path, method } = request;
      const operation = operationOf(path);
      if (method !== 'GET') return json(operation, 405, { title: 'Method Not Allowed' });
      if (operation === 'openid-configuration')
        return json(operation, 200, {
          issuer,
          authorization_endpoint: `${issuer}/v1/auth`,
          jwks_uri: `${issuer}/v1/keys`,
          response_types_supported: ['code'],
          subject_types_supported: ['public'],
          id_token_signing_alg_values_supported: ['ES256'],
        });
      if (operation === 'jwks')
        return json(operation, 200, {
          keys: [{ ...(await exportJWK(key.publicKey)), kid: key.id, use: 'sig', alg: 'ES256' }],
        });
      return operation === 'attesten' ? ask(request) : json(operation, 404, { title: 'Not Found' });
    },
  });
  const issuer = `${server.url}/op`;
  return {
    server,
    issuer,
    token,
    async rotateKey() {
      key = await newKey();
    },
  };
}

function operationOf(path: string): string {
  if (path === '/op/.well-known/openid-configuration') return 'openid-configuration';
  if (path === '/op/v1/keys') return 'jwks';
  return path.startsWith('/attesten/') ? 'attesten' : 'unknown';
}

function json(operation: string, status: number, body: object): SimulatorReply {
  return { operation, status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
