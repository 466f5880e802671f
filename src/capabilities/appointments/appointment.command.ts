import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type {
  CommandChange,
  CommandDefinition,
  Finding,
  Step,
  StepOutcome,
  Transaction,
} from '../../jobs/command.js';
import {
  type AppointmentRecord,
  appointmentReasons,
  type AppointmentRecords,
  isOurs,
} from './appointment.records.js';
import type { AppointmentProvider } from './appointments.service.js';
import type { AppointmentsPort, Booking } from './appointments.port.js';

/** What a command about one appointment knows: the record says the rest. */
export interface AppointmentOrder {
  readonly appointment: string;
  readonly platform: string;
}

export interface RescheduleOrder extends AppointmentOrder {
  /** The appointment in whose place it comes. */
  readonly replaces: string;
}

/** What booking gave. */
interface Booked {
  /** Null when a person decided that it is booked and did not know its number. */
  readonly platformId: string | null;
  /** Whether the platform said so, and not a person. */
  readonly isTold: boolean;
}

export interface AppointmentCommandsOptions {
  readonly providers: readonly AppointmentProvider[];
  readonly records: AppointmentRecords;
  readonly clock: Clock;
  /** Address of the room of a video appointment; null for another one. */
  readonly videoUrlOf: (record: AppointmentRecord) => string | null;
}

export type AppointmentCommands = ReturnType<typeof createAppointmentCommands>;

