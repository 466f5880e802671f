import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs } from '../../vocabulary/marks.js';
import { DateScalar } from '../../vocabulary/scalars.js';
import { Association } from '../associations/associations.types.js';
import type { EventService } from './event.service.js';
import { checkDays, mostPerPage, toConnection } from './events.resolver.js';
import { EventConnection } from './events.types.js';

@Resolver(() => Association)
export class AssociationEventsResolver {
  constructor(private readonly service: EventService) {}

  @Costs({ own: 1, size: 'first', max: mostPerPage })
  @FieldResolver(() => EventConnection, {
    description:
      'Its events wherever they take place, soonest to end first, from UiTdatabank: those of the organisers that are linked to it (verenigingsloket). Empty when none is linked. The `source` is UNAVAILABLE with NOT_CONFIGURED when this hub may not read links, and with NOT_READ_YET before it has read them once.',
  })
  async events(
    @Root() association: Association,
    @Ctx() context: GraphContext,
    @Arg('from', () => DateScalar, {
      nullable: true,
      description:
        'Only what still takes place on or after this day, in Brussels; left out: what may be in agendas now.',
    })
    from: string | null,
    @Arg('to', () => DateScalar, {
      nullable: true,
      description: 'Only what takes place on or before this day, in Brussels.',
    })
    to: string | null,
    @Arg('first', () => Int, { defaultValue: 20, description: `How many: 1 to ${mostPerPage}.` })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: '`endCursor` of the page before; left out: from the beginning.',
    })
    after: string | null,
  ): Promise<EventConnection> {
    checkDays(from, to);
    const page = await this.service.ofAssociation(
      association.vCode,
      { from: from ?? null, to: to ?? null },
      { first: pageSize(first, mostPerPage), after: after ?? null },
      context,
    );
    return toConnection(page, after);
  }
}
