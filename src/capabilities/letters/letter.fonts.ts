import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { create, type Font } from 'fontkit';

export interface LetterFonts {
  readonly regular: Font;
  readonly bold: Font;
}

const { resolve } = createRequire(import.meta.url);

function read(name: string): Font {
  const font = create(readFileSync(resolve(`dejavu-fonts-ttf/ttf/${name}.ttf`)));
  if (!('layout' in font)) throw new Error(`${name} is no single font.`);
  return font;
}

let fonts: LetterFonts | undefined;

/** The fonts of letters: read once, for reading them costs more than making a letter. */
export function letterFonts(): LetterFonts {
  fonts ??= { regular: read('DejaVuSansCondensed'), bold: read('DejaVuSansCondensed-Bold') };
  return fonts;
}

/** Whether letters have a sign for every character; PDF/A allows none that is wanting. */
export function isPrintable(text: string): boolean {
  const { regular, bold } = letterFonts();
  return [...text].every((one) => {
    const code = one.codePointAt(0)!;
    return regular.hasGlyphForCodePoint(code) && bold.hasGlyphForCodePoint(code);
  });
}
