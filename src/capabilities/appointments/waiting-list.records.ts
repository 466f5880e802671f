import type {
  Prisma,
  SlotOffer as OfferRow,
  WaitingPlace as PlaceRow,
} from '../../generated/prisma/client.js';
import type { MobileNumber } from '../../identifiers/mobile-number.js';
import type { Transaction } from '../../jobs/command.js';
import type { FieldCipher } from '../../privacy/encryption.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';
import { readCustomer, type RecordedPart, writeCustomer } from './appointment.records.js';
import {
  type NewPlace,
  offerOf,
  type PartOfDay,
  stillWaiting,
  type WaitingLocation,
  type WaitingPlace,
  type WaitingState,
} from './waiting-place.js';

/** This person has a place for one of these services already. */
export class AlreadyWaiting extends Error {
  override readonly name = 'AlreadyWaiting';
}

export type WaitingListRecords = ReturnType<typeof createWaitingListRecords>;

type FullRow = PlaceRow & {
  changes: PlaceChangeRow[];
  offers: OfferRow[];
};
interface PlaceChangeRow {
  state: string;
  reason: string | null;
  actorId: string;
  at: Date;
}

const everything = {
  changes: { orderBy: { id: 'asc' } },
  offers: { orderBy: [{ offeredAt: 'asc' }, { id: 'asc' }] },
} as const satisfies Prisma.WaitingPlaceInclude;

/** The places on the waiting list. What was told of a person is encrypted; a citizen is found by a keyed hash. */
export function createWaitingListRecords({
  database,
  cipher,
}: {
  readonly database: Database;
  readonly cipher: FieldCipher;
}) {
  const { client } = database;

  function placeOf(row: FullRow): WaitingPlace {
    const { customerEncrypted, keyId, parts, locations, state, partOfDay, changes, offers, ...rest } = row;
    const { mobile, customer } = JSON.parse(cipher.decrypt(customerEncrypted, keyId)) as {
      mobile: MobileNumber | null;
      customer: string;
    };
    return {
      ...rest,
      parts: parts as unknown as readonly RecordedPart[],
      locations: locations as unknown as readonly WaitingLocation[],
      partOfDay: partOfDay as PartOfDay | null,
      state: state as WaitingState,
      customer: readCustomer(customer),
      mobile,
      changes: changes.map(({ state: to, reason, actorId, at }) => ({
        state: to as WaitingState,
        reason,
        actorId,
        at,
      })),
      offers: offers.map((offer) => offerOf(offer)),
    };
  }

  /** Who joined first comes first. */
  async function page(
    where: Prisma.WaitingPlaceWhereInput,
    { after, limit }: { readonly after: NewestFirstPlace | null; readonly limit: number },
  ): Promise<WaitingPlace[]> {
    const behind = after && {
      joinedAt: { gte: after.at },
      OR: [{ joinedAt: { gt: after.at } }, { joinedAt: after.at, id: { gt: after.id } }],
    };
    const rows = await client.waitingPlace.findMany({
      where: { AND: [where, behind ?? {}] },
      orderBy: [{ joinedAt: 'asc' }, { id: 'asc' }],
      take: limit,
      include: everything,
    });
    return rows.map(placeOf);
  }

  const matching = (organisation: string, state: WaitingState | null) => ({
    organisation,
    ...(state !== null && { state }),
  });

  return {
    /** Adds one in a transaction. Throws AlreadyWaiting when the person waits for one of these services; two at the same time see each other. */
    async join(
      tx: Transaction,
      { customer, mobile, parts, locations, weekdays, ...place }: NewPlace,
    ): Promise<void> {
      const { personHash, platform } = place;
      await tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtext(${`waiting list ${personHash}`}))`;
      const open = await tx.waitingPlace.findMany({
        where: { personHash, platform, state: { in: [...stillWaiting] } },
        select: { parts: true },
      });
      const wanted = new Set(parts.map(({ service }) => service));
      if (
        open.some((one) => (one.parts as unknown as RecordedPart[]).some((part) => wanted.has(part.service)))
      )
        throw new AlreadyWaiting();
      const { data: customerEncrypted, keyId } = cipher.encrypt(
        JSON.stringify({ mobile, customer: writeCustomer(customer) }),
      );
      const { joinedBy: actorId, joinedAt: at } = place;
      await tx.waitingPlace.create({
        data: {
          ...place,
          parts: parts as unknown as Prisma.InputJsonValue,
          locations: locations as unknown as Prisma.InputJsonValue,
          weekdays: [...weekdays],
          customerEncrypted,
          keyId,
          state: 'WAITING',
          changes: { create: { state: 'WAITING', reason: null, actorId, at } },
        },
      });
    },

    async find(id: string): Promise<WaitingPlace | null> {
      const row = await client.waitingPlace.findUnique({ where: { id }, include: everything });
      return row && placeOf(row);
    },

    /** The place that an offer was made to. */
    async findByOffer(offerId: string): Promise<WaitingPlace | null> {
      const row = await client.waitingPlace.findFirst({
        where: { offers: { some: { id: offerId } } },
        include: everything,
      });
      return row && placeOf(row);
    },

    /** Everybody who still waits, or has an offer, in the order of joining. */
    stillWaiting: (after: NewestFirstPlace | null, limit: number): Promise<WaitingPlace[]> =>
      page({ state: { in: [...stillWaiting] } }, { after, limit }),

    list: (
      organisation: string,
      state: WaitingState | null,
      range: { readonly after: NewestFirstPlace | null; readonly limit: number },
    ): Promise<WaitingPlace[]> => page(matching(organisation, state), range),

    count: (organisation: string, state: WaitingState | null): Promise<number> =>
      client.waitingPlace.count({ where: matching(organisation, state) }),

    listOf: (
      subjectHash: string,
      range: { readonly after: NewestFirstPlace | null; readonly limit: number },
    ): Promise<WaitingPlace[]> => page({ subjectHash }, range),

    countOf: (subjectHash: string): Promise<number> => client.waitingPlace.count({ where: { subjectHash } }),

    /** How many joined before it, for a service and a location that it waits for too, and still wait. */
    async aheadOf({ id, platform, joinedAt, parts, locations }: WaitingPlace): Promise<number> {
      const earlier = await client.waitingPlace.findMany({
        where: {
          platform,
          state: { in: [...stillWaiting] },
          OR: [{ joinedAt: { lt: joinedAt } }, { joinedAt, id: { lt: id } }],
        },
        select: { parts: true, locations: true },
      });
      const services = new Set(parts.map(({ service }) => service));
      const places = new Set(locations.map((one) => one.id));
      return earlier.filter(
        (one) =>
          (one.parts as unknown as RecordedPart[]).some(({ service }) => services.has(service)) &&
          (one.locations as unknown as WaitingLocation[]).some((location) => places.has(location.id)),
      ).length;
    },
  };
}
