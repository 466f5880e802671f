import { createHash } from 'node:crypto';
import type { Actor, CallContext } from '../context/call-context.js';

/** ALLOWED: the asker may, and what the platforms had was given. DENIED: refused before anything was read. */
export type AuditOutcome = 'ALLOWED' | 'DENIED';

/** What is written down of one operation: who, on whose behalf, about whom, what, why. Never the data itself. */
export interface AuditEntry {
  readonly actorKind: Actor['kind'];
  /** Null for an anonymous actor. */
  readonly actorId: string | null;
  /** `SELF`, or `OFFICE:` and the organisation's number; null when nobody is the subject. */
  readonly mandate: string | null;
  /** Keyed hash of the subject's national number; null when nobody is the subject. */
  readonly subjectHash: string | null;
  /** The operation's name in the client's document, or its kind when it has none. */
  readonly operation: string;
  /** Root fields asked, by their names in the schema. */
  readonly fields: readonly string[];
  /** Categories of personal data the operation can return. */
  readonly categories: readonly string[];
  readonly purpose: string | null;
  readonly outcome: AuditOutcome;
  /** Error code of a denial; null when ALLOWED. */
  readonly reason: string | null;
  readonly correlationId: string;
}

/** The part of an entry that every operation in this context shares. */
export function auditPartyOf(
  context: CallContext,
): Pick<AuditEntry, 'actorKind' | 'actorId' | 'mandate' | 'subjectHash' | 'purpose' | 'correlationId'> {
  const { actor, mandate, subject, purpose, correlationId } = context;
  return {
    actorKind: actor.kind,
    actorId: actor.kind === 'ANONYMOUS' ? null : actor.id,
    mandate: mandate && (mandate.kind === 'OFFICE' ? `OFFICE:${mandate.organisation}` : mandate.kind),
    subjectHash: subject?.id ?? null,
    purpose,
    correlationId,
  };
}

/** An entry with its place in its writer's chain, as it is stored. */
export interface AuditRecordContent extends AuditEntry {
  readonly writer: string;
  /** 1, 2, 3 … without a gap. */
  readonly sequence: bigint;
  readonly at: Date;
  readonly previousHash: string;
}

const version = 'schakel-audit-1';

/** What the first record of a writer's chain follows. */
export function genesisHash(writer: string): string {
  return sha256(JSON.stringify([version, writer]));
}

/**
 * SHA-256, in hexadecimal, of the record's canonical text: the JSON array, without spaces, of version, writer,
 * sequence (decimal text), time (ISO 8601, UTC, milliseconds), actor kind, actor id, mandate, subject hash, operation,
 * fields, categories, purpose, outcome, reason, correlation id and previous hash, in UTF-8.
 */
export function hashOf(record: AuditRecordContent): string {
  return sha256(
    JSON.stringify([
      version,
      record.writer,
      record.sequence.toString(),
      record.at.toISOString(),
      record.actorKind,
      record.actorId,
      record.mandate,
      record.subjectHash,
      record.operation,
      record.fields,
      record.categories,
      record.purpose,
      record.outcome,
      record.reason,
      record.correlationId,
      record.previousHash,
    ]),
  );
}

function sha256(text: string): string {
  return createHash('sha256').update(text, 'utf8').digest('hex');
}

/** PostgreSQL text holds no NUL and no half characters; one such entry would take its whole group down with it. */
export function storable(entry: AuditEntry): AuditEntry {
  const clean = (text: string) => text.replace(/[\0\p{Surrogate}]/gu, '\uFFFD');
  const cleanOrNull = (text: string | null) => (text === null ? null : clean(text));
  return {
    actorKind: entry.actorKind,
    actorId: cleanOrNull(entry.actorId),
    mandate: cleanOrNull(entry.mandate),
    subjectHash: cleanOrNull(entry.subjectHash),
    operation: clean(entry.operation),
    fields: entry.fields.map(clean),
    categories: entry.categories.map(clean),
    purpose: cleanOrNull(entry.purpose),
    outcome: entry.outcome,
    reason: cleanOrNull(entry.reason),
    correlationId: clean(entry.correlationId),
  };
}
