import type { CallContext } from '../context/call-context.js';
import type { NationalNumber } from '../identifiers/national-number.js';
import type { AuditEntry, AuditOutcome, AuditTrail } from '../privacy/audit.js';
import { auditPartyOf } from '../privacy/audit.js';
import type { KeyedHash } from '../privacy/encryption.js';
import { refusal } from './errors.js';
import type { Decision } from './guard.js';
import type { Profile } from './profile.js';

export const auditUnavailable = () =>
  refusal(
    'AUDIT_UNAVAILABLE',
    503,
    'Deze vraag kan nu niet geregistreerd worden en wordt daarom niet beantwoord.',
  );

export type OperationAudit = ReturnType<typeof createOperationAudit>;

/** One record for an operation, allowed or denied, and the context that it is allowed in. */
export function createOperationAudit({
  audit,
  keyedHash,
}: {
  readonly audit: AuditTrail;
  readonly keyedHash: KeyedHash;
}) {
  function asking(context: CallContext, about: NationalNumber | null): CallContext {
    if (!about) return context;
    return { ...context, subject: { id: keyedHash.ofNationalNumber(about), nationalNumber: about } };
  }

  /** False when the record is not known to be there. */
  async function write(entry: AuditEntry): Promise<boolean> {
    try {
      await audit.write(entry);
      return true;
    } catch {
      return false;
    }
  }

  function entry(
    profile: Profile,
    context: CallContext,
    outcome: AuditOutcome,
    reason: string | null,
  ): AuditEntry {
    return {
      ...auditPartyOf(context),
      operation: profile.name,
      fields: [...new Set(profile.roots.map(({ name }) => name))],
      categories: [...profile.categories],
      outcome,
      reason,
    };
  }

  return {
    /** The context as the resolvers see it: with the purpose stated, and the person a civil servant asks about. */
    asStated(context: CallContext, decision: Extract<Decision, { allowed: true }>): CallContext {
      const { purpose, about } = decision;
      return purpose === null && about === null ? context : { ...asking(context, about), purpose };
    },
    denied: (profile: Profile, context: CallContext, reason: string, about: NationalNumber | null) =>
      write(entry(profile, asking(context, about), 'DENIED', reason)),
    allowed: (profile: Profile, context: CallContext) => write(entry(profile, context, 'ALLOWED', null)),
  };
}
