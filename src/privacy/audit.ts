import { randomUUID } from 'node:crypto';
import type { Clock } from '../context/clock.js';
import type { Log } from '../operations/log.js';
import type { Database } from '../storage/database.js';
import type { AuditEntry } from './audit-record.js';
import { genesisHash, hashOf, storable } from './audit-record.js';

export type { AuditEntry, AuditOutcome } from './audit-record.js';
export { auditPartyOf } from './audit-record.js';
export { verifyChain } from './audit-chain.js';

/** The append-only trail. Its records are chained, one chain a process, so that a later change shows. */
export interface AuditTrail {
  /** This process's chain. */
  readonly writer: string;
  /** Resolves when the record is committed; rejects with {@link AuditError} when it is not known to be. */
  write(entry: AuditEntry): Promise<void>;
  /** Writes what is waiting, then refuses more. */
  close(): Promise<void>;
}

export type AuditErrorCode = 'STORE_FAILED' | 'QUEUE_FULL' | 'CLOSED';

/** The record is not known to be written, so the answer it is about may not leave the hub. */
export class AuditError extends Error {
  override readonly name = 'AuditError';

  constructor(
    readonly code: AuditErrorCode,
    options?: { cause?: unknown },
  ) {
    super(`The audit record was not written (${code}).`, options);
  }
}

export interface AuditOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Log;
  /** Records that may wait for the database; more are refused. */
  readonly queueLimit?: number;
  /** Records in one INSERT. */
  readonly groupLimit?: number;
}

interface Waiting {
  readonly entry: AuditEntry;
  readonly at: Date;
  resolve(): void;
  reject(error: AuditError): void;
}

interface Head {
  readonly sequence: bigint;
  readonly hash: string;
}

/** A head in the log each so many records: who cuts off the end of a chain must change the log too. */
const recordsPerLoggedHead = 1000n;

/** Group commit: while one INSERT is on its way, the records that arrive wait and go together in the next one. */
export function createAuditTrail(options: AuditOptions): AuditTrail {
  const { database, clock, log, queueLimit = 10_000, groupLimit = 500 } = options;
  const writer = randomUUID();
  let head: Head = { sequence: 0n, hash: genesisHash(writer) };
  let headIsKnown = true;
  let queue: Waiting[] = [];
  let running: Promise<void> | null = null;
  let closed = false;

  async function run(): Promise<void> {
    // One turn of the event loop, so that everything that arrived in this turn is in the first group too.
    await new Promise((resolve) => setImmediate(resolve));
    while (queue.length > 0) {
      const group = queue.slice(0, groupLimit);
      queue = queue.slice(groupLimit);
      await commit(group);
    }
    running = null;
  }

  async function commit(group: Waiting[]): Promise<void> {
    try {
      // A failed INSERT may have been committed all the same: only the database knows where the chain ends.
      if (!headIsKnown)
        head = (await readHead(database, writer)) ?? { sequence: 0n, hash: genesisHash(writer) };
      headIsKnown = true;
      const next = await insert(database, writer, head, group);
      logHead(head, next);
      head = next;
    } catch (cause) {
      headIsKnown = false;
      log.error('audit.write.failed', {
        writer,
        records: group.length,
        code: (cause as { code?: string }).code ?? null,
      });
      const error = new AuditError('STORE_FAILED', { cause });
      for (const { reject } of group) reject(error);
      return;
    }
    for (const { resolve } of group) resolve();
  }

  function logHead(before: Head, after: Head): void {
    if (
      before.sequence !== 0n &&
      before.sequence / recordsPerLoggedHead === after.sequence / recordsPerLoggedHead
    )
      return;
    log.info('audit.chain.head', { writer, sequence: after.sequence.toString(), hash: after.hash });
  }

  return {
    writer,
    write(entry) {
      if (closed) return Promise.reject(new AuditError('CLOSED'));
      if (queue.length >= queueLimit) return Promise.reject(new AuditError('QUEUE_FULL'));
      return new Promise((resolve, reject) => {
        queue.push({ entry: storable(entry), at: new Date(clock.now()), resolve, reject });
        running ??= run();
      });
    },
    async close() {
      closed = true;
      await running;
      if (head.sequence > 0n)
        log.info('audit.chain.closed', { writer, sequence: head.sequence.toString(), hash: head.hash });
    },
  };
}

async function readHead(database: Database, writer: string): Promise<Head | null> {
  return database.client.auditRecord.findFirst({
    where: { writer },
    orderBy: { sequence: 'desc' },
    select: { sequence: true, hash: true },
  });
}

/** One statement with one parameter, whatever the size of the group: its plan is made once. */
async function insert(database: Database, writer: string, head: Head, group: Waiting[]): Promise<Head> {
  let last = head;
  const rows = group.map(({ entry, at }) => {
    const record = { ...entry, writer, sequence: last.sequence + 1n, at, previousHash: last.hash };
    last = { sequence: record.sequence, hash: hashOf(record) };
    return {
      writer,
      sequence: record.sequence.toString(),
      at: at.toISOString(),
      actor_kind: entry.actorKind,
      actor_id: entry.actorId,
      mandate: entry.mandate,
      subject_hash: entry.subjectHash,
      operation: entry.operation,
      fields: entry.fields,
      categories: entry.categories,
      purpose: entry.purpose,
      outcome: entry.outcome,
      reason: entry.reason,
      correlation_id: entry.correlationId,
      previous_hash: record.previousHash,
      hash: last.hash,
    };
  });
  await database.client.$executeRaw`
    INSERT INTO "audit_record" SELECT * FROM jsonb_populate_recordset(NULL::"audit_record", ${JSON.stringify(rows)}::jsonb)`;
  return last;
}
