import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openEmbedded } from '../../src/storage/embedded.js';
import type { Engine } from '../../src/storage/engine.js';
import { migrate, migrationsFolder } from '../../src/storage/migrations.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';

const repository = fileURLToPath(new URL('../../', import.meta.url));
let folder: string;
let engine: Engine;

beforeAll(async () => {
  engine = await openEmbedded({ log: memoryLog() });
});
afterAll(() => engine.close());

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-migrations-'));
  await engine.execute('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function write(name: string, sql: string): Promise<void> {
  await mkdir(join(folder, name), { recursive: true });
  await writeFile(join(folder, name, 'migration.sql'), sql);
}

const run = (log = memoryLog()) => engine.withConnection((connection) => migrate(connection, log, folder));
const rows = (sql: string) => engine.withConnection((connection) => connection.query(sql));

describe('migrations', () => {
  test('run once, in the order of their names, and are written down as Prisma does', async () => {
    await write('20260102000000_second', 'ALTER TABLE thing ADD COLUMN name text;');
    await write('20260101000000_first', 'CREATE TABLE thing (id int);');
    expect(await run()).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(await run()).toEqual([]);
    expect(
      await rows(
        'SELECT migration_name, applied_steps_count, length(checksum) AS digits FROM _prisma_migrations ORDER BY 1',
      ),
    ).toEqual([
      { migration_name: '20260101000000_first', applied_steps_count: 1, digits: 64 },
      { migration_name: '20260102000000_second', applied_steps_count: 1, digits: 64 },
    ]);
  });

  test('one that fails leaves the database as it was, and runs again once corrected', async () => {
    await write('1_good', 'CREATE TABLE good (id int);');
    await write('2_bad', 'CREATE TABLE half (id int); SELECT nonsense;');
    await expect(run()).rejects.toMatchObject({
      name: 'StorageError',
      code: 'MIGRATION_FAILED',
      message: expect.stringContaining('2_bad failed and was rolled back'),
    });
    expect(await rows(`SELECT to_regclass('half') AS half, to_regclass('good')::text AS good`)).toEqual([
      { half: null, good: 'good' },
    ]);
    await write('2_bad', 'CREATE TABLE half (id int);');
    expect(await run()).toEqual(['2_bad']);
  });

  test('one that was edited after it ran is refused', async () => {
    await write('1_good', 'CREATE TABLE good (id int);');
    await run();
    await write('1_good', 'CREATE TABLE good (id bigint);');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_EDITED',
      advice: expect.stringContaining('a new migration'),
    });
  });

  test('one that Prisma began and never finished is refused, and runs again once marked as rolled back', async () => {
    await run();
    await engine.execute(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name) VALUES ('x', 'y', '1_good')`,
    );
    await write('1_good', 'CREATE TABLE good (id int);');
    await expect(run()).rejects.toMatchObject({
      code: 'MIGRATION_FAILED',
      advice: expect.stringContaining('rolled_back_at'),
    });
    await engine.execute(`UPDATE _prisma_migrations SET rolled_back_at = now()`);
    expect(await run()).toEqual(['1_good']);
  });

  test('of a newer Schakel are left alone, with a warning', async () => {
    await write('9_future', 'CREATE TABLE future (id int);');
    await run();
    await rm(join(folder, '9_future'), { recursive: true });
    const log = memoryLog();
    expect(await run(log)).toEqual([]);
    expect(log.of('storage.migration.unknown')).toMatchObject([
      { level: 'warn', fields: { migration: '9_future' } },
    ]);
  });
});

describe('the database of a test', () => {
  test('is whole and its own', async () => {
    const [first, second] = await Promise.all([testDatabase(), testDatabase()]);
    const row = { data: { name: 'mine', sequence: 1n } };
    await first.client.mirrorState.create(row);
    expect(await second.client.mirrorState.count()).toBe(0);
    await expect(first.client.mirrorState.create(row)).rejects.toMatchObject({ code: 'P2002' });
    await Promise.all([first.close(), second.close()]);
  });
});

describe('scripts/migration.mjs', () => {
  const script = (...args: string[]) => {
    const prisma = join(folder, 'prisma');
    const all = [join(repository, 'scripts', 'migration.mjs'), ...args, '--prisma', prisma];
    const { status, stdout, stderr } = spawnSync(process.execPath, all, { encoding: 'utf8' });
    return { status, output: stdout + stderr };
  };
  const schemaFile = () => join(folder, 'prisma', 'schema.prisma');

  beforeEach(() => cp(join(repository, 'prisma'), join(folder, 'prisma'), { recursive: true }));

  test('check: the migrations give exactly the schema', () => {
    expect(script('check')).toEqual({
      status: 0,
      output: 'The migrations give exactly prisma/schema.prisma.\n',
    });
  });

  test('a changed schema fails the check, create makes the migration, and then nothing is missing', async () => {
    const schema = await readFile(schemaFile(), 'utf8');
    await writeFile(schemaFile(), `${schema}\nmodel Extra {\n  id Int @id\n}\n`);
    expect(script('check')).toMatchObject({
      status: 1,
      output: expect.stringContaining('CREATE TABLE "Extra"'),
    });

    expect(script('create', 'extra')).toMatchObject({
      status: 0,
      output: expect.stringMatching(/Made prisma\/migrations\/\d{14}_extra/),
    });
    expect(await readdir(join(folder, 'prisma', 'migrations'))).toContainEqual(
      expect.stringMatching(/^\d{14}_extra$/),
    );
    expect(script('create', 'extra')).toMatchObject({
      status: 0,
      output: expect.stringContaining('Nothing to do'),
    });
  });

  test.each([
    ['a name that is none', ['create', '../x'], /small letters/],
    ['no command', [], /create <name>/],
  ])('%s: exit code 2 and what to do', (_name, args, output) => {
    expect(script(...args)).toMatchObject({ status: 2, output: expect.stringMatching(output) });
  });

  test('a migration that does not run is named', async () => {
    const broken = join(folder, 'prisma', 'migrations', '99999999999999_broken');
    await mkdir(broken);
    await writeFile(join(broken, 'migration.sql'), 'nonsense;');
    expect(script('check')).toMatchObject({
      status: 2,
      output: expect.stringContaining('99999999999999_broken/migration.sql does not run'),
    });
  });

  test('the package finds its own migrations', async () => {
    expect(migrationsFolder()).toBe(join(repository, 'prisma', 'migrations'));
  });
});
