import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import type { AppointmentReminder } from '../../src/capabilities/appointments/appointment.reminders.js';
import { createReminderTexts } from '../../src/capabilities/appointments/reminder.texts.js';
import { parseMobileNumber } from '../../src/identifiers/mobile-number.js';
import type { ReminderSender } from '../../src/capabilities/appointments/appointment.reminders.js';
import { number, type SendingStand, sendingStand } from './sending-stand.js';

const emma = 'hash-of-emma';

/** Of an appointment in the night in which the clocks go back, at 00:30 in Brussels. */
const reminder = (over: Partial<AppointmentReminder> = {}): AppointmentReminder => ({
  key: `appointment-reminder ${randomUUID()} 1440`,
  organisation: '0297500186',
  subjectHash: emma,
  to: parseMobileNumber(number),
  startsAt: new Date('2026-10-24T22:30:00Z'),
  locationName: 'Gemeentehuis',
  videoUrl: null,
  cancelUrl: 'https://schilde.example/appointments/cancel/x',
  ...over,
});

describe('a reminder by text', () => {
  let stand: SendingStand;
  let sender: ReminderSender;
  beforeEach(async () => {
    stand = await sendingStand();
    sender = createReminderTexts({
      texts: stand.service,
      consents: stand.consents,
      text: 'U hebt een afspraak op {moment}: {location}. Annuleren: {cancelUrl}',
      consent: 'alerts',
      clock: stand.clock,
      log: stand.log,
    });
  });
  afterEach(() => stand.close());

  const say = (given: boolean) =>
    stand.consents.say(
      {
        subjectHash: emma,
        purpose: 'alerts',
        channel: 'SMS',
        given,
        through: 'CITIZEN',
        actorId: emma,
        textVersion: '1',
      },
      async () => true,
    );
  const texts = async () =>
    (await stand.service.texts(null, 10, null, stand.context())).edges.map(({ node }) => node);

  test('given consent, then it is sent once, however often it is handed over, with the time in Brussels', async () => {
    await say(true);
    const one = reminder();
    expect(await sender.take(one)).toBe(true);
    // Its link was used in between: another text, and still the same reminder.
    expect(await sender.take({ ...one, cancelUrl: null })).toBe(true);
    await stand.jobs.work();
    const sent = await texts();
    expect(sent).toHaveLength(1);
    expect(sent[0]).toMatchObject({
      state: 'SENT',
      content:
        'U hebt een afspraak op zondag 25 oktober om 00:30: Gemeentehuis. Annuleren: https://schilde.example/appointments/cancel/x',
    });
    expect(sent[0]!.encoding).toBe('GSM_7');
  });

  test('given no consent, then it needs no more thought, and nothing is stored', async () => {
    expect(await sender.take(reminder())).toBe(true);
    expect(await texts()).toEqual([]);
  });

  test('given consent that is withdrawn while it waits, then it is not sent, and costs nothing', async () => {
    await say(true);
    stand.cm.fail({ kind: 'status', status: 429 });
    expect(await sender.take(reminder())).toBe(true);
    await stand.jobs.work();
    await say(false);
    stand.cm.fail();
    await stand.jobs.advance(60_000);
    expect(await texts()).toMatchObject([{ state: 'FAILED', reason: 'CONSENT_MISSING' }]);
    expect((await stand.service.budget(stand.context())).spentMicros).toBe(0n);
  });

  test('given somebody the hub does not know, who gave their number for it, then it is sent', async () => {
    expect(await sender.take(reminder({ subjectHash: null }))).toBe(true);
    await stand.jobs.work();
    expect(await texts()).toMatchObject([{ state: 'SENT' }]);
  });

  test('given no budget is left, then it comes again', async () => {
    await stand.close();
    stand = await sendingStand({ budget: { monthlyCents: 1 } });
    const poor = createReminderTexts({
      texts: stand.service,
      consents: stand.consents,
      text: '{moment}',
      consent: 'alerts',
      clock: stand.clock,
      log: stand.log,
    });
    expect(await poor.take(reminder({ subjectHash: null }))).toBe(false);
  });
});
