import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { PlatformError } from '../../src/adapter/platform-error.js';
import { createAppointmentCommands } from '../../src/capabilities/appointments/appointment.command.js';
import { encodeId } from '../../src/capabilities/appointments/appointment.ids.js';
import {
  type AppointmentRecords,
  createAppointmentRecords,
} from '../../src/capabilities/appointments/appointment.records.js';
import { AppointmentsService } from '../../src/capabilities/appointments/appointments.service.js';
import type {
  AppointmentsPort,
  BookingOutcome,
  CancelOutcome,
} from '../../src/capabilities/appointments/appointments.port.js';
import { AppointmentReadingService } from '../../src/capabilities/appointments/appointment-reading.service.js';
import type { BookingResult } from '../../src/capabilities/appointments/booking.result.js';
import { BookingService } from '../../src/capabilities/appointments/booking.service.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import type { Database } from '../../src/storage/database.js';
import { cipher, type CommandStand, commandStand, keyedHash, organisation } from '../jobs/command-stand.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';

const start = Date.UTC(2026, 5, 2, 9);
const emma = NationalNumber.parse('85671421468');

/** An agenda that does what is asked, and answers when the test lets it. */
class Agenda {
  readonly booked = new Map<string, string>();
  readonly calls: string[] = [];
  /** What is done in place of answering, once each. */
  readonly instead: ((answer: unknown) => Promise<unknown>)[] = [];

  readonly port = {
    services: () => sourced([{ id: 's', name: 'Paspoort', maximumPeople: null }]),
    locationsFor: () => sourced([{ id: 'l', name: 'Gemeentehuis', timeZone: 'Europe/Brussels' }]),
    customerFields: () =>
      sourced({ fields: [{ code: 'LAST_NAME', platformName: 'n', required: true }], oneOf: [] }),
    slots: () =>
      sourced(
        [0, 1, 2].map((n) => ({
          start: new Date(start + n * 900_000),
          end: new Date(start + (n + 1) * 900_000),
        })),
      ),
    book: ({ reference }: { reference: string }): Promise<BookingOutcome> => {
      const appointment = `booked-${this.booked.size + 1}`;
      this.booked.set(appointment, reference);
      return this.#answer('book', { kind: 'BOOKED', appointment });
    },
    cancel: (id: string): Promise<CancelOutcome> => {
      const kind = this.booked.delete(id) ? 'CANCELLED' : 'NOT_FOUND';
      return this.#answer('cancel', { kind });
    },
    appointment: (id: string) => {
      this.calls.push('appointment');
      return sourced(
        this.booked.has(id) ? { id, start: new Date(start), remarks: this.booked.get(id) } : null,
      );
    },
  } as unknown as AppointmentsPort;

  async #answer<T>(call: string, outcome: T): Promise<T> {
    this.calls.push(call);
    return (await (this.instead.shift() ?? ((answer) => Promise.resolve(answer)))(outcome)) as T;
  }
}

const sourced = <T>(value: T) =>
  Promise.resolve({
    value,
    source: { platform: 'agenda', state: 'FRESH', fetchedAt: new Date(0), since: null, reason: null },
  });

let database: Database;
let agenda: Agenda;
let records: AppointmentRecords;
let clock: ReturnType<typeof manualClock>;
const stands: CommandStand[] = [];

