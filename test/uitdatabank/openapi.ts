import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

type Schema = { readonly [key: string]: unknown };

export interface Parameter {
  readonly name: string;
  readonly in: string;
  readonly schema: Schema;
}

export interface OpenApi {
  /** What a JSON answer of an operation must be; files that the contract refers to and that are not there allow all. */
  answer(path: string, method: string, status: string): z.ZodType;
  parameters(path: string, method: string): readonly Parameter[];
  /** Media types that the body of a question may have. */
  bodyTypes(path: string, method: string): readonly string[];
}

/** One of publiq's OpenAPI documents of UiTdatabank. */
export function openApi(contracts: string, name: 'search' | 'entry'): OpenApi {
  const document = JSON.parse(
    readFileSync(join(contracts, 'associations/uitdatabank', `uitdatabank-${name}.openapi.json`), 'utf8'),
  ) as Schema;

  const resolve = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(resolve);
    if (!value || typeof value !== 'object') return value;
    const reference = (value as Schema)['$ref'];
    if (typeof reference === 'string') {
      if (!reference.startsWith('#/')) return {};
      const keys = reference.slice(2).split('/');
      return resolve(keys.reduce<unknown>((inner, key) => (inner as Schema)[key], document));
    }
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, resolve(inner)]));
  };
  const operation = (path: string, method: string) =>
    resolve(((document['paths'] as Schema)[path] as Schema)[method]) as {
      parameters: Parameter[];
      requestBody?: { content: Record<string, object> };
      responses: Record<string, { content: Record<string, { schema: object }> }>;
    };

  return {
    answer(path, method, status) {
      const content = operation(path, method).responses[status]?.content ?? {};
      const schema = Object.values(content)[0]?.schema;
      if (!schema) throw new Error(`no schema for ${method} ${path} ${status}`);
      return z.fromJSONSchema(schema as Parameters<typeof z.fromJSONSchema>[0]);
    },
    parameters: (path, method) => operation(path, method).parameters,
    bodyTypes: (path, method) => Object.keys(operation(path, method).requestBody?.content ?? {}),
  };
}

/** Every path of keys in a value, with `[]` for the items of a list. */
export function keyPaths(value: unknown, path = ''): readonly string[] {
  if (Array.isArray(value)) return value.flatMap((item) => keyPaths(item, `${path}[]`));
  if (!value || typeof value !== 'object') return [path];
  return Object.entries(value).flatMap(([key, inner]) => keyPaths(inner, `${path}.${key}`));
}
