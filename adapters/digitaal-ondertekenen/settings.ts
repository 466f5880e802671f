import { z } from 'zod';
import { brussels } from '../../src/context/wall-time.js';
import { secret } from '../../src/settings/secret.js';

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-GB', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

export const settingsSchema = z.strictObject({
  url: z
    .url()
    .default('https://digitaal-ondertekenen-openapi.vlaanderen.be')
    .describe('Base URL of the API; in test https://digitaal-ondertekenen-openapi-ti.vlaanderen.be.'),
  acmTokenUrl: z
    .url()
    .default('https://authenticatie.vlaanderen.be/op/v1/token')
    .describe(
      'Token endpoint of ACM/IDM, the first step; in test https://authenticatie-ti.vlaanderen.be/op/v1/token.',
    ),
  acmClientId: z.string().min(1).describe('Client id at ACM/IDM.'),
  acmClientSecret: secret().describe('Client secret at ACM/IDM that belongs to it.'),
  clientId: z.string().min(1).describe('Client id of your API connector in Digitaal Ondertekenen.'),
  clientSecret: secret().describe('Client secret of that connector.'),
  profileName: z
    .string()
    .min(1)
    .default('Beheerportaal PRD')
    .describe('Profile with which the token of ACM/IDM is exchanged; in test beheerdersportaal_test.'),
  levelOfAssurance: z
    .enum(['ELECTRONIC', 'ADVANCED', 'HIGH_TRUST_ADVANCED', 'QUALIFIED'])
    .default('QUALIFIED')
    .describe(
      'How strong a signature must be where a request does not say; your service plan may have less.',
    ),
  language: z
    .string()
    .regex(/^[a-z]{2}-[A-Z]{2}$/)
    .default('nl-NL')
    .describe('Language of the page on which people sign.'),
  timeZone: z
    .string()
    .refine(isTimeZone, { error: 'must be a time zone, such as Europe/Brussels' })
    .default(brussels)
    .describe('Time zone of the moments that the platform writes without one; it does not document which.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
