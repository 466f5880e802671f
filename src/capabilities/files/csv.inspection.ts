import { isUtf8 } from 'node:buffer';

/** Why a file is no CSV that can be read. */
export type CsvProblem = 'CSV_EMPTY' | 'CSV_ENCODING' | 'CSV_NOT_TEXT';

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

export const withoutByteOrderMark = (content: Buffer): Buffer =>
  content.subarray(0, 3).equals(byteOrderMark) ? content.subarray(3) : content;

/** Whether a file is text in UTF-8, with or without its mark; what stands in it is for whoever uses it. Null when it is. */
export function inspectCsv(content: Buffer): CsvProblem | null {
  if (withoutByteOrderMark(content).length === 0) return 'CSV_EMPTY';
  if (!isUtf8(content)) return 'CSV_ENCODING';
  return content.includes(0) ? 'CSV_NOT_TEXT' : null;
}
