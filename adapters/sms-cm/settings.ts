import { z } from 'zod';
import { webhookSettings } from '../../src/adapter/webhook.js';
import { secret } from '../../src/settings/secret.js';

export const settingsSchema = z.strictObject({
  url: z.url().default('https://gw.messaging.cm.com').describe('Base URL of the Business Messaging gateway.'),
  productToken: secret().describe('Product token of your account, sent in the header X-CM-PRODUCTTOKEN.'),
  sender: z
    .string()
    .regex(/^([A-Za-z0-9 ]{1,11}|\d{1,16})$/, {
      error: 'must be at most 11 letters, digits and spaces, or at most 16 digits',
    })
    .describe('Whom texts are from, when a text does not say it itself.')
    .meta({ example: 'Schilde' }),
  mostParts: z
    .int()
    .min(1)
    .max(8)
    .default(8)
    .describe('In how many parts CM.com may send one text (maximumNumberOfMessageParts).'),
  validityHours: z
    .int()
    .min(1)
    .max(72)
    .optional()
    .describe('After how many hours a text that has not arrived is given up. Left out, CM.com decides.'),
  webhook: webhookSettings
    .optional()
    .describe(
      'Delivery reports: let CM.com call <server.publicUrl>/webhooks/sms/sms-cm/<secret>. Left out, none are taken.',
    ),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
