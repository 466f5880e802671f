/** What a CQL filter is judged against: the properties of one feature and its geometry's extent. */
export interface CqlSubject {
  readonly properties: Readonly<Record<string, unknown>>;
  readonly extent: readonly [number, number, number, number] | null;
}

export type CqlPredicate = (subject: CqlSubject) => boolean;

/** What the filter names does not exist in the layer. */
export class UnknownProperty extends Error {
  constructor(readonly property: string) {
    super(`Illegal property name: ${property}`);
  }
}

/** The filter is no CQL. */
export class NotCql extends Error {}

export interface CqlLayer {
  readonly geometry: string;
  /** Type of each property. */
  readonly properties: Readonly<Record<string, 'text' | 'moment'>>;
}

const tokenForm =
  /\s*(?:(\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z)|(-?\d+(?:\.\d+)?)|'((?:[^']|'')*)'|([A-Za-z_]\w*)|(>=|<=|<>|=|<|>)|([(),]))/y;

type Token = {
  readonly kind: 'moment' | 'number' | 'text' | 'word' | 'operator' | 'sign';
  readonly text: string;
};

/** Reads the part of CQL that a municipality needs: BBOX, comparisons with a literal, AND, OR and brackets. */
export function readCql(filter: string, layer: CqlLayer): CqlPredicate {
  const tokens = tokensOf(filter);
  let at = 0;
  const peek = () => tokens[at];
  const take = (kind: Token['kind'], text?: string): string => {
    const token = tokens[at];
    if (!token || token.kind !== kind || (text !== undefined && token.text.toUpperCase() !== text))
      throw new NotCql(`Encountered "${token?.text ?? '<EOF>'}" at ${at}`);
    at += 1;
    return token.text;
  };
  const isWord = (word: string) => peek()?.kind === 'word' && peek()?.text.toUpperCase() === word;

  function either(): CqlPredicate {
    const parts = [both()];
    while (isWord('OR')) {
      take('word');
      parts.push(both());
    }
    return (subject) => parts.some((part) => part(subject));
  }
  function both(): CqlPredicate {
    const parts = [one()];
    while (isWord('AND')) {
      take('word');
      parts.push(one());
    }
    return (subject) => parts.every((part) => part(subject));
  }
  function one(): CqlPredicate {
    if (peek()?.text === '(') {
      take('sign', '(');
      const inner = either();
      take('sign', ')');
      return inner;
    }
    return isWord('BBOX') ? box() : comparison();
  }
  function box(): CqlPredicate {
    take('word', 'BBOX');
    take('sign', '(');
    const property = take('word');
    if (property !== layer.geometry) throw new UnknownProperty(property);
    const edges = [0, 1, 2, 3].map(() => {
      take('sign', ',');
      return Number(take('number'));
    });
    take('sign', ')');
    const [minX, minY, maxX, maxY] = edges as [number, number, number, number];
    return ({ extent }) =>
      extent !== null && extent[0] <= maxX && extent[2] >= minX && extent[1] <= maxY && extent[3] >= minY;
  }
  function comparison(): CqlPredicate {
    const property = take('word');
    const type = layer.properties[property];
    if (!type) throw new UnknownProperty(property);
    const operator = take('operator');
    const literal = take(type === 'moment' ? 'moment' : 'text');
    const wanted = type === 'moment' ? Date.parse(literal) : literal;
    return ({ properties }) => {
      const raw = properties[property];
      if (typeof raw !== 'string') return false;
      const value = type === 'moment' ? Date.parse(raw) : raw;
      if (operator === '=') return value === wanted;
      if (operator === '<>') return value !== wanted;
      if (operator === '>=') return value >= wanted;
      if (operator === '<=') return value <= wanted;
      return operator === '>' ? value > wanted : value < wanted;
    };
  }

  const filterOf = either();
  if (at < tokens.length) throw new NotCql(`Encountered "${tokens[at]?.text}" at ${at}`);
  return filterOf;
}

function tokensOf(filter: string): readonly Token[] {
  const kinds = ['moment', 'number', 'text', 'word', 'operator', 'sign'] as const;
  const tokens: Token[] = [];
  const text = filter.trimEnd();
  tokenForm.lastIndex = 0;
  while (tokenForm.lastIndex < text.length) {
    const start = tokenForm.lastIndex;
    const found = tokenForm.exec(text);
    if (!found) throw new NotCql(`Lexical error at ${start}`);
    const index = found.slice(1).findIndex((group) => group !== undefined);
    tokens.push({ kind: kinds[index]!, text: found[index + 1]!.replaceAll("''", "'") });
  }
  return tokens;
}
