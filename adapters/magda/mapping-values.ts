import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { AdapterTools } from '../../src/adapter/contract.js';
import type {
  CodedDescription,
  DatedCode,
  PersonName,
} from '../../src/capabilities/citizens/citizens.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

/** A CodeOmschrijving; null when there is no code. */
export function coded(element: SoapElement | null | undefined): CodedDescription | null {
  const code = element?.text('Code') ?? null;
  if (!element || code === null) return null;
  return { code, description: element.text('Omschrijving') };
}

/** A CodeOmschrijving with when it holds. */
export function datedCode(
  element: SoapElement | null | undefined,
  note: AdapterTools['noteUnknownValue'],
  field: string,
): DatedCode | null {
  const code = coded(element);
  return element && code ? { ...code, ...period(element, note, field) } : null;
}

/** The days as written; an end before the begin is noted, without the days, which tell something about a person. */
export function period(
  element: SoapElement,
  note: AdapterTools['noteUnknownValue'],
  field: string,
): { readonly since: string | null; readonly until: string | null } {
  const since = element.attribute('DatumBegin');
  const until = element.attribute('DatumEinde');
  if (since !== null && until !== null && endsBefore(since, until)) note(field, 'END_BEFORE_BEGIN');
  return { since, until };
}

/** Parts of 00 are unknown, so only what both days say is compared. */
function endsBefore(begin: string, end: string): boolean {
  const known = (day: string) => day.slice(0, 10).replace(/-00.*$/, '');
  const length = Math.min(known(begin).length, known(end).length);
  return known(end).slice(0, length) < known(begin).slice(0, length);
}

export function personName(element: SoapElement | null): PersonName | null {
  if (!element) return null;
  return {
    givenNames: element.at('Voornamen')?.texts('Voornaam') ?? [],
    familyNames: element.at('Achternamen')?.texts('Achternaam') ?? [],
  };
}

/** Null when absent, and for a number that does not check: registers make some up (IsFictief). It then stays unread. */
export function nationalNumberOf(element: SoapElement | null): NationalNumber | null {
  const digits = element?.peek() ?? null;
  if (digits === null || NationalNumber.problemOf(digits) !== null) return null;
  element?.text();
  return NationalNumber.parse(digits);
}
