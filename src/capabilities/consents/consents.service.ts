import type { Subject } from '../../context/call-context.js';
import type { IdempotencyKeys, IdempotentRequest } from '../../jobs/idempotency.js';
import type { ConsentChannel, Consents, ConsentStanding } from '../../privacy/consent.js';

export interface ConsentChange {
  readonly purpose: string;
  readonly channel: ConsentChannel;
  readonly given: boolean;
  readonly textVersion: string;
}

export type SetConsent =
  | { readonly kind: 'SET'; readonly standing: ConsentStanding }
  | { readonly kind: 'NOT_SET'; readonly code: 'UNKNOWN_PURPOSE' | 'TEXT_CHANGED' }
  | { readonly kind: 'CONFLICT' };

/** What citizens agreed to. */
export class ConsentsService {
  constructor(
    private readonly consents: Consents,
    private readonly keys: IdempotencyKeys,
  ) {}

  of({ id }: Subject): Promise<ConsentStanding[]> {
    return this.consents.standing(id);
  }

  async set(subject: Subject, change: ConsentChange, request: IdempotentRequest): Promise<SetConsent> {
    const used = await this.keys.look(request);
    if (used) return used.kind === 'SAME' ? this.#stands(subject, change) : used;
    const { purpose: code, channel, given, textVersion } = change;
    const purpose = this.consents.purpose(code);
    if (!purpose?.channels.includes(channel)) return { kind: 'NOT_SET', code: 'UNKNOWN_PURPOSE' };
    // Withdrawing must always work, whatever text the citizen has before them.
    if (given && purpose.version !== textVersion) return { kind: 'NOT_SET', code: 'TEXT_CHANGED' };
    const id = await this.consents.say(
      {
        subjectHash: subject.id,
        purpose: code,
        channel,
        given,
        through: 'CITIZEN',
        actorId: subject.id,
        textVersion,
      },
      (tx, made) => this.keys.take(tx, request, made),
    );
    // Asked twice at the same time: the other one was first.
    if (id === null && (await this.keys.look(request))?.kind !== 'SAME') return { kind: 'CONFLICT' };
    return this.#stands(subject, change);
  }

  async #stands(subject: Subject, { purpose, channel }: ConsentChange): Promise<SetConsent> {
    const all = await this.consents.standing(subject.id);
    const standing = all.find((one) => one.purpose.code === purpose && one.channel === channel);
    return standing ? { kind: 'SET', standing } : { kind: 'NOT_SET', code: 'UNKNOWN_PURPOSE' };
  }
}
