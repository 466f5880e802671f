import type { TextVariant, Wordings } from './products.port.js';

export type TextForm = 'FORMAL' | 'INFORMAL';
export type ProductLanguage = 'NL' | 'EN' | 'FR' | 'DE';

/** How an asker wants to be addressed. */
export interface WordingChoice {
  readonly language: ProductLanguage;
  readonly form: TextForm;
}

/**
 * The wording that comes nearest to the choice, null when there is none at all. First the language: the one asked, then
 * Dutch, then English, then any. Within it the form: as asked and written by the author, as asked and generated, a
 * wording of which the platform does not say the form, the other form written, the other form generated.
 */
export function chosenWording(wordings: Wordings, choice: WordingChoice): TextVariant | null {
  let best: TextVariant | null = null;
  let least = Infinity;
  for (const wording of wordings) {
    const distance = distanceOf(wording, choice);
    if (distance < least) [best, least] = [wording, distance];
  }
  return best;
}

/** Every text of the nearest wording, for lists such as keywords. */
export function chosenTexts(wordings: Wordings, choice: WordingChoice): string[] {
  const best = chosenWording(wordings, choice);
  if (!best) return [];
  const distance = distanceOf(best, choice);
  return wordings.filter((wording) => distanceOf(wording, choice) === distance).map(({ text }) => text);
}

function distanceOf({ language, form, generated }: TextVariant, choice: WordingChoice): number {
  const languages = [choice.language.toLowerCase(), 'nl', 'en'];
  const languageRank = languages.includes(language) ? languages.indexOf(language) : languages.length;
  const formRank = form === null ? 2 : (form === choice.form ? 0 : 3) + (generated ? 1 : 0);
  return 10 * languageRank + formRank;
}
