import type { MagdaException } from '../../src/adapter/magda/exceptions.js';
import { safeCode } from '../../src/adapter/magda/exceptions.js';
import { brusselsTime, momentOf } from '../../src/adapter/magda/time.js';
import type { SoapElement } from '../../src/adapter/soap/element.js';
import type { AdapterTools } from '../../src/adapter/contract.js';
import type { ChangeAttempt } from '../../src/adapter/attempt-change.js';
import type {
  DossierPublication,
  PublicationOutcome,
  PublicationVisibility,
} from '../../src/capabilities/dossiers/dossier-publication.port.js';
import type {
  Dossier,
  DossierOverview,
  DossierHandler,
  DossierSourceFailure,
  DossierState,
  DossierStatus,
  DossierSubject,
} from '../../src/capabilities/dossiers/dossiers.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { PublicationAnswer } from './publication.js';

type NoteUnknownValue = AdapterTools['noteUnknownValue'];

/** A `Dossier` of GeefDossiers 02.00: its mutations, newest first. Null when it cannot be read, which its schema forbids. */
export function toDossier(dossier: SoapElement): Dossier | null {
  const mutations = dossier.at('DossierMutaties')?.all('DossierMutatie') ?? [];
  const identity = mutations[0]?.at('Identificatie');
  const authority = identity?.text('Bron') ?? null;
  const number = identity?.text('Dossiernummer') ?? null;
  if (authority === null || number === null) return null;
  const states = mutations.flatMap((mutation) => toState(mutation, { authority, number }) ?? []);
  if (states.length < mutations.length) return null;
  states.sort((a, b) => b.from.getTime() - a.from.getTime() || changed(b) - changed(a));
  const [current, ...history] = states;
  return current ? { authority, number, current, history } : null;
}

/** The phases that the platform publishes: see the port of publication. */
const phases: ReadonlySet<string> = new Set(['Samenstelling', 'Behandeling', 'Afgerond']);

/** Notes what the contract does not name and what cannot be; the dossier keeps both as they came. */
export function noteUnknownStates({ current, history }: Dossier, note: NoteUnknownValue): void {
  for (const { status, from, to } of [current, ...history]) {
    const phase = status?.phase ?? null;
    // Free text in a field for a code may be anything, so it stays out of the log.
    if (phase !== null && !phases.has(phase))
      note('dossier.phase', /^[A-Za-z][A-Za-z_-]{0,31}$/.test(phase) ? phase : 'UNREADABLE');
    if (to && to < from) note('dossier.period', 'END_BEFORE_BEGIN');
  }
}

/** One failure for each source that an exception names. */
export function toSourceFailures(
  exception: MagdaException,
  sources: readonly string[],
): readonly DossierSourceFailure[] {
  const platformCode = safeCode(exception);
  return sources.length === 0
    ? [{ authority: null, platformCode }]
    : sources.map((authority) => ({ authority, platformCode }));
}

/** A dossier that could not be read: the asker must know that something is missing. */
export function unreadable(dossier: SoapElement): DossierSourceFailure {
  const authority = dossier.at('DossierMutaties', 'DossierMutatie', 'Identificatie')?.text('Bron') ?? null;
  return { authority, platformCode: 'UNREADABLE' };
}

function changed({ status, changedAt }: DossierState): number {
  return (status?.changedAt ?? changedAt)?.getTime() ?? 0;
}

function toState(
  mutation: SoapElement,
  identity: { readonly authority: string; readonly number: string },
): DossierState | null {
  const from = boundary(mutation, 'Begin');
  if (!from) return null;
  // Every mutation repeats the identification; one that differs from the dossier's stays behind in otherFacts.
  const own = mutation.at('Identificatie');
  if (own?.at('Bron')?.peek() === identity.authority) own.text('Bron');
  if (own?.at('Dossiernummer')?.peek() === identity.number) own.text('Dossiernummer');
  const known = {
    name: mutation.text('Naam') ?? '',
    type: mutation.text('Type') ?? '',
    changedAt: moment(mutation.at('DatumModificatie')),
    targetDate: mutation.text('StreefDatum'),
    status: toStatus(mutation.at('Status')),
    products: mutation.at('Producten')?.texts('Product') ?? [],
    handler: toHandler(mutation.at('Beheerder')),
    extraInformation: mutation.text('ExtraInformatie'),
    url: mutation.text('Doorverwijzing'),
    subjects: (mutation.at('Subjecten')?.all('Subject') ?? []).map(toSubject),
    confidential: flag(mutation.at('Eigenschappen', 'Vertrouwelijk')),
    public: flag(mutation.at('Eigenschappen', 'Publiek')),
    notConsultable: flag(mutation.at('Eigenschappen', 'IsNietRaadpleegbaar')),
    from,
    to: boundary(mutation, 'Einde'),
  };
  return { ...known, otherFacts: mutation.unread() };
}

