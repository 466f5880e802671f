import { beforeAll, describe, expect, test } from '@jest/globals';
import { PDFDocument, PDFName, PDFString, StandardFonts } from '@cantoo/pdf-lib';
import {
  createSigningKeys,
  plainPdf,
  type SigningKeys,
  withSignature,
} from '../../adapters/digitaal-ondertekenen/simulator/signed-pdf.js';
import { inspectPdf } from '../../src/capabilities/files/pdf.inspection.js';
import { readSignatures } from '../../src/capabilities/signatures/pdf-signatures.js';
import { checkSigned } from '../../src/capabilities/signatures/signed-files.js';

const at = new Date('2026-11-20T10:00:00Z');
let keys: SigningKeys;
let original: Buffer;
let once: Buffer;
let twice: Buffer;

const signedBy = (pdf: Buffer, name: string) =>
  withSignature(pdf, { name, at, fieldName: `field-${name}`, page: 1, box: null }, keys);

beforeAll(async () => {
  keys = await createSigningKeys();
  original = await plainPdf('Overeenkomst', ['Tussen de gemeente en de aanvrager.']);
  once = await signedBy(original, 'Emma Peeters');
  twice = await signedBy(once, 'Tom Wouters');
});

/** An incremental update: what an ordinary program does when somebody changes a signed PDF and saves it. */
async function updated(pdf: Buffer, change: (document: PDFDocument) => unknown): Promise<Buffer> {
  const document = await PDFDocument.load(pdf, { forIncrementalUpdate: true, updateMetadata: false });
  await change(document);
  return Buffer.from(await document.commit({ useObjectStreams: false }));
}

describe('given what the platform makes', () => {
  test('then each signature is found with its signer and moment, and the last one covers the whole file', async () => {
    expect(await readSignatures(twice)).toEqual({
      changedAfter: false,
      signatures: [
        { signer: 'Emma Peeters (zandbak)', signedAt: at, coversWholeFile: false, flaw: null },
        { signer: 'Tom Wouters (zandbak)', signedAt: at, coversWholeFile: true, flaw: null },
      ],
    });
    expect((await checkSigned(twice, original, 2)).problem).toBeNull();
  });

  test('then fewer signatures than people who signed are noticed', async () => {
    expect((await checkSigned(once, original, 2)).problem).toBe('MISSING_SIGNATURES');
    // What was uploaded with a signature in it does not count.
    expect((await checkSigned(twice, once, 2)).problem).toBe('MISSING_SIGNATURES');
    expect((await checkSigned(twice, once, 1)).problem).toBeNull();
  });

  test('then the same file without a signature is noticed, and no PDF at all', async () => {
    expect(await checkSigned(original, original, 1)).toEqual({ signatures: [], problem: 'UNSIGNED' });
    expect(await checkSigned(once, once, 1)).toMatchObject({ problem: 'UNSIGNED' });
    expect((await checkSigned(Buffer.from('%PDF-1.7 nothing'), original, 1)).problem).toBe('UNREADABLE');
  });

  test('then a file that nobody is asked to sign needs no signature', async () => {
    expect((await checkSigned(original, original, 0)).problem).toBeNull();
  });
});

