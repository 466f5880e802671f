import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, utimes, writeFile } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { lockFileName, lockFolder } from '../../src/storage/folder-lock.js';
import type { Database, DatabaseOptions } from '../../src/storage/database.js';
import { openDatabase } from '../../src/storage/database.js';
import { memoryLog } from '../support/log.js';
import type { Child } from '../support/process.js';
import { startTypescript } from '../support/process.js';

let folder: string;
let lockFile: string;
let closing: (() => Promise<void>)[];
let log: ReturnType<typeof memoryLog>;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'schakel-data-'));
  lockFile = join(folder, lockFileName);
  closing = [];
  log = memoryLog();
});
afterEach(async () => {
  for (const close of closing.reverse()) await close();
  await rm(folder, { recursive: true, force: true });
});

async function open(options: Partial<DatabaseOptions> = {}): Promise<Database> {
  const database = await openDatabase({ folder, log, ...options });
  closing.push(() => database.close());
  return database;
}

function hold(...args: string[]): Child {
  const child = startTypescript('test/storage/hold-folder.ts', folder, ...args);
  closing.push(() => child.kill());
  return child;
}

/** Every file with its size: what a refusal may not change. PostgreSQL makes and drops these two whenever it tries to start. */
async function fingerprint(): Promise<string[]> {
  const passing = ['postmaster.pid', 'pg_internal.init'];
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries
    .filter((entry) => entry.isFile() && !passing.includes(entry.name))
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name));
  return Promise.all(files.sort().map(async (file) => `${file} ${(await stat(file)).size}`));
}

describe('a data folder', () => {
  test('is made at the first start and found again at the second, without a lock left behind', async () => {
    const inside = join(folder, 'not', 'yet', 'there');
    const first = await openDatabase({ folder: inside, log });
    await first.client.mirrorState.create({ data: { name: 'kept', sequence: 7n } });
    await first.close();
    expect(await readdir(inside)).toEqual(['postgres']);

    const second = await open({ folder: inside });
    expect(await second.client.mirrorState.findMany()).toMatchObject([{ name: 'kept', sequence: 7n }]);
    expect(log.lines.filter(({ event }) => event === 'storage.migration.applied').length).toBe(
      (await second.client.$queryRaw<unknown[]>`SELECT 1 FROM _prisma_migrations`).length,
    );
  });

  test('of a sandbox is refused by a hub with real settings, and the other way round', async () => {
    await (await openDatabase({ folder, log, sandbox: true })).close();
    await expect(openDatabase({ folder, log, sandbox: false })).rejects.toMatchObject({
      code: 'SANDBOX_MIXED',
    });
    expect((await open({ sandbox: true })).kind).toBe('embedded');
  });
});

describe('a folder in use', () => {
  test('by another process is refused, with who holds it; when that process is killed it is free', async () => {
    const child = hold();
    expect(await child.line()).toBe('open');

    await expect(openDatabase({ folder, log })).rejects.toMatchObject({
      name: 'FolderInUse',
      code: 'FOLDER_IN_USE',
      holder: { pid: child.pid, host: hostname(), port: 4321 },
      message: expect.stringContaining(
        `in use by process ${child.pid} on ${hostname()}, port 4321, since 20`,
      ),
      advice: expect.stringContaining('another folder'),
    });

    await child.kill();
    expect(await (await open()).client.session.count()).toBe(0);
  });

  test('by this same process is refused too, and free after close', async () => {
    const first = await openDatabase({ folder, log });
    await expect(openDatabase({ folder, log })).rejects.toMatchObject({
      code: 'FOLDER_IN_USE',
      holder: { pid: process.pid },
    });
    await first.close();
    expect(await (await open()).client.session.count()).toBe(0);
  });

  test('of twenty that come at once, one gets it', async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  });

  test('of twenty that find the lock of a dead process, one gets it', async () => {
    await writeFile(lockFile, JSON.stringify(holder({ pid: 2 ** 22 + 7 })));
    const outcomes = await Promise.allSettled(Array.from({ length: 20 }, () => lockFolder(folder)));
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await readdir(folder)).toEqual([lockFileName]);
  });
});

const holder = (changes: Record<string, unknown>) => ({
  token: 'another',
  pid: process.ppid,
  host: hostname(),
  startedAt: new Date().toISOString(),
  port: null,
  processStart: null,
  ...changes,
});

