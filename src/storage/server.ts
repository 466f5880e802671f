import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import { PrismaClient } from '../generated/prisma/client.js';
import type { Log } from '../operations/log.js';
import type { Engine } from './engine.js';
import { StorageError } from './storage-error.js';

export interface PoolSettings {
  /** Connections at most. */
  readonly max: number;
  readonly connectTimeoutMs: number;
  /** An unused connection is closed after this time. */
  readonly idleTimeoutMs: number;
}

export const defaultPool: PoolSettings = { max: 10, connectTimeoutMs: 5_000, idleTimeoutMs: 30_000 };

/** Connects to a PostgreSQL server, or throws StorageError URL_INVALID or UNREACHABLE. The URL is never in a message: it holds a password. */
export async function openServer(url: string, settings: Partial<PoolSettings>, log: Log): Promise<Engine> {
  const { max, connectTimeoutMs, idleTimeoutMs } = { ...defaultPool, ...settings };
  const place = placeOf(url);
  const pool = new pg.Pool({
    connectionString: url,
    max,
    connectionTimeoutMillis: connectTimeoutMs,
    idleTimeoutMillis: idleTimeoutMs,
    application_name: 'schakel',
  });
  // Without a listener an idle connection that the server cuts off would end the process.
  pool.on('error', (error) =>
    log.warn('storage.connection.lost', { code: (error as { code?: string }).code ?? null }),
  );
  try {
    (await pool.connect()).release();
  } catch (error) {
    await pool.end();
    throw unreachable(place, error);
  }
  const client = new PrismaClient({ adapter: new PrismaPg(pool) });
  return {
    kind: 'server',
    client,
    execute: async (sql) => {
      await pool.query(sql);
    },
    withConnection: async (use) => {
      const connection = await pool.connect();
      try {
        return await use({
          exec: async (sql) => {
            await connection.query(sql);
          },
          query: async (sql, parameters) =>
            (await connection.query<Record<string, unknown>>(sql, parameters)).rows,
        });
      } finally {
        connection.release();
      }
    },
    dump: () => Promise.reject(new Error('A PostgreSQL server is dumped with pg_dump.')),
    close: async () => {
      await client.$disconnect();
      await pool.end();
    },
  };
}

function placeOf(url: string): string {
  try {
    const { protocol, host, pathname, searchParams } = new URL(url);
    if (protocol === 'postgresql:' || protocol === 'postgres:')
      return `${host || searchParams.get('host') || ''}${pathname}`;
  } catch {
    // Said below; the parser's own message would show the URL.
  }
  throw new StorageError(
    'URL_INVALID',
    'The database URL is not one of PostgreSQL.',
    'Write postgresql://user:password@host:5432/database; encode special characters of the password (@ is %40).',
  );
}

const advice: Readonly<Record<string, string>> = {
  '28P01': 'The password is refused: correct it in the database URL.',
  '28000': 'The server refuses this user: see its pg_hba.conf.',
  '3D000': 'The database does not exist: create it, with this user as its owner.',
  '53300': 'The server has no connections left: raise its max_connections, or lower database.pool.max.',
  ENOTFOUND: 'The host name does not exist: correct the database URL.',
  ECONNREFUSED: 'Nothing listens there: start PostgreSQL, or correct host and port in the database URL.',
};

function unreachable(place: string, error: unknown): StorageError {
  const errors = error instanceof AggregateError ? (error.errors as unknown[]) : [error];
  const code =
    errors.map((one) => (one as { code?: string }).code).find((one) => one !== undefined) ??
    'no answer in time';
  return new StorageError(
    'UNREACHABLE',
    `The PostgreSQL server at ${place} cannot be used (${code}).`,
    advice[code] ?? 'See that the server runs and that this machine may reach it.',
    { cause: error },
  );
}