describe('given somebody tampered with it', () => {
  test('when one byte of the content is another one, then the digest does not match', async () => {
    const changed = Buffer.from(twice);
    const place = changed.indexOf('/MediaBox');
    changed[changed.indexOf('595', place)] = 0x34;
    const { signatures, problem } = await checkSigned(changed, original, 2);
    expect(problem).toBe('BROKEN_SIGNATURE');
    expect(signatures.map(({ flaw }) => flaw)).toEqual(['DIGEST', 'DIGEST']);
  });

  test('when only what the second signer added is changed, then the first signature still holds', async () => {
    const changed = Buffer.from(twice);
    const place = changed.indexOf('/Rect', once.length);
    changed[changed.indexOf('0', place)] = 0x31;
    expect((await readSignatures(changed)).signatures.map(({ flaw }) => flaw)).toEqual([null, 'DIGEST']);
  });

  test('when the message is of another key, then the signature does not hold', async () => {
    const changed = Buffer.from(once);
    const hex = changed.lastIndexOf('<3082');
    const end = changed.toString('latin1', hex).search(/00000000>/) + hex;
    // The signature is the last value of the message.
    let last = end;
    while (changed[last - 1] === 0x30) last -= 1;
    changed[last - 1] = changed[last - 1] === 0x31 ? 0x32 : 0x31;
    const { signatures } = await readSignatures(changed);
    expect(['SIGNATURE', 'UNREADABLE']).toContain(signatures[0]!.flaw);
    expect((await checkSigned(changed, original, 1)).problem).toBe('BROKEN_SIGNATURE');
  });

  test('when a page is changed by an update behind the signature, then it is noticed', async () => {
    const changed = await updated(once, async (document) => {
      const font = await document.embedFont(StandardFonts.Helvetica);
      document.getPages()[0]!.drawText('Toch niet.', { x: 50, y: 500, font });
    });
    expect(changed.subarray(0, once.length).equals(once)).toBe(true);
    const { signatures, problem } = await checkSigned(changed, original, 1);
    expect(problem).toBe('CHANGED_AFTER_SIGNING');
    expect(signatures).toMatchObject([{ coversWholeFile: false, flaw: null }]);
  });

  test('when a field is added behind the signature, then it is noticed', async () => {
    const changed = await updated(once, (document) => document.getForm().createTextField('bedrag'));
    expect((await checkSigned(changed, original, 1)).problem).toBe('CHANGED_AFTER_SIGNING');
  });

  test('when bytes are put behind the file, then it is noticed', async () => {
    const changed = Buffer.concat([once, Buffer.from('\n% and one thing more\n')]);
    expect((await readSignatures(changed)).changedAfter).toBe(true);
  });

  test('when the range leaves out more than the signature, then it is no good', async () => {
    const text = once.toString('latin1');
    const [all, length] = /\/ByteRange \[ 0 (\d+) /.exec(text)!;
    const wider = String(Number(length) - 40);
    const changed = Buffer.from(text.replace(all, `/ByteRange [ 0 ${wider} `), 'latin1');
    expect((await readSignatures(changed)).signatures[0]!.flaw).toBe('RANGE');
  });
});

test('given only what proves the certificates comes behind the signature, then nothing was changed', async () => {
  const proven = await updated(once, (document) => {
    const { context, catalog } = document;
    catalog.set(PDFName.of('DSS'), context.register(context.obj({ Type: 'DSS', Certs: [] })));
  });
  const { signatures, changedAfter } = await readSignatures(proven);
  expect(changedAfter).toBe(false);
  expect(signatures).toMatchObject([{ coversWholeFile: false, flaw: null }]);
  const more = await updated(once, (document) => {
    document.catalog.set(PDFName.of('DSS'), document.context.obj({ Type: 'DSS' }));
    document.catalog.set(PDFName.of('Lang'), PDFString.of('nl'));
  });
  expect((await readSignatures(more)).changedAfter).toBe(true);

  // Other readers find objects by the table: one that names a signed object may show another one in its place.
  const table = /xref\n\d+ 1\n/.exec(proven.toString('latin1', once.length))!;
  const shadowed = Buffer.from(proven);
  shadowed.write(
    table[0].replace(/\d+ 1/, (text) => '5 1'.padEnd(text.length)),
    once.length + table.index,
    'latin1',
  );
  expect((await readSignatures(shadowed)).changedAfter).toBe(true);
});

test('given a signature of a kind that says nothing of the file, then it is not taken for one', async () => {
  const changed = Buffer.from(
    once.toString('latin1').replace('/adbe.pkcs7.detached', '/adbe.x509.rsa_sha1x'),
    'latin1',
  );
  expect((await readSignatures(changed)).signatures[0]!.flaw).toBe('ALGORITHM');
});

describe('given an upload', () => {
  test('then a PDF tells its pages and the size of the last one, as it is shown', async () => {
    expect(await inspectPdf(original)).toEqual({ pages: 1, pageWidth: 595, pageHeight: 842 });
    const document = await PDFDocument.create();
    document.addPage([300, 400]);
    document.addPage([200, 100]).setRotation({ type: 'degrees', angle: 90 } as never);
    const turned = Buffer.from(await document.save());
    expect(await inspectPdf(turned)).toEqual({ pages: 2, pageWidth: 100, pageHeight: 200 });
  });

  test('then what cannot be signed is told apart', async () => {
    expect(await inspectPdf(Buffer.from('<html>Aanmelden</html>'))).toBe('NOT_A_PDF');
    expect(await inspectPdf(Buffer.alloc(0))).toBe('NOT_A_PDF');
    expect(await inspectPdf(original.subarray(0, 200))).toBe('PDF_CORRUPT');
    expect(await inspectPdf(Buffer.concat([original.subarray(0, 20), Buffer.alloc(2000, 7)]))).toBe(
      'PDF_CORRUPT',
    );
    const locked = await PDFDocument.create();
    locked.addPage();
    locked.encrypt({ userPassword: 'geheim', ownerPassword: 'geheimer' });
    expect(await inspectPdf(Buffer.from(await locked.save()))).toBe('PDF_ENCRYPTED');
    const open = await PDFDocument.create();
    open.addPage();
    open.encrypt({ userPassword: '', ownerPassword: 'geheimer' });
    expect(await inspectPdf(Buffer.from(await open.save()))).toBe('PDF_ENCRYPTED');
  });

  test('then a PDF without a page is refused', async () => {
    const document = await PDFDocument.create();
    const empty = Buffer.from(await document.save({ addDefaultPage: false }));
    expect(await inspectPdf(empty)).toBe('PDF_WITHOUT_PAGES');
  });
});
