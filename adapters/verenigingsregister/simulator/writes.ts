import { activityNames } from './code-lists.js';
import { addressLine } from './documents.js';
import type {
  AssociationRecord,
  ContactRecord,
  EventRecord,
  LocationRecord,
  RepresentativeRecord,
} from './records.js';
import { places } from './words.js';

type Json = Record<string, unknown>;
type Event = Pick<EventRecord, 'kind' | 'description' | 'data'>;

/** What a request does: a new state with what happened (nothing when it was so already), or what is wrong with it, by field. */
export type Effect =
  | { readonly record: AssociationRecord; readonly events: readonly Event[] }
  | { readonly errors: Readonly<Record<string, string>> };

class Invalid extends Error {
  constructor(
    readonly field: string,
    readonly reason: string,
  ) {
    super(reason);
  }
}

function judged(work: () => Effect): Effect {
  try {
    return work();
  } catch (error) {
    if (error instanceof Invalid) return { errors: { [error.field]: error.reason } };
    throw error;
  }
}

/** Text without HTML; undefined when the request leaves it alone. */
function text(body: Json, field: string): string | undefined {
  const value = body[field];
  if (value === undefined || value === null) return undefined;
  if (typeof value !== 'string') throw new Invalid(field, `'${field}' moet tekst zijn.`);
  if (/<[^>]+>/.test(value)) throw new Invalid(field, `'${field}' mag geen HTML bevatten.`);
  return value;
}

function flag(body: Json, field: string): boolean | undefined {
  return typeof body[field] === 'boolean' ? body[field] : undefined;
}

function required(value: string | undefined, field: string): string {
  if (value === undefined) throw new Invalid(field, `'${field}' is verplicht.`);
  if (value.trim() === '') throw new Invalid(field, `'${field}' mag niet leeg zijn.`);
  return value;
}

function objectOf(value: unknown, field: string): Json {
  if (typeof value !== 'object' || value === null) throw new Invalid(field, `'${field}' is verplicht.`);
  return value as Json;
}

function listOf(body: Json, field: string): Json[] {
  const value = body[field] ?? [];
  if (!Array.isArray(value)) throw new Invalid(field, `'${field}' moet een lijst zijn.`);
  return value as Json[];
}

interface Basics {
  readonly name?: string;
  readonly shortName?: string;
  readonly description?: string;
  readonly startDate?: string | null;
  readonly ages?: readonly [number, number];
  readonly optedOut?: boolean;
  readonly activities?: readonly string[];
  readonly areas?: AssociationRecord['areas'];
}

function basicsOf(body: Json, today: string): Basics {
  const start = text(body, 'startdatum');
  if (start && (!/^\d{4}-\d{2}-\d{2}$/.test(start) || start > today))
    throw new Invalid('startdatum', 'Startdatum mag niet in de toekomst liggen.');
  const audience = body['doelgroep'] as Json | null | undefined;
  const ages = audience
    ? ([Number(audience['minimumleeftijd'] ?? 0), Number(audience['maximumleeftijd'] ?? 150)] as const)
    : undefined;
  if (ages && !(ages[0] >= 0 && ages[0] <= ages[1] && ages[1] <= 150))
    throw new Invalid('doelgroep', 'De leeftijden moeten tussen 0 en 150 liggen, de laagste eerst.');
  const activities = codesOf(body, 'hoofdactiviteitenVerenigingsloket', (code) => code in activityNames);
  const areas = codesOf(body, 'werkingsgebieden', (code) => places.some(({ area }) => area.code === code));
  return {
    name: text(body, 'naam'),
    shortName: text(body, 'korteNaam'),
    description: text(body, 'korteBeschrijving'),
    startDate: start === undefined ? undefined : start || null,
    ages,
    optedOut: flag(body, 'isUitgeschrevenUitPubliekeDatastroom'),
    activities,
    areas: areas?.map((code) => {
      const place = places.find(({ area }) => area.code === code);
      return { code, name: place?.area.name ?? code };
    }),
  } as Basics;
}

