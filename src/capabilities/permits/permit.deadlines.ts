import type { LegalTerms } from '../../settings/permit-settings.js';
import type { PermitPhase, PermitProcedure } from './permits.port.js';

export const deadlineKinds = [
  'COMPLETENESS_CHECK',
  'PUBLIC_INQUIRY_END',
  'DECISION',
  'POSTING_END',
  'APPEAL_END',
  'WORKS_MAY_BEGIN',
] as const;
export type DeadlineKind = (typeof deadlineKinds)[number];

/** A legal term of a project. UNKNOWN: it runs or will run, but what is known does not tell until when. */
export interface Deadline {
  readonly kind: DeadlineKind;
  readonly status: 'COMPUTED' | 'UNKNOWN';
  /** ISO day; null when UNKNOWN. */
  readonly day: string | null;
  /** The day when the term is extended; null when it cannot be, or when that is not known. */
  readonly extendedDay: string | null;
  /** How it was computed, or why it was not; in Dutch. */
  readonly explanation: string;
}

/** What is known of a project. Days are ISO days in Brussels. */
export interface DeadlineFacts {
  readonly procedure: PermitProcedure;
  readonly phase: PermitPhase;
  /** Whether its type is an application, checked for completeness. */
  readonly application: boolean;
  readonly state: string | null;
  readonly submittedOn: string | null;
  /** Since when it is in its phase. */
  readonly stateSince: string | null;
}

/** The day that is so many calendar days later: the first day does not count. */
export function plusDays(day: string, days: number): string {
  // Days of the calendar, not of 24 hours: a change of the clock moves nothing.
  const date = new Date(`${day}T00:00:00Z`);
  date.setUTCDate(date.getUTCDate() + days);
  return date.toISOString().slice(0, 10);
}

/**
 * The terms that still run for a project, in the order in which they come. Nothing is guessed: a term whose beginning or
 * length is not known is UNKNOWN, and a phase that is not known leaves only what follows from the filing itself.
 */
export function deadlinesOf(facts: DeadlineFacts, terms: LegalTerms): readonly Deadline[] {
  const { phase, submittedOn } = facts;
  // A state that began before the project was filed is a slip of the platform: no term may rest on it.
  const since =
    facts.stateSince !== null && submittedOn !== null && facts.stateSince < submittedOn
      ? null
      : facts.stateSince;
  const announced = announcedEnd(facts.state);
  const inquiry = announced === null ? [] : [announced];
  switch (phase) {
    case 'CLOSED':
      return [];
    case 'POSTED':
      return afterPosting(since, terms);
    case 'DECIDED':
      return afterPosting(null, terms);
    case 'PUBLIC_INQUIRY':
      return [
        ...(announced
          ? inquiry
          : [
              term(
                'PUBLIC_INQUIRY_END',
                since,
                terms.publicInquiryDays,
                'het begin van het openbaar onderzoek',
              ),
            ]),
        ...decision(facts, null, terms),
      ];
    case 'COMPLETE':
      return [...inquiry, ...decision(facts, since, terms)];
    case 'SUBMITTED':
    case 'UNKNOWN':
      return [...completeness(facts, terms), ...inquiry, ...decision(facts, null, terms)];
  }
}

/** The first term that ends today or later; an UNKNOWN one when no other is left; null when none runs. */
export function nextDeadline(deadlines: readonly Deadline[], today: string): Deadline | null {
  const coming = deadlines
    .filter(({ day }) => day !== null && day >= today)
    .sort((one, other) => (one.day! < other.day! ? -1 : 1));
  return coming[0] ?? deadlines.find(({ status }) => status === 'UNKNOWN') ?? null;
}

function completeness({ application, procedure, submittedOn }: DeadlineFacts, terms: LegalTerms): Deadline[] {
  const checked = application || (procedure !== 'UNKNOWN' && procedure !== 'NONE');
  return checked ? [term('COMPLETENESS_CHECK', submittedOn, terms.completenessDays, 'de indiening')] : [];
}

function decision(
  { procedure, submittedOn }: DeadlineFacts,
  completeOn: string | null,
  terms: LegalTerms,
): Deadline[] {
  if (procedure === 'NONE') return [];
  if (procedure === 'UNKNOWN')
    return [
      unknown(
        'DECISION',
        'De procedure van dit project is niet bekend, dus ook niet de termijn om te beslissen.',
      ),
    ];
  const days = {
    NORMAL: terms.normalDays,
    NORMAL_WITH_POVC: terms.normalWithPovcDays,
    SIMPLIFIED: terms.simplifiedDays,
  }[procedure];
  const start = completeOn ?? (submittedOn === null ? null : plusDays(submittedOn, terms.completenessDays));
  if (start === null) return [unknown('DECISION', 'Niet bekend: de indiening.')];
  const explanation =
    completeOn === null
      ? `${days} dagen na de ${terms.completenessDays}e dag na de indiening; vroeger als een brief over de volledigheid vroeger kwam.`
      : `${days} dagen na de verklaring dat het dossier volledig is.`;
  const day = plusDays(start, days);
  return [
    {
      kind: 'DECISION',
      status: 'COMPUTED',
      day,
      extendedDay: procedure === 'SIMPLIFIED' ? null : plusDays(day, terms.extensionDays),
      explanation,
    },
  ];
}

function afterPosting(postedOn: string | null, terms: LegalTerms): Deadline[] {
  const from = 'de eerste dag van de aanplakking';
  return [
    term('POSTING_END', postedOn, terms.postingDays, from),
    term('APPEAL_END', postedOn, terms.appealDays, from),
    term('WORKS_MAY_BEGIN', postedOn, terms.worksAfterDays, from),
  ];
}

/** Some states say it themselves: "Het openbaar onderzoek loopt tot en met 05.12.2026". */
function announcedEnd(state: string | null): Deadline | null {
  const [, day, month, year] =
    /openbaar onderzoek loopt tot en met (\d{2})\.(\d{2})\.(\d{4})/i.exec(state ?? '') ?? [];
  const iso = `${year}-${month}-${day}`;
  const date = new Date(`${iso}T00:00:00Z`);
  if (Number.isNaN(date.getTime()) || date.toISOString().slice(0, 10) !== iso) return null;
  return {
    kind: 'PUBLIC_INQUIRY_END',
    status: 'COMPUTED',
    day: iso,
    extendedDay: null,
    explanation: 'Zoals de toestand van het project zegt.',
  };
}

function term(kind: DeadlineKind, from: string | null, days: number, what: string): Deadline {
  if (from === null) return unknown(kind, `Niet bekend: ${what}.`);
  return {
    kind,
    status: 'COMPUTED',
    day: plusDays(from, days),
    extendedDay: null,
    explanation: `${days} dagen na ${what}.`,
  };
}

function unknown(kind: DeadlineKind, explanation: string): Deadline {
  return { kind, status: 'UNKNOWN', day: null, extendedDay: null, explanation };
}
