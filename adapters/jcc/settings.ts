import { z } from 'zod';
import { secret } from '../../src/settings/secret.js';

export const settingsSchema = z.strictObject({
  url: z
    .url()
    .describe(
      'Base URL of the WARP API of your installation, up to and with `/warp/v1/`; JCC Software tells it.',
    ),
  tokenUrl: z.url().optional().describe('Token endpoint; `connect/token` below the base URL when left out.'),
  clientId: z.string().min(1).describe('Client id that JCC Software gave you.'),
  clientSecret: secret().describe('Client secret that belongs to it.'),
  scope: z.string().min(1).default('warp-api').describe('Scope asked with the token.'),
  language: z
    .string()
    .regex(/^[a-z]{2}$/)
    .default('nl')
    .describe('Language of names and instructions, sent in the header language.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
