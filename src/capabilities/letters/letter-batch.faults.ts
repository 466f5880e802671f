import { templateFault } from './letter-template.faults.js';

const messages = {
  COLUMN_MISSING: 'Deze kolom ontbreekt.',
  COLUMN_UNKNOWN: 'Deze kolom is geen veld van het sjabloon.',
  COLUMN_TWICE: 'Deze kolom staat er twee keer in.',
  COLUMN_RESERVED: 'Het sjabloon heeft een veld met de naam van de kolom van de geadresseerde.',
  COLUMN_COUNT: 'Deze rij heeft een ander aantal kolommen dan de eerste rij.',
  QUOTES: 'Een aanhalingsteken in deze rij sluit niet, of staat op een verkeerde plaats.',
  NO_ROWS: 'Het bestand heeft geen rijen onder de namen van de kolommen.',
  TOO_MANY_ROWS: 'Het bestand heeft te veel rijen. Verdeel het.',
  NO_RECIPIENT: 'Vul het rijksregisternummer of het ondernemingsnummer in.',
  TWO_RECIPIENTS: 'Vul het rijksregisternummer of het ondernemingsnummer in, niet allebei.',
  NATIONAL_NUMBER_NOT_VALID:
    'Dit is geen rijksregisternummer. Een rekenblad laat nullen vooraan weg: maak de kolom tekst.',
  KBO_NUMBER_NOT_VALID:
    'Dit is geen ondernemingsnummer. Een rekenblad laat nullen vooraan weg: maak de kolom tekst.',
  RECIPIENT_TWICE: 'Deze geadresseerde staat ook in een vorige rij.',
  VALUE_MISSING: 'Vul dit veld in.',
  TOO_LONG: templateFault('', 'TOO_LONG').message,
  NOT_PRINTABLE: templateFault('', 'NOT_PRINTABLE').message,
  SUBJECT: 'Met deze waarden is het onderwerp langer dan 255 tekens.',
} as const;

export type BatchFaultCode = keyof typeof messages;

/** What is wrong in a file of recipients; it never holds what stands there. */
export interface BatchFault {
  /** As a spreadsheet counts: the names of the columns are in row 1. */
  readonly row: number;
  /** Name of a column that is known, or its letter as a spreadsheet has it; null when it is about the whole row. */
  readonly column: string | null;
  readonly code: BatchFaultCode;
  /** For people, in Dutch. */
  readonly message: string;
}

export interface BatchFaults {
  /** The first of them. */
  readonly faults: readonly BatchFault[];
  /** How many there are in all. */
  readonly count: number;
}

const mostTold = 100;

/** Keeps the first faults and counts the others. */
export function collectFaults() {
  const faults: BatchFault[] = [];
  let count = 0;
  return {
    add(row: number, column: string | null, code: BatchFaultCode, earlierRow?: number): void {
      count += 1;
      if (faults.length >= mostTold) return;
      const at = earlierRow === undefined ? '' : ` Zie rij ${earlierRow}.`;
      faults.push({ row, column, code, message: `${messages[code]}${at}` });
    },
    get found(): BatchFaults | null {
      return count === 0 ? null : { faults, count };
    },
  };
}

/** A, B, to Z, AA and so on. */
export function columnLetter(index: number): string {
  const rest = Math.floor(index / 26);
  return (rest > 0 ? columnLetter(rest - 1) : '') + String.fromCharCode(65 + (index % 26));
}
