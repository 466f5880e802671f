import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { HttpRequest, HttpResponse } from '../../src/adapter/wire/wire.js';

/** One exchange that was recorded (VCR). */
export interface Exchange {
  readonly method: string;
  /** Below the base URL. */
  readonly url: string;
  readonly sent: string | null;
  readonly response: HttpResponse;
}

interface Cassette {
  readonly interactions: readonly {
    readonly request: { readonly method: string; readonly uri: string; readonly body: string | null };
    readonly response: {
      readonly status: { readonly code: number };
      readonly headers: Readonly<Record<string, readonly string[]>>;
      readonly body: { readonly string: string };
    };
  }[];
}

/** What was recorded in a file, with everything up to and including `base` cut off its addresses. */
export function exchangesOf(file: string, base: string): readonly Exchange[] {
  const { interactions } = parse(readFileSync(file, 'utf8')) as Cassette;
  return interactions.map(({ request, response }) => ({
    method: request.method,
    url: request.uri.slice(request.uri.indexOf(base) + base.length),
    sent: request.body,
    response: {
      status: response.status.code,
      headers: Object.fromEntries(
        Object.entries(response.headers).map(([name, values]) => [name.toLowerCase(), values.join(', ')]),
      ),
      body: Buffer.from(response.body.string ?? ''),
    },
  }));
}

/** Answers what was recorded, and throws at a question that never was. */
export function replay(exchanges: readonly Exchange[]): (request: HttpRequest) => HttpResponse {
  return ({ method, url }) => {
    const found = exchanges.find((exchange) => exchange.method === method && exchange.url === url);
    if (!found) throw new Error(`not recorded: ${method} ${url}`);
    return found.response;
  };
}

/**
 * What a document says and its mapping does not, as `path: value`. A text or number counts as said when it stands within a
 * text of the mapping. `except` names keys that are left out on purpose.
 */
export function unsaid(document: unknown, mapped: unknown, except: readonly string[]): string[] {
  const said = textsIn(mapped).join('\n');
  const missing: string[] = [];
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) value.forEach((item) => walk(item, path));
    else if (value !== null && typeof value === 'object')
      for (const [key, inner] of Object.entries(value)) {
        if (!except.includes(key)) walk(inner, `${path}.${key}`);
      }
    else if ((typeof value === 'string' && value.trim() !== '') || typeof value === 'number')
      if (!said.includes(String(value).trim())) missing.push(`${path}: ${value}`);
  };
  walk(document, '');
  return missing;
}

function textsIn(value: unknown): string[] {
  if (value === null || value === undefined || typeof value === 'boolean') return [];
  if (value instanceof Date) return [value.toISOString()];
  if (typeof value === 'object') return Object.values(value).flatMap(textsIn);
  return [String(value)];
}
