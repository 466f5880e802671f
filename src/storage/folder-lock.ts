import { randomUUID } from 'node:crypto';
import { mkdir, open, readFile, realpath, stat, unlink } from 'node:fs/promises';
import { hostname, uptime } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
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

/** Tokens this process writes: its own pid in a lock file means nothing after a restart of a container. */
const tokensHere = new Set<string>();

/** How long a takeover may take before whoever began it counts as gone. */
const takeoverMs = 10_000;

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
  // Before the file can be seen, or another call in this process would judge it dead.
  tokensHere.add(content.token);
  try {
    await take(folder, file, content);
  } catch (error) {
    tokensHere.delete(content.token);
    throw error;
  }
  return {
    async release() {
      tokensHere.delete(content.token);
      const found = await readLock(file);
      if (typeof found !== 'string' && found.token === content.token)
        await unlink(file).catch(() => undefined);
    },
  };
}

async function take(folder: string, file: string, content: LockContent): Promise<void> {
  const patience = Date.now() + takeoverMs + 2_000;
  for (;;) {
    if (await writeNew(file, content)) return;
    const found = await readLock(file);
    if (found === 'GONE') continue;
    if (Date.now() > patience || (await isAlive(found, file))) throw inUse(folder, file, found);
    if (await takeOver(file, content)) return;
    await setTimeout(20);
  }
}

/**
 * Puts our lock in the place of a dead one. One process at a time, behind a lock of its own: two that judge the same
 * lock dead would otherwise take away each other's new one. False when it is not our turn, or not dead any more.
 */
async function takeOver(file: string, content: LockContent): Promise<boolean> {
  const gate = `${file}.takeover`;
  if (!(await writeNew(gate, content))) {
    const { mtimeMs } = await stat(gate).catch(() => ({ mtimeMs: Date.now() }));
    if (Date.now() - mtimeMs > takeoverMs) await unlink(gate).catch(() => undefined);
    return false;
  }
  try {
    const found = await readLock(file);
    if (found !== 'GONE' && (await isAlive(found, file))) return false;
    await unlink(file).catch(() => undefined);
    return await writeNew(file, content);
  } finally {
    await unlink(gate).catch(() => undefined);
  }
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

async function isAlive(found: LockContent | 'UNREADABLE', file: string): Promise<boolean> {
  if (found === 'UNREADABLE') {
    // Either half written by a process that is starting right now, or cut off by a crash.
    const { mtimeMs } = await stat(file).catch(() => ({ mtimeMs: 0 }));
    return Date.now() - mtimeMs < 5_000;
  }
  if (found.host !== hostname()) return true;
  if (found.pid === process.pid) return tokensHere.has(found.token);
  if (Date.parse(found.startedAt) < Date.now() - uptime() * 1000 - 60_000) return false;
  try {
    process.kill(found.pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  const start = await processStart(found.pid);
  return found.processStart === null || start === null || start === found.processStart;
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
