import { randomUUID } from 'node:crypto';
import type { JccSimulator } from '../../adapters/jcc/simulator.js';
import { AppointmentReadingService } from '../../src/capabilities/appointments/appointment-reading.service.js';
import { createAppointmentCommands } from '../../src/capabilities/appointments/appointment.command.js';
import { encodeId } from '../../src/capabilities/appointments/appointment.ids.js';
import { createAppointmentRecords } from '../../src/capabilities/appointments/appointment.records.js';
import { AppointmentsService } from '../../src/capabilities/appointments/appointments.service.js';
import { BookingService } from '../../src/capabilities/appointments/booking.service.js';
import { createSlotOfferRecords } from '../../src/capabilities/appointments/slot-offer.records.js';
import { SlotOfferService } from '../../src/capabilities/appointments/slot-offer.service.js';
import {
  createWaitingListOffering,
  type OfferTeller,
} from '../../src/capabilities/appointments/waiting-list.offering.js';
import { createWaitingListRecords } from '../../src/capabilities/appointments/waiting-list.records.js';
import {
  type AskedPlace,
  WaitingListService,
} from '../../src/capabilities/appointments/waiting-list.service.js';
import type { WaitingPlace } from '../../src/capabilities/appointments/waiting-place.js';
import type { QuietHours } from '../../src/capabilities/texts/quiet-hours.js';
import type { CallContext } from '../../src/context/call-context.js';
import { createIdempotencyKeys } from '../../src/jobs/idempotency.js';
import { parties } from '../graph/actors.js';
import { cipher, commandStand, keyedHash, organisation } from '../jobs/command-stand.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';
import { bookingAt, openWorld, platforms } from './support.js';

export const villageDesk = '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e002';
const day = 86_400_000;
const serviceId = (id: string) => encodeId('service', { platform: 'jcc', id });
const locationId = encodeId('location', { platform: 'jcc', id: villageDesk });

/** The waiting list on JCC's simulator, with one desk that has one time a day, on a clock that stands still. */
export async function waitingStand({ quietHours = null }: { quietHours?: QuietHours | null } = {}) {
  const clock = manualClock(Date.parse('2026-11-25T09:00:00+01:00'));
  const [database, world] = await Promise.all([testDatabase(), openWorld('jcc', { clock })]);
  const simulator = world.simulator as JccSimulator;
  const oneTime = [['14:00', '14:15']] as const;
  simulator.setHours(villageDesk, { 1: oneTime, 2: oneTime, 3: oneTime, 4: oneTime, 5: oneTime });
  const search = { parts: [{ service: platforms.jcc.service, people: 1 }], location: villageDesk };
  const slots = async (from: string, to: string) =>
    (await world.port.slots({ ...search, from, to, fresh: true }, world.context())).value;
  const times: Date[] = [];

  const providers = [{ platform: 'jcc', port: world.port }];
  const appointments = createAppointmentRecords({ database, cipher });
  const kinds = createAppointmentCommands({
    providers,
    records: appointments,
    clock,
    videoUrlOf: () => null,
  });
  const jobs = await commandStand(kinds.all as never, { database, clock, pollMs: 30 * day });
  const service = new AppointmentsService({ providers, platform: 'jcc', clock, longestRangeDays: 31 });
  const reading = new AppointmentReadingService({
    providers,
    platform: 'jcc',
    records: appointments,
    keyedHash,
    clock,
  });
  const bookings = new BookingService({
    appointments: service,
    reading,
    providers,
    records: appointments,
    commands: jobs.commands,
    kinds,
    keyedHash,
    clock,
    organisation,
    mostOpen: 10,
  });
  const keys = createIdempotencyKeys({ database, keyedHash, clock });
  const places = createWaitingListRecords({ database, cipher });
  const offers = createSlotOfferRecords({ database, mostUnanswered: 2 });
  const answers = new SlotOfferService({ offers, places, appointments, bookings, keys, clock });
  const list = new WaitingListService({
    appointments: service,
    providers,
    platform: 'jcc',
    places,
    offers,
    keys,
    keyedHash,
    clock,
    organisation,
    mostDays: 31,
    longestDays: 90,
  });
  const told: string[] = [];
  const teller: OfferTeller = {
    tell: (offer, { customer }) => {
      told.push(`${customer.lastName} ${offer.startsAt.toISOString()}`);
      return Promise.resolve('SMS');
    },
  };
  const log = memoryLog();
  const offering = () =>
    createWaitingListOffering({
      database,
      providers,
      places,
      offers,
      answers,
      teller,
      times: { answerMinutes: 240, noticeMinutes: 120 },
      quietHours,
      mostDays: 31,
      clock,
      log,
    });
  const office = (): CallContext => callContext({ ...parties.staff, deadline: clock.now() + 20_000 });
  const dayOf = (start: Date) => start.toISOString().slice(0, 10);

  return {
    clock,
    simulator,
    database,
    world,
    list,
    answers,
    offers,
    places,
    told,
    log,
    times,
    office,
    dayOf,
    offering,
    async run() {
      await clock.advance(1_000);
      await offering().run();
    },
    /** An empty list and an empty agenda, from the day after tomorrow. */
    async begin() {
      await database.client.waitingPlace.deleteMany();
      await database.client.appointment.deleteMany();
      told.length = 0;
      simulator.fail();
      for (const { id } of simulator.booked()) simulator.cancelAtCounter(id);
      const from = new Date(clock.now() + 2 * day);
      const found = await slots(dayOf(from), dayOf(new Date(from.getTime() + 21 * day)));
      times.splice(0, times.length, ...found.map(({ start }) => start));
    },
    /** Somebody else has this time, until `open` gives it back. */
    async take(start: Date): Promise<string> {
      const outcome = await world.port.book(
        { ...bookingAt('jcc', start), location: villageDesk },
        world.context(),
      );
      if (outcome.kind !== 'BOOKED') throw new Error(outcome.kind);
      return outcome.appointment;
    },
    open: (appointment: string) => simulator.cancelAtCounter(appointment),
    async ask(lastName: string, over: Partial<AskedPlace> = {}, key: string = randomUUID()) {
      const asked = {
        service: serviceId(platforms.jcc.service),
        people: 1,
        with: [],
        locations: [locationId],
        from: dayOf(times[0]!),
        until: dayOf(times[0]!),
        weekdays: [],
        partOfDay: null,
        customer: { lastName, firstName: 'A', email: 'a@schilde.example', mobilePhone: '0470123456' },
        ...over,
      };
      return list.join(asked, key, office());
    },
    /** Joins a second after whoever joined before. */
    async join(lastName: string, over: Partial<AskedPlace> = {}): Promise<WaitingPlace> {
      await clock.advance(1_000);
      const result = await this.ask(lastName, over);
      if (result.kind !== 'PLACE') throw new Error(JSON.stringify(result));
      return result.place;
    },
    async place(id: string): Promise<WaitingPlace> {
      const found = await places.find(id);
      if (!found) throw new Error('no such place');
      return found;
    },
    /** Where a place stands, and its last offer. */
    async standing(id: string): Promise<string> {
      const { state, offers: all } = await this.place(id);
      return [state, all.at(-1)?.state].filter(Boolean).join(' ');
    },
    accept: (id: string, key: string = randomUUID()) => answers.accept(id, key, office()),
    decline: (id: string, key: string = randomUUID()) => answers.decline(id, key, office()),
    leave: (id: string, key: string = randomUUID()) => list.leave(id, key, office()),
    async close() {
      await jobs.close();
      await world.close();
      await database.close();
    },
  };
}

export type WaitingStand = Awaited<ReturnType<typeof waitingStand>>;
