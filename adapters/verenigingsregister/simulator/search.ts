import { typeNames, activityNames } from './code-lists.js';
import { addressLine } from './documents.js';
import { BrokenQuery, fold, type Fields, parseQuery } from './query.js';
import type { AssociationRecord } from './records.js';

export class UnknownSortField extends Error {
  constructor(readonly field: string) {
    super('unknown sort field');
  }
}

export interface SearchOutcome {
  readonly found: readonly AssociationRecord[];
  /** Counted without the facet filter. */
  readonly facets: readonly { readonly code: string; readonly count: number }[];
}

/** Searches as the register's index does. Throws {@link BrokenQuery} and {@link UnknownSortField}. */
export function search(
  records: readonly AssociationRecord[],
  { query, activities, sort }: { query: string; activities: readonly string[]; sort: readonly string[] },
): SearchOutcome {
  // The register treats VZER and FV as one type.
  const test = parseQuery(
    query.replace(/verenigingstype\.code:(VZER|FV)\b/g, 'verenigingstype.code:(VZER OR FV)'),
  );
  const matching = records.filter((record) => test(fieldsOf(record)));
  const counts = new Map<string, number>();
  for (const record of matching)
    for (const code of record.activities) counts.set(code, (counts.get(code) ?? 0) + 1);
  const wanted = activities.map((code) => code.toUpperCase());
  const found =
    wanted.length > 0
      ? matching.filter((record) => record.activities.some((code) => wanted.includes(code)))
      : matching;
  return {
    found: [...found].sort(comparison(sort)),
    facets: [...counts]
      .map(([code, count]) => ({ code, count }))
      .sort((one, other) => other.count - one.count || (one.code < other.code ? -1 : 1)),
  };
}

const sortable: Readonly<Record<string, (record: AssociationRecord) => string | number>> = {
  vCode: (record) => record.vCode,
  naam: (record) => fold(record.name),
  korteNaam: (record) => fold(record.shortName),
  korteBeschrijving: (record) => fold(record.description),
  'verenigingstype.code': (record) => record.type,
  'verenigingstype.naam': (record) => typeNames[record.type] ?? record.type,
  'doelgroep.minimumleeftijd': (record) => record.minimumAge,
  'doelgroep.maximumleeftijd': (record) => record.maximumAge,
  // Every match scores the same here.
  score: () => 0,
};

function comparison(sort: readonly string[]): (one: AssociationRecord, other: AssociationRecord) => number {
  const steps = [...sort, '-vCode'].map((entry) => {
    const field = entry.replace(/^-/, '');
    const value = sortable[field];
    if (!value) throw new UnknownSortField(field);
    return { value, direction: entry.startsWith('-') ? -1 : 1 };
  });
  return (one, other) => {
    for (const { value, direction } of steps) {
      const [left, right] = [value(one), value(other)];
      if (left !== right) return left < right ? -direction : direction;
    }
    return 0;
  };
}

const fieldsCache = new WeakMap<AssociationRecord, Fields>();

function fieldsOf(record: AssociationRecord): Fields {
  let fields = fieldsCache.get(record);
  if (!fields) {
    fields = new Map<string, readonly string[]>([
      ['vCode', [record.vCode]],
      ['naam', [record.name]],
      ['roepnaam', record.callName ? [record.callName] : []],
      ['korteNaam', [record.shortName]],
      ['korteBeschrijving', [record.description]],
      ['verenigingstype.code', [record.type]],
      ['verenigingstype.naam', [typeNames[record.type] ?? record.type]],
      ['doelgroep.minimumleeftijd', [`${record.minimumAge}`]],
      ['doelgroep.maximumleeftijd', [`${record.maximumAge}`]],
      ['locaties.naam', record.locations.map((place) => place.name)],
      ['locaties.adresvoorstelling', record.locations.map(addressLine)],
      ['locaties.isPrimair', record.locations.map((place) => `${place.primary}`)],
      ['locaties.postcode', record.locations.map((place) => place.postalCode)],
      ['locaties.gemeente', record.locations.map((place) => place.municipality)],
      ['locaties.locatietype', record.locations.map((place) => place.type)],
      ['hoofdactiviteitenVerenigingsloket.code', record.activities],
      [
        'hoofdactiviteitenVerenigingsloket.naam',
        record.activities.map((code) => activityNames[code] ?? code),
      ],
      ['werkingsgebieden.code', record.areas.map((area) => area.code)],
      ['werkingsgebieden.naam', record.areas.map((area) => area.name)],
      ['sleutels.waarde', [record.vCode, ...(record.kboNumber ? [record.kboNumber] : [])]],
      ['isErkend', [`${record.recognitions.length > 0}`]],
      // From postal code to municipality to province.
      [
        'geotags.identificatie',
        [
          ...record.locations.map((place) => place.postalCode),
          ...record.areas.flatMap((area) => [area.code, area.code.slice(0, 4)]),
        ],
      ],
    ]);
    fieldsCache.set(record, fields);
  }
  return fields;
}

export { BrokenQuery };
