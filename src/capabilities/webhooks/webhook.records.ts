import { Prisma } from '../../generated/prisma/client.js';
import type { WebhookDelivery as Row } from '../../generated/prisma/client.js';
import type { Clock } from '../../context/clock.js';
import type { Transaction } from '../../jobs/command.js';
import type { WebhookEvent } from '../../settings/webhook-settings.js';
import type { Database } from '../../storage/database.js';
import type { NewestFirstPlace } from '../../vocabulary/newest-first.js';

/** PENDING: it is tried, now or later. DELIVERED: the endpoint took it. FAILED: it is not tried again by itself. */
export const deliveryStates = ['PENDING', 'DELIVERED', 'FAILED'] as const;
export type DeliveryState = (typeof deliveryStates)[number];

/** Why a delivery waits or failed; other reasons are codes of PlatformError. */
export const deliveryReasons = {
  /** It was tried for as long as we try. */
  gaveUp: 'GAVE_UP',
  /** The endpoint answered that it is gone (410). */
  gone: 'GONE',
  /** The endpoint answered with another address (3xx), and none is followed. */
  redirected: 'REDIRECTED',
  /** The endpoint is not in the settings any more. */
  removed: 'ENDPOINT_REMOVED',
} as const;

/** An event for one endpoint. */
export interface Delivery {
  readonly id: string;
  readonly endpoint: string;
  readonly event: string;
  readonly subjectId: string;
  readonly subjectKind: string | null;
  readonly subjectState: string;
  readonly occurredAt: Date;
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly lastStatus: number | null;
  readonly attempts: number;
  readonly queuedAt: Date;
  readonly lastTriedAt: Date | null;
  readonly dueAt: Date | null;
  readonly endedAt: Date | null;
}

/** One that this process has taken up. */
export interface TakenDelivery extends Delivery {
  readonly leaseToken: string;
}

/** An endpoint as the settings name it. */
export interface EndpointCard {
  readonly name: string;
  readonly organisation: string;
  readonly url: string;
  readonly events: readonly WebhookEvent[];
}

/** What came of a try. */
export interface Settlement {
  readonly state: DeliveryState;
  readonly reason: string | null;
  readonly lastStatus: number | null;
  /** Null when it ended. */
  readonly dueAt: Date | null;
  /** False: the endpoint was not asked, so that it does not count. */
  readonly tried: boolean;
}

export interface DeliverySearch {
  /** Null: of all. */
  readonly endpoint: string | null;
  /** Null: any. */
  readonly state: DeliveryState | null;
}

export interface EndpointCount {
  readonly pending: number;
  readonly failed: number;
}

/** Longer than a try can take, so that whoever takes it up afterwards knows that the one of before has ended. */
const leaseMs = 60_000;

export type WebhookRecords = ReturnType<typeof createWebhookRecords>;

