import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import {
  type AppointmentReminder,
  createAppointmentReminders,
} from '../../src/capabilities/appointments/appointment.reminders.js';
import {
  type AppointmentRecords,
  createAppointmentRecords,
} from '../../src/capabilities/appointments/appointment.records.js';
import type { Database } from '../../src/storage/database.js';
import { cipher } from '../jobs/command-stand.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';
import { customer } from './support.js';

const hour = 3_600_000;
const start = Date.UTC(2026, 5, 1, 10);
let database: Database;
let records: AppointmentRecords;
beforeAll(async () => {
  database = await testDatabase();
  records = createAppointmentRecords({ database, cipher });
});
beforeEach(() => database.client.appointment.deleteMany());
afterAll(() => database.close());

function world({ takes = () => true }: { takes?: (reminder: AppointmentReminder) => boolean } = {}) {
  const clock = manualClock(start);
  const taken: AppointmentReminder[] = [];
  const log = memoryLog();
  const reminders = createAppointmentReminders({
    records,
    sender: {
      async take(reminder) {
        if (!takes(reminder)) return false;
        taken.push(reminder);
        return true;
      },
    },
    minutesBefore: [24 * 60, 2 * 60],
    cancelUrlOf: ({ id }) => `https://schilde.example/${id}`,
    videoUrlOf: () => null,
    clock,
    log,
  });
  return { clock, taken, log, remind: () => reminders.remind() };
}

/** Hours from the beginning of the test. */
async function appointment(
  inHours: number,
  { state = 'BOOKED', phone = '+32470123456', requestedAt = start - 72 * hour } = {},
): Promise<string> {
  const id = randomUUID();
  await database.client.$transaction((tx) =>
    records.add(
      tx,
      {
        id,
        organisation: '0297500186',
        platform: 'jcc',
        parts: [{ service: 'p', name: 'Paspoort', people: 1 }],
        locationId: 'l',
        locationName: 'Gemeentehuis',
        startsAt: new Date(start + inHours * hour),
        endsAt: new Date(start + inHours * hour + 900_000),
        subjectHash: null,
        customer: customer({ phone }),
        commandId: randomUUID(),
        replacesId: null,
        requestedBy: 'clerk',
        requestedAt: new Date(requestedAt),
      },
      { most: 1, now: new Date(start) },
    ),
  );
  await database.client.appointment.update({ where: { id }, data: { state } });
  return id;
}

describe('reminders of appointments', () => {
  test('are each handed over once, when they are due', async () => {
    const { clock, taken, remind } = world();
    const id = await appointment(30);
    await remind();
    expect(taken).toEqual([]);
    await clock.advance(6 * hour);
    await remind();
    await remind();
    expect(taken).toEqual([
      {
        key: `appointment-reminder ${id} 1440`,
        organisation: '0297500186',
        subjectHash: null,
        to: '+32470123456',
        startsAt: new Date(start + 30 * hour),
        locationName: 'Gemeentehuis',
        videoUrl: null,
        cancelUrl: `https://schilde.example/${id}`,
      },
    ]);
    await clock.advance(22 * hour);
    await remind();
    await clock.advance(hour);
    await remind();
    expect(taken.map(({ key }) => key)).toEqual([
      `appointment-reminder ${id} 1440`,
      `appointment-reminder ${id} 120`,
    ]);
  });

  test('that come too late are left out: the hub was away, it was booked after that, or it has begun', async () => {
    const { taken, remind } = world();
    const soon = await appointment(1);
    await appointment(3, { requestedAt: start - hour });
    await appointment(-1);
    await remind();
    expect(taken.map(({ key }) => key)).toEqual([`appointment-reminder ${soon} 120`]);
  });

  test('are for who comes and can be texted', async () => {
    const { taken, remind, log } = world();
    for (const state of ['REQUESTED', 'IN_DOUBT', 'REFUSED', 'CANCELLING', 'CANCELLED', 'RESCHEDULED'])
      await appointment(10, { state });
    await appointment(10, { phone: '+3233836218' });
    await remind();
    expect(taken).toEqual([]);
    expect(log.lines).toEqual([]);
  });

  test('that were not taken come again, under the same key, and hold up no others', async () => {
    let isDown = true;
    const { clock, taken, remind, log } = world({
      takes({ startsAt }) {
        if (isDown && startsAt.getTime() < start + 12 * hour) throw new Error('+32470123456');
        return !isDown || startsAt.getTime() > start + 14 * hour;
      },
    });
    const [first, second, third] = [await appointment(11), await appointment(13), await appointment(15)];
    await remind();
    expect(taken.map(({ key }) => key)).toEqual([`appointment-reminder ${third} 1440`]);
    expect(JSON.stringify(log.lines)).not.toContain('470123456');
    isDown = false;
    await clock.advance(60_000);
    await remind();
    expect(taken.map(({ key }) => key).slice(1)).toEqual([
      `appointment-reminder ${first} 1440`,
      `appointment-reminder ${second} 1440`,
    ]);
  });
});
