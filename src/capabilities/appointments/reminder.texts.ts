import { randomUUID } from 'node:crypto';
import { SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Log } from '../../operations/log.js';
import type { Consents } from '../../privacy/consent.js';
import type { TextMessagesService } from '../texts/text-messages.service.js';
import { filled } from '../texts/text-templates.js';
import type { AppointmentReminder, ReminderSender } from './appointment.reminders.js';

export interface ReminderTextsOptions {
  readonly texts: Pick<TextMessagesService, 'send'>;
  readonly consents: Pick<Consents, 'holds'>;
  /** With {moment}, {location}, {cancelUrl} and {videoUrl}. */
  readonly text: string;
  /** Code of the purpose to which a citizen must have agreed. */
  readonly consent: string;
  readonly clock: Clock;
  readonly log: Log;
}

const moment = new Intl.DateTimeFormat('nl-BE', {
  weekday: 'long',
  day: 'numeric',
  month: 'long',
  hour: '2-digit',
  minute: '2-digit',
  timeZone: 'Europe/Brussels',
});

const deadlineMs = 30_000;

/** Sends reminders as texts. Consent is looked at here, so that nothing is paid for in vain, and again when the text is sent. */
export function createReminderTexts(options: ReminderTextsOptions): ReminderSender {
  const { texts, consents, text, consent: purpose, clock, log } = options;

  const contentOf = ({ startsAt, locationName, cancelUrl, videoUrl }: AppointmentReminder): string =>
    filled(text, [
      { name: 'moment', value: moment.format(startsAt) },
      { name: 'location', value: locationName },
      { name: 'cancelUrl', value: cancelUrl ?? '' },
      { name: 'videoUrl', value: videoUrl ?? '' },
    ]);

  return {
    async take(reminder) {
      const { key, organisation, subjectHash, to } = reminder;
      const consent = subjectHash === null ? null : { subjectHash, purpose };
      if (consent && !(await consents.holds(consent.subjectHash, purpose, 'SMS'))) return true;
      const sending = await texts.send(
        { to, content: contentOf(reminder), template: null, urgent: false, sender: null, consent },
        // The text may differ when it comes again: its link may have been used.
        { owner: `SYSTEM:${organisation}:reminders`, key, operation: 'appointmentReminder', input: { key } },
        {
          correlationId: randomUUID(),
          deadline: clock.now() + deadlineMs,
          actor: { kind: 'SYSTEM', id: 'appointment-reminders' },
          subject: null,
          mandate: { kind: 'OFFICE', organisation },
          purpose: null,
          sources: new SourceLog(),
        },
      );
      // What is wrong with a text does not get better by waiting; a budget or a gateway does.
      if (sending.kind === 'FAULTY')
        log.warn('appointment.reminder.unsendable', {
          faults: sending.faults.map(({ field, reason }) => `${field} ${reason}`).join(','),
        });
      return sending.kind !== 'BUDGET_SPENT' && sending.kind !== 'NOT_CONFIGURED';
    },
  };
}
