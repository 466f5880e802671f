import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { CsvError, parse } from 'csv-parse';
import { parseKboNumber } from '../../identifiers/kbo-number.js';
import { InvalidNationalNumber, NationalNumber } from '../../identifiers/national-number.js';
import { withoutByteOrderMark } from '../files/csv.inspection.js';
import { type BatchFaults, collectFaults, columnLetter } from './letter-batch.faults.js';
import { valueFault } from './letter-template.faults.js';
import { fieldsOf, fillTemplate, type LetterText, plainTextOf } from './letter-template.text.js';
import type { LetterRecipient } from './letters.port.js';

/** A recipient, with what stands in the fields of the template. */
export interface BatchRow {
  /** As a spreadsheet counts. */
  readonly row: number;
  readonly recipient: LetterRecipient;
  /** By field. */
  readonly values: Readonly<Record<string, string>>;
}

export type BatchReading =
  | { readonly kind: 'READ'; readonly rows: readonly BatchRow[] }
  | { readonly kind: 'FAULTY'; readonly faults: BatchFaults };

type Faults = ReturnType<typeof collectFaults>;

export const recipientColumns = { CITIZEN: 'rijksregisternummer', ENTERPRISE: 'ondernemingsnummer' } as const;

const chunkBytes = 64 * 1024;
const longestSubject = 255;
/** After so many rows others have their turn: the hub answers others meanwhile. */
const rowsInTurn = 50;

/** What Excel writes in Belgium, and what the others write: no name of a column can hold either. */
const separatorOf = (content: Buffer): string => {
  const end = content.indexOf('\n');
  return content.subarray(0, end < 0 ? content.length : end).includes(';') ? ';' : ',';
};

function* chunksOf(content: Buffer): Generator<Buffer> {
  for (let from = 0; from < content.length; from += chunkBytes)
    yield content.subarray(from, from + chunkBytes);
}

/** Every record with its row; empty rows, which a spreadsheet leaves at the end, are only counted. */
async function* recordsOf(
  content: Buffer,
): AsyncGenerator<{ readonly row: number; readonly cells: readonly string[] }> {
  const text = withoutByteOrderMark(content);
  const parser = parse({
    delimiter: separatorOf(text),
    relax_column_count: true,
    skip_empty_lines: false,
    trim: true,
  });
  let row = 0;
  for await (const cells of Readable.from(chunksOf(text)).pipe(parser) as AsyncIterable<string[]>) {
    row += 1;
    if (cells.some((cell) => cell !== '')) yield { row, cells };
  }
}

/** Reads a file of recipients for one template; every row is looked at before anything is said of it. */
export async function readBatch(
  content: Buffer,
  template: LetterText,
  mostRows: number,
): Promise<BatchReading> {
  const faults = collectFaults();
  const rows: BatchRow[] = [];
  const seen = new Map<string, number>();
  const fields = fieldsOf(template);
  let columns: readonly string[] | null = null;
  let last = 0;
  try {
    for await (const { row, cells } of recordsOf(content)) {
      last = row;
      if (row % rowsInTurn === 0) await nextTurn();
      if (!columns) {
        columns = cells;
        judgeColumns(columns, fields, row, faults);
        // Without the right columns every row would be wrong.
        if (faults.found) break;
        continue;
      }
      if (rows.length >= mostRows) {
        faults.add(row, null, 'TOO_MANY_ROWS');
        break;
      }
      const read = readRow(row, cells, columns, template, fields, faults);
      if (!read) continue;
      const key = keyOf(read.recipient);
      const earlier = seen.get(key);
      if (earlier === undefined) seen.set(key, row);
      else faults.add(row, recipientColumns[read.recipient.kind], 'RECIPIENT_TWICE', earlier);
      rows.push(read);
    }
  } catch (error) {
    if (!(error instanceof CsvError)) throw error;
    // It stops reading there, before it gave the rows that it had.
    faults.add(Number(error['records'] ?? last) + 1, null, 'QUOTES');
  }
  if (!faults.found && rows.length === 0) faults.add(last + 1, null, 'NO_ROWS');
  return faults.found ? { kind: 'FAULTY', faults: faults.found } : { kind: 'READ', rows };
}

const keyOf = (recipient: LetterRecipient): string =>
  recipient.kind === 'CITIZEN' ? recipient.nationalNumber.reveal() : recipient.kboNumber;

function judgeColumns(
  columns: readonly string[],
  fields: readonly string[],
  row: number,
  faults: Faults,
): void {
  const recipients: readonly string[] = Object.values(recipientColumns);
  for (const name of recipients) if (fields.includes(name)) faults.add(row, name, 'COLUMN_RESERVED');
  for (const [index, name] of columns.entries()) {
    const known = fields.includes(name) || recipients.includes(name);
    // A file without names has people's data in its first row: what is not known is not repeated.
    if (!known) faults.add(row, columnLetter(index), 'COLUMN_UNKNOWN');
    else if (columns.indexOf(name) !== index) faults.add(row, name, 'COLUMN_TWICE');
  }
  for (const name of fields) if (!columns.includes(name)) faults.add(row, name, 'COLUMN_MISSING');
  if (!recipients.some((name) => columns.includes(name)))
    faults.add(row, recipientColumns.CITIZEN, 'COLUMN_MISSING');
}

/** Null when something is wrong with it. */
function readRow(
  row: number,
  cells: readonly string[],
  columns: readonly string[],
  template: LetterText,
  fields: readonly string[],
  faults: Faults,
): BatchRow | null {
  if (cells.length !== columns.length) {
    faults.add(row, null, 'COLUMN_COUNT');
    return null;
  }
  const cellOf = (name: string) => (cells[columns.indexOf(name)] ?? '').trim();
  const recipient = readRecipient(row, cellOf, faults);
  const values: Record<string, string> = {};
  let fine = recipient !== null;
  for (const name of columns) {
    if (!fields.includes(name)) continue;
    const value = cellOf(name);
    const fault = value === '' ? 'VALUE_MISSING' : valueFault(value);
    if (fault) faults.add(row, name, fault);
    fine &&= fault === null;
    values[name] = value;
  }
  if (!fine) return null;
  const { subject } = fillTemplate({ ...template, address: [], body: [] }, new Map(Object.entries(values)));
  if (plainTextOf(subject).length <= longestSubject) return { row, recipient: recipient!, values };
  faults.add(row, null, 'SUBJECT');
  return null;
}

function readRecipient(
  row: number,
  cellOf: (name: string) => string,
  faults: Faults,
): LetterRecipient | null {
  const citizen = cellOf(recipientColumns.CITIZEN);
  const enterprise = cellOf(recipientColumns.ENTERPRISE);
  if ((citizen === '') === (enterprise === '')) {
    faults.add(row, null, citizen === '' ? 'NO_RECIPIENT' : 'TWO_RECIPIENTS');
    return null;
  }
  if (citizen === '') {
    try {
      return { kind: 'ENTERPRISE', kboNumber: parseKboNumber(enterprise) };
    } catch {
      faults.add(row, recipientColumns.ENTERPRISE, 'KBO_NUMBER_NOT_VALID');
      return null;
    }
  }
  try {
    return { kind: 'CITIZEN', nationalNumber: NationalNumber.parse(citizen) };
  } catch (error) {
    if (!(error instanceof InvalidNationalNumber)) throw error;
    faults.add(row, recipientColumns.CITIZEN, 'NATIONAL_NUMBER_NOT_VALID');
    return null;
  }
}
