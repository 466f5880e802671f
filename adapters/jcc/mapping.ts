import type {
  Appointment,
  AppointmentCustomer,
  Booking,
  CustomerField,
  CustomerFieldCode,
  CustomerFields,
  Location,
  Service,
  Slot,
} from '../../src/capabilities/appointments/appointments.port.js';
import { brussels, momentsAt, withOffset } from '../../src/context/wall-time.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type {
  ActivityDocument,
  AppointmentDocument,
  AppointmentRequest,
  AvailableTimesDocument,
  CustomerDocument,
  CustomerFieldsDocument,
  LocationDocument,
} from './documents.js';
import { textOfHtml } from './html-text.js';

const minute = 60_000;

/** A text of JCC: what it leaves out and what it leaves empty is not known. */
const known = (text: string | null | undefined): string | null => text?.trim() || null;

export function toService(activity: ActivityDocument): Service {
  const { maxCountForEvent } = activity;
  return {
    id: activity.id,
    name: known(activity.description) ?? String(activity.number ?? activity.id),
    instructions: textOfHtml(activity.necessities ?? ''),
    synonyms: activity.synonyms ?? [],
    group: known(activity.activityGroupId),
    durationMinutes: Math.ceil(activity.appointmentDuration / 60),
    minutesPerExtraPerson: null,
    // 0 stands with activities that can be booked, so it is no limit.
    maximumPeople: maxCountForEvent ? maxCountForEvent : null,
  };
}

/** Locations that are out of use are left out. */
export function toLocations(documents: readonly LocationDocument[]): Location[] {
  return documents.filter(({ isActive }) => isActive !== false).map(toLocation);
}

function toLocation({ id, description, address, phoneNumberList, emailAddress }: LocationDocument): Location {
  const number = `${known(address?.houseNumber) ?? ''}${known(address?.houseNumberSuffix) ?? ''}`;
  const street = [known(address?.streetName), number].filter(Boolean).join(' ');
  return {
    id,
    name: known(description) ?? id,
    addressLines: [known(address?.department), street].filter((line): line is string => Boolean(line)),
    postalCode: known(address?.postalCode),
    city: known(address?.city),
    region: known(address?.province),
    country: known(address?.country?.name) ?? known(address?.country?.isoCode),
    phones: (phoneNumberList ?? []).flatMap(({ phoneNumber }) => known(phoneNumber?.value) ?? []),
    email: known(emailAddress),
    latitude: null,
    longitude: null,
    timeZone: brussels,
  };
}

/**
 * The moment of a time that JCC writes without a zone. The hour that comes twice is read as its first time; a time that
 * does not exist, in the hour that is skipped, is null.
 */
export function momentOf(localTime: string): Date | null {
  const [whole = '', fraction] = localTime.split('.');
  const [moment] = momentsAt(whole, brussels);
  if (!moment) return null;
  return fraction ? new Date(moment.getTime() + Math.floor(Number(`0.${fraction}`) * 1000)) : moment;
}

export interface Slots {
  readonly slots: readonly Slot[];
  /** Times that no clock will show. */
  readonly impossible: readonly string[];
}

export function toSlots({ availableTimesList, appointmentDuration }: AvailableTimesDocument): Slots {
  const slots: Slot[] = [];
  const impossible: string[] = [];
  for (const text of [...new Set(availableTimesList)].sort()) {
    const start = momentOf(text);
    if (start) slots.push({ start, end: new Date(start.getTime() + appointmentDuration * 1000) });
    else impossible.push(text);
  }
  return { slots, impossible };
}

/** JCC's names in the list of asked fields, where the main telephone is called otherwise than in a booking. */
const fieldCodes: Readonly<Record<string, CustomerFieldCode>> = {
  gender: 'GENDER',
  firstName: 'FIRST_NAME',
  initials: 'INITIALS',
  lastNamePrefix: 'LAST_NAME_PREFIX',
  birthDate: 'BIRTH_DATE',
  socialSecurityNumber: 'NATIONAL_NUMBER',
  nationality: 'NATIONALITY',
  language: 'LANGUAGE',
  emailAddress: 'EMAIL',
  mainPhoneNumber: 'PHONE',
  mobilePhoneNumber: 'MOBILE_PHONE',
  streetName: 'STREET',
  houseNumber: 'HOUSE_NUMBER',
  houseNumberSuffix: 'HOUSE_NUMBER_SUFFIX',
  postalCode: 'POSTAL_CODE',
  city: 'CITY',
  country: 'COUNTRY',
};
/** What stands between the fields and is none. */
const noFields = new Set([
  'id',
  'auditId',
  'isDefault',
  'areFirstNameOrInitialsRequired',
  'isAnyPhoneNumberRequired',
]);
const hidden = 1;
const required = 2;

