import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';
import { jsonReply, notFound } from './answers.js';
import { availableSpan, overlap, spansOf } from './calendar.js';
import { type Clause, matches, parseQuery, SyntaxProblem } from './lucene.js';
import { at, type Document, idOf, listAt, textAt } from './records.js';

/** A query parameter that may not be as it is; the platform answers 404 with this detail. */
class BadParameter extends Error {}

export interface SearchOptions {
  readonly now: number;
  readonly regionOf: (postalCode: string) => readonly string[];
}

type Test = (document: Document) => boolean;

const common = [
  'q',
  'text',
  'id',
  'name',
  'website',
  'postalCode',
  'addressCountry',
  'regions[]',
  'regions',
  'embed',
  'start',
  'limit',
  'disableDefaultFilters',
  'workflowStatus',
  'clientId',
  'sort[availableTo]',
  'sort[created]',
  'sort[modified]',
  'sort[score]',
];
const ofEvents = [
  ...common,
  'organizerId',
  'locationId',
  'termIds[]',
  'minAge',
  'maxAge',
  'allAges',
  'audienceType',
  'availableFrom',
  'availableTo',
  'attendanceMode',
  'calendarType',
  'dateFrom',
  'dateTo',
  'price',
  'minPrice',
  'maxPrice',
  'status',
  'bookingAvailability',
];
const known: Readonly<Record<string, readonly string[]>> = {
  events: ofEvents,
  organizers: common.filter((name) => name !== 'text'),
};

/** One search of events or of organisers: filters, order, page. */
export function search(
  kind: 'events' | 'organizers',
  documents: readonly Document[],
  query: URLSearchParams,
  options: SearchOptions,
): SimulatorReply {
  try {
    for (const name of query.keys())
      if (!known[kind]?.includes(name)) throw new BadParameter(`Unknown query parameter "${name}"`);
    const start = whole(query, 'start', 0, 10_000);
    const limit = whole(query, 'limit', 30, 2_000);
    const tests = kind === 'events' ? eventTests(query, options) : organizerTests(query, options);
    const found = documents.filter((document) => tests.every((test) => test(document)));
    const embed = flag(query, 'embed') ?? false;
    const type = kind === 'events' ? 'Event' : 'Organizer';
    return jsonReply(
      kind,
      {
        '@context': 'http://www.w3.org/ns/hydra/context.jsonld',
        '@type': 'PagedCollection',
        itemsPerPage: limit,
        totalItems: found.length,
        member: sorted(found, query)
          .slice(start, start + limit)
          .map((document) =>
            embed ? { ...document, '@type': type } : { '@id': document['@id'], '@type': type },
          ),
      },
      'application/ld+json',
    );
  } catch (error) {
    if (error instanceof BadParameter) return notFound(kind, error.message);
    if (error instanceof SyntaxProblem)
      return notFound(kind, `The "q" parameter is invalid: ${error.message}`);
    throw error;
  }
}

function whole(query: URLSearchParams, name: string, standard: number, max: number): number {
  const text = query.get(name);
  if (text === null) return standard;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (!(value <= max)) throw new BadParameter(`The "${name}" parameter should be between 0 and ${max}`);
  return value;
}

function flag(query: URLSearchParams, name: string): boolean | null {
  const text = query.get(name);
  if (text === null || text === '*') return null;
  if (!['true', 'false', '1', '0'].includes(text))
    throw new BadParameter(`The "${name}" parameter is no boolean`);
  return text === 'true' || text === '1';
}

function moment(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null || text === '*') return null;
  if (!/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[+-]\d\d:\d\d$/.test(text) || Number.isNaN(Date.parse(text)))
    throw new BadParameter(`${name} should be an ISO-8601 datetime, for example 2017-04-26T12:20:05+01:00`);
  return Date.parse(text);
}

function amount(query: URLSearchParams, name: string): number | null {
  const text = query.get(name);
  if (text === null) return null;
  if (!/^\d+(\.\d+)?$/.test(text)) throw new BadParameter(`The "${name}" parameter is no number`);
  return Number(text);
}

/** Values with commas between: at least one of them. */
function choice(query: URLSearchParams, name: string, allowed: readonly string[]): readonly string[] | null {
  const text = query.get(name);
  if (text === null || text === '*') return null;
  const values = text.split(',');
  for (const value of values)
    if (!allowed.includes(value)) throw new BadParameter(`Unknown value "${value}" for parameter "${name}"`);
  return values;
}

