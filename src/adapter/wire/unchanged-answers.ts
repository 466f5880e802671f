import { crc32 } from 'node:zlib';
import { LRUCache } from 'lru-cache';
import { deepFreeze } from './deep-freeze.js';
import type { Policy } from './policy.js';
import type { HttpResponse } from './wire.js';

interface Answer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: Buffer;
  readonly value: unknown;
}

/**
 * What was read of the last answer to a question. A register mostly answers what it answered before: then its bytes are
 * compared, which costs next to nothing, and not parsed, checked and mapped again. Nothing of it is given unasked, so
 * it is never stale.
 */
export class UnchangedAnswers {
  /** Kept from the second same answer on: what always changes would fill the memory for nothing. */
  readonly #answers: LRUCache<string, Answer>;
  readonly #checksums: LRUCache<string, number>;

  constructor({ maxEntries, maxBytes }: Pick<Policy['cache'], 'maxEntries' | 'maxBytes'>) {
    this.#answers = new LRUCache({ max: maxEntries, maxSize: maxBytes });
    this.#checksums = new LRUCache({ max: maxEntries });
  }

  read<T>(key: string, response: HttpResponse, read: (response: HttpResponse) => T): T {
    const { status, body } = response;
    const type = response.headers['content-type'];
    const known = this.#answers.get(key);
    if (known && known.status === status && known.type === type && known.body.equals(body))
      return known.value as T;
    if (known) this.#answers.delete(key);
    const value = read(response);
    const checksum = crc32(body);
    if (this.#checksums.get(key) !== checksum) this.#checksums.set(key, checksum);
    else {
      // A copy: the body is a part of the socket's much larger piece.
      const kept = { status, type, body: Buffer.from(body), value: deepFreeze(value) };
      this.#answers.set(key, kept, { size: body.length + 1 });
    }
    return value;
  }

  clear(): void {
    this.#answers.clear();
    this.#checksums.clear();
  }
}
