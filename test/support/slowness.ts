import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';

/** How long a machine with nothing else to do takes to load the compiler: the speed for which our promises of time are made. */
const quietMs = 400;
const compiler = createRequire(import.meta.url).resolve('typescript');

/**
 * How many times slower this machine is at this moment than one with nothing else to do; at least 1. Machines are shared: a
 * promise of time is judged by what the machine has left for us, and on a quiet one as it is written.
 */
export async function slowness(): Promise<number> {
  const began = performance.now();
  await promisify(execFile)(process.execPath, ['-e', `require(${JSON.stringify(compiler)})`]);
  return Math.max(1, (performance.now() - began) / quietMs);
}
