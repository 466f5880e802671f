/** A piece of text, or the place of a field. */
export type Piece =
  | { readonly kind: 'TEXT'; readonly text: string; readonly bold: boolean }
  | { readonly kind: 'FIELD'; readonly name: string; readonly bold: boolean };

type Line<P> = readonly P[];

export type Block<P = Piece> =
  | { readonly kind: 'HEADING'; readonly level: 1 | 2; readonly line: Line<P> }
  | { readonly kind: 'PARAGRAPH'; readonly lines: readonly Line<P>[] }
  | { readonly kind: 'LIST'; readonly ordered: boolean; readonly items: readonly Line<P>[] }
  | { readonly kind: 'PAGE_BREAK' };

/** What a template says, read once and filled as often as there are letters. */
export interface LetterText<P = Piece> {
  readonly subject: Line<P>;
  /** Of the recipient; empty when the letter has none. */
  readonly address: readonly Line<P>[];
  readonly body: readonly Block<P>[];
}

/** Text only: what was put in is never looked through for fields or marks. */
export type FilledText = LetterText<Extract<Piece, { kind: 'TEXT' }>>;

export interface TemplateSource {
  readonly subject: string;
  readonly address: string | null;
  readonly body: string;
}

const mark = /\{\{([a-z][a-zA-Z0-9]{0,31})\}\}|\*\*/g;
const field = /\{\{[a-z][a-zA-Z0-9]{0,31}\}\}/g;

/** Whether every pair of braces belongs to a field: one that does not is a field that was mistyped. */
export const hasStrayBraces = (content: string): boolean => /\{\{|\}\}/.test(content.replace(field, ''));

const linesOf = (content: string): string[] => content.split(/\r\n?|\n/).map((line) => line.trim());

/** `**` begins and ends bold type; one without its fellow is text. */
function piecesOf(line: string): Piece[] {
  const lastStar = (line.match(/\*\*/g)?.length ?? 0) % 2 === 1 ? line.lastIndexOf('**') : -1;
  const pieces: Piece[] = [];
  let bold = false;
  let from = 0;
  const text = (until: number) => {
    if (until > from) pieces.push({ kind: 'TEXT', text: line.slice(from, until), bold });
  };
  for (const { 0: whole, 1: name, index } of line.matchAll(mark)) {
    if (index === lastStar) continue;
    text(index);
    if (name === undefined) bold = !bold;
    else pieces.push({ kind: 'FIELD', name, bold });
    from = index + whole.length;
  }
  text(line.length);
  return pieces;
}

function blocksOf(body: string): Block[] {
  const blocks: Block[] = [];
  let open = null as { lines: Line<Piece>[] } | null;
  let list = null as { ordered: boolean; items: Line<Piece>[] } | null;
  for (const line of linesOf(body)) {
    const heading = /^(#{1,2})\s+(\S.*)$/.exec(line);
    const item = /^(?:-|(\d{1,3})\.)\s+(\S.*)$/.exec(line);
    if (item) {
      const ordered = item[1] !== undefined;
      if (list?.ordered !== ordered) {
        list = { ordered, items: [] };
        blocks.push({ kind: 'LIST', ...list });
      }
      list.items.push(piecesOf(item[2]!));
      open = null;
      continue;
    }
    list = null;
    if (heading || line === '' || line === '---') {
      open = null;
      if (heading)
        blocks.push({
          kind: 'HEADING',
          level: heading[1]!.length as 1 | 2,
          line: piecesOf(heading[2]!),
        });
      else if (line === '---') blocks.push({ kind: 'PAGE_BREAK' });
      continue;
    }
    if (!open) {
      open = { lines: [] };
      blocks.push({ kind: 'PARAGRAPH', ...open });
    }
    open.lines.push(piecesOf(line));
  }
  return blocks;
}

/**
 * Reads a template. Its body is a small part of Markdown: `# ` and `## ` begin a heading, `- ` and `1. ` an item of a list, `---` alone
 * a page; an empty line ends a paragraph, and the end of a line stays one. Everything else, HTML too, is text.
 */
export function readTemplate({ subject, address, body }: TemplateSource): LetterText {
  return {
    subject: piecesOf(subject.trim()),
    address: linesOf(address ?? '')
      .filter((line) => line !== '')
      .map(piecesOf),
    body: blocksOf(body),
  };
}

function linesIn({ subject, address, body }: LetterText): Line<Piece>[] {
  return [
    subject,
    ...address,
    ...body.flatMap((block) => {
      switch (block.kind) {
        case 'HEADING':
          return [block.line];
        case 'PARAGRAPH':
          return block.lines;
        case 'LIST':
          return block.items;
        case 'PAGE_BREAK':
          return [];
      }
    }),
  ];
}

/** The fields of a template, each once, in the order in which they come. */
export function fieldsOf(template: LetterText): string[] {
  const names = linesIn(template).flatMap((line) =>
    line.flatMap((piece) => (piece.kind === 'FIELD' ? [piece.name] : [])),
  );
  return [...new Set(names)];
}

/** The template with its fields; throws when a value is wanting, for whoever fills it has looked at that before. */
export function fillTemplate(template: LetterText, values: ReadonlyMap<string, string>): FilledText {
  const line = (pieces: Line<Piece>) =>
    pieces.map((piece) => {
      if (piece.kind === 'TEXT') return piece;
      const text = values.get(piece.name);
      if (text === undefined) throw new Error(`Field ${piece.name} of a letter has no value.`);
      return { kind: 'TEXT', text, bold: piece.bold } as const;
    });
  return {
    subject: line(template.subject),
    address: template.address.map(line),
    body: template.body.map((block) => {
      switch (block.kind) {
        case 'HEADING':
          return { ...block, line: line(block.line) };
        case 'PARAGRAPH':
          return { ...block, lines: block.lines.map(line) };
        case 'LIST':
          return { ...block, items: block.items.map(line) };
        case 'PAGE_BREAK':
          return block;
      }
    }),
  };
}

/** A line as it reads. */
export const plainTextOf = (line: FilledText['subject']): string => line.map(({ text }) => text).join('');
