import { createHash } from 'node:crypto';
import PDFDocument from 'pdfkit';
import { brussels } from '../../context/wall-time.js';
import { letterFonts } from './letter.fonts.js';
import { type Block, type FilledText, plainTextOf } from './letter-template.text.js';
import type { Letter } from './letters.port.js';

/** Who writes, as it stands at the head of a letter. */
export interface LetterSender {
  /** Null: the head says nothing. */
  readonly name: string | null;
  readonly lines: readonly string[];
  /** Stands before the date; null: the date alone. */
  readonly place: string | null;
}

export interface LetterFrame {
  readonly sender: LetterSender;
  readonly language: Letter['language'];
  /** The date of the letter, and the moment that the file says it was made at. */
  readonly madeAt: Date;
  /** How many people sign it: room is left for them at the foot of the last page. */
  readonly signers: number;
}

export const a4 = { width: 595.28, height: 841.89 } as const;

const margin = { left: 71, right: 71, top: 57, bottom: 71 } as const;
const textSize = 10.5;
const lineGap = 2.5;
/** Where the window of an envelope is. */
const addressAt = { x: 320, y: 142 } as const;
const bodyBegins = 256;
const listIndent = 16;
/** As much as the places take in which people sign, three to a row from the foot up. */
const signatureRow = { height: 58, people: 3, foot: 40 } as const;
const pageNumberAt = a4.height - 28;

const pageNumbers: Readonly<Record<Letter['language'], (page: number, of: number) => string>> = {
  nl: (page, of) => `Pagina ${page} van ${of}`,
  fr: (page, of) => `Page ${page} sur ${of}`,
  de: (page, of) => `Seite ${page} von ${of}`,
};
const dates = new Map<string, Intl.DateTimeFormat>();

/** Such as 27 november 2026. */
function dateOf(moment: Date, language: Letter['language']): string {
  let format = dates.get(language);
  if (!format) {
    format = new Intl.DateTimeFormat(`${language}-BE`, { dateStyle: 'long', timeZone: brussels });
    dates.set(language, format);
  }
  return format.format(moment);
}

type Line = FilledText['subject'];
type Structure = ReturnType<PDFKit.PDFDocument['struct']>;

/**
 * A letter as a PDF/A-2a: tagged, in its language, with its fonts in it. The same letter in the same frame is the same file, to the byte.
 */
export async function renderLetter(
  text: FilledText,
  frame: LetterFrame,
): Promise<{ readonly content: Buffer; readonly pages: number }> {
  const document = open(text, frame);
  const chunks: Buffer[] = [];
  const whole = new Promise<Buffer>((resolve, reject) => {
    document.on('data', (chunk: Buffer) => chunks.push(chunk));
    document.on('end', () => resolve(Buffer.concat(chunks)));
    document.on('error', reject);
  });
  write(document, text, frame);
  const pages = document.bufferedPageRange().count;
  document.end();
  return { content: await whole, pages };
}

function open(text: FilledText, frame: LetterFrame): PDFKit.PDFDocument {
  const madeAt = new Date(Math.floor(frame.madeAt.getTime() / 1000) * 1000);
  const identifier = createHash('sha256')
    .update(JSON.stringify([text, frame]))
    .digest('hex');
  // The identifier of the file is made of these.
  const info = { Producer: 'Schakel', Creator: 'Schakel', CreationDate: madeAt, Identifier: identifier };
  const document = new PDFDocument({
    size: 'A4',
    margins: margin,
    pdfVersion: '1.7',
    subset: 'PDF/A-2a',
    tagged: true,
    lang: `${frame.language}-BE`,
    displayTitle: true,
    bufferPages: true,
    info,
    // The types do not know that a font that was read already is taken.
    font: letterFonts().regular as unknown as string,
  });
  // The library's own title is not made safe for XML.
  document.appendXML(
    `<rdf:Description rdf:about="" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title><rdf:Alt><rdf:li xml:lang="x-default">${asXml(plainTextOf(text.subject))}</rdf:li></rdf:Alt></dc:title></rdf:Description>`,
  );
  return document;
}

const asXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