/** Booking, cancelling and rescheduling at the platform that keeps the agenda. */
export function createAppointmentCommands({
  providers,
  records,
  clock,
  videoUrlOf,
}: AppointmentCommandsOptions) {
  const lanes = providers.map(({ platform }) => platform);

  function portOf(platform: string): AppointmentsPort {
    const provider = providers.find((one) => one.platform === platform);
    if (!provider) throw new PlatformError(platform, 'NOT_CONFIGURED');
    return provider.port;
  }

  async function recordOf(id: string): Promise<AppointmentRecord> {
    const record = await records.find(id);
    if (!record) throw new Error('The appointment of a command is not there.');
    return record;
  }

  const isPast = ({ startsAt }: AppointmentRecord) => startsAt.getTime() <= clock.now();

  async function book(
    { appointment, platform }: AppointmentOrder,
    commandId: string,
    context: CallContext,
  ): Promise<StepOutcome<Booked>> {
    const record = await recordOf(appointment);
    if (isPast(record)) return { kind: 'FAILED', reason: appointmentReasons.past };
    const video = videoUrlOf(record);
    const booking: Booking = {
      parts: record.parts.map(({ service, people }) => ({ service, people })),
      location: record.locationId,
      start: record.startsAt,
      customers: [record.customer],
      reference: video === null ? commandId : `${commandId} ${video}`,
    };
    let outcome;
    try {
      outcome = await portOf(platform).book(booking, context);
    } catch (error) {
      // Somebody waits for this time: booking it an hour later, unseen, would be worse than a clear no.
      if (error instanceof PlatformError)
        return { kind: 'FAILED', reason: error.code, platformCode: error.platformCode };
      throw error;
    }
    switch (outcome.kind) {
      case 'BOOKED':
        return { kind: 'DONE', result: { platformId: outcome.appointment, isTold: true } };
      case 'SLOT_TAKEN':
        return { kind: 'FAILED', reason: appointmentReasons.slotTaken };
      case 'REFUSED':
        return { kind: 'FAILED', reason: appointmentReasons.refused, platformCode: outcome.platformCode };
      case 'IN_DOUBT':
        return outcome;
    }
  }

  async function cancel(id: string, context: CallContext): Promise<StepOutcome<null>> {
    const record = await recordOf(id);
    const { platform, platformId, toldAt } = record;
    if (platformId === null) return { kind: 'FAILED', reason: appointmentReasons.noReference };
    if (isPast(record)) return { kind: 'FAILED', reason: appointmentReasons.past };
    const port = portOf(platform);
    // A number that somebody typed may be of the appointment of somebody else.
    if (toldAt === null && !isOurs(record, (await port.appointment(platformId, context)).value))
      return { kind: 'FAILED', reason: appointmentReasons.noReference };
    const outcome = await port.cancel(platformId, context);
    switch (outcome.kind) {
      case 'CANCELLED':
      // Cancelled at the counter meanwhile: that is what was asked.
      case 'NOT_FOUND':
        return { kind: 'DONE', result: null };
      case 'REFUSED':
        return { kind: 'FAILED', reason: appointmentReasons.refused, platformCode: outcome.platformCode };
      case 'IN_DOUBT':
        return outcome;
    }
  }

  /** Whether the platform has it still. */
  async function findCancelled(id: string, context: CallContext): Promise<Finding<null>> {
    const { platform, platformId, toldAt } = await recordOf(id);
    const { value } = await portOf(platform).appointment(platformId!, context);
    if (value !== null) return { kind: 'ABSENT' };
    // Of a number that only a person gave, nothing says that it ever was one.
    return toldAt === null ? { kind: 'UNTOLD' } : { kind: 'FOUND', result: null };
  }

  const bookingStep: Step<AppointmentOrder, Booked> = {
    name: 'book',
    platform: ({ platform }) => platform,
    // Neither platform has a key of ours, nor finds an appointment without its own id.
    repetition: 'PERSON',
    perform: ({ input, commandId, context }) => book(input, commandId, context),
    decided: (_call, reference) => ({ platformId: reference, isTold: false }),
    async record(tx, { input }, { platformId, isTold }) {
      await records.change(tx, input.appointment, ['REQUESTED', 'IN_DOUBT', 'REFUSED'], {
        platformId,
        state: 'BOOKED',
        reason: null,
        toldAt: isTold ? new Date(clock.now()) : null,
      });
    },
  };

  /** Where the appointment of a booking stands when its command does not go on by itself. */
  async function followBooking(
    tx: Transaction,
    { input, state, reason }: CommandChange<AppointmentOrder>,
  ): Promise<void> {
    const move = (to: 'REQUESTED' | 'IN_DOUBT' | 'REFUSED', why: string | null) =>
      records.change(tx, input.appointment, ['REQUESTED', 'IN_DOUBT', 'REFUSED'], { state: to, reason: why });
    if (state === 'IN_DOUBT') await move('IN_DOUBT', reason);
    else if (state === 'FAILED') await move('REFUSED', reason);
    else if (state === 'CANCELLED') await move('REFUSED', appointmentReasons.withdrawn);
    else if (state !== 'DONE') await move('REQUESTED', null);
  }

  /** Where an appointment that is to go stands when its command does not go on by itself. */
  async function followCancelling(
    tx: Transaction,
    id: string,
    { state, reason }: Pick<CommandChange, 'state' | 'reason'>,
  ): Promise<void> {
    if (state === 'FAILED' || state === 'CANCELLED')
      await records.change(tx, id, ['CANCELLING'], { state: 'BOOKED', reason });
    // An administrator took it up again.
    else if (state === 'ACCEPTED') await records.change(tx, id, ['BOOKED'], { state: 'CANCELLING' });
  }

  const bookAppointment: CommandDefinition<AppointmentOrder> = {
    kind: 'appointment.book',
    title: 'Een afspraak boeken',
    lanes,
    steps: [bookingStep],
    follow: followBooking,
  };

  const cancelAppointment: CommandDefinition<AppointmentOrder> = {
    kind: 'appointment.cancel',
    title: 'Een afspraak annuleren',
    lanes,
    steps: [
      {
        name: 'cancel',
        platform: ({ platform }) => platform,
        repetition: 'ASK',
        perform: ({ input, context }) => cancel(input.appointment, context),
        find: ({ input, context }) => findCancelled(input.appointment, context),
        async record(tx, { input }) {
          await records.change(tx, input.appointment, ['BOOKED', 'CANCELLING'], {
            state: 'CANCELLED',
            reason: null,
            toldAt: new Date(clock.now()),
          });
        },
      },
    ],
    follow: (tx, change) => followCancelling(tx, change.input.appointment, change),
  };

  const rescheduleAppointment: CommandDefinition<RescheduleOrder> = {
    kind: 'appointment.reschedule',
    title: 'Een afspraak verplaatsen',
    lanes,
    // The new one first: whoever loses the race for it keeps the old one.
    steps: [
      {
        ...bookingStep,
        async record(tx, call, result) {
          await bookingStep.record!(tx, call, result);
          await records.change(tx, (call.input as RescheduleOrder).replaces, ['BOOKED'], {
            state: 'CANCELLING',
          });
        },
      } as Step<RescheduleOrder, Booked>,
      {
        name: 'cancel',
        platform: ({ platform }) => platform,
        repetition: 'ASK',
        perform: ({ input, context }) => cancel(input.replaces, context),
        find: ({ input, context }) => findCancelled(input.replaces, context),
        async record(tx, { input }) {
          await records.change(tx, input.replaces, ['BOOKED', 'CANCELLING'], {
            state: 'RESCHEDULED',
            reason: null,
            toldAt: new Date(clock.now()),
          });
        },
      },
    ],
    async follow(tx, change) {
      if ('book' in change.results) await followCancelling(tx, change.input.replaces, change);
      else await followBooking(tx, change);
    },
  };

  return {
    bookAppointment,
    cancelAppointment,
    rescheduleAppointment,
    all: [bookAppointment, cancelAppointment, rescheduleAppointment] as readonly CommandDefinition[],
  };
}
