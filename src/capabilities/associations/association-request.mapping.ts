import type {
  AssociationBasics,
  AssociationRegistration,
  NewAddress,
  NewContact,
  NewLocation,
  NewRepresentative,
} from './association-management.port.js';
import type { InputFault } from './association-request.check.js';
import type { AskedChange } from './association-request.content.js';
import type {
  AssociationBasicsInput,
  ChangedLocationInput,
  ContactChangeInput,
  LocationChangeInput,
  RepresentativeChangeInput,
} from './association-change.inputs.js';
import type {
  AssociationRegistrationInput,
  NewAssociationContactInput,
  NewAssociationLocationInput,
  NewRepresentativeInput,
} from './association-registration.inputs.js';

/** Of some fields exactly one must be given, and there was none or more than one. */
export class NotExactlyOne extends Error {
  override readonly name = 'NotExactlyOne';
  readonly code: InputFault = 'EXACTLY_ONE';

  constructor(readonly field: string) {
    super(field);
  }
}

const addressRegister = 'https://data.vlaanderen.be/id/adres/';

export function toRegistration(input: AssociationRegistrationInput): AssociationRegistration {
  const { audience } = input;
  return {
    name: input.name,
    shortName: input.shortName ?? null,
    description: input.description ?? null,
    startDate: input.startDate ?? null,
    audience: audience ? { ...audience } : null,
    optedOut: input.optedOut,
    contacts: input.contacts.map(toContact),
    locations: input.locations.map((location, at) => toLocation(location, `locations.${at}.address`)),
    representatives: input.representatives.map(toRepresentative),
    activities: [...input.activities],
    workingAreas: [...input.workingAreas],
  };
}

/** For the register an empty text clears a text, and null a date. */
export function toBasics(input: AssociationBasicsInput): AskedChange {
  const { name, shortName, description, startDate, audience, optedOut, activities, workingAreas } = input;
  const basics: AssociationBasics = given({
    name: name ?? undefined,
    shortName: shortName === null ? '' : shortName,
    description: description === null ? '' : description,
    startDate,
    audience: audience ? { ...audience } : undefined,
    optedOut: optedOut ?? undefined,
    activities: activities ? [...activities] : undefined,
    workingAreas: workingAreas ? [...workingAreas] : undefined,
  });
  return { kind: 'BASICS', basics };
}

export function toContactChange(input: ContactChangeInput): AskedChange {
  const { add, change, remove } = only(input);
  const part = { kind: 'PART', part: 'CONTACT' } as const;
  if (add) return { ...part, action: 'ADD', value: toContact(add) };
  if (!change) return { ...part, action: 'REMOVE', id: remove! };
  const { id, value, description, primary } = change;
  return {
    ...part,
    action: 'CHANGE',
    id,
    value: given({ value: value ?? undefined, description, primary: primary ?? undefined }),
  };
}

export function toLocationChange(input: LocationChangeInput): AskedChange {
  const { add, change, remove } = only(input);
  const part = { kind: 'PART', part: 'LOCATION' } as const;
  if (add) return { ...part, action: 'ADD', value: toLocation(add, 'change.add.address') };
  if (!change) return { ...part, action: 'REMOVE', id: remove! };
  const { id, type, primary, name } = change;
  const moves = Boolean(change.address ?? change.addressId);
  return {
    ...part,
    action: 'CHANGE',
    id,
    value: given({
      type: type ?? undefined,
      primary: primary ?? undefined,
      name,
      address: moves ? toAddress(change, 'change.change.address') : undefined,
    }),
  };
}

export function toRepresentativeChange(input: RepresentativeChangeInput): AskedChange {
  const { add, change, remove } = only(input);
  const part = { kind: 'PART', part: 'REPRESENTATIVE' } as const;
  if (add) return { ...part, action: 'ADD', value: toRepresentative(add) };
  if (!change) return { ...part, action: 'REMOVE', id: remove! };
  const { id, primary, role, callName, email, telephone, mobile, socialMedia } = change;
  const value = given({
    role,
    callName,
    primary: primary ?? undefined,
    email,
    telephone,
    mobile,
    socialMedia,
  });
  return { ...part, action: 'CHANGE', id, value };
}

function only<T extends ContactChangeInput | LocationChangeInput | RepresentativeChangeInput>(input: T): T {
  const { add = null, change = null, remove = null } = input;
  if ([add, change, remove].filter((one) => one !== null).length !== 1) throw new NotExactlyOne('change');
  return input;
}

function toContact({ type, value, description, primary }: NewAssociationContactInput): NewContact {
  return { type, value, description: description ?? null, primary };
}

function toLocation(input: NewAssociationLocationInput, field: string): NewLocation {
  const { type, primary, name } = input;
  return { type, primary, name: name ?? null, address: toAddress(input, field) };
}

function toAddress(
  { address, addressId }: Pick<ChangedLocationInput, 'address' | 'addressId'>,
  field: string,
): NewAddress {
  if (Boolean(address) === Boolean(addressId)) throw new NotExactlyOne(field);
  if (!address) return { kind: 'REGISTERED', addressUri: `${addressRegister}${addressId}` };
  const { street, houseNumber, boxNumber, postalCode, municipality, country } = address;
  return {
    kind: 'WRITTEN',
    street,
    houseNumber,
    boxNumber: boxNumber ?? null,
    postalCode,
    municipality,
    country,
  };
}

function toRepresentative(input: NewRepresentativeInput): NewRepresentative {
  const { nationalNumber, givenName, familyName, primary } = input;
  const { role, callName, email, telephone, mobile, socialMedia } = input;
  return {
    nationalNumber,
    givenName,
    familyName,
    primary,
    role: role ?? null,
    callName: callName ?? null,
    email: email ?? null,
    telephone: telephone ?? null,
    mobile: mobile ?? null,
    socialMedia: socialMedia ?? null,
  };
}

/** Without what was left out. */
function given<T extends object>(fields: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}