function standardFilters(query: URLSearchParams, states: readonly string[], all: readonly string[]): Test[] {
  const off = flag(query, 'disableDefaultFilters') ?? false;
  const workflow =
    choice(query, 'workflowStatus', all) ?? (off || query.has('workflowStatus') ? null : states);
  const country = query.get('addressCountry') ?? (off ? '*' : 'BE');
  return [
    (document) => workflow === null || workflow.includes(textAt(document, 'workflowStatus')),
    (document) =>
      country === '*' || addressesOf(document).some((part) => textAt(part, 'addressCountry') === country),
  ];
}

function sharedTests(query: URLSearchParams, options: SearchOptions): Test[] {
  const tests: Test[] = [];
  const q = query.get('q');
  if (q !== null && q !== '') {
    const clause: Clause = parseQuery(q);
    tests.push((document) => matches(clause, (field) => fieldOf(document, field, options)));
  }
  const id = query.get('id');
  if (id !== null) tests.push((document) => idOf(document) === id);
  const postalCode = query.get('postalCode');
  if (postalCode !== null)
    tests.push((document) => addressesOf(document).some((part) => textAt(part, 'postalCode') === postalCode));
  for (const region of [...query.getAll('regions[]'), ...query.getAll('regions')])
    tests.push((document) => fieldOf(document, 'regions', options).includes(region));
  return tests;
}

function organizerTests(query: URLSearchParams, options: SearchOptions): Test[] {
  // An organiser without an address is of no country, so the default keeps it out, as the guide warns.
  return [...sharedTests(query, options), ...standardFilters(query, ['ACTIVE'], ['ACTIVE', 'DELETED'])];
}

const workflowStates = ['DRAFT', 'READY_FOR_VALIDATION', 'APPROVED', 'REJECTED', 'DELETED'];

function eventTests(query: URLSearchParams, options: SearchOptions): Test[] {
  const off = flag(query, 'disableDefaultFilters') ?? false;
  const tests = [
    ...sharedTests(query, options),
    ...standardFilters(query, ['READY_FOR_VALIDATION', 'APPROVED'], workflowStates),
  ];
  const text = query.get('text');
  if (text !== null && text !== '') {
    const clause = parseQuery(text, 'text');
    tests.push((event) => matches(clause, () => wordsOf(event)));
  }
  const audience = query.get('audienceType') ?? (off ? '*' : 'everyone');
  if (audience !== '*')
    tests.push((event) => (textAt(event, 'audience', 'audienceType') || 'everyone') === audience);
  // Both bounds are now unless they are told or switched off; together they are one range.
  const availableFrom = query.has('availableFrom') || off ? moment(query, 'availableFrom') : options.now;
  const availableTo = query.has('availableTo') || off ? moment(query, 'availableTo') : options.now;
  if (availableFrom !== null || availableTo !== null)
    tests.push((event) =>
      overlap(availableSpan(event), { from: availableFrom ?? -Infinity, to: availableTo ?? Infinity }),
    );
  const asked = { from: moment(query, 'dateFrom') ?? -Infinity, to: moment(query, 'dateTo') ?? Infinity };
  if (asked.from > asked.to) throw new BadParameter('dateFrom should be before dateTo');
  if (query.has('dateFrom') || query.has('dateTo'))
    tests.push((event) => spansOf(event).some((span) => overlap(span, asked)));
  const organizerId = query.get('organizerId');
  if (organizerId !== null)
    tests.push((event) => fieldOf(event, 'organizer.id', options).includes(organizerId));
  for (const term of query.getAll('termIds[]'))
    tests.push((event) => fieldOf(event, 'terms.id', options).includes(term));
  tests.push(...ageTests(query), ...priceTests(query), ...codeTests(query));
  return tests;
}

function ageTests(query: URLSearchParams): Test[] {
  const asked = { from: amount(query, 'minAge') ?? 0, to: amount(query, 'maxAge') ?? Infinity };
  const allAges = flag(query, 'allAges');
  const rangeOf = (event: Document) => {
    const [, from = '', to = ''] = /^(\d*)-(\d*)$/.exec(textAt(event, 'typicalAgeRange')) ?? [];
    return { from: Number(from), to: to === '' ? Infinity : Number(to) };
  };
  return [
    (event) => overlap(rangeOf(event), asked),
    (event) => {
      const { from, to } = rangeOf(event);
      return allAges === null || allAges === (from === 0 && to === Infinity);
    },
  ];
}

