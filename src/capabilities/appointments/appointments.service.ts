import { type Part, partFrom } from '../../adapter/availability.js';
import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { Sourced } from '../../context/source-status.js';
import { brussels, dayAfter, wallTimeOf } from '../../context/wall-time.js';
import { toSource } from '../../vocabulary/source.js';
import { badInput, decodeId, encodeId } from './appointment.ids.js';
import type {
  AppointmentDay,
  AppointmentCustomerFields,
  AppointmentLocation,
  AppointmentPartInput,
  AppointmentService,
  AppointmentSlot,
} from './appointments.types.js';
import type {
  AppointmentPart,
  AppointmentsPort,
  Location,
  Service,
  SlotSearch,
} from './appointments.port.js';
import { Offer, toLocationView } from './offer.js';

/** An adapter that serves appointments. */
export interface AppointmentProvider {
  readonly platform: string;
  readonly port: AppointmentsPort;
}

export interface AppointmentsServiceOptions {
  /** Every configured adapter that serves appointments. Ids carry the one that knows them, so all serve side by side. */
  readonly providers: readonly AppointmentProvider[];
  /** The adapter that is named when none is configured. */
  readonly platform: string;
  readonly clock: Clock;
  /** Most days that one question about free times may span. */
  readonly longestRangeDays: number;
}

/** Services of one appointment, by the ids of the graph. */
export type ChosenServices = readonly [AppointmentPartInput, ...AppointmentPartInput[]];

export interface Range {
  /** First day; null for today. */
  readonly from: string | null;
  /** Last day, included; null for two weeks in all, or less where this hub allows less. */
  readonly to: string | null;
}

/** The services of one appointment, by the ids of their platform; `provider` is undefined when none is configured. */
interface Choice {
  readonly provider: AppointmentProvider | undefined;
  readonly parts: readonly AppointmentPart[];
}

/** What was chosen, by the ids of its platform, with the names that it has there. */
export interface ChosenAppointment {
  readonly provider: AppointmentProvider;
  readonly parts: readonly (AppointmentPart & { readonly name: string })[];
  readonly location: Location;
}

const usualRangeDays = 14;
const mostServices = 6;
const mostPeople = 20;
const day = 86_400_000;

/** What appointments can be made for, where and when. */
export class AppointmentsService {
  constructor(private readonly options: AppointmentsServiceOptions) {}

  /** All services, or those that may come into the same appointment as the given ones. */
  async services(together: readonly string[], context: CallContext): Promise<readonly AppointmentService[]> {
    if (together.length > 0) return this.servicesTogether(together, context);
    const { providers } = this.options;
    if (providers.length === 0) await this.part(undefined, context, (port, aside) => port.services(aside));
    const lists = await Promise.all(
      providers.map(async (provider) => {
        const { value, source } = await this.part(provider, context, (port, aside) => port.services(aside));
        return toServiceViews(provider, { value: value ?? [], source });
      }),
    );
    return lists.flat();
  }

  private async servicesTogether(
    together: readonly string[],
    context: CallContext,
  ): Promise<readonly AppointmentService[]> {
    const { provider, parts } = this.choose(together.map((service) => ({ service, people: 1 })));
    const { value, source } = await this.part(provider, context, async (port, aside) => {
      await requireKnown(port, parts, aside);
      const [services, combinable] = await Promise.all([
        port.services(aside),
        port.combinableWith(idsOf(parts), aside),
      ]);
      return {
        value: services.value.filter(({ id }) => combinable.value.includes(id)),
        source: combinable.source,
      };
    });
    return provider ? toServiceViews(provider, { value: value ?? [], source }) : [];
  }

  /** Where the services can be had, together. */
  async locations(
    together: readonly string[],
    context: CallContext,
  ): Promise<readonly AppointmentLocation[]> {
    const { provider, parts } = this.choose(together.map((service) => ({ service, people: 1 })));
    const { value, source } = await this.part(provider, context, async (port, aside) => {
      await requireKnown(port, parts, aside);
      return port.locationsFor(idsOf(parts), aside);
    });
    return provider && value
      ? value.map((location) => toLocationView(provider.platform, location, source))
      : [];
  }

  async days(
    chosen: ChosenServices,
    location: string,
    range: Range,
    context: CallContext,
  ): Promise<readonly AppointmentDay[]> {
    const { value, source } = await this.search(chosen, location, range, context, (port, search, aside) =>
      port.days(search, aside),
    );
    return (value ?? []).map((date) => ({ date, source: toSource(source) }));
  }

  async slots(
    chosen: ChosenServices,
    location: string,
    range: Range,
    context: CallContext,
  ): Promise<readonly AppointmentSlot[]> {
    const { value, source } = await this.search(chosen, location, range, context, (port, search, aside) =>
      port.slots(search, aside),
    );
    const view = toSource(source);
    return (value ?? []).map(({ start, end }) => ({ start, end, source: view }));
  }

  async customerFields(
    together: readonly string[],
    context: CallContext,
  ): Promise<AppointmentCustomerFields> {
    const { provider, parts } = this.choose(together.map((service) => ({ service, people: 1 })));
    const { value, source } = await this.part(provider, context, async (port, aside) => {
      await requireKnown(port, parts, aside);
      return port.customerFields(idsOf(parts), aside);
    });
    return { fields: value?.fields ?? null, oneOf: value?.oneOf ?? [], source: toSource(source) };
  }

