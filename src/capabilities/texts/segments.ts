import type { TextEncoding } from './texts.port.js';

/** How a text travels, and what made it dear. */
export interface Segments {
  readonly encoding: TextEncoding;
  /** How many parts it is sent in, and usually charged for; 0 for an empty text. The gateway has the last word. */
  readonly parts: number;
  /** Its length as networks count it: a character of the GSM extension counts twice, as does one outside the BMP in UCS-2. */
  readonly characters: number;
  /** How many more of these fit before another part is needed. */
  readonly remaining: number;
  /** Each character outside GSM-7 once, in the order of the text: one of them makes the whole text UCS-2. */
  readonly outsideGsm7: readonly OutsideGsm7[];
}

export interface OutsideGsm7 {
  /** As people see it: an emoji with all its parts is one. */
  readonly character: string;
  /** What could stand in its place, all of it in GSM-7; null when there is nothing like it. */
  readonly replacement: string | null;
}

// 3GPP TS 23.038, without the escape; ç and ë are not in it, Ç and é are.
const basic = new Set(
  '@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&\'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà',
);
const extension = new Set('^{}\\[~]|€');

/** What one part holds, alone and as one of several: those carry a header that joins them. */
const capacities = {
  GSM_7: { alone: 160, joined: 153 },
  UCS_2: { alone: 70, joined: 67 },
} as const;

// What Unicode cannot take apart by itself.
const lookalikes: Readonly<Record<string, string>> = {
  '‘': "'",
  '’': "'",
  '‚': "'",
  '‛': "'",
  '′': "'",
  '´': "'",
  '`': "'",
  '“': '"',
  '”': '"',
  '„': '"',
  '″': '"',
  '«': '"',
  '»': '"',
  '–': '-',
  '—': '-',
  '‐': '-',
  '‑': '-',
  '−': '-',
  '•': '-',
  '·': '.',
  '…': '...',
  '×': 'x',
  '°': 'o',
  Œ: 'OE',
  œ: 'oe',
  '\t': ' ',
  '\u2028': '\n',
  '\u2029': '\n',
  '\u200b': '',
  '\u200c': '',
  '\u200d': '',
  '\u00ad': '',
  '\ufeff': '',
};

const graphemes = new Intl.Segmenter('nl', { granularity: 'grapheme' });
const isGsm7 = (text: string) => [...text].every((one) => basic.has(one) || extension.has(one));

/**
 * Counts a text as mobile networks do. Parts are filled one after the other: a character that takes two places is never cut in
 * two, so that a part may end one place short.
 */
export function segmentsOf(content: string): Segments {
  const encoding = isGsm7(content) ? 'GSM_7' : 'UCS_2';
  const sizes = Array.from(content, (one) =>
    encoding === 'GSM_7' ? (extension.has(one) ? 2 : 1) : one.length,
  );
  const characters = sizes.reduce((sum, size) => sum + size, 0);
  const { alone, joined } = capacities[encoding];
  const outsideGsm7 = encoding === 'GSM_7' ? [] : outside(content);
  if (characters <= alone)
    return {
      encoding,
      parts: characters === 0 ? 0 : 1,
      characters,
      remaining: alone - characters,
      outsideGsm7,
    };
  let parts = 1;
  let used = 0;
  for (const size of sizes) {
    if (used + size > joined) {
      parts += 1;
      used = 0;
    }
    used += size;
  }
  return { encoding, parts, characters, remaining: joined - used, outsideGsm7 };
}

function outside(content: string): OutsideGsm7[] {
  const found = new Map<string, string | null>();
  for (const { segment } of graphemes.segment(content))
    if (!found.has(segment) && !isGsm7(segment)) found.set(segment, replacementOf(segment));
  return [...found].map(([character, replacement]) => ({ character, replacement }));
}

/** The nearest in GSM-7: composed (e and its accent are é), a look-alike, or without its accents. */
function replacementOf(character: string): string | null {
  const composed = character.normalize('NFC');
  if (isGsm7(composed)) return composed;
  const plain = [...composed]
    .map((one) => lookalikes[one] ?? (isGsm7(one) ? one : withoutMarks(one)))
    .join('');
  return isGsm7(plain) && (plain !== '' || lookalikes[character] === '') ? plain : null;
}

function withoutMarks(character: string): string {
  const parts = character.normalize('NFKD').replace(/\p{Mark}/gu, '');
  return [...parts].map((one) => lookalikes[one] ?? one).join('');
}
