import { z } from 'zod';

/** Qmatic Orchestra's own words for what it sends. */

const text = z.string().nullish();
const minutes = z.number().nonnegative();

export const service = z.object({
  publicId: z.string().min(1),
  name: z.string(),
  /** MINUTES, for one customer. */
  duration: minutes,
  additionalCustomerDuration: minutes.nullish(),
  /** Left out within groups. */
  active: z.boolean().nullish(),
  publicEnabled: z.boolean().nullish(),
  /** JSON in a text. */
  custom: text,
});
export type ServiceDocument = z.output<typeof service>;
export const services = z.object({ serviceList: z.array(service) });

export const branch = z.object({
  publicId: z.string().min(1),
  name: z.string(),
  addressLine1: text,
  addressLine2: text,
  addressZip: text,
  addressCity: text,
  addressState: text,
  addressCountry: text,
  phone: text,
  email: text,
  latitude: z.number().nullish(),
  longitude: z.number().nullish(),
  timeZone: text,
  fullTimeZone: text,
});
export type BranchDocument = z.output<typeof branch>;
export const branches = z.object({ branchList: z.array(branch) });

/** Services that may stand in one appointment, for each branch (version 1 of the call). */
export const groups = z.array(
  z.object({ serviceGroups: z.array(z.object({ services: z.array(z.object({ publicId: z.string() })) })) }),
);
export type GroupsDocument = z.output<typeof groups>;

/** Midnights without a zone. */
export const dates = z.object({ dates: z.array(z.string().regex(/^\d{4}-\d{2}-\d{2}/)) });
/** HH:MM on the clock of the branch. */
export const times = z.object({ times: z.array(z.string().regex(/^\d{2}:\d{2}$/)) });

export const customer = z.object({
  firstName: text,
  lastName: text,
  email: text,
  phone: text,
  /** Milliseconds since the epoch, of midnight or noon of that day. */
  dateOfBirth: z.number().nullish(),
  dateOfBirthWithoutTime: text,
  identificationNumber: text,
  addressLine1: text,
  addressZip: text,
  addressCity: text,
});
export type CustomerDocument = z.output<typeof customer>;

export const appointment = z.object({
  publicId: z.string().min(1),
  status: z.number().nullish(),
  /** UTC, its offset written as +0000 or +00:00. */
  start: z.string(),
  end: z.string(),
  numberOfCustomers: z.number().int().positive().nullish(),
  services: z.array(z.object({ publicId: z.string(), name: z.string() })),
  branch: z.object({ publicId: z.string(), name: z.string() }),
  resource: z.object({ name: text }).nullish(),
  customers: z.array(customer).nullish(),
  notes: text,
  /** Milliseconds since the epoch. */
  created: z.number().nullish(),
});
export type AppointmentDocument = z.output<typeof appointment>;
export const foundAppointment = z.object({ appointment });

/** What is sent to book. */
export interface AppointmentRequest {
  readonly title: string;
  readonly customers: readonly object[];
  readonly services: readonly { readonly publicId: string }[];
  readonly notes: string;
}