/** A field that JCC does not name is visible. The last name is always asked. */
export function toCustomerFields(document: CustomerFieldsDocument): CustomerFields {
  const names = new Set([...Object.keys(fieldCodes), ...Object.keys(document)]);
  let fields: CustomerField[] = [...names]
    .filter((name) => !noFields.has(name) && document[name] !== hidden)
    .map((name) => ({
      code: Object.hasOwn(fieldCodes, name) ? fieldCodes[name]! : 'OTHER',
      platformName: name,
      required: document[name] === required,
    }));
  const oneOf: CustomerFieldCode[][] = [];
  const atLeastOneOf = (...choice: readonly [string, string]) => {
    const shown = fields.filter(({ platformName }) => choice.includes(platformName));
    if (shown.some((field) => field.required)) return;
    if (shown.length === 2) oneOf.push(shown.map(({ code }) => code));
    else {
      const platformName = shown[0]?.platformName ?? choice[0];
      fields = fields.filter((field) => field.platformName !== platformName);
      fields.push({ code: fieldCodes[platformName]!, platformName, required: true });
    }
  };
  if (document.areFirstNameOrInitialsRequired === true) atLeastOneOf('firstName', 'initials');
  if (document.isAnyPhoneNumberRequired === true) atLeastOneOf('mainPhoneNumber', 'mobilePhoneNumber');
  return { fields: [{ code: 'LAST_NAME', platformName: 'lastName', required: true }, ...fields], oneOf };
}

/** Names of asked fields that JCC did not tell of: each is shown as OTHER. */
export function unknownFieldsIn({ fields }: CustomerFields): string[] {
  return fields.filter(({ code }) => code === 'OTHER').map(({ platformName }) => platformName);
}

const genders = ['OTHER', 'MALE', 'FEMALE'] as const;

/** `durationMinutes` is what `calculateduration` answered. */
export function toRequest(booking: Booking, durationMinutes: number): AppointmentRequest {
  const { parts, location, start, customers, reference } = booking;
  return {
    id: null,
    activityList: parts.map(({ service, people }) => ({ activityId: service, amount: people })),
    customerList: customers.map((customer, index) => toCustomerDocument(customer, index === 0)),
    fromDateTime: withOffset(start, brussels),
    toDateTime: withOffset(new Date(start.getTime() + durationMinutes * minute), brussels),
    locationId: location,
    message: reference,
    fieldList: null,
  };
}

function toCustomerDocument(customer: AppointmentCustomer, isMainCustomer: boolean): object {
  const { houseNumber } = customer;
  const fields = {
    firstName: customer.firstName,
    initials: customer.initials,
    lastNamePrefix: customer.lastNamePrefix,
    lastName: customer.lastName,
    birthDate: customer.birthDate,
    socialSecurityNumber: customer.nationalNumber?.reveal() ?? null,
    emailAddress: customer.email,
    phoneNumber: customer.phone,
    mobilePhoneNumber: customer.mobilePhone,
    streetName: customer.street,
    houseNumber: houseNumber && /^\d{1,9}$/.test(houseNumber) ? Number(houseNumber) : houseNumber,
    houseNumberSuffix: customer.houseNumberSuffix,
    postalCode: customer.postalCode,
    city: customer.city,
  };
  return {
    // JCC wants a gender; 0 is other, and not told.
    gender: Math.max(0, genders.indexOf(customer.gender ?? 'OTHER')),
    ...Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)),
    id: null,
    isMainCustomer,
  };
}

/** Null when the start is a time that does not exist. */
export function toAppointment(document: AppointmentDocument): Appointment | null {
  const start = momentOf(document.startDateTime);
  if (!start) return null;
  const end = momentOf(document.endDateTime);
  return {
    id: document.id,
    number: document.number === null || document.number === undefined ? null : String(document.number),
    status: 'BOOKED',
    platformStatus: null,
    start,
    end: end && end >= start ? end : null,
    parts: document.activityList.map(({ amount, activity }) => ({
      service: activity.id,
      name: known(activity.description) ?? activity.id,
      people: amount ?? 1,
    })),
    location: {
      id: document.location.id,
      name: known(document.location.description) ?? document.location.id,
    },
    customers: [...(document.customerList ?? [])]
      .sort((a, b) => Number(b.isMainCustomer ?? false) - Number(a.isMainCustomer ?? false))
      .map(toCustomer),
    remarks: known(document.message),
    desk: null,
    createdAt: document.creationDateTime ? momentOf(document.creationDateTime) : null,
  };
}

/** Numbers of genders that JCC did not tell of: such a gender is null. */
export function unknownGendersIn({ customerList }: AppointmentDocument): number[] {
  return (customerList ?? []).flatMap(({ gender }) =>
    gender === null || gender === undefined || gender in genders ? [] : gender,
  );
}

function toCustomer(customer: CustomerDocument): AppointmentCustomer {
  const { houseNumber } = customer;
  return {
    lastName: customer.lastName ?? '',
    lastNamePrefix: known(customer.lastNamePrefix),
    firstName: known(customer.firstName),
    initials: known(customer.initials),
    gender: genders[customer.gender ?? -1] ?? null,
    birthDate: known(customer.birthDate)?.slice(0, 10) ?? null,
    nationalNumber: nationalNumberOf(customer.socialSecurityNumber),
    email: known(customer.emailAddress),
    phone: known(customer.phoneNumber),
    mobilePhone: known(customer.mobilePhoneNumber),
    street: known(customer.streetName),
    houseNumber: houseNumber === null || houseNumber === undefined ? null : known(String(houseNumber)),
    houseNumberSuffix: known(customer.houseNumberSuffix),
    postalCode: known(customer.postalCode),
    city: known(customer.city),
  };
}

/** Null also for a number of another country. */
function nationalNumberOf(text: string | null | undefined): NationalNumber | null {
  try {
    return text ? NationalNumber.parse(text) : null;
  } catch {
    return null;
  }
}
