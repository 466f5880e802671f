import { Field, Int } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateScalar, KboNumberScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import {
  AssociationActivity,
  AssociationContact,
  AssociationIdentifier,
  AssociationLocation,
  AssociationMembership,
  AssociationParent,
  AssociationRecognition,
  AssociationRelation,
  CodedName,
} from './association-parts.types.js';
import type * as port from './associations.port.js';

@Thing({ description: 'An association as the public Verenigingsregister shows it (vereniging).' })
export class Association {
  @Field(() => VCodeScalar, { description: 'Its number in the register (vCode).' })
  vCode!: string;

  @Field(() => String, { description: 'Its name (naam).' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its short name (korteNaam); null when it has none.' })
  shortName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The name it is called by (roepnaam); only with legal personality, null otherwise.',
  })
  callName!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What it does, in its own words (korteBeschrijving); null when it said nothing.',
  })
  description!: string | null;

  @Field(() => CodedName, {
    description: 'Its legal form (verenigingstype): VZER (without legal personality), VZW, IVZW, PS, SVON.',
  })
  type!: CodedName;

  @Field(() => CodedName, {
    nullable: true,
    description: 'Subtype of a VZER: FV, SUB, NB (not determined); null for every other type.',
  })
  subtype!: CodedName | null;

  @Field(() => AssociationParent, {
    nullable: true,
    description: 'The association of which it is a part; null unless its subtype is SUB.',
  })
  partOf!: AssociationParent | null;

  @Field(() => String, {
    nullable: true,
    description:
      'Its state, Actief for all that the public sees; null in a list that came live from the register’s search, which does not tell it.',
  })
  status!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'The day it began (startdatum); null when not known, and in a live list as for status.',
  })
  startDate!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Youngest age it is meant for (doelgroep), in years; null when not known.',
  })
  minimumAge!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'Oldest age it is meant for (doelgroep), in years; null when not known.',
  })
  maximumAge!: number | null;

  @Field(() => [AssociationActivity], { description: 'Its main activities (hoofdactiviteiten).' })
  activities!: readonly AssociationActivity[];

  @Field(() => [CodedName], {
    description: 'Where it works (werkingsgebieden): NUTS and LAU areas. Empty: not said.',
  })
  workingAreas!: readonly CodedName[];

  @Field(() => [AssociationLocation], { description: 'Its locations (locaties).' })
  locations!: readonly AssociationLocation[];

  @Field(() => [AssociationContact], {
    nullable: true,
    description: 'How to reach it (contactgegevens); null in a live list as for status.',
  })
  contacts!: readonly AssociationContact[] | null;

  @Field(() => [AssociationIdentifier], { description: 'The keys under which it is known (sleutels).' })
  identifiers!: readonly AssociationIdentifier[];

  @Field(() => [AssociationMembership], {
    description: 'Of which associations it is a member (lidmaatschappen).',
  })
  memberships!: readonly AssociationMembership[];

  @Field(() => [AssociationRelation], { description: 'Its relations to other associations (relaties).' })
  relations!: readonly AssociationRelation[];

  @Field(() => Boolean, { description: 'Whether an authority recognised it (isErkend).' })
  recognised!: boolean;

  @Field(() => [AssociationRecognition], {
    nullable: true,
    description: 'Its recognitions (erkenningen); null in a live list as for status.',
  })
  recognitions!: readonly AssociationRecognition[] | null;

  @Field(() => Boolean, { description: 'Whether it is being dissolved (in stopzetting).' })
  beingDissolved!: boolean;

  @Field(() => DateScalar, {
    nullable: true,
    description:
      'The day the register last changed it; null when not known, and in a live list as for status.',
  })
  lastChangedOn!: string | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({ description: 'A page of a list of associations (Relay).' })
export class AssociationConnection extends Connection(Association) {}

@Thing({
  description: 'An association that a person represents, as the register knows it for the login flow.',
})
@Personal('memberships')
export class RepresentedAssociation implements port.RepresentedAssociation {
  @Field(() => VCodeScalar, { description: 'Its number in the register (vCode).' })
  vCode!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => String, { description: 'Its state, in the register’s words: Actief, Gestopt.' })
  status!: string;

  @Field(() => KboNumberScalar, {
    nullable: true,
    description: 'Its KBO number; null without legal personality.',
  })
  kboNumber!: string | null;

  @Field(() => CodedName, { description: 'Its legal form (verenigingstype).' })
  type!: CodedName;

  @Field(() => CodedName, { nullable: true, description: 'Subtype of a VZER; null for every other type.' })
  subtype!: CodedName | null;

  @Field(() => Boolean, {
    description: 'Whether the person is its main representative (hoofdvertegenwoordiger).',
  })
  mainRepresentative!: boolean;

  @Field(() => [VCodeScalar], {
    description: 'Duplicates that were merged into this association (corresponderende vCodes).',
  })
  correspondingVCodes!: readonly string[];
}

@Thing({ description: 'The associations that a person represents, with their source.' })
export class RepresentedAssociations {
  @Field(() => [RepresentedAssociation], {
    nullable: true,
    description:
      'The associations; null when the register could not be asked, which says nothing about whether there are any.',
  })
  @Personal('memberships')
  items!: readonly RepresentedAssociation[] | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}
