import type {
  Appointment,
  AppointmentCustomer,
  AppointmentPart,
  Booking,
  CustomerFieldCode,
  CustomerFields,
  Location,
  Service,
  Slot,
} from '../../src/capabilities/appointments/appointments.port.js';
import { brussels, momentsAt, wallTimeOf } from '../../src/context/wall-time.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Moment } from './client.js';
import type {
  AppointmentDocument,
  AppointmentRequest,
  BranchDocument,
  CustomerDocument,
  GroupsDocument,
  ServiceDocument,
} from './documents.js';
import type { Settings } from './settings.js';

const minute = 60_000;
const halfDay = 12 * 60 * minute;
const created = 20;

const known = (text: string | null | undefined): string | null => text?.trim() || null;

/** Services that are out of use, or only for the counter, are left out. */
export function toServices(documents: readonly ServiceDocument[]): Service[] {
  return documents
    .filter(({ active, publicEnabled }) => active !== false && publicEnabled !== false)
    .map(({ publicId, name, duration, additionalCustomerDuration, custom }) => ({
      id: publicId,
      name,
      instructions: infoText(custom),
      synonyms: [],
      group: null,
      durationMinutes: duration,
      minutesPerExtraPerson: additionalCustomerDuration ?? null,
      maximumPeople: null,
    }));
}

/** The text for visitors within the JSON that Qmatic keeps as a text. Null when there is none, or it is no JSON. */
function infoText(custom: string | null | undefined): string | null {
  try {
    const { infoText: text } = JSON.parse(custom ?? '{}') as { infoText?: unknown };
    return typeof text === 'string' ? known(text) : null;
  } catch {
    return null;
  }
}

export function toLocation(branch: BranchDocument): Location {
  return {
    id: branch.publicId,
    name: branch.name,
    addressLines: [known(branch.addressLine1), known(branch.addressLine2)].filter((line) => line !== null),
    postalCode: known(branch.addressZip),
    city: known(branch.addressCity),
    region: known(branch.addressState),
    country: known(branch.addressCountry),
    phones: known(branch.phone) ? [known(branch.phone)!] : [],
    email: known(branch.email),
    latitude: branch.latitude ?? null,
    longitude: branch.longitude ?? null,
    timeZone: zoneOf(branch),
  };
}

export function zoneOf({
  fullTimeZone,
  timeZone,
}: Pick<BranchDocument, 'fullTimeZone' | 'timeZone'>): string {
  return known(fullTimeZone) ?? known(timeZone) ?? brussels;
}

/** Whether there is such a zone: what Qmatic writes is typed in by people. */
export function isZone(zone: string): boolean {
  try {
    wallTimeOf(new Date(0), zone);
    return true;
  } catch {
    return false;
  }
}

/** What stands in a group with all of these, without these themselves. */
export function toCombinable(documents: GroupsDocument, services: readonly string[]): string[] {
  const groups = documents.flatMap(({ serviceGroups }) =>
    serviceGroups.map((group) => group.services.map(({ publicId }) => publicId)),
  );
  const together = groups.filter((group) => services.every((service) => group.includes(service)));
  return [...new Set(together.flat())].filter((service) => !services.includes(service));
}

/** Qmatic counts the customers of an appointment, not those of each service: the most that any service is for. */
export function customersOf(parts: readonly AppointmentPart[]): number {
  return Math.max(...parts.map(({ people }) => people));
}

/** Minutes of the whole appointment: the services one after another, each longer by every customer besides the first. Null when a service is not known. */
export function durationOf(
  parts: readonly AppointmentPart[],
  services: readonly ServiceDocument[],
): number | null {
  const extra = customersOf(parts) - 1;
  let minutes = 0;
  for (const { service } of parts) {
    const found = services.find(({ publicId }) => publicId === service);
    if (!found) return null;
    minutes += found.duration + extra * (found.additionalCustomerDuration ?? 0);
  }
  return minutes;
}

export interface Slots {
  readonly slots: readonly Slot[];
  /** Times that no clock will show. */
  readonly impossible: readonly string[];
}

/** The hour that comes twice is read as its first time: a time on the clock of the branch cannot say which. */
export function toSlots(date: string, times: readonly string[], zone: string, minutes: number): Slots {
  const slots: Slot[] = [];
  const impossible: string[] = [];
  for (const time of [...new Set(times)].sort()) {
    const [start] = momentsAt(`${date}T${time}:00`, zone);
    if (start) slots.push({ start, end: new Date(start.getTime() + minutes * minute) });
    else impossible.push(`${date}T${time}`);
  }
  return { slots, impossible };
}