function codesOf(body: Json, field: string, known: (code: string) => boolean): string[] | undefined {
  if (body[field] === undefined || body[field] === null) return undefined;
  const codes = listOf(body, field).map(String);
  const unknown = codes.find((code) => !known(code));
  if (unknown !== undefined) throw new Invalid(field, `De waarde '${unknown}' is geen gekende code.`);
  if (new Set(codes).size < codes.length)
    throw new Invalid(field, 'Elke waarde mag slechts 1 maal voorkomen.');
  return codes;
}

export function newRecord(body: Json, vCode: string, today: string): Effect {
  return judged(() => {
    const basics = basicsOf(body, today);
    const name = required(basics.name, 'naam');
    let id = 0;
    const next = () => (id += 1);
    const record: AssociationRecord = {
      vCode,
      type: 'VZER',
      subtype: 'NB',
      partOf: null,
      name,
      shortName: basics.shortName ?? '',
      callName: null,
      description: basics.description ?? '',
      startDate: basics.startDate ?? null,
      status: 'Actief',
      optedOut: basics.optedOut ?? false,
      removed: false,
      beingDissolved: false,
      minimumAge: basics.ages?.[0] ?? 0,
      maximumAge: basics.ages?.[1] ?? 150,
      activities: basics.activities ?? [],
      areas: basics.areas ?? [],
      contacts: listOf(body, 'contactgegevens').map((item) => contactOf(item, next())),
      locations: listOf(body, 'locaties').map((item) => locationOf(item, next())),
      kboNumber: null,
      memberships: [],
      relations: [],
      recognitions: [],
      changedOn: today,
      sequence: 0,
      representatives: listOf(body, 'vertegenwoordigers').map((item) => personOf(item, next())),
    };
    return {
      record,
      events: [
        {
          kind: 'VerenigingZonderEigenRechtspersoonlijkheidWerdGeregistreerd',
          description: `Vereniging zonder eigen rechtspersoonlijkheid werd geregistreerd met naam '${name}'.`,
          data: { vCode, naam: name },
        },
      ],
    };
  });
}

export function applyBasics(record: AssociationRecord, body: Json, today: string): Effect {
  return judged(() => {
    if (Object.keys(body).length === 0) throw new Invalid('request', 'Een request mag niet leeg zijn.');
    const basics = basicsOf(body, today);
    if (basics.name !== undefined) required(basics.name, 'naam');
    const { ages } = basics;
    const changes: readonly (readonly [kind: string, what: string, patch: Partial<AssociationRecord>])[] = [
      ['NaamWerdGewijzigd', 'Naam', only({ name: basics.name })],
      ['KorteNaamWerdGewijzigd', 'Korte naam', only({ shortName: basics.shortName })],
      ['KorteBeschrijvingWerdGewijzigd', 'Korte beschrijving', only({ description: basics.description })],
      ['StartdatumWerdGewijzigd', 'Startdatum', only({ startDate: basics.startDate })],
      ['DoelgroepWerdGewijzigd', 'Doelgroep', only({ minimumAge: ages?.[0], maximumAge: ages?.[1] })],
      [
        basics.optedOut
          ? 'VerenigingWerdUitgeschrevenUitPubliekeDatastroom'
          : 'VerenigingWerdIngeschrevenInPubliekeDatastroom',
        'Publieke datastroom',
        only({ optedOut: basics.optedOut }),
      ],
      [
        'HoofdactiviteitenVerenigingsloketWerdenGewijzigd',
        'Hoofdactiviteiten',
        only({ activities: basics.activities }),
      ],
      ['WerkingsgebiedenWerdenGewijzigd', 'Werkingsgebieden', only({ areas: basics.areas })],
    ];
    const made = changes.filter(([, , patch]) => differs(record, patch));
    return {
      record: made.reduce((changed, [, , patch]) => ({ ...changed, ...patch }), record),
      events: made.map(([kind, what, patch]) => ({
        kind,
        description: `${what} werd gewijzigd.`,
        data: patch,
      })),
    };
  });
}

