const entities: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** A piece of markup that was made safe. */
export class Html {
  constructor(private readonly markup: string) {}

  toString(): string {
    return this.markup;
  }
}

type Piece = Html | string | number | null | false | readonly Html[];

const render = (piece: Piece): string => {
  if (piece === null || piece === false) return '';
  if (piece instanceof Html) return piece.toString();
  if (typeof piece === 'object') return piece.join('');
  return String(piece).replace(/[&<>"']/g, (character) => entities[character]!);
};

/** Markup with everything put in escaped, unless it is markup itself. Null and false leave nothing. */
export function html(strings: TemplateStringsArray, ...pieces: Piece[]): Html {
  return new Html(
    strings.map((text, index) => text + (index < pieces.length ? render(pieces[index]!) : '')).join(''),
  );
}
