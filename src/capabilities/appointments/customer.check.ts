import type { NationalNumber } from '../../identifiers/national-number.js';
import { parseMobileNumber } from '../../identifiers/mobile-number.js';
import { parsePhoneNumber } from '../../identifiers/phone-number.js';
import type { AppointmentCustomer, CustomerFieldCode, CustomerFields } from './appointments.port.js';

/** What somebody filled in; what is left out, empty or null is not known. */
export type GivenCustomer = { readonly [F in keyof AppointmentCustomer]?: AppointmentCustomer[F] | null };

/** Why what was filled in is no good. */
export type CustomerFault =
  'REQUIRED' | 'TOO_LONG' | 'INVALID' | 'NOT_MOBILE' | 'NOT_YOURS' | 'NOT_SUPPORTED';

export type CheckedCustomer =
  | { readonly kind: 'GOOD'; readonly customer: AppointmentCustomer }
  /** `field` is a field of the customer, or the platform's name of one that the hub cannot give. */
  | { readonly kind: 'FAULT'; readonly field: string; readonly fault: CustomerFault };

type Field = keyof AppointmentCustomer;
type TextField = Exclude<Field, 'nationalNumber' | 'gender'>;

const fieldOf: Readonly<Partial<Record<CustomerFieldCode, Field>>> = {
  LAST_NAME: 'lastName',
  LAST_NAME_PREFIX: 'lastNamePrefix',
  FIRST_NAME: 'firstName',
  INITIALS: 'initials',
  GENDER: 'gender',
  BIRTH_DATE: 'birthDate',
  NATIONAL_NUMBER: 'nationalNumber',
  EMAIL: 'email',
  PHONE: 'phone',
  MOBILE_PHONE: 'mobilePhone',
  STREET: 'street',
  HOUSE_NUMBER: 'houseNumber',
  HOUSE_NUMBER_SUFFIX: 'houseNumberSuffix',
  POSTAL_CODE: 'postalCode',
  CITY: 'city',
};

const longest: Readonly<Record<TextField, number>> = {
  lastName: 100,
  lastNamePrefix: 30,
  firstName: 100,
  initials: 30,
  birthDate: 10,
  email: 254,
  phone: 40,
  mobilePhone: 40,
  street: 120,
  houseNumber: 20,
  houseNumberSuffix: 20,
  postalCode: 12,
  city: 80,
};

const textFields = Object.keys(longest) as TextField[];
const printable = /^[^\p{Cc}]*$/u;
const emailPattern = /^[^\s@<>"]+@[^\s@<>"]+\.[^\s@<>".]{2,}$/;

/**
 * Whether what was filled in is what the platform asks for these services, and in its forms: numbers in E.164. What is not
 * asked is left out. `own` is the national number of a citizen who books; null when a civil servant does. `today` is a day.
 */
export function checkCustomer(
  given: GivenCustomer,
  { fields, oneOf }: CustomerFields,
  { own, today }: { readonly own: NationalNumber | null; readonly today: string },
): CheckedCustomer {
  const fault = (field: string, why: CustomerFault) => ({ kind: 'FAULT', field, fault: why }) as const;
  const customer: { -readonly [F in Field]: AppointmentCustomer[F] | null } = {
    ...(Object.fromEntries(textFields.map((field) => [field, given[field]?.trim() || null])) as Record<
      TextField,
      string | null
    >),
    gender: given.gender ?? null,
    nationalNumber: given.nationalNumber ?? null,
  };

  for (const field of textFields) {
    const text = customer[field];
    if (text === null) continue;
    if (text.length > longest[field]) return fault(field, 'TOO_LONG');
    if (!printable.test(text)) return fault(field, 'INVALID');
  }
  if (customer.email !== null && !emailPattern.test(customer.email)) return fault('email', 'INVALID');
  if (customer.birthDate !== null && customer.birthDate > today) return fault('birthDate', 'INVALID');
  if (customer.phone !== null) {
    const phone = parsed(parsePhoneNumber, customer.phone);
    if (phone === null) return fault('phone', 'INVALID');
    customer.phone = phone;
  }
  if (customer.mobilePhone !== null) {
    const mobilePhone = parsed(parseMobileNumber, customer.mobilePhone);
    if (mobilePhone === null) return fault('mobilePhone', 'NOT_MOBILE');
    customer.mobilePhone = mobilePhone;
  }
  if (own && customer.nationalNumber && !customer.nationalNumber.equals(own))
    return fault('nationalNumber', 'NOT_YOURS');

  const asked = new Map(fields.map((field) => [field.code, field]));
  if (own && asked.get('NATIONAL_NUMBER')?.required) customer.nationalNumber = own;
  // One number is asked, and a mobile one is a number.
  if (!asked.has('MOBILE_PHONE')) customer.phone ??= customer.mobilePhone;

  for (const { code, platformName, required } of fields) {
    if (!required) continue;
    const field = fieldOf[code];
    if (!field) return fault(platformName, 'NOT_SUPPORTED');
    if (customer[field] === null) return fault(field, 'REQUIRED');
  }
  for (const group of oneOf) {
    const known = group.flatMap((code) => fieldOf[code] ?? []);
    if (known.length > 0 && known.every((field) => customer[field] === null))
      return fault(known[0]!, 'REQUIRED');
  }
  if (customer.lastName === null) return fault('lastName', 'REQUIRED');

  for (const [code, field] of Object.entries(fieldOf) as [CustomerFieldCode, Field][])
    if (!asked.has(code) && field !== 'lastName') customer[field] = null;
  return { kind: 'GOOD', customer: { ...customer, lastName: customer.lastName } };
}

function parsed<T>(parse: (text: string) => T, text: string): T | null {
  try {
    return parse(text);
  } catch {
    return null;
  }
}
