import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../context/clock.js';
import type { KeyedHash } from '../../privacy/encryption.js';

export interface SignedLinksOptions {
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  /** Where people reach the hub. */
  readonly publicUrl: string;
  /** The path before the ticket. */
  readonly path: string;
  /** What the links are for: one of another purpose is not taken for one of these. */
  readonly purpose: string;
}

/** Links that let whoever has one do one thing without a login, until a moment: for a text or an e-mail. */
export interface SignedLinks {
  urlOf(id: string, until: Date): string;
  /** What a ticket is for; null when it is not ours, or its time has come. */
  idOf(ticket: string): string | null;
}

/** There is nothing personal in a link: an id of ours, a moment, and the signature of both. */
export function createSignedLinks(options: SignedLinksOptions): SignedLinks {
  const { keyedHash, clock, publicUrl, path, purpose } = options;
  const sign = (id: string, until: string) => keyedHash.of(`${purpose} ${id} ${until}`);
  return {
    urlOf(id, moment) {
      const until = String(Math.floor(moment.getTime() / 1000));
      return `${publicUrl.replace(/\/+$/, '')}${path}/${id}.${until}.${sign(id, until)}`;
    },
    idOf(ticket) {
      const [, id, until, signature] = /^([0-9a-f-]{36})\.(\d{1,12})\.([0-9a-f]{64})$/.exec(ticket) ?? [];
      if (id === undefined || until === undefined || signature === undefined) return null;
      const good = timingSafeEqual(Buffer.from(signature), Buffer.from(sign(id, until)));
      return good && Number(until) * 1000 > clock.now() ? id : null;
    },
  };
}
