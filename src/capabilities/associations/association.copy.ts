import { LRUCache } from 'lru-cache';
import { deepFreeze } from '../../adapter/wire/deep-freeze.js';
import { Prisma } from '../../generated/prisma/client.js';
import type { Store } from '../../jobs/mirror-state.js';
import { fold, wordsOf } from '../../storage/search-text.js';
import { storableJson } from '../../storage/storable-json.js';
import type { Association } from './associations.port.js';

/** Writes associations over what the mirror has of them. */
export async function writeCopies(
  store: Store,
  associations: readonly Association[],
  fetchedAt: Date,
): Promise<void> {
  // One statement may not meet the same row twice: the last one wins.
  const rows = [
    ...new Map(associations.map((association) => [association.vCode, rowOf(association)])).values(),
  ];
  if (rows.length === 0) return;
  await store.$executeRaw`
    INSERT INTO association_copy (v_code, sort_name, name, search_text, activity_codes, postal_codes, detail, fetched_at)
    SELECT row.v_code, row.sort_name, row.name, row.search_text, row.activity_codes, row.postal_codes, row.detail, ${fetchedAt}
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS row(
      v_code text, sort_name text, name text, search_text text, activity_codes text[], postal_codes text[], detail jsonb)
    ON CONFLICT (v_code) DO UPDATE SET
      sort_name = excluded.sort_name, name = excluded.name, search_text = excluded.search_text,
      activity_codes = excluded.activity_codes, postal_codes = excluded.postal_codes,
      detail = excluded.detail, fetched_at = excluded.fetched_at`;
}

export async function deleteCopies(store: Store, vCodes: readonly string[]): Promise<void> {
  if (vCodes.length === 0) return;
  await store.$executeRaw`DELETE FROM association_copy WHERE v_code = ANY(${[...vCodes]}::text[])`;
}

/** Removes what the latest whole file no longer has. Returns how many. */
export async function deleteCopiesBefore(store: Store, fetchedAt: Date): Promise<number> {
  return store.$executeRaw`DELETE FROM association_copy WHERE fetched_at < ${fetchedAt}`;
}

export interface CopySearch {
  /** Free text: each word must occur in name, short name, call name, description or municipality. Null or without words: all. */
  readonly text: string | null;
  /** At least one of these; empty: any. */
  readonly activities: readonly string[];
  readonly postalCodes: readonly string[];
}

/** A place in the list: after this association. */
export interface CopyPlace {
  readonly sortName: string;
  readonly vCode: string;
}

export interface Copy extends CopyPlace {
  readonly association: Association;
}

/** Documents of this many associations stay in memory: those of a municipality and its region, some 20 MB. */
const mostInMemory = 5_000;

/**
 * Reads pages of the mirror. A document that was read before is not fetched from the database again while the row says
 * that it was not written since: most of what a list costs is bringing the same documents over.
 */
export function createCopyReader(store: Store, most = mostInMemory) {
  const known = new LRUCache<string, { readonly writtenAt: number; readonly association: Association }>({
    max: most,
  });

  async function fetched(vCodes: readonly string[]): Promise<ReadonlyMap<string, Association>> {
    if (vCodes.length === 0) return new Map();
    const rows = await store.$queryRaw<{ v_code: string; fetched_at: Date; detail: Association }[]>`
      SELECT v_code, fetched_at, detail FROM association_copy WHERE v_code = ANY(${[...vCodes]}::text[])`;
    for (const row of rows)
      known.set(row.v_code, { writtenAt: row.fetched_at.getTime(), association: deepFreeze(row.detail) });
    return new Map(rows.map((row) => [row.v_code, row.detail]));
  }

  return {
    /** Up to `limit` associations in the order of their names, from the place on. */
    async find(search: CopySearch, after: CopyPlace | null, limit: number): Promise<Copy[]> {
      const place = after
        ? Prisma.sql`AND (sort_name, v_code) > (${after.sortName}, ${after.vCode})`
        : Prisma.empty;
      // A page that would push out itself is read whole.
      const detail = limit > most ? Prisma.sql`, detail` : Prisma.empty;
      const rows = await store.$queryRaw<
        { v_code: string; sort_name: string; fetched_at: Date; detail?: Association }[]
      >`
        SELECT v_code, sort_name, fetched_at${detail} FROM association_copy
        WHERE ${conditions(search)} ${place}
        ORDER BY sort_name, v_code LIMIT ${limit}`;
      const found = rows.map((row) => {
        const copy = known.get(row.v_code);
        const inMemory = copy?.writtenAt === row.fetched_at.getTime() ? copy.association : null;
        return { vCode: row.v_code, sortName: row.sort_name, association: row.detail ?? inMemory };
      });
      const others = await fetched(found.flatMap((copy) => (copy.association ? [] : [copy.vCode])));
      // What was deleted between the two questions is gone.
      return found.flatMap(({ association, ...copy }) => {
        const whole = association ?? others.get(copy.vCode);
        return whole ? [{ ...copy, association: whole }] : [];
      });
    },
  };
}

export async function countCopies(store: Store, search: CopySearch): Promise<number> {
  const [row] = await store.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM association_copy WHERE ${conditions(search)}`;
  return row?.count ?? 0;
}

export async function findCopy(store: Store, vCode: string): Promise<Association | null> {
  const [row] = await store.$queryRaw<
    { detail: Association }[]
  >`SELECT detail FROM association_copy WHERE v_code = ${vCode}`;
  return row?.detail ?? null;
}

export async function findNames(
  store: Store,
  vCodes: readonly string[],
): Promise<ReadonlyMap<string, string>> {
  const rows = await store.$queryRaw<{ v_code: string; name: string }[]>`
    SELECT v_code, name FROM association_copy WHERE v_code = ANY(${[...vCodes]}::text[])`;
  return new Map(rows.map((row) => [row.v_code, row.name]));
}

function conditions({ text, activities, postalCodes }: CopySearch): Prisma.Sql {
  const all = [
    // The words hold letters and digits only, so nothing in them is a wildcard.
    ...wordsOf(text ?? '').map((word) => Prisma.sql`search_text LIKE ${`%${word}%`}`),
    ...(activities.length > 0 ? [Prisma.sql`activity_codes && ${[...activities]}::text[]`] : []),
    ...(postalCodes.length > 0 ? [Prisma.sql`postal_codes && ${[...postalCodes]}::text[]`] : []),
  ];
  return all.length > 0 ? Prisma.join(all, ' AND ') : Prisma.sql`TRUE`;
}

function rowOf(association: Association) {
  const { locations } = association;
  const searched = [
    association.name,
    association.shortName,
    association.callName,
    association.description,
    ...locations.map((location) => location.municipality),
  ];
  return {
    v_code: association.vCode,
    sort_name: fold(association.name),
    name: association.name,
    search_text: fold(searched.filter((text) => text !== null).join(' ')),
    activity_codes: distinct(association.activities.map((activity) => activity.code)),
    postal_codes: distinct(locations.flatMap((location) => location.postalCode ?? [])),
    detail: association,
  };
}

function distinct(values: readonly string[]): string[] {
  return [...new Set(values)];
}
