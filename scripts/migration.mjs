// Makes the next migration, or checks that the migrations give exactly the schema, without Prisma's downloaded engine:
// the migrations are applied to a database in memory, and Prisma's own WebAssembly engine compares it with schema.prisma.
import { PGlite } from '@electric-sql/pglite';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { PrismaPGlite } from 'pglite-prisma-adapter';
import { mkdir, readFile, readdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';

const usage = `node scripts/migration.mjs create <name> [--empty]   make prisma/migrations/<time>_<name> from prisma/schema.prisma
node scripts/migration.mjs check                     exit code 1 when the migrations do not give prisma/schema.prisma`;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    empty: { type: 'boolean', default: false },
    prisma: { type: 'string', default: join(dirname(fileURLToPath(import.meta.url)), '..', 'prisma') },
  },
});
const prismaFolder = resolve(values.prisma);
const schemaFile = join(prismaFolder, 'schema.prisma');
const migrationsFolder = join(prismaFolder, 'migrations');

class Refused extends Error {}

async function migrationNames() {
  const entries = await readdir(migrationsFolder, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
}

async function applyMigrations(database) {
  for (const name of await migrationNames()) {
    const sql = await readFile(join(migrationsFolder, name, 'migration.sql'), 'utf8').catch(() => {
      throw new Refused(`prisma/migrations/${name} has no migration.sql: put it back, or remove the folder.`);
    });
    await database.exec(sql).catch((error) => {
      throw new Refused(`prisma/migrations/${name}/migration.sql does not run: ${error.message}`);
    });
  }
}

async function startEngine(schema, database) {
  const script = createRequire(import.meta.url).resolve('@prisma/schema-engine-wasm/schema_engine_bg');
  const bindings = await import(pathToFileURL(script).href);
  const wasm = await readFile(join(dirname(script), 'schema_engine_bg.wasm'));
  const { instance } = await WebAssembly.instantiate(wasm, { './schema_engine_bg.js': bindings });
  bindings.__wbg_set_wasm(instance.exports);
  instance.exports.__wbindgen_start();
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPGlite(database));
  return bindings.SchemaEngine.new({ datamodels: [[schemaFile, schema]] }, () => {}, adapter);
}

/** The SQL that leads from the migrations to the schema; null when they are the same. Triggers and functions are not compared. */
async function difference() {
  const database = await PGlite.create();
  try {
    await applyMigrations(database);
    const schema = await readFile(schemaFile, 'utf8');
    const engine = await startEngine(schema, database);
    const files = [{ path: schemaFile, content: schema }];
    const { exitCode, stdout } = await engine.diff({
      from: { tag: 'schemaDatasource', files, configDir: prismaFolder },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: { externalTables: [], externalEnums: [] },
    });
    return exitCode === 0 ? null : stdout;
  } finally {
    await database.close();
  }
}

async function create(name) {
  if (!name || !/^[a-z][a-z0-9_]*$/.test(name))
    throw new Refused(`A migration's name is small letters, digits and _.\n${usage}`);
  const sql = values.empty ? '-- Written by hand.\n' : await difference();
  if (sql === null) {
    console.log(
      'Nothing to do: the migrations already give prisma/schema.prisma. Use --empty for SQL of your own.',
    );
    return 0;
  }
  const time = new Date().toISOString().replace(/\D/g, '').slice(0, 14);
  const folder = join(migrationsFolder, `${time}_${name}`);
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, 'migration.sql'), sql, { flag: 'wx' });
  await writeFile(join(migrationsFolder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  console.log(`Made prisma/migrations/${time}_${name}/migration.sql. Read it, then run \`npm run build\`.`);
  if (/\bDROP (TABLE|COLUMN)\b/i.test(sql))
    console.log('It drops a table or a column: the data in it is lost. A rename must be written by hand.');
  return 0;
}

async function check() {
  const sql = await difference();
  if (sql === null) {
    console.log('The migrations give exactly prisma/schema.prisma.');
    return 0;
  }
  console.error(`prisma/schema.prisma has changed since the last migration. This is missing:\n\n${sql}`);
  console.error('Make it with: npm run migration <name>');
  return 1;
}

const [command, name] = positionals;
try {
  if (command === 'create') process.exitCode = await create(name);
  else if (command === 'check') process.exitCode = await check();
  else throw new Refused(usage);
} catch (error) {
  console.error(error instanceof Refused ? error.message : error);
  process.exitCode = 2;
}
