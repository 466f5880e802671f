import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { BrokenBulkFile, BulkReader } from '../../adapters/verenigingsregister/bulk-reader.js';

function read(file: string | Buffer, pieceBytes: number): unknown[] {
  const reader = new BulkReader();
  const bytes = Buffer.from(file as string);
  const documents: unknown[] = [];
  for (let at = 0; at < bytes.length; at += pieceBytes)
    documents.push(...reader.read(bytes.subarray(at, at + pieceBytes)));
  reader.end();
  return documents;
}

const documents = fc.array(
  fc.record({ naam: fc.string({ unit: 'grapheme' }), binnen: fc.dictionary(fc.string(), fc.json()) }),
);
const asJson = (values: unknown) => JSON.parse(JSON.stringify(values)) as unknown;

describe('the reader of the bulk file', () => {
  test('gives the same documents wherever the pieces end, from JSON lines', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 40 }), (values, pieceBytes) => {
        const file = `\uFEFF${values.map((value) => JSON.stringify(value)).join('\r\n')}\n`;
        expect(read(file, pieceBytes)).toEqual(asJson(values));
      }),
    );
  });

  test('and from a JSON array', () => {
    fc.assert(
      fc.property(documents, fc.integer({ min: 1, max: 40 }), (values, pieceBytes) => {
        expect(read(JSON.stringify(values, null, 2), pieceBytes)).toEqual(asJson(values));
      }),
    );
  });

  test('is not led astray by braces and quotes within texts', () => {
    const values = [{ naam: '}{"\\" [],' }, { naam: 'é } ß' }];
    expect(read(values.map((value) => JSON.stringify(value)).join('\n'), 3)).toEqual(values);
  });

  test.each([
    ['ends within a document', '{"naam":"x"}\n{"naam":'],
    ['is an error page', '<html>niet gevonden</html>'],
    ['has something that only looks like a document', '{naam: x}'],
    ['closes what was not opened', '{"naam":"x"}}'],
  ])('refuses a file that %s', (_, file) => {
    expect(() => read(file, 4)).toThrow(BrokenBulkFile);
  });
});
