/** Where a part of an answer came from: the sum of `extensions.sources`, one per platform. */
export interface SourceStatus {
  readonly platform: string;
  readonly state: 'FRESH' | 'STALE' | 'UNAVAILABLE';
  /** ISO time with offset; null when UNAVAILABLE. */
  readonly fetchedAt: string | null;
  /** Since when the platform has not answered; null when FRESH. */
  readonly since: string | null;
  readonly reason: string | null;
}

/** A failure of a part of the answer, or of all of it. */
export interface AnswerError {
  readonly code: string;
  /** Give this to the administrator: it leads to the log and the audit record. */
  readonly correlationId: string | null;
  /** The platform that failed; null when it was none. */
  readonly source: string | null;
  readonly retryable: boolean;
  readonly path: readonly (string | number)[] | null;
}

/** An answer, whole or in part: `data` is typed by the document, `errors` is empty when nothing failed. */
export interface Answer<T> {
  readonly data: T;
  readonly errors: readonly AnswerError[];
  readonly sources: readonly SourceStatus[];
}

/** Sends a document and waits for its answer. */
export type Request = <T>(document: string, variables?: object) => Promise<Answer<T>>;
