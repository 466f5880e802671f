import { ICalCalendar, ICalCalendarMethod, ICalEventStatus } from 'ical-generator';
import type { AppointmentRecord } from './appointment.records.js';

export interface CalendarDetails {
  /** Address of the room of a video appointment; null for another one. */
  readonly videoUrl: string | null;
  /** Name of the host that makes the file unique in the world, such as schakel.schilde.be. */
  readonly host: string;
}

/**
 * An appointment as an iCalendar file (RFC 5545). Its moments are in UTC, which every calendar shows in its own zone and
 * which has no hour that comes twice. The same appointment keeps its UID, so that a later file takes its place.
 */
export function toCalendar(record: AppointmentRecord, { videoUrl, host }: CalendarDetails): string {
  const { id, startsAt, endsAt, locationName, parts, requestedAt, toldAt, state } = record;
  const isGone = state === 'CANCELLED' || state === 'RESCHEDULED' || state === 'REFUSED';
  const calendar = new ICalCalendar({
    prodId: { company: 'Schakel', product: 'Afspraken', language: 'NL' },
    method: isGone ? ICalCalendarMethod.CANCEL : ICalCalendarMethod.PUBLISH,
  });
  calendar.createEvent({
    id: `${id}@${host}`,
    stamp: toldAt ?? requestedAt,
    sequence: isGone ? 1 : 0,
    start: startsAt,
    end: endsAt,
    summary: titleOf(record),
    location: videoUrl === null ? locationName : videoUrl,
    description: parts
      .map(({ name, people }) => (people > 1 ? `${name} (${people} personen)` : name))
      .join('\n'),
    status: statusOf(state),
    ...(videoUrl !== null && { url: videoUrl }),
  });
  return `${calendar.toString()}\r\n`;
}

/** What to call an appointment. */
export function titleOf({ parts }: Pick<AppointmentRecord, 'parts'>): string {
  return parts.map(({ name }) => name).join(', ');
}

function statusOf(state: AppointmentRecord['state']): ICalEventStatus {
  if (state === 'REQUESTED' || state === 'IN_DOUBT') return ICalEventStatus.TENTATIVE;
  return state === 'BOOKED' || state === 'CANCELLING' ? ICalEventStatus.CONFIRMED : ICalEventStatus.CANCELLED;
}
