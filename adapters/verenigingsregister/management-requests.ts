import type {
  AssociationBasics,
  AssociationRegistration,
  Audience,
  LocationChange,
  NewAddress,
  NewContact,
  NewRepresentative,
  PartChange,
} from '../../src/capabilities/associations/association-management.port.js';

/** Whose addresses the register takes by URI: those of the address register. */
const addressRegister = 'AR';

/** The body of POST /verenigingen/vzer. Always written in the same order: a confirmation token holds for the same text only. */
export function toRegistration(registration: AssociationRegistration) {
  return without({
    naam: registration.name,
    korteNaam: registration.shortName ?? undefined,
    korteBeschrijving: registration.description ?? undefined,
    isUitgeschrevenUitPubliekeDatastroom: registration.optedOut,
    startdatum: registration.startDate ?? undefined,
    doelgroep: registration.audience ? audience(registration.audience) : undefined,
    contactgegevens: registration.contacts.map(contact),
    locaties: registration.locations.map(location),
    vertegenwoordigers: registration.representatives.map(newRepresentative),
    hoofdactiviteitenVerenigingsloket: registration.activities,
    werkingsgebieden: registration.workingAreas,
  });
}

/** The body of PATCH /verenigingen/{vCode}: what is absent stays, an empty `startdatum` clears it. */
export function toBasics(basics: AssociationBasics) {
  return without({
    naam: basics.name,
    korteNaam: basics.shortName,
    korteBeschrijving: basics.description,
    startdatum: cleared(basics.startDate),
    doelgroep: basics.audience && audience(basics.audience),
    isUitgeschrevenUitPubliekeDatastroom: basics.optedOut,
    hoofdactiviteitenVerenigingsloket: basics.activities,
    werkingsgebieden: basics.workingAreas,
  });
}

export interface PartRequest {
  readonly operation: string;
  readonly method: 'POST' | 'PATCH' | 'DELETE';
  /** Below the association. */
  readonly path: string;
  readonly body: object | null;
}

/** The path of a part, and the name in which its body is wrapped. */
const parts = {
  CONTACT: { path: 'contactgegevens', wrapper: 'contactgegeven' },
  LOCATION: { path: 'locaties', wrapper: 'locatie' },
  REPRESENTATIVE: { path: 'vertegenwoordigers', wrapper: 'vertegenwoordiger' },
} as const;

const methods = { ADD: 'POST', CHANGE: 'PATCH', REMOVE: 'DELETE' } as const;

export function toPartRequest(change: PartChange): PartRequest {
  const { path, wrapper } = parts[change.part];
  return {
    operation: `${path}-${methods[change.action].toLowerCase()}`,
    method: methods[change.action],
    path: change.action === 'ADD' ? path : `${path}/${change.id}`,
    body: change.action === 'REMOVE' ? null : { [wrapper]: partBody(change) },
  };
}

function partBody(change: Exclude<PartChange, { readonly action: 'REMOVE' }>): object {
  if (change.part === 'CONTACT')
    return change.action === 'ADD' ? contact(change.value) : without(contactFields(change.value));
  if (change.part === 'LOCATION') return location(change.value);
  return change.action === 'ADD'
    ? newRepresentative(change.value)
    : without(representativeFields(change.value));
}

function contact(value: NewContact) {
  return { contactgegeventype: value.type, ...without(contactFields(value)) };
}

function contactFields(value: Partial<NewContact>) {
  return {
    waarde: value.value,
    beschrijving: cleared(value.description),
    isPrimair: value.primary,
  };
}

function location(value: LocationChange) {
  return without({
    locatietype: value.type,
    isPrimair: value.primary,
    naam: cleared(value.name),
    ...(value.address && address(value.address)),
  });
}

function address(value: NewAddress) {
  if (value.kind === 'REGISTERED')
    return { adresId: { broncode: addressRegister, bronwaarde: value.addressUri } };
  return {
    adres: {
      straatnaam: value.street,
      huisnummer: value.houseNumber,
      busnummer: value.boxNumber ?? '',
      postcode: value.postalCode,
      gemeente: value.municipality,
      land: value.country,
    },
  };
}

function newRepresentative(value: NewRepresentative) {
  return {
    insz: value.nationalNumber.reveal(),
    voornaam: value.givenName,
    achternaam: value.familyName,
    ...without(representativeFields(value)),
  };
}

function representativeFields(value: Partial<NewRepresentative>) {
  return {
    rol: cleared(value.role),
    roepnaam: cleared(value.callName),
    isPrimair: value.primary,
    'e-mail': cleared(value.email),
    telefoon: cleared(value.telephone),
    mobiel: cleared(value.mobile),
    socialMedia: cleared(value.socialMedia),
  };
}

function audience({ minimumAge, maximumAge }: Audience) {
  return { minimumleeftijd: minimumAge, maximumleeftijd: maximumAge };
}

/** The register reads null as "leave it", and an empty text as "there is none". */
function cleared(value: string | null | undefined): string | undefined {
  return value === null ? '' : value;
}

function without<T extends object>(fields: T): Partial<T> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as Partial<T>;
}
