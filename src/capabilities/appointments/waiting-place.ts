import type { SlotOffer as OfferRow } from '../../generated/prisma/client.js';
import type { MobileNumber } from '../../identifiers/mobile-number.js';
import type { Transaction } from '../../jobs/command.js';
import type { RecordedPart } from './appointment.records.js';
import type { AppointmentCustomer } from './appointments.port.js';

export const waitingStates = ['WAITING', 'OFFERED', 'BOOKED', 'LEFT', 'EXPIRED'] as const;
export type WaitingState = (typeof waitingStates)[number];

/** Those who still wait, or have an offer. */
export const stillWaiting: readonly WaitingState[] = ['WAITING', 'OFFERED'];

/** Why a place came into its state. */
export const waitingReasons = {
  declined: 'DECLINED',
  /** The offer was not answered in time. */
  unanswered: 'UNANSWERED',
  /** Somebody else took the time first. */
  slotTaken: 'SLOT_TAKEN',
  /** The platform refused, or an administrator ended the booking. */
  refused: 'REFUSED',
  periodPast: 'PERIOD_PAST',
} as const;

export const offerStates = ['OPEN', 'ACCEPTED', 'BOOKED', 'DECLINED', 'EXPIRED', 'GONE', 'REFUSED'] as const;
export type OfferState = (typeof offerStates)[number];

export interface WaitingLocation {
  /** The platform's id. */
  readonly id: string;
  readonly name: string;
  readonly timeZone: string;
}

export type PartOfDay = 'MORNING' | 'AFTERNOON';

/** When somebody could come. */
export interface WaitingPeriod {
  /** First and last day, both included, as 2026-11-25. */
  readonly fromDay: string;
  readonly untilDay: string;
  /** 1 for Monday to 7 for Sunday; empty for any. */
  readonly weekdays: readonly number[];
  /** Null for any. */
  readonly partOfDay: PartOfDay | null;
}

export interface PlaceChange {
  readonly state: WaitingState;
  readonly reason: string | null;
  readonly actorId: string;
  readonly at: Date;
}

export interface SlotOffer {
  /** UUID. */
  readonly id: string;
  readonly placeId: string;
  readonly platform: string;
  readonly locationId: string;
  readonly locationName: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly state: OfferState;
  readonly offeredAt: Date;
  readonly expiresAt: Date;
  readonly toldBy: 'SMS' | null;
  readonly toldAt: Date | null;
  readonly appointmentId: string | null;
}

/** Somebody's place on the waiting list. */
export interface WaitingPlace extends WaitingPeriod {
  /** UUID. */
  readonly id: string;
  readonly organisation: string;
  readonly platform: string;
  readonly parts: readonly RecordedPart[];
  readonly locations: readonly WaitingLocation[];
  readonly subjectHash: string | null;
  readonly personHash: string;
  readonly customer: AppointmentCustomer;
  /** For texts; null when none was given. */
  readonly mobile: MobileNumber | null;
  readonly state: WaitingState;
  readonly joinedBy: string;
  readonly joinedAt: Date;
  readonly appointmentId: string | null;
  /** In order. */
  readonly changes: readonly PlaceChange[];
  /** In order. */
  readonly offers: readonly SlotOffer[];
}

export type NewPlace = Omit<WaitingPlace, 'state' | 'appointmentId' | 'changes' | 'offers'>;

export interface Move {
  readonly state: WaitingState;
  readonly reason: string | null;
  readonly actorId: string;
  readonly at: Date;
  readonly appointmentId?: string;
}

/** Changes a place that is in one of these states, and writes that down; whether it was. */
export async function movePlace(
  tx: Transaction,
  id: string,
  from: readonly WaitingState[],
  { appointmentId, ...change }: Move,
): Promise<boolean> {
  const { count } = await tx.waitingPlace.updateMany({
    where: { id, state: { in: [...from] } },
    data: { state: change.state, ...(appointmentId !== undefined && { appointmentId }) },
  });
  if (count === 1) await tx.waitingPlaceChange.create({ data: { placeId: id, ...change } });
  return count === 1;
}

export function offerOf({ state, toldBy, ...rest }: OfferRow): SlotOffer {
  return { ...rest, state: state as OfferState, toldBy: toldBy as 'SMS' | null };
}
