import type { Clock } from '../../context/clock.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { Page } from '../../vocabulary/connection.js';
import { isOurId, readPlace, writePlace } from '../../vocabulary/newest-first.js';
import type { WebhookEndpointAtWork, WebhookSender } from './webhook.delivery.js';
import type { Delivery, DeliverySearch, WebhookRecords } from './webhook.records.js';
import { WebhookEndpoint } from './webhooks.types.js';

export type NotReplayed = 'NOT_FOUND' | 'BUSY' | 'ENDPOINT_REMOVED';

export type Replayed =
  | { readonly kind: 'REPLAYED'; readonly delivery: Delivery }
  | { readonly kind: 'NOT_REPLAYED'; readonly reason: NotReplayed }
  | { readonly kind: 'CONFLICT' };

export interface WebhooksServiceOptions {
  readonly endpoints: readonly WebhookEndpointAtWork[];
  readonly records: WebhookRecords;
  readonly sender: WebhookSender;
  readonly keys: IdempotencyKeys;
  readonly clock: Clock;
}

const list = 'webhookDeliveries';

class Busy extends Error {}

/** Webhooks as administrators see and steer them. */
export class WebhooksService {
  constructor(private readonly options: WebhooksServiceOptions) {}

  async endpoints(): Promise<WebhookEndpoint[]> {
    const { endpoints, records } = this.options;
    const [disabled, counts] = await Promise.all([records.disabledAt(), records.counts()]);
    return endpoints.map(({ name, url, organisation, events, wire }) => {
      const { state, breaker, lastSuccessAt, lastErrorAt, lastErrorCode } = wire.health();
      const { pending, failed } = counts.get(name) ?? { pending: 0, failed: 0 };
      return Object.assign(new WebhookEndpoint(), {
        name,
        host: new URL(url).host,
        organisation,
        events: [...events],
        state,
        breaker,
        disabledAt: disabled.get(name) ?? null,
        lastSuccessAt,
        lastErrorAt,
        lastErrorCode,
        pending,
        failed,
      });
    });
  }

  async page(search: DeliverySearch, first: number, after: string | null): Promise<Page<Delivery>> {
    const { records, clock } = this.options;
    const [rows, totalCount] = await Promise.all([
      records.list(search, readPlace(list, after), first + 1),
      records.count(search),
    ]);
    return {
      edges: rows.slice(0, first).map((node) => ({
        cursor: writePlace(list, { at: node.occurredAt, id: node.id }),
        node,
      })),
      hasNextPage: rows.length > first,
      totalCount,
      source: {
        platform: 'schakel',
        state: 'FRESH',
        fetchedAt: new Date(clock.now()),
        since: null,
        reason: null,
      },
    };
  }

  /** Sends an event again, whatever came of it. */
  async replay(id: string, request: IdempotentRequest): Promise<Replayed> {
    const { endpoints, records, sender, keys } = this.options;
    const used = await keys.look(request);
    if (used?.kind === 'CONFLICT') return used;
    const delivery = isOurId(id) ? await records.find(id) : null;
    if (!delivery) return { kind: 'NOT_REPLAYED', reason: 'NOT_FOUND' };
    if (used) return { kind: 'REPLAYED', delivery };
    if (!endpoints.some(({ name }) => name === delivery.endpoint))
      return { kind: 'NOT_REPLAYED', reason: 'ENDPOINT_REMOVED' };
    try {
      const done = await keys.run(request, async (tx) => {
        if (!(await records.replay(tx, id))) throw new Busy();
        return id;
      });
      if (done === null) return { kind: 'CONFLICT' };
    } catch (error) {
      if (error instanceof Busy) return { kind: 'NOT_REPLAYED', reason: 'BUSY' };
      throw error;
    }
    void sender.look();
    return { kind: 'REPLAYED', delivery: (await records.find(id)) ?? delivery };
  }
}
