import { PlatformError } from '../platform-error.js';
import type { PlatformErrorCode } from '../platform-error.js';
import { addressNotAllowed } from './reach.js';

/** What a status says that the request did not accept. */
export function statusError(platform: string, status: number, retryAfter: number | null): PlatformError {
  const code: PlatformErrorCode =
    status === 429
      ? 'THROTTLED'
      : status === 401 || status === 403
        ? 'CREDENTIALS'
        : status >= 500
          ? 'HTTP_5XX'
          : 'HTTP_4XX';
  return new PlatformError(platform, code, {
    status,
    ...(retryAfter === null ? {} : { retryAfterMs: retryAfter }),
  });
}

/** Retry-After in milliseconds from now: seconds or a date; null when absent or unreadable. */
export function retryAfterMs(header: string | undefined, now: number): number | null {
  if (header === undefined) return null;
  const text = header.trim();
  if (/^\d{1,9}$/.test(text)) return Number(text) * 1000;
  const date = Date.parse(text);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

const timeouts = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_HEADERS_TIMEOUT',
  'UND_ERR_BODY_TIMEOUT',
  'ETIMEDOUT',
]);
/** The platform ends the handshake because of our client certificate. */
const certificateRefused = /^ERR_SSL_\w*ALERT\w*(CERTIFICATE|UNKNOWN_CA|ACCESS_DENIED)/;

/** What went wrong below HTTP. The system's code (ECONNREFUSED) is kept; its text, which names addresses, is not. */
export function networkError(platform: string, error: Error): PlatformError {
  const system = codeOf(error);
  const code: PlatformErrorCode = timeouts.has(system)
    ? 'TIMEOUT'
    : certificateRefused.test(system)
      ? 'CREDENTIALS'
      : system === addressNotAllowed
        ? 'REFUSED'
        : system === 'UND_ERR_INVALID_ARG'
          ? 'CLIENT_FAULT'
          : system === 'UND_ERR_HEADERS_OVERFLOW'
            ? 'TOO_LARGE'
            : system.startsWith('HPE_') || error.name === 'HTTPParserError'
              ? 'MALFORMED'
              : 'NETWORK';
  return new PlatformError(platform, code, { ...(system ? { platformCode: system } : {}), cause: error });
}

/** The innermost known code: undici wraps what the socket said. */
function codeOf(error: Error): string {
  const { code, cause, errors } = error as { code?: unknown; cause?: unknown; errors?: unknown };
  if (cause instanceof Error && codeOf(cause)) return codeOf(cause);
  if (typeof code === 'string') return code;
  const [first] = Array.isArray(errors) ? (errors as unknown[]) : [];
  return first instanceof Error ? codeOf(first) : '';
}
