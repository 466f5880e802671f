import { PlatformError } from '../../adapter/platform-error.js';
import type { CallContext, Subject } from '../../context/call-context.js';
import type { KeyedHash } from '../../privacy/encryption.js';
import type { AuditTrail } from '../../privacy/audit.js';
import type { Attest, AttestPage, AttestStore } from './attest.store.js';
import type { AttestsPort } from './attests.port.js';

/** What the portal asks: the list, one attest, or its PDF. */
export type AttestQuestion =
  | { readonly kind: 'LIST'; readonly page: number; readonly limit: number }
  | { readonly kind: 'ATTEST' | 'PDF'; readonly id: string };

export type AttestAnswer =
  | { readonly kind: 'PAGE'; readonly page: AttestPage }
  | { readonly kind: 'ATTEST'; readonly attest: Attest }
  | { readonly kind: 'PDF'; readonly pdf: Buffer }
  /** No good token, somebody else's, no such attest, or the portal's keys could not be had. */
  | { readonly kind: 'UNAUTHENTICATED' | 'FORBIDDEN' | 'NOT_FOUND' | 'UNAVAILABLE' };

export interface AttestsServiceOptions {
  readonly port: AttestsPort | undefined;
  /** The adapter that provides the port: the actor of the record. */
  readonly platform: string;
  readonly store: AttestStore;
  readonly keyedHash: KeyedHash;
  readonly audit: AuditTrail;
}

/** Gives a citizen's attests to the portal where that citizen is logged in, and to nobody else. */
export class AttestsService {
  constructor(private readonly options: AttestsServiceOptions) {}

  /**
   * `insz` is the number in the portal's question; the token must be of the same person. Every answer about a person is
   * recorded before it is given, and so is every refusal. Rejects with AuditError when that fails.
   */
  async answer(
    token: string | null,
    insz: string,
    question: AttestQuestion,
    context: CallContext,
  ): Promise<AttestAnswer> {
    const { port, keyedHash } = this.options;
    if (token === null) return this.refused('UNAUTHENTICATED', 'NO_TOKEN', null, context);
    if (!port) return { kind: 'UNAVAILABLE' };
    let bearer;
    try {
      bearer = await port.bearerOf(token, context);
    } catch (error) {
      if (error instanceof PlatformError) return { kind: 'UNAVAILABLE' };
      throw error;
    }
    if (bearer.kind === 'REFUSED') return this.refused('UNAUTHENTICATED', bearer.reason, null, context);
    const { nationalNumber } = bearer;
    const subject: Subject = { id: keyedHash.ofNationalNumber(nationalNumber), nationalNumber };
    if (nationalNumber.reveal() !== insz) return this.refused('FORBIDDEN', 'OTHER_PERSON', subject, context);
    await this.record('ALLOWED', null, subject, context);
    return this.read(subject, question);
  }

  private async read({ nationalNumber }: Subject, question: AttestQuestion): Promise<AttestAnswer> {
    const { store } = this.options;
    if (question.kind === 'LIST')
      return { kind: 'PAGE', page: await store.page(nationalNumber, question.page, question.limit) };
    if (question.kind === 'PDF') {
      const pdf = await store.pdf(nationalNumber, question.id);
      return pdf ? { kind: 'PDF', pdf } : { kind: 'NOT_FOUND' };
    }
    const attest = await store.attest(nationalNumber, question.id);
    return attest ? { kind: 'ATTEST', attest } : { kind: 'NOT_FOUND' };
  }

  private async refused(
    kind: 'UNAUTHENTICATED' | 'FORBIDDEN',
    reason: string,
    subject: Subject | null,
    context: CallContext,
  ): Promise<AttestAnswer> {
    await this.record('DENIED', reason, subject, context);
    return { kind };
  }

  private record(
    outcome: 'ALLOWED' | 'DENIED',
    reason: string | null,
    subject: Subject | null,
    { correlationId }: CallContext,
  ): Promise<void> {
    return this.options.audit.write({
      actorKind: 'CLIENT',
      actorId: this.options.platform,
      mandate: subject && outcome === 'ALLOWED' ? 'SELF' : null,
      subjectHash: subject?.id ?? null,
      operation: 'certificates',
      fields: ['attests'],
      categories: ['attests'],
      purpose: null,
      outcome,
      reason,
      correlationId,
    });
  }
}