function only(fields: { readonly [K in keyof AssociationRecord]?: AssociationRecord[K] | undefined }) {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Partial<AssociationRecord>;
}

function differs(record: AssociationRecord, patch: Partial<AssociationRecord>): boolean {
  return Object.entries(patch).some(
    ([key, value]) => JSON.stringify(record[key as keyof AssociationRecord]) !== JSON.stringify(value),
  );
}

interface Kind<P> {
  readonly key: 'contacts' | 'locations' | 'representatives';
  /** In which a body is wrapped. */
  readonly wrapper: string;
  readonly event: string;
  make(body: Json, id: number): P;
  change(before: P, body: Json): P;
  tell(part: P): string;
}

const contacts: Kind<ContactRecord> = {
  key: 'contacts',
  wrapper: 'contactgegeven',
  event: 'Contactgegeven',
  make: contactOf,
  change: (before, body) => ({
    ...before,
    value: text(body, 'waarde') ?? before.value,
    description: text(body, 'beschrijving') ?? before.description,
    primary: flag(body, 'isPrimair') ?? before.primary,
  }),
  tell: ({ type, value }) => `'${type} ${value}'`,
};

const locations: Kind<LocationRecord> = {
  key: 'locations',
  wrapper: 'locatie',
  event: 'Locatie',
  make: locationOf,
  change: (before, body) => ({
    ...before,
    type: text(body, 'locatietype') ?? before.type,
    name: text(body, 'naam') ?? before.name,
    primary: flag(body, 'isPrimair') ?? before.primary,
    ...(body['adres'] || body['adresId'] ? addressOf(body) : {}),
  }),
  tell: (place) => `'${place.type}' op '${addressLine(place)}'`,
};

const representatives: Kind<RepresentativeRecord> = {
  key: 'representatives',
  wrapper: 'vertegenwoordiger',
  event: 'Vertegenwoordiger',
  make: personOf,
  change: (before, body) => ({ ...before, ...reachOf(body, before) }),
  tell: ({ givenName, familyName }) => `'${givenName} ${familyName}'`,
};

const kinds: Readonly<Record<string, Kind<never>>> = {
  contactgegevens: contacts as unknown as Kind<never>,
  locaties: locations as unknown as Kind<never>,
  vertegenwoordigers: representatives as unknown as Kind<never>,
};

export function applyPart(
  record: AssociationRecord,
  part: string,
  method: string,
  id: number | null,
  body: Json,
): Effect {
  return judged(() => {
    const kind = kinds[part] as unknown as Kind<{ readonly id?: number }>;
    const before = record[kind.key].map((item, at) => ({ ...item, id: item.id ?? at + 1 }));
    const at = before.findIndex((item) => item.id === id);
    const done = (after: readonly object[], item: { readonly id?: number }, verb: string): Effect => ({
      record: { ...record, [kind.key]: after },
      events: [
        {
          kind: `${kind.event}Werd${verb}`,
          description: `${kind.tell(item)} werd ${verb.toLowerCase()} als ${kind.wrapper}.`,
          data: item,
        },
      ],
    });
    if (method === 'POST') {
      const next = 1 + Math.max(0, ...before.map((item) => item.id));
      const item = kind.make(objectOf(body[kind.wrapper], kind.wrapper), next);
      return done([...before, item], item, 'Toegevoegd');
    }
    const known = before[at];
    if (!known) throw new Invalid(kind.wrapper, `Onbekende ${kind.wrapper}: ${id}.`);
    if (method === 'DELETE')
      return done(
        before.filter((item) => item !== known),
        known,
        'Verwijderd',
      );
    const item = kind.change(known, objectOf(body[kind.wrapper], kind.wrapper));
    if (JSON.stringify(item) === JSON.stringify(known)) return { record, events: [] };
    return done(before.with(at, item as typeof known), item, 'Gewijzigd');
  });
}

