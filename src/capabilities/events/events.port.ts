import type { CallContext } from '../../context/call-context.js';
import type { Sourced } from '../../context/source-status.js';

/** A text in one language. Lists of them begin with Dutch when there is one, then the main language. */
export interface LocalizedText {
  /** ISO 639-1, such as `nl`. */
  readonly language: string;
  readonly text: string;
}

/** Whether something takes place. `code` is the platform's own: Available, TemporarilyUnavailable, Unavailable. */
export interface EventStatus {
  readonly code: string;
  readonly reasons: readonly LocalizedText[];
}

/** Whether there are places left. `code` is the platform's own: Available, Unavailable. */
export interface BookingAvailability {
  readonly code: string;
  /** Null when not told. */
  readonly capacity: number | null;
}

export interface SubEvent {
  /** Null when the platform gives no moment that can be read. */
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly status: EventStatus | null;
  readonly bookingAvailability: BookingAvailability | null;
  /** On the clock in Brussels, such as 08:00; null when there is no childcare. */
  readonly childcareFrom: string | null;
  readonly childcareUntil: string | null;
}

export interface OpeningHours {
  /** The platform's words: monday to sunday. */
  readonly weekdays: readonly string[];
  /** On the clock in Brussels, such as 18:00. */
  readonly opens: string;
  readonly closes: string;
  readonly childcareFrom: string | null;
  readonly childcareUntil: string | null;
}

/** Days on which the usual opening hours do not hold. */
export interface ExceptionalDays {
  /** ISO dates, both included. */
  readonly from: string;
  readonly to: string;
  readonly descriptions: readonly LocalizedText[];
  /** Empty: closed. */
  readonly openingHours: readonly OpeningHours[];
}

export interface EventAddress {
  readonly street: string | null;
  readonly postalCode: string | null;
  readonly municipality: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null;
}

export interface EventPlace {
  readonly id: string;
  readonly names: readonly LocalizedText[];
  readonly address: EventAddress | null;
  /** WGS 84; null when not told. */
  readonly latitude: number | null;
  readonly longitude: number | null;
}

export interface EventContact {
  readonly phones: readonly string[];
  readonly emails: readonly string[];
  readonly urls: readonly string[];
}

export interface EventOrganizer {
  readonly id: string;
  readonly names: readonly LocalizedText[];
  readonly url: string | null;
  readonly address: EventAddress | null;
  readonly contact: EventContact;
}

export interface EventTerm {
  readonly id: string;
  readonly label: string;
  /** eventtype, theme, facility. */
  readonly domain: string;
}

export interface EventPrice {
  /** The platform's word, such as base, tariff, uitpas. */
  readonly category: string;
  readonly names: readonly LocalizedText[];
  /** Euro cents; null when the amount is in another currency or cannot be an amount. */
  readonly cents: number | null;
  readonly currency: string;
}

export interface EventBooking {
  readonly phone: string | null;
  readonly email: string | null;
  readonly url: string | null;
  readonly urlLabels: readonly LocalizedText[];
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
}

export interface EventImage {
  readonly url: string;
  readonly thumbnailUrl: string | null;
  readonly description: string | null;
  readonly copyrightHolder: string | null;
  readonly language: string | null;
  /** Whether it is the event's main image. */
  readonly main: boolean;
}

export interface EventVideo {
  readonly url: string;
  readonly embedUrl: string | null;
  readonly copyrightHolder: string | null;
  readonly language: string | null;
}

/** For whom an event is. */
export interface EventAudience {
  /** The platform's word: everyone, members, education. */
  readonly type: string | null;
  /** As the platform writes it, such as 6-12; null when not told. */
  readonly ageRange: string | null;
  /** Null: no limit, or not told. */
  readonly minimumAge: number | null;
  readonly maximumAge: number | null;
  /** Whether the platform says that it is for all ages; null when it tells no ages. */
  readonly allAges: boolean | null;
  /** ISO dates; null when the organiser gave no dates of birth. */
  readonly bornFrom: string | null;
  readonly bornUntil: string | null;
  readonly childrenOnly: boolean | null;
}

