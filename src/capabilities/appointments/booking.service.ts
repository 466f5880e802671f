import { randomUUID } from 'node:crypto';
import { fresh, lastTold, partFrom, sourceOfRecords } from '../../adapter/availability.js';
import { PlatformError } from '../../adapter/platform-error.js';
import { actorIdOf, type CallContext, organisationOf, SourceLog } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import { brussels, dayAfter, wallTimeOf } from '../../context/wall-time.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { Commands } from '../../jobs/commands.js';
import type { IdempotentRequest } from '../../jobs/idempotency.js';
import type { KeyedHash } from '../../privacy/encryption.js';
import type { Page } from '../../vocabulary/connection.js';
import { keyedRequest } from '../../vocabulary/idempotency-key.js';
import { isOurId, type NewestFirstPlace, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import { encodeId } from './appointment.ids.js';
import {
  AppointmentMoved,
  appointmentReasons,
  type AppointmentRecord,
  type AppointmentRecords,
  type AppointmentState,
  isOurs,
  type NewAppointment,
  TooManyAppointments,
} from './appointment.records.js';
import type { AppointmentCommands } from './appointment.command.js';
import type { AppointmentProvider, AppointmentsService, ChosenAppointment } from './appointments.service.js';
import type { Appointment, AppointmentPart, AppointmentsPort, Slot } from './appointments.port.js';
import { checkCustomer, type CustomerFault, type GivenCustomer } from './customer.check.js';

/** An appointment with where its state came from. */
export interface ShownAppointment {
  readonly record: AppointmentRecord;
  readonly source: SourceStatus;
}

export type RefusalCode =
  | CustomerFault
  | 'PAST'
  | 'TOO_MANY'
  | 'NOT_FOUND'
  | 'NOT_BOOKED'
  | 'BUSY'
  | 'NO_REFERENCE'
  | 'REFUSED'
  | 'WITHDRAWN';

export type BookingResult =
  | { readonly kind: 'APPOINTMENT'; readonly shown: ShownAppointment }
  | { readonly kind: 'SLOT_TAKEN'; readonly alternatives: readonly Slot[]; readonly source: SourceStatus }
  /** `field` is the argument that it is about; null when it is about none. */
  | { readonly kind: 'NOT_POSSIBLE'; readonly code: RefusalCode; readonly field: string | null }
  | { readonly kind: 'UNAVAILABLE'; readonly platform: string; readonly retryAfterMs: number | null }
  | { readonly kind: 'CONFLICT' };

export interface NewBooking {
  readonly service: string;
  readonly people: number;
  readonly with: readonly { readonly service: string; readonly people: number }[];
  readonly location: string;
  readonly start: Date;
  readonly customer: GivenCustomer;
}

export interface BookingServiceOptions {
  readonly appointments: AppointmentsService;
  readonly providers: readonly AppointmentProvider[];
  /** The adapter that is named when none is configured. */
  readonly platform: string;
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

const list = 'appointment';
const ownList = 'own-appointment';
/** What is left of the time of a question for writing the answer. */
const reserveMs = 500;
const mostAlternatives = 5;

/** Appointments that were made here: booked, cancelled, rescheduled and read back. */
export class BookingService {
  /** What is being asked now, by question and appointment. */
  readonly #asking = new WeakMap<CallContext, Map<string, Promise<ShownAppointment>>>();

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
    const before = await this.#answerOf(request, context);
    if (before) return before;
    if (this.#isPast(booking.start)) return notPossible('PAST', 'start');
    return this.#unlessUnavailable(async () => {
      const { service, people, location } = booking;
      const chosen = await this.options.appointments.chosen(
        [{ service, people }, ...booking.with],
        location,
        context,
      );
      const { value: fields } = await chosen.provider.port.customerFields(idsOf(chosen.parts), context);
      const { actor, subject } = context;
      const own = actor.kind === 'CITIZEN' ? actor.nationalNumber : null;
      const today = wallTimeOf(new Date(this.options.clock.now()), brussels).slice(0, 10);
      const checked = checkCustomer(
        actor.kind === 'CITIZEN' ? withLogin(booking.customer, actor) : booking.customer,
        fields,
        { own, today },
      );
      if (checked.kind === 'FAULT')
        return notPossible(
          checked.fault,
          checked.fault === 'NOT_SUPPORTED' ? checked.field : `customer.${checked.field}`,
        );
      const slot = await this.#slotAt(chosen, booking.start, context);
      if (!slot) return this.#slotTaken(chosen, booking.start, context);
      return this.#accept(
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
    const before = await this.#answerOf(request, context);
    if (before) return before;
    const old = await this.#visible(id, context);
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
      const slot = await this.#slotAt(chosen, start, context);
      if (!slot) return this.#slotTaken(chosen, start, context);
      return this.#accept(
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
    const record = await this.#visible(id, context);
    if (!record) return notPossible('NOT_FOUND', 'id');
    if (used) return this.#appointment(record, context);
    return this.#cancel(record, request, context);
  }

  /** What somebody sees who has the link to cancel; null when there is no such appointment. */
  byLink(id: string): Promise<AppointmentRecord | null> {
    return isOurId(id) ? this.options.records.find(id) : Promise.resolve(null);
  }

  /** Cancels for whoever has the link. The link works once; `context` is a visitor's. */
  async cancelByLink(id: string, context: CallContext): Promise<BookingResult> {
    const record = await this.byLink(id);
    if (!record || record.linkUsedAt) return notPossible('NOT_FOUND', 'id');
    return this.#cancel(record, null, context);
  }

  /** One that the asker may see: a citizen's own, or of the asker's organisation; null when there is none. */
  async appointment(id: string, context: CallContext): Promise<ShownAppointment | null> {
    const record = await this.#visible(id, context);
    const [shown = null] = record ? await this.#shown([record], context) : [];
    return shown;
  }

  /** The record of a citizen's own appointment; null when there is none. */
  async own(id: string, { subject }: Pick<CallContext, 'subject'>): Promise<AppointmentRecord | null> {
    const record = isOurId(id) ? await this.options.records.find(id) : null;
    return subject && record?.subjectHash === subject.id ? record : null;
  }

  /** Those of the asker's own organisation as they were last told, the newest request first. Throws BAD_USER_INPUT for a foreign cursor. */
  async ofOrganisation(
    state: AppointmentState | null,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<ShownAppointment>> {
    const { records } = this.options;
    const place = readPlace(list, after);
    const search = { organisation: organisationOf(context.actor) ?? '', state };
    const [found, totalCount] = await Promise.all([
      records.list(search, { after: place, limit: first + 1 }),
      records.count(search),
    ]);
    const shown = found.slice(0, first).map((record) => asRecorded(record));
    return this.#page(list, shown, found.length > first, totalCount);
  }

  /** Those of a citizen, the newest request first. Throws BAD_USER_INPUT for a foreign cursor. */
  async ofCitizen(
    nationalNumber: NationalNumber,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<ShownAppointment>> {
    const { records, keyedHash } = this.options;
    const place = readPlace(ownList, after);
    const subjectHash = keyedHash.ofNationalNumber(nationalNumber);
    const [found, totalCount] = await Promise.all([
      records.listOf(subjectHash, { after: place, limit: first + 1 }),
      records.countOf(subjectHash),
    ]);
    const shown = await this.#shown(found.slice(0, first), context);
    return this.#page(ownList, shown, found.length > first, totalCount);
  }

  /** Those of a citizen, behind a place. */
  async requestedAfter(
    nationalNumber: NationalNumber,
    after: NewestFirstPlace | null,
    limit: number,
    context: CallContext,
  ): Promise<{ readonly items: readonly ShownAppointment[]; readonly source: SourceStatus }> {
    const subjectHash = this.options.keyedHash.ofNationalNumber(nationalNumber);
    const found = await this.options.records.listOf(subjectHash, { after, limit });
    const items = await this.#shown(found, context);
    return { items, source: this.#sourceOf(items) };
  }

  /** Id of the appointment that came in its place; null when none did. */
  async replacedBy({ id }: AppointmentRecord): Promise<string | null> {
    return (await this.options.records.replacementOf(id))?.id ?? null;
  }

  /** What people show to announce themselves; null when there is none, or no answer. */
  async checkInCode(
    { state, platform, platformId }: AppointmentRecord,
    context: CallContext,
  ): Promise<string | null> {
    if (state !== 'BOOKED' || platformId === null) return null;
    const { value } = await partFrom(this.#portOf(platform), platform, context, (port, aside) =>
      port.checkInCode(platformId, aside),
    );
    return value;
  }

  /** Whether it is booked, to come, and known at its platform: then it can be changed, here and there. */
  isChangeable({ state, startsAt, platformId }: AppointmentRecord): boolean {
    return state === 'BOOKED' && platformId !== null && !this.#isPast(startsAt);
  }

  /** What was answered under this key before; null when it is new. */
  async #answerOf(request: IdempotentRequest, context: CallContext): Promise<BookingResult | null> {
    const used = await this.options.commands.usedKey(request);
    if (!used) return null;
    return used.kind === 'SAME' ? this.#booked(used.commandId, context) : { kind: 'CONFLICT' };
  }

  async #accept(
    appointment: Omit<NewAppointment, 'id' | 'commandId' | 'requestedBy' | 'requestedAt'>,
    request: IdempotentRequest,
    context: CallContext,
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
      write: (tx: Parameters<typeof records.add>[0], commandId: string) =>
        records.add(
          tx,
          { ...appointment, id, commandId, requestedBy: actorIdOf(context.actor), requestedAt: now },
          { most: context.actor.kind === 'CITIZEN' ? mostOpen : Infinity, now },
        ),
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
    const [shown] = await this.#shown([record], context);
    return { kind: 'APPOINTMENT', shown: shown! };
  }

  /** What a booking came to. */
  async #booked(commandId: string, context: CallContext): Promise<BookingResult> {
    const record = await this.options.records.findByCommand(commandId);
    if (!record) throw new Error('The appointment of a command is not there.');
    if (record.state !== 'REFUSED') return { kind: 'APPOINTMENT', shown: asRecorded(record) };
    switch (record.reason) {
      case appointmentReasons.slotTaken:
        return this.#slotTaken(this.#recorded(record), record.startsAt, context);
      case appointmentReasons.past:
        return notPossible('PAST', 'start');
      case appointmentReasons.refused:
        return notPossible('REFUSED', null);
      case appointmentReasons.withdrawn:
        return notPossible('WITHDRAWN', null);
      default:
        return { kind: 'UNAVAILABLE', platform: record.platform, retryAfterMs: null };
    }
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

  async #slotAt(
    { provider, parts, location }: ChosenAppointment,
    start: Date,
    context: CallContext,
  ): Promise<Slot | null> {
    const day = wallTimeOf(start, location.timeZone).slice(0, 10);
    const { value } = await provider.port.slots(
      { parts: bare(parts), location: location.id, from: day, to: day },
      context,
    );
    return value.find((slot) => slot.start.getTime() === start.getTime()) ?? null;
  }

  /** The free times nearest to a moment, asked again now. */
  async #slotTaken(
    chosen: ChosenAppointment | Wanted,
    start: Date,
    context: CallContext,
  ): Promise<BookingResult> {
    const { parts, location } = chosen;
    const { platform, port } = 'provider' in chosen ? chosen.provider : chosen;
    const now = this.options.clock.now();
    const today = wallTimeOf(new Date(now), location.timeZone).slice(0, 10);
    const day = wallTimeOf(start, location.timeZone).slice(0, 10);
    const from = [today, dayAfter(day, -1)].toSorted()[1]!;
    const { value, source } = await partFrom(port, platform, context, (known, aside) =>
      known.slots(
        { parts: bare(parts), location: location.id, from, to: dayAfter(from, 7), fresh: true },
        aside,
      ),
    );
    const distance = (slot: Slot) => Math.abs(slot.start.getTime() - start.getTime());
    const alternatives = (value ?? [])
      .filter((slot) => slot.start.getTime() > now && distance(slot) > 0)
      .toSorted((one, other) => distance(one) - distance(other))
      .slice(0, mostAlternatives)
      .toSorted((one, other) => one.start.getTime() - other.start.getTime());
    return { kind: 'SLOT_TAKEN', alternatives, source };
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

  async #visible(id: string, { actor, subject }: CallContext): Promise<AppointmentRecord | null> {
    if (!isOurId(id)) return null;
    const record = await this.options.records.find(id);
    const isTheirs =
      actor.kind === 'CITIZEN'
        ? subject !== null && record?.subjectHash === subject.id
        : record?.organisation === organisationOf(actor);
    return isTheirs ? record : null;
  }

  async #unlessUnavailable(attempt: () => Promise<BookingResult>): Promise<BookingResult> {
    try {
      return await attempt();
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return { kind: 'UNAVAILABLE', platform: error.platform, retryAfterMs: error.retryAfterMs };
    }
  }

  /** In the same order; what is booked and to come is asked of its platform, all at once. */
  #shown(records: readonly AppointmentRecord[], context: CallContext): Promise<ShownAppointment[]> {
    return Promise.all(
      records.map((record) =>
        this.isChangeable(record) ? this.#askOnce(record, context) : asRecorded(record),
      ),
    );
  }

  /** One question may show an appointment in several places at once: in the list and in the timeline. */
  #askOnce(record: AppointmentRecord, context: CallContext): Promise<ShownAppointment> {
    const asking = this.#asking.get(context) ?? new Map<string, Promise<ShownAppointment>>();
    this.#asking.set(context, asking);
    const underWay = asking.get(record.id);
    if (underWay) return underWay;
    const asked = this.#ask(record, context).finally(() => asking.delete(record.id));
    asking.set(record.id, asked);
    return asked;
  }

  async #ask(record: AppointmentRecord, context: CallContext): Promise<ShownAppointment> {
    const { records, clock } = this.options;
    const { id, platform, platformId } = record;
    const aside = { ...context, sources: new SourceLog() };
    const told = await partFrom(this.#portOf(platform), platform, aside, (port, own) =>
      port.appointment(platformId!, own),
    );
    if (told.source.state === 'UNAVAILABLE') {
      const source = lastTold(told.source, record.toldAt);
      context.sources.add(source);
      return { record, source };
    }
    context.sources.add(told.source);
    const toldAt = new Date(clock.now());
    // The number was a person's word: what the platform has under it may be of somebody else.
    const change =
      record.toldAt === null && !isOurs(record, told.value)
        ? { platformId: null }
        : { ...changeOf(record, told.value), toldAt };
    // Only from the state that was looked at: a change of our own that came between tells more.
    await records.tell(id, ['BOOKED'], change);
    return { record: { ...record, ...change }, source: fresh(platform, toldAt) };
  }

  #page(
    kind: string,
    shown: readonly ShownAppointment[],
    hasNextPage: boolean,
    totalCount: number,
  ): Page<ShownAppointment> {
    const edges = shown.map((node) => ({
      cursor: writePlace(kind, { at: node.record.requestedAt, id: node.record.id }),
      node,
    }));
    return { edges, hasNextPage, totalCount, source: this.#sourceOf(shown) };
  }

  #sourceOf(shown: readonly ShownAppointment[]): SourceStatus {
    const { providers, platform, clock } = this.options;
    return sourceOfRecords(
      { port: providers[0]?.port, platform, now: clock.now() },
      shown.map(({ source }) => source),
    );
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

/** What other times are looked for. */
interface Wanted {
  readonly platform: string;
  readonly port: AppointmentsPort | undefined;
  readonly parts: readonly AppointmentPart[];
  readonly location: { readonly id: string; readonly timeZone: string };
}

const idsOf = (parts: readonly AppointmentPart[]) => parts.map(({ service }) => service);
const bare = (parts: readonly AppointmentPart[]) => parts.map(({ service, people }) => ({ service, people }));

function notPossible(code: RefusalCode, field: string | null): BookingResult {
  return { kind: 'NOT_POSSIBLE', code, field };
}

function whyItStands(reason: string): RefusalCode {
  if (reason === appointmentReasons.past) return 'PAST';
  return reason === appointmentReasons.noReference ? 'NO_REFERENCE' : 'REFUSED';
}

function asRecorded(record: AppointmentRecord): ShownAppointment {
  return { record, source: fresh(record.platform, record.toldAt ?? record.requestedAt) };
}

/** What changes in a record by what the platform told; null when it does not have it any more. */
function changeOf(
  record: AppointmentRecord,
  told: Appointment | null,
): Partial<Pick<AppointmentRecord, 'state' | 'reason' | 'startsAt' | 'endsAt'>> {
  if (told === null) return { state: 'CANCELLED', reason: appointmentReasons.atPlatform };
  if (told.start.getTime() === record.startsAt.getTime()) return {};
  // Moved at the counter.
  const length = record.endsAt.getTime() - record.startsAt.getTime();
  return { startsAt: told.start, endsAt: told.end ?? new Date(told.start.getTime() + length) };
}

function withLogin(
  customer: GivenCustomer,
  { givenName, familyName }: { readonly givenName: string | null; readonly familyName: string | null },
): GivenCustomer {
  return {
    ...customer,
    lastName: customer.lastName?.trim() || familyName || '',
    firstName: customer.firstName?.trim() || givenName,
  };
}
