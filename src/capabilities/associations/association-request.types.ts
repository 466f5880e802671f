import { createUnionType, Field, ID, registerEnumType } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import { DateTimeScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import {
  type ChangeState,
  changeStates,
  type RegistrationState,
  registrationStates,
} from './association-request.records.js';
import { Association } from './associations.types.js';

export const registrationStateEnum = enumOf(registrationStates);
const changeStateEnum = enumOf(changeStates);

registerEnumType(registrationStateEnum, {
  name: 'AssociationRegistrationState',
  description: 'Where the registration of an association stands.',
  valuesConfig: {
    REQUESTED: { description: 'Written down; the register has not answered yet. It goes on by itself.' },
    DUPLICATES: {
      description:
        'Nothing was registered: `candidates` may be the same association. Somebody must look, and then `confirmAssociationRegistration` or `dropAssociationRegistration`.',
    },
    REGISTERED: { description: 'The register has it.' },
    IN_DOUBT: {
      description:
        'The register was asked and its answer was lost: it may be registered. It is looked for, or an administrator decides. Do not register it once more.',
    },
    REFUSED: { description: 'The register says no: see `problem`. Final.' },
    FAILED: { description: 'It was not registered: see `reason`. An administrator can take it up again.' },
    DROPPED: {
      description: 'Somebody said that it is a duplicate, or ended it. Nothing was registered. Final.',
    },
  },
});
registerEnumType(changeStateEnum, {
  name: 'AssociationChangeState',
  description: 'Where a change of an association stands.',
  valuesConfig: {
    REQUESTED: { description: 'Written down; the register has not answered yet. It goes on by itself.' },
    CHANGED: { description: 'The association is as was asked.' },
    UNCHANGED: { description: 'It was so already.' },
    CHANGED_MEANWHILE: {
      description:
        'Somebody changed the association after `ifVersion`, so it was left as it is. Look at it again first. Final.',
    },
    REFUSED: { description: 'The register says no: see `problem`. Final.' },
    IN_DOUBT: {
      description:
        'The register was asked without a version to hold on to and its answer was lost: it may be changed. It is looked at, or an administrator decides.',
    },
    FAILED: { description: 'It was not changed: see `reason`. An administrator can take it up again.' },
  },
});

@Thing({ description: 'What the register does not take of one field.' })
@Personal('identity', 'contact')
export class AssociationViolation {
  @Field(() => String, { description: 'The field, in the register’s own names, such as `naam`.' })
  field!: string;

  @Field(() => String, { nullable: true, description: 'The register’s code; null when it gave none.' })
  code!: string | null;

  @Field(() => String, {
    description: 'Why, in Dutch, in the register’s words. It may repeat what was sent.',
  })
  reason!: string;
}

@Thing({
  implements: Problem,
  description: 'The register says no; nothing was changed. Its code is REFUSED.',
})
export class AssociationRefused extends Problem {
  @Field(() => [AssociationViolation], { description: 'By field; empty when the register named none.' })
  violations!: readonly AssociationViolation[];
}

@Thing({
  implements: Problem,
  description:
    'Somebody changed the association after the version that was known; it was left as it is. Its code is CHANGED_MEANWHILE.',
})
export class AssociationChangedMeanwhile extends Problem {}

@Thing({ implements: Problem, description: 'The register has no such association. Its code is NOT_FOUND.' })
export class AssociationNotFound extends Problem {}

const AssociationProblem = createUnionType({
  name: 'AssociationProblem',
  description: 'Why the register did not do what was asked.',
  types: () => [AssociationRefused, AssociationChangedMeanwhile, AssociationNotFound] as const,
});

@Thing({
  implements: Problem,
  description:
    'What was filled in is no good; nothing was stored or sent. Its code: REQUIRED, there must be something; EXACTLY_ONE, of the fields there; MARKUP, HTML in a text; FUTURE, a day to come; AGES, not between 0 and 150 or in the wrong order; POSTAL_CODE, no Belgian one; MORE_THAN_ONE, of what there can be one of; TWICE, a person who is there already; UNKNOWN_ACTIVITY, not on the register’s list; UNKNOWN_TYPE.',
})
export class AssociationInputNotValid extends Problem {
  @Field(() => String, {
    description: 'Which part of the input it is, such as `locations.0.address.postalCode`.',
  })
  field!: string;
}

@Thing({
  implements: Problem,
  description:
    'There is nothing to decide; nothing was changed. Its code: NOT_FOUND, the asker’s organisation has no such registration; NOT_WAITING, it does not, or no longer, wait for a decision.',
})
export class AssociationDecisionNotPossible extends Problem {}

@Personal('memberships')
@Thing({ description: 'An association that was asked to be registered through this hub.' })
export class AssociationRegistration {
  @Field(() => ID, { description: 'Opaque; the hub’s own.' })
  id!: string;

  @Field(() => registrationStateEnum, { description: 'Where it stands.' })
  state!: RegistrationState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it waits, failed or was dropped, as a code: of the error of the platform, such as TIMEOUT; WITHDRAWN, an administrator ended it; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => AssociationProblem, {
    nullable: true,
    description: 'Why the register refused it; null unless it is REFUSED.',
  })
  problem!: AssociationRefused | AssociationChangedMeanwhile | AssociationNotFound | null;

  @Field(() => String, { description: 'The name that was asked.' })
  name!: string;

  @Field(() => VCodeScalar, {
    nullable: true,
    description:
      'Its number in the register; null as long as it is not registered, or when the person who found it did not say.',
  })
  vCode!: string | null;

  @Field(() => [Association], {
    nullable: true,
    description:
      'Associations that may be the same, as the register told them; null when it told of none. They stay after the decision.',
  })
  candidates!: readonly Association[] | null;

  @Field(() => ID, { description: 'The command that registers it; after a confirmation, the one of that.' })
  commandId!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  requestedAt!: Date;
}

