import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { segmentsOf } from '../../src/capabilities/texts/segments.js';

// 3GPP TS 23.038 in its own order (0x00 to 0x7F, without the escape), written here once more so that a slip shows.
const standard =
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà';
const doubled = '^{}\\[~]|€';

const basicText = fc
  .array(fc.constantFrom(...standard), { maxLength: 700 })
  .map((characters) => characters.join(''));
const gsmText = fc
  .array(fc.constantFrom(...standard, ...doubled), { maxLength: 700 })
  .map((characters) => characters.join(''));
const anyText = fc.string({ unit: 'grapheme', maxLength: 400 });

describe('the parts of a text', () => {
  test('the basic alphabet has its 127 characters and the escape', () => {
    expect([...standard]).toHaveLength(127);
  });

  test.each([
    ['', 'GSM_7', 0, 0, 160],
    ['Uw kaart is klaar.', 'GSM_7', 1, 18, 142],
    ['a'.repeat(160), 'GSM_7', 1, 160, 0],
    ['a'.repeat(161), 'GSM_7', 2, 161, 145],
    ['a'.repeat(306), 'GSM_7', 2, 306, 0],
    ['a'.repeat(307), 'GSM_7', 3, 307, 152],
    ['€'.repeat(80), 'GSM_7', 1, 160, 0],
    ['€'.repeat(81), 'GSM_7', 2, 162, 143],
    ['ë', 'UCS_2', 1, 1, 69],
    ['ë'.repeat(70), 'UCS_2', 1, 70, 0],
    ['ë'.repeat(71), 'UCS_2', 2, 71, 63],
    ['ë'.repeat(134), 'UCS_2', 2, 134, 0],
    ['👋'.repeat(35), 'UCS_2', 1, 70, 0],
    ['👋'.repeat(36), 'UCS_2', 2, 72, 61],
  ])('%#: %s is %s in %i parts', (content, encoding, parts, characters, remaining) => {
    expect(segmentsOf(content)).toMatchObject({ encoding, parts, characters, remaining });
  });

  test('a character that takes two places is not cut in two at the end of a part', () => {
    // 152 places, then € needs two of which one is left: the part ends short. Counting alone would give 306 places, 2 parts.
    expect(segmentsOf('a'.repeat(152) + '€' + 'a'.repeat(152))).toMatchObject({ characters: 306, parts: 3 });
    expect(segmentsOf('ë'.repeat(66) + '👋' + 'ë'.repeat(66))).toMatchObject({ characters: 134, parts: 3 });
  });

  test('one ë makes a text of one part one of two', () => {
    const content = 'Uw dossier ligt klaar op het gemeentehuis in Belgie. Breng uw identiteitskaart mee.';
    expect(segmentsOf(content)).toMatchObject({ encoding: 'GSM_7', parts: 1 });
    expect(segmentsOf(content.replace('Belgie', 'België'))).toMatchObject({
      encoding: 'UCS_2',
      parts: 2,
      outsideGsm7: [{ character: 'ë', replacement: 'e' }],
    });
  });

  test.each([
    ['ë', 'e'],
    ['ç', 'c'],
    ['Ê', 'E'],
    ['’', "'"],
    ['“', '"'],
    ['–', '-'],
    ['…', '...'],
    ['\u00a0', ' '],
    ['œ', 'oe'],
    ['ĳ', 'ij'],
    ['½', null],
    // An e and its accent apart: together they are one character of GSM-7.
    ['e\u0301', 'é'],
    ['\u200b', ''],
    ['👨‍👩‍👧', null],
    ['ж', null],
  ])('instead of %j comes %j', (character, replacement) => {
    expect(segmentsOf(`a${character}b${character}`).outsideGsm7).toEqual([{ character, replacement }]);
  });

  test('in the basic alphabet nothing is dear, and the parts follow from the length', () => {
    fc.assert(
      fc.property(basicText, (content) => {
        const { encoding, parts, characters, remaining, outsideGsm7 } = segmentsOf(content);
        expect([encoding, characters, outsideGsm7]).toEqual(['GSM_7', content.length, []]);
        const wanted = content.length === 0 ? 0 : content.length <= 160 ? 1 : Math.ceil(content.length / 153);
        expect(parts).toBe(wanted);
        expect(remaining).toBe(parts <= 1 ? 160 - characters : parts * 153 - characters);
      }),
    );
  });

  test('filling what remains adds no part, and one more character does', () => {
    fc.assert(
      fc.property(gsmText, (content) => {
        const { parts, remaining } = segmentsOf(content);
        expect(segmentsOf(content + 'a'.repeat(remaining)).parts).toBe(Math.max(parts, 1));
        expect(segmentsOf(content + 'a'.repeat(remaining + 1)).parts).toBe(Math.max(parts, 1) + 1);
      }),
    );
  });

  test('whatever is written, what is dear is told once, and its replacements are in GSM-7', () => {
    fc.assert(
      fc.property(anyText, (content) => {
        const { encoding, outsideGsm7, characters, parts } = segmentsOf(content);
        expect(outsideGsm7.length > 0).toBe(encoding === 'UCS_2');
        expect(new Set(outsideGsm7.map(({ character }) => character)).size).toBe(outsideGsm7.length);
        for (const { character, replacement } of outsideGsm7) {
          expect(content).toContain(character);
          if (replacement !== null) expect(segmentsOf(replacement).encoding).toBe('GSM_7');
        }
        if (encoding === 'UCS_2') expect(characters).toBe(content.length);
        expect(parts === 0).toBe(content === '');
      }),
    );
  });

  test('a text in which all is replaced is never dearer', () => {
    const accented = fc
      .array(fc.constantFrom(...'ëïêôáçüé’“”–…abc '), { maxLength: 300 })
      .map((characters) => characters.join(''));
    fc.assert(
      fc.property(accented, (content) => {
        const before = segmentsOf(content);
        const after = segmentsOf(
          before.outsideGsm7.reduce(
            (text, { character, replacement }) => text.replaceAll(character, replacement!),
            content,
          ),
        );
        expect(after.encoding).toBe('GSM_7');
        // An ellipsis becomes three characters, which 160 against 70 does not always make good.
        if (!content.includes('…')) expect(after.parts).toBeLessThanOrEqual(before.parts);
      }),
    );
  });
});
