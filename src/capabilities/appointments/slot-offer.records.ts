import { randomUUID } from 'node:crypto';
import type { Transaction } from '../../jobs/command.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import { appointmentReasons, type AppointmentRecord } from './appointment.records.js';
import type { Slot } from './appointments.port.js';
import {
  movePlace,
  offerOf,
  type OfferState,
  type SlotOffer,
  type WaitingLocation,
  type WaitingPlace,
  waitingReasons,
} from './waiting-place.js';

/** Nobody else is offered a time as long as it stands so. */
export const heldStates: readonly OfferState[] = ['OPEN', 'ACCEPTED'];

/** Why an appointment was refused, when trying again is of no use. */
const final = new Set<string>([
  appointmentReasons.slotTaken,
  appointmentReasons.refused,
  appointmentReasons.withdrawn,
]);

/** It was answered, or withdrawn, before it could be changed. */
export class OfferMoved extends Error {
  override readonly name = 'OfferMoved';
}

/** How an open offer ends without an appointment. */
export interface OfferEnd {
  readonly state: 'DECLINED' | 'EXPIRED' | 'GONE';
  readonly actorId: string;
  readonly at: Date;
}

export interface NewOffer {
  readonly place: WaitingPlace;
  readonly location: WaitingLocation;
  readonly slot: Slot;
  readonly expiresAt: Date;
  readonly at: Date;
  readonly actorId: string;
}

export type SlotOfferRecords = ReturnType<typeof createSlotOfferRecords>;

