import type { Credentials } from './credentials.js';
import type { PolicySettings } from './policy.js';

/** Keys of a TLS connection, PEM text. `cert` and `key` are set where the platform wants to know us (mTLS). */
export interface TlsKeys {
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  readonly passphrase?: string;
}

/** PUBLIC: the internet. PRIVATE_TOO: also private networks and this machine; never the addresses of clouds and routers. */
export type Reach = 'PUBLIC' | 'PRIVATE_TOO';

/** One surface of a platform, as the adapter's settings describe it. */
export interface Connection {
  /** Set when the platform has more than one surface, e.g. `publiek` and `acm`; shown behind the adapter's name. */
  readonly name?: string;
  /** Only its origin, and `alsoAllowed`, may be called through this connection; all of them get the same credentials. */
  readonly baseUrl: string;
  readonly alsoAllowed?: readonly string[];
  /** The form in which the platform takes our correlation id; as it is when left out. The same one for the same id, so that it is found again. */
  readonly correlationId?: (id: string) => string;
  readonly credentials?: Credentials;
  readonly tls?: TlsKeys;
  /** Which addresses its names may lead to, looked at each time that it is connected; any when left out. */
  readonly reach?: Reach;
  /** What the adapter's author knows of this platform, over the wire's defaults; the settings file goes over both. */
  readonly policy?: PolicySettings;
}
