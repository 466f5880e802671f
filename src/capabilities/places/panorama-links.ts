import { timingSafeEqual } from 'node:crypto';
import type { Clock } from '../../context/clock.js';
import type { KeyedHash } from '../../privacy/encryption.js';

export interface PanoramaLinksOptions {
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  /** Where people reach the hub. */
  readonly publicUrl: string;
}

/** Links to panoramas at this hub, in place of the platform's own, which hold the key of the subscription. */
export interface PanoramaLinks {
  /** The URL of a panorama's picture; it works for at least a quarter of an hour. */
  urlOf(id: string): string;
  /** The panorama that a ticket was given for; null when it is not ours, or no longer good. */
  idOf(ticket: string): string | null;
}

/** Tickets end on whole steps, so that a page that is asked again shows the same URL and a browser keeps the picture. */
const stepSeconds = 300;
const lifeSeconds = 900;

export function createPanoramaLinks({ keyedHash, clock, publicUrl }: PanoramaLinksOptions): PanoramaLinks {
  const now = () => Math.floor(clock.now() / 1000);
  const sign = (id: string, until: string) => keyedHash.of(`panorama ${id} ${until}`);
  return {
    urlOf(id) {
      const until = `${Math.ceil(now() / stepSeconds) * stepSeconds + lifeSeconds}`;
      return `${publicUrl.replace(/\/+$/, '')}/panoramas/${encodeURIComponent(id)}.${until}.${sign(id, until)}`;
    },
    idOf(ticket) {
      const [, id, until, signature] = /^(\w{1,40})\.(\d{1,12})\.([0-9a-f]{64})$/.exec(ticket) ?? [];
      if (id === undefined || until === undefined || signature === undefined) return null;
      const good = timingSafeEqual(Buffer.from(signature), Buffer.from(sign(id, until)));
      return good && Number(until) > now() ? id : null;
    },
  };
}
