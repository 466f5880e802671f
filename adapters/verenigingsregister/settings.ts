import { z } from 'zod';
import { secret } from '../../src/settings/secret.js';

const client = {
  tokenUrl: z.url().describe('Token endpoint of ACM/IDM.'),
  clientId: z.string().min(1).describe('Client id at ACM/IDM.'),
  clientSecret: secret()
    .optional()
    .describe('Client secret at ACM/IDM; leave it out when a private key is used.'),
  privateKey: secret()
    .optional()
    .describe(
      'Private key (PEM) that signs the client assertion (private_key_jwt), instead of a client secret.',
    ),
  keyId: z.string().optional().describe('Key id (kid) under which ACM/IDM knows the private key.'),
};

const oneKey = (value: { clientSecret?: unknown; privateKey?: unknown }) =>
  (value.clientSecret === undefined) !== (value.privateKey === undefined);
const oneKeyOnly = { message: 'Give either clientSecret or privateKey.' };

const acm = z
  .strictObject({
    url: z.url().describe('Base URL of the ACM API of the register, as agreed with Digitaal Vlaanderen.'),
    ...client,
    scope: z
      .string()
      .default('dv_verenigingsregister_hoofdvertegenwoordigers')
      .describe('Scope asked with the token.'),
  })
  .refine(oneKey, oneKeyOnly);

const beheer = z
  .strictObject({
    url: z
      .url()
      .describe(
        'Base URL of the beheer API, up to and without `/verenigingen`: it ends in `/v1` at the register itself, in `/api/v1/organisaties/verenigingen` at the gateway of MAGDA.',
      ),
    ...client,
    scope: z.string().default('dv_verenigingsregister_beheer').describe('Scopes asked with the token.'),
    initiator: z
      .string()
      .regex(/^OVO\d{6}$/, 'An OVO code is OVO and 6 digits, such as OVO002214.')
      .describe(
        'OVO code of the organisation in whose name is asked and changed, sent in the header VR-Initiator.',
      ),
  })
  .refine(oneKey, oneKeyOnly);

export const settingsSchema = z.strictObject({
  url: z
    .url()
    .default('https://publiek.verenigingen.vlaanderen.be')
    .describe('Base URL of the public API (publiek).'),
  apiKey: secret().describe('Key of the public API, sent in the header vr-api-key.'),
  apiVersion: z
    .enum(['v1', 'v2'])
    .default('v2')
    .describe(
      'Header VR-Api-Version. v2 names informal associations VZER and gives their subtype; v1 calls them FV.',
    ),
  bulkHosts: z
    .array(z.url())
    .default([])
    .describe(
      'Origins to which the bulk file (detail/all) may redirect, such as the storage host of the register. Without any, the mirror is first filled one association at a time.',
    ),
  bulkPieceBytes: z
    .int()
    .min(1024)
    .default(8 * 1024 * 1024)
    .describe('Size in bytes of the pieces in which the bulk file is fetched.'),
  acm: acm
    .optional()
    .describe(
      'Access to the ACM API, which knows the associations of a representative. Left out: that part of the graph says NOT_CONFIGURED.',
    ),
  beheer: beheer
    .optional()
    .describe(
      'Access to the beheer API, with which associations are registered and changed and which tells their history. Left out: that part says NOT_CONFIGURED.',
    ),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