describe('a lock that was left behind', () => {
  test.each<[string, Record<string, unknown>]>([
    ['a process that is gone', { pid: 2 ** 22 + 7 }],
    ['a process with our own number, as after a restart of a container', { pid: process.pid }],
    ['a process from before the machine started', { startedAt: '2001-01-01T00:00:00.000Z' }],
  ])('by %s is taken over', async (_name, changes) => {
    await writeFile(lockFile, JSON.stringify(holder(changes)));
    const lock = await lockFolder(folder);
    expect(JSON.parse(await readFile(lockFile, 'utf8'))).toMatchObject({ pid: process.pid });
    await lock.release();
    expect(await readdir(folder)).toEqual([]);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('by a process whose number another process has now is taken over (Linux)', async () => {
    await writeFile(lockFile, JSON.stringify(holder({ processStart: '1' })));
    await (await lockFolder(folder)).release();
  });

  test('on another machine is not judged: the message says which file to remove', async () => {
    await writeFile(lockFile, JSON.stringify(holder({ host: 'elsewhere' })));
    await expect(lockFolder(folder)).rejects.toMatchObject({
      holder: { host: 'elsewhere' },
      advice: expect.stringContaining(lockFileName),
    });
  });

  test('half written is taken over when it is old, and waited for when it is new', async () => {
    await writeFile(lockFile, '{"pid":');
    await expect(lockFolder(folder)).rejects.toMatchObject({ code: 'FOLDER_IN_USE', holder: null });
    await utimes(lockFile, 1, 1);
    await (await lockFolder(folder)).release();
  });

  test('releasing never removes the lock of somebody else', async () => {
    const lock = await lockFolder(folder);
    await writeFile(lockFile, JSON.stringify(holder({})));
    await lock.release();
    expect(await readdir(folder)).toEqual([lockFileName]);
  });
});

describe('a process that is killed', () => {
  test('while it writes loses no row it was told about', async () => {
    const child = hold('write');
    expect(await child.line()).toBe('open');
    while (Number(await child.line()) < 50);
    await child.kill();
    const told = Math.max(50, ...(await child.rest()).map(Number));

    const { client } = await open();
    const rows = await client.mirrorState.count();
    expect(rows).toBeGreaterThanOrEqual(told);
    expect(rows).toBeLessThanOrEqual(told + 1);
  });

  test('while it made the folder leaves files that are put aside, and the next start succeeds', async () => {
    await mkdir(join(folder, 'postgres'));
    await writeFile(join(folder, 'postgres', 'PG_VERSION'), '18\n');
    await writeFile(join(folder, 'unfinished'), '');
    const { client } = await open();
    expect(await client.mirrorState.count()).toBe(0);
    expect((await readdir(folder)).sort()).toEqual([
      'postgres',
      expect.stringMatching(/^postgres\.unfinished-/),
      lockFileName,
    ]);
    expect(log.lines).toContainEqual(expect.objectContaining({ event: 'storage.folder.unfinished' }));
  });
});

describe('a damaged folder', () => {
  const files = () => join(folder, 'postgres');
  let whole: string;

  beforeAll(async () => {
    whole = await mkdtemp(join(tmpdir(), 'schakel-whole-'));
    await (await openDatabase({ folder: whole, log: memoryLog() })).close();
  });
  afterAll(() => rm(whole, { recursive: true, force: true }));

  test.each<[string, () => Promise<void>]>([
    [
      'with nonsense in its control file',
      () => writeFile(join(files(), 'global', 'pg_control'), Buffer.alloc(8192, 7)),
    ],
    ['with an empty control file', () => writeFile(join(files(), 'global', 'pg_control'), '')],
    ['of another version', () => writeFile(join(files(), 'PG_VERSION'), '12\n')],
    ['without its data', () => rm(join(files(), 'base'), { recursive: true })],
    ['without its version', () => rm(join(files(), 'PG_VERSION'))],
  ])('%s is refused with what to do, and nothing is removed from it', async (_name, damage) => {
    await cp(whole, folder, { recursive: true });
    await damage();
    const before = await fingerprint();

    await expect(openDatabase({ folder, log })).rejects.toMatchObject({
      name: 'StorageError',
      code: 'FOLDER_CORRUPT',
      message: expect.stringContaining(files()),
      advice: expect.stringContaining('backup'),
    });
    expect(await fingerprint()).toEqual(before);
  });

  test('with files of something else in it is refused and left alone', async () => {
    await mkdir(files());
    await writeFile(join(files(), 'thesis.docx'), 'years of work');
    await expect(openDatabase({ folder, log })).rejects.toMatchObject({ code: 'FOLDER_CORRUPT' });
    expect(await readdir(files())).toEqual(['thesis.docx']);
  });

  test('a path that is a file is refused', async () => {
    const file = join(folder, 'file');
    await writeFile(file, '');
    await expect(openDatabase({ folder: file, log })).rejects.toMatchObject({ code: 'FOLDER_UNUSABLE' });
  });
});
