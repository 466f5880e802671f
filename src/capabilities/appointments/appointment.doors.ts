import type { CallContext } from '../../context/call-context.js';
import { auditPartyOf, type AuditTrail } from '../../privacy/audit.js';
import { toCalendar } from './appointment.calendar.js';
import type { AppointmentRecord } from './appointment.records.js';
import type { AppointmentReadingService } from './appointment-reading.service.js';
import type { BookingService } from './booking.service.js';
import type { AppointmentAddresses } from './appointment.view.js';

/** What a link to cancel leads to. */
export interface LinkedRecord {
  readonly stand: 'STANDS' | 'CANCELLING' | 'CANCELLED' | 'OTHER';
  readonly startsAt: Date;
  readonly locationName: string;
}

/** What is reached without the graph: the link to cancel, and the file for a calendar. Both are in the audit trail. */
export function createAppointmentDoors({
  reading,
  bookings,
  addresses,
  audit,
}: {
  readonly reading: AppointmentReadingService;
  readonly bookings: BookingService;
  readonly addresses: AppointmentAddresses;
  readonly audit: AuditTrail;
}) {
  const { links, videoUrlOf, publicUrl } = addresses;

  async function recordOf(ticket: string): Promise<AppointmentRecord | null> {
    const id = links.idOf(ticket);
    return id === null ? null : reading.byLink(id);
  }

  function linked({ startsAt, locationName, state }: AppointmentRecord, stand?: 'STANDS'): LinkedRecord {
    const isGone = state === 'CANCELLED' || state === 'CANCELLING';
    return { startsAt, locationName, stand: stand ?? (isGone ? state : 'OTHER') };
  }

  const write = (
    { subjectHash, organisation }: AppointmentRecord,
    operation: string,
    field: string,
    context: CallContext,
  ) =>
    audit.write({
      ...auditPartyOf(context),
      mandate: subjectHash === null ? `OFFICE:${organisation}` : 'SELF',
      subjectHash,
      operation,
      fields: [field],
      categories: ['dossiers'],
      outcome: 'ALLOWED',
      reason: null,
    });

  return {
    /** Null when the link is not ours, its time has come, or there is no such appointment. */
    async look(ticket: string): Promise<LinkedRecord | null> {
      const record = await recordOf(ticket);
      if (!record) return null;
      return linked(record, reading.isChangeable(record) && !record.linkUsedAt ? 'STANDS' : undefined);
    },

    /** Null as `look`, and when the link was used before. */
    async cancel(ticket: string, context: CallContext): Promise<LinkedRecord | null> {
      const record = await recordOf(ticket);
      if (!record || record.linkUsedAt) return null;
      await write(record, 'cancelByLink', 'cancelAppointment', context);
      const result = await bookings.cancelByLink(record.id, context);
      return linked(result.kind === 'APPOINTMENT' ? result.shown.record : record);
    },

    /** Of a citizen's own appointment; null when there is none. */
    async calendar(id: string, context: CallContext): Promise<string | null> {
      const record = await reading.own(id, context);
      if (!record) return null;
      await write(record, 'appointmentCalendar', 'appointment', context);
      return toCalendar(record, { videoUrl: videoUrlOf(record), host: new URL(publicUrl).hostname });
    },
  };
}
