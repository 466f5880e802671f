import { Arg, Ctx, FieldResolver, ID, Mutation, Query, Resolver, Root } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { IdempotencyKey } from '../../vocabulary/idempotency-key.js';
import { Costs, Operation, Personal } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { DateTimeScalar } from '../../vocabulary/scalars.js';
import { Citizen } from '../citizens/citizen.types.js';
import { toCalendar } from './appointment.calendar.js';
import type { AppointmentState } from './appointment.records.js';
import { type AppointmentAddresses, toAppointment, toResult } from './appointment.view.js';
import type { AppointmentReadingService } from './appointment-reading.service.js';
import type { BookingService } from './booking.service.js';
import {
  Appointment,
  AppointmentConnection,
  BookAppointmentInput,
  BookAppointmentResult,
  CancelAppointmentResult,
  stateEnum,
} from './booking.types.js';

const mostPerPage = 100;
const Id = () => Arg('id', () => ID, { description: '`id` of an Appointment.' });
const whoMay =
  'For a citizen, their own; for a civil servant with a second factor or a service client with the scope `changes`, those of their organisation.';

@Resolver()
export class BookingResolver {
  constructor(
    private readonly reading: AppointmentReadingService,
    private readonly bookings: BookingService,
    private readonly addresses: AppointmentAddresses,
  ) {}

  @Operation({ access: 'citizenOrOffice', audit: 'read', cost: { own: 10 } })
  @Query(() => Appointment, {
    nullable: true,
    description: `One appointment; null when the asker has no such one. ${whoMay}`,
  })
  async appointment(@Ctx() context: GraphContext, @Id() id: string): Promise<Appointment | null> {
    const shown = await this.reading.appointment(id, context);
    return shown && toAppointment(shown, this.addresses);
  }

  @Operation({ access: 'office', audit: 'read', cost: { own: 5, size: 'first', max: mostPerPage } })
  @Query(() => AppointmentConnection, {
    description:
      'Appointments that were made through this hub at the asker’s own organisation, the newest request first, as they were last told: ask `appointment` for how one stands at the platform now.',
  })
  async appointments(
    @Ctx() context: GraphContext,
    @Arg('state', () => stateEnum, {
      nullable: true,
      description: 'Only those that stand so, such as IN_DOUBT; left out: all.',
    })
    state: AppointmentState | null,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<AppointmentConnection> {
    const size = pageSize(first, mostPerPage);
    const page = await this.reading.ofOrganisation(state ?? null, size, after ?? null, context);
    return fillConnection(new AppointmentConnection(), page, after, (shown) =>
      toAppointment(shown, this.addresses),
    );
  }

  @Operation({ access: 'citizenOrOffice', audit: 'change', cost: { own: 50 } })
  @Mutation(() => BookAppointmentResult, {
    description:
      'Books a free time, and waits for the platform as long as this question may take. For a citizen who is logged in, for themselves; for a civil servant with a second factor or a service client with the scope `changes`, for whoever they name.',
  })
  async bookAppointment(
    @Ctx() context: GraphContext,
    @Arg('input', () => BookAppointmentInput, { description: 'What, where, when and for whom.' })
    input: BookAppointmentInput,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof BookAppointmentResult> {
    const booking = { ...input, customer: { ...input.customer }, with: input.with ?? [] };
    return toResult(await this.bookings.book(booking, idempotencyKey, context), this.addresses);
  }

  @Operation({ access: 'citizenOrOffice', audit: 'change', cost: { own: 50 } })
  @Mutation(() => BookAppointmentResult, {
    description: `Moves an appointment to another free time: books that one first, then cancels this one, and gives the new one. When the new one is not to be had, this one stands. ${whoMay}`,
  })
  async rescheduleAppointment(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @Arg('start', () => DateTimeScalar, { description: '`start` of an AppointmentSlot.' }) start: Date,
    @Arg('location', () => ID, {
      nullable: true,
      description: '`id` of another AppointmentLocation; left out: the same one.',
    })
    location: string | null,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof BookAppointmentResult> {
    const result = await this.bookings.reschedule(id, start, location ?? null, idempotencyKey, context);
    return toResult(result, this.addresses);
  }

  @Operation({ access: 'citizenOrOffice', audit: 'change', cost: { own: 30 } })
  @Mutation(() => CancelAppointmentResult, {
    description: `Cancels an appointment. One that is cancelled already stays so, and is given. ${whoMay}`,
  })
  async cancelAppointment(
    @Ctx() context: GraphContext,
    @Id() id: string,
    @IdempotencyKey() idempotencyKey: string,
  ): Promise<typeof CancelAppointmentResult> {
    const result = await this.bookings.cancel(id, idempotencyKey, context);
    return toResult(result, this.addresses) as typeof CancelAppointmentResult;
  }
}

@Resolver(() => Appointment)
export class AppointmentDetailResolver {
  constructor(
    private readonly reading: AppointmentReadingService,
    private readonly addresses: AppointmentAddresses,
  ) {}

  @Costs({ own: 1 })
  @FieldResolver(() => String, {
    description:
      'The appointment as the text of a file for a calendar (iCalendar, RFC 5545), its moments in UTC. Name it `afspraak.ics`.',
  })
  calendar(@Root() { record }: Appointment): string {
    const { publicUrl, videoUrlOf } = this.addresses;
    return toCalendar(record, { videoUrl: videoUrlOf(record), host: new URL(publicUrl).hostname });
  }

  @Costs({ own: 1 })
  @FieldResolver(() => ID, {
    nullable: true,
    description: '`id` of the appointment that came in its place; null when none did.',
  })
  replacedBy(@Root() { record }: Appointment): Promise<string | null> {
    return this.reading.replacedBy(record);
  }

  @Costs({ own: 10 })
  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Text of the code (QR) with which people announce themselves at the location; null when the platform has none, when it is not booked, or when there is no answer, which `extensions.sources` tells.',
  })
  checkInCode(@Root() { record }: Appointment, @Ctx() context: GraphContext): Promise<string | null> {
    return this.reading.checkInCode(record, context);
  }
}

@Resolver(() => Citizen)
export class CitizenAppointmentsResolver {
  constructor(
    private readonly reading: AppointmentReadingService,
    private readonly addresses: AppointmentAddresses,
  ) {}

  @Costs({ own: 20, size: 'first' })
  @Personal('dossiers')
  @FieldResolver(() => AppointmentConnection, {
    description:
      'The appointments of the citizen that were made through this hub, the newest request first. The platform is asked how those stand that are booked and still to come.',
  })
  async appointments(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<AppointmentConnection> {
    const size = pageSize(first, mostPerPage);
    const page = await this.reading.ofCitizen(citizen.nationalNumber, size, after ?? null, context);
    return fillConnection(new AppointmentConnection(), page, after, (shown) =>
      toAppointment(shown, this.addresses),
    );
  }
}
