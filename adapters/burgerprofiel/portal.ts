import { PlatformError } from '../../src/adapter/platform-error.js';
import type { TokenVerifier } from '../../src/adapter/token-verifier.js';
import type { AttestsPort } from '../../src/capabilities/attests/attests.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';

/** Mijn Burgerprofiel as the portal that asks us for attests; `verifier` is null where none may ask. */
export function attestsPort(verifier: TokenVerifier | null, platform: string): AttestsPort {
  return {
    async bearerOf(token, context) {
      if (!verifier) throw new PlatformError(platform, 'NOT_CONFIGURED');
      const verdict = await verifier.verify(token, context);
      if (verdict.kind === 'REFUSED') return verdict;
      const rrn = String(verdict.claims.rrn);
      if (NationalNumber.problemOf(rrn)) return { kind: 'REFUSED', reason: 'UNREADABLE' };
      return { kind: 'CITIZEN', nationalNumber: NationalNumber.parse(rrn) };
    },
  };
}
