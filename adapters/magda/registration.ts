import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';

/**
 * MAGDA gives data only of persons registered in our Repertorium. A read that hears "not registered" registers once
 * and reads again once; reads of the same person at the same moment share one registration.
 */
export class Registrations {
  // By hash: the keys hold national numbers, which may not lie about for as long as the hub runs.
  readonly #running = new Map<string, Promise<void>>();
  /** When a registration was last completed, in steps of this object's own count. */
  readonly #completed = new LRUCache<string, number>({ max: 10_000 });
  #step = 0;

  /**
   * `personKey` says who is registered for what. `read` gives null when the person is not registered, also when it still
   * does after registering.
   */
  async reading<T>(
    personKey: string,
    read: () => Promise<T | null>,
    register: () => Promise<void>,
  ): Promise<T | null> {
    const begun = ++this.#step;
    const found = await read();
    if (found !== null) return found;
    const key = hash('sha256', personKey, 'base64');
    // Somebody may have registered between our question and its answer: then only the second read is needed.
    if ((this.#completed.get(key) ?? 0) < begun) await this.#register(key, register);
    return read();
  }

  #register(key: string, register: () => Promise<void>): Promise<void> {
    let running = this.#running.get(key);
    if (!running) {
      running = register()
        .then(() => void this.#completed.set(key, ++this.#step))
        .finally(() => this.#running.delete(key));
      this.#running.set(key, running);
    }
    return running;
  }
}
