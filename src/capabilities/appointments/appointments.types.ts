import { Field, Float, ID, InputType, Int } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { DateScalar, DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { Offer } from './offer.js';

@Thing({ description: 'A place where people with an appointment are received (loket).' })
export class AppointmentLocation {
  @Field(() => ID, { description: 'Opaque; stays the same as long as the platform keeps its own id.' })
  id!: string;

  @Field(() => String, { description: 'Its name.' })
  name!: string;

  @Field(() => [String], {
    description:
      'What stands above the postal code: street and number, in the order of an envelope. Empty: not known.',
  })
  addressLines!: readonly string[];

  @Field(() => String, { nullable: true, description: 'Postal code; null when not known.' })
  postalCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Municipality or village; null when not known.' })
  city!: string | null;

  @Field(() => String, { nullable: true, description: 'Province; null when not known.' })
  region!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Name of the country, as the platform writes it; null when not known.',
  })
  country!: string | null;

  @Field(() => [String], { description: 'Phone numbers as the platform writes them. Empty: not known.' })
  phones!: readonly string[];

  @Field(() => String, { nullable: true, description: 'E-mail address; null when not known.' })
  email!: string | null;

  @Field(() => Float, { nullable: true, description: 'Degrees north (WGS 84); null when not known.' })
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'Degrees east (WGS 84); null when not known.' })
  longitude!: number | null;

  @Field(() => String, { description: 'IANA name of the zone of its clock, such as Europe/Brussels.' })
  timeZone!: string;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({
  description:
    'Something for which an appointment can be made (product, activiteit), such as fetching a passport.',
})
export class AppointmentService {
  @Field(() => ID, { description: 'Opaque; stays the same as long as the platform keeps its own id.' })
  id!: string;

  @Field(() => String, { description: 'Its name, as the municipality chose it.' })
  name!: string;

  @Field(() => String, {
    nullable: true,
    description:
      'What to bring or to know (benodigdheden), plain text with line breaks; null when nothing is said.',
  })
  instructions!: string | null;

  @Field(() => [String], { description: 'Other words under which people look for it.' })
  synonyms!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'Group of services in the platform, a code of its own; null when it has none.',
  })
  group!: string | null;

  @Field(() => Int, { description: 'How many minutes it takes for one person.' })
  durationMinutes!: number;

  @Field(() => Int, {
    nullable: true,
    description:
      'How many minutes longer for each further person; null when the platform tells that only for chosen times: see `AppointmentSlot.end`.',
  })
  minutesPerExtraPerson!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'For how many people in one appointment at most; null when the platform names no limit.',
  })
  maximumPeople!: number | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;

  /** Not in the graph: where its locations are found, once for all services of the same answer. */
  offer!: Offer;
}

@InputType({ description: 'A further service in the same appointment.' })
export class AppointmentPartInput {
  @Field(() => ID, { description: '`id` of an AppointmentService.' })
  service!: string;

  @Field(() => Int, { defaultValue: 1, description: 'For how many people it is, at least 1.' })
  people!: number;
}

@Thing({ description: 'A day on which there is a free time.' })
export class AppointmentDay {
  @Field(() => DateScalar, { description: 'The day, on the calendar of the location.' })
  date!: string;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({
  description: 'A free time for an appointment. Nobody holds it: another may be first until it is booked.',
})
export class AppointmentSlot {
  @Field(() => DateTimeScalar, { description: 'When it begins.' })
  start!: Date;

  @Field(() => DateTimeScalar, {
    description: 'When it ends, with all services and people that were asked for.',
  })
  end!: Date;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({ description: 'Something that must or may be told of the person who makes an appointment.' })
export class AppointmentCustomerField {
  @Field(() => String, {
    description:
      'What it is: LAST_NAME, LAST_NAME_PREFIX, FIRST_NAME, INITIALS, GENDER, BIRTH_DATE, NATIONAL_NUMBER, NATIONALITY, LANGUAGE, EMAIL, PHONE, MOBILE_PHONE, STREET, HOUSE_NUMBER, HOUSE_NUMBER_SUFFIX, POSTAL_CODE, CITY, COUNTRY, or OTHER for a field of the platform that this hub does not know.',
  })
  code!: string;

  @Field(() => String, { description: 'Its name in the platform.' })
  platformName!: string;

  @Field(() => Boolean, { description: 'Whether it must be filled in.' })
  required!: boolean;
}

@Thing({ description: 'What must be told of the person who makes an appointment.' })
export class AppointmentCustomerFields {
  @Field(() => [AppointmentCustomerField], {
    nullable: true,
    description:
      'The fields to ask; one that is not here is not asked; null when `source.state` is UNAVAILABLE.',
  })
  fields!: readonly AppointmentCustomerField[] | null;

  @Field(() => [[String]], {
    description:
      'Groups of codes of which at least one must be filled in, such as PHONE and MOBILE_PHONE. Usually empty.',
  })
  oneOf!: readonly (readonly string[])[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}
