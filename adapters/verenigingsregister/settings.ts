import { z } from 'zod';
import { secret } from '../../src/settings/secret.js';

const acm = z
  .strictObject({
    url: z.url().describe('Base URL of the ACM API of the register, as agreed with Digitaal Vlaanderen.'),
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
    scope: z
      .string()
      .default('dv_verenigingsregister_hoofdvertegenwoordigers')
      .describe('Scope asked with the token.'),
  })
  .refine((value) => (value.clientSecret === undefined) !== (value.privateKey === undefined), {
    message: 'Give either clientSecret or privateKey.',
  });

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
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
