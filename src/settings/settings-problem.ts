import { z } from 'zod';
import {
  boundsOf,
  coreOf,
  defaultOf,
  definitionOf,
  descriptionOf,
  innerOf,
  optionsOf,
  schemasAt,
} from './schema-shape.js';
import { isSecret } from './secret.js';

/** One thing that is wrong with the settings. Never holds the value that was given. */
export interface SettingsProblem {
  /** Where: `server.port`, `keys.encryption[0].key`; empty when it is about the whole file. */
  readonly path: string;
  /** Line in the settings file; null when it does not stand there. */
  readonly line: number | null;
  readonly problem: string;
  /** What could stand there; null when an example would not help. */
  readonly example: string | null;
}

/** The settings cannot be used. `message` lists every problem, one a line. */
export class SettingsError extends Error {
  override readonly name = 'SettingsError';

  constructor(
    /** What was read: the file's path, `--port` or `PORT`. */
    readonly source: string,
    readonly problems: readonly SettingsProblem[],
  ) {
    super(
      [
        `${source}: ${problems.length === 1 ? '1 problem' : `${problems.length} problems`}`,
        ...problems.map(lineOf),
      ].join('\n'),
    );
  }
}

function lineOf({ path, line, problem, example }: SettingsProblem): string {
  const place = [path, line === null ? '' : `(line ${line})`].filter(Boolean).join(' ');
  return `  ${place}${place ? ': ' : ''}${problem}${example === null ? '' : `; e.g. ${example}`}`;
}

export type Path = readonly (string | number)[];

export function pathText(path: Path): string {
  return path.reduce<string>((text, key) => {
    if (typeof key === 'number') return `${text}[${key}]`;
    return text ? `${text}.${key}` : key;
  }, '');
}

/** Zod's issues as problems: every unknown key one of its own, a missing value called missing. */
export function problemsOf(
  issues: readonly z.core.$ZodIssue[],
  schema: z.core.$ZodType,
  data: unknown,
): FoundProblem[] {
  return issues.flatMap((issue) => {
    const path = issue.path as Path;
    if (issue.code === 'unrecognized_keys')
      return issue.keys.map((key) => unknownKey([...path, key], schema));
    if (issue.code === 'invalid_union' && !issue.discriminator) {
      // The option that came furthest is the one that was meant.
      const [best] = [...issue.errors].sort((one, other) => depthOf(other) - depthOf(one));
      if (best && depthOf(best) > 0)
        return problemsOf(
          best.map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] })),
          schema,
          data,
        );
    }
    const isMissing = valueAt(data, path) === undefined && issue.code !== 'custom';
    return [{ path, problem: isMissing ? 'is missing' : wordsOf(issue), example: exampleAt(schema, path) }];
  });
}

export interface FoundProblem {
  readonly path: Path;
  readonly problem: string;
  readonly example: string | null;
}

function depthOf(issues: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...issues.map(({ path }) => path.length));
}

function unknownKey(path: Path, schema: z.core.$ZodType): FoundProblem {
  const known = schemasAt(schema, path.slice(0, -1))
    .flatMap(optionsOf)
    .flatMap((option) => Object.keys(definitionOf(option).shape ?? {}));
  const problem = known.length > 0 ? `is not a setting; known here: ${known.join(', ')}` : 'is not a setting';
  return { path, problem, example: null };
}

function wordsOf(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return `must be ${wordsOfType(issue.expected)}`;
    case 'too_small':
    case 'too_big': {
      const bound = issue.code === 'too_small' ? issue.minimum : issue.maximum;
      const side = issue.code === 'too_small' ? 'at least' : 'at most';
      if (!issue.inclusive) return `must be ${issue.code === 'too_small' ? 'more' : 'less'} than ${bound}`;
      if (issue.origin === 'string')
        return bound === 1 ? 'must not be empty' : `must have ${side} ${bound} characters`;
      if (issue.origin === 'array') return `must have ${side} ${bound} ${bound === 1 ? 'item' : 'items'}`;
      return `must be ${side} ${bound}`;
    }
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.join(', ')}`;
    case 'invalid_format':
      if (issue.format === 'url') return 'must be a URL with http:// or https://';
      return issue.message.startsWith('Invalid') ? `has the wrong form (${issue.format})` : issue.message;
    case 'invalid_union':
      return issue.discriminator && 'options' in issue && Array.isArray(issue.options)
        ? `must be one of ${issue.options.join(', ')}`
        : 'is of none of the kinds that may stand here';
    default:
      // Written by the author of the schema, who knows not to repeat the value.
      return issue.message;
  }
}

function wordsOfType(expected: string): string {
  const words: Record<string, string> = {
    string: 'text (put it between quotes)',
    number: 'a number',
    int: 'a whole number',
    boolean: 'true or false',
    array: 'a list',
    object: 'a group of settings',
    record: 'a group of names and values',
  };
  return words[expected] ?? `of type ${expected}`;
}

export function exampleAt(schema: z.core.$ZodType, path: Path): string | null {
  const [found] = schemasAt(schema, path);
  return found ? exampleOf(found, path) : null;
}

/** What could stand at a path: the author's own example, the default, or one made from the type. */
export function exampleOf(schema: z.core.$ZodType, path: Path): string | null {
  const own = metaOf(schema, 'example');
  if (typeof own === 'string') return own;
  if (isSecret(schema)) return `\${${environmentName(path)}}`;
  const value = defaultOf(schema);
  if (value !== undefined && (typeof value !== 'object' || Array.isArray(value)))
    return JSON.stringify(value);
  const core = coreOf(schema);
  const { type, entries, options, element } = definitionOf(core);
  if (entries) return Object.values(entries)[0] ?? null;
  if (options?.[0]) return exampleOf(options[0], path);
  if (type === 'boolean') return 'true';
  if (type === 'number') return String(boundsOf(core as z.ZodNumber).low ?? 1);
  if (type === 'array') {
    const item = element ? exampleOf(element, path) : null;
    return item === null ? null : `[${item}]`;
  }
  if (type !== 'string') return null;
  if ((core as z.ZodString).format === 'url') return 'https://example.org';
  return descriptionOf(schema) ? null : 'text';
}

function metaOf(schema: z.core.$ZodType, name: string): unknown {
  const own = z.globalRegistry.get(schema)?.[name];
  if (own !== undefined) return own;
  const inner = innerOf(schema);
  return inner ? metaOf(inner, name) : undefined;
}

/** `adapters.magda.privateKey` → `ADAPTERS_MAGDA_PRIVATE_KEY`. */
export function environmentName(path: Path): string {
  return path
    .filter((key) => typeof key === 'string')
    .map((key) =>
      key
        .replace(/([a-z0-9])([A-Z])/g, '$1_$2')
        .replace(/\W/g, '_')
        .toUpperCase(),
    )
    .join('_');
}

function valueAt(data: unknown, path: Path): unknown {
  return path.reduce<unknown>(
    (value, key) =>
      value !== null && typeof value === 'object'
        ? (value as Record<string | number, unknown>)[key]
        : undefined,
    data,
  );
}
