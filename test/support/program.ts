import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { resolve } from 'node:path';

/** What a program left when it had ended. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
  /** From start to end, in milliseconds. */
  readonly ms: number;
}

/** `schakel` as its user runs it: the built program in a process of its own. */
export interface Program {
  readonly pid: number;
  output(): string;
  errors(): string;
  /** Resolves when its output matches, with the match; rejects when it ends or `withinMs` goes by before that. */
  says(pattern: RegExp, withinMs?: number): Promise<RegExpExecArray>;
  /** Sends the signal; what follows is for `ended`. */
  signal(signal: NodeJS.Signals): void;
  readonly ended: Promise<Ended>;
}

export const programFile = resolve('dist/src/main.js');

const running = new Set<() => Promise<unknown>>();

/** Builds the program when its sources are newer. */
export function buildProgram(): void {
  const { status, stderr } = spawnSync(process.execPath, ['scripts/build.mjs', '--if-stale']);
  if (status !== 0) throw new Error(`the build failed: ${String(stderr)}`);
}

export interface ProgramOptions {
  readonly folder: string;
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts `schakel <args>` in a folder, without the settings of this process's own environment. */
export function schakel(args: readonly string[], { folder, environment }: ProgramOptions): Program {
  const { PATH, HOME, SystemRoot, TEMP } = process.env;
  return follow(process.execPath, [programFile, ...args], {
    cwd: folder,
    env: { PATH, HOME, SystemRoot, TEMP, ...environment },
  });
}

/** Any program, followed in the same way. */
export function follow(
  file: string,
  args: readonly string[],
  options: { cwd: string; env?: NodeJS.ProcessEnv; detached?: boolean },
): Program {
  const began = Date.now();
  const child = spawn(file, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let [stdout, stderr] = ['', ''];
  const listeners = new Set<() => void>();
  const told = () => listeners.forEach((listener) => listener());
  child.stdout.on('data', (data) => ((stdout += String(data)), told()));
  child.stderr.on('data', (data) => ((stderr += String(data)), told()));
  const ended = once(child, 'close').then(([code, signal]): Ended => {
    running.delete(kill);
    queueMicrotask(told);
    return { code, signal, stdout, stderr, ms: Date.now() - began };
  });
  const kill = () => (child.kill('SIGKILL'), ended);
  running.add(kill);

  return {
    pid: child.pid!,
    output: () => stdout,
    errors: () => stderr,
    says: (pattern, withinMs = 90_000) =>
      new Promise((found, failed) => {
        const stop = () => (clearTimeout(timer), listeners.delete(look));
        const fail = (why: string) => {
          stop();
          failed(new Error(`${why} before it said ${pattern}\n${stdout}\n${stderr}`));
        };
        const look = () => {
          const match = pattern.exec(stdout) ?? pattern.exec(stderr);
          if (match) {
            stop();
            found(match);
          } else if (!running.has(kill)) fail('it ended');
        };
        const timer = setTimeout(() => fail(`${withinMs} ms went by`), withinMs);
        listeners.add(look);
        look();
      }),
    signal: (signal) => void child.kill(signal),
    ended,
  };
}

/** Ends whatever a failed test left running. */
export async function endPrograms(): Promise<void> {
  await Promise.all([...running].map((kill) => kill()));
}

/** A trace of where in our code something happened: a person who made a mistake must never see one. */
export const stackTrace = /^\s+at .+(:\d+:\d+|node:|native)/m;

/** Names of the files in a folder and below that are locks. */
export async function locksIn(folder: string): Promise<string[]> {
  return (await readdir(folder, { recursive: true })).filter((name) => /schakel\.lock/.test(name));
}
