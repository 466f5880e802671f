import type { KeyedHash } from '../../privacy/encryption.js';
import { placeOf, type TimelineFeed } from '../timeline/timeline.feed.js';
import { TimelineEntry } from '../timeline/timeline.types.js';
import type { OfferedPlace, SlotOfferService } from './slot-offer.service.js';
import type { WaitingListService } from './waiting-list.service.js';
import { toWaitingPlace } from './waiting-list.view.js';

/** The times that were offered to a person on the waiting list, by when they were. */
export function slotOfferFeed(
  offers: SlotOfferService,
  waitingList: WaitingListService,
  keyedHash: Pick<KeyedHash, 'ofNationalNumber'>,
): TimelineFeed {
  const entryOf = ({ offer, place }: OfferedPlace): TimelineEntry =>
    Object.assign(new TimelineEntry(), {
      id: offer.id,
      at: offer.offeredAt,
      kind: 'SLOT_OFFER',
      title: place.parts.map(({ name }) => name).join(', '),
      detail: offer.state,
      actionNeeded: offers.isOpen(offer),
      platform: offer.platform,
      item: toWaitingPlace(place),
    } satisfies TimelineEntry);
  return {
    kind: 'SLOT_OFFER',
    async entriesOf(nationalNumber, start, limit) {
      const subjectHash = keyedHash.ofNationalNumber(nationalNumber);
      const found = await offers.offersTo(subjectHash, placeOf(start), limit);
      return { entries: found.map(entryOf), source: waitingList.source };
    },
  };
}
