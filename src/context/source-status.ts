/** FRESH: asked just now or within its freshness time. STALE: an older answer, the platform could not be asked. UNAVAILABLE: no answer at all. */
export type SourceState = 'FRESH' | 'STALE' | 'UNAVAILABLE';

/** Where a part of an answer came from and how far it can be trusted. */
export interface SourceStatus {
  /** The adapter's name, e.g. `magda`. */
  readonly platform: string;
  readonly state: SourceState;
  /** When the platform gave this answer; null when UNAVAILABLE. */
  readonly fetchedAt: Date | null;
  /** Since when the platform has not answered; null when FRESH. */
  readonly since: Date | null;
  /** Why it is not FRESH or only partial: an error code of the wire or of the platform; null when whole and FRESH. */
  readonly reason: string | null;
}

/** A platform's answer with its source status. */
export interface Sourced<T> {
  readonly value: T;
  readonly source: SourceStatus;
}
