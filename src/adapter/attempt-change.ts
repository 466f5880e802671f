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
 * Makes a change, with the outcome told apart from the failure. Sent once, unless the platform honours the key given: then
 * it may be tried again, and is in doubt when any try was. Rejects with PlatformError only when the change was certainly
 * not made.
 */
export async function attemptChange<T>(
  wire: Wire,
  call: Pick<WireCallCard, 'operation' | 'idempotencyKey'> & SeveralExchanges<T>,
  context: CallContext,
): Promise<ChangeAttempt<T>> {
  let sent = false;
  let inDoubt: string | null = null;
  try {
    const { value } = await wire.call<T>(
      {
        operation: call.operation,
        effect: 'change',
        scope: 'NONE',
        ...(call.idempotencyKey === undefined ? {} : { idempotencyKey: call.idempotencyKey }),
        perform: async (send) => {
          let sentNow = false;
          try {
            return await call.perform((request) => {
              sent = true;
              sentNow = true;
              return send(request);
            });
          } catch (error) {
            const known = error instanceof PlatformError ? error : null;
            if (sentNow && (!known || mayHaveBeenMade(known))) inDoubt ??= known?.code ?? 'MALFORMED';
            throw error;
          }
        },
      },
      context,
    );
    return { kind: 'ANSWERED', value };
  } catch (error) {
    if (error instanceof PlatformError && sent && mayHaveBeenMade(error))
      return { kind: 'IN_DOUBT', reason: error.code };
    // A last try that was refused says nothing of the ones before it.
    if (error instanceof PlatformError && inDoubt !== null) return { kind: 'IN_DOUBT', reason: inDoubt };
    throw error;
  }
}

function mayHaveBeenMade({ code, platformCode, nothingSent }: PlatformError): boolean {
  return !nothingSent && !notMade.has(code) && !(platformCode !== null && neverConnected.has(platformCode));
}
