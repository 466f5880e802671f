import { PlatformError } from '../platform-error.js';
import type { PlatformErrorCode } from '../platform-error.js';
import type { SoapElement } from '../soap/element.js';

/** An Uitzondering of MAGDA, at level 2 (the message) or level 3 (one question). Diagnosis and circumstance may hold personal data. */
export interface MagdaException {
  /** Identificatie: up to ten digits. */
  readonly code: string;
  /** Oorsprong: MAGDA, RR, KSZ and so on. */
  readonly origin: string;
  readonly severity: 'FOUT' | 'WAARSCHUWING' | 'INFORMATIE';
  /** Tijdstip in Brussels time, such as 2018-10-02T16:36:02.659; null when not given. */
  readonly at: string | null;
  readonly diagnosis: string;
  readonly circumstance: string | null;
  readonly annotations: readonly { readonly name: string; readonly value: string }[];
  readonly elementReferences: readonly string[];
}

/** What an exception means for the asker. The last four are answers, not failures. */
export type ExceptionMeaning =
  | { readonly failure: PlatformErrorCode }
  | { readonly answer: 'NO_DATA' | 'NO_SUCH_NUMBER' | 'NOT_REGISTERED' | 'NOTICE' };

const failure = (code: PlatformErrorCode) => ({ failure: code });

/** The codes that are known, with what MAGDA says in their Diagnose. */
export const exceptionMeanings: Readonly<Record<string, ExceptionMeaning & { readonly text: string }>> = {
  '13202': { answer: 'NOT_REGISTERED', text: 'no file registered for this person' },
  '20002': { ...failure('REFUSED'), text: 'the structure of the INSZ is not valid' },
  '30001': { answer: 'NO_DATA', text: 'no data found for the question' },
  '30002': { answer: 'NO_SUCH_NUMBER', text: 'the INSZ was cancelled' },
  '30003': { answer: 'NO_SUCH_NUMBER', text: 'the INSZ does not exist' },
  '30004': { answer: 'NOTICE', text: 'the person has a new INSZ' },
  '30014': { ...failure('REFUSED'), text: 'the receipt (Ontvangstreferte) is not valid' },
  '30016': { answer: 'NO_DATA', text: 'nothing more to give' },
  '30032': { ...failure('REFUSED'), text: 'the same source was named twice' },
  '30042': { answer: 'NOTICE', text: 'the source holds several, one was given' },
  '40006': { ...failure('CREDENTIALS'), text: 'not authorised' },
  '40143': { ...failure('REFUSED'), text: 'the registration was refused' },
  '445810': { ...failure('REFUSED'), text: 'the source does not know an attest by that name' },
  '60003': { ...failure('REFUSED'), text: 'the source does not accept the form of the question' },
  '60006': { ...failure('SERVER_FAULT'), text: 'no answer from the source' },
  '60007': { ...failure('SERVER_FAULT'), text: 'the answer of the source cannot be read' },
  '60009': { ...failure('SERVER_FAULT'), text: 'technical problem' },
  '60011': { ...failure('SERVER_FAULT'), text: 'access parameters of the source are missing' },
  '60013': { ...failure('SERVER_FAULT'), text: 'no access to the source' },
  '99984': { answer: 'NOTICE', text: 'MAGDA has no text for a code' },
  '99986': { ...failure('SERVER_FAULT'), text: 'unknown code of the source' },
  '99994': { ...failure('SERVER_FAULT'), text: 'unexpected error at the source' },
  '99995': { ...failure('THROTTLED'), text: 'too many questions at once' },
  '99996': { ...failure('THROTTLED'), text: 'too many questions at once' },
  '99997': { ...failure('SERVER_FAULT'), text: 'the system behind MAGDA cannot be reached' },
};

/** What an exception means; a code nobody described is taken by its first digit and its severity. */
export function meaningOf(exception: MagdaException): ExceptionMeaning {
  const known = exceptionMeanings[exception.code];
  if (known) return known;
  if (exception.severity !== 'FOUT') return { answer: 'NOTICE' };
  return failure(/^[69]/.test(exception.code) ? 'SERVER_FAULT' : 'REFUSED');
}

/** The first exception that means a failure, as an error without MAGDA's own text; null when there is none. */
export function failureOf(platform: string, exceptions: readonly MagdaException[]): PlatformError | null {
  for (const exception of exceptions) {
    const meaning = meaningOf(exception);
    if ('failure' in meaning)
      return new PlatformError(platform, meaning.failure, { platformCode: safeCode(exception) });
  }
  return null;
}

/** The code, if it looks like one: whatever else a platform writes in its place could be anybody's number. */
export function safeCode(exception: MagdaException): string {
  return /^\d{1,10}$/.test(exception.code) ? exception.code : 'UNKNOWN';
}

/** The first exception with that meaning; null when there is none. */
export function exceptionMeaning(
  exceptions: readonly MagdaException[],
  answer: (ExceptionMeaning & { answer: string })['answer'],
): MagdaException | null {
  return (
    exceptions.find((exception) => (meaningOf(exception) as { answer?: string }).answer === answer) ?? null
  );
}

/** Reads the Uitzonderingen below an element. */
export function exceptionsOf(element: SoapElement | null): readonly MagdaException[] {
  const list = element?.at('Uitzonderingen')?.all('Uitzondering') ?? [];
  return list.map((exception) => {
    const severity = exception.text('Type');
    const date = exception.text('Tijdstip', 'Datum');
    return {
      code: exception.text('Identificatie') ?? '',
      origin: exception.text('Oorsprong') ?? '',
      severity: severity === 'WAARSCHUWING' || severity === 'INFORMATIE' ? severity : 'FOUT',
      at: date && `${date}T${exception.text('Tijdstip', 'Tijd') ?? '00:00'}`,
      diagnosis: exception.text('Diagnose') ?? '',
      circumstance: exception.text('Omstandigheid'),
      annotations: (exception.at('Annotaties')?.all('Annotatie') ?? []).map((annotation) => ({
        name: annotation.text('Naam') ?? '',
        value: annotation.text('Waarde') ?? '',
      })),
      elementReferences: exception.at('ElementReferenties')?.texts('ElementReferentie') ?? [],
    };
  });
}