/** One hub on the database, with what it offers. */
async function hub() {
  const providers = [{ platform: 'agenda', port: agenda.port }];
  const kinds = createAppointmentCommands({ providers, records, clock, videoUrlOf: () => null });
  const stand = await commandStand(kinds.all as never, { database, clock });
  stands.push(stand);
  const reading = new AppointmentReadingService({ providers, platform: 'agenda', records, keyedHash, clock });
  const service = new BookingService({
    reading,
    appointments: new AppointmentsService({ providers, platform: 'agenda', clock, longestRangeDays: 31 }),
    providers,
    records,
    commands: stand.commands,
    kinds,
    keyedHash,
    clock,
    organisation,
    mostOpen: 10,
  });
  const context = () =>
    callContext({
      deadline: clock.now() + 10_000,
      actor: { kind: 'CITIZEN', id: 'emma', nationalNumber: emma, givenName: 'Emma', familyName: 'Peeters' },
      subject: { id: keyedHash.ofNationalNumber(emma), nationalNumber: emma },
    });
  return {
    stand,
    book: (key: string = randomUUID()) =>
      service.book(
        {
          service: encodeId('service', { platform: 'agenda', id: 's' }),
          people: 1,
          with: [],
          location: encodeId('location', { platform: 'agenda', id: 'l' }),
          start: new Date(start),
          customer: {},
        },
        key,
        context(),
      ),
    reschedule: (id: string) =>
      service.reschedule(id, new Date(start + 900_000), null, randomUUID(), context()),
    read: (id: string) => reading.appointment(id, context()),
    cancel: (id: string) => service.cancel(id, randomUUID(), context()),
    decide: (id: string, done: boolean, reference: string | null = null) =>
      stand.commands.decide(id, 'administrator', { done, reference }, null),
  };
}

const recordOf = (result: BookingResult) => {
  if (result.kind !== 'APPOINTMENT') throw new Error(result.kind);
  return result.shown.record;
};
const stateOf = async (id: string) => (await records.find(id))?.state;
const count = (call: string) => agenda.calls.filter((one) => one === call).length;
const never = () => new Promise(() => {});

async function called(call: string): Promise<void> {
  while (count(call) === 0) await new Promise(setImmediate);
}

/** The hub is gone: nobody renews what it was at work on. */
async function leave(): Promise<void> {
  await database.client.$executeRaw`UPDATE command SET lease_until = now() - interval '1 second'`;
}

beforeEach(async () => {
  database = await testDatabase();
  records = createAppointmentRecords({ database, cipher });
  agenda = new Agenda();
  clock = manualClock();
});
afterEach(async () => {
  await Promise.all(stands.splice(0).map((stand) => stand.close()));
  await database.close();
});

describe('a platform that takes its time', () => {
  test('given it answers after the question had to be answered, then it is REQUESTED first, and BOOKED by itself', async () => {
    let answer = () => {};
    agenda.instead.push((outcome) => new Promise((resolve) => (answer = () => resolve(outcome))));
    const { book, stand } = await hub();
    const asked = book('one-key-for-it');
    await called('book');
    await clock.advance(9_500);
    const record = recordOf(await asked);
    expect(record.state).toBe('REQUESTED');

    answer();
    await stand.work();
    expect(await stateOf(record.id)).toBe('BOOKED');
    expect(recordOf(await book('one-key-for-it'))).toMatchObject({ id: record.id, state: 'BOOKED' });
    expect(count('book')).toBe(1);
  });
});

describe('a hub that stops', () => {
  test('while the platform books: the next hub does not book again, and a person decides', async () => {
    agenda.instead.push(never);
    const first = await hub();
    void first.book();
    await called('book');
    const [record] = await records.list({ organisation, state: null }, { after: null, limit: 1 });
    const { id, commandId } = record!;
    await leave();

    const second = await hub();
    await second.stand.work();
    expect(await records.find(id)).toMatchObject({ state: 'IN_DOUBT', reason: 'INTERRUPTED' });
    await second.stand.advance(3_600_000);
    expect(count('book')).toBe(1);

    expect(await second.decide(commandId, true, 'booked-1')).toBeNull();
    await second.stand.work();
    expect(await records.find(id)).toMatchObject({ state: 'BOOKED', platformId: 'booked-1' });
    expect(agenda.booked.get('booked-1')).toBe(commandId);
  });

  test('between the two steps of a move: the next hub asks whether the old one stands, and cancels it once', async () => {
    const first = await hub();
    const old = recordOf(await first.book());
    agenda.instead.push((outcome) => Promise.resolve(outcome), never);
    void first.reschedule(old.id);
    await called('cancel');
    // It came to the platform, or it did not: here it did not.
    agenda.booked.set('booked-1', old.commandId);
    expect(await stateOf(old.id)).toBe('CANCELLING');
    await leave();

    const second = await hub();
    await second.stand.work();
    expect(await stateOf(old.id)).toBe('RESCHEDULED');
    expect([...agenda.booked.keys()]).toEqual(['booked-2']);
    expect(count('book')).toBe(2);
  });
});

