import { z } from 'zod';
import { secret } from '../../src/settings/secret.js';

const streetSmart = z.strictObject({
  url: z
    .url()
    .default('https://atlas.cyclomedia.com')
    .describe('Base URL of the Atlas services of Cyclomedia.'),
  username: z.string().min(1).describe('User of the subscription.'),
  password: secret().describe('Password of that user.'),
  apiKey: secret().describe('API key of the subscription. It never leaves the hub.'),
});

export const settingsSchema = z.strictObject({
  url: z
    .url()
    .default('https://api.basisregisters.vlaanderen.be')
    .describe('Base URL of the Basisregisters; test and staging have their own.'),
  apiKey: secret().describe('Key of the Basisregisters, sent in the header x-api-key.'),
  requestsPerSecond: z
    .int()
    .min(1)
    .default(10)
    .describe(
      'How many requests the key may make in a second, for each hub process. Digitaal Vlaanderen tells the limit of your key; the default is on the safe side.',
    ),
  geoUrl: z
    .url()
    .default('https://geo.api.vlaanderen.be')
    .describe(
      'Base URL of the geo services without key: parcel geometry (capakey) and aerial pictures (OMW and others). Browsers fetch the pictures from here.',
    ),
  streetSmart: streetSmart
    .optional()
    .describe(
      'Access to Cyclomedia Street Smart, for panoramas from the street. Left out: that part of the graph says NOT_CONFIGURED. Whoever may ask the graph sees the pictures: look at what your contract allows.',
    ),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
