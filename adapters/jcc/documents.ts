import { z } from 'zod';

/** JCC's own words for what it sends. What it does not know it leaves out; null is read as the same. */

const text = z.string().nullish();

export const activity = z.object({
  id: z.string().min(1),
  number: z.number().nullish(),
  description: text,
  necessities: text,
  /** SECONDS. */
  appointmentDuration: z.number().nonnegative(),
  maxCountForEvent: z.number().nullish(),
  activityGroupId: text,
  synonyms: z.array(z.string()).nullish(),
});
export const activities = z.array(activity);
export type ActivityDocument = z.output<typeof activity>;

export const location = z.object({
  id: z.string().min(1),
  isActive: z.boolean().nullish(),
  description: text,
  emailAddress: text,
  address: z
    .object({
      department: text,
      streetName: text,
      houseNumber: text,
      houseNumberSuffix: text,
      postalCode: text,
      city: text,
      province: text,
      country: z.object({ isoCode: text, name: text }).nullish(),
    })
    .nullish(),
  phoneNumberList: z.array(z.object({ phoneNumber: z.object({ value: text }).nullish() })).nullish(),
});
export const locations = z.array(location);
export type LocationDocument = z.output<typeof location>;

export const availableTimes = z.object({
  /** Local times without a zone. */
  availableTimesList: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}/)),
  /** SECONDS. */
  appointmentDuration: z.number().nonnegative(),
});
export type AvailableTimesDocument = z.output<typeof availableTimes>;

/** MINUTES. */
export const duration = z.number().positive();

/** By field 0 (visible), 1 (hidden) or 2 (required), beside two flags and JCC's own keys. */
export const customerFields = z.record(z.string(), z.unknown());
export type CustomerFieldsDocument = z.output<typeof customerFields>;

export const customer = z.object({
  isMainCustomer: z.boolean().nullish(),
  gender: z.number().nullish(),
  firstName: text,
  initials: text,
  lastNamePrefix: text,
  lastName: text,
  /** 2000-02-02T00:00:00. */
  birthDate: text,
  socialSecurityNumber: text,
  emailAddress: text,
  phoneNumber: text,
  mobilePhoneNumber: text,
  streetName: text,
  houseNumber: z.union([z.string(), z.number()]).nullish(),
  houseNumberSuffix: text,
  postalCode: text,
  city: text,
});
export type CustomerDocument = z.output<typeof customer>;

export const appointment = z.object({
  id: z.string().min(1),
  number: z.number().nullish(),
  startDateTime: z.string(),
  endDateTime: z.string(),
  activityList: z.array(
    z.object({
      amount: z.number().int().positive().nullish(),
      activity: z.object({ id: z.string(), description: text }),
    }),
  ),
  customerList: z.array(customer).nullish(),
  location: z.object({ id: z.string(), description: text }),
  message: text,
  creationDateTime: text,
});
export type AppointmentDocument = z.output<typeof appointment>;

/** The answer to a change, with HTTP 200: an id when it was made, a code when it was not. */
export const acknowledgement = z.object({
  id: text,
  acknowledgeIsSuccess: z.boolean().nullish(),
  code: z.number().nullish(),
});

/** RFC 7807, as JCC sends it with HTTP 500. */
export const problem = z.object({ type: z.string(), status: z.number(), code: z.number() });

/** What is sent to book. */
export interface AppointmentRequest {
  readonly id: null;
  readonly activityList: readonly { readonly activityId: string; readonly amount: number }[];
  readonly customerList: readonly object[];
  /** WITH offset, unlike every time that JCC gives. */
  readonly fromDateTime: string;
  readonly toDateTime: string;
  readonly locationId: string;
  readonly message: string;
  readonly fieldList: null;
}
