import { webcrypto, X509Certificate as NodeCertificate } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

/** A certificate with its key, PEM text. `certificate` is followed by its issuer. */
export interface KeyPairPem {
  readonly certificate: string;
  readonly privateKey: string;
}

/** The keys of one simulated platform and of the organisation that calls it. */
export interface SimulatorCertificates {
  /** PEM of the authority that issued all of them. */
  readonly authority: string;
  /** The platform's TLS certificate, for 127.0.0.1 and localhost. */
  readonly server: KeyPairPem;
  /** The organisation's certificate: it connects and signs messages with it. RSA-2048. */
  readonly organisation: KeyPairPem;
  /** What the platform signs its answers with. RSA-2048. */
  readonly platform: KeyPairPem;
}

const fileName = 'certificates.json';
const rsa = {
  name: 'RSASSA-PKCS1-v1_5',
  hash: 'SHA-256',
  modulusLength: 2048,
  publicExponent: new Uint8Array([1, 0, 1]),
};
const elliptic = { name: 'ECDSA', namedCurve: 'P-256', hash: 'SHA-256' };
const day = 86_400_000;
const validDays = 365;
/** Certificates that end within this time are made anew. */
const renewalDays = 30;

/**
 * The certificates of a simulator, from its folder or made on first start. Message signatures need RSA; the connection
 * itself takes elliptic curves, which are much faster to make. Validity is real time, as TLS checks it against that.
 */
export async function simulatorCertificates(folder: string): Promise<SimulatorCertificates> {
  const file = join(folder, fileName);
  const known = await readCertificates(file);
  if (known) return known;
  const made = await makeCertificates();
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(made, null, 2), { mode: 0o600 });
  return made;
}

async function readCertificates(file: string): Promise<SimulatorCertificates | null> {
  try {
    const known = JSON.parse(await readFile(file, 'utf8')) as SimulatorCertificates;
    const pairs = [known.server, known.organisation, known.platform];
    const ends = pairs.map(({ certificate }) => Date.parse(new NodeCertificate(certificate).validTo));
    return Math.min(...ends) - Date.now() > renewalDays * day ? known : null;
  } catch {
    return null;
  }
}

async function makeCertificates(): Promise<SimulatorCertificates> {
  // The library decorates classes, so this must be loaded before it; main.ts does so too.
  await import('reflect-metadata');
  const x509 = await import('@peculiar/x509');
  x509.cryptoProvider.set(webcrypto as Crypto);
  const generate = (algorithm: typeof rsa | typeof elliptic) =>
    webcrypto.subtle.generateKey(algorithm, true, ['sign', 'verify']) as Promise<CryptoKeyPair>;
  const [authorityKeys, serverKeys, organisationKeys, platformKeys] = await Promise.all([
    generate(elliptic),
    generate(elliptic),
    generate(rsa),
    generate(rsa),
  ]);
  const validity = {
    notBefore: new Date(Date.now() - day),
    notAfter: new Date(Date.now() + validDays * day),
  };
  const authorityName = 'CN=Schakel sandbox authority,O=Schakel';
  const authority = await x509.X509CertificateGenerator.createSelfSigned({
    ...validity,
    serialNumber: '01',
    name: authorityName,
    keys: authorityKeys,
    signingAlgorithm: elliptic,
    extensions: [
      new x509.BasicConstraintsExtension(true, 1, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.cRLSign, true),
    ],
  });
  const authorityPem = authority.toString('pem');

  const issue = async (
    serialNumber: string,
    subject: string,
    keys: CryptoKeyPair,
    isServer: boolean,
  ): Promise<KeyPairPem> => {
    const certificate = await x509.X509CertificateGenerator.create({
      ...validity,
      serialNumber,
      subject,
      issuer: authorityName,
      publicKey: keys.publicKey,
      signingKey: authorityKeys.privateKey,
      signingAlgorithm: elliptic,
      extensions: [
        new x509.BasicConstraintsExtension(false, undefined, true),
        new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
        new x509.ExtendedKeyUsageExtension([
          isServer ? x509.ExtendedKeyUsage.serverAuth : x509.ExtendedKeyUsage.clientAuth,
        ]),
        ...(isServer
          ? [
              new x509.SubjectAlternativeNameExtension([
                { type: 'ip', value: '127.0.0.1' },
                { type: 'dns', value: 'localhost' },
              ]),
            ]
          : []),
      ],
    });
    const key = Buffer.from(await webcrypto.subtle.exportKey('pkcs8', keys.privateKey)).toString('base64');
    return {
      certificate: `${certificate.toString('pem')}\n${authorityPem}\n`,
      privateKey: `-----BEGIN PRIVATE KEY-----\n${key.replace(/(.{64})/g, '$1\n').trim()}\n-----END PRIVATE KEY-----\n`,
    };
  };
  return {
    authority: `${authorityPem}\n`,
    server: await issue('02', 'CN=127.0.0.1', serverKeys, true),
    organisation: await issue(
      '03',
      'CN=Gemeente Schilde (zandbak),O=Gemeente Schilde (zandbak)',
      organisationKeys,
      false,
    ),
    platform: await issue('04', 'CN=MagdaGateway (zandbak),O=Schakel', platformKeys, false),
  };
}
