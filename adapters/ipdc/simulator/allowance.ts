import type { Clock } from '../../../src/context/clock.js';

/** A token bucket that is filled up once a minute; a request costs a token, and one more for each ten items asked. */
export class Allowance {
  #left: number;
  #resetsAt: number;

  constructor(
    private readonly clock: Clock,
    public limit: number,
  ) {
    this.#left = limit;
    this.#resetsAt = clock.now() + 60_000;
  }

  /** Empties it, until it is filled up again. */
  use(tokens: number): void {
    this.#refill();
    this.#left = Math.max(0, this.#left - tokens);
  }

  /** Whether the request is within the allowance, and the headers that every answer carries. */
  take(items: number): { readonly allowed: boolean; readonly headers: Record<string, string> } {
    this.#refill();
    const cost = 1 + Math.floor(items / 10);
    const allowed = this.#left >= cost;
    if (allowed) this.#left -= cost;
    return {
      allowed,
      headers: {
        'x-ratelimit-limit': String(this.limit),
        'x-ratelimit-remaining': String(this.#left),
        'x-ratelimit-reset': new Date(this.#resetsAt).toISOString(),
        ...(allowed
          ? {}
          : { 'retry-after': String(Math.max(1, Math.ceil((this.#resetsAt - this.clock.now()) / 1000))) }),
      },
    };
  }

  #refill(): void {
    if (this.clock.now() < this.#resetsAt) return;
    this.#left = this.limit;
    this.#resetsAt = this.clock.now() + 60_000;
  }
}
