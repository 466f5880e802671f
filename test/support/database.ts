import { createHash } from 'node:crypto';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/storage/database.js';
import { openEmbedded } from '../../src/storage/embedded.js';
import { migrate, readMigrations } from '../../src/storage/migrations.js';
import type { Log } from '../../src/operations/log.js';

const silent: Log = { error() {}, warn() {}, info() {}, debug() {}, with: () => silent };

let template: Promise<Blob> | undefined;

/** A database of its own for a test: in memory, empty, migrated. Close it. The migrated template is made once per set of migrations. */
export async function testDatabase(): Promise<Database> {
  template ??= loadTemplate();
  const database = await openEmbedded({ dump: await template, log: silent });
  // Prisma loads its engine at the first query. A query in the background may come between two tests, where jest lets nothing be loaded.
  await database.client.$queryRaw`SELECT 1`;
  return database;
}

async function loadTemplate(): Promise<Blob> {
  const migrations = await readMigrations();
  const version = createHash('sha256')
    .update(migrations.map(({ name, checksum }) => `${name} ${checksum}`).join('\n'))
    .digest('hex')
    .slice(0, 16);
  // Beside jest's own cache; each user has one, so that nobody loads another's.
  const file = join(tmpdir(), `schakel-template-${userInfo().username}-${version}.tar`);
  const kept = await readFile(file).catch(() => null);
  if (kept) return new Blob([Uint8Array.from(kept)]);
  const engine = await openEmbedded({ log: silent });
  await engine.withConnection((connection) => migrate(connection, silent));
  const dump = await engine.dump();
  await engine.close();
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, new Uint8Array(await dump.arrayBuffer()));
  await rename(unfinished, file);
  return dump;
}
