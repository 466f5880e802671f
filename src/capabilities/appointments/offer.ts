import { partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { SourceStatus } from '../../context/source-status.js';
import { toSource } from '../../vocabulary/source.js';
import { encodeId } from './appointment.ids.js';
import type { AppointmentLocation } from './appointments.types.js';
import type { AppointmentsPort, Location } from './appointments.port.js';

/**
 * The locations of all services of one platform, for one answer. Asked when the first service wants them: the list of
 * locations, and once for each location its services, which is fewer than once for each service.
 */
export class Offer {
  #locations: Promise<ReadonlyMap<string, readonly AppointmentLocation[]> | null> | null = null;

  constructor(
    private readonly platform: string,
    private readonly port: AppointmentsPort,
  ) {}

  /** Null when the platform could not be asked. */
  async locationsOf(service: string, context: CallContext): Promise<readonly AppointmentLocation[] | null> {
    this.#locations ??= this.load(context);
    const locations = await this.#locations;
    return locations && (locations.get(service) ?? []);
  }

  private async load(
    context: CallContext,
  ): Promise<ReadonlyMap<string, readonly AppointmentLocation[]> | null> {
    const { value } = await partFrom(this.port, this.platform, context, async (port, aside) => {
      const { value: locations, source } = await port.locations(aside);
      const services = await Promise.all(locations.map(({ id }) => port.servicesAt(id, aside)));
      const byService = new Map<string, AppointmentLocation[]>();
      locations.forEach((location, index) => {
        const view = toLocationView(this.platform, location, source);
        for (const service of services[index]!.value)
          byService.set(service, [...(byService.get(service) ?? []), view]);
      });
      const worst = [...services.map((answer) => answer.source), source].find(
        ({ state }) => state !== 'FRESH',
      );
      return { value: byService, source: worst ?? source };
    });
    return value;
  }
}

export function toLocationView(
  platform: string,
  location: Location,
  source: SourceStatus,
): AppointmentLocation {
  return { ...location, id: encodeId('location', { platform, id: location.id }), source: toSource(source) };
}
