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
}

/** The value of an `authorization` header with user and password. */
export function basic(user: string, password: string): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
