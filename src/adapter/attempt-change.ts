import type { CallContext } from '../context/call-context.js';
import { PlatformError } from './platform-error.js';
import type { SeveralExchanges, Wire, WireCallCard } from './wire/wire.js';

/** The system's codes of a connection that was never made: nothing can have been sent over it. */
const neverConnected = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** Codes with which a platform, or our own wire before it, says that a change was not made. */
const notMade = new Set<PlatformError['code']>([
  'NOT_CONFIGURED',
  'THROTTLED',
  'QUOTA',
  'BREAKER_OPEN',
  'BULKHEAD_FULL',
  'CREDENTIALS',
  'CLIENT_FAULT',
  'HTTP_4XX',
  'REFUSED',
]);

/** What came of a change: the platform's answer, or nothing that tells whether it was made. */
export type ChangeAttempt<T> =
  | { readonly kind: 'ANSWERED'; readonly value: T }
  /** The request was sent, and its answer was lost, cut off or not understood. `reason` is the code of that error. */
  | { readonly kind: 'IN_DOUBT'; readonly reason: string };

/**
 * Makes a change that the platform does not recognise when it comes twice: sent once, with the outcome told apart from
 * the failure. Rejects with PlatformError only when the change was certainly not made.
 */
export async function attemptChange<T>(
  wire: Wire,
  call: Pick<WireCallCard, 'operation'> & SeveralExchanges<T>,
  context: CallContext,
): Promise<ChangeAttempt<T>> {
  let sent = false;
  try {
    const { value } = await wire.call<T>(
      {
        operation: call.operation,
        effect: 'change',
        scope: 'NONE',
        perform: (send) =>
          call.perform((request) => {
            sent = true;
            return send(request);
          }),
      },
      context,
    );
    return { kind: 'ANSWERED', value };
  } catch (error) {
    if (error instanceof PlatformError && sent && mayHaveBeenMade(error))
      return { kind: 'IN_DOUBT', reason: error.code };
    throw error;
  }
}

function mayHaveBeenMade({ code, platformCode, nothingSent }: PlatformError): boolean {
  return !nothingSent && !notMade.has(code) && !(platformCode !== null && neverConnected.has(platformCode));
}
