import { createHash } from 'node:crypto';
import { afterAll } from '@jest/globals';
import { readFile, rename, writeFile } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import { join } from 'node:path';
import type { Database } from '../../src/storage/database.js';
import type { Engine } from '../../src/storage/engine.js';
import { openEmbedded } from '../../src/storage/embedded.js';
import { migrate, readMigrations } from '../../src/storage/migrations.js';
import type { Log } from '../../src/operations/log.js';

const silent: Log = { error() {}, warn() {}, info() {}, debug() {}, with: () => silent };

let template: Promise<Blob> | undefined;

/** Databases that a test of this file is done with: making one costs seconds, emptying one does not. */
const idle: Engine[] = [];
let fileEnds = false;
afterAll(async () => {
  fileEnds = true;
  await Promise.all(idle.splice(0).map((engine) => engine.close()));
});

/**
 * A database of its own for a test: in memory, empty, migrated. Close it; then it is dead to whoever still holds it, and an
 * emptied one is the next test's. The migrated template is made once per set of migrations.
 */
export async function testDatabase(): Promise<Database> {
  const engine = idle.pop() ?? (await newEngine());
  await empty(engine);
  let isOpen = true;
  return {
    kind: engine.kind,
    get client() {
      return isOpen ? engine.client : closedClient;
    },
    execute: async (sql) => (isOpen ? engine.execute(sql) : refuse()),
    async close() {
      if (!isOpen) return;
      isOpen = false;
      if (fileEnds) await engine.close();
      else idle.push(engine);
    },
  };
}

const refuse = (): Promise<never> => Promise.reject(new Error('The database of this test is closed.'));
/** As a client of a database that is gone: everything that is asked of it, or of one of its tables, is rejected. */
const closedClient = new Proxy({} as Database['client'], {
  get: (_client, name) =>
    typeof name === 'string' && name.startsWith('$') ? refuse : new Proxy({}, { get: () => refuse }),
});

async function newEngine(): Promise<Engine> {
  template ??= loadTemplate();
  return openEmbedded({ dump: await template, log: silent });
}

/** Records that may only be added to have triggers that keep them from being removed. */
async function empty({ withConnection, client }: Engine): Promise<void> {
  await withConnection(async ({ exec, query }) => {
    const tables = await query(
      `SELECT quote_ident(tablename) AS name FROM pg_tables
       WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
      [],
    );
    await exec(`SET session_replication_role = replica;
      TRUNCATE ${tables.map(({ name }) => String(name)).join(', ')} RESTART IDENTITY;
      SET session_replication_role = DEFAULT;`);
  });
  // Prisma loads its engine at the first query. A query in the background may come between two tests, where jest lets nothing be loaded.
  await client.$queryRaw`SELECT 1`;
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
