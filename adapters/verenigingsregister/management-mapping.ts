import type {
  AssociationEvent,
  ManagedAssociation,
  ManagedSummary,
  Refusal,
  Representative,
} from '../../src/capabilities/associations/association-management.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type {
  EventDocument,
  ManagedAssociationDocument,
  ManagedDetailDocument,
  ProblemDocument,
  RepresentativeDocument,
} from './documents.js';
import { listOf, textOrNull, toAssociation, toContact, toLocation, toSummary } from './mapping.js';

export function toManagedAssociation(
  document: ManagedDetailDocument,
  version: string | null,
): ManagedAssociation {
  const association = document.vereniging;
  return {
    ...toAssociation(document),
    contacts: listOf(association.contactgegevens, (contact) => ({
      ...toContact(contact),
      id: contact.contactgegevenId ?? 0,
      origin: textOrNull(contact.bron),
    })),
    locations: listOf(association.locaties, (location) => ({
      ...toLocation(location),
      id: location.locatieId ?? 0,
      origin: textOrNull(location.bron),
    })),
    representatives: listOf(association.vertegenwoordigers, representative),
    endDate: textOrNull(association.einddatum),
    optedOut: association.isUitgeschrevenUitPubliekeDatastroom ?? false,
    origin: textOrNull(association.bron),
    correspondingVCodes: association.corresponderendeVCodes ?? [],
    version,
  };
}

function representative(document: RepresentativeDocument): Representative {
  const reach = document.vertegenwoordigerContactgegevens;
  const reached = (key: 'e-mail' | 'telefoon' | 'mobiel' | 'socialMedia') =>
    textOrNull(document[key]) ?? textOrNull(reach?.[key]);
  return {
    id: document.vertegenwoordigerId ?? 0,
    nationalNumber: nationalNumber(document.insz),
    givenName: textOrNull(document.voornaam),
    familyName: textOrNull(document.achternaam),
    role: textOrNull(document.rol),
    callName: textOrNull(document.roepnaam),
    primary: document.isPrimair ?? reach?.isPrimair ?? false,
    email: reached('e-mail'),
    telephone: reached('telefoon'),
    mobile: reached('mobiel'),
    socialMedia: reached('socialMedia'),
    origin: textOrNull(document.bron),
  };
}

function nationalNumber(insz: string | null | undefined): NationalNumber | null {
  try {
    return insz ? NationalNumber.parse(insz) : null;
  } catch {
    return null;
  }
}

export function toManagedSummary(document: ManagedAssociationDocument): ManagedSummary {
  return {
    ...toSummary(document),
    status: document.status ?? '',
    startDate: textOrNull(document.startdatum),
    endDate: textOrNull(document.einddatum),
    correspondingVCodes: document.corresponderendeVCodes ?? [],
  };
}

/** The register's documents do not say how a moment is written: only one that names its offset is taken for a moment. */
const moment = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2})$/;

export function toEvent(document: EventDocument): AssociationEvent {
  const rawAt = document.tijdstip ?? '';
  const at = moment.test(rawAt) ? new Date(rawAt) : null;
  return {
    kind: document.gebeurtenis ?? '',
    description: document.beschrijving ?? '',
    initiator: textOrNull(document.initiator),
    at: at && !Number.isNaN(at.getTime()) ? at : null,
    rawAt,
    data: document.data ?? null,
  };
}

export function toRefusal({ detail, validationErrors }: ProblemDocument): Refusal {
  return {
    kind: 'REFUSED',
    reason: textOrNull(detail),
    violations: Object.entries(validationErrors ?? {}).flatMap(([field, errors]) =>
      (errors ?? []).map(({ code, reason }) => ({
        field,
        code: textOrNull(code),
        reason: reason ?? '',
      })),
    ),
  };
}
