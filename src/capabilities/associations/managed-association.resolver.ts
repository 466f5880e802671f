import { GraphQLError } from 'graphql';
import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import { pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { First } from '../../vocabulary/page-arguments.js';
import { PurposeCodeScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import { type Source, toSource } from '../../vocabulary/source.js';
import type * as port from './association-management.port.js';
import { toNode } from './associations.resolver.js';
import type { ManagedAssociationService } from './managed-association.service.js';
import {
  ManagedAssociation,
  ManagedAssociationAnswer,
  ManagedAssociations,
} from './managed-association.types.js';

const mostPerPage = 100;
const longestSearch = 200;
const whoMay =
  'For a civil servant with a second factor, or a service client with the scope `changes`. Every question is recorded.';
const Purpose = () => Arg('purpose', () => PurposeCodeScalar, { description: 'Why personal data are used.' });

@Resolver()
export class ManagedAssociationResolver {
  constructor(private readonly service: ManagedAssociationService) {}

  @Operation({ access: 'office', audit: 'read', cost: { own: 20 } })
  @Query(() => ManagedAssociationAnswer, {
    description: `An association with what a form needs to change it: the numbers of its parts, who represents it, its version. ${whoMay}`,
  })
  async managedAssociation(
    @Ctx() context: GraphContext,
    @Arg('vCode', () => VCodeScalar, { description: 'Its number in the register.' }) vCode: string,
    @Purpose() _purpose: string,
  ): Promise<ManagedAssociationAnswer> {
    const { value, source } = await this.service.managed(vCode, context);
    const told = toSource(source);
    return Object.assign(new ManagedAssociationAnswer(), {
      item: value && toManaged(value, told),
      source: told,
    });
  }

  @Operation({ access: 'office', audit: 'read', cost: { own: 10, size: 'first', max: mostPerPage } })
  @Query(() => ManagedAssociations, {
    description: `Searches associations by words of the name, also those that stopped or that the public does not see. ${whoMay}`,
  })
  async managedAssociations(
    @Ctx() context: GraphContext,
    @Arg('search', () => String, { description: 'Words, or beginnings of words, of the name.' })
    search: string,
    @Purpose() _purpose: string,
    @First(mostPerPage) first: number,
  ): Promise<ManagedAssociations> {
    if (search.length > longestSearch)
      throw new GraphQLError(`search may have ${longestSearch} characters at most.`, {
        extensions: { code: 'BAD_USER_INPUT' },
      });
    const { value, source } = await this.service.search(search, pageSize(first, mostPerPage), context);
    const told = toSource(source);
    return Object.assign(new ManagedAssociations(), {
      items:
        value &&
        value.associations.map((found) => ({
          ...toNode(found, told),
          status: found.status,
          startDate: found.startDate,
        })),
      totalCount: value && value.total,
      source: told,
    });
  }
}

function toManaged(managed: port.ManagedAssociation, source: Source): ManagedAssociation {
  const { contacts, locations, representatives, endDate, optedOut, origin, correspondingVCodes, version } =
    managed;
  return Object.assign(new ManagedAssociation(), {
    association: toNode(managed, source),
    contacts,
    locations,
    representatives,
    endDate,
    optedOut,
    origin,
    correspondingVCodes,
    version,
  });
}
