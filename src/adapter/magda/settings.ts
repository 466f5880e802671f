import { createPrivateKey, X509Certificate } from 'node:crypto';
import { z } from 'zod';
import { secret } from '../../settings/secret.js';

const pem = z
  .string()
  .refine((text) => reads(() => new X509Certificate(text)), { error: 'is no certificate in PEM' });

interface KeyPair {
  readonly privateKey?: string;
  readonly passphrase?: string;
}

/** Said when the settings are read: a key that opens only at the first question would be a riddle then. */
const opens = ({ privateKey, passphrase }: KeyPair) =>
  privateKey === undefined || reads(() => createPrivateKey({ key: privateKey, passphrase }));
const unopened = { path: ['privateKey'], error: 'is no private key in PEM, or its passphrase is another' };

function reads(read: () => unknown): boolean {
  try {
    read();
    return true;
  } catch {
    return false;
  }
}

const certificate = pem.describe('PEM of the certificate, followed by its issuers.');

const hoedanigheid = z.string().min(1).max(120);

/** Settings of whoever asks MAGDA anything; the adapters add what is theirs. */
export function magdaSettings<const Service extends string>(services: readonly [Service, ...Service[]]) {
  return z.strictObject({
    url: z
      .url({ protocol: /^https?$/ })
      .describe(
        'Origin of the MAGDA gateway; every service has the path {Dienst}-{version}/soap/WebService below it.',
      ),
    serviceUrls: z
      .partialRecord(z.enum(services), z.url({ protocol: /^https?$/ }))
      .default({})
      .describe('Full address of a service that is not below `url`, by operation name.'),
    sender: z
      .string()
      .min(1)
      .max(120)
      .describe(
        'The afnemer URI that MAGDA gave us (Afzender/Identificatie), such as schilde.be/ovo000000/schakel-aip.',
      ),
    hoedanigheid: hoedanigheid.describe(
      'Code of the granted purpose (Hoedanigheid), when no other is set below.',
    ),
    hoedanigheidByOperation: z
      .partialRecord(z.enum(services), hoedanigheid)
      .default({})
      .describe('Hoedanigheid for one operation, by operation name.'),
    hoedanigheidByPurpose: z
      .record(z.string(), hoedanigheid)
      .default({})
      .describe(
        'Hoedanigheid for a purpose of the register of processing activities; goes before the one by operation.',
      ),
    sendUser: z
      .boolean()
      .default(false)
      .describe('Whether the national number of a citizen who asks for their own data is sent as Gebruiker.'),
    signature: z
      .strictObject({
        style: z
          .enum(['ws-security', 'bare'])
          .default('ws-security')
          .describe(
            'ws-security: certificate chain in a wsse header; bare: XML-DSig straight in the Header.',
          ),
        digest: z
          .enum(['sha1', 'sha256'])
          .default('sha1')
          .describe('sha1 is what MAGDA is known to accept; ask for sha256 before you set it.'),
        certificateChain: certificate.describe(
          'PEM of the organisation certificate, followed by its issuers.',
        ),
        privateKey: secret().describe('PEM of its RSA private key.'),
        passphrase: secret().optional().describe('Passphrase of the private key, when it has one.'),
      })
      .refine(opens, unopened)
      .describe('How messages are signed.'),
    answers: z
      .strictObject({
        certificates: z
          .array(pem)
          .default([])
          .describe(
            'PEM of the certificates MAGDA signs its answers with; answers are not verified when empty.',
          ),
        digests: z
          .array(z.enum(['sha1', 'sha256']))
          .default(['sha1', 'sha256'])
          .describe('Digests accepted in answers.'),
      })
      .prefault({})
      .describe('How the signature of answers is checked.'),
    tls: z
      .strictObject({
        certificate: certificate
          .optional()
          .describe('PEM we show when connecting (mTLS), followed by its issuers.'),
        privateKey: secret().optional().describe('PEM of its private key.'),
        passphrase: secret().optional().describe('Passphrase of that key, when it has one.'),
        ca: pem.optional().describe('PEM of the authorities to trust instead of those of Node.js.'),
      })
      .refine(opens, unopened)
      .prefault({})
      .describe('Keys of the connection itself.'),
  });
}

export type MagdaSettings = z.output<ReturnType<typeof magdaSettings<string>>>;