/** A moment as the path of a booking says it; null for one that it cannot say, such as the second time of an hour that comes twice. */
export function toMoment(start: Date, zone: string): Moment | null {
  const wallTime = wallTimeOf(start, zone);
  if (momentsAt(wallTime, zone)[0]?.getTime() !== start.getTime() || !wallTime.endsWith(':00')) return null;
  return { date: wallTime.slice(0, 10), time: wallTime.slice(11, 16) };
}

const fieldCodes: Readonly<Record<Settings['requiredCustomerFields'][number], CustomerFieldCode>> = {
  firstName: 'FIRST_NAME',
  email: 'EMAIL',
  phone: 'PHONE',
  dateOfBirth: 'BIRTH_DATE',
  identificationNumber: 'NATIONAL_NUMBER',
  addressLine1: 'STREET',
  addressZip: 'POSTAL_CODE',
  addressCity: 'CITY',
};

export function toCustomerFields(settings: Settings): CustomerFields {
  const { requiredCustomerFields: required, optionalCustomerFields: optional } = settings;
  return {
    fields: [
      { code: 'LAST_NAME', platformName: 'lastName', required: true },
      ...[...new Set([...required, ...optional])].map((platformName) => ({
        code: fieldCodes[platformName],
        platformName,
        required: required.includes(platformName),
      })),
    ],
    oneOf: [],
  };
}

export function toRequest({ parts, customers, reference }: Booking, title: string): AppointmentRequest {
  const [main] = customers;
  // How many come is how many customers are sent, so whoever is not known stands in under the first one's name.
  const all = Array.from(
    { length: Math.max(customersOf(parts), customers.length) },
    (_, n) => customers[n] ?? main,
  );
  return {
    title,
    customers: all.map(toCustomerDocument),
    services: parts.map(({ service }) => ({ publicId: service })),
    notes: reference,
  };
}

function toCustomerDocument(customer: AppointmentCustomer): object {
  const number = `${customer.houseNumber ?? ''}${customer.houseNumberSuffix ?? ''}`;
  const fields = {
    firstName: customer.firstName ?? customer.initials,
    lastName: [customer.lastNamePrefix, customer.lastName].filter(Boolean).join(' '),
    email: customer.email,
    phone: customer.phone ?? customer.mobilePhone,
    dateOfBirth: customer.birthDate,
    identificationNumber: customer.nationalNumber?.reveal() ?? null,
    addressLine1: [customer.street, number].filter(Boolean).join(' ') || null,
    addressZip: customer.postalCode,
    addressCity: customer.city,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null));
}

/** Null when the start is no time. */
export function toAppointment(document: AppointmentDocument): Appointment | null {
  const start = momentOf(document.start);
  if (!start) return null;
  const end = momentOf(document.end);
  const { status } = document;
  const customers = document.customers ?? [];
  return {
    id: document.publicId,
    number: null,
    status: status === created ? 'BOOKED' : 'UNKNOWN',
    platformStatus: status === null || status === undefined ? null : String(status),
    start,
    end: end && end >= start ? end : null,
    parts: document.services.map(({ publicId, name }) => ({
      service: publicId,
      name,
      people: document.numberOfCustomers ?? Math.max(1, customers.length),
    })),
    location: { id: document.branch.publicId, name: document.branch.name },
    customers: customers.map(toCustomer),
    remarks: known(document.notes),
    desk: known(document.resource?.name),
    createdAt: typeof document.created === 'number' ? new Date(document.created) : null,
  };
}

function momentOf(text: string): Date | null {
  const moment = new Date(text.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  return /(?:Z|[+-]\d{2}:?\d{2})$/.test(text) && !Number.isNaN(moment.getTime()) ? moment : null;
}

function toCustomer(customer: CustomerDocument): AppointmentCustomer {
  return {
    lastName: customer.lastName ?? '',
    lastNamePrefix: null,
    firstName: known(customer.firstName),
    initials: null,
    gender: null,
    birthDate: birthDateOf(customer),
    nationalNumber: nationalNumberOf(customer.identificationNumber),
    email: known(customer.email),
    phone: known(customer.phone),
    mobilePhone: null,
    street: known(customer.addressLine1),
    houseNumber: null,
    houseNumberSuffix: null,
    postalCode: known(customer.addressZip),
    city: known(customer.addressCity),
  };
}

/** Midnight of the branch, which is the evening before in UTC, or noon: twelve hours later it is that day in both. */
function birthDateOf({ dateOfBirth, dateOfBirthWithoutTime }: CustomerDocument): string | null {
  const day = known(dateOfBirthWithoutTime);
  if (day) return day.slice(0, 10);
  if (typeof dateOfBirth !== 'number') return null;
  return new Date(dateOfBirth + halfDay).toISOString().slice(0, 10);
}

/** Null also for a number of another kind. */
function nationalNumberOf(text: string | null | undefined): NationalNumber | null {
  try {
    return text ? NationalNumber.parse(text) : null;
  } catch {
    return null;
  }
}
