import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { PurposeCodeScalar, VCodeScalar } from '../../vocabulary/scalars.js';
import type { AskedChange } from './association-request.content.js';
import {
  AssociationBasicsInput,
  ContactChangeInput,
  LocationChangeInput,
  RepresentativeChangeInput,
} from './association-change.inputs.js';
import {
  NotExactlyOne,
  toBasics,
  toContactChange,
  toLocationChange,
  toRepresentativeChange,
} from './association-request.mapping.js';
import type { AssociationRequestService } from './association-request.service.js';
import { AssociationChange, ChangeAssociationResult } from './association-request.types.js';
import { inputNotValid, toChangeView, toProblem } from './association-request.view.js';

const whoMay =
  'For a civil servant with a second factor, or a service client with the scope `changes`, in the name of their organisation.';
const VCode = () => Arg('vCode', () => VCodeScalar, { description: 'The association.' });
const Purpose = () => Arg('purpose', () => PurposeCodeScalar, { description: 'Why personal data are used.' });
const IfVersion = () =>
  Arg('ifVersion', () => String, {
    nullable: true,
    description:
      '`version` of the ManagedAssociation, or of the change before this one: when the association has another one by then, it is left as it is. Null or left out: whatever its version.',
  });

@Resolver()
export class AssociationChangeResolver {
  constructor(private readonly service: AssociationRequestService) {}

  @Operation({ access: 'office', audit: 'read', cost: { own: 5 } })
  @Query(() => AssociationChange, {
    nullable: true,
    description: `A change that was asked through this hub; null when the asker’s organisation has no such one. ${whoMay}`,
  })
  async associationChange(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: '`id` of an AssociationChange.' }) id: string,
    @Purpose() _purpose: string,
  ): Promise<AssociationChange | null> {
    const record = await this.service.changeOf(id, context);
    return record && toChangeView(record);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 50 } })
  @Mutation(() => ChangeAssociationResult, {
    description: `Changes the basic data of an association, and waits for the register as long as this question may take. ${whoMay}`,
  })
  changeAssociation(
    @Ctx() context: GraphContext,
    @VCode() vCode: string,
    @Arg('basics', () => AssociationBasicsInput, { description: 'What changes.' })
    basics: AssociationBasicsInput,
    @IfVersion() ifVersion: string | null,
    @Purpose() _purpose: string,
    @IdempotencyKey() key: string,
  ): Promise<typeof ChangeAssociationResult> {
    return this.#change('changeAssociation', vCode, () => toBasics(basics), ifVersion, key, context);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 50 } })
  @Mutation(() => ChangeAssociationResult, {
    description: `Adds, changes or removes one way to reach an association. ${whoMay}`,
  })
  changeAssociationContact(
    @Ctx() context: GraphContext,
    @VCode() vCode: string,
    @Arg('change', () => ContactChangeInput, { description: 'What changes.' }) change: ContactChangeInput,
    @IfVersion() ifVersion: string | null,
    @Purpose() _purpose: string,
    @IdempotencyKey() key: string,
  ): Promise<typeof ChangeAssociationResult> {
    const asked = () => toContactChange(change);
    return this.#change('changeAssociationContact', vCode, asked, ifVersion, key, context);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 50 } })
  @Mutation(() => ChangeAssociationResult, {
    description: `Adds, changes or removes one location of an association. ${whoMay}`,
  })
  changeAssociationLocation(
    @Ctx() context: GraphContext,
    @VCode() vCode: string,
    @Arg('change', () => LocationChangeInput, { description: 'What changes.' }) change: LocationChangeInput,
    @IfVersion() ifVersion: string | null,
    @Purpose() _purpose: string,
    @IdempotencyKey() key: string,
  ): Promise<typeof ChangeAssociationResult> {
    const asked = () => toLocationChange(change);
    return this.#change('changeAssociationLocation', vCode, asked, ifVersion, key, context);
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 50 } })
  @Mutation(() => ChangeAssociationResult, {
    description: `Adds, changes or removes one person who represents an association. ${whoMay}`,
  })
  changeAssociationRepresentative(
    @Ctx() context: GraphContext,
    @VCode() vCode: string,
    @Arg('change', () => RepresentativeChangeInput, { description: 'What changes.' })
    change: RepresentativeChangeInput,
    @IfVersion() ifVersion: string | null,
    @Purpose() _purpose: string,
    @IdempotencyKey() key: string,
  ): Promise<typeof ChangeAssociationResult> {
    const asked = () => toRepresentativeChange(change);
    return this.#change('changeAssociationRepresentative', vCode, asked, ifVersion, key, context);
  }

  async #change(
    operation: string,
    vCode: string,
    toAsked: () => AskedChange,
    ifVersion: string | null | undefined,
    key: string,
    context: GraphContext,
  ): Promise<typeof ChangeAssociationResult> {
    try {
      const asked = toAsked();
      const result = await this.service.change(operation, vCode, asked, ifVersion ?? null, key, context);
      return result.kind === 'CHANGE' ? toChangeView(result.record) : toProblem(result);
    } catch (error) {
      if (error instanceof NotExactlyOne) return inputNotValid(error.code, error.field);
      throw error;
    }
  }
}