function priceTests(query: URLSearchParams): Test[] {
  const [exact, min, max] = [amount(query, 'price'), amount(query, 'minPrice'), amount(query, 'maxPrice')];
  if (exact === null && min === null && max === null) return [];
  return [
    (event) => {
      const price = basePrice(event);
      if (price === null) return false;
      return (exact === null || price === exact) && price >= (min ?? 0) && price <= (max ?? Infinity);
    },
  ];
}

function codeTests(query: URLSearchParams): Test[] {
  const codes: [string, readonly string[], (event: Document) => string][] = [
    [
      'calendarType',
      ['single', 'multiple', 'periodic', 'permanent'],
      (event) => textAt(event, 'calendarType'),
    ],
    [
      'attendanceMode',
      ['online', 'offline', 'mixed'],
      (event) => textAt(event, 'attendanceMode') || 'offline',
    ],
    [
      'status',
      ['Available', 'TemporarilyUnavailable', 'Unavailable'],
      (event) => textAt(event, 'status', 'type'),
    ],
    [
      'bookingAvailability',
      ['Available', 'Unavailable'],
      (event) => textAt(event, 'bookingAvailability', 'type'),
    ],
  ];
  return codes.flatMap(([name, allowed, valueOf]) => {
    const values = choice(query, name, allowed);
    return values ? [(event: Document) => values.includes(valueOf(event))] : [];
  });
}

function basePrice(event: Document): number | null {
  const base = listAt(event, 'priceInfo').find((part) => at(part, 'category') === 'base');
  const price = at(base, 'price');
  return typeof price === 'number' ? price : null;
}

/** Addresses of an organiser, or of the place of an event. */
function addressesOf(document: Document): readonly unknown[] {
  const address = at(document, 'location', 'address') ?? document['address'];
  return address && typeof address === 'object' ? Object.values(address) : [];
}

/** What `q` finds in a field; a field that is not indexed has nothing, which is no error. */
function fieldOf(
  document: Document,
  field: string,
  { regionOf }: SearchOptions,
): readonly (string | number)[] {
  const postalCodes = addressesOf(document).map((part) => textAt(part, 'postalCode'));
  const price = basePrice(document);
  const fields: Readonly<Record<string, () => readonly (string | number)[]>> = {
    id: () => [idOf(document)],
    'address.*.postalCode': () => postalCodes,
    'address.nl.postalCode': () => postalCodes,
    regions: () => postalCodes.flatMap((code) => regionOf(code)),
    'organizer.id': () =>
      [textAt(document, 'organizer', '@id')].map((uri) => uri.slice(uri.lastIndexOf('/') + 1)),
    'location.id': () =>
      [textAt(document, 'location', '@id')].map((uri) => uri.slice(uri.lastIndexOf('/') + 1)),
    'terms.id': () => listAt(document, 'terms').map((term) => textAt(term, 'id')),
    labels: () => listAt(document, 'labels').filter((label) => typeof label === 'string'),
    price: () => (price === null ? [] : [price]),
    workflowStatus: () => [textAt(document, 'workflowStatus')],
    calendarType: () => [textAt(document, 'calendarType')],
  };
  return Object.hasOwn(fields, field) ? (fields[field]?.() ?? []) : [];
}

/** The words that a free text looks for. */
function wordsOf(event: Document): readonly string[] {
  const parts = ['name', 'description']
    .map((key) => at(event, key))
    .concat(at(event, 'location', 'name'), at(event, 'organizer', 'name'));
  const texts = parts.flatMap((part) => (part && typeof part === 'object' ? Object.values(part) : []));
  return (
    texts
      .join(' ')
      .replace(/<[^>]*>/g, ' ')
      .toLowerCase()
      .match(/[\p{L}\p{N}]+/gu) ?? []
  );
}

/** In the order of the sort parameters, the first the most important; without any, as they were entered. */
function sorted(documents: readonly Document[], query: URLSearchParams): readonly Document[] {
  const keys = [...query].flatMap(([name, direction]) => {
    const key = /^sort\[(\w+)\]$/.exec(name)?.[1];
    if (!key || key === 'score') return [];
    if (direction !== 'asc' && direction !== 'desc')
      throw new BadParameter(`Invalid sort order "${direction}"`);
    return [{ key, sign: direction === 'asc' ? 1 : -1 }];
  });
  const value = (document: Document, key: string) => {
    const text = textAt(document, key);
    return text === '' ? Number.MAX_SAFE_INTEGER : Date.parse(text);
  };
  return [...documents].sort((one, other) => {
    for (const { key, sign } of keys) {
      const difference = value(one, key) - value(other, key);
      if (difference !== 0) return sign * difference;
    }
    return 0;
  });
}
