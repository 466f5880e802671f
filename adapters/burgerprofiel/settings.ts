import { z } from 'zod';
import { magdaSettings } from '../../src/adapter/magda/settings.js';

export const settings = magdaSettings(['GeefDossiers']).extend({
  sources: z
    .array(z.string().min(1).max(120))
    .default([])
    .describe('Codes of the sources to ask (Bronnen); all that MAGDA lets us see when empty.'),
});

export type Settings = z.output<typeof settings>;
export type SettingsInput = z.input<typeof settings>;
