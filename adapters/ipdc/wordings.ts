import type { TextVariant, Wordings } from '../../src/capabilities/products/products.port.js';
import { isDocument } from './answers.js';

// nl, en, fr, de; nl-BE-x-formal, nl-BE-x-generated-informal. The feed has nl/u and nl/je too, and any case.
const tagPattern = /^([a-z]{2})(?:-be)?(?:-x)?(-generated)?(?:-(formal|informal))?$/;

/** Which wording a language tag names. A tag that is not understood stays as it is, as a language of its own. */
export function variantOf(tag: string): Omit<TextVariant, 'text'> {
  const known = tagPattern.exec(tag.toLowerCase().replace(/\/u$/, '-formal').replace(/\/je$/, '-informal'));
  const [, language, generated, form] = known ?? [];
  if (!language) return { language: tag, form: null, generated: false };
  return {
    language,
    form: form === 'formal' ? 'FORMAL' : form === 'informal' ? 'INFORMAL' : null,
    generated: generated !== undefined,
  };
}

/** The wordings in a language map; a text without a language is Dutch. What holds no text is no wording. */
export function toWordings(value: unknown): Wordings {
  if (typeof value === 'string') return toWordings({ nl: value });
  if (!isDocument(value)) return [];
  return Object.entries(value).flatMap(([tag, texts]) =>
    (Array.isArray(texts) ? texts : [texts])
      .filter((text) => typeof text === 'string' && text.trim() !== '')
      .map((text: string) => ({ ...variantOf(tag), text })),
  );
}
