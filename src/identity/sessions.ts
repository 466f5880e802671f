import { LRUCache } from 'lru-cache';
import type { Actor } from '../context/call-context.js';
import type { Clock } from '../context/clock.js';
import type { Session } from '../generated/prisma/client.js';
import { NationalNumber } from '../identifiers/national-number.js';
import type { Log } from '../operations/log.js';
import type { FieldCipher, KeyedHash } from '../privacy/encryption.js';
import type { Database } from '../storage/database.js';
import { randomToken, tokenHash } from './cookies.js';
import type { IdentitySettings } from './identity-settings.js';
import type { Person } from './people.js';

export type SessionActor = Extract<Actor, { kind: 'CITIZEN' | 'STAFF' }>;

/** Logged-in browsers. The database holds the truth; for five seconds this process trusts what it read. */
export interface Sessions {
  /** Starts a session and ends the browser's former one; the new token goes in the cookie. */
  begin(person: Person, idToken: string, formerToken: string | null): Promise<string>;
  /** Who is behind the token; null when its session is unknown or has ended. */
  find(token: string): Promise<SessionActor | null>;
  /** Ends the session, in this process at once, in others within five seconds. The ID token for ACM/IDM, null when there was none. */
  end(token: string): Promise<string | null>;
  /** Removes sessions that have expired; the number removed. */
  sweep(): Promise<number>;
}

interface SessionTools {
  readonly settings: Pick<IdentitySettings, 'sessionIdleMinutes' | 'sessionAbsoluteMinutes'>;
  readonly database: Pick<Database, 'client'>;
  readonly cipher: FieldCipher;
  readonly keyedHash: KeyedHash;
  readonly clock: Clock;
  readonly log: Log;
}

interface Known {
  readonly actor: SessionActor;
  readonly readAt: number;
  readonly expiresAt: number;
  lastSeenAt: number;
}

const minute = 60_000;
const trustedMs = 5000;

export function createSessions({
  settings,
  database,
  cipher,
  keyedHash,
  clock,
  log,
}: SessionTools): Sessions {
  const rows = database.client.session;
  const idleMs = settings.sessionIdleMinutes * minute;
  const absoluteMs = settings.sessionAbsoluteMinutes * minute;
  const touchMs = Math.min(minute, idleMs / 2);
  const cache = new LRUCache<string, Known>({ max: 10_000 });
  // A read that was under way while its session ended must not bring it back.
  const ended = new LRUCache<string, true>({ max: 10_000 });
  const reading = new Map<string, Promise<Known | null>>();

  async function read(id: string): Promise<Known | null> {
    const row = await rows.findUnique({ where: { id } });
    const actor = row && actorOf(row);
    if (!row || !actor || ended.has(id)) return null;
    const known = {
      actor,
      readAt: clock.now(),
      expiresAt: row.expiresAt.getTime(),
      lastSeenAt: Math.max(row.lastSeenAt.getTime(), cache.peek(id)?.lastSeenAt ?? 0),
    };
    cache.set(id, known);
    return known;
  }

  function readOnce(id: string): Promise<Known | null> {
    let pending = reading.get(id);
    if (!pending) {
      pending = read(id).finally(() => reading.delete(id));
      reading.set(id, pending);
    }
    return pending;
  }

  function actorOf(row: Session): SessionActor | null {
    const { actorId: id, givenName, familyName } = row;
    if (row.kind === 'STAFF') {
      const { organisation, roles, secondFactor } = row;
      return {
        kind: 'STAFF',
        id,
        givenName,
        familyName,
        organisation: organisation ?? '',
        roles,
        secondFactor,
      };
    }
    try {
      const digits = cipher.decrypt(
        row.nationalNumberEncrypted ?? new Uint8Array(),
        row.nationalNumberKeyId ?? '',
      );
      return { kind: 'CITIZEN', id, nationalNumber: NationalNumber.parse(digits), givenName, familyName };
    } catch {
      log.error('session.unreadable', { keyId: row.nationalNumberKeyId });
      return null;
    }
  }

  async function remove(id: string): Promise<void> {
    ended.set(id, true);
    cache.delete(id);
    await rows.deleteMany({ where: { id } });
  }

  async function touch(id: string, known: Known): Promise<void> {
    const now = clock.now();
    if (now - known.lastSeenAt < touchMs) return;
    const before = known.lastSeenAt;
    known.lastSeenAt = now;
    try {
      await rows.updateMany({ where: { id }, data: { lastSeenAt: new Date(now) } });
    } catch {
      known.lastSeenAt = before;
      log.warn('session.touch-failed');
    }
  }

  function fieldsOf(person: Person) {
    if (person.kind === 'STAFF')
      return {
        actorId: `acm:${person.platformId}`,
        organisation: person.organisation,
        roles: [...person.roles],
        secondFactor: person.secondFactor,
      };
    const { data, keyId } = cipher.encrypt(person.nationalNumber.reveal());
    const hash = keyedHash.ofNationalNumber(person.nationalNumber);
    return {
      actorId: hash,
      roles: [],
      nationalNumberEncrypted: data,
      nationalNumberKeyId: keyId,
      nationalNumberHash: hash,
    };
  }

  return {
    async begin(person, idToken, formerToken) {
      if (formerToken) await remove(tokenHash(formerToken));
      const token = randomToken();
      const now = clock.now();
      const { data, keyId } = cipher.encrypt(idToken);
      await rows.create({
        data: {
          id: tokenHash(token),
          kind: person.kind,
          givenName: person.givenName,
          familyName: person.familyName,
          ...fieldsOf(person),
          idTokenEncrypted: data,
          idTokenKeyId: keyId,
          createdAt: new Date(now),
          lastSeenAt: new Date(now),
          expiresAt: new Date(now + absoluteMs),
        },
      });
      return token;
    },

    async find(token) {
      const id = tokenHash(token);
      if (ended.has(id)) return null;
      let known = cache.get(id) ?? null;
      if (!known || clock.now() - known.readAt >= trustedMs) known = await readOnce(id);
      if (!known) {
        cache.delete(id);
        return null;
      }
      const now = clock.now();
      if (now >= known.expiresAt || now - known.lastSeenAt >= idleMs) {
        await remove(id);
        return null;
      }
      await touch(id, known);
      return ended.has(id) ? null : known.actor;
    },

    async end(token) {
      const id = tokenHash(token);
      const row = await rows.findUnique({ where: { id } });
      await remove(id);
      if (!row?.idTokenEncrypted || !row.idTokenKeyId) return null;
      try {
        return cipher.decrypt(row.idTokenEncrypted, row.idTokenKeyId);
      } catch {
        return null;
      }
    },

    async sweep() {
      const now = clock.now();
      const { count } = await rows.deleteMany({
        where: {
          OR: [{ expiresAt: { lte: new Date(now) } }, { lastSeenAt: { lte: new Date(now - idleMs) } }],
        },
      });
      return count;
    },
  };
}
