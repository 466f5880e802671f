// Processes of the bench: started here, on a core where that can be said, and ended here, by their own id.
import { fork, execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';

const started = new Set();

function has(command) {
  try {
    execFileSync(command, ['--version'], { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}

/** Servers have a core of their own; load and platforms share the other. */
export const pinned = process.platform === 'linux' && availableParallelism() >= 2 && has('taskset');
export const serverCore = 1;
export const otherCore = 0;

/** Starts a script, with settings in its environment or, when they are large, as a message; resolves with the process and its first message. */
export function start(script, { options, message, core, execArgv = [] }) {
  const child = fork(script, {
    execArgv,
    env: { ...process.env, NODE_ENV: 'production', BENCH_OPTIONS: JSON.stringify(options ?? {}) },
    // Standard output is for a hub's log, which is written and thrown away.
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    ...(pinned ? { execPath: 'taskset', execArgv: ['-c', String(core), process.execPath, ...execArgv] } : {}),
  });
  started.add(child);
  let output = '';
  const keep = (chunk) => (output = (output + chunk).slice(-4_000));
  child.stderr.on('data', keep);
  return new Promise((resolve, reject) => {
    const ended = (code) => {
      started.delete(child);
      reject(new Error(`${script} ended (${code})\n${output}`));
    };
    child.once('exit', ended);
    child.once('message', (first) => {
      child.off('exit', ended);
      child.once('exit', () => started.delete(child));
      resolve({ child, message: first, output: () => output });
    });
    if (message) child.send(message);
  });
}

export function stop(child) {
  if (child.exitCode !== null || child.signalCode !== null) return Promise.resolve();
  return new Promise((resolve) => {
    const cut = setTimeout(() => child.kill('SIGKILL'), 5_000);
    child.once('exit', () => {
      clearTimeout(cut);
      resolve();
    });
    child.kill('SIGTERM');
  });
}

export const stopAll = () => Promise.all([...started].map(stop));

/** CPU milliseconds so far and resident megabytes of a process; null where there is no /proc. */
export function usage({ pid }) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    const [, user, system] = /\) \S (?:\S+ ){10}(\d+) (\d+)/.exec(stat);
    const rss = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))[1]) / 1024;
    return { cpuMs: (Number(user) + Number(system)) * (1_000 / ticks), rss };
  } catch {
    return null;
  }
}

const ticks = (() => {
  try {
    return Number(execFileSync('getconf', ['CLK_TCK'], { encoding: 'utf8' }));
  } catch {
    return 100;
  }
})();
