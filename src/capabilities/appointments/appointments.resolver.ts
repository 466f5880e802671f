import { Arg, Ctx, FieldResolver, ID, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Operation } from '../../vocabulary/marks.js';
import { DateScalar } from '../../vocabulary/scalars.js';
import { decodeId } from './appointment.ids.js';
import type { AppointmentsService } from './appointments.service.js';
import {
  AppointmentCustomerFields,
  AppointmentDay,
  AppointmentLocation,
  AppointmentPartInput,
  AppointmentService,
  AppointmentSlot,
} from './appointments.types.js';

const absent =
  'Empty too when the platform could not be asked: `extensions.sources` tells, as UNAVAILABLE with the reason.';
const serviceArgument = { description: '`id` of an AppointmentService.' };
const togetherArgument = {
  nullable: true,
  description: '`id` of further services in the same appointment; see appointmentServices(with:).',
};
const locationArgument = { description: '`id` of an AppointmentLocation that offers the services.' };
const fromArgument = { nullable: true, description: 'First day; today when left out.' };
const toArgument = {
  nullable: true,
  description:
    'Last day, included; thirteen days after the first when left out. From the first to the last day at most 31 days unless this hub is set otherwise; more gives BAD_USER_INPUT.',
};
const peopleArgument = {
  defaultValue: 1,
  description: 'For how many people the service is: 1 to 20, or to the `maximumPeople` of the service.',
};
const partsArgument = {
  nullable: true,
  description: 'Further services in the same appointment, each for its own number of people.',
};

@Resolver(() => AppointmentService)
export class AppointmentsResolver {
  constructor(private readonly service: AppointmentsService) {}

  @Operation({ access: 'public', audit: 'none', cost: { own: 5, max: 50 } })
  @Query(() => [AppointmentService], {
    description: `What appointments can be made for, of every platform that this hub is set up with. ${absent}`,
  })
  appointmentServices(
    @Arg('with', () => [ID], {
      nullable: true,
      description: 'Only services that may come into the same appointment as these.',
    })
    together: string[] | null,
    @Ctx() context: GraphContext,
  ): Promise<readonly AppointmentService[]> {
    return this.service.services(together ?? [], context);
  }

  @Costs({ own: 1, max: 5 })
  @FieldResolver(() => [AppointmentLocation], {
    nullable: true,
    description:
      'Where it can be had; null when the platform could not be asked. For all services of one answer it costs one question to the platform for each location, and one more.',
  })
  locations(
    @Root() { id, offer }: AppointmentService,
    @Ctx() context: GraphContext,
  ): Promise<readonly AppointmentLocation[] | null> {
    return offer.locationsOf(decodeId('service', id).id, context);
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  @Query(() => [AppointmentLocation], {
    description: `Where a service can be had, together with the further ones. ${absent}`,
  })
  appointmentLocations(
    @Arg('service', () => ID, serviceArgument) service: string,
    @Arg('with', () => [ID], togetherArgument) together: string[] | null,
    @Ctx() context: GraphContext,
  ): Promise<readonly AppointmentLocation[]> {
    return this.service.locations([service, ...(together ?? [])], context);
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 10, max: 31 } })
  @Query(() => [AppointmentDay], {
    description: `Days on which there is a free time, in order. Answers may be five seconds old. ${absent}`,
  })
  appointmentDays(
    @Arg('service', () => ID, serviceArgument) service: string,
    @Arg('location', () => ID, locationArgument) location: string,
    @Arg('from', () => DateScalar, fromArgument) from: string | null,
    @Arg('to', () => DateScalar, toArgument) to: string | null,
    @Arg('people', () => Int, peopleArgument) people: number,
    @Arg('with', () => [AppointmentPartInput], partsArgument) parts: AppointmentPartInput[] | null,
    @Ctx() context: GraphContext,
  ): Promise<readonly AppointmentDay[]> {
    return this.service.days([{ service, people }, ...(parts ?? [])], location, { from, to }, context);
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 20, max: 300 } })
  @Query(() => [AppointmentSlot], {
    description: `Free times, in order. Answers may be five seconds old, and nobody holds a time: booking decides. A time that does not exist, in the hour that is skipped in spring, is left out; in the hour that comes twice in autumn a platform cannot say which one it means, and the first is taken. ${absent}`,
  })
  appointmentSlots(
    @Arg('service', () => ID, serviceArgument) service: string,
    @Arg('location', () => ID, locationArgument) location: string,
    @Arg('from', () => DateScalar, fromArgument) from: string | null,
    @Arg('to', () => DateScalar, toArgument) to: string | null,
    @Arg('people', () => Int, peopleArgument) people: number,
    @Arg('with', () => [AppointmentPartInput], partsArgument) parts: AppointmentPartInput[] | null,
    @Ctx() context: GraphContext,
  ): Promise<readonly AppointmentSlot[]> {
    return this.service.slots([{ service, people }, ...(parts ?? [])], location, { from, to }, context);
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  @Query(() => AppointmentCustomerFields, {
    description:
      'What must be told of the person who makes an appointment for these services: from JCC as it is set up there, for Qmatic from the settings of this hub.',
  })
  appointmentCustomerFields(
    @Arg('service', () => ID, serviceArgument) service: string,
    @Arg('with', () => [ID], togetherArgument) together: string[] | null,
    @Ctx() context: GraphContext,
  ): Promise<AppointmentCustomerFields> {
    return this.service.customerFields([service, ...(together ?? [])], context);
  }
}
