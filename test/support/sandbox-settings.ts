import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { simulatorCertificates } from '../../src/adapter/simulator/certificates.js';
import type { SimulatorCertificates } from '../../src/adapter/simulator/certificates.js';

/** Certificates in a folder that is gone after use. */
export async function testCertificates(): Promise<SimulatorCertificates> {
  const folder = await mkdtemp(join(tmpdir(), 'schakel-keys-'));
  try {
    return await simulatorCertificates(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Settings of a MAGDA adapter whose platform is not there: for tests that answer in its place. */
export function magdaTestSettings({ organisation }: SimulatorCertificates) {
  return {
    url: 'https://magda.test',
    sender: 'schilde.be/0297500186/test-aip',
    hoedanigheid: '1300',
    signature: {
      style: 'ws-security' as const,
      digest: 'sha256' as const,
      certificateChain: organisation.certificate,
      privateKey: organisation.privateKey,
    },
  };
}
