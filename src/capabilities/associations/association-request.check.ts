import type {
  AssociationBasics,
  AssociationRegistration,
  Audience,
  NewAddress,
} from './association-management.port.js';
import type { AskedChange } from './association-request.content.js';

export type InputFault =
  | 'EXACTLY_ONE'
  | 'REQUIRED'
  | 'MARKUP'
  | 'FUTURE'
  | 'AGES'
  | 'POSTAL_CODE'
  | 'MORE_THAN_ONE'
  | 'TWICE'
  | 'UNKNOWN_ACTIVITY'
  | 'UNKNOWN_TYPE';

export interface FoundFault {
  readonly code: InputFault;
  /** In the words of the graph, such as `locations.0.address.postalCode`. */
  readonly field: string;
}

export interface CheckOptions {
  /** ISO date. */
  readonly today: string;
  /** Codes of the register's list of main activities; null when it could not be asked. */
  readonly activities: ReadonlySet<string> | null;
}

/** The first thing with which the register would certainly not take a registration; null when there is none. */
export function checkRegistration(
  registration: AssociationRegistration,
  options: CheckOptions,
): FoundFault | null {
  const { contacts, locations, representatives } = registration;
  return (
    checkBasics(notNull(registration), options) ??
    firstOf(contacts, 'contacts', ({ type, value, description }) =>
      firstFault(
        () => checkKind(type, contactTypes),
        () => checkText(value, 'value', true),
        () => checkText(description, 'description'),
      ),
    ) ??
    onlyOne(contacts, 'contacts', ({ primary, type }) => (primary ? type : null)) ??
    firstOf(locations, 'locations', ({ type, name, address }) =>
      firstFault(
        () => checkKind(type, locationTypes),
        () => checkText(name, 'name'),
        () => checkAddress(address),
      ),
    ) ??
    onlyOne(locations, 'locations', ({ type }) => (type === 'Correspondentie' ? type : null)) ??
    onlyOne(locations, 'locations', ({ primary }) => (primary ? 'primary' : null)) ??
    firstOf(representatives, 'representatives', checkTexts('givenName', 'familyName')) ??
    repeated(representatives.map(({ nationalNumber }) => nationalNumber.reveal())) ??
    onlyOne(representatives, 'representatives', ({ primary }) => (primary ? 'primary' : null))
  );
}

/** The same for a change, as far as that needs nothing but the change. */
export function checkChange(change: AskedChange, options: CheckOptions): FoundFault | null {
  if (change.kind === 'BASICS') {
    if (Object.values(change.basics).every((value) => value === undefined))
      return { code: 'REQUIRED', field: 'basics' };
    return checkBasics(change.basics, options);
  }
  if (change.action === 'REMOVE') return null;
  if (Object.values(change.value).every((value) => value === undefined))
    return { code: 'REQUIRED', field: 'change' };
  const isNew = change.action === 'ADD';
  switch (change.part) {
    case 'CONTACT':
      return firstFault(
        () => ('type' in change.value ? checkKind(change.value.type, contactTypes) : null),
        () => checkText(change.value.value, 'value', isNew || change.value.value !== undefined),
        () => checkText(change.value.description, 'description'),
      );
    case 'LOCATION': {
      const { type, name, address } = change.value;
      return firstFault(
        () => (type === undefined ? null : checkKind(type, locationTypes)),
        () => checkText(name, 'name'),
        () => (address ? checkAddress(address) : null),
      );
    }
    case 'REPRESENTATIVE':
      return checkTexts(...(isNew ? (['givenName', 'familyName'] as const) : []))(change.value);
  }
}

const contactTypes = ['E-mail', 'Website', 'SocialMedia', 'Telefoon'];
const locationTypes = ['Correspondentie', 'Activiteiten'];

