import { Field, Int } from 'type-graphql';
import type { NationalNumber } from '../../identifiers/national-number.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateScalar, NationalNumberScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import { AssociationContact, AssociationLocation } from './association-parts.types.js';
import { Association } from './associations.types.js';

const origin = 'Who keeps it, in the register’s word: Initiator or KBO; null when it does not say.';

@Thing({ description: 'A way to reach an association, with the number under which it is changed.' })
export class ManagedContact extends AssociationContact {
  @Field(() => Int, { description: 'Its number within the association.' })
  id!: number;

  @Field(() => String, { nullable: true, description: origin })
  origin!: string | null;
}

@Thing({ description: 'A place of an association, with the number under which it is changed.' })
export class ManagedLocation extends AssociationLocation {
  @Field(() => Int, { description: 'Its number within the association.' })
  id!: number;

  @Field(() => String, { nullable: true, description: origin })
  origin!: string | null;
}

@Personal('identity', 'contact')
@Thing({ description: 'Somebody who represents an association (vertegenwoordiger).' })
export class AssociationRepresentative {
  @Field(() => Int, { description: 'Its number within the association.' })
  id!: number;

  @Field(() => NationalNumberScalar, {
    nullable: true,
    description: 'Who it is; null when the register gives no number, or one that cannot be one.',
  })
  nationalNumber!: NationalNumber | null;

  @Field(() => String, { nullable: true, description: 'First name; null when not known.' })
  givenName!: string | null;

  @Field(() => String, { nullable: true, description: 'Last name; null when not known.' })
  familyName!: string | null;

  @Field(() => String, { nullable: true, description: 'Role (rol), such as Voorzitter; null when not said.' })
  role!: string | null;

  @Field(() => String, { nullable: true, description: 'Name they go by (roepnaam); null when none.' })
  callName!: string | null;

  @Field(() => Boolean, { description: 'Whether the government writes to this person first (isPrimair).' })
  primary!: boolean;

  @Field(() => String, { nullable: true, description: 'E-mail address; null when not told.' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number; null when not told.' })
  telephone!: string | null;

  @Field(() => String, { nullable: true, description: 'Mobile number; null when not told.' })
  mobile!: string | null;

  @Field(() => String, { nullable: true, description: 'URL on social media; null when not told.' })
  socialMedia!: string | null;

  @Field(() => String, { nullable: true, description: origin })
  origin!: string | null;
}

@Thing({
  description:
    'An association as those who manage it see it: also one that stopped, or that the public does not see. Asked of the register each time.',
})
export class ManagedAssociation {
  @Field(() => Association, { description: 'What the public would see of it.' })
  association!: Association;

  @Field(() => [ManagedContact], { description: 'How to reach it.' })
  contacts!: readonly ManagedContact[];

  @Field(() => [ManagedLocation], { description: 'Where it is.' })
  locations!: readonly ManagedLocation[];

  @Field(() => [AssociationRepresentative], { description: 'Who represents it.' })
  @Personal('identity', 'contact')
  representatives!: readonly AssociationRepresentative[];

  @Field(() => DateScalar, { nullable: true, description: 'The day it stopped; null while it has not.' })
  endDate!: string | null;

  @Field(() => Boolean, {
    description: 'Whether the public does not see it (uitgeschreven uit de publieke datastroom).',
  })
  optedOut!: boolean;

  @Field(() => String, { nullable: true, description: origin })
  origin!: string | null;

  @Field(() => [VCodeScalar], {
    description: 'Duplicates that were merged into it (corresponderende vCodes).',
  })
  correspondingVCodes!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description:
      'Give it as `ifVersion` of a change, so that nothing of somebody else is written over; opaque; null when the register gave none.',
  })
  version!: string | null;
}

@Thing({ description: 'The answer to a question for one association, with its source.' })
export class ManagedAssociationAnswer {
  @Field(() => ManagedAssociation, {
    nullable: true,
    description:
      'The association; null when the register has none of that vCode, or when `source.state` is UNAVAILABLE.',
  })
  item!: ManagedAssociation | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({ description: 'Associations that the register’s search for managers found, with their source.' })
export class ManagedAssociations {
  @Field(() => [Association], {
    nullable: true,
    description:
      'The associations, also those that stopped or that the public does not see, in the register’s order; null when it could not be asked.',
  })
  items!: readonly Association[] | null;

  @Field(() => Int, {
    nullable: true,
    description: 'How many there are in all; null when the register could not be asked.',
  })
  totalCount!: number | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}
