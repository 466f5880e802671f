import type { SoapElement } from '../../src/adapter/soap/element.js';
import type {
  CodedDescription,
  PersonName,
  RelatedPerson,
} from '../../src/capabilities/citizens/citizens.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

/** A CodeOmschrijving; null when there is no code. */
export function coded(element: SoapElement | null | undefined): CodedDescription | null {
  const code = element?.text('Code') ?? null;
  if (!element || code === null) return null;
  return {
    code,
    description: element.text('Omschrijving'),
    ...given('language', element.at('Omschrijving')?.attribute('Taal')),
    ...given('since', element.attribute('DatumBegin')),
    ...given('until', element.attribute('DatumEinde')),
  };
}

export function period(element: SoapElement): {
  readonly since: string | null;
  readonly until: string | null;
} {
  return { since: element.attribute('DatumBegin'), until: element.attribute('DatumEinde') };
}

export function personName(element: SoapElement | null): PersonName | null {
  if (!element) return null;
  return {
    givenNames: element.at('Voornamen')?.texts('Voornaam') ?? [],
    familyNames: element.at('Achternamen')?.texts('Achternaam') ?? [],
    ...given('since', element.attribute('DatumBegin')),
    ...given('until', element.attribute('DatumEinde')),
  };
}

export function relatedPerson(element: SoapElement | null): RelatedPerson | null {
  if (!element) return null;
  return {
    nationalNumber: nationalNumberOf(element.at('INSZ')),
    name: personName(element.at('Naam')),
    sex: coded(element.at('Geslacht')),
    birthDate: element.text('Geboortedatum'),
  };
}

/** Null when absent, and for a number that does not check: registers make some up (IsFictief). It then stays unread. */
export function nationalNumberOf(element: SoapElement | null): NationalNumber | null {
  const digits = element?.peek() ?? null;
  if (digits === null || NationalNumber.problemOf(digits) !== null) return null;
  element?.text();
  return NationalNumber.parse(digits);
}

/** `{ [name]: value }`, or nothing when there is no value. */
export function given<Name extends string>(
  name: Name,
  value: string | null | undefined,
): { readonly [K in Name]?: string } {
  return (value ? { [name]: value } : {}) as { readonly [K in Name]?: string };
}
