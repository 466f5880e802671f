import { z } from 'zod';
import { webhookSettings } from '../../src/adapter/webhook.js';
import { secret } from '../../src/settings/secret.js';

export const settingsSchema = z.strictObject({
  url: z.url().default('https://rest.spryngsms.com').describe('Base URL of the REST API, without /v1.'),
  apiKey: secret().describe('API key of your account, sent as a bearer token.'),
  sender: z
    .string()
    .regex(/^([A-Za-z0-9 ]{1,11}|\d{1,16})$/, {
      error: 'must be at most 11 letters, digits and spaces, or at most 16 digits',
    })
    .describe('Whom texts are from (originator), when a text does not say it itself.')
    .meta({ example: 'Schilde' }),
  route: z.string().min(1).default('business').describe('Route that Spryng sends through.'),
  webhook: webhookSettings
    .optional()
    .describe(
      'Delivery reports: let Spryng call <server.publicUrl>/webhooks/sms/sms-spryng/<secret>. Left out, none are taken.',
    ),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
