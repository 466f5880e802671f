import { type EventSearch } from '../../src/capabilities/events/events.port.js';

/** Where the municipality is, from the settings. */
export interface Area {
  readonly postalCodes: readonly string[];
  readonly regions: readonly string[];
}

/** The words of a free text: nothing that people type is an operator of the query language. */
function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

const quoted = (value: string) => `"${value.replace(/[\\"]/g, '')}"`;
const oneOf = (field: string, values: readonly string[]) => `${field}:(${values.map(quoted).join(' OR ')})`;

/** The clause that keeps what lies in the area. A colon or star in a field's name is escaped, as Lucene wants it. */
export function areaClause({ postalCodes, regions }: Area): string {
  const clauses = [
    ...(postalCodes.length > 0 ? [oneOf('address.\\*.postalCode', postalCodes)] : []),
    ...(regions.length > 0 ? [oneOf('regions', regions)] : []),
  ];
  return clauses.length === 1 ? clauses.join('') : `(${clauses.join(' OR ')})`;
}

/**
 * The parameters of a search of events. What may be one of several goes into `q`, as the parameters of the platform
 * take one value or join theirs with AND. `organizer.id` is the field that the platform's parameter organizerId looks
 * in, which takes one organiser only.
 */
export function eventParameters(search: EventSearch, area: Area): URLSearchParams {
  const { organizerIds, types, themes, age } = search;
  const words = wordsOf(search.text ?? '');
  const clauses = [
    organizerIds ? oneOf('organizer.id', organizerIds) : areaClause(area),
    ...(types.length > 0 ? [oneOf('terms.id', types)] : []),
    ...(themes.length > 0 ? [oneOf('terms.id', themes)] : []),
  ];
  const parameters = new URLSearchParams({ embed: 'true', q: clauses.join(' AND ') });
  if (words.length > 0) parameters.set('text', words.join(' AND '));
  if (search.from) parameters.set('dateFrom', moment(search.from));
  if (search.to) parameters.set('dateTo', moment(search.to));
  // What may be shown is a range of time of which the platform wants a part after availableFrom and before availableTo,
  // both now when left out. Without the former only what was not shown yet stays out.
  if (search.past) parameters.set('availableFrom', '*');
  if (search.free === true) parameters.set('price', '0');
  if (search.free === false) parameters.set('minPrice', '0.01');
  if (age !== null) {
    parameters.set('minAge', `${age}`);
    parameters.set('maxAge', `${age}`);
  }
  parameters.set('sort[availableTo]', 'asc');
  // Many end at the same moment: a second key keeps pages from showing one twice.
  parameters.set('sort[created]', 'asc');
  parameters.set('start', `${search.start}`);
  parameters.set('limit', `${search.limit}`);
  return parameters;
}

const moment = (date: Date) => `${date.toISOString().slice(0, 19)}+00:00`;
