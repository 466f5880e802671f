import type { PrismaClient } from '../generated/prisma/client.js';
import type { Log } from '../operations/log.js';
import type { Database } from './engine.js';
import { openEmbedded } from './embedded.js';
import { migrate } from './migrations.js';
import type { PoolSettings } from './server.js';
import { openServer } from './server.js';
import { StorageError } from './storage-error.js';

export type { Database, Transaction } from './engine.js';

export interface DatabaseOptions {
  /** PostgreSQL server; goes before `folder`. */
  readonly url?: string;
  /** Folder of the embedded database. Neither `url` nor `folder`: in memory. */
  readonly folder?: string;
  readonly pool?: Partial<PoolSettings>;
  readonly log: Log;
  /** Refuses a database that was made for the other kind of hub; not looked at when left out. */
  readonly sandbox?: boolean;
  /** The hub's HTTP port, told to whoever finds the folder in use. */
  readonly port?: number;
  /** Other migrations than the package's own; for tests. */
  readonly migrations?: string;
}

/** Opens the database and brings it up to date. Throws {@link StorageError}; nothing stays open or locked then. */
export async function openDatabase(options: DatabaseOptions): Promise<Database> {
  const { url, folder, pool, log, sandbox, port, migrations } = options;
  const engine = url ? await openServer(url, pool ?? {}, log) : await openEmbedded({ folder, port, log });
  try {
    await engine.withConnection((connection) => migrate(connection, log, migrations));
    if (sandbox !== undefined) await claim(engine.client, sandbox);
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** The first hub that uses a database decides whether it is a sandbox's, for good. */
async function claim(client: PrismaClient, sandbox: boolean): Promise<void> {
  await client.installation.createMany({ data: [{ id: 1, sandbox }], skipDuplicates: true });
  const installation = await client.installation.findUniqueOrThrow({ where: { id: 1 } });
  if (installation.sandbox === sandbox) return;
  throw new StorageError(
    'SANDBOX_MIXED',
    installation.sandbox
      ? 'This database belongs to a sandbox, with made-up people in it; this hub has real settings.'
      : 'This database belongs to a hub with real settings; a sandbox may not write in it.',
    'Give this hub a database of its own: database.folder or database.url in schakel.yaml.',
  );
}