/** Free times that were offered to people who wait, each to one at a time. */
export function createSlotOfferRecords({
  database,
  mostUnanswered,
}: {
  readonly database: Database;
  /** After so many offers that nobody answered a place ends. */
  readonly mostUnanswered: number;
}) {
  const { client } = database;

  async function one(id: string): Promise<SlotOffer | null> {
    const row = await client.slotOffer.findUnique({ where: { id } });
    return row && offerOf(row);
  }

  const move = async (tx: Transaction, id: string, from: OfferState, data: Partial<SlotOffer>) =>
    (await tx.slotOffer.updateMany({ where: { id, state: from }, data })).count === 1;

  /** Where a place goes whose offer came to nothing. */
  async function release(
    tx: Transaction,
    { placeId }: SlotOffer,
    reason: string,
    { actorId, at }: Pick<OfferEnd, 'actorId' | 'at'>,
  ): Promise<void> {
    const unanswered =
      reason === waitingReasons.unanswered
        ? await tx.slotOffer.count({ where: { placeId, state: 'EXPIRED' } })
        : 0;
    const state = unanswered >= mostUnanswered ? 'EXPIRED' : 'WAITING';
    await movePlace(tx, placeId, ['OFFERED'], { state, reason, actorId, at });
  }

  async function endWithin(tx: Transaction, offer: SlotOffer, end: OfferEnd): Promise<boolean> {
    if (!(await move(tx, offer.id, 'OPEN', { state: end.state }))) return false;
    const reasons = {
      DECLINED: waitingReasons.declined,
      EXPIRED: waitingReasons.unanswered,
      GONE: waitingReasons.slotTaken,
    };
    await release(tx, offer, reasons[end.state], end);
    return true;
  }

  return {
    find: one,

    /** Offers a time to a place that waits; null when it does not wait any more, or the time is on offer to somebody. */
    offer: ({ place, location, slot, expiresAt, at, actorId }: NewOffer): Promise<SlotOffer | null> =>
      client.$transaction(async (tx) => {
        const lock = `slot offers ${place.platform} ${location.id}`;
        await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${lock}))`;
        const held = await tx.slotOffer.count({
          where: {
            platform: place.platform,
            locationId: location.id,
            state: { in: [...heldStates] },
            startsAt: { lt: slot.end },
            endsAt: { gt: slot.start },
          },
        });
        if (held > 0) return null;
        const change = { state: 'OFFERED', reason: null, actorId, at } as const;
        if (!(await movePlace(tx, place.id, ['WAITING'], change))) return null;
        const row = await tx.slotOffer.create({
          data: {
            id: randomUUID(),
            placeId: place.id,
            platform: place.platform,
            locationId: location.id,
            locationName: location.name,
            startsAt: slot.start,
            endsAt: slot.end,
            state: 'OPEN',
            offeredAt: at,
            expiresAt,
          },
        });
        return offerOf(row);
      }),

    /** Ends an open offer; whether it was open. The place waits on. */
    end: (offer: SlotOffer, end: OfferEnd): Promise<boolean> =>
      client.$transaction((tx) => endWithin(tx, offer, end)),
    endWithin,

    /** Takes it for an appointment, in the transaction of that one. Throws OfferMoved when it is not open. */
    async accept(tx: Transaction, id: string, appointmentId: string): Promise<void> {
      if (!(await move(tx, id, 'OPEN', { state: 'ACCEPTED', appointmentId }))) throw new OfferMoved();
    },

    /**
     * Brings an offer that was taken where its appointment stands. Whatever the platform did not book leaves the place where it
     * is in the order; when the platform could not be asked the offer is open again, as long as it holds.
     */
    settle: (
      offer: SlotOffer,
      { id, state, reason }: AppointmentRecord,
      { actorId, at }: { readonly actorId: string; readonly at: Date },
    ): Promise<void> =>
      client.$transaction(async (tx) => {
        if (state === 'REQUESTED' || state === 'IN_DOUBT') return;
        if (state !== 'REFUSED') {
          if (!(await move(tx, offer.id, 'ACCEPTED', { state: 'BOOKED' }))) return;
          const booked = { state: 'BOOKED', reason: null, actorId, at, appointmentId: id } as const;
          await movePlace(tx, offer.placeId, ['OFFERED'], booked);
          return;
        }
        const isRefused = final.has(reason ?? '');
        if (!isRefused && offer.expiresAt > at) {
          await move(tx, offer.id, 'ACCEPTED', { state: 'OPEN', appointmentId: null });
          return;
        }
        const isTaken = reason === appointmentReasons.slotTaken;
        const to = isTaken ? 'GONE' : 'REFUSED';
        if (!(await move(tx, offer.id, 'ACCEPTED', { state: to }))) return;
        await release(tx, offer, isTaken ? waitingReasons.slotTaken : waitingReasons.refused, {
          actorId,
          at,
        });
      }),

    /** Open ones whose time to answer has run out. */
    expired: async (now: Date): Promise<SlotOffer[]> =>
      (await client.slotOffer.findMany({ where: { state: 'OPEN', expiresAt: { lte: now } } })).map(offerOf),

    /** Taken ones of which it is not known yet what came of them. */
    accepted: async (): Promise<SlotOffer[]> =>
      (await client.slotOffer.findMany({ where: { state: 'ACCEPTED' } })).map(offerOf),

    /** All that are held for somebody. */
    held: async (): Promise<SlotOffer[]> =>
      (await client.slotOffer.findMany({ where: { state: { in: [...heldStates] } } })).map(offerOf),

    /** Open ones of which it was not settled yet how the person is told. */
    untold: async (): Promise<SlotOffer[]> =>
      (
        await client.slotOffer.findMany({
          where: { state: 'OPEN', toldAt: null },
          orderBy: { offeredAt: 'asc' },
        })
      ).map(offerOf),

    /** Writes down how the person was told; null when nobody could. */
    async told(id: string, toldBy: 'SMS' | null, toldAt: Date): Promise<void> {
      await client.slotOffer.updateMany({ where: { id }, data: { toldBy, toldAt } });
    },

    /** Offers to a citizen, the newest first, behind a place in that list; with whose place each was. */
    async listOf(
      subjectHash: string,
      { after, limit }: { readonly after: NewestFirstPlace | null; readonly limit: number },
    ): Promise<SlotOffer[]> {
      const behind = after && {
        offeredAt: { lte: after.at },
        OR: [{ offeredAt: { lt: after.at } }, { offeredAt: after.at, id: { gt: after.id } }],
      };
      const rows = await client.slotOffer.findMany({
        where: { AND: [{ place: { subjectHash } }, behind ?? {}] },
        orderBy: [{ offeredAt: 'desc' }, { id: 'asc' }],
        take: limit,
      });
      return rows.map(offerOf);
    },
  };
}
