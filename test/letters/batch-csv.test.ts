import { describe, expect, test } from '@jest/globals';
import { inspectCsv } from '../../src/capabilities/files/csv.inspection.js';
import { readBatch } from '../../src/capabilities/letters/letter-batch.csv.js';
import { readTemplate } from '../../src/capabilities/letters/letter-template.text.js';
import { citizenNumber } from './batch-support.js';

const template = readTemplate({
  subject: 'Dossier {{dossier}}',
  address: '{{naam}}',
  body: 'Beste {{naam}}',
});
const header = 'rijksregisternummer;ondernemingsnummer;naam;dossier';
const [an, bo] = [citizenNumber(1), citizenNumber(2)];
const club = '0406798006';

const read = (text: string, mostRows = 10) => readBatch(Buffer.from(text), template, mostRows);
async function faultsIn(text: string, mostRows?: number) {
  const reading = await read(text, mostRows);
  return reading.kind === 'FAULTY'
    ? reading.faults.faults.map(({ row, column, code }) => `${row} ${column ?? '-'} ${code}`)
    : [];
}

describe('a CSV that is uploaded', () => {
  test.each<[string, Buffer, string | null]>([
    ['in UTF-8', Buffer.from('naam\nZoë'), null],
    ['in UTF-8 with its mark', Buffer.from('\ufeffnaam\nZoë'), null],
    ['in Windows-1252', Buffer.from('naam\nZo\xeb', 'latin1'), 'CSV_ENCODING'],
    ['in UTF-16', Buffer.from('\ufeffnaam\nZoë', 'utf16le'), 'CSV_ENCODING'],
    ['with a character 0', Buffer.from('naam\0'), 'CSV_NOT_TEXT'],
    ['without anything', Buffer.from('\ufeff'), 'CSV_EMPTY'],
  ])('%s', (_what, content, problem) => {
    expect(inspectCsv(content)).toBe(problem);
  });
});

describe('rows of recipients', () => {
  test.each([
    [
      'with semicolons, as Excel writes in Belgium',
      `\ufeff${header}\r\n${an};;Zoë "B";K1\r\n`,
      'Zoë "B"',
      false,
    ],
    [
      'with commas and quotes',
      `naam,dossier,rijksregisternummer\n"Peeters, ""An""",K1,${an}\n`,
      'Peeters, "An"',
      true,
    ],
    [
      'with a printed number',
      `rijksregisternummer;naam;dossier\n${an.slice(0, 2)}.${an.slice(2, 4)}.${an.slice(4, 6)}-${an.slice(6, 9)}.${an.slice(9)};An;K1`,
      'An',
      true,
    ],
  ])('%s', async (_what, text, naam, isRead) => {
    const reading = await read(text);
    // A quote within a value must be doubled and enclosed: otherwise nobody knows where it ends.
    if (!isRead) return expect(reading).toMatchObject({ kind: 'FAULTY' });
    expect(reading).toMatchObject({ kind: 'READ', rows: [{ row: 2, values: { naam, dossier: 'K1' } }] });
    const [one] = reading.kind === 'READ' ? reading.rows : [];
    expect(one!.recipient.kind === 'CITIZEN' && one!.recipient.nationalNumber.reveal()).toBe(an);
  });

  test('an empty row counts, and is no recipient', async () => {
    const reading = await read(`${header}\n${an};;An;K1\n;;;\n\n;${club};Club;K2\n;;;\n`);
    expect(reading).toMatchObject({ rows: [{ row: 2 }, { row: 5, recipient: { kboNumber: club } }] });
  });

  test.each<[string, string, string[]]>([
    ['a column that is missing', `rijksregisternummer;naam\n${an};An`, ['1 dossier COLUMN_MISSING']],
    ['a column that no field has', `${header};straat\n${an};;An;K1;S`, ['1 E COLUMN_UNKNOWN']],
    ['a column twice', `${header};naam\n${an};;An;K1;An`, ['1 naam COLUMN_TWICE']],
    ['no column of recipients', 'naam;dossier\nAn;K1', ['1 rijksregisternummer COLUMN_MISSING']],
    [
      'no names of columns',
      `${an};;An;K1`,
      [
        '1 A COLUMN_UNKNOWN',
        '1 B COLUMN_UNKNOWN',
        '1 C COLUMN_UNKNOWN',
        '1 D COLUMN_UNKNOWN',
        '1 dossier COLUMN_MISSING',
        '1 naam COLUMN_MISSING',
        '1 rijksregisternummer COLUMN_MISSING',
      ],
    ],
    ['a row that is too short', `${header}\n${an};;An`, ['2 - COLUMN_COUNT']],
    ['a quote that does not close', `${header}\n${an};;An;K1\n${bo};;"Bo;K1`, ['3 - QUOTES']],
    ['nobody', `${header}\n`, ['2 - NO_ROWS']],
    [
      'no recipient and two of them',
      `${header}\n;;An;K1\n${an};${club};An;K1`,
      ['2 - NO_RECIPIENT', '3 - TWO_RECIPIENTS'],
    ],
    [
      'numbers that are none',
      `${header}\n${an.slice(1)};;An;K1\n;123;Club;K1`,
      ['2 rijksregisternummer NATIONAL_NUMBER_NOT_VALID', '3 ondernemingsnummer KBO_NUMBER_NOT_VALID'],
    ],
    [
      'a recipient twice',
      `${header}\n${an};;An;K1\n${bo};;Bo;K2\n${an};;An;K3`,
      ['4 rijksregisternummer RECIPIENT_TWICE'],
    ],
    [
      'values that are missing, too long or cannot be printed',
      `${header}\n${an};;;${'x'.repeat(1001)}\n${bo};;漢;"K\n1"`,
      ['2 naam VALUE_MISSING', '2 dossier TOO_LONG', '3 naam NOT_PRINTABLE', '3 dossier NOT_PRINTABLE'],
    ],
    ['a subject that becomes too long', `${header}\n${an};;An;${'x'.repeat(250)}`, ['2 - SUBJECT']],
  ])('%s is told by its row and column', async (_what, text, faults) => {
    expect(await faultsIn(text)).toEqual(faults);
  });

  test('too many are refused, as many as may be are not', async () => {
    const two = `${header}\n${an};;An;K1\n${bo};;Bo;K2\n`;
    expect(await faultsIn(two, 2)).toEqual([]);
    expect(await faultsIn(two, 1)).toEqual(['3 - TOO_MANY_ROWS']);
  });

  test('the first hundred faults are told and the others counted, and none holds what stands in the file', async () => {
    const lines = Array.from({ length: 300 }, (_, n) => `8507310013;;Geheim ${n};K1`);
    const reading = await read([header, ...lines].join('\n'), 1000);
    expect(reading).toMatchObject({ kind: 'FAULTY', faults: { count: 300 } });
    const faults = reading.kind === 'FAULTY' ? reading.faults.faults : [];
    expect(faults).toHaveLength(100);
    expect(JSON.stringify(faults)).not.toMatch(/8507310013|Geheim/);
  });

  test('a recipient twice names the row before', async () => {
    const reading = await read(`${header}\n${an};;An;K1\n${an};;An;K3`);
    expect(reading.kind === 'FAULTY' && reading.faults.faults[0]!.message).toMatch(/Zie rij 2\.$/);
  });
});
