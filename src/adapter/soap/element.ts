/** One element or many, as `soap` hands them over: one is itself, several are an array, none is undefined. */
export function asList<T>(value: T | readonly T[] | null | undefined): readonly T[] {
  if (value === null || value === undefined) return [];
  return Array.isArray(value) ? (value as readonly T[]) : [value as T];
}

/** The text of an element, with or without attributes; null when it is absent or empty. */
export function text(value: unknown): string | null {
  if (typeof value === 'string') return value === '' ? null : value;
  if (typeof value === 'object' && value !== null && Object.hasOwn(value, '$value'))
    return text((value as { $value: unknown }).$value);
  return null;
}

/** A text or attribute somewhere below an element: its path in the platform's own words, attributes with `@`. */
export interface Leaf {
  readonly path: string;
  readonly value: string;
}

/**
 * Reads an element that `soap` parsed and remembers what was read, so that a mapping can hand over the rest
 * (`unread`) and loses nothing when the platform answers more than its author knew.
 */
export class SoapElement {
  readonly #value: unknown;
  readonly #seen = new Set<string>();
  readonly #children = new Map<string, readonly SoapElement[]>();

  constructor(value: unknown) {
    this.#value = value;
  }

  /** Its children by that name; empty when there are none. */
  all(name: string): readonly SoapElement[] {
    let children = this.#children.get(name);
    if (!children) {
      children = asList(this.#own(name)).map((value) => new SoapElement(value));
      this.#children.set(name, children);
    }
    return children;
  }

  /** The child at the end of the path; null when it is absent. */
  at(...path: readonly string[]): SoapElement | null {
    let element: SoapElement | null = null;
    for (const name of path) element = (element ?? this).all(name)[0] ?? nothing;
    return element === nothing ? null : element;
  }

  /** The text of the element at the end of the path, or of this one; null when absent or empty. */
  text(...path: readonly string[]): string | null {
    const element = path.length === 0 ? this : this.at(...path);
    return element ? element.#readText() : null;
  }

  /** Its text without counting as read: for a value that a mapping may not be able to hold. */
  peek(): string | null {
    return text(this.#value);
  }

  /** The texts of all children by that name. */
  texts(name: string): readonly string[] {
    return this.all(name).flatMap((child) => child.text() ?? []);
  }

  attribute(name: string): string | null {
    this.#seen.add(`@${name}`);
    const attributes = this.#own('attributes');
    return typeof attributes === 'object' && attributes !== null && Object.hasOwn(attributes, name)
      ? text((attributes as Record<string, unknown>)[name])
      : null;
  }

  /** Every text and attribute below that nobody asked for. */
  unread(path = ''): readonly Leaf[] {
    const below = (name: string) => (path === '' ? name : `${path}/${name}`);
    const value = text(this.#value);
    const leaves: Leaf[] = value !== null && !this.#seen.has('') ? [{ path, value }] : [];
    for (const name of this.#names()) {
      if (name === '$value') continue;
      if (name === 'attributes') {
        for (const [attribute, content] of Object.entries(this.#own('attributes') as object)) {
          if (!/^xmlns|^xsi:/.test(attribute) && !this.#seen.has(`@${attribute}`))
            leaves.push({ path: below(`@${attribute}`), value: String(content) });
        }
      } else for (const child of this.all(name)) leaves.push(...child.unread(below(name)));
    }
    return leaves;
  }

  #readText(): string | null {
    this.#seen.add('');
    return text(this.#value);
  }

  #names(): readonly string[] {
    return typeof this.#value === 'object' && this.#value !== null ? Object.keys(this.#value) : [];
  }

  #own(name: string): unknown {
    return typeof this.#value === 'object' && this.#value !== null && Object.hasOwn(this.#value, name)
      ? (this.#value as Record<string, unknown>)[name]
      : undefined;
  }
}

const nothing = new SoapElement(undefined);
