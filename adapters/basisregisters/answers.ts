import type { z } from 'zod';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse } from '../../src/adapter/wire/wire.js';

export const platform = 'basisregisters';

/** Why the register lets us in no further; codes of ours for its two sentences. */
export const keyMissing = 'API_KEY_MISSING';
export const keyInvalid = 'API_KEY_INVALID';

/** The JSON of an answer in the shape that the contract says; what it throws counts as MALFORMED. */
export function readJson<S extends z.ZodType>(schema: S, { headers, body }: HttpResponse): z.output<S> {
  if (!/\bjson\b/.test(headers['content-type'] ?? '')) throw new PlatformError(platform, 'MALFORMED');
  return schema.parse(JSON.parse(body.toString('utf8').replace(/^\uFEFF/, '')));
}

interface Problem {
  readonly type?: unknown;
  readonly detail?: unknown;
}

/**
 * A refusal of the register (RFC 7807). The last part of the problem's type is kept, such as `not-found`; its text, which
 * repeats what was asked, is not.
 */
export function refusal({ status, body }: HttpResponse): PlatformError {
  const { type, detail } = problemIn(body);
  if (status === 401 || status === 403) {
    const platformCode = detail === 'API key verplicht.' ? keyMissing : keyInvalid;
    return new PlatformError(platform, 'CREDENTIALS', { status, platformCode });
  }
  const platformCode = /^urn:[a-z0-9.:-]*:([a-z-]+)$/i.exec(typeof type === 'string' ? type : '')?.[1];
  return new PlatformError(platform, 'REFUSED', { status, ...(platformCode ? { platformCode } : {}) });
}

function problemIn(body: Buffer): Problem {
  try {
    const problem: unknown = JSON.parse(body.toString('utf8'));
    return typeof problem === 'object' && problem !== null ? problem : {};
  } catch {
    // A refusal without a problem document is still a refusal.
    return {};
  }
}
