import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { copyFile, mkdir, open, readFile, realpath, rename, stat, unlink } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import type { FolderHolder } from './storage-error.js';
import { FolderInUse } from './storage-error.js';

export interface FolderLock {
  /** Removes the lock file, if it is still ours. */
  release(): Promise<void>;
}

interface LockContent {
  readonly token: string;
  readonly pid: number;
  readonly host: string;
  readonly startedAt: string;
  readonly port: number | null;
  /** When the process began, in the operating system's own count; null where it does not tell. Tells a reused pid. */
  readonly processStart: string | null;
}

export const lockFileName = 'schakel.lock';

/** Folders held by this process: its own pid in a lock file means nothing after a container restart. */
const heldHere = new Map<string, string>();

/**
 * Takes the folder for this process, making it when it is not there. The lock of a dead process is taken over;
 * throws {@link FolderInUse} when a live process, or one on another machine, holds it.
 */
export async function lockFolder(folder: string, port: number | null = null): Promise<FolderLock> {
  await mkdir(folder, { recursive: true });
  const place = await realpath(folder);
  const file = join(place, lockFileName);
  const content: LockContent = {
    token: randomUUID(),
    pid: process.pid,
    host: hostname(),
    startedAt: new Date().toISOString(),
    port,
    processStart: await processStart(process.pid),
  };
  for (let attempt = 0; ; attempt += 1) {
    if (await writeNew(file, content)) break;
    const found = await readLock(file);
    if (found === 'GONE') continue;
    if (attempt >= 5 || (await isAlive(found, file, place))) throw inUse(folder, file, found);
    await takeAway(folder, file, found);
  }
  heldHere.set(place, content.token);
  return {
    async release() {
      if (heldHere.get(place) === content.token) heldHere.delete(place);
      const found = await readLock(file);
      if (typeof found !== 'string' && found.token === content.token)
        await unlink(file).catch(() => undefined);
    },
  };
}

async function writeNew(file: string, content: LockContent): Promise<boolean> {
  try {
    const handle = await open(file, 'wx');
    try {
      await handle.writeFile(`${JSON.stringify(content)}\n`);
    } finally {
      await handle.close();
    }
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw error;
  }
}

async function readLock(file: string): Promise<LockContent | 'GONE' | 'UNREADABLE'> {
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ENOENT' ? 'GONE' : 'UNREADABLE';
  }
  try {
    const content = JSON.parse(text) as LockContent;
    return typeof content.pid === 'number' && typeof content.token === 'string' ? content : 'UNREADABLE';
  } catch {
    return 'UNREADABLE';
  }
}

async function isAlive(found: LockContent | 'UNREADABLE', file: string, place: string): Promise<boolean> {
  if (found === 'UNREADABLE') {
    // Either half written by a process that is starting right now, or cut off by a crash.
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
    return Date.now() - mtimeMs < 5_000;
  }
  if (found.host !== hostname()) return true;
  if (found.pid === process.pid) return heldHere.get(place) === found.token;
  if (Date.parse(found.startedAt) < Date.now() - uptime() * 1000 - 60_000) return false;
  try {
    process.kill(found.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = await processStart(found.pid);
  return found.processStart === null || start === null || start === found.processStart;
}

/** Two processes may judge the same lock dead; the one that moved a newer lock away by mistake puts it back and gives up. */
async function takeAway(folder: string, file: string, dead: LockContent | 'UNREADABLE'): Promise<void> {
  const aside = `${file}.${process.pid}.${randomUUID()}`;
  try {
    await rename(file, aside);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return;
    throw error;
  }
  const moved = await readLock(aside);
  const same =
    moved === dead || (typeof moved !== 'string' && typeof dead !== 'string' && moved.token === dead.token);
  if (!same) await copyFile(aside, file, constants.COPYFILE_EXCL).catch(() => undefined);
  await unlink(aside).catch(() => undefined);
  if (!same) throw inUse(folder, file, moved === 'GONE' ? 'UNREADABLE' : moved);
}

function inUse(folder: string, file: string, found: LockContent | 'UNREADABLE'): FolderInUse {
  if (found === 'UNREADABLE') return new FolderInUse(folder, null, file, false);
  const { pid, host, startedAt, port } = found;
  const holder: FolderHolder = { pid, host, startedAt: new Date(startedAt), port };
  return new FolderInUse(folder, holder, file, host === hostname());
}

/** Linux only: the 22nd field of /proc/<pid>/stat, counted after the program's name, which may hold spaces. */
async function processStart(pid: number): Promise<string | null> {
  const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => null);
  return text?.slice(text.lastIndexOf(')') + 2).split(' ')[19] ?? null;
}
