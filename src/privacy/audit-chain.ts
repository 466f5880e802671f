import type { Database } from '../storage/database.js';
import type { AuditEntry } from './audit-record.js';
import { genesisHash, hashOf } from './audit-record.js';

/**
 * MISSING: no record with this sequence. UNLINKED: the record does not follow the one before it (put in another order,
 * or another record in its place). CHANGED: its content is not what was hashed.
 */
export interface ChainBreak {
  readonly kind: 'MISSING' | 'UNLINKED' | 'CHANGED';
  readonly sequence: bigint;
}

export interface ChainReport {
  readonly writer: string;
  /** How many records hold, from the first on. */
  readonly verified: bigint;
  /** Hash of the last one that holds; the genesis hash when there is none. */
  readonly lastHash: string;
  /** The first break; null when the chain holds. */
  readonly broken: ChainBreak | null;
}

/** A place the chain is known to have reached, from the log (`audit.chain.head`, `audit.chain.closed`). */
export interface ChainAnchor {
  readonly sequence: bigint;
  readonly hash: string;
}

const pageSize = 1000;

/**
 * Follows one writer's chain from its first record and stops at the first break. Records cut off at the end leave a
 * shorter chain that holds: those are found only with an `anchor` kept elsewhere. Whoever may write to the table and
 * recompute every hash after a change is found by the anchor too.
 */
export async function verifyChain(
  database: Database,
  writer: string,
  anchor?: ChainAnchor,
): Promise<ChainReport> {
  let verified = 0n;
  let lastHash = genesisHash(writer);
  const report = (kind?: ChainBreak['kind']): ChainReport => ({
    writer,
    verified,
    lastHash,
    broken: kind ? { kind, sequence: verified + 1n } : null,
  });

  for (;;) {
    const page = await database.client.auditRecord.findMany({
      where: { writer, sequence: { gt: verified } },
      orderBy: { sequence: 'asc' },
      take: pageSize,
    });
    for (const { hash, actorKind, outcome, ...record } of page) {
      if (record.sequence !== verified + 1n) return report('MISSING');
      if (record.previousHash !== lastHash) return report('UNLINKED');
      const content = {
        ...record,
        actorKind: actorKind as AuditEntry['actorKind'],
        outcome: outcome as AuditEntry['outcome'],
      };
      if (hashOf(content) !== hash) return report('CHANGED');
      if (anchor?.sequence === record.sequence && anchor.hash !== hash) return report('CHANGED');
      verified = record.sequence;
      lastHash = hash;
    }
    if (page.length < pageSize) break;
  }
  return anchor && anchor.sequence > verified ? report('MISSING') : report();
}
