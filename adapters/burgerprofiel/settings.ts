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
  publication: z
    .strictObject({
      url: z
        .url({ protocol: /^https?$/ })
        .describe('Full address at which DOSIS takes the states of our dossiers, as given at onboarding.'),
      source: z
        .string()
        .regex(/^[\x21-\x7e]{1,120}$/, { error: 'is a code or a URI without spaces' })
        .describe('Our own source (Bron), as given at onboarding: it says whose dossier a number is.'),
      honoursRepetition: z
        .boolean()
        .default(false)
        .describe(
          'Whether the same state sent twice has one effect. Leave it false until Digitaal Vlaanderen says so: only then is a publication tried again by itself.',
        ),
    })
    .optional()
    .describe(
      'Where the hub publishes the states of our dossiers; left out, it publishes nothing. The keys are those of `tls`.',
    ),
  header: z
    .strictObject({
      widget: z.uuid().describe('Id (UUID) of the header that Mijn Burgerprofiel made for the website.'),
      environment: z
        .enum(['production', 'test'])
        .default('production')
        .describe('The environment in which it was made; test is that of test and integration (T&I).'),
      afterLogin: z
        .string()
        .regex(/^\/(?![/\\])[\x21-\x5b\x5d-\x7e]*$/, { error: 'is a path on this website, such as /' })
        .max(2_000)
        .default('/')
        .describe('Path on `server.publicUrl` at which a login through the header ends.'),
    })
    .optional()
    .describe(
      'The header of Mijn Burgerprofiel on the website: the field `profileHeader`, and the session addresses below /sso. Left out, there are none.',
    ),
});

export type Settings = z.output<typeof settings>;
export type SettingsInput = z.input<typeof settings>;
