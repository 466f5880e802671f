import { createHash, randomBytes } from 'node:crypto';

/** The cookies of one hub: `__Host-` and Secure wherever browsers reach it over TLS. */
export interface HubCookies {
  readonly session: HubCookie;
  /** Binds a login on its way to ACM/IDM to the browser that began it. */
  readonly login: HubCookie;
}

export interface HubCookie {
  readonly name: string;
  /** The value in a `Cookie` header; null when absent or not one of ours. */
  read(header: string | undefined): string | null;
  /** A `Set-Cookie` header value. */
  write(value: string, maxAgeSeconds?: number): string;
  /** A `Set-Cookie` header value that removes it. */
  clear(): string;
}

export function hubCookies(publicUrl: string): HubCookies {
  const secure = publicUrl.startsWith('https:');
  return { session: cookie('schakel_session', secure), login: cookie('schakel_login', secure) };
}

function cookie(plainName: string, secure: boolean): HubCookie {
  const name = secure ? `__Host-${plainName}` : plainName;
  const attributes = `; Path=/; HttpOnly; SameSite=Lax${secure ? '; Secure' : ''}`;
  return {
    name,
    read(header) {
      for (const pair of header?.split(';') ?? []) {
        const [key, value = ''] = pair.split('=', 2);
        if (key?.trim() === name && /^[A-Za-z0-9_-]{43}$/.test(value.trim())) return value.trim();
      }
      return null;
    },
    write: (value, maxAgeSeconds) =>
      `${name}=${value}${attributes}${maxAgeSeconds === undefined ? '' : `; Max-Age=${maxAgeSeconds}`}`,
    clear: () => `${name}=${attributes}; Max-Age=0`,
  };
}

/** 256 random bits, 43 characters. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** SHA-256 in hexadecimal: what is stored of a token instead of the token. */
export function tokenHash(token: string): string {
  return createHash('sha256').update(token).digest('hex');
}
