import { type FieldNode, GraphQLError, type GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, Info, Int, Query, Resolver } from 'type-graphql';
import { pageInfoOf, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { ActivityCodeScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import { selects } from '../../vocabulary/selection.js';
import { type Source, toSource } from '../../vocabulary/source.js';
import type { AssociationService, ListedAssociation, Wanted } from './association.service.js';
import { AssociationActivity } from './association-parts.types.js';
import { Association, AssociationConnection } from './associations.types.js';

const mostPerPage = 100;
const longestSearch = 200;

@Resolver()
export class AssociationsResolver {
  constructor(private readonly service: AssociationService) {}

  @Query(() => AssociationConnection, {
    description:
      'Associations of the Verenigingsregister in the order of their names. Complete, also beyond the thousand that the register itself shows, once our copy of it is filled; see `source`.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5, size: 'first', max: mostPerPage } })
  async associations(
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('search', () => String, {
      nullable: true,
      description:
        'Words that must all occur in name, short name, description or municipality; case and accents do not matter.',
    })
    search: string | null,
    @Arg('activity', () => [ActivityCodeScalar], {
      nullable: true,
      description: 'Only associations with at least one of these main activities.',
    })
    activity: string[] | null,
    @Arg('postalCode', () => [String], {
      nullable: true,
      description: 'Only associations with a location in at least one of these postal codes.',
    })
    postalCode: string[] | null,
    @Arg('first', () => Int, {
      defaultValue: 20,
      description: `How many: at least 1, at most ${mostPerPage} unless this hub is set otherwise.`,
    })
    first: number,
    @Arg('after', () => String, {
      nullable: true,
      description: '`endCursor` of the page before; left out: from the beginning.',
    })
    after: string | null,
  ): Promise<AssociationConnection> {
    if (search && search.length > longestSearch)
      throw new GraphQLError(`search may have ${longestSearch} characters at most.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    const page = await this.service.search(
      {
        text: search ?? null,
        activities: activity ?? [],
        postalCodes: postalCode ?? [],
        first: pageSize(first, this.service.mostPerPage),
        after: after ?? null,
      },
      context,
      wantedOf(info),
    );
    const source = toSource(page.source);
    const edges = page.edges.map((edge) => ({
      node: toNode(edge.node, source),
      get cursor() {
        return edge.cursor;
      },
    }));
    return Object.assign(new AssociationConnection(), {
      edges,
      nodes: edges.map((edge) => edge.node),
      pageInfo: pageInfoOf(page, after),
      // Counting is a second question to the database: only for who wants to know.
      totalCount: selects(info, ['totalCount'], 'child') ? await page.totalCount() : null,
      source,
    });
  }

  @Query(() => Association, {
    nullable: true,
    description:
      'One association; null when the register does not show it: unknown, stopped, or not in its public stream.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  async association(
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('vCode', () => VCodeScalar, { description: 'Its number in the register.' }) vCode: string,
  ): Promise<Association | null> {
    const { value, source } = await this.service.detail(vCode, context, wantedOf(info));
    return value && toNode(value, toSource(source));
  }

  @Query(() => [AssociationActivity], {
    nullable: true,
    description:
      'The main activities that an association can have (hoofdactiviteiten); null, with an error, when the register cannot be asked.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  async associationActivities(@Ctx() context: GraphContext): Promise<readonly AssociationActivity[]> {
    return (await this.service.activities(context)).value;
  }
}

/**
 * An association as the graph shows it. What a live search does not tell stays null. Written out, because V8 makes an
 * object that so many properties are copied to a slow one, and lists have thousands.
 */
export function toNode(association: ListedAssociation, source: Source): Association {
  const whole = 'recognitions' in association ? association : null;
  return {
    vCode: association.vCode,
    name: association.name,
    shortName: association.shortName,
    callName: association.callName,
    description: association.description,
    type: association.type,
    subtype: association.subtype,
    partOf: association.partOf,
    status: whole?.status ?? null,
    startDate: whole?.startDate ?? null,
    minimumAge: association.minimumAge,
    maximumAge: association.maximumAge,
    activities: association.activities,
    workingAreas: association.workingAreas,
    locations: association.locations,
    contacts: whole?.contacts ?? null,
    identifiers: association.identifiers,
    memberships: association.memberships,
    relations: association.relations,
    recognised: whole ? whole.recognitions.length > 0 : 'recognised' in association && association.recognised,
    recognitions: whole?.recognitions ?? null,
    beingDissolved: association.beingDissolved,
    lastChangedOn: whole?.lastChangedOn ?? null,
    source,
  };
}

// A document is parsed once and asked many times.
const wantedBy = new WeakMap<FieldNode, Wanted>();

function wantedOf(info: GraphQLResolveInfo): Wanted {
  // A field that is asked in several places may be asked in fewer of them the next time, by its conditions.
  const field = info.fieldNodes.length === 1 ? info.fieldNodes[0] : undefined;
  const known = field && wantedBy.get(field);
  if (known) return known;
  const wanted = { otherNames: selects(info, ['memberships', 'partOf'], 'anywhere') };
  if (field) wantedBy.set(field, wanted);
  return wanted;
}
