import { z } from 'zod';

/**
 * A field that may be left out at every layer. The default is told, not filled in: a layer that filled it in
 * would overrule the layers under it.
 */
function field<S extends z.ZodType>(schema: S, standard: z.input<S> | undefined, description: string) {
  return schema
    .optional()
    .meta(standard === undefined ? { description } : { description, default: standard });
}

const positive = z.number().int().positive();
const notNegative = z.number().int().nonnegative();

const exchangeFields = {
  timeoutMs: field(
    positive,
    10_000,
    'How long the platform may take for one try, in milliseconds; the deadline of the question shortens it.',
  ),
  minimumMs: field(
    notNegative,
    20,
    'A call is not started when less than this many milliseconds remain before the deadline of the question.',
  ),
  maxAnswerBytes: field(positive, 2_097_152, 'An answer larger than this many bytes is cut off and refused.'),
  retry: z
    .strictObject({
      attempts: field(positive, 3, 'How often a safe call is tried in all; 1 means never again.'),
      baseMs: field(
        notNegative,
        100,
        'Pause before the second try in milliseconds; it grows with every try and is spread at random.',
      ),
      maxMs: field(notNegative, 2_000, 'Longest pause between two tries in milliseconds.'),
    })
    .optional()
    .meta({ description: 'Trying again: reads, and changes the platform recognises as the same.' }),
};

const cacheTimes = {
  freshMs: field(
    notNegative,
    0,
    'How many milliseconds an answer counts as fresh and is given without asking the platform.',
  ),
  staleWhileRevalidateMs: field(
    notNegative,
    0,
    'How many milliseconds after that it is still given, while the platform is asked in the background.',
  ),
  staleIfErrorMs: field(
    notNegative,
    0,
    'How many milliseconds after being fresh it is given when the platform cannot be asked.',
  ),
};

const operationSchema = z.strictObject({
  ...exchangeFields,
  cache: z.strictObject(cacheTimes).optional().meta({ description: 'Keeping answers of this operation.' }),
});

/** How the wire treats one connection. Every field may be left out: the adapter's own value holds then, or the wire's default. */
export const policySchema = z.strictObject({
  ...exchangeFields,
  connectTimeoutMs: field(positive, 3_000, 'How long opening a connection may take, in milliseconds.'),
  breaker: z
    .strictObject({
      failures: field(
        positive,
        5,
        'The circuit breaker opens after at least this many failed calls within its window.',
      ),
      failurePercent: field(
        z.number().int().min(1).max(100),
        50,
        'And only when at least this percentage of the calls in the window failed.',
      ),
      windowMs: field(positive, 30_000, 'How many milliseconds back the circuit breaker looks.'),
      openMs: field(
        positive,
        10_000,
        'How many milliseconds it stays open before one call may try whether the platform is well again.',
      ),
    })
    .optional()
    .meta({ description: 'The circuit breaker: leaves an ill platform alone.' }),
  bulkhead: z
    .strictObject({
      concurrent: field(positive, 20, 'How many calls may be under way at the same time.'),
      queued: field(
        notNegative,
        100,
        'How many more may wait for a place; beyond that a call is refused at once.',
      ),
    })
    .optional()
    .meta({ description: 'The bulkhead: a slow platform takes no more than its share of the hub.' }),
  quota: z
    .strictObject({
      calls: positive.meta({
        description: 'How many calls the platform allows within the period, for each hub process.',
      }),
      perMs: positive.meta({ description: 'The length of that period in milliseconds.' }),
    })
    .optional()
    .meta({ description: "The platform's own limit, kept by waiting; no limit when left out." }),
  cache: z
    .strictObject({
      ...cacheTimes,
      maxEntries: field(
        positive,
        1_000,
        'How many answers are kept at most; the least recently used goes first.',
      ),
      maxBytes: field(
        positive,
        33_554_432,
        'How many bytes of answers, as they came over the network, are kept at most.',
      ),
    })
    .optional()
    .meta({ description: 'Keeping answers in memory.' }),
  operations: z
    .record(z.string().min(1), operationSchema)
    .optional()
    .meta({ description: "Exceptions for single operations, by the platform's name for them." }),
});

export type PolicySettings = z.input<typeof policySchema>;

type Filled<T> = {
  readonly [K in keyof T]-?: Exclude<T[K], undefined> extends object
    ? Filled<Exclude<T[K], undefined>>
    : Exclude<T[K], undefined>;
};

/** What holds for one operation: every field has its value. */
export type OperationPolicy = Filled<z.output<typeof operationSchema>>;

/** What holds for a whole connection. `quota` is null when the platform has no limit. */
export type Policy = Filled<Omit<z.output<typeof policySchema>, 'quota' | 'operations'>> & {
  readonly quota: { readonly calls: number; readonly perMs: number } | null;
  operation(name: string): OperationPolicy;
};

const defaults = defaultsOf(policySchema);

/** One policy of its layers, the later over the earlier, field by field. Throws ZodError when a layer does not fit. */
export function mergePolicies(...layers: readonly (PolicySettings | undefined)[]): Policy {
  let merged: Layer = defaults;
  for (const layer of layers) if (layer) merged = over(merged, policySchema.parse(layer) as Layer);
  const {
    operations = {},
    quota = null,
    ...connection
  } = merged as unknown as Policy & { operations?: Record<string, Layer> };
  const { timeoutMs, minimumMs, maxAnswerBytes, retry, cache } = connection;
  const { freshMs, staleWhileRevalidateMs, staleIfErrorMs } = cache;
  const base = {
    timeoutMs,
    minimumMs,
    maxAnswerBytes,
    retry,
    cache: { freshMs, staleWhileRevalidateMs, staleIfErrorMs },
  };
  return {
    ...connection,
    quota,
    operation: (name) =>
      over(
        base,
        Object.hasOwn(operations, name) ? operations[name] : undefined,
      ) as unknown as OperationPolicy,
  };
}

type Layer = { readonly [key: string]: unknown };

function isLayer(value: unknown): value is Layer {
  return typeof value === 'object' && value !== null;
}

function over(under: Layer, upper: Layer | undefined): Layer {
  if (!upper) return under;
  const result: Record<string, unknown> = { ...under };
  for (const [key, value] of Object.entries(upper)) {
    if (value === undefined) continue;
    const below = result[key];
    result[key] = isLayer(value) ? over(isLayer(below) ? below : {}, value) : value;
  }
  return result;
}

function defaultsOf(schema: z.ZodObject): Layer {
  const values: Record<string, unknown> = {};
  for (const [key, part] of Object.entries(schema.shape) as [string, z.ZodType][]) {
    const standard = part.meta()?.['default'];
    const inner = part instanceof z.ZodOptional ? part.unwrap() : part;
    if (standard !== undefined) values[key] = standard;
    // A group with a required field, such as the quota, has no default as a whole.
    else if (inner instanceof z.ZodObject && inner.safeParse({}).success) values[key] = defaultsOf(inner);
  }
  return values;
}
