import { Arg, Ctx, ID, Mutation, Query, Resolver } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey } from '../../vocabulary/idempotency-key.js';
import { Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { PurposeCodeScalar } from '../../vocabulary/scalars.js';
import { AssociationRegistrationInput } from './association-registration.inputs.js';
import { NotExactlyOne, toRegistration } from './association-request.mapping.js';
import type { RegistrationState } from './association-request.records.js';
import type { AssociationRequestService, DecisionResult } from './association-request.service.js';
import {
  AssociationRegistration,
  AssociationRegistrationConnection,
  DecideAssociationRegistrationResult,
  RegisterAssociationResult,
  registrationStateEnum,
} from './association-request.types.js';
import { inputNotValid, toProblem, toRegistrationView } from './association-request.view.js';

const mostPerPage = 100;
const whoMay =
  'For a civil servant with a second factor, or a service client with the scope `changes`, in the name of their organisation.';
const Purpose = () => Arg('purpose', () => PurposeCodeScalar, { description: 'Why personal data are used.' });
const Id = () => Arg('id', () => ID, { description: '`id` of an AssociationRegistration.' });

@Resolver()
export class AssociationRegistrationResolver {
  constructor(private readonly service: AssociationRequestService) {}

  @Operation({ access: 'office', audit: 'read', cost: { own: 10 } })
  @Query(() => AssociationRegistration, {
    nullable: true,
    description: `A registration that was asked through this hub; null when the asker’s organisation has no such one. ${whoMay}`,
  })
  async associationRegistration(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @Purpose() _purpose: string,
  ): Promise<AssociationRegistration | null> {
    const record = await this.service.registration(id, context);
    return record && toRegistrationView(record, this.service.platform);
  }

  @Operation({ access: 'office', audit: 'read', cost: { own: 5, size: 'first', max: mostPerPage } })
  @Query(() => AssociationRegistrationConnection, {
    description: `Registrations that the asker’s organisation asked through this hub, the newest first: those in the state DUPLICATES wait for somebody. ${whoMay}`,
  })
  async associationRegistrations(
    @Ctx() context: GraphContext,
    @Arg('state', () => registrationStateEnum, {
      nullable: true,
      description: 'Only those that stand so; left out: all.',
    })
    state: RegistrationState | null,
    @Purpose() _purpose: string,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<AssociationRegistrationConnection> {
    const size = pageSize(first, mostPerPage);
    const page = await this.service.registrations(state ?? null, size, after ?? null, context);
    return fillConnection(new AssociationRegistrationConnection(), page, after, (record) =>
      toRegistrationView(record, this.service.platform),
    );
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 50 } })
  @Mutation(() => RegisterAssociationResult, {
    description: `Registers an association without legal personality (VZER) in the Verenigingsregister, and waits for the register as long as this question may take. When the register knows associations that may be the same, nothing is registered and the registration is DUPLICATES. ${whoMay}`,
  })
  async registerAssociation(
    @Ctx() context: GraphContext,
    @Arg('registration', () => AssociationRegistrationInput, { description: 'The association.' })
    input: AssociationRegistrationInput,
    @Purpose() _purpose: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof RegisterAssociationResult> {
    try {
      const result = await this.service.register(toRegistration(input), idempotencyKey, context);
      return result.kind === 'REGISTRATION'
        ? toRegistrationView(result.record, this.service.platform)
        : toProblem(result);
    } catch (error) {
      if (error instanceof NotExactlyOne) return inputNotValid(error.code, error.field);
      throw error;
    }
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 50 } })
  @Mutation(() => DecideAssociationRegistrationResult, {
    description: `Says that none of the candidates of a registration is the same association: the very same registration is sent again, confirmed. ${whoMay}`,
  })
  async confirmAssociationRegistration(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @Purpose() _purpose: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof DecideAssociationRegistrationResult> {
    return this.#decided(await this.service.confirm(id, idempotencyKey, context));
  }

  @Operation({ access: 'office', audit: 'change', cost: { own: 10 } })
  @Mutation(() => DecideAssociationRegistrationResult, {
    description: `Says that a registration is not to be made: one of its candidates is the association. Nothing is registered. ${whoMay}`,
  })
  async dropAssociationRegistration(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @Purpose() _purpose: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof DecideAssociationRegistrationResult> {
    return this.#decided(await this.service.drop(id, idempotencyKey, context));
  }

  #decided(result: DecisionResult): typeof DecideAssociationRegistrationResult {
    return result.kind === 'REGISTRATION'
      ? toRegistrationView(result.record, this.service.platform)
      : toProblem(result);
  }
}