/** An event as the platform publishes it. Codes are the platform's own; a code that nobody knows is kept as it is. */
export interface Event {
  readonly id: string;
  readonly mainLanguage: string | null;
  readonly names: readonly LocalizedText[];
  /** Plain text. */
  readonly descriptions: readonly LocalizedText[];
  /** single, multiple, periodic, permanent. */
  readonly calendarType: string;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly subEvents: readonly SubEvent[];
  readonly openingHours: readonly OpeningHours[];
  readonly exceptionalDays: readonly ExceptionalDays[];
  readonly status: EventStatus | null;
  readonly bookingAvailability: BookingAvailability | null;
  /** offline, online, mixed. */
  readonly attendanceMode: string;
  readonly onlineUrl: string | null;
  readonly location: EventPlace | null;
  /** Ids of places from where participants leave together. */
  readonly departurePlaces: readonly string[];
  readonly organizer: EventOrganizer | null;
  readonly terms: readonly EventTerm[];
  readonly audience: EventAudience;
  /** Null when nothing is told; an amount of 0 is free. */
  readonly prices: readonly EventPrice[] | null;
  readonly contact: EventContact;
  readonly booking: EventBooking | null;
  readonly images: readonly EventImage[];
  readonly videos: readonly EventVideo[];
  readonly labels: readonly string[];
  readonly production: { readonly id: string; readonly title: string } | null;
  /** Pages about it on other sites, as the platform names them. */
  readonly pages: readonly string[];
  /** DRAFT, READY_FOR_VALIDATION, APPROVED, REJECTED, DELETED. */
  readonly workflowStatus: string | null;
  /** From when until when it may be shown in agendas. */
  readonly availableFrom: Date | null;
  readonly availableTo: Date | null;
  readonly createdAt: Date | null;
  readonly modifiedAt: Date | null;
}

export interface EventSearch {
  /** Free text; every word must occur. Null: all. */
  readonly text: string | null;
  /** Only what happens at or after, at or before this moment. */
  readonly from: Date | null;
  readonly to: Date | null;
  /** Also what is over: its time in agendas has ended. */
  readonly past: boolean;
  /** At least one of these terms; empty: all. */
  readonly types: readonly string[];
  readonly themes: readonly string[];
  /** Whether the base price is 0. Null: both, and those without price. */
  readonly free: boolean | null;
  /** For somebody of this age in years. */
  readonly age: number | null;
  /** Events of these organisers wherever they are. Null: of everybody, in the area of the municipality. */
  readonly organizerIds: readonly string[] | null;
  /** How many to skip: at most {@link eventWindow}. */
  readonly start: number;
  /** At most {@link mostEventsPerCall}. */
  readonly limit: number;
}

/** No search goes further than this. */
export const eventWindow = 10_000;
/** The longest page of a search. */
export const mostEventsPerCall = 2_000;

export interface EventPage {
  readonly events: readonly Event[];
  /** How many match in all, also beyond the window. */
  readonly total: number;
}

/** That an organiser is an association of the Verenigingsregister. */
export interface OrganizerLink {
  readonly vCode: string;
  /** The platform's word: confirmed, pending, rejected. */
  readonly status: string;
}

/** What the hub asks of a platform that publishes events. All methods reject with PlatformError. */
export interface EventsPort {
  /** Soonest to end first. */
  search(search: EventSearch, context: CallContext): Promise<Sourced<EventPage>>;
  /** Null when the platform does not publish it (any more); an event that is over is still given. */
  event(id: string, context: CallContext): Promise<Sourced<Event | null>>;
  /** Ids of organisers with an address in the area of the municipality. */
  organizers(
    page: { readonly start: number; readonly limit: number },
    context: CallContext,
  ): Promise<{ readonly ids: readonly string[]; readonly total: number }>;
  /** Null when the organiser is linked to no association. Null in place of the method without access to links. */
  readonly linkOf: ((organizerId: string, context: CallContext) => Promise<OrganizerLink | null>) | null;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    events: EventsPort;
  }
}
