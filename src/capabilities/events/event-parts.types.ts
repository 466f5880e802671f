import { Field, Float, Int, registerEnumType } from 'type-graphql';
import { Thing } from '../../vocabulary/marks.js';
import { DateScalar, DateTimeScalar } from '../../vocabulary/scalars.js';
import type * as port from './events.port.js';

@Thing({ description: 'A text in one language.' })
export class LocalizedText implements port.LocalizedText {
  @Field(() => String, { description: 'Its language, ISO 639-1, such as `nl`.' })
  language!: string;

  @Field(() => String, { description: 'The text.' })
  text!: string;
}

export const eventStates = {
  AVAILABLE: 'AVAILABLE',
  POSTPONED: 'POSTPONED',
  UNAVAILABLE: 'UNAVAILABLE',
  UNKNOWN: 'UNKNOWN',
} as const;
export type EventState = keyof typeof eventStates;

registerEnumType(eventStates, {
  name: 'EventState',
  description: 'Whether an event takes place.',
  valuesConfig: {
    AVAILABLE: { description: 'As planned (Available).' },
    POSTPONED: { description: 'Put off to a day that is not known yet (TemporarilyUnavailable).' },
    UNAVAILABLE: { description: 'Cancelled (Unavailable).' },
    UNKNOWN: { description: 'The platform gave a code that this hub does not know: see `code`.' },
  },
});

@Thing({ description: 'Whether an event takes place.' })
export class EventStatus {
  @Field(() => eventStates, { description: 'In words that do not change.' })
  state!: EventState;

  @Field(() => String, { description: 'As the platform says it, such as TemporarilyUnavailable.' })
  code!: string;

  @Field(() => [LocalizedText], { description: 'Why, in the languages that there are; Dutch first.' })
  reasons!: readonly LocalizedText[];
}

@Thing({ description: 'Whether there are places left.' })
export class EventBookingAvailability implements port.BookingAvailability {
  @Field(() => String, { description: 'Available, or Unavailable: sold out or fully booked.' })
  code!: string;

  @Field(() => Int, { nullable: true, description: 'How many places there are in all; null when not told.' })
  capacity!: number | null;
}

@Thing({ description: 'One time that an event takes place.' })
export class SubEvent {
  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it begins; null when the platform gave no moment that can be read.',
  })
  startsAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it ends; null when the platform gave no moment that can be read.',
  })
  endsAt!: Date | null;

  @Field(() => EventStatus, { nullable: true, description: 'Whether it takes place; null when not told.' })
  status!: EventStatus | null;

  @Field(() => EventBookingAvailability, {
    nullable: true,
    description: 'Whether there are places left; null when not told.',
  })
  bookingAvailability!: EventBookingAvailability | null;

  @Field(() => String, {
    nullable: true,
    description:
      'From when there is childcare, on the clock in Brussels, such as 08:00; null when there is none.',
  })
  childcareFrom!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Until when there is childcare; null when there is none.',
  })
  childcareUntil!: string | null;
}

@Thing({ description: 'When an event that goes on for longer can be visited.' })
export class EventOpeningHours implements port.OpeningHours {
  @Field(() => [String], { description: 'On which days of the week: monday to sunday.' })
  weekdays!: readonly string[];

  @Field(() => String, { description: 'From when, on the clock in Brussels, such as 18:00.' })
  opens!: string;

  @Field(() => String, { description: 'Until when, on the clock in Brussels.' })
  closes!: string;

  @Field(() => String, {
    nullable: true,
    description: 'From when there is childcare; null when there is none.',
  })
  childcareFrom!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Until when there is childcare; null when there is none.',
  })
  childcareUntil!: string | null;
}

@Thing({ description: 'Days on which the usual opening hours do not hold.' })
export class EventExceptionalDays implements port.ExceptionalDays {
  @Field(() => DateScalar, { description: 'The first day.' })
  from!: string;

  @Field(() => DateScalar, { description: 'The last day.' })
  to!: string;

  @Field(() => [LocalizedText], { description: 'Why; Dutch first.' })
  descriptions!: readonly LocalizedText[];

  @Field(() => [EventOpeningHours], { description: 'The hours that hold instead; empty: closed.' })
  openingHours!: readonly EventOpeningHours[];
}

@Thing({ description: 'The address of an event or of an organiser.' })
export class EventAddress implements port.EventAddress {
  @Field(() => String, { nullable: true, description: 'Street and number; null when not told.' })
  street!: string | null;

  @Field(() => String, { nullable: true, description: 'Postal code; null when not told.' })
  postalCode!: string | null;

  @Field(() => String, { nullable: true, description: 'Municipality or place; null when not told.' })
  municipality!: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 3166-1 code, such as BE; null when not told.' })
  country!: string | null;
}

@Thing({ description: 'Where an event takes place.' })
export class EventLocation {
  @Field(() => String, { description: 'Its id in UiTdatabank.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name, in Dutch when there is one; null when it has none.',
  })
  name!: string | null;

  @Field(() => [LocalizedText], { description: 'Its name in each language; Dutch first.' })
  names!: readonly LocalizedText[];

  @Field(() => EventAddress, {
    nullable: true,
    description: 'Its address; null when not told, such as online.',
  })
  address!: EventAddress | null;

  @Field(() => Float, { nullable: true, description: 'In degrees (WGS 84); null when not told.' })
  latitude!: number | null;

  @Field(() => Float, { nullable: true, description: 'In degrees (WGS 84); null when not told.' })
  longitude!: number | null;
}

