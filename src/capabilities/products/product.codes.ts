import type { Clock } from '../../context/clock.js';
import type { Store } from '../../jobs/mirror-state.js';
import { storableJson } from '../../storage/storable-json.js';
import type { Product, ProductCodeList, ProductCodeName } from './products.port.js';

/** Names by list and code. */
export type CodeNames = ReadonlyMap<string, string>;

const keyOf = (list: ProductCodeList, code: string) => `${list} ${code}`;
const keptMs = 60_000;

/** The codes of a product, by list. */
export function codesOf(product: Product): Readonly<Record<ProductCodeList, readonly string[]>> {
  return {
    type: product.type === null ? [] : [product.type],
    theme: product.themes,
    targetAudience: product.targetAudiences,
    competentLevel: product.competentLevels,
    executingLevel: product.executingLevels,
    area: product.areas,
    publicationChannel: product.publicationChannels,
    yourEuropeCategory: product.yourEuropeCategories,
    tag: product.tags,
  };
}

/** Null when the lists that we have do not name it. */
export function nameOfCode(names: CodeNames, list: ProductCodeList, code: string): string | null {
  return names.get(keyOf(list, code)) ?? null;
}

export async function writeCodeNames(store: Store, names: readonly ProductCodeName[]): Promise<void> {
  const rows = [...new Map(names.map((name) => [keyOf(name.list, name.code), name])).values()];
  await store.$executeRaw`
    INSERT INTO product_code (list, code, name)
    SELECT row.list, row.code, row.name
    FROM jsonb_to_recordset(${storableJson(rows)}::jsonb) AS row(list text, code text, name text)
    ON CONFLICT (list, code) DO UPDATE SET name = excluded.name`;
}

export async function readCodeNames(store: Store): Promise<CodeNames> {
  const rows = await store.$queryRaw<ProductCodeName[]>`SELECT list, code, name FROM product_code`;
  return new Map(rows.map(({ list, code, name }) => [keyOf(list, code), name]));
}

/** The names, read once a minute. */
export function keptCodeNames(store: Store, clock: Clock): () => Promise<CodeNames> {
  let kept: { readonly names: Promise<CodeNames>; readonly until: number } | null = null;
  return () => {
    if (!kept || kept.until <= clock.now()) {
      const names = readCodeNames(store);
      // A failure is not kept.
      names.catch(() => (kept = null));
      kept = { names, until: clock.now() + keptMs };
    }
    return kept.names;
  };
}

/** The codes of a product that no list names, where we have that list. */
export function unknownCodes(
  product: Product,
  names: CodeNames,
): { readonly list: ProductCodeList; readonly code: string }[] {
  const lists = new Set([...names.keys()].map((key) => key.slice(0, key.indexOf(' '))));
  return Object.entries(codesOf(product)).flatMap(([name, codes]) => {
    const list = name as ProductCodeList;
    return lists.has(list)
      ? codes.filter((code) => nameOfCode(names, list, code) === null).map((code) => ({ list, code }))
      : [];
  });
}
