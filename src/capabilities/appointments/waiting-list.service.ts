import { randomUUID } from 'node:crypto';
import { sourceOfRecords } from '../../adapter/availability.js';
import { PlatformError } from '../../adapter/platform-error.js';
import { actorIdOf, type CallContext, organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { SourceStatus } from '../../context/source-status.js';
import { brussels, dayAfter, wallTimeOf } from '../../context/wall-time.js';
import type { NationalNumber } from '../../identifiers/national-number.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { KeyedHash } from '../../privacy/encryption.js';
import type { Page } from '../../vocabulary/connection.js';
import { keyedRequest } from '../../vocabulary/idempotency-key.js';
import { isOurId, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import { mobileOf } from './appointment.reminders.js';
import type { AppointmentProvider, AppointmentsService, ChosenAppointment } from './appointments.service.js';
import { askedCustomer } from './asked-customer.js';
import { notPossible } from './booking.result.js';
import type { GivenCustomer } from './customer.check.js';
import type { SlotOfferRecords } from './slot-offer.records.js';
import { fits, isHeld, questionsOf } from './waiting-list.questions.js';
import { AlreadyWaiting, type WaitingListRecords } from './waiting-list.records.js';
import type { FreeTime, WaitingRefusal, WaitingResult } from './waiting-list.result.js';
import {
  movePlace,
  type NewPlace,
  type PartOfDay,
  stillWaiting,
  type WaitingPlace,
  type WaitingState,
} from './waiting-place.js';

/** A place on the waiting list as somebody asks for it, by the ids of the graph. */
export interface AskedPlace {
  readonly service: string;
  readonly people: number;
  readonly with: readonly { readonly service: string; readonly people: number }[];
  readonly locations: readonly string[];
  /** First day; null for today. */
  readonly from: string | null;
  readonly until: string;
  readonly weekdays: readonly number[];
  readonly partOfDay: PartOfDay | null;
  readonly customer: GivenCustomer;
}

export interface WaitingListServiceOptions {
  readonly appointments: AppointmentsService;
  readonly providers: readonly AppointmentProvider[];
  /** The adapter that is named when none is configured. */
  readonly platform: string;
  readonly places: WaitingListRecords;
  readonly offers: SlotOfferRecords;
  readonly keys: IdempotencyKeys;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  /** KBO number of the organisation that receives citizens. */
  readonly organisation: string;
  /** Most days that a platform is asked at once. */
  readonly mostDays: number;
  /** Until how many days ahead one may wait; null when there is no waiting list. */
  readonly longestDays: number | null;
}

const list = 'waiting-list';
const ownList = 'own-waiting-list';
const mostLocations = 10;
const mostTimes = 10;

class BeingBooked extends Error {}
class NotWaiting extends Error {}

/** Who waits for a free time: joined, left and read back. */
export class WaitingListService {
  constructor(private readonly options: WaitingListServiceOptions) {}

  /** For the citizen who asks, or by an office for somebody. Throws BAD_USER_INPUT for ids that are none. */
  async join(asked: AskedPlace, key: string, context: CallContext): Promise<WaitingResult> {
    const { keys, longestDays, platform } = this.options;
    const { nationalNumber } = asked.customer;
    const request = keyedRequest(context, 'joinWaitingList', key, {
      ...asked,
      // A national number hides itself from JSON.
      customer: { ...asked.customer, nationalNumber: nationalNumber?.reveal() ?? null },
    });
    const used = await keys.look(request);
    if (used) return used.kind === 'SAME' ? this.#asItIs(used.commandId) : used;
    if (longestDays === null) return { kind: 'NOT_CONFIGURED', platform };
    const fault = this.#faultOf(asked, longestDays);
    if (fault) return notWaiting(...fault);
    try {
      return await this.#join(asked, request, context);
    } catch (error) {
      if (!(error instanceof PlatformError)) throw error;
      return { kind: 'UNAVAILABLE', platform: error.platform, retryAfterMs: error.retryAfterMs };
    }
  }

  /** Leaving what was left already changes nothing, and is no fault. */
  async leave(id: string, key: string, context: CallContext): Promise<WaitingResult> {
    const { keys, clock } = this.options;
    const request = keyedRequest(context, 'leaveWaitingList', key, { id });
    const used = await keys.look(request);
    if (used?.kind === 'CONFLICT') return used;
    const place = await this.#visible(id, context);
    if (!place) return notPossible('NOT_FOUND', 'id');
    if (used || place.state === 'LEFT') return { kind: 'PLACE', place };
    try {
      const left = await keys.run(request, async (tx) => {
        await tx.slotOffer.updateMany({ where: { placeId: id, state: 'OPEN' }, data: { state: 'DECLINED' } });
        if ((await tx.slotOffer.count({ where: { placeId: id, state: 'ACCEPTED' } })) > 0)
          throw new BeingBooked();
        const change = { state: 'LEFT', reason: null, actorId: actorIdOf(context.actor) } as const;
        if (!(await movePlace(tx, id, stillWaiting, { ...change, at: new Date(clock.now()) })))
          throw new NotWaiting();
        return id;
      });
      return left === null ? { kind: 'CONFLICT' } : await this.#asItIs(left);
    } catch (error) {
      if (error instanceof NotWaiting) return notWaiting('NOT_WAITING', 'id');
      if (error instanceof BeingBooked) return notPossible('BUSY', 'id');
      throw error;
    }
  }

  /** Those of the asker's own organisation, in the order of joining. Throws BAD_USER_INPUT for a foreign cursor. */
  async ofOrganisation(
    state: WaitingState | null,
    first: number,
    after: string | null,
    context: CallContext,
  ): Promise<Page<WaitingPlace>> {
    const { places } = this.options;
    const organisation = organisationOf(context.actor) ?? '';
    const [found, totalCount] = await Promise.all([
      places.list(organisation, state, { after: readPlace(list, after), limit: first + 1 }),
      places.count(organisation, state),
    ]);
    return this.#page(list, found, first, totalCount);
  }

  /** Those of a citizen, in the order of joining. Throws BAD_USER_INPUT for a foreign cursor. */
  async ofCitizen(
    nationalNumber: NationalNumber,
    first: number,
    after: string | null,
  ): Promise<Page<WaitingPlace>> {
    const { places, keyedHash } = this.options;
    const subjectHash = keyedHash.ofNationalNumber(nationalNumber);
    const [found, totalCount] = await Promise.all([
      places.listOf(subjectHash, { after: readPlace(ownList, after), limit: first + 1 }),
      places.countOf(subjectHash),
    ]);
    return this.#page(ownList, found, first, totalCount);
  }

  /** How many come first; null when it does not wait. */
  async aheadOf(place: WaitingPlace): Promise<number | null> {
    return stillWaiting.includes(place.state) ? this.options.places.aheadOf(place) : null;
  }

  get source(): SourceStatus {
    const { providers, platform, clock } = this.options;
    return sourceOfRecords({ port: providers[0]?.port, platform, now: clock.now() }, []);
  }

  /** What is no good about a period, and the argument that it is about. */
  #faultOf(asked: AskedPlace, longestDays: number): [WaitingRefusal, string] | null {
    const today = this.#today();
    if (asked.locations.length === 0) return ['REQUIRED', 'locations'];
    if (asked.locations.length > mostLocations) return ['TOO_LONG', 'locations'];
    if (asked.until < today) return ['PAST', 'until'];
    if (asked.from !== null && asked.until < asked.from) return ['INVALID', 'until'];
    if (asked.until > dayAfter(today, longestDays)) return ['TOO_FAR', 'until'];
    if (asked.weekdays.some((one) => one < 1 || one > 7)) return ['INVALID', 'weekdays'];
    return null;
  }

  async #join(asked: AskedPlace, request: IdempotentRequest, context: CallContext): Promise<WaitingResult> {
    const { appointments, clock, places, keys } = this.options;
    const services = [{ service: asked.service, people: asked.people }, ...asked.with] as const;
    const all = await Promise.all(
      [...new Set(asked.locations)].map((location) => appointments.chosen(services, location, context)),
    );
    const chosen = all[0]!;
    const checked = await askedCustomer(
      { port: chosen.provider.port, parts: chosen.parts },
      asked.customer,
      clock.now(),
      context,
    );
    if (checked.kind === 'FAULT') return notPossible(checked.fault, checked.field);
    const { nationalNumber, mobilePhone = null, phone = null } = asked.customer;
    const { keyedHash, organisation } = this.options;
    const subjectHash =
      context.subject?.id ?? (nationalNumber ? keyedHash.ofNationalNumber(nationalNumber) : null);
    const mobile = mobileOf({ mobilePhone, phone });
    const { lastName, firstName, birthDate, email } = checked.customer;
    const person = [lastName, firstName, birthDate, email, mobile ?? checked.customer.phone];
    const place: NewPlace = {
      id: randomUUID(),
      organisation: organisationOf(context.actor) ?? organisation,
      platform: chosen.provider.platform,
      parts: chosen.parts,
      locations: all.map(({ location: { id, name, timeZone } }) => ({ id, name, timeZone })),
      fromDay: [asked.from ?? '', this.#today()].toSorted()[1]!,
      untilDay: asked.until,
      weekdays: [...new Set(asked.weekdays)].toSorted(),
      partOfDay: asked.partOfDay,
      subjectHash,
      personHash:
        subjectHash ?? keyedHash.of(`waiting person ${JSON.stringify(person).toLocaleLowerCase('nl-BE')}`),
      customer: checked.customer,
      mobile,
      joinedBy: actorIdOf(context.actor),
      joinedAt: new Date(clock.now()),
    };
    const free = await this.#freeTimes(place, chosen, context);
    if (free) return free;
    try {
      const joined = await keys.run(request, async (tx) => {
        await places.join(tx, place);
        return place.id;
      });
      return joined === null ? { kind: 'CONFLICT' } : await this.#asItIs(joined);
    } catch (error) {
      if (error instanceof AlreadyWaiting) return notWaiting('ALREADY_WAITING', null);
      throw error;
    }
  }

  /** What can be booked now, so that nobody need wait; a time that is on offer to somebody else does not count. */
  async #freeTimes(
    place: NewPlace,
    { provider: { port, platform } }: ChosenAppointment,
    context: CallContext,
  ): Promise<WaitingResult | null> {
    const { clock, offers, mostDays } = this.options;
    const now = new Date(clock.now());
    const held = await offers.held();
    const times: FreeTime[] = [];
    let source = this.source;
    for (const { parts, location, from, to } of questionsOf([place], now, mostDays)) {
      const answer = await port.slots({ parts, location: location.id, from, to, fresh: true }, context);
      source = answer.source;
      for (const slot of answer.value)
        if (slot.start > now && fits(place, slot, location) && !isHeld(held, platform, location, slot))
          times.push({ location, slot });
    }
    if (times.length === 0) return null;
    times.sort((one, other) => one.slot.start.getTime() - other.slot.start.getTime());
    return { kind: 'FREE', platform, times: times.slice(0, mostTimes), source };
  }

  async #asItIs(id: string): Promise<WaitingResult> {
    const place = await this.options.places.find(id);
    if (!place) throw new Error('A place on the waiting list is not there.');
    return { kind: 'PLACE', place };
  }

  async #visible(id: string, { actor, subject }: CallContext): Promise<WaitingPlace | null> {
    const place = isOurId(id) ? await this.options.places.find(id) : null;
    const isTheirs =
      actor.kind === 'CITIZEN'
        ? subject !== null && place?.subjectHash === subject.id
        : place?.organisation === organisationOf(actor);
    return isTheirs ? place : null;
  }

  #page(kind: string, found: readonly WaitingPlace[], first: number, totalCount: number): Page<WaitingPlace> {
    const edges = found
      .slice(0, first)
      .map((node) => ({ cursor: writePlace(kind, { at: node.joinedAt, id: node.id }), node }));
    return { edges, hasNextPage: found.length > first, totalCount, source: this.source };
  }

  #today(): string {
    return wallTimeOf(new Date(this.options.clock.now()), brussels).slice(0, 10);
  }
}

function notWaiting(code: WaitingRefusal, field: string | null): WaitingResult {
  return { kind: 'NOT_POSSIBLE', code, field };
}
