import type { CallContext } from '../../context/call-context.js';
import { auditPartyOf, type AuditTrail } from '../../privacy/audit.js';
import type { BookingResult } from './booking.result.js';
import type { SignedLinks } from './signed-links.js';
import type { OfferedPlace, SlotOfferService } from './slot-offer.service.js';

/** What a link to an offer leads to. */
export interface LinkedOffer {
  /**
   * OPEN: it can be taken. BOOKED: it was. PENDING: it was, and the platform has not confirmed. TAKEN: somebody else was first.
   * DECLINED: left to somebody else. UNAVAILABLE: the platform does not answer, it can be tried again. REFUSED: it cannot be
   * booked.
   */
  readonly stand: 'OPEN' | 'BOOKED' | 'PENDING' | 'TAKEN' | 'DECLINED' | 'UNAVAILABLE' | 'REFUSED';
  readonly startsAt: Date;
  readonly locationName: string;
  /** Until when it can be taken. */
  readonly expiresAt: Date;
  /** Other times that are free now. */
  readonly alternatives: readonly Date[];
}

/** The link to an offer: what is reached without the graph, and is in the audit trail. */
export function createSlotOfferDoors({
  service,
  links,
  audit,
}: {
  readonly service: SlotOfferService;
  readonly links: SignedLinks;
  readonly audit: AuditTrail;
}) {
  async function found(ticket: string): Promise<OfferedPlace | null> {
    const id = links.idOf(ticket);
    return id === null ? null : service.byLink(id);
  }

  function linked({ offer }: OfferedPlace, result?: BookingResult): LinkedOffer | null {
    const { state, startsAt, expiresAt, locationName } = offer;
    const alternatives = result?.kind === 'SLOT_TAKEN' ? result.alternatives.map(({ start }) => start) : [];
    const at = (stand: LinkedOffer['stand']) => ({ stand, startsAt, expiresAt, locationName, alternatives });
    switch (state) {
      case 'OPEN':
        if (result?.kind === 'UNAVAILABLE') return at('UNAVAILABLE');
        return at(result ? 'REFUSED' : 'OPEN');
      case 'ACCEPTED':
        return at('PENDING');
      case 'GONE':
        return at('TAKEN');
      case 'EXPIRED':
        return null;
      default:
        return at(state);
    }
  }

  const write = ({ place }: OfferedPlace, operation: string, field: string, context: CallContext) =>
    audit.write({
      ...auditPartyOf(context),
      mandate: place.subjectHash === null ? `OFFICE:${place.organisation}` : 'SELF',
      subjectHash: place.subjectHash,
      operation,
      fields: [field],
      categories: ['dossiers'],
      outcome: 'ALLOWED',
      reason: null,
    });

  return {
    /** Null when the link is not ours, or its time has come. */
    async look(ticket: string): Promise<LinkedOffer | null> {
      const place = await found(ticket);
      return place && linked(place);
    },

    /** Null as `look`. Pressed again, it tells what came of it the first time. */
    async accept(ticket: string, context: CallContext): Promise<LinkedOffer | null> {
      const place = await found(ticket);
      if (!place) return null;
      if (!service.isOpen(place.offer)) return linked(place);
      await write(place, 'acceptOfferByLink', 'acceptOffer', context);
      const result = await service.acceptByLink(place.offer.id, context);
      const after = await service.byLink(place.offer.id);
      return after && linked(after, result);
    },

    /** Null as `look`. */
    async decline(ticket: string, context: CallContext): Promise<LinkedOffer | null> {
      const place = await found(ticket);
      if (!place) return null;
      if (!service.isOpen(place.offer)) return linked(place);
      await write(place, 'declineOfferByLink', 'declineOffer', context);
      await service.declineByLink(place.offer.id, context);
      const after = await service.byLink(place.offer.id);
      return after && linked(after);
    },
  };
}
