import { checkStep } from '../../src/adapter/check-step.js';
import {
  type NoteUnknownValue,
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type {
  AppointmentsPort,
  Booking,
  SlotSearch,
} from '../../src/capabilities/appointments/appointments.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { brussels, wallTimeOf } from '../../src/context/wall-time.js';
import { type Client, createClient, platform } from './client.js';
import type { AvailableTimesDocument } from './documents.js';
import {
  toAppointment,
  toCustomerFields,
  toLocations,
  toRequest,
  toService,
  toSlots,
  unknownFieldsIn,
  unknownGendersIn,
} from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const jcc = defineAdapter({
  name: platform,
  title: 'JCC-Afspraken',
  operator: 'JCC Software, for the municipality',
  provides: ['appointments'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

const minute = 60_000;
const offer = { freshMs: 10 * minute, staleWhileRevalidateMs: 60 * minute, staleIfErrorMs: 24 * 60 * minute };

// What can be booked changes seldom; free times change all the time, and an old one is worse than none.
const policy: PolicySettings = {
  operations: {
    'activity-list': { cache: offer },
    'activity-additional': { cache: offer },
    'location-list': { cache: offer },
    'location-forappointment': { cache: offer },
    customerfields: { cache: offer },
    availabletimelist: { cache: { freshMs: 5_000 } },
  },
};

function start(settings: Settings, { connect, noteUnknownValue }: AdapterTools): RunningAdapter {
  const base = settings.url.endsWith('/') ? settings.url : `${settings.url}/`;
  const client = createClient(
    connect({
      baseUrl: base,
      credentials: {
        kind: 'oauth2-client-credentials',
        tokenUrl: settings.tokenUrl ?? `${base}connect/token`,
        clientId: settings.clientId,
        clientSecret: settings.clientSecret,
        scope: settings.scope,
      },
      policy,
    }),
    settings.language,
  );
  return {
    ports: { appointments: port(client, noteUnknownValue) },
    health: (context) => client.version(context),
    check: (context) => check(client, context),
  };
}

function port(client: Client, noteUnknownValue: NoteUnknownValue): AppointmentsPort {
  const slotsOf = (document: AvailableTimesDocument) => {
    const { slots, impossible } = toSlots(document);
    for (const time of impossible) noteUnknownValue('slot', time);
    return slots;
  };
  const offered = async (booking: Booking, context: CallContext): Promise<Sourced<boolean>> => {
    const times = await client.availableTimes(searchOf(booking), context);
    return sourced(times, (document) =>
      toSlots(document).slots.some(({ start: at }) => at.getTime() === booking.start.getTime()),
    );
  };
  return {
    services: async (context) =>
      sourced(await client.activities(null, context), (documents) => documents.map(toService)),
    locations: async (context) => sourced(await client.locations(context), toLocations),
    servicesAt: async (location, context) => sourced(await client.activities(location, context), idsOf),
    locationsFor: async (services, context) =>
      sourced(await client.locationsFor(services, context), toLocations),
    combinableWith: async (services, context) =>
      sourced(await client.additionalActivities(services, context), idsOf),
    days: async (search, context) =>
      sourced(await client.availableTimes(search, context), (document) => [
        ...new Set(slotsOf(document).map(({ start: at }) => wallTimeOf(at, brussels).slice(0, 10))),
      ]),
    slots: async (search, context) => sourced(await client.availableTimes(search, context), slotsOf),
    async customerFields(services, context) {
      const answer = sourced(await client.customerFields(services, context), toCustomerFields);
      for (const name of unknownFieldsIn(answer.value)) noteUnknownValue('customerField', name);
      return answer;
    },

    async book(booking, context) {
      const { value: minutes } = await client.duration(booking.parts, dayOf(booking), context);
      const attempt = await client.book(toRequest(booking, minutes), context);
      if (attempt.kind === 'IN_DOUBT') return attempt;
      const { value } = attempt;
      if (value.id !== null) return { kind: 'BOOKED', appointment: value.id };
      // JCC has no code for it: whether somebody else was first shows in the times that are left.
      const taken = await offered(booking, context).then(
        (answer) => !answer.value,
        () => false,
      );
      return taken ? { kind: 'SLOT_TAKEN' } : { kind: 'REFUSED', platformCode: value.refusal };
    },

    trace: async (booking, context) =>
      sourced(await offered(booking, context), (free) => (free ? 'SLOT_OFFERED' : 'SLOT_GONE')),

    async appointment(id, context) {
      const answer = await client.appointment(id, context);
      if (!answer.value) return { value: null, source: answer.source };
      const value = toAppointment(answer.value);
      if (!value) throw new PlatformError(platform, 'MALFORMED');
      for (const gender of unknownGendersIn(answer.value)) noteUnknownValue('gender', String(gender));
      if (!value.end) noteUnknownValue('period', 'NO_POSSIBLE_END');
      return { value, source: answer.source };
    },

    async cancel(id, context) {
      const attempt = await client.cancel(id, context);
      if (attempt.kind === 'IN_DOUBT') return attempt;
      if (attempt.value.id !== null) return { kind: 'CANCELLED' };
      const { refusal } = attempt.value;
      if (refusal === 'HTTP_404') return { kind: 'NOT_FOUND' };
      const stands = await client.appointment(id, context).then(
        ({ value }) => value !== null,
        () => true,
      );
      return stands ? { kind: 'REFUSED', platformCode: refusal } : { kind: 'NOT_FOUND' };
    },

    checkInCode: (id, context) => client.qrCode(id, context),
  };
}

const idsOf = (documents: readonly { readonly id: string }[]) => documents.map(({ id }) => id);

const dayOf = ({ start: at }: Booking) => wallTimeOf(at, brussels).slice(0, 10);

/** The times of the day of a booking as they are now. */
function searchOf(booking: Booking): SlotSearch {
  const day = dayOf(booking);
  return { parts: booking.parts, location: booking.location, from: day, to: day, fresh: true };
}

function sourced<D, T>(answer: Sourced<D>, map: (document: D) => T): Sourced<T> {
  return { value: map(answer.value), source: answer.source };
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  // Every question needs a token, so one that is refused shows that the platform answers.
  let refused: PlatformError | null = null;
  const connection = await checkStep({
    level: 'connection',
    passed: 'the platform answers',
    advice: () => 'Check `url` and `tokenUrl`, and that the firewall lets traffic out to both.',
    attempt: () =>
      client.version(context).catch((error: unknown) => {
        if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
        refused = error;
      }),
  });
  if (!connection.passed) return [connection];
  const credentials = await checkStep({
    level: 'credentials',
    passed: 'the platform accepts our token',
    advice: () =>
      'Check `clientId`, `clientSecret` and `scope`: ask JCC Software for a client of this installation.',
    attempt: () => (refused ? Promise.reject(refused) : Promise.resolve()),
  });
  return [connection, credentials];
}
