/** The part of Lucene's query language that the platform's guides show: fields, groups, ranges, AND, OR, NOT. */

export type Clause =
  | { readonly kind: 'and' | 'or'; readonly left: Clause; readonly right: Clause }
  | { readonly kind: 'not'; readonly clause: Clause }
  | { readonly kind: 'term'; readonly field: string; readonly value: string; readonly quoted: boolean }
  | { readonly kind: 'range'; readonly field: string; readonly from: string; readonly to: string };

export class SyntaxProblem extends Error {}

type Token = { readonly kind: 'word' | 'quoted' | 'sign'; readonly text: string };

const token = /\s+|"((?:[^"\\]|\\.)*)"|([():[\]])|((?:\\.|[^\s():[\]"\\])+)/y;

function tokensOf(query: string): Token[] {
  const tokens: Token[] = [];
  token.lastIndex = 0;
  while (token.lastIndex < query.length) {
    const found = token.exec(query);
    if (!found) throw new SyntaxProblem(`unexpected character at ${token.lastIndex}`);
    const [, quoted, sign, word] = found;
    if (quoted !== undefined) tokens.push({ kind: 'quoted', text: quoted.replace(/\\(.)/g, '$1') });
    else if (sign) tokens.push({ kind: 'sign', text: sign });
    else if (word) tokens.push({ kind: 'word', text: word });
  }
  return tokens;
}

/** Reads a query. `field` is where a bare value is looked for. Throws SyntaxProblem. */
export function parseQuery(query: string, field = ''): Clause {
  const tokens = tokensOf(query);
  let at = 0;
  const peek = () => tokens[at];
  const isSign = (text: string) => peek()?.kind === 'sign' && peek()?.text === text;
  const isWord = (text: string) => peek()?.kind === 'word' && peek()?.text === text;
  const take = (): Token => {
    const next = tokens[at];
    if (!next) throw new SyntaxProblem('the query ends too early');
    at += 1;
    return next;
  };
  const expect = (text: string) => {
    if (!isSign(text) && !isWord(text)) throw new SyntaxProblem(`${text} expected`);
    at += 1;
  };

  function either(within: string): Clause {
    let left = both(within);
    while (isWord('OR')) {
      at += 1;
      left = { kind: 'or', left, right: both(within) };
    }
    return left;
  }

  function both(within: string): Clause {
    let left = one(within);
    while (peek() && !isSign(')') && !isWord('OR')) {
      if (isWord('AND')) at += 1;
      left = { kind: 'and', left, right: one(within) };
    }
    return left;
  }

  function one(within: string): Clause {
    if (isWord('NOT')) {
      at += 1;
      return { kind: 'not', clause: one(within) };
    }
    if (isSign('(')) {
      at += 1;
      const group = either(within);
      expect(')');
      return group;
    }
    if (isSign('[')) return range(within);
    const value = take();
    if (value.kind === 'sign') throw new SyntaxProblem(`unexpected ${value.text}`);
    if (value.kind === 'word' && isSign(':')) {
      at += 1;
      return one(value.text.replace(/\\(.)/g, '$1'));
    }
    const text = value.kind === 'word' ? value.text.replace(/\\(.)/g, '$1') : value.text;
    return { kind: 'term', field: within, value: text, quoted: value.kind === 'quoted' };
  }

  function range(within: string): Clause {
    expect('[');
    const from = take().text.replace(/\\(.)/g, '$1');
    expect('TO');
    const to = take().text.replace(/\\(.)/g, '$1');
    expect(']');
    return { kind: 'range', field: within, from, to };
  }

  const clause = either(field);
  if (peek()) throw new SyntaxProblem(`unexpected ${peek()?.text}`);
  return clause;
}

/** What a document has in a field: texts and numbers; empty for a field that it lacks or that does not exist. */
export type FieldsOf = (field: string) => readonly (string | number)[];

/** Whether a document matches. Words match words, whatever their case; `*` stands for any characters. */
export function matches(clause: Clause, fields: FieldsOf): boolean {
  switch (clause.kind) {
    case 'and':
      return matches(clause.left, fields) && matches(clause.right, fields);
    case 'or':
      return matches(clause.left, fields) || matches(clause.right, fields);
    case 'not':
      return !matches(clause.clause, fields);
    case 'term':
      return fields(clause.field).some((value) => isValue(value, clause.value));
    case 'range': {
      const [from, to] = [bound(clause.from, -Infinity), bound(clause.to, Infinity)];
      return fields(clause.field).some((value) => {
        const number = typeof value === 'number' ? value : Date.parse(value);
        return number >= from && number <= to;
      });
    }
  }
}

function bound(text: string, open: number): number {
  if (text === '*') return open;
  const value = /^\d{4}-/.test(text) ? Date.parse(text) : Number(text);
  if (Number.isNaN(value)) throw new SyntaxProblem(`no bound: ${text}`);
  return value;
}

function isValue(value: string | number, wanted: string): boolean {
  if (typeof value === 'number') return value === Number(wanted);
  if (!wanted.includes('*')) return value.toLowerCase() === wanted.toLowerCase();
  const pattern = wanted.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${pattern.join('.*')}$`, 'i').test(value);
}
