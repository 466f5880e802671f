import { getVariableValues, GraphQLError, type GraphQLSchema, type OperationDefinitionNode } from 'graphql';
import type { CallContext } from '../context/call-context.js';
import { NationalNumber } from '../identifiers/national-number.js';
import type { AccessRule } from '../vocabulary/marks.js';
import { coercionError, refusal, tooComplex } from './errors.js';
import type { Profile } from './profile.js';

export interface Limits {
  readonly depth: number;
  readonly aliases: number;
  readonly directives: number;
  readonly cost: number;
  readonly tokens: number;
}

/** The purposes of the register of processing activities that civil servants may state. */
export type Purposes = readonly { readonly code: string; readonly description: string }[];

/** What the guard found: the coerced variables, the stated purpose and the person asked about, or why not. */
export type Decision =
  | {
      readonly allowed: true;
      readonly variables: Record<string, unknown>;
      readonly purpose: string | null;
      /** Whom a civil servant asks about; null when the operation names nobody. */
      readonly about: NationalNumber | null;
    }
  | {
      readonly allowed: false;
      readonly error: GraphQLError;
      /** Whether the asker may not, which is recorded; otherwise the question itself is no good. */
      readonly denied: boolean;
      readonly about: NationalNumber | null;
    };

export interface GuardOptions {
  readonly schema: GraphQLSchema;
  readonly limits: Limits;
  readonly purposes: Purposes;
}

/** Decides over a whole operation at once: limits, access, then rules that look at arguments. Pure. */
export function createGuard({ schema, limits, purposes }: GuardOptions) {
  const known = new Set(purposes.map(({ code }) => code));

  return function decide(
    profile: Profile,
    operation: OperationDefinitionNode,
    context: CallContext,
    given: Readonly<Record<string, unknown>>,
  ): Decision {
    const { coerced, errors } = getVariableValues(
      schema,
      operation.variableDefinitions ?? [],
      given as Record<string, unknown>,
      { maxErrors: 10 },
    );
    // Access first for whoever may not ask at all: what is too costly or does not fit tells them nothing either.
    const no = denial(profile, context);
    if (no) return denied(no, coerced ?? {});
    const excess = excessOf(profile, limits, given);
    if (excess) return { allowed: false, error: tooComplex(excess), denied: false, about: null };
    if (errors) return { allowed: false, error: coercionError(errors), denied: false, about: null };
    const stated = statedBy(profile, coerced, known);
    if (stated instanceof GraphQLError) return denied(stated, coerced);
    return { allowed: true, variables: coerced, ...stated };

    function denied(error: GraphQLError, variables: Readonly<Record<string, unknown>>): Decision {
      return { allowed: false, error, denied: true, about: personAskedFor(profile, variables) };
    }
  };
}

function excessOf(
  profile: Profile,
  limits: Limits,
  variables: Readonly<Record<string, unknown>>,
): string | null {
  if (profile.depth > limits.depth)
    return `At most ${limits.depth} levels of fields; this operation has ${profile.depth}.`;
  if (profile.aliases > limits.aliases)
    return `At most ${limits.aliases} aliases; this operation has ${profile.aliases}.`;
  if (profile.directives > limits.directives)
    return `At most ${limits.directives} directives; this operation has ${profile.directives}.`;
  const cost = profile.cost(variables);
  return cost > limits.cost ? `At most a cost of ${limits.cost}; this operation costs ${cost}.` : null;
}

function denial({ access }: Profile, context: CallContext): GraphQLError | null {
  for (const rule of access) {
    if (holds(rule, context)) continue;
    if (context.actor.kind === 'ANONYMOUS')
      return refusal('UNAUTHENTICATED', 401, 'Meld u aan om dit op te vragen.');
    return refusal('FORBIDDEN', 403, 'U hebt geen toegang tot deze gegevens.');
  }
  return null;
}

/** Whether somebody may ask by a rule; for what is asked outside the graph too. */
export function holds(rule: AccessRule, { actor, subject }: Pick<CallContext, 'actor' | 'subject'>): boolean {
  switch (rule) {
    case 'public':
      return true;
    case 'citizen':
      return actor.kind === 'CITIZEN' && subject !== null;
    case 'staff':
      return actor.kind === 'STAFF' && actor.secondFactor && actor.roles.includes('staff');
    case 'office':
      return (
        (actor.kind === 'STAFF' && actor.secondFactor && actor.roles.includes('staff')) ||
        (actor.kind === 'CLIENT' && actor.scopes.includes('changes') && actor.organisation !== null)
      );
    case 'administrator':
      return (
        (actor.kind === 'STAFF' && actor.secondFactor && actor.roles.includes('administrator')) ||
        (actor.kind === 'CLIENT' && actor.scopes.includes('administration'))
      );
  }
}

/**
 * The purpose and the person an operation states in its arguments. An error when a field that takes a purpose is asked
 * without or with an unknown one, or when the operation states two purposes or two persons: it is audited as one.
 */
function statedBy(
  profile: Profile,
  variables: Readonly<Record<string, unknown>>,
  known: ReadonlySet<string>,
): { purpose: string | null; about: NationalNumber | null } | GraphQLError {
  let purpose: string | null = null;
  let about: NationalNumber | null = null;
  for (const root of profile.roots) {
    let args: Readonly<Record<string, unknown>>;
    try {
      args = root.args(variables);
    } catch {
      return refusal('BAD_USER_INPUT', 400, `The arguments of ${root.name} do not fit.`);
    }
    // The definition decides whether a purpose is due: an argument left out is not in the values.
    if (root.takes.has('purpose')) {
      const given = args['purpose'];
      if (typeof given !== 'string' || !known.has(given))
        return refusal(
          'PURPOSE_REQUIRED',
          403,
          'Geef een doel op uit het register van verwerkingsactiviteiten.',
        );
      if (purpose !== null && purpose !== given)
        return refusal('PURPOSE_REQUIRED', 403, 'Eén vraag heeft één doel.');
      purpose = given;
    }
    const number = args['nationalNumber'];
    if (!(number instanceof NationalNumber)) continue;
    if (about && !about.equals(number))
      return refusal('BAD_USER_INPUT', 400, 'Eén vraag gaat over één persoon.');
    about = number;
  }
  return { purpose, about };
}

/** Whom a refused operation names, as far as that can be read: the record of the refusal tells it. */
function personAskedFor(
  { roots }: Profile,
  variables: Readonly<Record<string, unknown>>,
): NationalNumber | null {
  for (const root of roots) {
    if (!root.takes.has('nationalNumber')) continue;
    try {
      const { nationalNumber } = root.args(variables);
      if (nationalNumber instanceof NationalNumber) return nationalNumber;
    } catch {
      // It names nobody that can be read.
    }
  }
  return null;
}
