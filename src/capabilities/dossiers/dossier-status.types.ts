import { createUnionType, Field, ID, InputType, registerEnumType } from 'type-graphql';
import { NationalNumber } from '../../identifiers/national-number.js';
import { enumOf } from '../../vocabulary/enum-of.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { IdempotencyConflict, PlatformUnavailable, Problem } from '../../vocabulary/problem.js';
import {
  DateScalar,
  DateTimeScalar,
  IpdcNumberScalar,
  NationalNumberScalar,
} from '../../vocabulary/scalars.js';
import type { PublishedStatus } from './dossier-publication.port.js';
import type { PublicationState } from './dossier-status.records.js';

type Phase = NonNullable<PublishedStatus['phase']>;
export const phases = {
  PREPARATION: 'Samenstelling',
  HANDLING: 'Behandeling',
  CLOSED: 'Afgerond',
} as const satisfies Record<string, Phase>;

registerEnumType(phases, {
  name: 'PublishedPhase',
  description: 'Phase of a dossier in the words of Mijn Burgerprofiel.',
  valuesConfig: {
    PREPARATION: { description: 'Samenstelling: it is being put together.' },
    HANDLING: { description: 'Behandeling: the municipality is at work on it.' },
    CLOSED: { description: 'Afgerond: it is closed.' },
  },
});

const publicationStates = enumOf<PublicationState>([
  'PENDING',
  'PUBLISHED',
  'IN_DOUBT',
  'FAILED',
  'CANCELLED',
]);
registerEnumType(publicationStates, {
  name: 'DossierStatusPublicationState',
  description: 'Whether a state of a dossier reached the platform.',
  valuesConfig: {
    PENDING: { description: 'On its way.' },
    PUBLISHED: { description: 'The platform took it.' },
    IN_DOUBT: { description: 'It may have been taken; that is being found out.' },
    FAILED: { description: 'It was not taken; `reason` says why.' },
    CANCELLED: { description: 'An administrator ended it before it was sent.' },
  },
});

@InputType({ description: 'Whom the citizen turns to. At most 255 characters each.' })
export class PublishedHandlerInput {
  @Field(() => String, { nullable: true, description: 'Name of the civil servant; null: not told.' })
  name!: string | null;

  @Field(() => String, { nullable: true, description: 'Name of the service; null: not told.' })
  service!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address; null: not told.' })
  email!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Telephone number, at most 120 characters; null: not told.',
  })
  phone!: string | null;

  @Field(() => String, { nullable: true, description: 'Website, http or https; null: not told.' })
  website!: string | null;
}

@InputType({ description: 'A dossier as it is from a moment on. Texts have at most 255 characters.' })
export class DossierStatusInput {
  @Field(() => String, { description: 'Our number of the dossier: the same in each of its states.' })
  number!: string;

  @Field(() => String, { description: 'What the citizen sees as its name.' })
  name!: string;

  @Field(() => String, {
    defaultValue: 'DossierStatus',
    description: 'What kind of dossier, in the words agreed with Mijn Burgerprofiel.',
  })
  type!: string;

  @Field(() => DateTimeScalar, {
    description: 'From when it is so; with the number it tells one state from another.',
  })
  from!: Date;

  @Field(() => phases, { nullable: true, description: 'The phase; null where `statusCode` says it all.' })
  phase!: Phase | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Code of the status, such as InBehandeling; null where the phase says it all. One of both is needed.',
  })
  statusCode!: string | null;

  @Field(() => [String], { defaultValue: [], description: 'Further explanation, at most two lines.' })
  details!: readonly string[];

  @Field(() => String, { nullable: true, description: 'What the citizen must do; null: nothing.' })
  action!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day by which the dossier should be ready; null: not told.',
  })
  targetDate!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Day by which the status should change; null: not told.',
  })
  statusTargetDate!: string | null;

  @Field(() => [IpdcNumberScalar], {
    defaultValue: [],
    description: 'The products (IPDC) it is about; the platform takes no number above 32767.',
  })
  products!: readonly string[];

  @Field(() => PublishedHandlerInput, {
    nullable: true,
    description: 'Whom the citizen turns to; null: not told.',
  })
  handler!: PublishedHandlerInput | null;

  @Field(() => String, { nullable: true, description: 'More about it; null: nothing.' })
  extraInformation!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Where the citizen can follow it, http or https; null: nowhere.',
  })
  url!: string | null;

  @Field(() => [NationalNumberScalar], {
    defaultValue: [],
    description: 'Who else may see it, beside the citizen it is about; 99 at most.',
  })
  alsoFor!: readonly NationalNumber[];

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it is marked as confidential.' })
  confidential!: boolean;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it is marked as public.' })
  public!: boolean;
}

@Personal('dossiers')
@Thing({
  description: 'A state of a dossier that the municipality shows its citizens in Mijn Burgerprofiel.',
})
export class DossierStatusPublication {
  @Field(() => ID, { description: 'Its id.' })
  id!: string;

  @Field(() => String, { description: 'Number of the dossier.' })
  dossierNumber!: string;

  @Field(() => DateTimeScalar, { description: 'From when the dossier is in that state.' })
  from!: Date;

  @Field(() => publicationStates, { description: 'Whether it reached the platform.' })
  state!: PublicationState;

  @Field(() => String, {
    nullable: true,
    description: 'Why it waits or was not taken, as a code; null when there is nothing to say.',
  })
  reason!: string | null;

  @Field(() => ID, { description: 'The command that publishes it.' })
  commandId!: string;

  @Field(() => DateTimeScalar, { description: 'When it was asked.' })
  requestedAt!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the platform processed it; null as long as it has not, or when it did not say.',
  })
  publishedAt!: Date | null;
}

@Thing({
  implements: Problem,
  description:
    'The platform would refuse it, so nothing was stored or sent. Its code says what is wrong: NUMBER, NAME, TYPE, FROM, STATUS, TARGET_DATE, PRODUCTS, HANDLER, EXTRA_INFORMATION, URL or SUBJECTS.',
})
export class DossierStatusRefused extends Problem {}

export const PublishDossierStatusResult = createUnionType({
  name: 'PublishDossierStatusResult',
  description: 'What came of it.',
  types: () =>
    [DossierStatusPublication, DossierStatusRefused, PlatformUnavailable, IdempotencyConflict] as const,
});
