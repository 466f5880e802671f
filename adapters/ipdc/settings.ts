import { z } from 'zod';
import { secret } from '../../src/settings/secret.js';

export const settingsSchema = z.strictObject({
  apiUrl: z.url().default('https://api.ipdc.vlaanderen.be').describe('Base URL of the REST API.'),
  feedUrl: z
    .url()
    .default('https://ipdc.vlaanderen.be/doc/instantiesnapshot')
    .describe('Address of the feed of instances (LDES), without a query.'),
  apiKey: secret().describe('Key of the IPDC team, sent in the header x-api-key.'),
  feedNeedsKey: z
    .boolean()
    .default(true)
    .describe('Whether the key is sent to the feed too. The documentation asks it; some readers do without.'),
  pageSize: z
    .int()
    .min(1)
    .max(250)
    .default(25)
    .describe(
      'Versions on a page of the feed. Page numbers depend on it: after a change the copy is filled again, beside the old one.',
    ),
  areaCodes: z
    .array(z.string().regex(/^BE[0-9A-Z_]*$/, { error: 'must be a NUTS or LAU code, such as BE21111039' }))
    .min(1)
    .describe(
      'NUTS/LAU codes of the municipality, such as BE21111039 for Schilde; more than one after a merger. Products of these areas are kept.',
    )
    .meta({ example: '[BE21111039]' }),
  parentAreas: z
    .boolean()
    .default(true)
    .describe(
      'Whether products of the areas around it (district, province, Flanders, Belgium) are kept too.',
    ),
  ovoCodes: z
    .array(z.string().regex(/^OVO\d{6}$/, { error: 'must be an OVO code, such as OVO002214' }))
    .default([])
    .describe(
      'OVO codes of the municipality and its OCMW: products of which they are the competent or executing authority are kept, whatever their area.',
    ),
  hideExcluded: z
    .boolean()
    .default(true)
    .describe(
      'Whether products that IPDC marks `uitgesloten` are left out. What that mark means is not documented.',
    ),
  reserve: z
    .int()
    .min(0)
    .default(50)
    .describe('When X-RateLimit-Remaining falls below this, the copy waits until the platform fills it up.'),
});

export type Settings = z.output<typeof settingsSchema>;
export type SettingsInput = z.input<typeof settingsSchema>;
