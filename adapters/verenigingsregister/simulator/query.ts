/** The query cannot be read: the register answers 400. */
export class BrokenQuery extends Error {}

/** What a document offers to a search: its values per field, in the register's dotted names. */
export type Fields = ReadonlyMap<string, readonly string[]>;

type Test = (fields: Fields) => boolean;
type Token =
  | { readonly kind: '(' | ')' | ':' | 'AND' | 'OR' | 'NOT' }
  | { readonly kind: 'phrase' | 'term'; readonly text: string };

/** A small Elasticsearch query_string: free text, `*` and `?`, AND, OR, NOT, `field:value`, `field:(a OR b)`, "phrases", `\` escapes. */
export function parseQuery(query: string): Test {
  const tokens = tokenise(query);
  let at = 0;

  const peek = () => tokens[at]?.kind;

  // Terms side by side are joined by OR, as query_string does by default.
  function anyOf(field: string | null): Test {
    const tests = [allOf(field)];
    for (;;) {
      if (peek() === 'OR') at++;
      else if (at >= tokens.length || peek() === ')') break;
      tests.push(allOf(field));
    }
    return (fields) => tests.some((test) => test(fields));
  }

  function allOf(field: string | null): Test {
    const tests = [one(field)];
    while (peek() === 'AND') {
      at++;
      tests.push(one(field));
    }
    return (fields) => tests.every((test) => test(fields));
  }

  function one(field: string | null): Test {
    const token = tokens[at++];
    if (!token) throw new BrokenQuery('the query ends too early');
    if (token.kind === 'NOT') {
      const test = one(field);
      return (fields) => !test(fields);
    }
    if (token.kind === '(') {
      const test = anyOf(field);
      if (tokens[at++]?.kind !== ')') throw new BrokenQuery('a bracket is not closed');
      return test;
    }
    if (token.kind !== 'term' && token.kind !== 'phrase')
      throw new BrokenQuery('an operator stands where a term must be');
    if (token.kind === 'term' && peek() === ':') {
      at++;
      return one(unescape(token.text));
    }
    return token.kind === 'phrase' ? phraseTest(field, token.text) : termTest(field, token.text);
  }

  const test = anyOf(null);
  if (at < tokens.length) throw new BrokenQuery('a bracket was never opened');
  return test;
}

function tokenise(query: string): Token[] {
  const tokens: Token[] = [];
  const pattern = /\s+|([():])|"((?:[^"\\]|\\.)*)"|((?:[^\s():"\\]|\\.)+)|(.)/gsu;
  for (const [, sign, phrase, term, stray] of query.matchAll(pattern)) {
    if (stray !== undefined) throw new BrokenQuery('a quote or escape is not finished');
    if (sign) tokens.push({ kind: sign as '(' | ')' | ':' });
    else if (phrase !== undefined) tokens.push({ kind: 'phrase', text: phrase });
    else if (term === 'AND' || term === 'OR' || term === 'NOT') tokens.push({ kind: term });
    else if (term !== undefined) {
      if (term.startsWith('-') && term.length > 1) tokens.push({ kind: 'NOT' });
      tokens.push({ kind: 'term', text: term.replace(/^[+-](?=.)/, '') });
    }
  }
  return tokens;
}

function unescape(text: string): string {
  return text.replace(/\\(.)/gs, '$1');
}

export function fold(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}

const wordsCache = new Map<string, readonly string[]>();

function wordsOf(value: string): readonly string[] {
  let words = wordsCache.get(value);
  if (!words) {
    words = fold(value).match(/[\p{L}\p{N}]+/gu) ?? [];
    wordsCache.set(value, words);
  }
  return words;
}

function valuesOf(fields: Fields, field: string | null): readonly string[] {
  return field === null ? [...fields.values()].flat() : (fields.get(field) ?? []);
}

function termTest(field: string | null, raw: string): Test {
  if (raw === '*') return (fields) => field === null || valuesOf(fields, field).length > 0;
  if (/(?<!\\)[*?]/.test(raw)) {
    const source = fold(raw).replace(/\\(.)|[*?]|[^\p{L}\p{N}]/gsu, (part: string, escaped?: string) => {
      if (part === '*') return '.*';
      if (part === '?') return '.';
      return (escaped ?? part).replace(/[^\p{L}\p{N}]/u, '\\$&');
    });
    const pattern = new RegExp(`^${source}$`, 's');
    return (fields) =>
      valuesOf(fields, field).some(
        (value) => pattern.test(fold(value)) || wordsOf(value).some((word) => pattern.test(word)),
      );
  }
  const wanted = wordsOf(unescape(raw));
  return (fields) =>
    valuesOf(fields, field).some((value) => wanted.every((word) => wordsOf(value).includes(word)));
}

function phraseTest(field: string | null, raw: string): Test {
  const wanted = ` ${wordsOf(unescape(raw)).join(' ')} `;
  return (fields) =>
    valuesOf(fields, field).some((value) => ` ${wordsOf(value).join(' ')} `.includes(wanted));
}
