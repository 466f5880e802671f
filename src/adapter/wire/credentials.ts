/** How the hub makes itself known to a platform in HTTP. Client certificates are in `Connection.tls`; signatures of messages belong to the SOAP code. */
export type Credentials =
  | { readonly kind: 'none' }
  | { readonly kind: 'api-key'; readonly header: string; readonly value: string }
  | { readonly kind: 'basic'; readonly user: string; readonly password: string }
  | ClientCredentials;

/** OAuth2 client credentials: with a client secret (sent as basic), or with a private key (`private_key_jwt`). */
export interface ClientCredentials {
  readonly kind: 'oauth2-client-credentials';
  /** Absolute; its origin may differ from the connection's and is reached for tokens only. */
  readonly tokenUrl: string;
  readonly clientId: string;
  readonly clientSecret?: string;
  /** PKCS#8 PEM. Takes the place of the secret. */
  readonly privateKeyPem?: string;
  readonly keyId?: string;
  /** RS256 when left out. */
  readonly algorithm?: 'RS256' | 'RS384' | 'RS512' | 'PS256' | 'ES256' | 'ES384' | 'ES512';
  /** Form field `audience`, where the authorization server wants one. */
  readonly audience?: string;
  /** Form field `scope`: names with a space between. */
  readonly scope?: string;
  /** The `aud` claim of the signed assertion; the token URL when left out. */
  readonly tokenAudience?: string;
  /** Where the platform takes no token but its own, and gives that for the one of the authorization server. */
  readonly exchange?: TokenExchange;
  /** How long before its end a token is not used any more; a tenth of its lifetime, at most 30 seconds, when left out. */
  readonly renewBeforeMs?: number;
  /** False: a change that is refused with 401 is not sent again, and the next call gets a new token. True when left out. */
  readonly repeatsChanges?: boolean;
}

/** The second step of a token in two steps. Its token is kept, that of the first step is not. */
export interface TokenExchange {
  /** Absolute; reached for tokens only. */
  readonly url: string;
  /** What is posted there, as JSON. */
  body(accessToken: string): Readonly<Record<string, unknown>>;
}

/** The value of an `authorization` header with user and password. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
