const letters: Readonly<Record<string, string>> = { ø: 'o', œ: 'oe', æ: 'ae', ß: 'ss', ł: 'l', đ: 'd' };

/** Text as it is searched and sorted: lower case, no accents, words of letters and digits with one space between. */
export function fold(text: string): string {
  return wordsOf(text).join(' ');
}

/** The folded words of a text. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize('NFD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .replace(/[øœæßłđ]/g, (letter) => letters[letter] ?? letter)
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}
