import { createHash, randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Log } from '../operations/log.js';
import { StorageError } from './storage-error.js';

/** One database connection, the same for every call: the advisory lock and the transaction belong to it. */
export interface MigrationConnection {
  exec(sql: string): Promise<void>;
  query(sql: string, parameters?: unknown[]): Promise<Record<string, unknown>[]>;
}

interface Migration {
  readonly name: string;
  readonly sql: string;
  readonly checksum: string;
}

/** Any number, the same for every Schakel: whoever holds this advisory lock migrates, the others wait. */
const advisoryLock = 72_707_369;
const lockTimeout = '60s';

/** The package's own `prisma/migrations`, whether this runs from `src` or from `dist/src`. */
export function migrationsFolder(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, 'prisma', 'migrations'))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error('The package has no prisma/migrations folder.');
    folder = parent;
  }
  return join(folder, 'prisma', 'migrations');
}

export async function readMigrations(folder: string = migrationsFolder()): Promise<Migration[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return Promise.all(
    names.sort().map(async (name) => {
      const sql = await readFile(join(folder, name, 'migration.sql'));
      return { name, sql: sql.toString('utf8'), checksum: createHash('sha256').update(sql).digest('hex') };
    }),
  );
}

/**
 * Brings the database up to date, each migration in its own transaction, written down the way Prisma does it.
 * Returns the names it applied. Throws StorageError: MIGRATION_EDITED, MIGRATION_FAILED or MIGRATION_LOCKED.
 */
export async function migrate(
  connection: MigrationConnection,
  log: Log,
  folder: string = migrationsFolder(),
): Promise<string[]> {
  const migrations = await readMigrations(folder);
  await takeLock(connection);
  try {
    await connection.exec(`CREATE TABLE IF NOT EXISTS "_prisma_migrations" (
      id varchar(36) PRIMARY KEY NOT NULL, checksum varchar(64) NOT NULL, finished_at timestamptz,
      migration_name varchar(255) NOT NULL, logs text, rolled_back_at timestamptz,
      started_at timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL DEFAULT 0)`);
    const rows = await connection.query(
      'SELECT migration_name, checksum, finished_at FROM "_prisma_migrations" WHERE rolled_back_at IS NULL',
    );
    const known = new Map(rows.map((row) => [row.migration_name as string, row]));
    const pending = migrations.filter((migration) => !isApplied(migration, known.get(migration.name)));
    for (const name of known.keys())
      if (!migrations.some((migration) => migration.name === name))
        log.warn('storage.migration.unknown', {
          migration: name,
          meaning: 'a newer Schakel has used this database',
        });
    for (const migration of pending) await apply(connection, migration, log);
    return pending.map(({ name }) => name);
  } finally {
    await connection.query('SELECT pg_advisory_unlock($1)', [advisoryLock]);
  }
}

async function takeLock(connection: MigrationConnection): Promise<void> {
  await connection.exec(`SET lock_timeout = '${lockTimeout}'`);
  try {
    await connection.query('SELECT pg_advisory_lock($1)', [advisoryLock]);
  } catch (error) {
    throw new StorageError(
      'MIGRATION_LOCKED',
      `Another process has been migrating this database for more than ${lockTimeout}.`,
      'Wait until it is done, or stop it; then start again.',
      { cause: error },
    );
  } finally {
    await connection.exec('RESET lock_timeout');
  }
}

function isApplied({ name, checksum }: Migration, row: Record<string, unknown> | undefined): boolean {
  if (!row) return false;
  if (!row.finished_at)
    throw new StorageError(
      'MIGRATION_FAILED',
      `Migration ${name} was begun on this database and never finished.`,
      `Put the database right by hand (or restore a backup), then set rolled_back_at or finished_at of ${name} in _prisma_migrations.`,
    );
  if (row.checksum !== checksum)
    throw new StorageError(
      'MIGRATION_EDITED',
      `Migration ${name} was changed after this database applied it.`,
      `Put prisma/migrations/${name}/migration.sql back as it was, and make the change in a new migration.`,
    );
  return true;
}

async function apply(
  connection: MigrationConnection,
  { name, sql, checksum }: Migration,
  log: Log,
): Promise<void> {
  await connection.exec('BEGIN');
  try {
    await connection.exec(sql);
    await connection.query(
      'INSERT INTO "_prisma_migrations" (id, checksum, migration_name, finished_at, applied_steps_count) VALUES ($1, $2, $3, now(), 1)',
      [randomUUID(), checksum, name],
    );
    await connection.exec('COMMIT');
  } catch (error) {
    await connection.exec('ROLLBACK');
    throw new StorageError(
      'MIGRATION_FAILED',
      `Migration ${name} failed and was rolled back: ${error instanceof Error ? error.message : 'unknown error'}`,
      'The database is as it was before. Correct the migration, or report it, and start again.',
      { cause: error },
    );
  }
  log.info('storage.migration.applied', { migration: name });
}
