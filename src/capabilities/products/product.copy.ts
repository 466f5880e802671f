import { Prisma } from '../../generated/prisma/client.js';
import type { Store } from '../../jobs/mirror-state.js';
import { fold, wordsOf } from '../../storage/search-text.js';
import { storableJson } from '../../storage/storable-json.js';
import { plainText, safeProduct } from './product.html.js';
import { chosenWording } from './product.wording.js';
import type { Product, ProductState, ProductVersion } from './products.port.js';

/** The name of the mirror; its bookmark says which generation of copies answers questions. */
export const mirrorName = 'products';

const shownGeneration = Prisma.sql`
  (SELECT (bookmark -> 'shown' ->> 'generation')::int FROM mirror_state WHERE name = ${mirrorName})`;

/** What the copy knows of the version it has. */
export interface KnownVersion {
  readonly iri: string;
  readonly versionAt: string;
  /** The versions of that moment that were taken in. */
  readonly versions: readonly string[];
}

export interface TakenVersion {
  readonly version: ProductVersion;
  readonly versions: readonly string[];
}

/**
 * What of a page is news, by the rule that the later moment wins and, of versions of one moment, the later in the feed.
 * A version that was taken in before is none, however often and in whatever order it comes again.
 */
export function newsOf(known: readonly KnownVersion[], page: readonly ProductVersion[]): TakenVersion[] {
  const newest = new Map<string, KnownVersion>(known.map((one) => [one.iri, one]));
  const news = new Map<string, TakenVersion>();
  for (const version of page) {
    const { iri, versionAt, versionId } = version;
    const before = newest.get(iri);
    if (before && before.versionAt > versionAt) continue;
    const same = before?.versionAt === versionAt ? before.versions : [];
    if (same.includes(versionId)) continue;
    const versions = [...same, versionId];
    newest.set(iri, { iri, versionAt, versions });
    news.set(iri, { version, versions });
  }
  return [...news.values()];
}

/** Takes a page of the feed into a generation. Returns what was news. */
export async function takeIn(
  store: Store,
  generation: number,
  page: readonly ProductVersion[],
): Promise<readonly ProductVersion[]> {
  if (page.length === 0) return [];
  const iris = [...new Set(page.map(({ iri }) => iri))];
  const known = await store.$queryRaw<{ iri: string; version_at: string; versions: string[] }[]>`
    SELECT iri, version_at, versions FROM product_copy WHERE generation = ${generation} AND iri = ANY(${iris}::text[])`;
  const news = newsOf(
    known.map(({ iri, version_at, versions }) => ({ iri, versionAt: version_at, versions })),
    page,
  );
  if (news.length === 0) return [];
  const rows = news.map(({ version, versions }) => rowOf(version, versions));
  await store.$executeRaw`
    INSERT INTO product_copy (generation, iri, number, version_at, versions, state, sort_name, search_text, themes, ends_at, detail)
    SELECT ${generation}, row.iri, row.number, row.version_at, row.versions, row.state, row.sort_name, row.search_text,
      row.themes, row.ends_at, row.detail
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS row(
      iri text, number text, version_at text, versions text[], state text, sort_name text, search_text text,
      themes text[], ends_at timestamptz, detail jsonb)
    ON CONFLICT (generation, iri) DO UPDATE SET
      number = excluded.number, version_at = excluded.version_at, versions = excluded.versions, state = excluded.state,
      sort_name = excluded.sort_name, search_text = excluded.search_text, themes = excluded.themes,
      ends_at = excluded.ends_at, detail = excluded.detail
    WHERE product_copy.version_at <= excluded.version_at`;
  return news.map(({ version }) => version);
}

/** Removes every generation but this one. */
export async function keepOnly(store: Store, generation: number | null): Promise<void> {
  await store.$executeRaw`DELETE FROM product_copy WHERE generation IS DISTINCT FROM ${generation}::int`;
}

