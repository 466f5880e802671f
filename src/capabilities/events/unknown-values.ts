import type { NoteUnknownValue } from '../../operations/unknown-values.js';
import { stateOf } from './event.view.js';
import type { Event } from './events.port.js';

/** What the platform's contract names. */
const known: Readonly<Record<string, readonly string[]>> = {
  calendarType: ['single', 'multiple', 'periodic', 'permanent'],
  attendanceMode: ['offline', 'online', 'mixed'],
  bookingAvailability: ['Available', 'Unavailable'],
  audienceType: ['everyone', 'members', 'education'],
  workflowStatus: ['DRAFT', 'READY_FOR_VALIDATION', 'APPROVED', 'REJECTED', 'DELETED'],
  linkStatus: ['confirmed', 'pending', 'rejected', 'cancelled'],
};

export type UnknownValues = ReturnType<typeof createUnknownValues>;

/** Looks for what a platform may not say, and notes it. Nothing is changed or hidden. */
export function createUnknownValues(note: NoteUnknownValue) {
  // The wire gives the same answer to many: an event in it is looked at once.
  const seen = new WeakSet<Event>();

  function check(field: string, value: string | null | undefined, id: string): void {
    if (value !== null && value !== undefined && !known[field]?.includes(value)) note(field, value, id);
  }

  return {
    /** Checks a code of one of the lists. */
    check,

    look(event: Event): void {
      if (seen.has(event)) return;
      seen.add(event);
      const { id } = event;
      check('calendarType', event.calendarType, id);
      check('attendanceMode', event.attendanceMode, id);
      check('audienceType', event.audience.type, id);
      check('workflowStatus', event.workflowStatus, id);
      for (const part of [event, ...event.subEvents]) {
        check('bookingAvailability', part.bookingAvailability?.code, id);
        if (part.status && stateOf(part.status.code) === 'UNKNOWN') note('status', part.status.code, id);
        if (part.startsAt && part.endsAt && part.endsAt < part.startsAt)
          note('period', 'END_BEFORE_START', id);
      }
      for (const sub of event.subEvents) if (!sub.startsAt || !sub.endsAt) note('period', 'NO_MOMENT', id);
      for (const { cents, currency } of event.prices ?? [])
        if (cents === null) note('price', currency === 'EUR' ? 'NO_AMOUNT' : 'OTHER_CURRENCY', id);
      if (event.audience.ageRange !== null && event.audience.allAges === null)
        note('ageRange', event.audience.ageRange, id);
    },
  };
}
