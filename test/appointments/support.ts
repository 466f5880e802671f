import { jcc } from '../../adapters/jcc/index.js';
import { type JccSimulator, startSimulator as startJcc } from '../../adapters/jcc/simulator.js';
import { qmatic } from '../../adapters/qmatic/index.js';
import { type QmaticSimulator, startSimulator as startQmatic } from '../../adapters/qmatic/simulator.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type {
  AppointmentCustomer,
  AppointmentsPort,
  Booking,
  Slot,
} from '../../src/capabilities/appointments/appointments.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { adapterOnWire, type AdapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';

/** Real time that began at a moment of the test's choice. */
export function clockAt(moment: string): Clock {
  const ahead = Date.parse(moment) - Date.now();
  return { ...systemClock, now: () => Date.now() + ahead };
}

/** A platform for appointments, its simulator and the adapter that speaks to it. */
export interface AppointmentWorld {
  readonly simulator: JccSimulator | QmaticSimulator;
  readonly running: AdapterOnWire;
  readonly port: AppointmentsPort;
  readonly clock: Clock;
  context(): CallContext;
  /** How often an operation was asked of the platform. */
  calls(operation: string): number;
  close(): Promise<void>;
}

/** What the tests of both platforms speak of, in the words of each simulator. */
export const platforms = {
  jcc: {
    location: '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e001',
    service: 'c4e1b7d8-3a6f-4b90-a2c5-7f0000000001',
    alongside: 'c4e1b7d8-3a6f-4b90-a2c5-7f0000000002',
    /** Minutes: for one; for two; for one with the other service. */
    minutes: [15, 30, 25],
    book: 'appointment-book',
    cancel: 'appointment-cancel',
    times: 'availabletimelist',
  },
  qmatic: {
    location: 'e4a7c2d95b1f4083a6c1d2e3f4051627',
    service: 'Gesprek_maatschappelijk_werker',
    alongside: 'Parkeerkaart_handicap',
    minutes: [45, 60, 65],
    book: 'book',
    cancel: 'cancel',
    times: 'times',
  },
} as const;

export type PlatformName = keyof typeof platforms;

/** A Wednesday, early: both town halls open at nine. */
export const morning = '2026-11-25T06:00:00+01:00';
export const wednesday = '2026-11-25';

export async function openWorld(
  name: PlatformName,
  { clock = clockAt(morning), policy }: { clock?: Clock; policy?: PolicySettings } = {},
): Promise<AppointmentWorld> {
  const definition = name === 'jcc' ? jcc : qmatic;
  const simulator = await (name === 'jcc' ? startJcc : startQmatic)({ clock, folder: '' });
  const running = adapterOnWire(definition, simulator.settings, {
    clock,
    policy: { retry: { attempts: 1 }, breaker: { failures: 1_000 }, ...policy },
  });
  return {
    simulator,
    running,
    clock,
    port: running.adapter.ports.appointments as AppointmentsPort,
    context: () => callContext({ deadline: clock.now() + 20_000 }),
    calls: (operation) => simulator.calls.filter((call) => call.operation === operation).length,
    async close() {
      await running.close();
      await simulator.close();
    },
  };
}

export function customer(fields: Partial<AppointmentCustomer> = {}): AppointmentCustomer {
  return {
    lastName: 'Peeters',
    lastNamePrefix: null,
    firstName: 'Emma',
    initials: null,
    gender: 'FEMALE',
    birthDate: '1985-07-14',
    nationalNumber: null,
    email: 'emma.peeters@schilde.example',
    phone: '+3233801600',
    mobilePhone: null,
    street: null,
    houseNumber: null,
    houseNumberSuffix: null,
    postalCode: null,
    city: null,
    ...fields,
  };
}

/** The free times of a day for one person. */
export async function slotsOn(
  world: AppointmentWorld,
  name: PlatformName,
  day: string = wednesday,
): Promise<readonly Slot[]> {
  const { service, location } = platforms[name];
  const search = { parts: [{ service, people: 1 }], location, from: day, to: day };
  return (await world.port.slots(search, world.context())).value;
}

export function bookingAt(name: PlatformName, start: Date, fields: Partial<Booking> = {}): Booking {
  const { service, location } = platforms[name];
  return {
    parts: [{ service, people: 1 }],
    location,
    start,
    customers: [customer()],
    reference: 'schakel-7f3a',
    ...fields,
  };
}
