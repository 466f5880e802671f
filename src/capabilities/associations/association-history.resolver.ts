import { Arg, Ctx, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Operation } from '../../vocabulary/marks.js';
import { PurposeCodeScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import { toSource } from '../../vocabulary/source.js';
import { AssociationHistory, AssociationHistoryEntry } from './association-history.types.js';
import type { AssociationService } from './association.service.js';
import type { AssociationEvent } from './association-management.port.js';

@Resolver()
export class AssociationHistoryResolver {
  constructor(private readonly service: AssociationService) {}

  @Operation({ access: 'staff', audit: 'read', cost: { own: 10 } })
  @Query(() => AssociationHistory, {
    description:
      'What happened to an association, also one that the public does not see, for a civil servant with a second factor and a purpose from the register of processing activities. Every question is recorded.',
  })
  async associationHistory(
    @Ctx() context: GraphContext,
    @Arg('vCode', () => VCodeScalar, { description: 'Its number in the register.' }) vCode: string,
    @Arg('purpose', () => PurposeCodeScalar, { description: 'Why it is asked.' }) _purpose: string,
  ): Promise<AssociationHistory> {
    const { value, source } = await this.service.history(vCode, context);
    return Object.assign(new AssociationHistory(), {
      entries: value && value.map(toEntry),
      source: toSource(source),
    });
  }
}

/** What the register keeps beside it (`data`) stays here: it has another shape for each kind. */
function toEntry({ kind, description, initiator, at, rawAt }: AssociationEvent): AssociationHistoryEntry {
  return Object.assign(new AssociationHistoryEntry(), { kind, description, initiator, at, rawAt });
}