  /**
   * Everything is looked up before the platform is asked for times: JCC answers an id that it does not know as if it were
   * ill, and whoever made ids up could so open the circuit breaker for everybody.
   */
  private async search<T>(
    chosen: ChosenServices,
    location: string,
    range: Range,
    context: CallContext,
    ask: (port: AppointmentsPort, search: SlotSearch, aside: CallContext) => Promise<Sourced<T>>,
  ): Promise<Part<T>> {
    const { longestRangeDays, clock } = this.options;
    const from = range.from ?? wallTimeOf(new Date(clock.now()), brussels).slice(0, 10);
    const to = range.to ?? dayAfter(from, Math.min(usualRangeDays, longestRangeDays) - 1);
    const days = (Date.parse(to) - Date.parse(from)) / day + 1;
    if (days < 1) throw badInput('`to` must not be before `from`.');
    if (days > longestRangeDays)
      throw badInput(`\`from\` and \`to\` may span ${longestRangeDays} days at most.`);
    const choice = this.choose(chosen);
    const { provider, parts } = choice;
    const place = this.placeOf(choice, location);
    return this.part(provider, context, async (port, aside) => {
      await requireOffered(port, parts, place, aside);
      return ask(port, { parts, location: place, from, to }, aside);
    });
  }

  /**
   * What was chosen for one appointment, looked up at its platform. Throws BAD_USER_INPUT when it cannot be had there
   * together, PlatformError when the platform cannot be asked.
   */
  async chosen(chosen: ChosenServices, location: string, context: CallContext): Promise<ChosenAppointment> {
    const choice = this.choose(chosen);
    const { provider, parts } = choice;
    if (!provider) throw new PlatformError(this.options.platform, 'NOT_CONFIGURED');
    const place = await requireOffered(provider.port, parts, this.placeOf(choice, location), context);
    const { value: services } = await provider.port.services(context);
    const nameOf = (service: string) => services.find(({ id }) => id === service)?.name ?? service;
    return {
      provider,
      parts: parts.map((part) => ({ ...part, name: nameOf(part.service) })),
      location: place,
    };
  }

  /** The platform's id of a location, which is of the same platform as the services. */
  private placeOf({ provider }: Choice, location: string): string {
    const place = decodeId('location', location);
    if (provider && place.platform !== provider.platform)
      throw badInput('`location` does not offer this service: ask appointmentLocations.');
    return place.id;
  }

  private choose(chosen: readonly AppointmentPartInput[]): Choice {
    if (chosen.length > mostServices) throw badInput(`An appointment has ${mostServices} services at most.`);
    const decoded = chosen.map(({ service, people }) => ({ ...decodeId('service', service), people }));
    const parts = decoded.map(({ id, people }) => ({ service: id, people }));
    const { platform } = decoded[0]!;
    const provider = this.options.providers.find((one) => one.platform === platform);
    if (this.options.providers.length > 0 && !provider)
      throw badInput('This hub does not offer this service.');
    if (decoded.some((one) => one.platform !== platform))
      throw badInput('These services cannot come into one appointment: ask appointmentServices(with:).');
    if (new Set(idsOf(parts)).size < parts.length) throw badInput('Name each service once.');
    if (parts.some(({ people }) => people < 1 || people > mostPeople))
      throw badInput(`\`people\` must be between 1 and ${mostPeople}.`);
    return { provider, parts };
  }

  private part<T>(
    provider: AppointmentProvider | undefined,
    context: CallContext,
    ask: (port: AppointmentsPort, aside: CallContext) => Promise<Sourced<T>>,
  ): Promise<Part<T>> {
    return partFrom(provider?.port, provider?.platform ?? this.options.platform, context, ask);
  }
}

const idsOf = (parts: readonly AppointmentPart[]) => parts.map(({ service }) => service);

/** The list of services is kept, so this asks the platform seldom. */
async function requireKnown(
  port: AppointmentsPort,
  parts: readonly AppointmentPart[],
  context: CallContext,
): Promise<void> {
  const { value } = await port.services(context);
  for (const { service, people } of parts) {
    const known = value.find(({ id }) => id === service);
    if (!known) throw badInput('This service is not offered, or no longer.');
    if (known.maximumPeople !== null && people > known.maximumPeople)
      throw badInput(`\`people\` may be ${known.maximumPeople} at most for this service.`);
  }
}

/** The location, when it offers the services together. */
async function requireOffered(
  port: AppointmentsPort,
  parts: readonly AppointmentPart[],
  place: string,
  context: CallContext,
): Promise<Location> {
  await requireKnown(port, parts, context);
  const [first, ...others] = idsOf(parts);
  const [places, combinable] = await Promise.all([
    port.locationsFor(idsOf(parts), context),
    others.length > 0 ? port.combinableWith([first!], context) : null,
  ]);
  if (combinable && !others.every((service) => combinable.value.includes(service)))
    throw badInput('These services cannot come into one appointment: ask appointmentServices(with:).');
  const location = places.value.find(({ id }) => id === place);
  if (!location) throw badInput('`location` does not offer this service: ask appointmentLocations.');
  return location;
}

function toServiceViews(
  { platform, port }: AppointmentProvider,
  { value, source }: Sourced<readonly Service[]>,
): AppointmentService[] {
  const offer = new Offer(platform, port);
  return value.map((service) => ({
    ...service,
    id: encodeId('service', { platform, id: service.id }),
    source: toSource(source),
    offer,
  }));
}
