import { Field, InputType, Int } from 'type-graphql';
import { ActivityCodeScalar, AddressIdScalar, DateScalar } from '../../vocabulary/scalars.js';
import {
  AudienceInput,
  type LocationType,
  locationTypes,
  NewAssociationContactInput,
  NewAssociationLocationInput,
  NewRepresentativeInput,
  RepresentativeFieldsInput,
  WrittenAddressInput,
} from './association-registration.inputs.js';

const stays = 'left out: stays as it is';

@InputType({ description: 'What changes in the basic data of an association. What is left out stays.' })
export class AssociationBasicsInput {
  @Field(() => String, { nullable: true, description: `Its name; null or ${stays}.` })
  name?: string | null;

  @Field(() => String, { nullable: true, description: `Its short name; null clears it, ${stays}.` })
  shortName?: string | null;

  @Field(() => String, { nullable: true, description: `What it does; null clears it, ${stays}.` })
  description?: string | null;

  @Field(() => DateScalar, { nullable: true, description: `The day it began; null clears it, ${stays}.` })
  startDate?: string | null;

  @Field(() => AudienceInput, { nullable: true, description: `Whom it is meant for; null or ${stays}.` })
  audience?: AudienceInput | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether the public does not see it; null or ${stays}.`,
  })
  optedOut?: boolean | null;

  @Field(() => [ActivityCodeScalar], {
    nullable: true,
    description: `Codes of all its main activities; null or ${stays}.`,
  })
  activities?: readonly string[] | null;

  @Field(() => [String], {
    nullable: true,
    description: `Codes of all the areas where it works; null or ${stays}.`,
  })
  workingAreas?: readonly string[] | null;
}

@InputType({ description: 'What changes in a contact. Its type does not: remove it and add another one.' })
export class ChangedContactInput {
  @Field(() => Int, { description: '`id` of a ManagedContact.' })
  id!: number;

  @Field(() => String, { nullable: true, description: `The address, URL or number; null or ${stays}.` })
  value?: string | null;

  @Field(() => String, { nullable: true, description: `What it is for; null clears it, ${stays}.` })
  description?: string | null;

  @Field(() => Boolean, { nullable: true, description: `Whether it is the first choice; null or ${stays}.` })
  primary?: boolean | null;
}

@InputType({ description: 'What changes in a location.' })
export class ChangedLocationInput {
  @Field(() => Int, { description: '`id` of a ManagedLocation.' })
  id!: number;

  @Field(() => locationTypes, { nullable: true, description: `What it is for; null or ${stays}.` })
  type?: LocationType | null;

  @Field(() => Boolean, { nullable: true, description: `Whether it is the main one; null or ${stays}.` })
  primary?: boolean | null;

  @Field(() => String, { nullable: true, description: `Name of the place; null clears it, ${stays}.` })
  name?: string | null;

  @Field(() => AddressIdScalar, {
    nullable: true,
    description: `Another address, by its id; null or ${stays}.`,
  })
  addressId?: string | null;

  @Field(() => WrittenAddressInput, {
    nullable: true,
    description: `Another address, written out, and not by its id too; null or ${stays}.`,
  })
  address?: WrittenAddressInput | null;
}

@InputType({
  description:
    'What changes for a representative: null clears, what is left out stays. Who it is does not change.',
})
export class ChangedRepresentativeInput extends RepresentativeFieldsInput {
  @Field(() => Int, { description: '`id` of an AssociationRepresentative.' })
  id!: number;

  @Field(() => Boolean, { nullable: true, description: `Whether written to first; null or ${stays}.` })
  primary?: boolean | null;
}

const one = 'Exactly one of `add`, `change` and `remove`.';

@InputType({ description: `A change of the contacts of an association. ${one}` })
export class ContactChangeInput {
  @Field(() => NewAssociationContactInput, { nullable: true, description: 'One more; null: none is added.' })
  add?: NewAssociationContactInput | null;

  @Field(() => ChangedContactInput, { nullable: true, description: 'One that changes; null: none does.' })
  change?: ChangedContactInput | null;

  @Field(() => Int, { nullable: true, description: '`id` of one to remove; null: none goes.' })
  remove?: number | null;
}

@InputType({ description: `A change of the locations of an association. ${one}` })
export class LocationChangeInput {
  @Field(() => NewAssociationLocationInput, { nullable: true, description: 'One more; null: none is added.' })
  add?: NewAssociationLocationInput | null;

  @Field(() => ChangedLocationInput, { nullable: true, description: 'One that changes; null: none does.' })
  change?: ChangedLocationInput | null;

  @Field(() => Int, { nullable: true, description: '`id` of one to remove; null: none goes.' })
  remove?: number | null;
}

@InputType({ description: `A change of who represents an association. ${one}` })
export class RepresentativeChangeInput {
  @Field(() => NewRepresentativeInput, { nullable: true, description: 'One more; null: none is added.' })
  add?: NewRepresentativeInput | null;

  @Field(() => ChangedRepresentativeInput, {
    nullable: true,
    description: 'One that changes; null: none does.',
  })
  change?: ChangedRepresentativeInput | null;

  @Field(() => Int, { nullable: true, description: '`id` of one to remove; null: none goes.' })
  remove?: number | null;
}
