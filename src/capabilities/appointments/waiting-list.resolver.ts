import { Arg, Ctx, FieldResolver, ID, Int, Mutation, Query, Resolver, Root } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey } from '../../vocabulary/idempotency-key.js';
import { Costs, Operation, Personal } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { Citizen } from '../citizens/citizen.types.js';
import { type AppointmentAddresses, toResult } from './appointment.view.js';
import { BookAppointmentResult } from './booking.types.js';
import type { SlotOfferService } from './slot-offer.service.js';
import type { WaitingListService } from './waiting-list.service.js';
import {
  JoinWaitingListInput,
  JoinWaitingListResult,
  WaitingPlaceConnection,
  WaitingPlaceResult,
  WaitingPlaceView,
  waitingStateEnum,
} from './waiting-list.types.js';
import { toWaitingPlace, toWaitingResult } from './waiting-list.view.js';
import type { WaitingState } from './waiting-place.js';

const mostPerPage = 100;
const whoMay =
  'For a citizen, their own; for a civil servant with a second factor or a service client with the scope `changes`, those of their organisation.';

@Resolver(() => WaitingPlaceView)
export class WaitingListResolver {
  constructor(
    private readonly service: WaitingListService,
    private readonly offers: SlotOfferService,
    private readonly addresses: AppointmentAddresses,
  ) {}

  @Operation({ access: 'office', audit: 'read', cost: { own: 5, size: 'first', max: mostPerPage } })
  @Query(() => WaitingPlaceConnection, {
    description:
      'The waiting list of the asker’s own organisation, in the order of joining. One that is OFFERED and whose `offer.toldBy` is null must be called.',
  })
  async waitingList(
    @Ctx() context: GraphContext,
    @Arg('state', () => waitingStateEnum, {
      nullable: true,
      description: 'Only those that stand so, such as OFFERED; left out: all.',
    })
    state: WaitingState | null,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<WaitingPlaceConnection> {
    const size = pageSize(first, mostPerPage);
    const page = await this.service.ofOrganisation(state ?? null, size, after ?? null, context);
    return fillConnection(new WaitingPlaceConnection(), page, after, toWaitingPlace);
  }

  @Operation({ access: 'citizenOrOffice', audit: 'change', cost: { own: 50 } })
  @Mutation(() => JoinWaitingListResult, {
    description:
      'Joins the waiting list, when nothing is free in that period; the platform is asked first. One place for each person and service. For a citizen who is logged in, for themselves; for a civil servant with a second factor or a service client with the scope `changes`, for whoever they name.',
  })
  async joinWaitingList(
    @Ctx() context: GraphContext,
    @Arg('input', () => JoinWaitingListInput, { description: 'What, where, when and for whom.' })
    input: JoinWaitingListInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof JoinWaitingListResult> {
    const asked = {
      ...input,
      customer: { ...input.customer },
      with: input.with ?? [],
      from: input.from ?? null,
      weekdays: input.weekdays ?? [],
      partOfDay: input.partOfDay ?? null,
    };
    return toWaitingResult(await this.service.join(asked, idempotencyKey, context));
  }

  @Operation({ access: 'citizenOrOffice', audit: 'change', cost: { own: 5 } })
  @Mutation(() => WaitingPlaceResult, {
    description: `Leaves the waiting list; an open offer goes to the next. One that was left already stays so, and is given. ${whoMay}`,
  })
  async leaveWaitingList(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: '`id` of a WaitingPlace.' }) id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof WaitingPlaceResult> {
    const result = await this.service.leave(id, idempotencyKey, context);
    return toWaitingResult(result) as typeof WaitingPlaceResult;
  }

  @Operation({ access: 'citizenOrOffice', audit: 'change', cost: { own: 50 } })
  @Mutation(() => BookAppointmentResult, {
    description: `Takes a time that was offered, and books it as bookAppointment does: once, however often it is asked. When somebody else was first, the person keeps their place in the order. ${whoMay}`,
  })
  async acceptOffer(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: '`id` of a SlotOffer.' }) id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof BookAppointmentResult> {
    return toResult(await this.offers.accept(id, idempotencyKey, context), this.addresses);
  }

  @Operation({ access: 'citizenOrOffice', audit: 'change', cost: { own: 5 } })
  @Mutation(() => WaitingPlaceResult, {
    description: `Leaves a time that was offered to the next; the person waits on. ${whoMay}`,
  })
  async declineOffer(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: '`id` of a SlotOffer.' }) id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof WaitingPlaceResult> {
    const result = await this.offers.decline(id, idempotencyKey, context);
    return toWaitingResult(result) as typeof WaitingPlaceResult;
  }

  @Costs({ own: 2 })
  @FieldResolver(() => Int, {
    nullable: true,
    description:
      'How many joined earlier and wait for one of the same services at one of the same locations; null when this one does not wait any more.',
  })
  ahead(@Root() { record }: WaitingPlaceView): Promise<number | null> {
    return this.service.aheadOf(record);
  }
}

@Resolver(() => Citizen)
export class CitizenWaitingListResolver {
  constructor(private readonly service: WaitingListService) {}

  @Costs({ own: 5, size: 'first' })
  @Personal('dossiers')
  @FieldResolver(() => WaitingPlaceConnection, {
    description: 'The places of the citizen on the waiting list for appointments, in the order of joining.',
  })
  async waitingList(
    @Root() citizen: Citizen,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<WaitingPlaceConnection> {
    const size = pageSize(first, mostPerPage);
    const page = await this.service.ofCitizen(citizen.nationalNumber, size, after ?? null);
    return fillConnection(new WaitingPlaceConnection(), page, after, toWaitingPlace);
  }
}
