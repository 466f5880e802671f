import type { TokenRefusal } from '../../adapter/token-verifier.js';
import type { CallContext } from '../../context/call-context.js';
import type { NationalNumber } from '../../identifiers/national-number.js';

export type Bearer =
  | { readonly kind: 'CITIZEN'; readonly nationalNumber: NationalNumber }
  | { readonly kind: 'REFUSED'; readonly reason: TokenRefusal };

/** What the hub asks of a portal that shows our attests to the citizen who is logged in there. */
export interface AttestsPort {
  /**
   * Whose the token is that the portal sent with a question. Rejects with PlatformError: NOT_CONFIGURED when no portal may
   * ask, or when the portal's keys cannot be had, which says nothing of the token.
   */
  bearerOf(token: string, context: CallContext): Promise<Bearer>;
}

declare module '../../adapter/contract.js' {
  interface Ports {
    attests: AttestsPort;
  }
}