const contactTypes = ['E-mail', 'Website', 'SocialMedia', 'Telefoon'];

function contactOf(body: Json, id: number): ContactRecord {
  const type = required(text(body, 'contactgegeventype'), 'contactgegeventype');
  if (!contactTypes.includes(type))
    throw new Invalid('contactgegeventype', `De waarde '${type}' is geen gekend contactgegeventype.`);
  return {
    id,
    type,
    value: required(text(body, 'waarde'), 'waarde'),
    description: text(body, 'beschrijving') ?? '',
    primary: flag(body, 'isPrimair') ?? false,
  };
}

function locationOf(body: Json, id: number): LocationRecord {
  const type = required(text(body, 'locatietype'), 'locatietype');
  if (type !== 'Correspondentie' && type !== 'Activiteiten')
    throw new Invalid(
      'locatietype',
      "'Locatietype' moet een geldige waarde hebben. (Correspondentie, Activiteiten)",
    );
  return {
    id,
    type,
    primary: flag(body, 'isPrimair') ?? false,
    name: text(body, 'naam') ?? '',
    ...addressOf(body),
  };
}

function addressOf(body: Json): Omit<LocationRecord, 'id' | 'type' | 'primary' | 'name'> {
  if (Boolean(body['adres']) === Boolean(body['adresId']))
    throw new Invalid('locaties', "'Locatie' moet of een adres of een adresId bevatten.");
  if (body['adresId']) {
    const uri = String((body['adresId'] as Json)['bronwaarde'] ?? '');
    const number = /^https:\/\/data\.vlaanderen\.be\/id\/adres\/(\d+)$/.exec(uri)?.[1];
    if (!number) throw new Invalid('locaties', 'De bronwaarde is geen adres van het adressenregister.');
    // The register looks the address up; in the sandbox all of them are in one street.
    return {
      street: 'Turnhoutsebaan',
      houseNumber: String(1 + (Number(number) % 200)),
      boxNumber: '',
      postalCode: '2970',
      municipality: 'Schilde',
      addressId: Number(number),
    };
  }
  const address = objectOf(body['adres'], 'adres');
  return {
    street: required(text(address, 'straatnaam'), 'straatnaam'),
    houseNumber: required(text(address, 'huisnummer'), 'huisnummer'),
    boxNumber: text(address, 'busnummer') ?? '',
    postalCode: required(text(address, 'postcode'), 'postcode'),
    municipality: required(text(address, 'gemeente'), 'gemeente'),
    addressId: null,
  };
}

function personOf(body: Json, id: number): RepresentativeRecord {
  const insz = required(text(body, 'insz'), 'insz').replace(/\D/g, '');
  const check = (base: string) => 97 - Number(BigInt(base) % 97n) === Number(insz.slice(9));
  if (insz.length !== 11 || !(check(insz.slice(0, 9)) || check(`2${insz.slice(0, 9)}`)))
    throw new Invalid('insz', 'Foutieve INSZ.');
  const name = (field: string) => {
    const value = required(text(body, field), field);
    if (/\d/.test(value)) throw new Invalid(field, `'${field}' mag geen cijfers bevatten.`);
    return value;
  };
  return {
    id,
    insz,
    main: false,
    givenName: name('voornaam'),
    familyName: name('achternaam'),
    ...reachOf(body, null),
  };
}

function reachOf(body: Json, before: RepresentativeRecord | null) {
  const kept = (field: string, known: string | undefined) => text(body, field) ?? known ?? '';
  return {
    role: kept('rol', before?.role),
    callName: kept('roepnaam', before?.callName),
    primary: flag(body, 'isPrimair') ?? before?.primary ?? false,
    email: kept('e-mail', before?.email),
    telephone: kept('telefoon', before?.telephone),
    mobile: kept('mobiel', before?.mobile),
    socialMedia: kept('socialMedia', before?.socialMedia),
  };
}
