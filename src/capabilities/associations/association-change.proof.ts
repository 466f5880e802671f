import type {
  ManagedAssociation,
  ManagedContact,
  ManagedLocation,
  NewAddress,
  NewContact,
  NewLocation,
  NewRepresentative,
  PartChange,
  Representative,
} from './association-management.port.js';
import type { AskedChange } from './association-request.content.js';

/** Numbers of the contacts, locations or representatives that a change is about, as they were before it. */
export function partIds(
  change: AskedChange,
  { contacts, locations, representatives }: ManagedAssociation,
): number[] {
  if (change.kind === 'BASICS') return [];
  return { CONTACT: contacts, LOCATION: locations, REPRESENTATIVE: representatives }[change.part].map(
    ({ id }) => id,
  );
}

/**
 * Whether an association is as somebody asked. `before` has the numbers of the parts from before the change: what was
 * there already is not what was added.
 */
export function isAsAsked(
  change: AskedChange,
  association: ManagedAssociation,
  before: readonly number[],
): boolean {
  if (change.kind === 'BASICS') {
    const { startDate, audience, activities, workingAreas, optedOut, ...texts } = change.basics;
    return (
      Object.entries(texts).every(([key, value]) => alike(association[key as keyof typeof texts], value)) &&
      (startDate === undefined || association.startDate === startDate) &&
      (!audience ||
        (association.minimumAge === audience.minimumAge && association.maximumAge === audience.maximumAge)) &&
      (optedOut === undefined || association.optedOut === optedOut) &&
      (!activities || sameCodes(association.activities, activities)) &&
      (!workingAreas || sameCodes(association.workingAreas, workingAreas))
    );
  }
  switch (change.part) {
    case 'CONTACT':
      return partIsAsAsked(change, association.contacts, before, contactIs);
    case 'LOCATION':
      return partIsAsAsked(change, association.locations, before, locationIs);
    case 'REPRESENTATIVE':
      return partIsAsAsked(change, association.representatives, before, representativeIs);
  }
}

function partIsAsAsked<P extends { readonly id: number }, V extends object>(
  change: PartChange,
  parts: readonly P[],
  before: readonly number[],
  is: (part: P, asked: Partial<V>) => boolean,
): boolean {
  switch (change.action) {
    case 'ADD':
      return parts.some(
        (part) => !before.includes(part.id) && is(part, change.value as object as Partial<V>),
      );
    case 'CHANGE':
      return parts.some((part) => part.id === change.id && is(part, change.value as object as Partial<V>));
    case 'REMOVE':
      return parts.every((part) => part.id !== change.id);
  }
}

function contactIs(contact: ManagedContact, asked: Partial<NewContact>): boolean {
  return fieldsAre(contact, asked);
}

function locationIs(location: ManagedLocation, { address, ...asked }: Partial<NewLocation>): boolean {
  return fieldsAre(location, asked) && (!address || addressIs(location, address));
}

function addressIs(location: ManagedLocation, { kind, ...address }: NewAddress): boolean {
  return kind === 'REGISTERED'
    ? 'addressUri' in address && location.addressUri === address.addressUri
    : fieldsAre(location, address);
}

/** One person represents an association once, so the number tells who it is. */
function representativeIs(
  representative: Representative,
  { nationalNumber, givenName, familyName, ...asked }: Partial<NewRepresentative>,
): boolean {
  if (!nationalNumber) return fieldsAre(representative, asked);
  return representative.nationalNumber?.equals(nationalNumber) ?? false;
}

function fieldsAre<T extends object>(found: T, asked: Partial<T> | object): boolean {
  return Object.entries(asked).every(([key, value]) => alike(found[key as keyof T], value));
}

/** The register knows no difference between nothing and an empty text, and cuts off spaces. */
function alike(found: unknown, asked: unknown): boolean {
  if (asked === undefined) return true;
  const plain = (value: unknown) => (typeof value === 'string' ? value.trim() : (value ?? ''));
  return plain(found) === plain(asked);
}

function sameCodes(found: readonly { readonly code: string }[], asked: readonly string[]): boolean {
  const codes = new Set(found.map(({ code }) => code));
  return codes.size === new Set(asked).size && asked.every((code) => codes.has(code));
}
