const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: ' ',
  euro: '€',
  hellip: '…',
  ndash: '–',
  mdash: '—',
  lsquo: '‘',
  rsquo: '’',
  ldquo: '“',
  rdquo: '”',
  eacute: 'é',
  egrave: 'è',
  ecirc: 'ê',
  euml: 'ë',
  iuml: 'ï',
  ouml: 'ö',
  uuml: 'ü',
  agrave: 'à',
  ccedil: 'ç',
};

/**
 * The text that a reader of this HTML sees. Descriptions in UiTdatabank are written in an editor that makes HTML, by
 * anybody: no markup of a stranger passes, and what remains is for every channel. Ends of paragraphs are line ends.
 */
export function plainText(html: string): string {
  return decoded(withoutTags(html))
    .replace(/[^\S\n]+/g, ' ')
    .replace(/ ?\n ?/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

function withoutTags(html: string): string {
  let text = html
    .replace(/\r\n?/g, '\n')
    .replace(/<!--[\s\S]*?(-->|$)/g, '')
    .replace(/<(script|style)\b[\s\S]*?(<\/\1\s*>|$)/gi, '')
    .replace(/<(br|\/p|\/div|\/li|\/h[1-6]|\/tr|\/ul|\/ol)\b[^>]*>/gi, '\n')
    .replace(/<li\b[^>]*>/gi, '- ');
  // What stood around a tag may form another one when it is taken away.
  for (let before = ''; before !== text;) {
    before = text;
    text = text.replace(/<[a-z/!?][^<>]*(>|$|(?=<))/gi, '');
  }
  return text;
}

// Once: text that spells an entity stays text.
function decoded(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));/gi, (whole, decimal, hex, name) => {
    if (name) return named[name as string] ?? named[(name as string).toLowerCase()] ?? whole;
    const point = decimal ? Number(decimal) : Number.parseInt(hex as string, 16);
    // Zero and halves of pairs are no characters.
    const character = point > 0 && point <= 0x10ffff && (point < 0xd800 || point > 0xdfff);
    return character ? String.fromCodePoint(point) : '';
  });
}
