import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { chosenTexts, chosenWording } from '../../src/capabilities/products/product.wording.js';
import { toWordings } from '../../adapters/ipdc/wordings.js';

const nearest = (map: object, form: 'FORMAL' | 'INFORMAL', language: 'NL' | 'EN' | 'FR' | 'DE' = 'NL') =>
  chosenWording(toWordings(map), { form, language })?.text ?? null;

describe('the wording that is given', () => {
  const all = {
    nl: 'nl',
    'nl-BE-x-formal': 'u',
    'nl-BE-x-generated-formal': 'u gemaakt',
    'nl-BE-x-informal': 'je',
    'nl-BE-x-generated-informal': 'je gemaakt',
    en: 'en',
  };
  const without = (...tags: string[]) =>
    Object.fromEntries(Object.entries(all).filter(([tag]) => !tags.includes(tag)));

  test('is the one of the author, then the generated one, then nl, then the other form, then English', () => {
    const order: [string, string][] = [];
    let left: Record<string, string> = all;
    for (const expected of ['je', 'je gemaakt', 'nl', 'u', 'u gemaakt', 'en']) {
      const found = nearest(left, 'INFORMAL');
      order.push([expected, String(found)]);
      left = Object.fromEntries(Object.entries(left).filter(([, text]) => text !== found));
    }
    expect(order.map(([, found]) => found)).toEqual(order.map(([expected]) => expected));
    expect(nearest(left, 'INFORMAL')).toBeNull();
  });

  test('is the mirror of that for whoever wants to be addressed formally', () => {
    expect(nearest(all, 'FORMAL')).toBe('u');
    expect(nearest(without('nl-BE-x-formal'), 'FORMAL')).toBe('u gemaakt');
    expect(nearest(without('nl-BE-x-formal', 'nl-BE-x-generated-formal'), 'FORMAL')).toBe('nl');
  });

  test('is in the language that was asked, or in Dutch of the form that was asked', () => {
    expect(nearest(all, 'INFORMAL', 'EN')).toBe('en');
    expect(nearest(all, 'INFORMAL', 'FR')).toBe('je');
    expect(nearest({ de: 'de', en: 'en' }, 'INFORMAL', 'FR')).toBe('en');
    expect(nearest({ de: 'de' }, 'INFORMAL', 'FR')).toBe('de');
  });

  test('is of any text that exists, and every keyword of it', () => {
    const tag = fc.constantFrom(...Object.keys(all), 'fr', 'nl/u', 'onbekend');
    fc.assert(
      fc.property(
        fc.dictionary(
          tag,
          fc.string({ minLength: 1 }).filter((text) => text.trim() !== ''),
          { minKeys: 1 },
        ),
        (map) => {
          expect(nearest(map, 'FORMAL')).not.toBeNull();
        },
      ),
    );
    const keywords = toWordings({ nl: ['een', 'twee'], en: ['one'] });
    expect(chosenTexts(keywords, { language: 'NL', form: 'FORMAL' })).toEqual(['een', 'twee']);
    expect(chosenTexts(keywords, { language: 'EN', form: 'FORMAL' })).toEqual(['one']);
    expect(chosenTexts([], { language: 'EN', form: 'FORMAL' })).toEqual([]);
  });
});
