import { fresh, lastTold, partFrom, sourceOfRecords } from '../../adapter/availability.js';
import { aside, type CallContext, organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { KeyedHash } from '../../privacy/encryption.js';
import type { Page } from '../../vocabulary/connection.js';
import { isOurId, type NewestFirstPlace, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import {
  appointmentReasons,
  type AppointmentRecord,
  type AppointmentRecords,
  type AppointmentState,
  isOurs,
} from './appointment.records.js';
import type { AppointmentProvider } from './appointments.service.js';
import type { Appointment, AppointmentsPort } from './appointments.port.js';

/** An appointment with where its state came from. */
export interface ShownAppointment {
  readonly record: AppointmentRecord;
  readonly source: SourceStatus;
}

export interface AppointmentReadingServiceOptions {
  readonly providers: readonly AppointmentProvider[];
  /** The adapter that is named when none is configured. */
  readonly platform: string;
  readonly records: AppointmentRecords;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
}

const list = 'appointment';
const ownList = 'own-appointment';

/** Appointments that were made here, read back: what is booked and to come is asked of its platform. */
export class AppointmentReadingService {
  /** What is being asked now, by question and appointment. */
  readonly #asking = new WeakMap<CallContext, Map<string, Promise<ShownAppointment>>>();

  constructor(private readonly options: AppointmentReadingServiceOptions) {}

  /** One that the asker may see: a citizen's own, or of the asker's organisation; null when there is none. */
  async appointment(id: string, context: CallContext): Promise<ShownAppointment | null> {
    const record = await this.visible(id, context);
    const [shown = null] = record ? await this.shown([record], context) : [];
    return shown;
  }

  /** The record of one that the asker may see; null when there is none. */
  async visible(id: string, { actor, subject }: CallContext): Promise<AppointmentRecord | null> {
    if (!isOurId(id)) return null;
    const record = await this.options.records.find(id);
    const isTheirs =
      actor.kind === 'CITIZEN'
        ? subject !== null && record?.subjectHash === subject.id
        : record?.organisation === organisationOf(actor);
    return isTheirs ? record : null;
  }

  /** What somebody sees who has the link to cancel; null when there is no such appointment. */
  byLink(id: string): Promise<AppointmentRecord | null> {
    return isOurId(id) ? this.options.records.find(id) : Promise.resolve(null);
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
    const shown = await this.shown(found.slice(0, first), context);
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
    const items = await this.shown(found, context);
    return { items, source: this.#sourceOf(items) };
  }

  /** In the same order; what is booked and to come is asked of its platform, all at once. */
  shown(records: readonly AppointmentRecord[], context: CallContext): Promise<ShownAppointment[]> {
    return Promise.all(
      records.map((record) =>
        this.isChangeable(record) ? this.#askOnce(record, context) : asRecorded(record),
      ),
    );
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
    return state === 'BOOKED' && platformId !== null && startsAt.getTime() > this.options.clock.now();
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
    const besides = aside(context);
    const told = await partFrom(this.#portOf(platform), platform, besides, (port, own) =>
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
}

/** As it was last told. */
export function asRecorded(record: AppointmentRecord): ShownAppointment {
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
