import { actorIdOf, type CallContext, organisationOf } from '../../context/call-context.js';
import type { Clock } from '../../context/clock.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import { keyedRequest } from '../../vocabulary/idempotency-key.js';
import { isOurId, type NewestFirstPlace } from '../../vocabulary/newest-first.js';
import { asRecorded } from './appointment-reading.service.js';
import type { AppointmentRecords } from './appointment.records.js';
import { type BookingResult, notPossible } from './booking.result.js';
import type { BookingService } from './booking.service.js';
import { OfferMoved, type SlotOfferRecords } from './slot-offer.records.js';
import type { WaitingListRecords } from './waiting-list.records.js';
import type { WaitingResult } from './waiting-list.result.js';
import type { SlotOffer, WaitingPlace } from './waiting-place.js';

/** An offer, and the place that it was made to. */
export interface OfferedPlace {
  readonly offer: SlotOffer;
  readonly place: WaitingPlace;
}

export interface SlotOfferServiceOptions {
  readonly offers: SlotOfferRecords;
  readonly places: WaitingListRecords;
  readonly appointments: AppointmentRecords;
  readonly bookings: BookingService;
  readonly keys: IdempotencyKeys;
  readonly clock: Clock;
}

/** Takes or declines a time that was offered to somebody on the waiting list. */
export class SlotOfferService {
  constructor(private readonly options: SlotOfferServiceOptions) {}

  async accept(id: string, key: string, context: CallContext): Promise<BookingResult> {
    const { bookings } = this.options;
    const request = keyedRequest(context, 'acceptOffer', key, { id });
    const before = await bookings.answerOf(request, context);
    if (before) return before;
    const found = await this.#visible(id, context);
    return found ? this.#accept(found, request, context) : notPossible('NOT_FOUND', 'id');
  }

  /** For whoever has the link; `context` is a visitor's. */
  async acceptByLink(id: string, context: CallContext): Promise<BookingResult> {
    const found = await this.byLink(id);
    return found ? this.#accept(found, null, context) : notPossible('NOT_FOUND', 'id');
  }

  async decline(id: string, key: string, context: CallContext): Promise<WaitingResult> {
    const { keys } = this.options;
    const request = keyedRequest(context, 'declineOffer', key, { id });
    const used = await keys.look(request);
    if (used?.kind === 'CONFLICT') return used;
    const found = await this.#visible(id, context);
    if (!found) return notPossible('NOT_FOUND', 'id');
    return this.#decline(found, request, context);
  }

  async declineByLink(id: string, context: CallContext): Promise<WaitingResult> {
    const found = await this.byLink(id);
    return found ? this.#decline(found, null, context) : notPossible('NOT_FOUND', 'id');
  }

  /** What somebody sees who has the link; null when there is no such offer. */
  async byLink(id: string): Promise<OfferedPlace | null> {
    if (!isOurId(id)) return null;
    const place = await this.options.places.findByOffer(id);
    const offer = place?.offers.find((one) => one.id === id);
    return place && offer ? { place, offer } : null;
  }

  /** Offers to a citizen, the newest first, with the places that they were made to. */
  async offersTo(
    subjectHash: string,
    after: NewestFirstPlace | null,
    limit: number,
  ): Promise<readonly OfferedPlace[]> {
    const found = await this.options.offers.listOf(subjectHash, { after, limit });
    const all = await Promise.all(found.map(({ id }) => this.byLink(id)));
    return all.filter((one) => one !== null);
  }

  isOpen({ state, expiresAt }: SlotOffer): boolean {
    return state === 'OPEN' && expiresAt.getTime() > this.options.clock.now();
  }

  /** Brings every offer that was taken where its appointment stands: a hub may have stopped between the two. */
  async settleAll(actorId: string): Promise<void> {
    for (const offer of await this.options.offers.accepted()) await this.#settle(offer, actorId);
  }

  async #accept(
    { offer, place }: OfferedPlace,
    request: IdempotentRequest | null,
    context: CallContext,
  ): Promise<BookingResult> {
    const { bookings, offers } = this.options;
    if (!this.isOpen(offer)) return this.#taken(offer);
    let result: BookingResult;
    try {
      result = await bookings.accept(
        {
          organisation: place.organisation,
          platform: place.platform,
          parts: place.parts,
          locationId: offer.locationId,
          locationName: offer.locationName,
          startsAt: offer.startsAt,
          endsAt: offer.endsAt,
          subjectHash: place.subjectHash,
          customer: place.customer,
          replacesId: null,
        },
        request,
        context,
        (tx, appointmentId) => offers.accept(tx, offer.id, appointmentId),
      );
    } catch (error) {
      // Somebody pressed twice, or it ended meanwhile.
      if (!(error instanceof OfferMoved)) throw error;
      return this.#taken((await offers.find(offer.id)) ?? offer);
    }
    await this.#settle((await offers.find(offer.id)) ?? offer, actorIdOf(context.actor));
    return result;
  }

  /** The appointment that an offer was taken for before. */
  async #taken({ appointmentId, state }: SlotOffer): Promise<BookingResult> {
    const isTaken = state === 'ACCEPTED' || state === 'BOOKED';
    const record = isTaken && appointmentId ? await this.options.appointments.find(appointmentId) : null;
    return record ? { kind: 'APPOINTMENT', shown: asRecorded(record) } : notPossible('OFFER_ENDED', 'id');
  }

  async #settle(offer: SlotOffer, actorId: string): Promise<void> {
    const { appointments, offers, clock } = this.options;
    const record = offer.appointmentId ? await appointments.find(offer.appointmentId) : null;
    if (record) await offers.settle(offer, record, { actorId, at: new Date(clock.now()) });
  }

  async #decline(
    { offer, place }: OfferedPlace,
    request: IdempotentRequest | null,
    context: CallContext,
  ): Promise<WaitingResult> {
    const { offers, places, keys, clock } = this.options;
    if (offer.state === 'DECLINED') return { kind: 'PLACE', place };
    const end = {
      state: 'DECLINED',
      actorId: actorIdOf(context.actor),
      at: new Date(clock.now()),
    } as const;
    try {
      const declined = request
        ? await keys.run(request, async (tx) => {
            if (!(await offers.endWithin(tx, offer, end))) throw new OfferMoved();
            return place.id;
          })
        : await offers.end(offer, end);
      if (declined === null) return { kind: 'CONFLICT' };
    } catch (error) {
      if (!(error instanceof OfferMoved)) throw error;
    }
    // Whoever ended it, what counts is whether it is declined now.
    const now = await places.find(place.id);
    const isDeclined = now?.offers.some(({ id, state }) => id === offer.id && state === 'DECLINED');
    return now && isDeclined ? { kind: 'PLACE', place: now } : notPossible('OFFER_ENDED', 'id');
  }

  async #visible(id: string, { actor, subject }: CallContext): Promise<OfferedPlace | null> {
    const found = await this.byLink(id);
    const isTheirs =
      actor.kind === 'CITIZEN'
        ? subject !== null && found?.place.subjectHash === subject.id
        : found?.place.organisation === organisationOf(actor);
    return isTheirs ? found : null;
  }
}
