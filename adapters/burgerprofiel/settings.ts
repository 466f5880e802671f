import { z } from 'zod';
import { magdaSettings } from '../../src/adapter/magda/settings.js';

export const settings = magdaSettings(['GeefDossiers']).extend({
  sources: z
    .array(z.string().min(1).max(120))
    .default([])
    .describe('Codes of the sources to ask (Bronnen); all that MAGDA lets us see when empty.'),
  attests: z
    .strictObject({
      issuer: z
        .url({ protocol: /^https?$/ })
        .describe(
          'Issuer of the tokens with which the portal asks us for attests (its own OpenID provider).',
        ),
      clientIds: z
        .array(z.string().min(1).max(200))
        .min(1)
        .describe('Client ids of the portal: a token must be meant for one of them (aud).'),
    })
    .optional()
    .describe('The portal as asker of attests at /v1/certificates; left out, nobody may ask there.'),
});

export type Settings = z.output<typeof settings>;
export type SettingsInput = z.input<typeof settings>;
