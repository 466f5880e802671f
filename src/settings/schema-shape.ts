import { z } from 'zod';

/** What Zod keeps of a schema, as far as settings use it. */
interface Definition {
  readonly type: string;
  readonly innerType?: z.core.$ZodType;
  readonly in?: z.core.$ZodType;
  readonly element?: z.core.$ZodType;
  readonly valueType?: z.core.$ZodType;
  readonly shape?: Readonly<Record<string, z.core.$ZodType>>;
  readonly options?: readonly z.core.$ZodType[];
  readonly entries?: Readonly<Record<string, string>>;
  readonly values?: readonly unknown[];
  readonly defaultValue?: unknown;
}

export function definitionOf(schema: z.core.$ZodType): Definition {
  return schema._zod.def as unknown as Definition;
}

/** The schema inside a default, an optional, a nullable or a transform; null for any other. */
export function innerOf(schema: z.core.$ZodType): z.core.$ZodType | null {
  const definition = definitionOf(schema);
  if (definition.type === 'pipe') return definition.in ?? null;
  return definition.innerType ?? null;
}

/** The schema without its wrappers. */
export function coreOf(schema: z.core.$ZodType): z.core.$ZodType {
  const inner = innerOf(schema);
  return inner ? coreOf(inner) : schema;
}

/** Every schema a value may have to satisfy: a union's options, without wrappers. */
export function optionsOf(schema: z.core.$ZodType): z.core.$ZodType[] {
  const core = coreOf(schema);
  const { options } = definitionOf(core);
  return options ? options.flatMap(optionsOf) : [core];
}

/** The schemas of a key, an item or a record's value below `schema`; none where there can be nothing. */
export function childrenOf(schema: z.core.$ZodType, key: string | number): z.core.$ZodType[] {
  return optionsOf(schema).flatMap((option) => {
    const { shape, element, valueType } = definitionOf(option);
    const named = shape && Object.hasOwn(shape, key) ? shape[key] : valueType;
    const child = typeof key === 'number' ? element : named;
    return child ? [child] : [];
  });
}

/** The schemas at a path, none when the path leads nowhere. */
export function schemasAt(schema: z.core.$ZodType, path: readonly (string | number)[]): z.core.$ZodType[] {
  return path.reduce<z.core.$ZodType[]>(
    (schemas, key) => schemas.flatMap((one) => childrenOf(one, key)),
    [schema],
  );
}

/** The description nearest to the outside: `z.string().optional().describe('…')` and the other order alike. */
export function descriptionOf(schema: z.core.$ZodType): string | null {
  const own = z.globalRegistry.get(schema)?.description;
  if (own) return own;
  const inner = innerOf(schema);
  return inner ? descriptionOf(inner) : null;
}

/** The value when the setting is left out; undefined when there is none. */
export function defaultOf(schema: z.core.$ZodType): unknown {
  const { type, defaultValue } = definitionOf(schema);
  if (type === 'default' || type === 'prefault') return defaultValue;
  // The wire's policy tells its defaults without filling them in.
  const told = z.globalRegistry.get(schema)?.default;
  if (told !== undefined) return told;
  const inner = innerOf(schema);
  return inner ? defaultOf(inner) : undefined;
}

export function isRequired(schema: z.core.$ZodType): boolean {
  return schema._zod.optin !== 'optional';
}

/** Smallest and largest number allowed; null where there is no bound that anybody set. */
export function boundsOf(schema: z.ZodNumber): { low: number | null; high: number | null } {
  const bounds = (schema._zod.def.checks ?? []).map((check) => check._zod.def as unknown as Bound);
  const step = schema.isInt ? 1 : 0;
  const values = (kind: Bound['check'], excluded: number) =>
    bounds
      .filter(({ check }) => check === kind)
      .map(({ value, inclusive }) => (inclusive ? value : value + excluded));
  const lows = values('greater_than', step);
  const highs = values('less_than', -step);
  return {
    low: lows.length > 0 ? Math.max(...lows) : null,
    high: highs.length > 0 ? Math.min(...highs) : null,
  };
}

interface Bound {
  readonly check: string;
  readonly value: number;
  readonly inclusive: boolean;
}
