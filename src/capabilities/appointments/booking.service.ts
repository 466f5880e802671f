import { randomUUID } from 'node:crypto';
import { PlatformError } from '../../adapter/platform-error.js';
import { actorIdOf, type CallContext, organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import { brussels } from '../../context/wall-time.js';
import type { Transaction } from '../../jobs/command.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotentRequest } from '../../jobs/idempotency.js';
import type { KeyedHash } from '../../privacy/encryption.js';
import { keyedRequest } from '../../vocabulary/idempotency-key.js';
import { type AppointmentReadingService, asRecorded } from './appointment-reading.service.js';
import { encodeId } from './appointment.ids.js';
import {
  AppointmentMoved,
  appointmentReasons,
  type AppointmentRecord,
  type AppointmentRecords,
  type NewAppointment,
  TooManyAppointments,
} from './appointment.records.js';
import type { AppointmentCommands } from './appointment.command.js';
import type { AppointmentProvider, AppointmentsService, ChosenAppointment } from './appointments.service.js';
import type { AppointmentsPort } from './appointments.port.js';
import { askedCustomer } from './asked-customer.js';
import { type BookingResult, notPossible, whyItStands, whyRefused } from './booking.result.js';
import type { GivenCustomer } from './customer.check.js';
import { slotAt, slotsAround, type Wanted } from './free-times.js';

export interface NewBooking {
  readonly service: string;
  readonly people: number;
  readonly with: readonly { readonly service: string; readonly people: number }[];
  readonly location: string;
  readonly start: Date;
  readonly customer: GivenCustomer;
}

/** An appointment that nobody asked a platform for yet. */
export type ChosenBooking = Omit<NewAppointment, 'id' | 'commandId' | 'requestedBy' | 'requestedAt'>;

export interface BookingServiceOptions {
  readonly appointments: AppointmentsService;
  readonly reading: AppointmentReadingService;
  readonly providers: readonly AppointmentProvider[];
  readonly records: AppointmentRecords;
  readonly commands: Commands;
  readonly kinds: AppointmentCommands;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  /** KBO number of the organisation that receives citizens. */
  readonly organisation: string;
  /** How many appointments to come one citizen may have. */
  readonly mostOpen: number;
}

/** What is left of the time of a question for writing the answer. */
const reserveMs = 500;

/** Books, moves and cancels appointments. */
export class BookingService {
  constructor(private readonly options: BookingServiceOptions) {}

  /** For the citizen who asks, or by an office for somebody. Throws BAD_USER_INPUT for ids that are none. */
  async book(booking: NewBooking, key: string, context: CallContext): Promise<BookingResult> {
    const { nationalNumber } = booking.customer;
    const request = keyedRequest(context, 'bookAppointment', key, {
      ...booking,
      start: booking.start.toISOString(),
      // A national number hides itself from JSON.
      customer: { ...booking.customer, nationalNumber: nationalNumber?.reveal() ?? null },
    });
    const before = await this.answerOf(request, context);
    if (before) return before;
    if (this.#isPast(booking.start)) return notPossible('PAST', 'start');
    return this.#unlessUnavailable(async () => {
      const { service, people, location } = booking;
      const chosen = await this.options.appointments.chosen(
        [{ service, people }, ...booking.with],
        location,
        context,
      );
      const { actor, subject } = context;
      const asked = { port: chosen.provider.port, parts: chosen.parts };
      const checked = await askedCustomer(asked, booking.customer, this.options.clock.now(), context);
      if (checked.kind === 'FAULT') return notPossible(checked.fault, checked.field);
      const slot = await slotAt(wantedOf(chosen), booking.start, context);
      if (!slot) return this.#slotTaken(wantedOf(chosen), booking.start, context);
      return this.accept(
        {
          organisation: organisationOf(actor) ?? this.options.organisation,
          platform: chosen.provider.platform,
          parts: chosen.parts,
          locationId: chosen.location.id,
          locationName: chosen.location.name,
          startsAt: slot.start,
          endsAt: slot.end,
          subjectHash:
            subject?.id ?? (nationalNumber ? this.options.keyedHash.ofNationalNumber(nationalNumber) : null),
          customer: checked.customer,
          replacesId: null,
        },
        request,
        context,
      );
    });
  }

  /** The same services for the same person at another time, and at another location when that is not null. */
  async reschedule(
    id: string,
    start: Date,
    location: string | null,
    key: string,
    context: CallContext,
  ): Promise<BookingResult> {
    const request = keyedRequest(context, 'rescheduleAppointment', key, {
      id,
      start: start.toISOString(),
      location,
    });
    const before = await this.answerOf(request, context);
    if (before) return before;
    const old = await this.options.reading.visible(id, context);
    const refused = await this.#whyNotChangeable(old);
    if (!old || refused) return refused ?? notPossible('NOT_FOUND', 'id');
    if (this.#isPast(start)) return notPossible('PAST', 'start');
    return this.#unlessUnavailable(async () => {
      const { platform, parts, locationId, subjectHash, customer, organisation } = old;
      const [first, ...others] = parts.map(({ service, people }) => ({
        service: encodeId('service', { platform, id: service }),
        people,
      }));
      const chosen = await this.options.appointments.chosen(
        [first!, ...others],
        location ?? encodeId('location', { platform, id: locationId }),
        context,
      );
      const slot = await slotAt(wantedOf(chosen), start, context);
      if (!slot) return this.#slotTaken(wantedOf(chosen), start, context);
      return this.accept(
        {
          organisation,
          platform,
          parts: chosen.parts,
          locationId: chosen.location.id,
          locationName: chosen.location.name,
          startsAt: slot.start,
          endsAt: slot.end,
          subjectHash,
          customer,
          replacesId: id,
        },
        request,
        context,
      );
    });
  }

  /** Cancelling what is cancelled already changes nothing, and is no fault. */
  async cancel(id: string, key: string, context: CallContext): Promise<BookingResult> {
    const request = keyedRequest(context, 'cancelAppointment', key, { id });
    const used = await this.options.commands.usedKey(request);
    if (used?.kind === 'CONFLICT') return { kind: 'CONFLICT' };
    const record = await this.options.reading.visible(id, context);
    if (!record) return notPossible('NOT_FOUND', 'id');
    if (used) return this.#appointment(record, context);
    return this.#cancel(record, request, context);
  }

  /** Cancels for whoever has the link. The link works once; `context` is a visitor's. */
  async cancelByLink(id: string, context: CallContext): Promise<BookingResult> {
    const record = await this.options.reading.byLink(id);
    if (!record || record.linkUsedAt) return notPossible('NOT_FOUND', 'id');
    return this.#cancel(record, null, context);
  }

  /** What was answered under this key before; null when it is new. */
  async answerOf(request: IdempotentRequest, context: CallContext): Promise<BookingResult | null> {
    const used = await this.options.commands.usedKey(request);
    if (!used) return null;
    return used.kind === 'SAME' ? this.#booked(used.commandId, context) : { kind: 'CONFLICT' };
  }

  /**
   * Books what was chosen before, such as a time that was offered. `take` is within the transaction that writes the booking
   * down: what it throws comes out here, and nothing is booked.
   */
  async accept(
    appointment: ChosenBooking,
    request: IdempotentRequest | null,
    context: CallContext,
    take: (tx: Transaction, appointmentId: string) => Promise<void> = async () => {},
  ): Promise<BookingResult> {
    const { records, commands, kinds, clock, mostOpen } = this.options;
    const { platform, replacesId, organisation } = appointment;
    const id = randomUUID();
    const now = new Date(clock.now());
    const shared = {
      organisation,
      requestedBy: actorIdOf(context.actor),
      correlationId: context.correlationId,
      priority: 'now',
      idempotency: request,
      write: async (tx: Transaction, commandId: string) => {
        await take(tx, id);
        await records.add(
          tx,
          { ...appointment, id, commandId, requestedBy: actorIdOf(context.actor), requestedAt: now },
          { most: organisationOf(context.actor) === null ? mostOpen : Infinity, now },
        );
      },
    } as const;
    const order = { appointment: id, platform };
    const waitMs = this.#waitMs(context);
    try {
      const accepted = await (replacesId === null
        ? commands.acceptAndWait({ ...shared, definition: kinds.bookAppointment, input: order }, waitMs)
        : commands.acceptAndWait(
            {
              ...shared,
              definition: kinds.rescheduleAppointment,
              input: { ...order, replaces: replacesId },
            },
            waitMs,
          ));
      if (accepted.kind === 'CONFLICT') return accepted;
      return await this.#booked(accepted.commandId, context);
    } catch (error) {
      if (error instanceof TooManyAppointments) return notPossible('TOO_MANY', null);
      // Changed between looking and writing.
      if (error instanceof AppointmentMoved) return notPossible('BUSY', 'id');
      throw error;
    }
  }

  async #cancel(
    record: AppointmentRecord,
    request: IdempotentRequest | null,
    context: CallContext,
  ): Promise<BookingResult> {
    const { records, commands, kinds, clock } = this.options;
    const { id, state, platform, organisation } = record;
    if (state === 'CANCELLED' || state === 'CANCELLING') return this.#appointment(record, context);
    const refused = await this.#whyNotChangeable(record);
    if (refused) return refused;
    if (!this.#portOf(platform)) return { kind: 'UNAVAILABLE', platform, retryAfterMs: null };
    try {
      const accepted = await commands.acceptAndWait(
        {
          definition: kinds.cancelAppointment,
          input: { appointment: id, platform },
          organisation,
          requestedBy: actorIdOf(context.actor),
          correlationId: context.correlationId,
          priority: 'now',
          idempotency: request,
          write: async (tx) => {
            const change = {
              state: 'CANCELLING',
              reason: null,
              ...(request === null && { linkUsedAt: new Date(clock.now()) }),
            } as const;
            if (!(await records.change(tx, id, ['BOOKED'], change))) throw new AppointmentMoved();
          },
        },
        this.#waitMs(context),
      );
      if (accepted.kind === 'CONFLICT') return accepted;
    } catch (error) {
      // Somebody else was quicker: what it is now tells what came of it.
      if (!(error instanceof AppointmentMoved)) throw error;
    }
    return this.#appointment((await records.find(id)) ?? record, context);
  }

  /** What a cancellation came to. */
  async #appointment(record: AppointmentRecord, context: CallContext): Promise<BookingResult> {
    // It was asked to go, and stands: the platform refused.
    if (record.state === 'BOOKED' && record.reason !== null)
      return notPossible(whyItStands(record.reason), null);
    const [shown] = await this.options.reading.shown([record], context);
    return { kind: 'APPOINTMENT', shown: shown! };
  }

  /** What a booking came to. */
  async #booked(commandId: string, context: CallContext): Promise<BookingResult> {
    const record = await this.options.records.findByCommand(commandId);
    if (!record) throw new Error('The appointment of a command is not there.');
    if (record.state !== 'REFUSED') return { kind: 'APPOINTMENT', shown: asRecorded(record) };
    if (record.reason === appointmentReasons.slotTaken)
      return this.#slotTaken(this.#recorded(record), record.startsAt, context);
    return whyRefused(record);
  }

  /** The choice of a record, for looking for other times. */
  #recorded({ platform, parts, locationId }: AppointmentRecord): Wanted {
    return {
      platform,
      port: this.#portOf(platform),
      parts,
      location: { id: locationId, timeZone: brussels },
    };
  }

  async #slotTaken(wanted: Wanted, start: Date, context: CallContext): Promise<BookingResult> {
    const { value, source } = await slotsAround(wanted, start, this.options.clock.now(), context);
    return { kind: 'SLOT_TAKEN', alternatives: value ?? [], source };
  }

  /** Null for what is not there, and when it can be changed. */
  async #whyNotChangeable(record: AppointmentRecord | null): Promise<BookingResult | null> {
    if (!record) return null;
    if (record.state !== 'BOOKED') return notPossible('NOT_BOOKED', 'id');
    if (this.#isPast(record.startsAt)) return notPossible('PAST', 'id');
    if (record.platformId === null) return notPossible('NO_REFERENCE', 'id');
    const replacement = await this.options.records.replacementOf(record.id);
    const moving = replacement?.state === 'REQUESTED' || replacement?.state === 'IN_DOUBT';
    return moving ? notPossible('BUSY', 'id') : null;
  }

  async #unlessUnavailable(attempt: () => Promise<BookingResult>): Promise<BookingResult> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return { kind: 'UNAVAILABLE', platform: error.platform, retryAfterMs: error.retryAfterMs };
    }
  }

  #portOf(platform: string): AppointmentsPort | undefined {
    return this.options.providers.find((one) => one.platform === platform)?.port;
  }

  #isPast(moment: Date): boolean {
    return moment.getTime() <= this.options.clock.now();
  }

  #waitMs({ deadline }: CallContext): number {
    return Math.max(0, deadline - this.options.clock.now() - reserveMs);
  }
}

const wantedOf = ({ provider, parts, location }: ChosenAppointment) => ({ ...provider, parts, location });
