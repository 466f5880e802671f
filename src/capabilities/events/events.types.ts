import { Field, ID } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { Thing } from '../../vocabulary/marks.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import {
  EventAudience,
  EventBooking,
  EventBookingAvailability,
  EventContact,
  EventExceptionalDays,
  EventImage,
  EventLocation,
  EventOpeningHours,
  EventOrganizer,
  EventPrice,
  EventProduction,
  EventStatus,
  EventTerm,
  EventVideo,
  LocalizedText,
  SubEvent,
} from './event-parts.types.js';

@Thing({ description: 'Something that takes place (evenement), as UiTdatabank publishes it.' })
export class Event {
  @Field(() => ID, { description: 'Its id in UiTdatabank.' })
  id!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Its name: in Dutch when there is one, or else in its main language; null when it has none.',
  })
  name!: string | null;

  @Field(() => [LocalizedText], { description: 'Its name in each language; Dutch first.' })
  names!: readonly LocalizedText[];

  @Field(() => String, {
    nullable: true,
    description:
      'Plain text with line ends, in Dutch when there is one: markup is taken out; null when there is none.',
  })
  description!: string | null;

  @Field(() => [LocalizedText], {
    description: 'The description in each language, as plain text; Dutch first.',
  })
  descriptions!: readonly LocalizedText[];

  @Field(() => String, { nullable: true, description: 'ISO 639-1; null when not told.' })
  mainLanguage!: string | null;

  @Field(() => String, {
    description:
      'single (one time), multiple (several times), periodic (a period with opening hours) or permanent (without end).',
  })
  calendarType!: string;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the first time begins; null when it is permanent.',
  })
  startsAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When the last time ends; null when it is permanent.',
  })
  endsAt!: Date | null;

  @Field(() => [SubEvent], {
    description: 'Each time that it takes place; empty when it is periodic or permanent.',
  })
  subEvents!: readonly SubEvent[];

  @Field(() => [EventOpeningHours], {
    description: 'When it can be visited; empty when it is single or multiple, or when no hours are told.',
  })
  openingHours!: readonly EventOpeningHours[];

  @Field(() => [EventExceptionalDays], { description: 'Days on which it is closed or has other hours.' })
  exceptionalDays!: readonly EventExceptionalDays[];

  @Field(() => EventStatus, {
    nullable: true,
    description: 'Whether it takes place, over all its times; null when not told.',
  })
  status!: EventStatus | null;

  @Field(() => EventBookingAvailability, {
    nullable: true,
    description: 'Whether there are places left, over all its times; null when not told.',
  })
  bookingAvailability!: EventBookingAvailability | null;

  @Field(() => String, { description: 'offline (at its location), online, or mixed.' })
  attendanceMode!: string;

  @Field(() => String, {
    nullable: true,
    description: 'Where it can be followed online; null when not told.',
  })
  onlineUrl!: string | null;

  @Field(() => EventLocation, { nullable: true, description: 'Where it takes place; null when not told.' })
  location!: EventLocation | null;

  @Field(() => [String], {
    description: 'Ids in UiTdatabank of places from where participants leave together; mostly empty.',
  })
  departurePlaces!: readonly string[];

  @Field(() => EventOrganizer, { nullable: true, description: 'Who organises it; null when not told.' })
  organizer!: EventOrganizer | null;

  @Field(() => [EventTerm], { description: 'Its type, its theme and its facilities.' })
  terms!: readonly EventTerm[];

  @Field(() => EventAudience, { description: 'For whom it is.' })
  audience!: EventAudience;

  @Field(() => [EventPrice], {
    nullable: true,
    description: 'What it costs; null when not told, which is not free.',
  })
  prices!: readonly EventPrice[] | null;

  @Field(() => EventContact, { description: 'Who knows more.' })
  contact!: EventContact;

  @Field(() => EventBooking, { nullable: true, description: 'Where to book; null when not told.' })
  booking!: EventBooking | null;

  @Field(() => [EventImage], { description: 'Pictures.' })
  images!: readonly EventImage[];

  @Field(() => [EventVideo], { description: 'Films.' })
  videos!: readonly EventVideo[];

  @Field(() => [String], { description: 'Labels that may be shown.' })
  labels!: readonly string[];

  @Field(() => EventProduction, {
    nullable: true,
    description: 'The production it is one of; null when it is none.',
  })
  production!: EventProduction | null;

  @Field(() => [String], {
    description: 'Its pages on other sites (sameAs), such as UiTinVlaanderen, as the platform gives them.',
  })
  pages!: readonly string[];

  @Field(() => String, {
    nullable: true,
    description: 'APPROVED, or READY_FOR_VALIDATION: published, not looked at yet; null when not told.',
  })
  workflowStatus!: string | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Since when it may be in agendas; null when not told.',
  })
  availableFrom!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'Until when it may be in agendas; null when not told.',
  })
  availableTo!: Date | null;

  @Field(() => DateTimeScalar, { nullable: true, description: 'When it was entered; null when not told.' })
  createdAt!: Date | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: 'When it was last changed; null when not told.',
  })
  modifiedAt!: Date | null;

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({ description: 'A page of a list of Event (Relay).' })
export class EventConnection extends Connection(Event) {}
