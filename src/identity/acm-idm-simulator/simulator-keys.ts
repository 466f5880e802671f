import { generateKeyPairSync } from 'node:crypto';
import type { JsonWebKey } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

export interface SimulatorKeys {
  /** Signs ID tokens; RS256, as ACM/IDM does. */
  readonly provider: JsonWebKey & { kid: string };
  /** With which the hub proves who it is; ES256, which ACM/IDM accepts too. */
  readonly hub: JsonWebKey & { kid: string };
}

/** The keys in the folder; made there the first time. */
export async function simulatorKeys(folder: string): Promise<SimulatorKeys> {
  const file = join(folder, 'acm-idm-keys.json');
  try {
    return JSON.parse(await readFile(file, 'utf8')) as SimulatorKeys;
  } catch {
    const keys: SimulatorKeys = {
      provider: {
        ...generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey.export({ format: 'jwk' }),
        kid: 'zandbak-acm-idm',
      },
      hub: {
        ...generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({ format: 'jwk' }),
        kid: 'zandbak-schakel',
      },
    };
    await mkdir(folder, { recursive: true });
    await writeFile(file, JSON.stringify(keys), { mode: 0o600 });
    return keys;
  }
}

export function publicPart({
  kty,
  crv,
  x,
  y,
  n,
  e,
  kid,
}: SimulatorKeys['hub']): JsonWebKey & { kid: string } {
  return Object.fromEntries(
    Object.entries({ kty, crv, x, y, n, e, kid }).filter(([, value]) => value !== undefined),
  ) as JsonWebKey & { kid: string };
}