function checkBasics(basics: AssociationBasics, { today, activities }: CheckOptions): FoundFault | null {
  const { name, shortName, description, startDate, audience, activities: codes = [] } = basics;
  const unknown = codes.findIndex((code) => activities && !activities.has(code));
  return firstFault(
    () => (name === undefined ? null : checkText(name, 'name', true)),
    () => checkText(shortName, 'shortName'),
    () => checkText(description, 'description'),
    () => (startDate && startDate > today ? { code: 'FUTURE', field: 'startDate' } : null),
    () => (audience ? checkAudience(audience) : null),
    () => (unknown < 0 ? null : { code: 'UNKNOWN_ACTIVITY', field: `activities.${unknown}` }),
  );
}

function checkAudience({ minimumAge, maximumAge }: Audience): FoundFault | null {
  const holds = 0 <= minimumAge && minimumAge <= maximumAge && maximumAge <= 150;
  return holds ? null : { code: 'AGES', field: 'audience' };
}

function checkAddress(address: NewAddress): FoundFault | null {
  if (address.kind === 'REGISTERED') return null;
  const { kind: _kind, boxNumber, ...required } = address;
  return firstFault(
    ...Object.entries(required).map(
      ([key, value]) =>
        () =>
          checkText(value, `address.${key}`, true),
    ),
    () => checkText(boxNumber, 'address.boxNumber'),
    () =>
      address.country.trim().toLowerCase() === 'belgië' && !/^[1-9]\d{3}$/.test(address.postalCode.trim())
        ? { code: 'POSTAL_CODE', field: 'address.postalCode' }
        : null,
  );
}

/** Every text of an object, of which some must say something. */
function checkTexts(...required: readonly string[]) {
  return (value: object): FoundFault | null =>
    firstFault(
      ...Object.entries(value).map(
        ([key, text]) =>
          () =>
            typeof text === 'string' || text === null
              ? checkText(text as string | null, key, required.includes(key))
              : null,
      ),
    );
}

/** The register takes no HTML in any text. */
function checkText(text: string | null | undefined, field: string, required = false): FoundFault | null {
  if (required && !text?.trim()) return { code: 'REQUIRED', field };
  return text && /<[^>]+>/.test(text) ? { code: 'MARKUP', field } : null;
}

function checkKind(type: string, known: readonly string[]): FoundFault | null {
  return known.includes(type) ? null : { code: 'UNKNOWN_TYPE', field: 'type' };
}

function firstFault(...checks: readonly (() => FoundFault | null)[]): FoundFault | null {
  for (const check of checks) {
    const fault = check();
    if (fault) return fault;
  }
  return null;
}

function firstOf<T>(
  items: readonly T[],
  list: string,
  check: (item: T) => FoundFault | null,
): FoundFault | null {
  for (const [at, item] of items.entries()) {
    const fault = check(item);
    if (fault) return { ...fault, field: `${list}.${at}.${fault.field}` };
  }
  return null;
}

/** Of which there may be one of each kind; `kindOf` gives null for what does not count. */
function onlyOne<T>(
  items: readonly T[],
  list: string,
  kindOf: (item: T) => string | null,
): FoundFault | null {
  const kinds = items.map(kindOf);
  const second = kinds.findIndex((kind, at) => kind !== null && kinds.indexOf(kind) < at);
  return second < 0 ? null : { code: 'MORE_THAN_ONE', field: `${list}.${second}` };
}

function repeated(numbers: readonly string[]): FoundFault | null {
  const second = numbers.findIndex((number, at) => numbers.indexOf(number) < at);
  return second < 0 ? null : { code: 'TWICE', field: `representatives.${second}.nationalNumber` };
}

/** A registration says null for what a change leaves out. */
function notNull({
  name,
  shortName,
  description,
  startDate,
  audience,
  activities,
}: AssociationRegistration): AssociationBasics {
  return {
    name,
    activities,
    ...(shortName !== null && { shortName }),
    ...(description !== null && { description }),
    ...(startDate !== null && { startDate }),
    ...(audience !== null && { audience }),
  };
}
