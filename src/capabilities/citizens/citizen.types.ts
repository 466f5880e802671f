import { Field } from 'type-graphql';
import type { Part } from '../../adapter/availability.js';
import { NationalNumber } from '../../identifiers/national-number.js';
import { Personal, Thing } from '../../vocabulary/marks.js';
import { DateScalar, NationalNumberScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { Person } from './citizens.port.js';

const text = (description: string) => Field(() => String, { nullable: true, description });

@Personal('identity')
@Thing({ name: 'PersonName', description: 'A person’s name in the register (naam).' })
export class PersonNameView {
  @Field(() => [String], { description: 'Given names (voornamen), in order.' })
  givenNames!: readonly string[];

  @Field(() => [String], { description: 'Family names (achternamen), in order.' })
  familyNames!: readonly string[];
}

@Thing({ description: 'A code of a register with its text.' })
export class CodedText {
  @Field(() => String, { description: 'The register’s code.' })
  code!: string;

  @text('Its text, in Dutch; null when the register gives none.')
  description!: string | null;
}

@Thing({ description: 'A code of a register with its text, and when it holds.' })
export class DatedCodedText {
  @Field(() => String, { description: 'The register’s code.' })
  code!: string;

  @text('Its text, in Dutch; null when the register gives none.')
  description!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Since when it holds, perhaps incomplete; null when unknown.',
  })
  since!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Until when it held, perhaps incomplete; null while it holds.',
  })
  until!: string | null;
}

@Personal('contact')
@Thing({
  name: 'Address',
  description: 'Where a person lives (hoofdverblijfplaats, or verblijfplaats in het buitenland).',
})
export class AddressView {
  @text('Street (straatnaam); null for an address abroad in free lines.')
  street!: string | null;

  @text('House number (huisnummer); null when there is none.')
  houseNumber!: string | null;

  @text('Box number (busnummer); null when there is none.')
  boxNumber!: string | null;

  @text('Postal code; null for an address abroad in free lines.')
  postalCode!: string | null;

  @text('Municipality (gemeente); null for an address abroad in free lines.')
  municipality!: string | null;

  @text('NIS code of the municipality; null when the register gives none.')
  nisCode!: string | null;

  @text('Country; null when the register gives none.')
  country!: string | null;

  @Field(() => [String], { description: 'Free lines of an address abroad; empty otherwise.' })
  lines!: readonly string[];

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Since when the person lives there; null when unknown.',
  })
  since!: string | null;
}

@Personal('household')
@Thing({ name: 'HouseholdMember', description: 'A member of the citizen’s household (gezinslid).' })
export class HouseholdMemberView {
  @Field(() => NationalNumberScalar, {
    nullable: true,
    description: 'National number; null when the register gives none.',
  })
  nationalNumber!: NationalNumber | null;

  @Field(() => PersonNameView, { description: 'Name.' })
  name!: PersonNameView;

  @Field(() => CodedText, {
    nullable: true,
    description: 'Sex (geslacht): 1 male, 2 female; null when not given.',
  })
  sex!: CodedText | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Date of birth, perhaps incomplete; null when not given.',
  })
  birthDate!: string | null;

  @Field(() => CodedText, {
    nullable: true,
    description:
      'Place in the household (positie): 01 reference person, 02 spouse, 03 child; null when not given.',
  })
  position!: CodedText | null;

  @Field(() => DateScalar, { nullable: true, description: 'Since when a member; null when unknown.' })
  since!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Until when a member; null while a member.',
  })
  until!: string | null;
}

@Thing({ description: 'The citizen’s household (gezin), from MAGDA GeefGezinssamenstelling.' })
export class Household {
  @Field(() => [HouseholdMemberView], {
    description:
      'Its members, the citizen too. Empty when the register has none, or when `source.state` is UNAVAILABLE.',
  })
  members!: readonly HouseholdMemberView[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

/** A person of the graph. Its parts are asked of their platforms when they are asked for, each once an operation. */
@Personal('identity')
@Thing({
  description: 'A person (burger): the parts come from different platforms, each with its own source.',
})
export class Citizen {
  @Field(() => NationalNumberScalar, { description: 'National number (rijksregisternummer, INSZ).' })
  readonly nationalNumber: NationalNumber;

  /** Name, address and the rest of one file: one call for all of them. */
  person?: Promise<Part<Person>>;

  constructor(nationalNumber: NationalNumber) {
    this.nationalNumber = nationalNumber;
  }
}
