import { registerEnumType } from 'type-graphql';
import type { Letter } from './letters.port.js';

export const languages = { NL: 'nl', FR: 'fr', DE: 'de' } as const satisfies Record<
  string,
  Letter['language']
>;

registerEnumType(languages, {
  name: 'LetterLanguage',
  description: 'In which language a letter is.',
  valuesConfig: {
    NL: { description: 'Dutch.' },
    FR: { description: 'French.' },
    DE: { description: 'German.' },
  },
});
