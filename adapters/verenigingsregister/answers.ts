import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse } from '../../src/adapter/wire/wire.js';
import type { DetailDocument } from './documents.js';

export const platform = 'verenigingsregister';

/** The answer, unless it is the register's refusal. */
export function answered(response: HttpResponse): HttpResponse {
  if (response.status === 400) throw refusal(response, 'REFUSED');
  if (response.status === 403) throw refusal(response, 'CREDENTIALS');
  return response;
}

export function ok(response: HttpResponse): HttpResponse {
  if (answered(response).status === 200) return response;
  throw new PlatformError(platform, 'HTTP_4XX', { status: response.status });
}

export function json(response: HttpResponse): unknown {
  if (!/\bjson\b/.test(response.headers['content-type'] ?? '')) throw malformed();
  try {
    return JSON.parse(response.body.toString('utf8').replace(/^\uFEFF/, ''));
  } catch {
    throw malformed();
  }
}

export function requireDetail(body: unknown): DetailDocument {
  const document = body as DetailDocument;
  requireVCode(document?.vereniging);
  return document;
}

export function requireVCode(value: { readonly vCode?: unknown } | null | undefined): void {
  if (typeof value?.vCode !== 'string' || value.vCode === '') throw malformed();
}

export function malformed(): PlatformError {
  return new PlatformError(platform, 'MALFORMED');
}

/** Keeps the last part of the problem's type (`validation`), never its text, which repeats what was asked. */
export function refusal(response: HttpResponse, code: 'REFUSED' | 'CREDENTIALS'): PlatformError {
  let platformCode: string | undefined;
  try {
    const { type } = JSON.parse(response.body.toString('utf8')) as { type?: unknown };
    if (typeof type === 'string') platformCode = /^urn:[a-z.:-]*:([a-z-]+)$/i.exec(type)?.[1];
  } catch {
    // A refusal without a problem document is still a refusal.
  }
  return new PlatformError(platform, code, {
    status: response.status,
    ...(platformCode ? { platformCode } : {}),
  });
}