/** The outbox of webhooks. Triggers write its rows; leases are the database's clock, moments are the hub's. */
export function createWebhookRecords({
  database,
  clock,
}: {
  readonly database: Database;
  readonly clock: Clock;
}) {
  const { client } = database;
  const now = () => new Date(clock.now());
  const free = Prisma.sql`(lease_until IS NULL OR lease_until < now())`;
  const matching = ({ endpoint, state }: DeliverySearch) => ({
    ...(endpoint !== null && { endpoint }),
    ...(state !== null && { state }),
  });

  return {
    /**
     * From now on these endpoints are told, and no others: what still waits for one that is not there fails. One that
     * said that it is gone is told again when it has another address.
     */
    replaceEndpoints: (cards: readonly EndpointCard[]): Promise<void> =>
      client.$transaction(async (tx) => {
        const names = cards.map(({ name }) => name);
        await tx.webhookEndpoint.deleteMany({ where: { name: { notIn: names } } });
        for (const { name, organisation, url, events } of cards)
          await tx.$executeRaw`
            INSERT INTO webhook_endpoint (name, organisation, url, events)
            VALUES (${name}, ${organisation}, ${url}, ${[...events]}::text[])
            ON CONFLICT (name) DO UPDATE SET organisation = excluded.organisation, url = excluded.url,
              events = excluded.events,
              disabled_at = CASE WHEN webhook_endpoint.url = excluded.url THEN webhook_endpoint.disabled_at END`;
        await tx.webhookDelivery.updateMany({
          where: { state: 'PENDING', endpoint: { notIn: names } },
          data: { state: 'FAILED', reason: deliveryReasons.removed, dueAt: null, endedAt: now() },
        });
      }),

    /** Takes up what is due of an endpoint, the oldest first. The lock is skipped, not waited for: who holds it takes the row up too. */
    async take(endpoint: string, places: number): Promise<TakenDelivery[]> {
      const taken = await client.$queryRaw<{ id: string }[]>`
        UPDATE webhook_delivery SET lease_token = gen_random_uuid(),
          lease_until = now() + ${leaseMs}::int * interval '1 millisecond'
        WHERE id IN (
          SELECT id FROM webhook_delivery
          WHERE endpoint = ${endpoint} AND due_at <= ${now()}::timestamptz AND ${free}
          ORDER BY due_at, id LIMIT ${places}::int FOR UPDATE SKIP LOCKED)
        RETURNING id`;
      if (taken.length === 0) return [];
      const rows = await client.webhookDelivery.findMany({
        where: { id: { in: taken.map(({ id }) => id) } },
        orderBy: [{ dueAt: 'asc' }, { id: 'asc' }],
      });
      return rows.flatMap((row) =>
        row.leaseToken === null ? [] : [{ ...deliveryOf(row), leaseToken: row.leaseToken }],
      );
    },

    /** Writes what came of a try; false when another hub has it now, and then nothing is written. */
    async settle({ id, leaseToken }: TakenDelivery, { tried, ...settlement }: Settlement): Promise<boolean> {
      const at = now();
      const { count } = await client.webhookDelivery.updateMany({
        where: { id, leaseToken },
        data: {
          ...settlement,
          ...(tried && { attempts: { increment: 1 }, lastTriedAt: at }),
          endedAt: settlement.dueAt === null ? at : null,
          leaseToken: null,
          leaseUntil: null,
        },
      });
      return count === 1;
    },

    /** Gives back what was not finished: the hub is closing. */
    async giveBack({ id, leaseToken }: TakenDelivery): Promise<void> {
      await client.webhookDelivery.updateMany({
        where: { id, leaseToken },
        data: { leaseToken: null, leaseUntil: null },
      });
    },

    /** The endpoint wants no more: it is told nothing, and what waits for it fails. */
    disable: (endpoint: string): Promise<void> =>
      client.$transaction(async (tx) => {
        const at = now();
        await tx.webhookEndpoint.updateMany({
          where: { name: endpoint, disabledAt: null },
          data: { disabledAt: at },
        });
        await tx.webhookDelivery.updateMany({
          where: { endpoint, state: 'PENDING' },
          data: {
            state: 'FAILED',
            reason: deliveryReasons.gone,
            dueAt: null,
            endedAt: at,
            leaseToken: null,
            leaseUntil: null,
          },
        });
      }),

    /** It took something again. */
    async enable(endpoint: string): Promise<void> {
      await client.webhookEndpoint.updateMany({
        where: { name: endpoint, disabledAt: { not: null } },
        data: { disabledAt: null },
      });
    },

    /** When each endpoint said that it is gone; null for one that is told of changes. */
    async disabledAt(): Promise<ReadonlyMap<string, Date | null>> {
      const rows = await client.webhookEndpoint.findMany({ select: { name: true, disabledAt: true } });
      return new Map(rows.map(({ name, disabledAt }) => [name, disabledAt]));
    },

    async counts(): Promise<ReadonlyMap<string, EndpointCount>> {
      const rows = await client.webhookDelivery.groupBy({
        by: ['endpoint', 'state'],
        where: { state: { in: ['PENDING', 'FAILED'] } },
        _count: true,
      });
      const counts = new Map<string, EndpointCount>();
      for (const { endpoint, state, _count: number } of rows)
        counts.set(endpoint, {
          ...(counts.get(endpoint) ?? { pending: 0, failed: 0 }),
          ...(state === 'PENDING' ? { pending: number } : { failed: number }),
        });
      return counts;
    },

    async find(id: string): Promise<Delivery | null> {
      const row = await client.webhookDelivery.findUnique({ where: { id } });
      return row && deliveryOf(row);
    },

    /** The newest event first. */
    async list(search: DeliverySearch, after: NewestFirstPlace | null, limit: number): Promise<Delivery[]> {
      const behind = after && {
        // Says nothing more than what follows, but lets an index begin at the place.
        occurredAt: { lte: after.at },
        OR: [{ occurredAt: { lt: after.at } }, { occurredAt: after.at, id: { gt: after.id } }],
      };
      const rows = await client.webhookDelivery.findMany({
        where: { AND: [matching(search), behind ?? {}] },
        orderBy: [{ occurredAt: 'desc' }, { id: 'asc' }],
        take: limit,
      });
      return rows.map(deliveryOf);
    },

    count: (search: DeliverySearch): Promise<number> =>
      client.webhookDelivery.count({ where: matching(search) }),

    /** Has it sent again from now on, whatever came of it; false while somebody is at work on it. */
    async replay(tx: Transaction, id: string): Promise<boolean> {
      const at = now();
      const rows = await tx.$executeRaw`
        UPDATE webhook_delivery SET state = 'PENDING', reason = NULL, attempts = 0, queued_at = ${at}::timestamptz,
          due_at = ${at}::timestamptz, ended_at = NULL
        WHERE id = ${id}::uuid AND ${free}`;
      return rows === 1;
    },

    /** Forgets what ended before a moment. */
    async sweep(endedBefore: Date): Promise<number> {
      const { count } = await client.webhookDelivery.deleteMany({ where: { endedAt: { lt: endedBefore } } });
      return count;
    },
  };
}

function deliveryOf({ leaseToken: _, leaseUntil: __, state, ...row }: Row): Delivery {
  return { ...row, state: state as DeliveryState };
}
