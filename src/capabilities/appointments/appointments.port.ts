import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';

/** Something for which an appointment can be made, such as fetching a passport. All ids in this file are the platform's. */
export interface Service {
  readonly id: string;
  readonly name: string;
  /** What to bring or know, plain text; null when the platform says nothing. */
  readonly instructions: string | null;
  /** Other words under which people look for it. */
  readonly synonyms: readonly string[];
  /** The platform's own group of services; null when it has none. */
  readonly group: string | null;
  /** How long it takes for one person. */
  readonly durationMinutes: number;
  /** How much longer for each further person; null when the platform tells that only for a chosen appointment. */
  readonly minutesPerExtraPerson: number | null;
  /** For how many people in one appointment at most; null when the platform names no limit. */
  readonly maximumPeople: number | null;
}

/** A place where people are received. What the platform does not know is null. */
export interface Location {
  readonly id: string;
  readonly name: string;
  /** Street and number, or what else stands above the postal code; empty when not known. */
  readonly addressLines: readonly string[];
  readonly postalCode: string | null;
  readonly city: string | null;
  readonly region: string | null;
  readonly country: string | null;
  readonly phones: readonly string[];
  readonly email: string | null;
  readonly latitude: number | null;
  readonly longitude: number | null;
  /** IANA name of the zone in which its times are told. */
  readonly timeZone: string;
}

/** A service within an appointment, and for how many people it is. */
export interface AppointmentPart {
  readonly service: string;
  /** At least 1. */
  readonly people: number;
}

export interface SlotSearch {
  /** At least one; each service once. */
  readonly parts: readonly AppointmentPart[];
  readonly location: string;
  /** First and last day, both included, as 2026-11-25. */
  readonly from: string;
  readonly to: string;
  /** Asks the platform whatever was kept: for other times after a booking was refused. */
  readonly fresh?: boolean;
}

/** A time at which an appointment can begin now. Nobody holds it: booking is the lock. */
export interface Slot {
  readonly start: Date;
  readonly end: Date;
}

/** What is known of a person who comes. Fields that are null are not sent. */
export interface AppointmentCustomer {
  readonly lastName: string;
  readonly lastNamePrefix: string | null;
  readonly firstName: string | null;
  readonly initials: string | null;
  readonly gender: 'MALE' | 'FEMALE' | 'OTHER' | null;
  /** 2000-02-29. */
  readonly birthDate: string | null;
  readonly nationalNumber: NationalNumber | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly mobilePhone: string | null;
  readonly street: string | null;
  readonly houseNumber: string | null;
  readonly houseNumberSuffix: string | null;
  readonly postalCode: string | null;
  readonly city: string | null;
}

/** The fields of a customer that an appointment can ask; OTHER is one of the platform that the hub does not know. */
export type CustomerFieldCode =
  | 'LAST_NAME'
  | 'LAST_NAME_PREFIX'
  | 'FIRST_NAME'
  | 'INITIALS'
  | 'GENDER'
  | 'BIRTH_DATE'
  | 'NATIONAL_NUMBER'
  | 'NATIONALITY'
  | 'LANGUAGE'
  | 'EMAIL'
  | 'PHONE'
  | 'MOBILE_PHONE'
  | 'STREET'
  | 'HOUSE_NUMBER'
  | 'HOUSE_NUMBER_SUFFIX'
  | 'POSTAL_CODE'
  | 'CITY'
  | 'COUNTRY'
  | 'OTHER';

export interface CustomerField {
  readonly code: CustomerFieldCode;
  /** The platform's own name of it. */
  readonly platformName: string;
  readonly required: boolean;
}

/** What must be known of the main customer. A field that is not named is not asked. */
export interface CustomerFields {
  readonly fields: readonly CustomerField[];
  /** Of each of these groups at least one must be filled in. */
  readonly oneOf: readonly (readonly CustomerFieldCode[])[];
}

export interface Booking {
  readonly parts: readonly AppointmentPart[];
  readonly location: string;
  /** A start that `slots` gave. */
  readonly start: Date;
  /** The first one makes the appointment; the others come along. */
  readonly customers: readonly [AppointmentCustomer, ...AppointmentCustomer[]];
  /**
   * Our own mark of this booking, without personal data. It goes into the remarks of the appointment, where a civil
   * servant finds it in the platform's own screens when the outcome is in doubt.
   */
  readonly reference: string;
}

