import { checkStep } from '../../src/adapter/check-step.js';
import {
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
import { type Client, createClient, type Moment, platform, type Wish } from './client.js';
import {
  customersOf,
  durationOf,
  isZone,
  toAppointment,
  toCombinable,
  toCustomerFields,
  toLocation,
  toMoment,
  toRequest,
  toServices,
  toSlots,
  zoneOf,
} from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const qmatic = defineAdapter({
  name: platform,
  title: 'Qmatic Orchestra',
  operator: 'Qmatic, for the municipality',
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
    services: { cache: offer },
    branches: { cache: offer },
    'branch-services': { cache: offer },
    'service-branches': { cache: offer },
    'service-groups': { cache: offer },
    dates: { cache: { freshMs: 5_000 } },
    times: { cache: { freshMs: 5_000 } },
  },
};

function start(settings: Settings, tools: AdapterTools): RunningAdapter {
  const client = createClient(
    tools.connect({
      baseUrl: settings.url,
      credentials: { kind: 'api-key', header: 'x-api-key', value: settings.apiKey },
      policy,
    }),
  );
  return {
    ports: { appointments: port(client, settings, tools) },
    health: async (context) => void (await client.services(context, { fresh: true })),
    check: (context) => check(client, context),
  };
}

function port(
  client: Client,
  settings: Settings,
  { clock, noteUnknownValue }: AdapterTools,
): AppointmentsPort {
  /** What Qmatic need not be asked for. */
  const withoutAsking = <T>(value: T): Sourced<T> => ({
    value,
    source: { platform, state: 'FRESH', fetchedAt: new Date(clock.now()), since: null, reason: null },
  });

  const zoneOfBranch = async (branch: string, context: CallContext): Promise<string> => {
    const { value } = await client.branches(context);
    const found = value.branchList.find(({ publicId }) => publicId === branch);
    if (!found) throw new PlatformError(platform, 'REFUSED', { platformCode: 'UNKNOWN_BRANCH' });
    const zone = zoneOf(found);
    if (!isZone(zone)) throw new PlatformError(platform, 'MALFORMED');
    return zone;
  };

  const offered = async (
    booking: Booking,
    moment: Moment,
    context: CallContext,
  ): Promise<Sourced<boolean>> => {
    const times = await client.times(wishOf(booking), moment.date, context, { fresh: true });
    return { value: times.value.times.includes(moment.time), source: times.source };
  };

  const tell = (impossible: readonly string[]) => {
    for (const time of impossible) noteUnknownValue('slot', time);
  };

  return {
    services: async (context) =>
      sourced(await client.services(context), ({ serviceList }) => toServices(serviceList)),
    locations: async (context) =>
      sourced(await client.branches(context), ({ branchList }) => branchList.map(toLocation)),
    servicesAt: async (branch, context) =>
      sourced(await client.servicesOfBranch(branch, context), ({ serviceList }) =>
        toServices(serviceList).map(({ id }) => id),
      ),

    async locationsFor(services, context) {
      const answers = await Promise.all(
        services.map((service) => client.branchesOfService(service, context)),
      );
      const [first, ...others] = answers.map(({ value }) => value.branchList);
      const everywhere = (first ?? []).filter(({ publicId }) =>
        others.every((list) => list.some((other) => other.publicId === publicId)),
      );
      return { value: everywhere.map(toLocation), source: worstOf(answers) };
    },

    combinableWith: async (services, context) =>
      sourced(await client.groups(services, context), (document) => toCombinable(document, services)),

    async days(search, context) {
      const answer = await client.dates(wishOf(search), context, { fresh: search.fresh ?? false });
      return sourced(answer, ({ dates }) => within(dates, search));
    },

    async slots(search, context) {
      const wish = wishOf(search);
      const fresh = { fresh: search.fresh ?? false };
      const [zone, services, dates] = await Promise.all([
        zoneOfBranch(search.location, context),
        client.services(context),
        client.dates(wish, context, fresh),
      ]);
      const minutes = durationOf(search.parts, services.value.serviceList);
      if (minutes === null) throw new PlatformError(platform, 'REFUSED', { platformCode: 'UNKNOWN_SERVICE' });
      const days = await Promise.all(
        within(dates.value.dates, search).map(async (date) => {
          const answer = await client.times(wish, date, context, fresh);
          return { source: answer.source, ...toSlots(date, answer.value.times, zone, minutes) };
        }),
      );
      tell(days.flatMap(({ impossible }) => impossible));
      return { value: days.flatMap(({ slots }) => slots), source: worstOf([dates, ...days]) };
    },

    customerFields: async () => withoutAsking(toCustomerFields(settings)),

    async book(booking, context) {
      const moment = toMoment(booking.start, await zoneOfBranch(booking.location, context));
      // No time that Qmatic gave: it was never offered.
      if (!moment) return { kind: 'REFUSED', platformCode: null };
      const attempt = await client.book(
        booking.location,
        moment,
        toRequest(booking, settings.title),
        context,
      );
      if (attempt.kind === 'IN_DOUBT') return attempt;
      const { value } = attempt;
      if (value.publicId !== null) return { kind: 'BOOKED', appointment: value.publicId };
      // Its codes are not documented: whether somebody else was first shows in the times that are left.
      const taken = await offered(booking, moment, context).then(
        (answer) => !answer.value,
        () => false,
      );
      return taken ? { kind: 'SLOT_TAKEN' } : { kind: 'REFUSED', platformCode: value.refusal };
    },

    async trace(booking, context) {
      const moment = toMoment(booking.start, await zoneOfBranch(booking.location, context));
      if (!moment) throw new PlatformError(platform, 'REFUSED', { platformCode: 'UNKNOWN_TIME' });
      return sourced(await offered(booking, moment, context), (free) =>
        free ? 'SLOT_OFFERED' : 'SLOT_GONE',
      );
    },

    async appointment(id, context) {
      const answer = await client.appointment(id, context);
      if (!answer.value) return { value: null, source: answer.source };
      const value = toAppointment(answer.value);
      if (!value) throw new PlatformError(platform, 'MALFORMED');
      if (!value.end) noteUnknownValue('period', 'NO_POSSIBLE_END');
      if (value.status === 'UNKNOWN') noteUnknownValue('appointmentStatus', String(value.platformStatus));
      return { value, source: answer.source };
    },

    async cancel(id, context) {
      const attempt = await client.cancel(id, context);
      if (attempt.kind === 'IN_DOUBT') return attempt;
      const { value } = attempt;
      if (value.kind === 'REFUSED') return { kind: 'REFUSED', platformCode: value.refusal };
      return { kind: value.kind === 'DONE' ? 'CANCELLED' : 'NOT_FOUND' };
    },

    // Qmatic's public calendar has no such code.
    checkInCode: async () => withoutAsking(null),
  };
}

function wishOf({ parts, location }: Pick<SlotSearch, 'parts' | 'location'>): Wish {
  return { branch: location, services: parts.map(({ service }) => service), customers: customersOf(parts) };
}

function within(dates: readonly string[], { from, to }: SlotSearch): string[] {
  return [...new Set(dates.map((date) => date.slice(0, 10)))]
    .filter((date) => from <= date && date <= to)
    .sort();
}

function worstOf(answers: readonly Pick<Sourced<unknown>, 'source'>[]): Sourced<unknown>['source'] {
  return (answers.find(({ source }) => source.state !== 'FRESH') ?? answers[0]!).source;
}

function sourced<D, T>(answer: Sourced<D>, map: (document: D) => T): Sourced<T> {
  return { value: map(answer.value), source: answer.source };
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  // Every question needs the key, so one that is refused shows that the platform answers.
  let refused: PlatformError | null = null;
  const connection = await checkStep({
    level: 'connection',
    passed: 'the platform answers',
    advice: () => 'Check `url`, and that the firewall lets traffic out to Qmatic.',
    attempt: () =>
      client.services(context, { fresh: true }).catch((error: unknown) => {
        if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
        refused = error;
      }),
  });
  if (!connection.passed) return [connection];
  const credentials = await checkStep({
    level: 'credentials',
    passed: 'the platform accepts the key',
    advice: () => 'Check `apiKey`: make a key for this hub in the API gateway of Orchestra.',
    attempt: () => (refused ? Promise.reject(refused) : Promise.resolve()),
  });
  return [connection, credentials];
}
