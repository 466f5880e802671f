import { createPrivateKey, X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { simulatorCertificates } from '../../../src/adapter/simulator/certificates.js';

describe('the certificates of a simulator', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'schakel-certificates-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('are made once and read after that', async () => {
    const made = await simulatorCertificates(folder);
    expect(await simulatorCertificates(folder)).toEqual(made);
    expect((await stat(join(folder, 'certificates.json'))).mode & 0o077).toBe(0);
  });

  test('are issued by their authority, each with its own key, the signing ones RSA-2048', async () => {
    const { authority, server, organisation, platform } = await simulatorCertificates(folder);
    for (const pair of [server, organisation, platform]) {
      const certificate = new X509Certificate(pair.certificate);
      expect(certificate.checkIssued(new X509Certificate(authority))).toBe(true);
      expect(certificate.checkPrivateKey(createPrivateKey(pair.privateKey))).toBe(true);
    }
    for (const pair of [organisation, platform])
      expect(new X509Certificate(pair.certificate).publicKey.asymmetricKeyDetails?.modulusLength).toBe(2048);
    expect(new X509Certificate(server.certificate).checkIP('127.0.0.1')).toBe('127.0.0.1');
  });

  test('are made anew when the file cannot be read', async () => {
    const before = await simulatorCertificates(folder);
    await writeFile(join(folder, 'certificates.json'), '{ half');
    expect((await simulatorCertificates(folder)).authority).not.toBe(before.authority);
  });
});