export async function countGeneration(store: Store, generation: number): Promise<number> {
  const [row] = await store.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM product_copy WHERE generation = ${generation}`;
  return row?.count ?? 0;
}

export interface CopySearch {
  /** Each word must occur in name, description or keywords. Null or without words: all. */
  readonly text: string | null;
  /** Null: any. */
  readonly theme: string | null;
}

/** A place in the list: after this product. */
export interface CopyPlace {
  /** 0 when every word is in the name, 1 otherwise: those come behind. */
  readonly rank: number;
  readonly sortName: string;
  readonly iri: string;
}

export interface Copy extends CopyPlace {
  readonly product: Product;
}

/** Up to `limit` products of now, those with every word in their name first, then by name, from the place on. */
export async function findCopies(
  store: Store,
  search: CopySearch,
  now: Date,
  after: CopyPlace | null,
  limit: number,
): Promise<Copy[]> {
  const words = wordsOf(search.text ?? '');
  const inName = words.map((word) => Prisma.sql`sort_name LIKE ${`%${word}%`}`);
  const rank =
    words.length > 0
      ? Prisma.sql`CASE WHEN ${Prisma.join(inName, ' AND ')} THEN 0 ELSE 1 END`
      : Prisma.sql`0`;
  const ranked = words.length > 0 ? Prisma.sql`rank, ` : Prisma.empty;
  const place = after
    ? words.length > 0
      ? Prisma.sql`WHERE (rank, sort_name, iri) > (${after.rank}::int, ${after.sortName}, ${after.iri})`
      : Prisma.sql`WHERE (sort_name, iri) > (${after.sortName}, ${after.iri})`
    : Prisma.empty;
  const rows = await store.$queryRaw<{ iri: string; sort_name: string; rank: number; detail: Product }[]>`
    SELECT iri, sort_name, rank, detail FROM (
      SELECT iri, sort_name, detail, ${rank} AS rank FROM product_copy WHERE ${conditions(search, now)}
    ) AS found ${place}
    ORDER BY ${ranked} sort_name, iri LIMIT ${limit}`;
  return rows.map((row) => ({ iri: row.iri, sortName: row.sort_name, rank: row.rank, product: row.detail }));
}

export async function countCopies(store: Store, search: CopySearch, now: Date): Promise<number> {
  const [row] = await store.$queryRaw<{ count: number }[]>`
    SELECT count(*)::int AS count FROM product_copy WHERE ${conditions(search, now)}`;
  return row?.count ?? 0;
}

/** `known` tells whether the feed told of the number at all; the product is null when it is not shown now. */
export async function findByNumber(
  store: Store,
  number: string,
  now: Date,
): Promise<{ readonly known: boolean; readonly product: Product | null }> {
  const rows = await store.$queryRaw<{ detail: Product; state: ProductState; ended: boolean }[]>`
    SELECT detail, state, COALESCE(ends_at <= ${now}::timestamptz, FALSE) AS ended FROM product_copy
    WHERE generation = ${shownGeneration} AND number = ${number} ORDER BY version_at DESC`;
  const shown = rows.find(({ state, ended }) => state === 'SHOWN' && !ended);
  return { known: rows.length > 0, product: shown?.detail ?? null };
}

// Words are looked for anywhere, since Dutch writes compounds as one: "kaart" is in "parkeerkaart". No index helps with
// that without pg_trgm, which the embedded database does not have; each product's different words are few enough to read.
function conditions({ text, theme }: CopySearch, now: Date): Prisma.Sql {
  const all = [
    Prisma.sql`generation = ${shownGeneration} AND state = 'SHOWN'`,
    Prisma.sql`(ends_at IS NULL OR ends_at > ${now}::timestamptz)`,
    ...wordsOf(text ?? '').map((word) => Prisma.sql`search_text LIKE ${`%${word}%`}`),
    ...(theme === null ? [] : [Prisma.sql`${theme} = ANY(themes)`]),
  ];
  return Prisma.join(all, ' AND ');
}

function rowOf(version: ProductVersion, versions: readonly string[]) {
  const product = version.product && safeProduct(version.product);
  return {
    iri: version.iri,
    number: version.number,
    version_at: version.versionAt,
    versions,
    state: version.state,
    sort_name: product ? fold(nameOf(product)) : '',
    search_text: product ? searchText(product) : '',
    themes: product ? [...new Set(product.themes)] : [],
    ends_at: product ? momentOf(product.endsAt) : null,
    detail: product,
  };
}

function nameOf(product: Product): string {
  return chosenWording(product.name, { language: 'NL', form: 'FORMAL' })?.text ?? '';
}

/** Formal, informal and generated wordings have most words in common: each is kept once. */
function searchText({ name, description, furtherDescription, keywords }: Product): string {
  const texts = [
    ...[...name, ...keywords].map(({ text }) => text),
    ...[...description, ...furtherDescription].map(({ text }) => plainText(text)),
  ];
  return [...new Set(texts.flatMap(wordsOf))].join(' ');
}

function momentOf(text: string | null): string | null {
  const moment = new Date(text ?? Number.NaN);
  return Number.isNaN(moment.getTime()) ? null : moment.toISOString();
}
