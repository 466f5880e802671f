import type { z } from 'zod';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse } from '../../src/adapter/wire/wire.js';
import { errorDocument, type PublicationDocument, publicationDocument } from './documents.js';

export const platform = 'ebox';

/** What came of publishing, of either transport. */
export type PublishAnswer =
  | { readonly kind: 'PUBLISHED'; readonly document: PublicationDocument }
  | { readonly kind: 'ALREADY_SENT' }
  | { readonly kind: 'REFUSED'; readonly code: string | null };

/** Reads an answer in JSON. Throws MALFORMED when it is called something else. */
export function json<S extends z.ZodType>(response: HttpResponse, schema: S): z.output<S> {
  if (!/\bjson\b/.test(response.headers['content-type'] ?? ''))
    throw new PlatformError(platform, 'MALFORMED', { status: response.status });
  return schema.parse(JSON.parse(response.body.toString('utf8')));
}

export function readPublication(response: HttpResponse): PublishAnswer {
  if (response.status === 409) return { kind: 'ALREADY_SENT' };
  if (response.status === 400) return { kind: 'REFUSED', code: errorCode(response) };
  return { kind: 'PUBLISHED', document: json(response, publicationDocument) };
}

/** The code of an error, as far as it looks like one: it goes into logs, and what else it may hold is not known. */
export function errorCode(response: HttpResponse): string | null {
  try {
    const { code, type } = json(response, errorDocument);
    const told = code ?? type?.split(':').at(-1) ?? '';
    return /^[A-Za-z][A-Za-z_]{0,63}$/.test(told) ? told : null;
  } catch {
    return null;
  }
}