function write(document: PDFKit.PDFDocument, text: FilledText, frame: LetterFrame): void {
  const { sender, language, madeAt, signers } = frame;
  const root = document.struct('Document');
  document.addStructure(root);
  // A structure is drawn when it comes under one that stands in the document already.
  const paragraph = (under: Structure, lines: readonly Line[], x: number, width: number, type = 'P') =>
    under.add(
      document.struct(type, {}, () => {
        for (const line of lines) writeLine(document, line, x, width);
      }),
    );
  const width = a4.width - margin.left - margin.right;

  if (sender.name !== null || sender.lines.length > 0) {
    const head = [
      ...(sender.name === null ? [] : [plainLine(sender.name, true)]),
      ...sender.lines.map((line) => plainLine(line)),
    ];
    document.y = margin.top;
    paragraph(root, head, margin.left, width / 2);
  }
  if (text.address.length > 0) {
    document.y = Math.max(addressAt.y, document.y);
    paragraph(root, text.address, addressAt.x, a4.width - margin.right - addressAt.x);
  }
  document.y = Math.max(bodyBegins, document.y + 2 * textSize);
  const date = dateOf(madeAt, language);
  paragraph(root, [plainLine(sender.place === null ? date : `${sender.place}, ${date}`)], margin.left, width);
  document.y += textSize;
  document.fontSize(13);
  paragraph(root, [text.subject.map((piece) => ({ ...piece, bold: true }))], margin.left, width, 'H1');
  document.fontSize(textSize);
  document.y += textSize;
  for (const block of text.body) writeBlock(document, root, block, paragraph, width);
  root.end();
  leaveRoom(document, signers);
  numberPages(document, language);
}

function writeBlock(
  document: PDFKit.PDFDocument,
  root: Structure,
  block: Block<Line[number]>,
  paragraph: (under: Structure, lines: readonly Line[], x: number, width: number, type?: string) => void,
  width: number,
): void {
  const lineHeight = textSize * 1.2 + lineGap;
  switch (block.kind) {
    case 'PAGE_BREAK':
      document.addPage();
      return;
    case 'HEADING': {
      document.y += lineHeight / 2;
      // A heading never stands alone at the foot of a page.
      keepTogether(document, 4 * lineHeight);
      document.fontSize(block.level === 1 ? 12 : textSize);
      const line = block.line.map((piece) => ({ ...piece, bold: true }));
      paragraph(root, [line], margin.left, width, `H${block.level + 1}`);
      document.fontSize(textSize);
      document.y += lineHeight / 4;
      return;
    }
    case 'PARAGRAPH':
      keepTogether(document, lineHeight);
      paragraph(root, block.lines, margin.left, width);
      document.y += lineHeight / 2;
      return;
    case 'LIST': {
      const list = document.struct('L');
      root.add(list);
      const indent = block.ordered ? listIndent + 6 : listIndent;
      for (const [index, item] of block.items.entries()) {
        keepTogether(document, lineHeight);
        const { y } = document;
        const entry = document.struct('LI');
        list.add(entry);
        paragraph(entry, [plainLine(block.ordered ? `${index + 1}.` : '•')], margin.left, indent, 'Lbl');
        document.y = y;
        paragraph(entry, [item], margin.left + indent, width - indent, 'LBody');
      }
      document.y += lineHeight / 2;
      return;
    }
  }
}

const plainLine = (text: string, bold = false): Line => [{ kind: 'TEXT', text, bold }];

function writeLine(document: PDFKit.PDFDocument, line: Line, x: number, width: number): void {
  const { regular, bold } = letterFonts();
  for (const [index, piece] of line.entries()) {
    const options = { continued: index < line.length - 1, lineGap, width };
    document.font((piece.bold ? bold : regular) as unknown as string);
    if (index === 0) document.text(piece.text, x, document.y, options);
    else document.text(piece.text, options);
  }
}

function keepTogether(document: PDFKit.PDFDocument, height: number): void {
  if (document.y + height > a4.height - margin.bottom) document.addPage();
}

/** The places in which people sign come at the foot of the last page: what is written must not stand under them. */
function leaveRoom(document: PDFKit.PDFDocument, signers: number): void {
  if (signers === 0) return;
  const { height, people, foot } = signatureRow;
  const rows = Math.ceil(signers / people);
  if (document.y > a4.height - foot - rows * height) document.addPage();
}

function numberPages(document: PDFKit.PDFDocument, language: Letter['language']): void {
  const { count } = document.bufferedPageRange();
  if (count === 1) return;
  document.fontSize(8).font(letterFonts().regular as unknown as string);
  for (let page = 0; page < count; page += 1) {
    document.switchToPage(page);
    // Not a part of what the letter says.
    document.markContent('Artifact', { type: 'Pagination' });
    document.text(pageNumbers[language](page + 1, count), margin.left, pageNumberAt, { lineBreak: false });
    document.endMarkedContent();
  }
}
