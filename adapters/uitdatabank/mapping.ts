import type {
  BookingAvailability,
  Event,
  EventAddress,
  EventAudience,
  EventContact,
  EventPage,
  EventPrice,
  EventStatus,
  ExceptionalDays,
  LocalizedText,
  OpeningHours,
  OrganizerLink,
} from '../../src/capabilities/events/events.port.js';
import type {
  AddressDocument,
  ContactDocument,
  EventDocument,
  EventPageDocument,
  LinkDocument,
} from './documents.js';
import { plainText } from './plain-text.js';

type Localized = Readonly<Record<string, string>> | undefined;

const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

function dateTime(text: string | undefined): Date | null {
  if (text === undefined) return null;
  const moment = new Date(text);
  return Number.isNaN(moment.getTime()) ? null : moment;
}

/** Dutch first, then the main language, then the others by their code. */
function localizedTexts(texts: Localized, mainLanguage: string | undefined): LocalizedText[] {
  const rank = (language: string) => (language === 'nl' ? 0 : language === mainLanguage ? 1 : 2);
  return Object.entries(texts ?? {})
    .filter(([, text]) => text !== '')
    .map(([language, text]) => ({ language, text }))
    .sort(
      (one, other) => rank(one.language) - rank(other.language) || (one.language < other.language ? -1 : 1),
    );
}

/** Whatever follows the last slash is the id. */
export function idOf(uri: string): string {
  return uri.slice(uri.lastIndexOf('/') + 1);
}

function status(document: EventDocument['status'], main: string | undefined): EventStatus | null {
  return document ? { code: document.type, reasons: localizedTexts(document.reason, main) } : null;
}

function bookingAvailability(document: EventDocument['bookingAvailability']): BookingAvailability | null {
  return document ? { code: document.type, capacity: document.capacity ?? null } : null;
}

function openingHours(documents: EventDocument['openingHours']): OpeningHours[] {
  return (documents ?? []).map(({ opens, closes, dayOfWeek, childcare }) => ({
    weekdays: dayOfWeek ?? [],
    opens: opens ?? '',
    closes: closes ?? '',
    childcareFrom: orNull(childcare?.start),
    childcareUntil: orNull(childcare?.end),
  }));
}

function exceptionalDays(
  documents: EventDocument['openingHoursClosedDays'],
  main: string | undefined,
): ExceptionalDays[] {
  return (documents ?? []).map((days) => ({
    from: days.startDate.slice(0, 10),
    to: days.endDate.slice(0, 10),
    descriptions: localizedTexts(days.description, main),
    openingHours: openingHours(days.openingHours),
  }));
}

function address(
  document: Readonly<Record<string, unknown>> | undefined,
  main: string | undefined,
): EventAddress | null {
  if (!document) return null;
  const parts = Object.values(document);
  const byLanguage = document as Readonly<Record<string, AddressDocument>>;
  const found = parts.some((part) => typeof part === 'object')
    ? (byLanguage['nl'] ?? byLanguage[main ?? ''] ?? (parts[0] as AddressDocument))
    : (document as AddressDocument);
  return {
    street: orNull(found.streetAddress),
    postalCode: orNull(found.postalCode),
    municipality: orNull(found.addressLocality),
    country: orNull(found.addressCountry),
  };
}

function contact(document: ContactDocument): EventContact {
  return { phones: document?.phone ?? [], emails: document?.email ?? [], urls: document?.url ?? [] };
}

/** `6-12`, `18-`, `-12`; `-` and `0-` are all ages. */
function audience(document: EventDocument): EventAudience {
  const ageRange = orNull(document.typicalAgeRange) ?? orNull(document.typicalAgeRangeConverted);
  const ages = /^(\d*)-(\d*)$/.exec(ageRange ?? '');
  const years = (text: string | undefined) => (text ? Number(text) : null);
  return {
    type: orNull(document.audience?.audienceType),
    ageRange,
    minimumAge: years(ages?.[1]),
    maximumAge: years(ages?.[2]),
    allAges: ages ? !ages[2] && !Number(ages[1]) : null,
    bornFrom: orNull(document.birthdateRange?.from),
    bornUntil: orNull(document.birthdateRange?.to),
    childrenOnly: document.childrenOnly ?? null,
  };
}

/** Whole cents of an amount in euro, which JSON gives as a binary fraction. */
function cents(price: number | undefined, currency: string): number | null {
  const amount = Math.round((price ?? Number.NaN) * 100);
  return currency === 'EUR' && Number.isSafeInteger(amount) && amount >= 0 ? amount : null;
}