@Thing({ description: 'A page of registrations, the newest request first (Relay).' })
export class AssociationRegistrationConnection extends Connection(AssociationRegistration) {}

@Personal('memberships')
@Thing({ description: 'A change of an association that was asked through this hub.' })
export class AssociationChange {
  @Field(() => ID, { description: 'Opaque; the hub’s own.' })
  id!: string;

  @Field(() => VCodeScalar, { description: 'The association.' })
  vCode!: string;

  @Field(() => changeStateEnum, { description: 'Where it stands.' })
  state!: ChangeState;

  @Field(() => String, {
    nullable: true,
    description:
      'Why it waits or failed, as a code: of the error of the platform, such as TIMEOUT; NOT_SHOWN_YET, the register does not show yet what changed; NOT_FOUND; GAVE_UP, after three days; WITHDRAWN, an administrator ended it; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => AssociationProblem, {
    nullable: true,
    description: 'Why the register did not do it; null when it did, or may still.',
  })
  problem!: AssociationRefused | AssociationChangedMeanwhile | AssociationNotFound | null;

  @Field(() => String, {
    nullable: true,
    description:
      'The version that the association has with it: `ifVersion` of the next change; null as long as it is not made, or when the register gave none.',
  })
  version!: string | null;

  @Field(() => ID, { description: 'The command that makes it.' })
  commandId!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  requestedAt!: Date;
}

export const RegisterAssociationResult = createUnionType({
  name: 'RegisterAssociationResult',
  description:
    'What came of it: the registration, still REQUESTED or IN_DOUBT when the register did not answer in time; or why there is none.',
  types: () =>
    [AssociationRegistration, AssociationInputNotValid, PlatformUnavailable, IdempotencyConflict] as const,
});

export const DecideAssociationRegistrationResult = createUnionType({
  name: 'DecideAssociationRegistrationResult',
  description: 'What came of a decision: the registration as it stands now; or why nothing was decided.',
  types: () =>
    [
      AssociationRegistration,
      AssociationDecisionNotPossible,
      PlatformUnavailable,
      IdempotencyConflict,
    ] as const,
});

export const ChangeAssociationResult = createUnionType({
  name: 'ChangeAssociationResult',
  description:
    'What came of it: the change, still REQUESTED when the register did not answer in time; or why there is none.',
  types: () =>
    [AssociationChange, AssociationInputNotValid, PlatformUnavailable, IdempotencyConflict] as const,
});
