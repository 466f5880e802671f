import type { AssociationMirror } from './capabilities/associations/association.mirror.js';
import type { Clock } from './context/clock.js';
import type { IdempotencyKeys } from './jobs/idempotency.js';
import type { Log } from './operations/log.js';
import type { Metrics } from './operations/metrics.js';
import type { AuditTrail } from './privacy/audit.js';
import type { Consents } from './privacy/consent.js';
import type { FieldCipher, KeyedHash } from './privacy/encryption.js';
import type { RunningAdapters } from './running-adapters.js';
import type { Settings } from './settings-schema.js';
import type { Database } from './storage/database.js';

/** What every journey is made of. */
export interface JourneysOptions {
  readonly settings: Settings;
  readonly sandbox: boolean;
  readonly adapters: RunningAdapters;
  readonly database: Database;
  /** Our copy of the association register; null when there is none. */
  readonly associationMirror: AssociationMirror | null;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly audit: AuditTrail;
  readonly consents: Consents;
  readonly idempotencyKeys: IdempotencyKeys;
  readonly clock: Clock;
  readonly log: Log;
  readonly metrics: Metrics;
}
