import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toAttest } from '../../adapters/magda/mapping-attests.js';
import { SoapElement } from '../../src/adapter/soap/element.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

const emma = NationalNumber.parse('85671421468');

/** What is mapped, and what was noted on the way. */
function mapped(value: unknown) {
  const noted: string[][] = [];
  const attest = toAttest(new SoapElement(value), emma, (field, code) => void noted.push([field, code]));
  return { attest, noted };
}

const leaf = fc.string({ minLength: 1 }).filter((text) => text.trim() !== '');
const others = fc.dictionary(fc.constantFrom('Naam', 'Datum', 'Bron', 'Status'), leaf);

test('whatever MAGDA says beside the document of an attest, nothing is lost and nothing is said twice', () => {
  fc.assert(
    fc.property(others, fc.dictionary(fc.constantFrom('Code', 'Omschrijving'), leaf), (plain, below) => {
      const { attest, noted } = mapped({ ...plain, Soort: below });
      expect({ document: attest.document, noted }).toEqual({ document: null, noted: [] });
      expect(attest.nationalNumber).toBe(emma);
      const said = [
        ...Object.entries(plain),
        ...Object.entries(below).map(([name, value]) => [`Soort/${name}`, value]),
      ];
      expect(attest.otherFacts.map(({ path, value }) => [path, value]).toSorted()).toEqual(said.toSorted());
    }),
  );
});

test('a document is given as MAGDA wrote it, and is a PDF only when it begins as one', () => {
  const folded = (text: string, width: number) => text.replace(new RegExp(`(.{${width}})`, 'g'), '$1\n');
  const bytes = fc.uint8Array({ minLength: 1, maxLength: 300 }).map((content) => Buffer.from(content));
  fc.assert(
    fc.property(bytes, fc.boolean(), fc.constantFrom(20, 64, 76), others, (content, pdf, width, plain) => {
      const whole = pdf ? Buffer.concat([Buffer.from('%PDF-'), content]) : content;
      const written = folded(whole.toString('base64'), width);
      const { attest, noted } = mapped({ ...plain, Document: written });
      const begins = whole.subarray(0, 5).toString('latin1') === '%PDF-';
      expect(attest.document).toEqual({ format: begins ? 'PDF' : 'UNKNOWN', base64: written });
      expect(noted).toEqual(begins ? [] : [['citizens.attest.format', 'NO_PDF']]);
      expect(attest.otherFacts).toHaveLength(Object.keys(plain).length);
    }),
  );
});

test('what is no base64 is no PDF, and what was noted of it never holds a word of it', () => {
  const begin = Buffer.from('%PDF-1.7').toString('base64').replace(/=+$/, '');
  fc.assert(
    fc.property(leaf, fc.constantFrom('', begin), (tail, head) => {
      const { attest, noted } = mapped({ Document: `${head}*${tail}` });
      expect(attest.document).toEqual({ format: 'UNKNOWN', base64: `${head}*${tail}` });
      expect(noted).toEqual([['citizens.attest.format', 'NO_PDF']]);
    }),
  );
});
