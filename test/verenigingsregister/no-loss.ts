/** Keys whose values are not mapped: JSON-LD, and links that follow from the vCode. */
const repeated = new Set(['@id', '@type', '@context', 'detail', 'links', 'verwijstNaar', 'query']);

interface Leaves {
  /** Every text and number that says something, as text. */
  readonly values: ReadonlySet<string>;
  readonly trues: number;
}

function leavesOf(value: unknown): Leaves {
  const values = new Set<string>();
  let trues = 0;
  const walk = (part: unknown): void => {
    if (part === true) trues += 1;
    else if (typeof part === 'string' && part !== '') values.add(part);
    else if (typeof part === 'number') values.add(String(part));
    else if (Array.isArray(part)) part.forEach(walk);
    else if (part && typeof part === 'object')
      for (const [key, inner] of Object.entries(part)) if (!repeated.has(key)) walk(inner);
  };
  walk(value);
  return { values, trues };
}

/** What a document says and its mapping does not: empty when nothing was lost. */
export function lost(document: unknown, mapped: unknown): string[] {
  const [before, after] = [leavesOf(document), leavesOf(mapped)];
  const missing = [...before.values].filter((value) => !after.values.has(value));
  return before.trues === after.trues
    ? missing
    : [...missing, `${before.trues} true before, ${after.trues} after`];
}
