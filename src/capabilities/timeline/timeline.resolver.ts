import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import { pageInfoOf, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Personal } from '../../vocabulary/marks.js';
import { toSource } from '../../vocabulary/source.js';
import { Citizen } from '../citizens/citizen.types.js';
import { TimelineService } from './timeline.service.js';
import { TimelineConnection } from './timeline.types.js';

const mostPerPage = 100;

@Resolver(() => Citizen)
export class CitizenTimelineResolver {
  constructor(private readonly service: TimelineService) {}

  @Personal('dossiers')
  @Costs({ own: 20, size: 'first' })
  @FieldResolver(() => TimelineConnection, {
    description:
      'Everything that happened for the citizen, whatever the platform, newest first. A platform that is down leaves its entries out and is named in `sources`.',
  })
  async timeline(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
    @Arg('first', () => Int, { defaultValue: 20, description: `How many, at most ${mostPerPage}.` })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: 'The `endCursor` of the page before; the newest when left out.',
    })
    after: string | null,
  ): Promise<TimelineConnection> {
    const page = await this.service.of(
      citizen.nationalNumber,
      pageSize(first, mostPerPage),
      after ?? null,
      context,
    );
    const edges = page.edges.map((edge) => ({ ...edge }));
    return {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: pageInfoOf(page, after),
      sources: page.sources.map(toSource),
    };
  }
}
