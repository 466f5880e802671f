import { z } from 'zod';

/** What the hub reads of UiTdatabank's JSON. Only what it cannot do without is required: the rest may be missing or odd. */

// A text that is no text, or an empty PHP array in the place of an object, is as good as none.
const text = z.string().optional().catch(undefined);
const amount = z.number().optional().catch(undefined);
const localized = z.record(z.string(), z.string()).optional().catch(undefined);
const texts = z.array(z.string()).optional().catch(undefined);

const statusDocument = z.object({ type: z.string(), reason: localized }).optional().catch(undefined);
const bookingAvailability = z.object({ type: z.string(), capacity: amount }).optional().catch(undefined);
const childcare = z.object({ start: text, end: text }).optional().catch(undefined);

const openingHours = z
  .array(z.object({ opens: text, closes: text, dayOfWeek: texts, childcare }))
  .optional()
  .catch(undefined);

const exceptionalDays = z
  .array(z.object({ startDate: z.string(), endDate: z.string(), description: localized, openingHours }))
  .optional()
  .catch(undefined);

const addressPart = z.object({
  addressCountry: text,
  addressLocality: text,
  postalCode: text,
  streetAddress: text,
});
export type AddressDocument = z.output<typeof addressPart>;

// Older documents have the address itself in the place of one for each language.
const address = z
  .union([z.record(z.string(), addressPart), addressPart])
  .optional()
  .catch(undefined);

const contactPoint = z.object({ phone: texts, email: texts, url: texts }).optional().catch(undefined);
export type ContactDocument = z.output<typeof contactPoint>;

const reference = z.object({ '@id': z.string() });

const placeDocument = reference.extend({
  mainLanguage: text,
  name: localized,
  address,
  geo: z.object({ latitude: z.number(), longitude: z.number() }).optional().catch(undefined),
});

const organizerDocument = reference.extend({
  mainLanguage: text,
  name: localized,
  url: text,
  address,
  contactPoint,
});

const listOf = <T extends z.ZodType>(item: T) => z.array(item).optional().catch(undefined);

export const eventDocument = reference.extend({
  mainLanguage: text,
  name: localized,
  description: localized,
  calendarType: text,
  startDate: text,
  endDate: text,
  subEvent: listOf(
    z.object({ startDate: text, endDate: text, childcare, status: statusDocument, bookingAvailability }),
  ),
  openingHours,
  openingHoursClosedDays: exceptionalDays,
  openingHoursAdjustedDays: exceptionalDays,
  status: statusDocument,
  bookingAvailability,
  attendanceMode: text,
  onlineUrl: text,
  location: placeDocument.optional().catch(undefined),
  departurePlaces: texts,
  organizer: organizerDocument.optional().catch(undefined),
  terms: listOf(z.object({ id: z.string(), label: text, domain: text })),
  audience: z.object({ audienceType: text }).optional().catch(undefined),
  typicalAgeRange: text,
  typicalAgeRangeConverted: text,
  birthdateRange: z.object({ from: text, to: text }).optional().catch(undefined),
  childrenOnly: z.boolean().optional().catch(undefined),
  priceInfo: listOf(z.object({ category: text, name: localized, price: amount, priceCurrency: text })),
  contactPoint,
  bookingInfo: z
    .object({
      phone: text,
      email: text,
      url: text,
      urlLabel: localized,
      availabilityStarts: text,
      availabilityEnds: text,
    })
    .optional()
    .catch(undefined),
  mediaObject: listOf(
    z.object({
      contentUrl: text,
      thumbnailUrl: text,
      description: text,
      copyrightHolder: text,
      inLanguage: text,
    }),
  ),
  image: text,
  videos: listOf(z.object({ url: text, embedUrl: text, copyrightHolder: text, language: text })),
  labels: texts,
  production: z.object({ id: z.string(), title: text }).optional().catch(undefined),
  sameAs: texts,
  workflowStatus: text,
  availableFrom: text,
  availableTo: text,
  created: text,
  modified: text,
});
export type EventDocument = z.output<typeof eventDocument>;

/** A page of a search; `embed=true` makes of each reference the whole document. */
export const pageOf = <T extends z.ZodType>(member: T) =>
  z.object({ itemsPerPage: z.int(), totalItems: z.int().min(0), member: z.array(member) });

export const eventPage = pageOf(eventDocument);
export type EventPageDocument = z.output<typeof eventPage>;

export const referencePage = pageOf(reference);
export type ReferencePageDocument = z.output<typeof referencePage>;

export const linkDocument = z.object({ vcode: z.string(), url: text, status: z.string() });
export type LinkDocument = z.output<typeof linkDocument>;

/** RFC 7807. */
export const problemDocument = z.object({ type: z.string() });
