import { GraphQLError } from 'graphql';
import { Arg, Ctx, ID, Int, Query, Resolver } from 'type-graphql';
import { pageInfoOf, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { DateScalar } from '../../vocabulary/scalars.js';
import { toSource } from '../../vocabulary/source.js';
import type { EventListPage, EventService } from './event.service.js';
import { toEventView } from './event.view.js';
import { Event, EventConnection } from './events.types.js';

export const mostPerPage = 100;
const longestSearch = 200;
const mostTerms = 20;
const oldest = 150;

@Resolver()
export class EventsResolver {
  constructor(private readonly service: EventService) {}

  @Query(() => EventConnection, {
    description:
      'Events in the municipality, soonest to end first, from UiTdatabank (publiq). Not those for members or schools only. Beyond 10,000 it shows no more: `source.reason` is then FIRST_10000_ONLY, and a shorter period shows the rest.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5, size: 'first', max: mostPerPage } })
  async events(
    @Ctx() context: GraphContext,
    @Arg('from', () => DateScalar, {
      nullable: true,
      description:
        'Only what still takes place on or after this day, in Brussels; left out: what may be in agendas now. A day in the past shows what is over, too.',
    })
    from: string | null,
    @Arg('to', () => DateScalar, {
      nullable: true,
      description: 'Only what takes place on or before this day, in Brussels.',
    })
    to: string | null,
    @Arg('search', () => String, { nullable: true, description: 'Words that must all occur in it.' })
    search: string | null,
    @Arg('type', () => [String], {
      nullable: true,
      description: `Ids of types, such as 0.50.4.0.0 (Concert): only events of at least one; at most ${mostTerms}.`,
    })
    type: string[] | null,
    @Arg('theme', () => [String], {
      nullable: true,
      description: `Ids of themes, such as 1.8.2.0.0 (Jazz en blues): only events of at least one; at most ${mostTerms}.`,
    })
    theme: string[] | null,
    @Arg('free', () => Boolean, {
      nullable: true,
      description:
        'true: only with a usual price of 0. false: only with another price. Left out: also without price.',
    })
    free: boolean | null,
    @Arg('age', () => Int, {
      nullable: true,
      description: 'Only for somebody of this age in years, or for all ages.',
    })
    age: number | null,
    @Arg('first', () => Int, { defaultValue: 20, description: `How many: 1 to ${mostPerPage}.` })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description:
        '`endCursor` of the page before; left out: from the beginning. The platform counts from the start of the list: when it changes in between, a page may repeat an event or miss one.',
    })
    after: string | null,
  ): Promise<EventConnection> {
    checkDays(from, to);
    if (search && search.length > longestSearch)
      throw badInput(`search may have ${longestSearch} characters at most.`);
    if (age !== null && age !== undefined && (age < 0 || age > oldest))
      throw badInput(`age must be between 0 and ${oldest}.`);
    const page = await this.service.search(
      {
        from: from ?? null,
        to: to ?? null,
        text: search ?? null,
        types: termIds('type', type),
        themes: termIds('theme', theme),
        free: free ?? null,
        age: age ?? null,
        first: pageSize(first, mostPerPage),
        after: after ?? null,
      },
      context,
    );
    return toConnection(page, after);
  }

  @Query(() => Event, {
    nullable: true,
    description:
      'One event, also when it is over and wherever it takes place; null when UiTdatabank does not publish it (unknown, removed, rejected, not yet), or when it cannot be asked: `extensions.sources` tells.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  async event(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Its id in UiTdatabank.' }) id: string,
  ): Promise<Event | null> {
    if (!/^[\w-]{1,64}$/.test(id)) throw badInput('id must be 1 to 64 letters, digits or dashes.');
    const { value, source } = await this.service.event(id, context);
    return value && toEventView(value, toSource(source));
  }
}

export function toConnection(page: EventListPage, after: string | null): EventConnection {
  const source = toSource(page.source);
  const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: toEventView(node, source) }));
  return Object.assign(new EventConnection(), {
    edges,
    nodes: edges.map(({ node }) => node),
    pageInfo: pageInfoOf(page, after),
    totalCount: page.totalCount,
    source,
  });
}

/** Refuses a period that ends before it begins. */
export function checkDays(from: string | null, to: string | null): void {
  if (from && to && to < from) throw badInput('to must not be before from.');
}

function termIds(name: string, ids: readonly string[] | null): readonly string[] {
  if (ids && ids.length > mostTerms) throw badInput(`${name} may name ${mostTerms} at most.`);
  if (ids?.some((id) => !/^[A-Za-z0-9.]{1,40}$/.test(id)))
    throw badInput(`${name} takes ids of letters, digits and dots, such as 0.50.4.0.0.`);
  return ids ?? [];
}

function badInput(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_USER_INPUT' } });
}
