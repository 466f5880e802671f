import { z } from 'zod';
import { magdaSettings } from '../../src/adapter/magda/settings.js';

/** The services of MAGDA that this adapter asks. */
export const serviceNames = [
  'GeefPersoon',
  'GeefGezinssamenstelling',
  'GeefSociaalStatuut',
  'GeefLeefloonbedragen',
  'GeefAttest',
  'RegistreerInschrijving',
  'RegistreerUitschrijving',
] as const;

export const settings = magdaSettings(serviceNames).extend({
  source: z
    .enum(['RR', 'KSZ'])
    .default('RR')
    .describe('The register that GeefPersoon asks: RR (Rijksregister) or KSZ (also knows BIS numbers).'),
  registrationDays: z
    .int()
    .positive()
    .optional()
    .describe('How many days a registration lasts; until it is ended when left out.'),
  socialStatusLocations: z
    .record(z.string().min(1).max(120), z.string().min(1).max(120))
    .default({})
    .describe(
      'Locatie/Naam to send with a social status, by the name of the status, where KSZ asks for one.',
    ),
});

export type Settings = z.output<typeof settings>;
export type SettingsInput = z.input<typeof settings>;
