import { PlatformError } from '../platform-error.js';
import { text } from './element.js';

/** Codes that the platform's faults begin with and that mean "too many calls" (MAGDA 99995, 99996). */
const throttled = new Set(['99995', '99996']);

interface Fault {
  readonly faultcode?: unknown;
  readonly faultstring?: unknown;
}

/**
 * What went wrong, in the hub's words: a fault by its faultcode, everything that is not SOAP as MALFORMED.
 * The platform's text stays behind; only a leading five-digit code of a fault is kept.
 */
export function classifySoapFailure(platform: string, error: unknown): PlatformError {
  if (error instanceof PlatformError) return error;
  const details = error as {
    root?: { Envelope?: { Body?: { Fault?: Fault } } };
    response?: { status?: number };
  } | null;
  const fault = details?.root?.Envelope?.Body?.Fault;
  const status = details?.response?.status;
  if (!fault)
    return new PlatformError(platform, status !== undefined && status >= 500 ? 'HTTP_5XX' : 'MALFORMED', {
      status,
    });
  const side = text(fault.faultcode)?.split(':').pop();
  const platformCode = /^\s*(\d{5})\b/.exec(text(fault.faultstring) ?? '')?.[1];
  if (platformCode !== undefined && throttled.has(platformCode))
    return new PlatformError(platform, 'THROTTLED', { status, platformCode });
  return new PlatformError(platform, side === 'Server' ? 'SERVER_FAULT' : 'CLIENT_FAULT', {
    status,
    platformCode,
  });
}
