import type { AdapterTools } from '../../src/adapter/contract.js';
import type {
  Association,
  AssociationSummary,
} from '../../src/capabilities/associations/associations.port.js';
import type {
  AssociationEvent,
  ManagedAssociation,
} from '../../src/capabilities/associations/association-management.port.js';

const types = new Set(['FV', 'VZER', 'VZW', 'IVZW', 'PS', 'SVON']);
const subtypes = new Set(['FV', 'SUB', 'NB']);
const statuses = new Set(['Actief', 'Gestopt']);
const contactTypes = new Set(['E-mail', 'Website', 'SocialMedia', 'Telefoon']);
const locationTypes = new Set(['Correspondentie', 'Activiteiten', 'Maatschappelijke zetel volgens KBO']);

/** Hands an association on, and notes what in it the register's own lists do not know: the graph shows that as it is. */
export function notingCodes(note: AdapterTools['noteUnknownValue']) {
  const check = (known: ReadonlySet<string>, field: string, code: string | null | undefined) => {
    if (code && !known.has(code)) note(field, code);
  };
  return <A extends Association | AssociationSummary | ManagedAssociation>(association: A): A => {
    check(types, 'association.type', association.type.code);
    check(subtypes, 'association.subtype', association.subtype?.code);
    if ('status' in association) check(statuses, 'association.status', association.status);
    for (const { type } of association.locations) check(locationTypes, 'association.location.type', type);
    if ('contacts' in association)
      for (const { type } of association.contacts) check(contactTypes, 'association.contact.type', type);
    if ('representatives' in association)
      for (const { nationalNumber } of association.representatives)
        if (nationalNumber === null) note('association.representative.nationalNumber', 'NONE_OR_INVALID');
    if ('endDate' in association) {
      const { startDate, endDate } = association;
      if (startDate && endDate && endDate < startDate) note('association.endDate', 'BEFORE_START');
    }
    return association;
  };
}

/** The same for an event whose moment cannot be read. */
export function notingMoment(note: AdapterTools['noteUnknownValue']) {
  return (event: AssociationEvent): AssociationEvent => {
    if (event.at === null) note('association.event.at', event.rawAt);
    return event;
  };
}
