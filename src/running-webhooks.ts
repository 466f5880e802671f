import { createWire } from './adapter/wire/create-wire.js';
import {
  createWebhookSender,
  type WebhookEndpointAtWork,
  webhookPolicy,
} from './capabilities/webhooks/webhook.delivery.js';
import { createWebhookRecords } from './capabilities/webhooks/webhook.records.js';
import { WebhooksService } from './capabilities/webhooks/webhooks.service.js';
import type { Clock } from './context/clock.js';
import type { IdempotencyKeys } from './jobs/idempotency.js';
import type { Log } from './operations/log.js';
import type { Metrics } from './operations/metrics.js';
import type { Settings } from './settings-schema.js';
import type { Database } from './storage/database.js';

export interface WebhooksOptions {
  readonly settings: Settings['webhooks'];
  /** KBO number of the organisation of this hub. */
  readonly organisation: string;
  readonly database: Database;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}

export type Webhooks = Awaited<ReturnType<typeof openWebhooks>>;

const dayMs = 24 * 60 * 60_000;

/** The endpoints of the settings, each with a wire of its own; from here on the database notes events for them. */
export async function openWebhooks(options: WebhooksOptions) {
  const { settings, organisation, database, idempotencyKeys: keys, clock, log, metrics } = options;
  const endpoints = Object.entries(settings.endpoints).map(([name, endpoint]): WebhookEndpointAtWork => {
    const { url, secret, previousSecret, events, allowPrivateAddress } = endpoint;
    return {
      name,
      url,
      organisation: endpoint.organisation ?? organisation,
      events,
      secrets: previousSecret ? [secret, previousSecret] : [secret],
      wire: createWire({
        adapter: `webhook:${name}`,
        connection: {
          baseUrl: new URL(url).origin,
          reach: allowPrivateAddress ? 'PRIVATE_TOO' : 'PUBLIC',
          policy: webhookPolicy,
        },
        clock,
        log,
        metrics,
      }),
    };
  });
  const records = createWebhookRecords({ database, clock });
  await records.replaceEndpoints(endpoints);
  const sender = createWebhookSender({ endpoints, records, clock, log, metrics });
  let closed: Promise<unknown> | undefined;
  return {
    sender,
    service: new WebhooksService({ endpoints, records, sender, keys, clock }),
    start: () => sender.start(),
    /** Something changed: looks at once, where there is anybody to tell. */
    look: () => void sender.look(),
    sweep: async () => void (await records.sweep(new Date(clock.now() - settings.keepDays * dayMs))),
    close: () => (closed ??= Promise.all([sender.close(), ...endpoints.map(({ wire }) => wire.close())])),
  };
}
