import { PGlite } from '@electric-sql/pglite';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { mkdir, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { PrismaClient } from '../generated/prisma/client.js';
import type { Log } from '../operations/log.js';
import type { Engine } from './engine.js';
import { lockFolder } from './folder-lock.js';
import { StorageError } from './storage-error.js';

export interface EmbeddedOptions {
  /** The data folder; in memory when left out. */
  readonly folder?: string;
  /** In memory only: start from this dump of a database instead of an empty one. */
  readonly dump?: Blob;
  readonly port?: number;
  readonly log: Log;
}

/** PostgreSQL inside this process. It does not fsync: it survives the process, not the machine. */
export async function openEmbedded({ folder, dump, port, log }: EmbeddedOptions): Promise<Engine> {
  if (!folder) return engineOf(await PGlite.create(dump ? { loadDataDir: dump } : {}));
  const place = resolve(folder);
  const lock = await lockFolder(place, port ?? null).catch((error: unknown) => {
    throw error instanceof StorageError ? error : unusable(place, error);
  });
  try {
    const pglite = await openFolder(place, log);
    return engineOf(pglite, () => lock.release());
  } catch (error) {
    await lock.release();
    throw error;
  }
}

function engineOf(pglite: PGlite, closed: () => Promise<void> = () => Promise.resolve()): Engine {
  const client = new PrismaClient({ adapter: new PrismaPGlite(pglite) });
  return {
    kind: 'embedded',
    client,
    execute: async (sql) => {
      await pglite.exec(sql);
    },
    withConnection: (use) =>
      use({
        exec: async (sql) => {
          await pglite.exec(sql);
        },
        query: async (sql, parameters) => (await pglite.query<Record<string, unknown>>(sql, parameters)).rows,
      }),
    dump: () => pglite.dumpDataDir('none'),
    close: async () => {
      await client.$disconnect();
      if (!pglite.closed) await pglite.close();
      await closed();
    },
  };
}

/**
 * The files are in `<folder>/postgres`. While they are made for the first time a marker stands beside them: when it is
 * found at a start, the making was cut off, nothing was ever stored, and the half-made files are put aside.
 */
async function openFolder(folder: string, log: Log): Promise<PGlite> {
  const files = join(folder, 'postgres');
  const marker = join(folder, 'unfinished');
  if (await exists(marker)) {
    const aside = join(folder, `postgres.unfinished-${Date.now()}`);
    if (await exists(files)) await rename(files, aside);
    log.warn('storage.folder.unfinished', { folder, movedTo: aside });
  }
  const found: string[] = await readdir(files).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw unusable(folder, error);
  });
  const isNew = found.length === 0;
  // PGlite would make a new database on top of whatever is there.
  if (!isNew && !found.includes('PG_VERSION'))
    throw corrupt(files, 'it has files, but not those of a database');
  try {
    if (isNew) await writeFile(marker, 'The database beside this file is being made.\n');
    await mkdir(files, { recursive: true });
  } catch (error) {
    throw unusable(folder, error);
  }
  try {
    const pglite = await PGlite.create(files);
    if (isNew) await rm(marker);
    return pglite;
  } catch (error) {
    throw corrupt(files, 'PostgreSQL cannot start on it', error);
  }
}

async function exists(path: string): Promise<boolean> {
  return stat(path).then(
    () => true,
    () => false,
  );
}

function corrupt(files: string, reason: string, cause?: unknown): StorageError {
  return new StorageError(
    'FOLDER_CORRUPT',
    `The data folder ${files} is damaged: ${reason}.`,
    'Nothing was removed from it. Put a backup back in its place, or move it away to start empty, or set database.folder to another folder.',
    { cause },
  );
}

function unusable(folder: string, cause: unknown): StorageError {
  const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
  return new StorageError(
    'FOLDER_UNUSABLE',
    `The data folder ${folder} cannot be used (${code}).`,
    'database.folder must be a folder (or a path where one can be made) that this user may read and write.',
    { cause },
  );
}