describe('a booking in doubt that was not made', () => {
  const lost = () => Promise.resolve({ kind: 'IN_DOUBT', reason: 'TIMEOUT' });

  test('given a person says so, then it is booked, once', async () => {
    const { book, decide, stand } = await hub();
    agenda.instead.push(lost);
    const { id, commandId, state } = recordOf(await book());
    expect(state).toBe('IN_DOUBT');
    agenda.booked.clear();

    await decide(commandId, false);
    await stand.work();
    expect(await stateOf(id)).toBe('BOOKED');
    expect(agenda.booked.size).toBe(1);
  });

  test('given its time has come before anybody says so, then it is refused, and nothing is sent', async () => {
    const { book, decide, stand } = await hub();
    agenda.instead.push(lost);
    const { id, commandId } = recordOf(await book());
    await clock.advance(start - clock.now());
    await decide(commandId, false);
    await stand.work();
    expect(await records.find(id)).toMatchObject({ state: 'REFUSED', reason: 'PAST' });
    expect(count('book')).toBe(1);
  });

  test('given a person says that it was made and does not know its number, then it stands, and cannot be cancelled here', async () => {
    const { book, decide, cancel } = await hub();
    agenda.instead.push(lost);
    const { id, commandId } = recordOf(await book());
    await decide(commandId, true);
    expect(await records.find(id)).toMatchObject({ state: 'BOOKED', platformId: null });
    expect(await cancel(id)).toEqual({ kind: 'NOT_POSSIBLE', code: 'NO_REFERENCE', field: 'id' });
  });
});

describe('a number that a person gave', () => {
  const lost = () => Promise.resolve({ kind: 'IN_DOUBT', reason: 'TIMEOUT' });

  test.each([
    ['of the appointment of somebody else', 'of-somebody-else'],
    ['of nothing', 'nothing'],
  ])(
    'given it is %s, then nothing is cancelled with it, and it is not believed any more',
    async (_, number) => {
      const { book, decide, cancel, read } = await hub();
      agenda.booked.set('of-somebody-else', 'Jan');
      agenda.instead.push(lost);
      const { id, commandId } = recordOf(await book());
      await decide(commandId, true, number);

      expect(await cancel(id)).toEqual({ kind: 'NOT_POSSIBLE', code: 'NO_REFERENCE', field: null });
      expect(count('cancel')).toBe(0);
      expect((await read(id))?.record).toMatchObject({ state: 'BOOKED', platformId: null });
      expect(await cancel(id)).toEqual({ kind: 'NOT_POSSIBLE', code: 'NO_REFERENCE', field: 'id' });
      expect([...agenda.booked.values()]).toEqual(['Jan', commandId]);
    },
  );

  test('given it is the right one, then the appointment is cancelled with it', async () => {
    const { book, decide, cancel } = await hub();
    agenda.instead.push(lost);
    const { id, commandId } = recordOf(await book());
    await decide(commandId, true, 'booked-1');
    expect(recordOf(await cancel(id)).state).toBe('CANCELLED');
    expect(agenda.booked.size).toBe(0);
  });
});

describe('a platform that is down', () => {
  const down = () => Promise.reject(new PlatformError('agenda', 'HTTP_5XX'));

  test('given a booking, then it is refused, and not tried later', async () => {
    const { book, stand } = await hub();
    agenda.instead.push(down);
    expect(await book()).toEqual({ kind: 'UNAVAILABLE', platform: 'agenda', retryAfterMs: null });
    await stand.advance(3_600_000);
    expect(count('book')).toBe(1);
  });

  test('given a cancellation, then it is tried until it is up', async () => {
    const { book, cancel, stand } = await hub();
    const { id } = recordOf(await book());
    agenda.instead.push(down, down);
    expect(recordOf(await cancel(id)).state).toBe('CANCELLING');
    await stand.advance(600_000);
    expect(await stateOf(id)).toBe('CANCELLED');
    expect(agenda.booked.size).toBe(0);
  });
});