function prices(document: EventDocument): EventPrice[] | null {
  return (
    document.priceInfo?.map(({ category, name, price, priceCurrency = 'EUR' }) => ({
      category: category ?? '',
      names: localizedTexts(name, document.mainLanguage),
      cents: cents(price, priceCurrency),
      currency: priceCurrency,
    })) ?? null
  );
}

export function toEvent(document: EventDocument): Event {
  const { mainLanguage: main, location, organizer, bookingInfo: booking } = document;
  return {
    id: idOf(document['@id']),
    mainLanguage: orNull(main),
    names: localizedTexts(document.name, main),
    descriptions: localizedTexts(document.description, main)
      .map(({ language, text }) => ({ language, text: plainText(text) }))
      .filter(({ text }) => text !== ''),
    calendarType: document.calendarType ?? '',
    startsAt: dateTime(document.startDate),
    endsAt: dateTime(document.endDate),
    subEvents: (document.subEvent ?? []).map((sub) => ({
      startsAt: dateTime(sub.startDate),
      endsAt: dateTime(sub.endDate),
      status: status(sub.status, main),
      bookingAvailability: bookingAvailability(sub.bookingAvailability),
      childcareFrom: orNull(sub.childcare?.start),
      childcareUntil: orNull(sub.childcare?.end),
    })),
    openingHours: openingHours(document.openingHours),
    exceptionalDays: [
      ...exceptionalDays(document.openingHoursClosedDays, main),
      ...exceptionalDays(document.openingHoursAdjustedDays, main),
    ],
    status: status(document.status, main),
    bookingAvailability: bookingAvailability(document.bookingAvailability),
    // The mode is younger than the platform: an event without one is at its location.
    attendanceMode: orNull(document.attendanceMode) ?? 'offline',
    onlineUrl: orNull(document.onlineUrl),
    location: location
      ? {
          id: idOf(location['@id']),
          names: localizedTexts(location.name, location.mainLanguage),
          address: address(location.address, location.mainLanguage),
          latitude: location.geo?.latitude ?? null,
          longitude: location.geo?.longitude ?? null,
        }
      : null,
    departurePlaces: (document.departurePlaces ?? []).map(idOf),
    organizer: organizer
      ? {
          id: idOf(organizer['@id']),
          names: localizedTexts(organizer.name, organizer.mainLanguage),
          url: orNull(organizer.url),
          address: address(organizer.address, organizer.mainLanguage),
          contact: contact(organizer.contactPoint),
        }
      : null,
    terms: (document.terms ?? []).map(({ id, label = '', domain = '' }) => ({ id, label, domain })),
    audience: audience(document),
    prices: prices(document),
    contact: contact(document.contactPoint),
    booking: booking
      ? {
          phone: orNull(booking.phone),
          email: orNull(booking.email),
          url: orNull(booking.url),
          urlLabels: localizedTexts(booking.urlLabel, main),
          startsAt: dateTime(booking.availabilityStarts),
          endsAt: dateTime(booking.availabilityEnds),
        }
      : null,
    images: (document.mediaObject ?? []).flatMap((image) =>
      image.contentUrl
        ? [
            {
              url: image.contentUrl,
              thumbnailUrl: orNull(image.thumbnailUrl),
              description: orNull(image.description),
              copyrightHolder: orNull(image.copyrightHolder),
              language: orNull(image.inLanguage),
              main: image.contentUrl === document.image,
            },
          ]
        : [],
    ),
    videos: (document.videos ?? []).flatMap((video) =>
      video.url
        ? [
            {
              url: video.url,
              embedUrl: orNull(video.embedUrl),
              copyrightHolder: orNull(video.copyrightHolder),
              language: orNull(video.language),
            },
          ]
        : [],
    ),
    labels: document.labels ?? [],
    production: document.production
      ? { id: document.production.id, title: document.production.title ?? '' }
      : null,
    pages: document.sameAs ?? [],
    workflowStatus: orNull(document.workflowStatus),
    availableFrom: dateTime(document.availableFrom),
    availableTo: dateTime(document.availableTo),
    createdAt: dateTime(document.created),
    modifiedAt: dateTime(document.modified),
  };
}

export function toEventPage(document: EventPageDocument): EventPage {
  return { events: document.member.map(toEvent), total: document.totalItems };
}

export function toLink({ vcode, status: code }: LinkDocument): OrganizerLink {
  return { vCode: vcode.toUpperCase(), status: code };
}