@Thing({ description: 'How to reach whoever knows more.' })
export class EventContact implements port.EventContact {
  @Field(() => [String], { description: 'As the organiser wrote them.' })
  phones!: readonly string[];

  @Field(() => [String], { description: 'E-mail addresses, as the organiser published them.' })
  emails!: readonly string[];

  @Field(() => [String], { description: 'Websites.' })
  urls!: readonly string[];
}

@Thing({ description: 'Who organises an event (organisator).' })
export class EventOrganizer {
  @Field(() => String, { description: 'Its id in UiTdatabank.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name, in Dutch when there is one; null when it has none.',
  })
  name!: string | null;

  @Field(() => [LocalizedText], { description: 'Its name in each language; Dutch first.' })
  names!: readonly LocalizedText[];

  @Field(() => String, { nullable: true, description: 'Its website; null when not told.' })
  url!: string | null;

  @Field(() => EventAddress, { nullable: true, description: 'Its address; null when not told.' })
  address!: EventAddress | null;

  @Field(() => EventContact, { description: 'How to reach it.' })
  contact!: EventContact;
}

@Thing({ description: 'A type, theme or facility of UiTdatabank’s taxonomy.' })
export class EventTerm implements port.EventTerm {
  @Field(() => String, {
    description: 'Its id, such as 0.50.4.0.0; what the argument `type` or `theme` takes.',
  })
  id!: string;

  @Field(() => String, { description: 'In Dutch, such as Concert.' })
  label!: string;

  @Field(() => String, { description: 'eventtype, theme or facility.' })
  domain!: string;
}

@Thing({ description: 'For whom an event is.' })
export class EventAudience implements port.EventAudience {
  @Field(() => String, { nullable: true, description: 'everyone, members or education; null when not told.' })
  type!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'The ages as the platform writes them, such as 6-12; null when not told.',
  })
  ageRange!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'In years; null when there is none, or no ages are told.',
  })
  minimumAge!: number | null;

  @Field(() => Int, {
    nullable: true,
    description: 'In years; null when there is none, or no ages are told.',
  })
  maximumAge!: number | null;

  @Field(() => Boolean, {
    nullable: true,
    description: 'Whether it says that it is for all ages; null when no ages are told.',
  })
  allAges!: boolean | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Born on or after this day; null when no dates of birth are told.',
  })
  bornFrom!: string | null;

  @Field(() => DateScalar, {
    nullable: true,
    description: 'Born on or before this day; null when no dates of birth are told.',
  })
  bornUntil!: string | null;

  @Field(() => Boolean, { nullable: true, description: 'Whether parents stay out; null when not told.' })
  childrenOnly!: boolean | null;
}

@Thing({ description: 'What an event costs for one group of people.' })
export class EventPrice {
  @Field(() => String, {
    description: 'base (the usual price), tariff (a reduced one) or another word of the platform.',
  })
  category!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name, in Dutch when there is one, such as Basistarief; null when it has none.',
  })
  name!: string | null;

  @Field(() => Int, {
    nullable: true,
    description: 'In euro cents, 0 is free; null when it is in another currency or is no amount.',
  })
  cents!: number | null;

  @Field(() => String, { description: 'ISO 4217, EUR.' })
  currency!: string;
}

@Thing({ description: 'Where to book.' })
export class EventBooking {
  @Field(() => String, { nullable: true, description: 'As the organiser wrote it; null when not told.' })
  phone!: string | null;

  @Field(() => String, { nullable: true, description: 'E-mail address; null when not told.' })
  email!: string | null;

  @Field(() => String, { nullable: true, description: 'Page where to book; null when not told.' })
  url!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'What to write on the link, in Dutch when there is one; null when not told.',
  })
  urlLabel!: string | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'From when one can book; null when not told.' })
  startsAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when one can book; null when not told.',
  })
  endsAt!: Date | null;
}

@Thing({ description: 'A picture of an event. Name the copyright holder wherever it is shown.' })
export class EventImage implements port.EventImage {
  @Field(() => String, { description: 'Where it is.' })
  url!: string;

  @Field(() => String, { nullable: true, description: 'Where a small one is; null when there is none.' })
  thumbnailUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'What is on it; null when not told.' })
  description!: string | null;

  @Field(() => String, { nullable: true, description: 'Whose it is; null when not told.' })
  copyrightHolder!: string | null;

  @Field(() => String, {
    nullable: true,
    description: 'Language of the description, ISO 639-1; null when not told.',
  })
  language!: string | null;

  @Field(() => Boolean, { description: 'Whether it is the main one.' })
  main!: boolean;
}

@Thing({ description: 'A film about an event.' })
export class EventVideo implements port.EventVideo {
  @Field(() => String, { description: 'Where it is.' })
  url!: string;

  @Field(() => String, {
    nullable: true,
    description: 'The page to show within another one; null when not told.',
  })
  embedUrl!: string | null;

  @Field(() => String, { nullable: true, description: 'Whose it is; null when not told.' })
  copyrightHolder!: string | null;

  @Field(() => String, { nullable: true, description: 'ISO 639-1; null when not told.' })
  language!: string | null;
}

@Thing({ description: 'Events that are one and the same production, such as a play that goes round.' })
export class EventProduction {
  @Field(() => String, { description: 'Its id in UiTdatabank.' })
  id!: string;

  @Field(() => String, { description: 'Its title.' })
  title!: string;
}