function toStatus(status: SoapElement | null): DossierStatus | null {
  if (!status) return null;
  const action = status.at('Actie');
  return {
    code: status.text('Code'),
    phase: status.text('Fase'),
    edrl: status.text('EDRL'),
    details: status.at('Details')?.texts('Detail') ?? [],
    changedAt: moment(status.at('DatumModificatie')),
    action: action && {
      needed: flag(action.at('ActieNodig')) ?? false,
      description: action.text('Omschrijving'),
    },
    targetDate: status.text('StreefDatum'),
  };
}

function toHandler(handler: SoapElement | null): DossierHandler | null {
  if (!handler) return null;
  const contact = (...path: readonly string[]) => handler.text('Contact', ...path);
  const address = (...path: readonly string[]) => handler.text('Adres', ...path);
  return {
    name: contact('Naam'),
    service: contact('Dienst', 'Omschrijving'),
    serviceWegwijsId: contact('Dienst', 'WegwijsID'),
    email: contact('Email'),
    phone: contact('Telefoon'),
    mobile: contact('GSM'),
    fax: contact('Fax'),
    website: contact('Website'),
    street: address('Straat', 'Naam'),
    houseNumber: address('Huisnummer'),
    boxNumber: address('Busnummer'),
    postalCode: address('Gemeente', 'Postcode'),
    municipality: address('Gemeente', 'Naam'),
    nisCode: address('Gemeente', 'NISCode'),
    country: address('Land', 'Naam'),
  };
}

function toSubject(subject: SoapElement): DossierSubject {
  const type = subject.text('Type') ?? '';
  const key = subject.text('Sleutel');
  const isPerson = type === 'PERS' && key !== null && NationalNumber.problemOf(key) === null;
  return {
    role: subject.text('Rol'),
    type,
    nationalNumber: isPerson ? NationalNumber.parse(key) : null,
    key: isPerson ? null : key,
  };
}

/** A moment; text that is none stays unread, so it ends in otherFacts. */
function moment(element: SoapElement | null): Date | null {
  const at = momentOf(element?.peek() ?? '');
  if (at) element?.text();
  return at;
}

function flag(element: SoapElement | null): boolean | null {
  const value = element?.peek() ?? null;
  if (value !== '0' && value !== '1') return null;
  element?.text();
  return value === '1';
}

/** The begin or end of the period in which a state held; midnight in Brussels when no time is given. */
function boundary(mutation: SoapElement, name: 'Begin' | 'Einde'): Date | null {
  const element = mutation.at('Periode', name);
  const time = element?.at('Tijd')?.peek();
  const at = momentOf(`${element?.at('Datum')?.peek() ?? ''}${time ? `T${time}` : ''}`);
  if (at) {
    element?.text('Datum');
    element?.text('Tijd');
  }
  return at;
}

export function toOutcome(attempt: ChangeAttempt<PublicationAnswer>): PublicationOutcome {
  if (attempt.kind === 'IN_DOUBT') return attempt;
  const { value } = attempt;
  return value.taken
    ? { kind: 'PUBLISHED', processedAt: value.processedAt }
    : { kind: 'REFUSED', reason: 'BY_PLATFORM', platformCode: value.platformCode };
}

/** Whether the state of `source` that was published is among what a citizen is shown. */
export function visibilityIn(
  { dossiers, failures }: DossierOverview,
  { number, from, notConsultable }: DossierPublication,
  source: string,
): PublicationVisibility {
  const { Datum, Tijd } = brusselsTime(from.getTime());
  // Read as it was written: on the clocks of Brussels, which tell one hour of the autumn twice; to the second.
  const begin = secondOf(momentOf(`${Datum}T${Tijd}`) ?? from);
  const dossier = dossiers.find((one) => one.authority === source && one.number === number);
  const states = dossier ? [dossier.current, ...dossier.history] : [];
  if (states.some((state) => secondOf(state.from) === begin)) return 'SHOWN';
  const failed = failures.some(({ authority }) => authority === null || authority === source);
  return failed || notConsultable ? 'UNKNOWN' : 'NOT_SHOWN';
}

function secondOf(moment: Date): number {
  return Math.floor(moment.getTime() / 1_000);
}
