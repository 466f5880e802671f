import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs } from '../../vocabulary/marks.js';
import type { ProductLinkService } from '../products/product-link.service.js';
import { Product } from '../products/product.types.js';
import { decodeId } from './appointment.ids.js';
import type { AppointmentsService } from './appointments.service.js';
import { AppointmentService } from './appointments.types.js';

@Resolver(() => Product)
export class ProductAppointmentsResolver {
  /** A list of products asks for each of them: the services are the same, so one question is enough. */
  readonly #asked = new WeakMap<GraphContext, Promise<readonly AppointmentService[]>>();

  constructor(
    private readonly service: AppointmentsService,
    private readonly links: ProductLinkService,
  ) {}

  @Costs({ own: 1, max: 5 })
  @FieldResolver(() => [AppointmentService], {
    description:
      'What appointments can be made for it, by the links of this hub. Empty when none is linked, and when the platform could not be asked: `extensions.sources` tells.',
  })
  async appointmentServices(
    @Root() { number }: Product,
    @Ctx() context: GraphContext,
  ): Promise<readonly AppointmentService[]> {
    const links = number === null ? [] : await this.links.linksOf(number, 'APPOINTMENT_SERVICE');
    if (links.length === 0) return [];
    const linked = new Set(links.map(({ reference }) => reference));
    return (await this.all(context)).filter((service) => linked.has(referenceOf(service)));
  }

  private all(context: GraphContext): Promise<readonly AppointmentService[]> {
    const asked = this.#asked.get(context) ?? this.service.services([], context);
    this.#asked.set(context, asked);
    return asked;
  }
}

/** As a link names it: several adapters may serve appointments, so their keys alone do not tell. */
function referenceOf({ id }: AppointmentService): string {
  const { platform, id: key } = decodeId('service', id);
  return `${platform}:${key}`;
}
