import type { SourceStatus } from '../../context/source-status.js';
import { type AppointmentRecord, appointmentReasons } from './appointment.records.js';
import type { ShownAppointment } from './appointment-reading.service.js';
import type { Slot } from './appointments.port.js';
import type { CustomerFault } from './customer.check.js';

export type RefusalCode =
  | CustomerFault
  | 'PAST'
  | 'TOO_MANY'
  | 'NOT_FOUND'
  | 'NOT_BOOKED'
  | 'BUSY'
  | 'NO_REFERENCE'
  | 'REFUSED'
  | 'WITHDRAWN'
  | 'OFFER_ENDED';

/** What came of a booking, a move or a cancellation. */
export type BookingResult =
  | { readonly kind: 'APPOINTMENT'; readonly shown: ShownAppointment }
  | { readonly kind: 'SLOT_TAKEN'; readonly alternatives: readonly Slot[]; readonly source: SourceStatus }
  /** `field` is the argument that it is about; null when it is about none. */
  | { readonly kind: 'NOT_POSSIBLE'; readonly code: RefusalCode; readonly field: string | null }
  | { readonly kind: 'UNAVAILABLE'; readonly platform: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'CONFLICT' };

export function notPossible(
  code: RefusalCode,
  field: string | null,
): Extract<BookingResult, { kind: 'NOT_POSSIBLE' }> {
  return { kind: 'NOT_POSSIBLE', code, field };
}

/** Why an appointment was not booked, when no other time would help. */
export function whyRefused({ reason, platform }: AppointmentRecord): BookingResult {
  switch (reason) {
    case appointmentReasons.past:
      return notPossible('PAST', 'start');
    case appointmentReasons.refused:
      return notPossible('REFUSED', null);
    case appointmentReasons.withdrawn:
      return notPossible('WITHDRAWN', null);
    default:
      return { kind: 'UNAVAILABLE', platform, retryAfterMs: null };
  }
}

/** Why an appointment that was to be cancelled stands. */
export function whyItStands(reason: string): RefusalCode {
  if (reason === appointmentReasons.past) return 'PAST';
  return reason === appointmentReasons.noReference ? 'NO_REFERENCE' : 'REFUSED';
}
