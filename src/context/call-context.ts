import type { NationalNumber } from '../identifiers/national-number.js';
import type { SourceStatus } from './source-status.js';

/** Who asks. `id` is stable and safe to log; a citizen's is a keyed hash, never the national number. */
export type Actor =
  | { readonly kind: 'ANONYMOUS' }
  | {
      readonly kind: 'CITIZEN';
      readonly id: string;
      readonly nationalNumber: NationalNumber;
      readonly givenName: string | null;
      readonly familyName: string | null;
    }
  | {
      readonly kind: 'STAFF';
      readonly id: string;
      readonly givenName: string | null;
      readonly familyName: string | null;
      /** KBO number (local authority) or OVO code (Flemish body), as ACM/IDM gives it. */
      readonly organisation: string;
      readonly roles: readonly string[];
      readonly secondFactor: boolean;
    }
  | {
      readonly kind: 'CLIENT';
      readonly id: string;
      readonly organisation: string | null;
      readonly scopes: readonly string[];
    }
  | { readonly kind: 'SYSTEM'; readonly id: string };

/** KBO number or OVO code of the organisation for which the actor asks; null when it is none. */
export function organisationOf(actor: Actor): string | null {
  return actor.kind === 'STAFF' || actor.kind === 'CLIENT' ? actor.organisation : null;
}

/**
 * The organisation in whose name something is done: the asker's own, or that for which the hub itself does it. For what the
 * guard lets nobody ask who is of none.
 */
export function organisationIn({ actor, mandate }: Pick<CallContext, 'actor' | 'mandate'>): string {
  const organisation = organisationOf(actor) ?? (mandate?.kind === 'OFFICE' ? mandate.organisation : null);
  if (organisation === null) throw new Error('Nobody may ask this who is of no organisation.');
  return organisation;
}

/** Under which somebody is written down who asks for a change; a visitor is nobody we know. */
export function actorIdOf(actor: Actor): string {
  return 'id' in actor ? actor.id : actor.kind;
}

/** Whom the data is about. `id` is the keyed hash of the national number. */
export interface Subject {
  readonly id: string;
  readonly nationalNumber: NationalNumber;
}

/** Why the actor may act for the subject. */
export type Mandate = { readonly kind: 'SELF' } | { readonly kind: 'OFFICE'; readonly organisation: string };

/**
 * What travels with every question, from the HTTP request down to the wire.
 * `deadline` is in milliseconds since the epoch: nothing starts after it.
 */
export interface CallContext {
  readonly correlationId: string;
  readonly deadline: number;
  readonly actor: Actor;
  /** Null when the question is about nobody: public data, administration. */
  readonly subject: Subject | null;
  readonly mandate: Mandate | null;
  /** The declared reason from the register of processing activities; null for public data and one's own. */
  readonly purpose: string | null;
  /** Aborts when the asker has gone. */
  readonly signal?: AbortSignal;
  /** Every platform answer of this question reports itself here; `extensions.sources` sums it up. */
  readonly sources: SourceLog;
}

/** To ask platforms something beside the question: what comes of it is not told among its sources. */
export function aside(context: CallContext): CallContext {
  return { ...context, sources: new SourceLog() };
}

export class SourceLog {
  readonly #statuses: SourceStatus[] = [];

  add(status: SourceStatus): void {
    this.#statuses.push(status);
  }

  /** One status per platform: the worst of its answers; of two alike, the one that tells a reason. */
  summary(): SourceStatus[] {
    const rank = { FRESH: 0, STALE: 1, UNAVAILABLE: 2 };
    const worst = new Map<string, SourceStatus>();
    for (const status of this.#statuses) {
      const known = worst.get(status.platform);
      const worse = known ? rank[status.state] - rank[known.state] : 1;
      if (worse > 0 || (worse === 0 && known?.reason === null)) worst.set(status.platform, status);
    }
    return [...worst.values()];
  }
}
