import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse } from '../../src/adapter/wire/wire.js';

export const platform = 'ipdc';

/** An object of JSON, of which nothing is sure. */
export type Document = Readonly<Record<string, unknown>>;

export function isDocument(value: unknown): value is Document {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function malformed(): PlatformError {
  return new PlatformError(platform, 'MALFORMED');
}

/** The object in an answer. Both media types that the API speaks hold the same. */
export function json(response: HttpResponse): Document {
  if (!/\bjson\b/.test(response.headers['content-type'] ?? '')) throw malformed();
  let body: unknown;
  try {
    body = JSON.parse(response.body.toString('utf8'));
  } catch {
    throw malformed();
  }
  if (!isDocument(body)) throw malformed();
  return body;
}

/** Keeps the error's type (`error.notfound`), never its texts, which repeat what was asked. The body may be empty. */
export function refusal(response: HttpResponse, code: 'REFUSED' | 'CREDENTIALS'): PlatformError {
  let platformCode: string | undefined;
  try {
    const { type } = JSON.parse(response.body.toString('utf8')) as { type?: unknown };
    if (typeof type === 'string' && /^error\.[a-z.-]{1,60}$/.test(type)) platformCode = type;
  } catch {
    // A refusal without a body is still a refusal.
  }
  return new PlatformError(platform, code, {
    status: response.status,
    ...(platformCode ? { platformCode } : {}),
  });
}
