import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { WrittenPeriod } from '../../src/capabilities/citizens/social-records.port.js';
import type { AdapterTools } from '../../src/adapter/contract.js';

/** A day of MAGDA: the generic schema of version 3 lets a time zone follow. Parts of 00 are unknown, not wrong. */
const day = /^(\d{4})-(\d{2})-(\d{2})(?:Z|[+-]\d{2}:\d{2})?$/;

/**
 * A period as the source wrote it. Test answers end on 31 November: what cannot be stays readable, is marked, and is
 * noted without the days, which tell something about a person.
 */
export function writtenPeriod(
  element: SoapElement,
  names: { readonly from: string; readonly until: string },
  note: AdapterTools['noteUnknownValue'],
  field: string,
): WrittenPeriod {
  const from = element.text(names.from);
  const until = element.text(names.until);
  const problem = periodProblem(from, until);
  if (problem !== null) note(field, problem);
  return { from, until, possible: problem === null };
}

function periodProblem(from: string | null, until: string | null): string | null {
  if (from === null) return 'NO_BEGIN';
  if (![from, until].every((text) => text === null || isDay(text))) return 'NOT_ON_CALENDAR';
  return until !== null && until.slice(0, 10) < from.slice(0, 10) ? 'END_BEFORE_BEGIN' : null;
}

function isDay(text: string): boolean {
  const [, year = '', month = '', dayOfMonth = ''] = day.exec(text) ?? [];
  if (year === '') return false;
  if (month === '00' || dayOfMonth === '00') return Number(month) <= 12 && Number(dayOfMonth) <= 31;
  const written = `${year}-${month}-${dayOfMonth}`;
  const moment = new Date(`${written}T00:00:00Z`);
  return !Number.isNaN(moment.getTime()) && moment.toISOString().slice(0, 10) === written;
}

/** A VlagEnum, 0 or 1; null when absent, and for anything else, which then stays unread. */
export function flag(
  element: SoapElement | null,
  note: AdapterTools['noteUnknownValue'],
  field: string,
): boolean | null {
  const written = element?.peek() ?? null;
  if (written === '0' || written === '1') {
    element?.text();
    return written === '1';
  }
  if (written !== null) note(field, 'NO_FLAG');
  return null;
}
