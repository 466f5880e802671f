import { randomBytes } from 'node:crypto';
import { createIdempotencyKeys } from '../../src/jobs/idempotency.js';
import { createMetrics } from '../../src/operations/metrics.js';
import { createKeyedHash } from '../../src/privacy/encryption.js';
import { openWebhooks } from '../../src/running-webhooks.js';
import { webhookSettings } from '../../src/settings/webhook-settings.js';
import type { Database } from '../../src/storage/database.js';
import { movableClock } from '../support/clock.js';
import { memoryLog } from '../support/log.js';

export const organisation = '0207533278';
export const newSecret = () => `whsec_${randomBytes(32).toString('base64')}`;

export interface EndpointSettings {
  readonly url: string;
  readonly secret?: string;
  readonly previousSecret?: string;
  readonly events?: readonly string[];
  readonly organisation?: string;
  readonly allowPrivateAddress?: boolean;
}

/** A hub's webhooks on a database, with endpoints on this machine. */
export async function webhookStand(
  database: Database,
  endpoints: Readonly<Record<string, EndpointSettings>>,
  clock = movableClock(),
) {
  const log = memoryLog();
  const metrics = createMetrics();
  const settings = webhookSettings.parse({
    endpoints: Object.fromEntries(
      Object.entries(endpoints).map(([name, endpoint]) => [
        name,
        { secret: newSecret(), allowPrivateAddress: true, ...endpoint },
      ]),
    ),
  });
  const webhooks = await openWebhooks({
    settings,
    organisation,
    database,
    idempotencyKeys: createIdempotencyKeys({
      database,
      keyedHash: createKeyedHash(Buffer.alloc(32, 2)),
      clock,
    }),
    clock,
    log,
    metrics,
  });
  return { webhooks, clock, log, metrics };
}

/** Something changed, as the triggers write it down. */
export async function changed(
  database: Database,
  subject: string = 'a1',
  event = 'command.changed',
  of: string | null = organisation,
): Promise<void> {
  const kind = event === 'command.changed' ? 'text.send' : null;
  await database.client.$executeRaw`
    SELECT note_webhook_event(${event}, ${of}, ${subject}, ${kind}, 'DONE')`;
}

export const deliveries = (database: Database) =>
  database.client.webhookDelivery.findMany({ orderBy: [{ occurredAt: 'asc' }, { id: 'asc' }] });

/** Waits for what happens by itself, within 20 seconds. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  for (let waited = 0; !(await holds()); waited += 10) {
    if (waited > 20_000) throw new Error('what was waited for did not happen');
    await new Promise((done) => setTimeout(done, 10));
  }
}
