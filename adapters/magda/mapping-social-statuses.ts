import type { SoapElement } from '../../src/adapter/soap/element.js';
import type {
  NamedValue,
  SocialStatus,
  SocialStatusResult,
  SourceRemark,
} from '../../src/capabilities/citizens/social-records.port.js';
import type { AdapterTools } from '../../src/adapter/contract.js';
import { writtenPeriod } from './mapping-written.js';

/** What is known of the answer as a whole. */
export interface SocialStatusAnswer {
  readonly names: readonly string[];
  /** False when the answer is about nobody, or a source failed beside it: its no is then no answer. */
  readonly reliable: boolean;
}

const results: Readonly<Record<string, SocialStatusResult>> = { '0': 'DOES_NOT_APPLY', '1': 'APPLIES' };

/** The `Persoon` of GeefSociaalStatuut 03.00, whose INSZ was read already. */
export function toSocialStatuses(
  person: SoapElement,
  { names, reliable }: SocialStatusAnswer,
  note: AdapterTools['noteUnknownValue'],
): readonly SocialStatus[] {
  const answered = (person.at('SocialeStatuten')?.all('SociaalStatuut') ?? []).map((element) =>
    toSocialStatus(element, reliable, note),
  );
  // In the place of statuses there may be one Status for all of them.
  const whole = remark(person.at('Status'));
  const given = new Set(answered.map(({ name }) => name));
  const missing = names.filter((name) => !given.has(name)).map((name) => unknownStatus(name, whole));
  const [first, ...rest] = [...answered, ...missing];
  if (!first) return [];
  const aboutPerson = person.unread().filter(({ path }) => !path.startsWith('SocialeStatuten/'));
  return [{ ...first, otherFacts: [...first.otherFacts, ...aboutPerson] }, ...rest];
}

/** A status of which the source says nothing. */
export function unknownStatus(name: string, status: SourceRemark | null = null): SocialStatus {
  return {
    name,
    result: 'UNKNOWN',
    resultCode: null,
    resultText: null,
    periods: [],
    details: [],
    status,
    otherFacts: [],
  };
}

function toSocialStatus(
  element: SoapElement,
  reliable: boolean,
  note: AdapterTools['noteUnknownValue'],
): SocialStatus {
  const resultCode = element.text('Resultaat', 'Code');
  const known = {
    name: element.text('Naam') ?? '',
    result: resultOf(resultCode, reliable, note),
    resultCode,
    resultText: element.text('Resultaat', 'Omschrijving'),
    periods: (element.at('Periodes')?.all('Periode') ?? []).map((period) =>
      writtenPeriod(period, { from: 'Begindatum', until: 'Einddatum' }, note, 'citizens.socialStatus.period'),
    ),
    details: (element.at('Details')?.all('Detail') ?? []).map(namedValue),
    status: remark(element.at('Status')),
  };
  return { ...known, otherFacts: element.unread() };
}

function resultOf(
  code: string | null,
  reliable: boolean,
  note: AdapterTools['noteUnknownValue'],
): SocialStatusResult {
  const result = code !== null && Object.hasOwn(results, code) ? results[code] : undefined;
  if (result === undefined) note('citizens.socialStatus.result', code ?? 'NONE');
  return result === undefined || (result === 'DOES_NOT_APPLY' && !reliable) ? 'UNKNOWN' : result;
}

function remark(element: SoapElement | null): SourceRemark | null {
  if (!element) return null;
  return {
    code: element.text('Code') ?? '',
    description: element.text('Omschrijving'),
    value: element.text('Waarde'),
    information: (element.at('Informaties')?.all('Informatie') ?? []).map(namedValue),
  };
}

function namedValue(element: SoapElement): NamedValue {
  return { name: element.text('Naam') ?? '', value: element.text('Waarde') };
}
