import { placeOf, type TimelineFeed } from '../timeline/timeline.feed.js';
import { TimelineEntry } from '../timeline/timeline.types.js';
import { titleOf } from './appointment.calendar.js';
import { type AppointmentAddresses, toAppointment } from './appointment.view.js';
import type { AppointmentReadingService, ShownAppointment } from './appointment-reading.service.js';

/** The appointments that a person made, by when they were asked for. */
export function appointmentFeed(
  service: AppointmentReadingService,
  addresses: AppointmentAddresses,
): TimelineFeed {
  const entryOf = (shown: ShownAppointment): TimelineEntry =>
    Object.assign(new TimelineEntry(), {
      id: shown.record.id,
      at: shown.record.requestedAt,
      kind: 'APPOINTMENT',
      title: titleOf(shown.record),
      detail: shown.record.state,
      actionNeeded: false,
      platform: shown.record.platform,
      item: toAppointment(shown, addresses),
    } satisfies TimelineEntry);
  return {
    kind: 'APPOINTMENT',
    async entriesOf(nationalNumber, start, limit, context) {
      const { items, source } = await service.requestedAfter(nationalNumber, placeOf(start), limit, context);
      return { entries: items.map(entryOf), source };
    },
  };
}
