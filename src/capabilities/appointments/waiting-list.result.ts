import type { SourceStatus } from '../../context/source-status.js';
import type { Slot } from './appointments.port.js';
import type { RefusalCode } from './booking.result.js';
import type { WaitingLocation, WaitingPlace } from './waiting-place.js';

export type WaitingRefusal = RefusalCode | 'TOO_FAR' | 'ALREADY_WAITING' | 'NOT_WAITING';

/** A free time, and where. */
export interface FreeTime {
  readonly location: WaitingLocation;
  readonly slot: Slot;
}

/** What came of a change of the waiting list. */
export type WaitingResult =
  | { readonly kind: 'PLACE'; readonly place: WaitingPlace }
  /** Nobody needs to wait. */
  | {
      readonly kind: 'FREE';
      readonly platform: string;
      readonly times: readonly FreeTime[];
      readonly source: SourceStatus;
    }
  /** `field` is the argument that it is about; null when it is about none. */
  | { readonly kind: 'NOT_POSSIBLE'; readonly code: WaitingRefusal; readonly field: string | null }
  | { readonly kind: 'UNAVAILABLE'; readonly platform: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'NOT_CONFIGURED'; readonly platform: string }
  | { readonly kind: 'CONFLICT' };
