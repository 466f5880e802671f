import { z } from 'zod';
import { secret } from '../../src/settings/secret.js';

const entry = z.strictObject({
  url: z.url().default('https://io.uitdatabank.be').describe('Base URL of the Entry API.'),
  tokenUrl: z
    .url()
    .default('https://account.uitid.be/realms/uitid/protocol/openid-connect/token')
    .describe('Token endpoint of publiq.'),
  clientId: z.string().min(1).describe('Client id at publiq, of an integration with the Entry API.'),
  clientSecret: secret().describe('Client secret at publiq.'),
});

export const settingsSchema = z
  .strictObject({
    url: z.url().default('https://search.uitdatabank.be').describe('Base URL of the Search API.'),
    clientId: secret().describe('Client id of the integration at publiq, sent in the header x-client-id.'),
    postalCodes: z
      .array(z.string().regex(/^\d{4}$/, { error: 'must be four digits' }))
      .default([])
      .describe('Postal codes of the municipality: its events are those that take place there.'),
    regions: z
      .array(z.string().regex(/^[a-z0-9-]+$/, { error: 'must be small letters, digits or -' }))
      .default([])
      .describe(
        'Regions of UiTdatabank (https://search.uitdatabank.be/autocomplete.json) that belong to it too, such as gem-schilde. Give postal codes, regions or both.',
      ),
    entry: entry
      .optional()
      .describe(
        'The Entry API, for which organiser is which association; left out, events of an association answer NOT_CONFIGURED.',
      ),
  })
  .refine(({ postalCodes, regions }) => postalCodes.length + regions.length > 0, {
    error: 'Give at least one of postalCodes and regions: whose events should be shown?',
  });

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
