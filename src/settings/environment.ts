import type { z } from 'zod';
import { childrenOf, definitionOf, optionsOf } from './schema-shape.js';
import { isSecret } from './secret.js';
import type { FoundProblem, Path } from './settings-problem.js';
import { environmentName, exampleOf } from './settings-problem.js';

export type Environment = Readonly<Record<string, string | undefined>>;

const reference = /\$\{([A-Za-z_][A-Za-z0-9_]*)\}/g;
const wholeReference = /^\$\{([A-Za-z_][A-Za-z0-9_]*)\}$/;

/** Fills in `${ENV_NAME}` everywhere in the file's data, and refuses a secret that is written any other way. */
export function fillIn(
  data: unknown,
  schema: z.core.$ZodType,
  environment: Environment,
): { data: unknown; problems: FoundProblem[] } {
  const problems: FoundProblem[] = [];

  function fill(value: unknown, schemas: z.core.$ZodType[], path: Path): unknown {
    const secret = schemas.find(isSecret);
    if (secret && value !== null && value !== undefined) return fillSecret(value, secret, path);
    if (typeof value === 'string') return fillText(value, schemas, path);
    if (Array.isArray(value)) return value.map((item, n) => fill(item, children(schemas, n), [...path, n]));
    // A group whose lines are all commented out is null in YAML; that is the same as left out.
    if (value === null) return undefined;
    if (typeof value !== 'object') return value;
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, fill(child, children(schemas, key), [...path, key])]),
    );
  }

  function fillSecret(value: unknown, schema: z.core.$ZodType, path: Path): unknown {
    const name = typeof value === 'string' ? wholeReference.exec(value)?.[1] : undefined;
    if (name) return look(name, path);
    problems.push({
      path,
      problem: 'is a secret and may not stand in the file: name an environment variable',
      example: exampleOf(schema, path),
    });
    return undefined;
  }

  function fillText(text: string, schemas: z.core.$ZodType[], path: Path): unknown {
    const name = wholeReference.exec(text)?.[1];
    if (name) return typed(look(name, path), schemas);
    return text.replace(reference, (_match, inner: string) => look(inner, path) ?? '');
  }

  function look(name: string, path: Path): string | undefined {
    const value = environment[name];
    if (value === undefined || value === '')
      problems.push({ path, problem: `the environment variable ${name} is not set`, example: null });
    return value && withLineEnds(value);
  }

  return { data: fill(data, [schema], []), problems };
}

/** The reverse: every secret of a group as `${ENV_NAME}`, and the variables with their values. `at` is where the group stands. */
export function withoutSecrets(
  data: unknown,
  schema: z.core.$ZodType,
  at: Path,
): { data: unknown; secrets: readonly { readonly variable: string; readonly value: string }[] } {
  const secrets: { variable: string; value: string }[] = [];
  const take = (value: unknown, schemas: z.core.$ZodType[], path: Path): unknown => {
    if (typeof value === 'string' && schemas.some(isSecret)) {
      const variable = environmentName(path);
      secrets.push({ variable, value });
      return `\${${variable}}`;
    }
    if (Array.isArray(value)) return value.map((item, n) => take(item, children(schemas, n), [...path, n]));
    if (typeof value !== 'object' || value === null) return value;
    const below = (key: string) => {
      const deeper = [...path, key];
      if (deeper.length < at.length) return [];
      return deeper.length === at.length ? [schema] : children(schemas, key);
    };
    return Object.fromEntries(
      Object.entries(value).map(([key, child]) => [key, take(child, below(key), [...path, key])]),
    );
  };
  return { data: take(data, [], []), secrets };
}

function children(schemas: z.core.$ZodType[], key: string | number): z.core.$ZodType[] {
  return schemas.flatMap((schema) => childrenOf(schema, key));
}

/** An environment variable is always text; where only a number or true/false can stand, it is read as one. */
function typed(text: string | undefined, schemas: z.core.$ZodType[]): unknown {
  if (text === undefined) return undefined;
  const types = new Set(schemas.flatMap(optionsOf).map((schema) => definitionOf(schema).type));
  if (types.has('string') || types.has('enum')) return text;
  if (types.has('number') && text.trim() !== '' && !Number.isNaN(Number(text))) return Number(text);
  if (types.has('boolean') && (text === 'true' || text === 'false')) return text === 'true';
  return text;
}

/** Many environments hold a PEM on one line, with `\n` for its line ends. */
function withLineEnds(text: string): string {
  return text.startsWith('-----BEGIN') && !text.includes('\n') ? text.replaceAll('\\n', '\n') : text;
}
