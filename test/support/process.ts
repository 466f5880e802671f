import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** A process of its own, which runs a TypeScript file of this repository. */
export interface Child {
  readonly pid: number;
  /** The next line of its output; null when it has ended. */
  line(): Promise<string | null>;
  /** Everything that is still in its output, until it has ended. */
  rest(): Promise<string[]>;
  /** What it wrote to its error output so far. */
  errors(): string;
  /** Ends it at once, as a power switch would; resolves when it is gone. */
  kill(signal?: NodeJS.Signals): Promise<void>;
}

const loader = pathToFileURL(fileURLToPath(new URL('./typescript-loader.mjs', import.meta.url))).href;

/** `file` is relative to the repository. End it with `kill()`. */
export function startTypescript(file: string, ...args: string[]): Child {
  const script = fileURLToPath(new URL(`../../${file}`, import.meta.url));
  const child = spawn(process.execPath, ['--no-warnings', '--import', loader, script, ...args], {
    stdio: 'pipe',
  });
  const ended = once(child, 'exit');
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.on('data', (text) => (errors += String(text)));
  const line = async () => {
    const { value, done } = await lines.next();
    return done ? null : value;
  };
  return {
    pid: child.pid as number,
    line,
    rest: async () => {
      const all: string[] = [];
      for (let next = await line(); next !== null; next = await line()) all.push(next);
      return all;
    },
    errors: () => errors,
    kill: async (signal = 'SIGKILL') => {
      child.kill(signal);
      await ended;
    },
  };
}
