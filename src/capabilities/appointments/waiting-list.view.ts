import type { PlatformUnavailable } from '../../vocabulary/problem.js';
import { idempotencyConflict, notConfigured } from '../../vocabulary/problem.js';
import { toSource } from '../../vocabulary/source.js';
import { encodeId } from './appointment.ids.js';
import { unavailable, whyNot } from './appointment.view.js';
import type { WaitingRefusal, WaitingResult } from './waiting-list.result.js';
import { SlotOffer, TimesAreFree, WaitingListNotPossible, WaitingPlaceView } from './waiting-list.types.js';
import type { SlotOffer as OfferRecord, WaitingPlace } from './waiting-place.js';

function toOffer({ id, state, platform, ...offer }: OfferRecord): SlotOffer {
  return Object.assign(new SlotOffer(), {
    id,
    state,
    start: offer.startsAt,
    end: offer.endsAt,
    location: encodeId('location', { platform, id: offer.locationId }),
    locationName: offer.locationName,
    offeredAt: offer.offeredAt,
    expiresAt: offer.expiresAt,
    toldBy: offer.toldBy,
  } satisfies SlotOffer);
}

/** A place on the waiting list in the graph's words. */
export function toWaitingPlace(record: WaitingPlace): WaitingPlaceView {
  const { id, state, platform, parts, locations, fromDay, untilDay, weekdays, partOfDay } = record;
  const { lastName, firstName, email, phone, mobilePhone } = record.customer;
  const offer = record.offers.at(-1);
  return Object.assign(new WaitingPlaceView(), {
    id,
    state,
    services: parts.map(({ service, name, people }) => ({
      service: encodeId('service', { platform, id: service }),
      name,
      people,
    })),
    locations: locations.map((location) => ({
      location: encodeId('location', { platform, id: location.id }),
      name: location.name,
    })),
    from: fromDay,
    until: untilDay,
    weekdays,
    partOfDay,
    // Where nobody asks a mobile number for the appointment, the one for texts is what there is.
    customer: { lastName, firstName, email, phone, mobilePhone: mobilePhone ?? record.mobile },
    joinedAt: record.joinedAt,
    offer: offer ? toOffer(offer) : null,
    appointment: record.appointmentId,
    history: record.changes.map(({ state: to, reason, at }) => ({ state: to, reason, at })),
    record,
  } satisfies WaitingPlaceView);
}

const whyNotWaiting: Readonly<Record<WaitingRefusal, string>> = {
  ...whyNot,
  PAST: 'Deze periode is voorbij.',
  NOT_FOUND: 'Dit staat niet op de wachtlijst.',
  BUSY: 'Het aanbod wordt net geboekt: kijk zo dadelijk opnieuw.',
  TOO_FAR: 'Deze periode ligt te ver in de toekomst.',
  ALREADY_WAITING: 'Deze persoon staat hiervoor al op de wachtlijst.',
  NOT_WAITING: 'Deze plaats op de wachtlijst is al afgelopen.',
};

/** What came of a change of the waiting list, in the graph's words. */
export function toWaitingResult(
  result: WaitingResult,
):
  | WaitingPlaceView
  | TimesAreFree
  | WaitingListNotPossible
  | PlatformUnavailable
  | ReturnType<typeof idempotencyConflict> {
  switch (result.kind) {
    case 'PLACE':
      return toWaitingPlace(result.place);
    case 'FREE': {
      const { platform, times } = result;
      const source = toSource(result.source);
      return Object.assign(new TimesAreFree(), {
        code: 'TIMES_ARE_FREE',
        message: 'Er zijn nog vrije tijdstippen in deze periode: boek er een.',
        times: times.map(({ location, slot }) => ({
          location: encodeId('location', { platform, id: location.id }),
          locationName: location.name,
          start: slot.start,
          end: slot.end,
          source,
        })),
      });
    }
    case 'NOT_POSSIBLE':
      return Object.assign(new WaitingListNotPossible(), {
        code: result.code,
        message: whyNotWaiting[result.code],
        field: result.field,
      });
    case 'UNAVAILABLE':
      return unavailable(result);
    case 'NOT_CONFIGURED':
      return notConfigured(result.platform, 'Deze gemeente heeft geen wachtlijst voor afspraken.');
    case 'CONFLICT':
      return idempotencyConflict();
  }
}
