import { GraphQLError } from 'graphql';
import { Arg, Ctx, Int, Query, Resolver } from 'type-graphql';
import { pageInfoOf, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { inBrussels, OmvNumberScalar } from '../../vocabulary/scalars.js';
import { type Source, toSource } from '../../vocabulary/source.js';
import type { ObjectCopy, ProjectSearch } from './permit.copy.js';
import type { PermitCodeListName } from './permits.port.js';
import type { PermitsService, ShownProject } from './permits.service.js';
import {
  codeLists,
  PermitCode,
  PermitFilter,
  type PermitObject,
  PermitProject,
  PermitProjectConnection,
} from './permits.types.js';

const mostPerPage = 100;
const mostValues = 50;

@Resolver()
export class PermitsResolver {
  constructor(private readonly service: PermitsService) {}

  @Query(() => PermitProjectConnection, {
    description:
      'Permit projects in the municipality (omgevingsvergunningsprojecten), the highest number first. From our copy of the open data, brought up to date each night.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5, size: 'first', max: mostPerPage } })
  async permitProjects(
    @Ctx() context: GraphContext,
    @Arg('filter', () => PermitFilter, { description: 'Which projects.' }) filter: PermitFilter,
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
  ): Promise<PermitProjectConnection> {
    const page = await this.service.search(
      searchOf(filter),
      pageSize(first, this.service.mostPerPage),
      after ?? null,
      context,
    );
    const source = toSource(page.source);
    const edges = page.edges.map(({ cursor, node }) => ({ cursor, node: toProject(node, source) }));
    return Object.assign(new PermitProjectConnection(), {
      edges,
      nodes: edges.map(({ node }) => node),
      pageInfo: pageInfoOf(page, after),
      totalCount: page.totalCount,
      source,
    });
  }

  @Query(() => PermitProject, {
    nullable: true,
    description:
      'One permit project; null when our copy does not have it: unknown, elsewhere, not public, or the copy was never filled, which `extensions.sources` tells.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  async permitProject(
    @Ctx() context: GraphContext,
    @Arg('number', () => OmvNumberScalar, { description: 'Its number in Omgevingsloket.' }) number: string,
  ): Promise<PermitProject | null> {
    const { value, source } = await this.service.project(number, context);
    return value && toProject(value, toSource(source));
  }

  @Query(() => [PermitCode], {
    description: 'A list of codes of Omgevingsloket; empty when Omgevingsloket is not configured.',
  })
  @Operation({ access: 'public', audit: 'none', cost: { own: 1 } })
  permitCodes(
    @Arg('list', () => codeLists, { description: 'Which list.' }) list: PermitCodeListName,
  ): readonly PermitCode[] {
    return this.service.codes(list);
  }
}

function searchOf(filter: PermitFilter): ProjectSearch {
  const { kinds, types, states, submittedSince, changedSince, within } = filter;
  for (const [name, list] of Object.entries({ types, states }))
    if (list && (list.length > mostValues || list.some((one) => one.includes('\0'))))
      throw refusal(`${name} may have ${mostValues} values at most, without null characters.`);
  if (within && !(within.minX <= within.maxX && within.minY <= within.maxY))
    throw refusal('within must have its minimum below its maximum.');
  return {
    kinds: kinds ?? [],
    typeCodes: types ?? [],
    states: states ?? [],
    submittedSince: submittedSince ? startOfDay(submittedSince) : null,
    changedSince: changedSince ? startOfDay(changedSince) : null,
    within: within ?? null,
  };
}

function refusal(reason: string): GraphQLError {
  return new GraphQLError(reason, { extensions: { code: 'BAD_USER_INPUT' } });
}

/** The first moment of a day in Brussels, which is one or two hours before that of UTC. */
function startOfDay(day: string): Date {
  const guess = new Date(`${day}T00:00:00Z`);
  const offset = inBrussels(new Date(guess.getTime() - 2 * 3_600_000)).slice(19);
  return new Date(`${day}T00:00:00${offset}`);
}

function toProject(project: ShownProject, source: Source): PermitProject {
  const { number, kinds, typeCode, typeLabel, state, phase, procedure, submittedAt, stateSince } = project;
  return {
    number,
    kinds,
    type: typeCode === null ? null : { code: typeCode, label: typeLabel },
    state,
    phase,
    procedure,
    submittedAt,
    stateSince,
    objects: project.objects.map(toObject),
    publicPage: project.publicPage,
    deadlines: project.deadlines,
    nextDeadline: project.nextDeadline,
    source,
  };
}

function toObject({ uuid, kind, state, stateSince, geometry, boundingBox }: ObjectCopy): PermitObject {
  const location = geometry && boundingBox ? { geometry, boundingBox } : null;
  return { uuid, kind, state, stateSince, location };
}
