import { Field } from 'type-graphql';
import { NationalNumber } from '../../identifiers/national-number.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar, NationalNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

@Thing({ description: 'What the citizen must do for a dossier (actie).' })
export class DossierAction {
  @Field(() => Boolean, { description: 'Whether the citizen must do something.' })
  needed!: boolean;

  @text('What to do, in the authority’s words; null when it does not say.')
  description!: string | null;
}

@Thing({ name: 'DossierStatus', description: 'Where a dossier stands (status).' })
export class DossierStatusView {
  @text('The authority’s status code, such as InBehandeling or Goedgekeurd; null when only a phase is given.')
  code!: string | null;

  @text('Samenstelling, Behandeling or Afgerond; null when not given.')
  phase!: string | null;

  @text('European dossier status code (EDRL); null when not given.')
  edrl!: string | null;

  @Field(() => [String], { description: 'Further explanation, at most two lines.' })
  details!: readonly string[];

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the status changed; null when not given.',
  })
  changedAt!: Date | null;

  @Field(() => DossierAction, {
    nullable: true,
    description: 'What the citizen must do; null when nothing was said about it.',
  })
  action!: DossierAction | null;

  @text(
    'Day by which the status should change (streefdatum), as the authority writes it; null when not given.',
  )
  targetDate!: string | null;
}

@Thing({ name: 'DossierHandler', description: 'The service that handles a dossier (beheerder).' })
export class DossierHandlerView {
  @text('Name of the authority; null when not given.')
  name!: string | null;

  @text('Name of the service; null when not given.')
  service!: string | null;

  @text('The service in the Wegwijs organisation register; null when not given.')
  serviceWegwijsId!: string | null;

  @text('E-mail address; null when not given.')
  email!: string | null;

  @text('Phone number as the authority writes it; null when not given.')
  phone!: string | null;

  @text('Mobile number as the authority writes it; null when not given.')
  mobile!: string | null;

  @text('Fax number as the authority writes it; null when not given.')
  fax!: string | null;

  @text('Website; null when not given.')
  website!: string | null;

  @text('Street; null when not given.')
  street!: string | null;

  @text('House number; null when not given.')
  houseNumber!: string | null;

  @text('Box number; null when there is none.')
  boxNumber!: string | null;

  @text('Postal code; null when not given.')
  postalCode!: string | null;

  @text('Municipality; null when not given.')
  municipality!: string | null;

  @text('NIS code of the municipality; null when not given.')
  nisCode!: string | null;

  @text('Country; null when not given.')
  country!: string | null;
}

@Thing({ name: 'DossierSubject', description: 'Somebody or something a dossier is about (onderwerp).' })
export class DossierSubjectView {
  @text('Role in the dossier; null when not given.')
  role!: string | null;

  @Field(() => String, { description: 'What kind of key it is known by, such as INSZ.' })
  type!: string;

  @Field(() => NationalNumberScalar, {
    nullable: true,
    description: 'National number of a person; null for another kind of subject.',
  })
  nationalNumber!: NationalNumber | null;

  @text('Key of a subject that is no person, such as a KBO number; null for a person.')
  key!: string | null;
}

@Thing({ name: 'DossierFact', description: 'A value of the authority that has no field of its own.' })
export class DossierFactView {
  @Field(() => String, { description: 'Where it stands in MAGDA’s answer, in its own words.' })
  path!: string;

  @Field(() => String, { description: 'The value, as it was given.' })
  value!: string;
}

@Thing({ name: 'DossierState', description: 'A dossier as it was during a period (dossiermutatie).' })
export class DossierStateView {
  @Field(() => String, { description: 'Name of the dossier.' })
  name!: string;

  @Field(() => String, { description: 'Type, such as DossierStatus.' })
  type!: string;

  @Field(() => DossierStatusView, { nullable: true, description: 'Where it stood; null when not given.' })
  status!: DossierStatusView | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the authority changed it; null when not given.',
  })
  changedAt!: Date | null;

  @text(
    'Day by which the dossier should be ready (streefdatum), as the authority writes it; null when not given.',
  )
  targetDate!: string | null;

  @Field(() => [String], { description: 'Numbers of the IPDC products the dossier is about.' })
  products!: readonly string[];

  @Field(() => DossierHandlerView, { nullable: true, description: 'Who handles it; null when not given.' })
  handler!: DossierHandlerView | null;

  @text('Further information in the authority’s words; null when there is none.')
  extraInformation!: string | null;

  @text('Where the citizen can follow the dossier (doorverwijzing); null when nowhere.')
  url!: string | null;

  @Field(() => [DossierSubjectView], { description: 'Whom and what it is about (onderwerpen).' })
  subjects!: readonly DossierSubjectView[];

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is confidential (vertrouwelijk); null when not said.',
  })
  confidential!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it is public (publiek); null when not said.',
  })
  public!: boolean | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it may not be consulted (isNietRaadpleegbaar); null when not said.',
  })
  notConsultable!: boolean | null;

  @Field(() => DateTimeScalar, { description: 'From when it was so.' })
  from!: Date;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it was so; null when it still is.',
  })
  to!: Date | null;

  @Field(() => [DossierFactView], {
    description: 'Every other value of the answer, so that nothing is lost. Usually empty.',
  })
  otherFacts!: readonly DossierFactView[];
}

@Personal('dossiers')
@Thing({
  name: 'Dossier',
  description: 'A dossier of the citizen with an authority (dossier), as it is now.',
})
export class DossierView extends DossierStateView {
  @Field(() => String, { description: 'The source that keeps the dossier (bron), such as VAPH.' })
  authority!: string;

  @Field(() => String, { description: 'Its number with that authority (dossiernummer).' })
  number!: string;

  @Field(() => [DossierStateView], { description: 'How it was before, newest first.' })
  history!: readonly DossierStateView[];
}

@Thing({ description: 'An authority that could not be asked.' })
export class DossierFailure {
  @text('The source, as MAGDA names it; null when it does not say which.')
  authority!: string | null;

  @Field(() => String, { description: 'MAGDA’s error code, such as 60013.' })
  platformCode!: string;
}

@Thing({ description: 'The citizen’s dossiers with all authorities, from Mijn Burgerprofiel.' })
export class Dossiers {
  @Field(() => [DossierView], {
    description: 'The dossiers. Empty when there are none, or when `source.state` is UNAVAILABLE.',
  })
  items!: readonly DossierView[];

  @Field(() => [DossierFailure], {
    description: 'Authorities that could not be asked: when there are any, `items` is not all.',
  })
  failures!: readonly DossierFailure[];

  @Field(() => Source, {
    description: 'Where this came from; `reason` is PARTIAL when an authority could not be asked.',
  })
  source!: Source;
}
