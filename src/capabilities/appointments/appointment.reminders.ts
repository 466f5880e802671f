import type { Clock } from '../../context/clock.js';
import { type MobileNumber, parseMobileNumber } from '../../identifiers/mobile-number.js';
import type { Log } from '../../operations/log.js';
import type { AppointmentRecord, AppointmentRecords } from './appointment.records.js';
import type { AppointmentCustomer } from './appointments.port.js';

/** A reminder of an appointment that is due now. */
export interface AppointmentReminder {
  /** The same each time that this reminder is handed over: whoever sends must recognise it, for it may come twice. */
  readonly key: string;
  /** KBO number of the organisation in whose name it is sent. */
  readonly organisation: string;
  /** Keyed hash of the national number; null when it was booked for somebody the hub does not know. */
  readonly subjectHash: string | null;
  readonly to: MobileNumber;
  readonly startsAt: Date;
  readonly locationName: string;
  readonly videoUrl: string | null;
  /** A link with which the appointment is cancelled, once, until it begins; null when it was used. */
  readonly cancelUrl: string | null;
}

/** Sends reminders. */
export interface ReminderSender {
  /** Takes a reminder to send it; whether it did. What it did not take comes again. */
  take(reminder: AppointmentReminder): Promise<boolean>;
}

export interface AppointmentRemindersOptions {
  readonly records: AppointmentRecords;
  readonly sender: ReminderSender;
  /** How long before an appointment people are reminded, in minutes; each once. */
  readonly minutesBefore: readonly number[];
  readonly cancelUrlOf: (record: AppointmentRecord) => string;
  readonly videoUrlOf: (record: AppointmentRecord) => string | null;
  readonly clock: Clock;
  readonly log: Log;
}

const atOnce = 200;
const minute = 60_000;

/** Which reminders are due: each of an appointment once, none that comes too late to be of use. */
export function createAppointmentReminders(options: AppointmentRemindersOptions) {
  const { records, sender, cancelUrlOf, videoUrlOf, clock, log } = options;
  const steps = [...new Set(options.minutesBefore)].toSorted((one, other) => one - other);

  /** Whether it needs no more thought: taken, or nobody to remind. */
  async function handle(record: AppointmentRecord, minutesBefore: number): Promise<boolean> {
    const to = mobileOf(record.customer);
    const dueAt = record.startsAt.getTime() - minutesBefore * minute;
    // Whoever booked after that moment knows it still.
    if (to === null || record.requestedAt.getTime() > dueAt) return true;
    try {
      return await sender.take({
        key: `appointment-reminder ${record.id} ${minutesBefore}`,
        organisation: record.organisation,
        subjectHash: record.subjectHash,
        to,
        startsAt: record.startsAt,
        locationName: record.locationName,
        videoUrl: videoUrlOf(record),
        cancelUrl: record.linkUsedAt ? null : cancelUrlOf(record),
      });
    } catch (error) {
      log.error('appointment.reminder.failed', {
        appointment: record.id,
        error: error instanceof Error ? error.name : typeof error,
      });
      return false;
    }
  }

  return {
    /** Hands over what is due. To be run every few minutes, by one hub at a time. */
    async remind(signal?: AbortSignal): Promise<void> {
      const now = clock.now();
      for (const [index, minutesBefore] of steps.entries()) {
        // Later than the next one is due, this one is of no use any more.
        const after = new Date(now + (steps[index - 1] ?? 0) * minute);
        const until = new Date(now + minutesBefore * minute);
        for (let left = 0; !signal?.aborted;) {
          const due = await records.toRemind(minutesBefore, { after, until }, { skip: left, limit: atOnce });
          for (const record of due) {
            if (signal?.aborted) return;
            if (await handle(record, minutesBefore))
              await records.remindedOf(record.id, minutesBefore, new Date(now));
            else left += 1;
          }
          if (due.length < atOnce) break;
        }
      }
    },
  };
}

/** The mobile number of a person, wherever it was filled in; null when there is none. */
export function mobileOf({
  mobilePhone,
  phone,
}: Pick<AppointmentCustomer, 'mobilePhone' | 'phone'>): MobileNumber | null {
  for (const number of [mobilePhone, phone]) {
    if (number === null) continue;
    try {
      return parseMobileNumber(number);
    } catch {
      // A fixed line cannot receive texts.
    }
  }
  return null;
}