/** What became of a booking. */
export type BookingOutcome =
  | { readonly kind: 'BOOKED'; readonly appointment: string }
  /** The platform refused, and the time is no longer offered: somebody else was first. Nothing was booked. */
  | { readonly kind: 'SLOT_TAKEN' }
  /** The platform refused for another reason. Nothing was booked. `platformCode` is its error code; null when it gave none. */
  | { readonly kind: 'REFUSED'; readonly platformCode: string | null }
  /** The request was sent and its answer lost: it may be booked. Never send it again; ask `trace` first. */
  | { readonly kind: 'IN_DOUBT'; readonly reason: string };

export type CancelOutcome =
  | { readonly kind: 'CANCELLED' }
  /** The platform does not know the appointment: cancelled before, or never made. */
  | { readonly kind: 'NOT_FOUND' }
  /** It still stands. */
  | { readonly kind: 'REFUSED'; readonly platformCode: string | null }
  /** The answer was lost. `appointment` tells whether it still stands. */
  | { readonly kind: 'IN_DOUBT'; readonly reason: string };

/**
 * What a platform can tell of a booking whose answer was lost. Neither JCC nor Qmatic Orchestra can be asked for an
 * appointment without its id, which was in that answer: this is all they can say.
 */
export type BookingTrace =
  /** The time is offered still. Not booked, unless the location receives several people at the same time. */
  | 'SLOT_OFFERED'
  /** The time is gone: we have it, or somebody else does. */
  | 'SLOT_GONE';

/** An appointment as its platform tells it. */
export interface Appointment {
  readonly id: string;
  /** The platform's number for people; null when it has none. */
  readonly number: string | null;
  /** UNKNOWN is a state that the hub does not know: `platformStatus` is the platform's code for it. */
  readonly status: 'BOOKED' | 'UNKNOWN';
  /** Null when the platform tells no state. */
  readonly platformStatus: string | null;
  readonly start: Date;
  /** Null when the platform says something impossible: an end before the start. */
  readonly end: Date | null;
  readonly parts: readonly { readonly service: string; readonly name: string; readonly people: number }[];
  readonly location: { readonly id: string; readonly name: string };
  readonly customers: readonly AppointmentCustomer[];
  /** What was given as remark, with our reference; null when there is none. */
  readonly remarks: string | null;
  /** Desk or employee; null when the platform does not tell it. */
  readonly desk: string | null;
  readonly createdAt: Date | null;
}

/**
 * What the hub asks of a platform that keeps appointments. Everything rejects with PlatformError, also `book` and
 * `cancel` when nothing was sent or the platform did not let us in: then nothing was changed. The wire never sends a
 * change twice.
 */
export interface AppointmentsPort {
  services(context: CallContext): Promise<Sourced<readonly Service[]>>;
  /** Every location that is in use. */
  locations(context: CallContext): Promise<Sourced<readonly Location[]>>;
  /** Ids of the services of one location; with `locations` it gives the locations of all services in the fewest calls. */
  servicesAt(location: string, context: CallContext): Promise<Sourced<readonly string[]>>;
  /** Where these services can be had together. */
  locationsFor(services: readonly string[], context: CallContext): Promise<Sourced<readonly Location[]>>;
  /** Ids of the services that may come into the same appointment as these, without these themselves. */
  combinableWith(services: readonly string[], context: CallContext): Promise<Sourced<readonly string[]>>;
  /** Days with at least one free time, ascending. */
  days(search: SlotSearch, context: CallContext): Promise<Sourced<readonly string[]>>;
  /** Free times, ascending. */
  slots(search: SlotSearch, context: CallContext): Promise<Sourced<readonly Slot[]>>;
  customerFields(services: readonly string[], context: CallContext): Promise<Sourced<CustomerFields>>;
  book(booking: Booking, context: CallContext): Promise<BookingOutcome>;
  trace(booking: Booking, context: CallContext): Promise<Sourced<BookingTrace>>;
  /** Null when the platform does not know it: cancelled, or never made. Never from a cache. */
  appointment(id: string, context: CallContext): Promise<Sourced<Appointment | null>>;
  cancel(id: string, context: CallContext): Promise<CancelOutcome>;
  /** The text of the code (QR) with which people announce themselves; null when the platform gives none. */
  checkInCode(id: string, context: CallContext): Promise<Sourced<string | null>>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    appointments: AppointmentsPort;
  }
}
