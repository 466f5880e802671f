import { createPrivateKey } from 'node:crypto';
import { z } from 'zod';
import { parseKboNumber } from '../../src/identifiers/kbo-number.js';
import { secret } from '../../src/settings/secret.js';

const holds = (attempt: () => unknown) => {
  try {
    attempt();
    return true;
  } catch {
    return false;
  }
};

const privateKey = secret()
  .transform((pem) => pem.replaceAll('\\n', '\n'))
  .refine((pem) => holds(() => createPrivateKey(pem)), { error: 'is no private key in PEM' })
  .describe(
    'Private key (PKCS#8 PEM, RSA) that signs the client assertion (private_key_jwt); line ends may be written as \\n.',
  );

const access = {
  url: z.url().describe('Base URL of the platform, as given at onboarding.'),
  tokenUrl: z.url().describe('Token endpoint, which is also the audience of the client assertion.'),
  clientId: z.string().min(1).describe('Client id at the token endpoint.'),
  privateKey,
  keyId: z.string().optional().describe('Key id (kid) under which the private key is known there.'),
  scope: z
    .string()
    .min(1)
    .optional()
    .describe('Scopes asked with the token, a space between. Left out: those in the README of the adapter.'),
};

const documentService = z.strictObject({
  kind: z
    .literal('magda-documentendienst')
    .describe('How letters travel: through the MAGDA Documentendienst, or straight to a Message Registry.'),
  ...access,
});

const federation = z.strictObject({
  url: z.url().describe('Base URL of the Federation API.'),
  scope: z
    .string()
    .min(1)
    .default('scope:documentmanagement:ebox:enterprise:federation-rest:preference')
    .describe('Scope asked with the token for the Federation API.'),
});

const messageRegistry = z.strictObject({
  kind: z
    .literal('message-registry')
    .describe('How letters travel: through the MAGDA Documentendienst, or straight to a Message Registry.'),
  version: z.enum(['2.1', '3']).default('2.1').describe('Version of the Message Registry API at `url`.'),
  ...access,
  federation: federation
    .optional()
    .describe(
      'The Federation API of a Message Registry, for the preferences of enterprises. Left out: not asked.',
    ),
});

export const settingsSchema = z.strictObject({
  sender: z
    .strictObject({
      kboNumber: z
        .string()
        .regex(/^[01]\d{9}$/, { error: 'must be a KBO number of ten digits' })
        .refine((number) => holds(() => parseKboNumber(number)), { error: 'must be a KBO number' })
        .describe('KBO number letters are sent by; the same as in the certificate.')
        .meta({ example: '0297500186' }),
      applicationId: z
        .string()
        .min(1)
        .optional()
        .describe('Id of the sender application (senderApplicationId), as agreed at onboarding.'),
    })
    .describe('Who sends.'),
  transport: z.discriminatedUnion('kind', [documentService, messageRegistry]).describe('The way letters go.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
export type DocumentServiceSettings = z.output<typeof documentService>;
export type MessageRegistrySettings = z.output<typeof messageRegistry>;
