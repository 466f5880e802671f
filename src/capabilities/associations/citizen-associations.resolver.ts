import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Personal } from '../../vocabulary/marks.js';
import { toSource } from '../../vocabulary/source.js';
import { Citizen } from '../citizens/citizen.types.js';
import type { AssociationService } from './association.service.js';
import { toNode } from './associations.resolver.js';
import { Association, RepresentedAssociation, RepresentedAssociations } from './associations.types.js';

@Resolver(() => Citizen)
export class CitizenAssociationsResolver {
  constructor(private readonly service: AssociationService) {}

  @Personal('memberships')
  @Costs({ own: 10 })
  @FieldResolver(() => RepresentedAssociations, {
    description:
      'The associations that this person represents (vertegenwoordiger), from the Verenigingsregister.',
  })
  async associations(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
  ): Promise<RepresentedAssociations> {
    const { value, source } = await this.service.ofRepresentative(citizen.nationalNumber, context);
    return { items: value, source: toSource(source) };
  }
}

@Resolver(() => RepresentedAssociation)
export class RepresentedAssociationResolver {
  constructor(private readonly service: AssociationService) {}

  @Costs({ own: 5 })
  @FieldResolver(() => Association, {
    nullable: true,
    description:
      'What the public register shows of it; null when it shows nothing, such as for one that stopped.',
  })
  async association(
    @Root() represented: RepresentedAssociation,
    @Ctx() context: GraphContext,
  ): Promise<Association | null> {
    const { value, source } = await this.service.detail(represented.vCode, context);
    return value && toNode(value, toSource(source));
  }
}
