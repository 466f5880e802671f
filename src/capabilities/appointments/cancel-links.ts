import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../context/clock.js';
import type { KeyedHash } from '../../privacy/encryption.js';

export interface CancelLinksOptions {
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  /** Where people reach the hub. */
  readonly publicUrl: string;
}

/** Links with which whoever has one cancels one appointment, once, without a login: for a text or an e-mail. */
export interface CancelLinks {
  /** The link for an appointment; it works until the appointment begins. */
  urlOf(appointment: { readonly id: string; readonly startsAt: Date }): string;
  /** The appointment that a ticket is for; null when it is not ours, or its time has come. */
  idOf(ticket: string): string | null;
}

/** There is nothing personal in a link: an id of ours, a moment, and the signature of both. */
export function createCancelLinks({ keyedHash, clock, publicUrl }: CancelLinksOptions): CancelLinks {
  const sign = (id: string, until: string) => keyedHash.of(`cancel appointment ${id} ${until}`);
  return {
    urlOf({ id, startsAt }) {
      const until = String(Math.floor(startsAt.getTime() / 1000));
      return `${publicUrl.replace(/\/+$/, '')}/appointments/cancel/${id}.${until}.${sign(id, until)}`;
    },
    idOf(ticket) {
      const [, id, until, signature] = /^([0-9a-f-]{36})\.(\d{1,12})\.([0-9a-f]{64})$/.exec(ticket) ?? [];
      if (id === undefined || until === undefined || signature === undefined) return null;
      const good = timingSafeEqual(Buffer.from(signature), Buffer.from(sign(id, until)));
      return good && Number(until) * 1000 > clock.now() ? id : null;
    },
  };
}
