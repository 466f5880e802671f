import { fresh } from '../../adapter/availability.js';
import { idempotencyConflict, notConfigured } from '../../vocabulary/problem.js';
import { toSource } from '../../vocabulary/source.js';
import type { InputFault } from './association-request.check.js';
import {
  type AnyRecord,
  type ChangeRecord,
  type RegistrationRecord,
  requestReasons,
} from './association-request.records.js';
import type { ChangeResult, DecisionResult, RegistrationResult } from './association-request.service.js';
import {
  AssociationChange,
  AssociationChangedMeanwhile,
  AssociationDecisionNotPossible,
  AssociationInputNotValid,
  AssociationNotFound,
  AssociationRefused,
  AssociationRegistration,
} from './association-request.types.js';
import { toNode } from './associations.resolver.js';

const whatIsWrong: Readonly<Record<InputFault, string>> = {
  EXACTLY_ONE: 'Vul precies één van deze velden in.',
  REQUIRED: 'Dit veld moet ingevuld zijn.',
  MARKUP: 'Dit veld mag geen HTML bevatten.',
  FUTURE: 'Deze dag moet nog komen.',
  AGES: 'Leeftijden liggen tussen 0 en 150, de laagste eerst.',
  POSTAL_CODE: 'Dit is geen Belgische postcode.',
  MORE_THAN_ONE: 'Hiervan kan er maar één zijn.',
  TWICE: 'Deze persoon staat er al bij.',
  UNKNOWN_ACTIVITY: 'Deze hoofdactiviteit kent het Verenigingsregister niet.',
  UNKNOWN_TYPE: 'Deze soort kent het Verenigingsregister niet.',
};

export function inputNotValid(code: InputFault, field: string): AssociationInputNotValid {
  return Object.assign(new AssociationInputNotValid(), { code, message: whatIsWrong[code], field });
}

export function toRegistrationView(record: RegistrationRecord, platform: string): AssociationRegistration {
  const { id, state, reason, vCode, commandId, confirmedById, requestedAt } = record;
  const { duplicates } = record.outcome;
  const source = duplicates && toSource(fresh(platform, new Date(duplicates.toldAt)));
  return Object.assign(new AssociationRegistration(), {
    id,
    state,
    reason,
    problem: problemOf(record),
    name: record.content.registration.name,
    vCode,
    candidates: source && duplicates.candidates.map((candidate) => toNode(candidate, source)),
    commandId: confirmedById ?? commandId,
    requestedAt,
  } satisfies AssociationRegistration);
}

export function toChangeView(record: ChangeRecord): AssociationChange {
  const { id, state, reason, version, commandId, requestedAt, content } = record;
  return Object.assign(new AssociationChange(), {
    id,
    vCode: content.vCode,
    state,
    reason,
    problem: problemOf(record),
    version,
    commandId,
    requestedAt,
  } satisfies AssociationChange);
}

function problemOf({ state, reason, outcome }: AnyRecord): AssociationChange['problem'] {
  if (state === 'REFUSED')
    return Object.assign(new AssociationRefused(), {
      code: 'REFUSED',
      message: outcome.refusal?.reason ?? 'Het Verenigingsregister weigert dit.',
      violations: outcome.refusal?.violations ?? [],
    });
  if (state === 'CHANGED_MEANWHILE')
    return Object.assign(new AssociationChangedMeanwhile(), {
      code: 'CHANGED_MEANWHILE',
      message:
        'Deze vereniging werd intussen door iemand anders gewijzigd: kijk eerst hoe ze er nu voorstaat.',
    });
  if (state === 'FAILED' && reason === requestReasons.notFound)
    return Object.assign(new AssociationNotFound(), {
      code: 'NOT_FOUND',
      message: 'Deze vereniging staat niet in het Verenigingsregister.',
    });
  return null;
}

const notSetUp = 'Verenigingen registreren en wijzigen is hier niet ingesteld.';
const whyNotDecided = {
  NOT_FOUND: 'Deze registratie bestaat niet.',
  NOT_WAITING: 'Deze registratie wacht niet, of niet meer, op een beslissing.',
} as const;

type Refused<R> = Exclude<R, { kind: 'REGISTRATION' } | { kind: 'CHANGE' }>;

/** What was not accepted, in the graph's words. */
export function toProblem(
  result: Refused<RegistrationResult | ChangeResult>,
): AssociationInputNotValid | ReturnType<typeof notConfigured> | ReturnType<typeof idempotencyConflict>;
export function toProblem(
  result: Refused<DecisionResult>,
): AssociationDecisionNotPossible | ReturnType<typeof notConfigured> | ReturnType<typeof idempotencyConflict>;
export function toProblem(result: Refused<RegistrationResult | ChangeResult | DecisionResult>) {
  switch (result.kind) {
    case 'FAULT':
      return inputNotValid(result.code, result.field);
    case 'UNAVAILABLE':
      return notConfigured(result.platform, notSetUp);
    case 'CONFLICT':
      return idempotencyConflict();
    case 'NOT_POSSIBLE':
      return Object.assign(new AssociationDecisionNotPossible(), {
        code: result.code,
        message: whyNotDecided[result.code],
      });
  }
}
