/** What must be known of a PDF before it is used. Sizes are in points, as the last page is shown. */
export interface PdfFacts {
  readonly pages: number;
  readonly pageWidth: number;
  readonly pageHeight: number;
}

/** Why a file is no PDF that can be used. */
export type PdfProblem = 'NOT_A_PDF' | 'PDF_CORRUPT' | 'PDF_ENCRYPTED' | 'PDF_WITHOUT_PAGES';

/** Readers take the mark within the first kilobyte. */
const markWithin = 1024;

export const beginsAsPdf = (content: Buffer): boolean => content.subarray(0, markWithin).includes('%PDF-');

/** Reads a whole PDF: what it is, or why it cannot be used. One with any password is refused, also when it opens without. */
export async function inspectPdf(content: Buffer): Promise<PdfFacts | PdfProblem> {
  if (!beginsAsPdf(content)) return 'NOT_A_PDF';
  const { EncryptedPDFError, PDFDocument } = await import('@cantoo/pdf-lib');
  const load = (throwOnInvalidObject: boolean) =>
    PDFDocument.load(content, { updateMetadata: false, throwOnInvalidObject });
  try {
    // What is encrypted has no valid objects either: it is read first as far as it goes, which tells.
    const document = await load(true).catch(() => load(false).then(() => load(true)));
    const last = document.getPages().at(-1);
    if (!last) return 'PDF_WITHOUT_PAGES';
    const { width, height } = last.getSize();
    const turned = last.getRotation().angle % 180 !== 0;
    return {
      pages: document.getPageCount(),
      pageWidth: turned ? height : width,
      pageHeight: turned ? width : height,
    };
  } catch (error) {
    return error instanceof EncryptedPDFError ? 'PDF_ENCRYPTED' : 'PDF_CORRUPT';
  }
}
