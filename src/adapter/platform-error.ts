/** What went wrong between the hub and a platform, in words every adapter and the graph share. */
export type PlatformErrorCode =
  | 'NOT_CONFIGURED'
  | 'DEADLINE'
  | 'TIMEOUT'
  | 'NETWORK'
  | 'HTTP_5XX'
  | 'HTTP_4XX'
  | 'THROTTLED'
  | 'QUOTA'
  | 'BREAKER_OPEN'
  | 'BULKHEAD_FULL'
  | 'CREDENTIALS'
  | 'MALFORMED'
  | 'TOO_LARGE'
  | 'SERVER_FAULT'
  | 'CLIENT_FAULT'
  | 'REFUSED';

const retryableCodes = new Set<PlatformErrorCode>([
  'TIMEOUT',
  'NETWORK',
  'HTTP_5XX',
  'THROTTLED',
  'SERVER_FAULT',
  'MALFORMED',
]);
const failureCodes = new Set<PlatformErrorCode>([
  'TIMEOUT',
  'NETWORK',
  'HTTP_5XX',
  'SERVER_FAULT',
  'MALFORMED',
  'TOO_LARGE',
]);

/**
 * A platform did not give a usable answer. It never carries the platform's own text, which may hold personal data;
 * `platformCode` is the platform's error code (digits or a constant), `status` the HTTP status, null when there was none.
 */
export class PlatformError extends Error {
  override readonly name = 'PlatformError';
  readonly status: number | null;
  readonly platformCode: string | null;
  /** How long the platform asks us to wait; null when it did not say. */
  readonly retryAfterMs: number | null;
  /** Nothing of the call had been sent yet: there was no token to send it with. False says nothing. */
  readonly nothingSent: boolean;

  constructor(
    readonly platform: string,
    readonly code: PlatformErrorCode,
    details: {
      status?: number;
      platformCode?: string;
      retryAfterMs?: number;
      nothingSent?: boolean;
      cause?: unknown;
    } = {},
  ) {
    super(`${platform}: ${code}${details.platformCode ? ` (${details.platformCode})` : ''}`);
    this.status = details.status ?? null;
    this.platformCode = details.platformCode ?? null;
    this.retryAfterMs = details.retryAfterMs ?? null;
    this.nothingSent = details.nothingSent ?? false;
  }

  /** Worth another try later, by us or by the asker. */
  get retryable(): boolean {
    return (
      retryableCodes.has(this.code) ||
      ['DEADLINE', 'QUOTA', 'BREAKER_OPEN', 'BULKHEAD_FULL'].includes(this.code)
    );
  }

  /** Worth another try within the same call. */
  get retryableAtOnce(): boolean {
    return retryableCodes.has(this.code);
  }

  /** Says that the platform is ill, so the circuit breaker counts it; an error of the asker is not. */
  get countsAsFailure(): boolean {
    return failureCodes.has(this.code);
  }
}
