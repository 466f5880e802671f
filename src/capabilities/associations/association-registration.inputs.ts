import { Field, InputType, Int, registerEnumType } from 'type-graphql';
import type { NationalNumber } from '../../identifiers/national-number.js';
import {
  ActivityCodeScalar,
  AddressIdScalar,
  DateScalar,
  NationalNumberScalar,
} from '../../vocabulary/scalars.js';

/** The register's words for what can be given. */
export const contactTypes = {
  EMAIL: 'E-mail',
  WEBSITE: 'Website',
  SOCIAL_MEDIA: 'SocialMedia',
  PHONE: 'Telefoon',
} as const;
type ContactType = (typeof contactTypes)[keyof typeof contactTypes];

export const locationTypes = { CORRESPONDENCE: 'Correspondentie', ACTIVITIES: 'Activiteiten' } as const;
export type LocationType = (typeof locationTypes)[keyof typeof locationTypes];

registerEnumType(contactTypes, {
  name: 'AssociationContactType',
  description: 'What kind of contact of an association it is (contactgegeventype).',
  valuesConfig: {
    EMAIL: { description: 'E-mail: an e-mail address.' },
    WEBSITE: { description: 'Website: a URL.' },
    SOCIAL_MEDIA: { description: 'SocialMedia: a URL.' },
    PHONE: { description: 'Telefoon: a telephone number.' },
  },
});
registerEnumType(locationTypes, {
  name: 'AssociationLocationType',
  description: 'What a location of an association is for (locatietype).',
  valuesConfig: {
    CORRESPONDENCE: { description: 'Correspondentie: where it receives its post. One at most.' },
    ACTIVITIES: { description: 'Activiteiten: where it meets.' },
  },
});

@InputType({ description: 'The ages that an association is meant for (doelgroep), in years.' })
export class AudienceInput {
  @Field(() => Int, { description: 'Youngest age, 0 to 150.' })
  minimumAge!: number;

  @Field(() => Int, { description: 'Oldest age, 0 to 150, not below the youngest.' })
  maximumAge!: number;
}

@InputType({ description: 'A way to reach an association (contactgegeven).' })
export class NewAssociationContactInput {
  @Field(() => contactTypes, { description: 'What it is.' })
  type!: ContactType;

  @Field(() => String, { description: 'The address, URL or number.' })
  value!: string;

  @Field(() => String, { nullable: true, description: 'What it is for; null: not said.' })
  description?: string | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether it is the first choice among those of its type. One of each type at most.',
  })
  primary!: boolean;
}

@InputType({ description: 'An address that is written out.' })
export class WrittenAddressInput {
  @Field(() => String, { description: 'Street (straatnaam).' })
  street!: string;

  @Field(() => String, { description: 'House number (huisnummer).' })
  houseNumber!: string;

  @Field(() => String, { nullable: true, description: 'Box number (busnummer); null when there is none.' })
  boxNumber?: string | null;

  @Field(() => String, { description: 'Postal code; four digits in Belgium.' })
  postalCode!: string;

  @Field(() => String, { description: 'Municipality (gemeente).' })
  municipality!: string;

  @Field(() => String, { defaultValue: 'België', description: 'Country, in Dutch.' })
  country!: string;
}

@InputType({
  description:
    'A place of an association (locatie). Its address is either one of the address register or written out: exactly one of both.',
})
export class NewAssociationLocationInput {
  @Field(() => locationTypes, { description: 'What it is for.' })
  type!: LocationType;

  @Field(() => Boolean, { defaultValue: false, description: 'Whether it is the main location. One at most.' })
  primary!: boolean;

  @Field(() => String, { nullable: true, description: 'Name of the place; null when it has none.' })
  name?: string | null;

  @Field(() => AddressIdScalar, {
    nullable: true,
    description: '`id` of an Address of the address register; null when the address is written out.',
  })
  addressId?: string | null;

  @Field(() => WrittenAddressInput, {
    nullable: true,
    description: 'The address, written out; null when it is one of the address register.',
  })
  address?: WrittenAddressInput | null;
}

@InputType({ description: 'What is told of somebody who represents an association.' })
export class RepresentativeFieldsInput {
  @Field(() => String, { nullable: true, description: 'Role (rol), such as Voorzitter; null: not said.' })
  role?: string | null;

  @Field(() => String, { nullable: true, description: 'Name they go by (roepnaam); null when none.' })
  callName?: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address; null when not told.' })
  email?: string | null;

  @Field(() => String, { nullable: true, description: 'Telephone number; null when not told.' })
  telephone?: string | null;

  @Field(() => String, { nullable: true, description: 'Mobile number; null when not told.' })
  mobile?: string | null;

  @Field(() => String, { nullable: true, description: 'URL on social media; null when not told.' })
  socialMedia?: string | null;
}

@InputType({ description: 'Somebody who represents an association (vertegenwoordiger).' })
export class NewRepresentativeInput extends RepresentativeFieldsInput {
  @Field(() => NationalNumberScalar, { description: 'Who it is.' })
  nationalNumber!: NationalNumber;

  @Field(() => String, { description: 'First name, without digits.' })
  givenName!: string;

  @Field(() => String, { description: 'Last name, without digits.' })
  familyName!: string;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the government writes to this person first. One at most.',
  })
  primary!: boolean;
}

@InputType({ description: 'An association without legal personality (VZER) to register.' })
export class AssociationRegistrationInput {
  @Field(() => String, { description: 'Its name (naam).' })
  name!: string;

  @Field(() => String, { nullable: true, description: 'Its short name (korteNaam); null when it has none.' })
  shortName?: string | null;

  @Field(() => String, { nullable: true, description: 'What it does (korteBeschrijving); null: not said.' })
  description?: string | null;

  @Field(() => DateScalar, { nullable: true, description: 'The day it began, not to come; null: not known.' })
  startDate?: string | null;

  @Field(() => AudienceInput, { nullable: true, description: 'Whom it is meant for; null: everybody.' })
  audience?: AudienceInput | null;

  @Field(() => Boolean, {
    defaultValue: false,
    description: 'Whether the public does not see it (uitgeschreven uit de publieke datastroom).',
  })
  optedOut!: boolean;

  @Field(() => [NewAssociationContactInput], { defaultValue: [], description: 'How to reach it.' })
  contacts!: readonly NewAssociationContactInput[];

  @Field(() => [NewAssociationLocationInput], {
    defaultValue: [],
    description: 'Where it is. One for correspondence at most, one main location at most.',
  })
  locations!: readonly NewAssociationLocationInput[];

  @Field(() => [NewRepresentativeInput], {
    defaultValue: [],
    description:
      'Who represents it, each once. Without any, nobody but a person can find out what became of a registration whose answer was lost.',
  })
  representatives!: readonly NewRepresentativeInput[];

  @Field(() => [ActivityCodeScalar], {
    defaultValue: [],
    description: 'Codes of its main activities: `associationActivities` has them all.',
  })
  activities!: readonly string[];

  @Field(() => [String], { defaultValue: [], description: 'Codes of the NUTS and LAU areas where it works.' })
  workingAreas!: readonly string[];
}
