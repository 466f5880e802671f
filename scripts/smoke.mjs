// Starts the built hub on a fresh data folder, asks it one question, ends it with the signal of Ctrl-C, and does it again: it is
// ready, it ends, no lock is left. It prints how long that took; the limits only tell a hub that hangs, on however busy a machine.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'schakel-smoke-'));

async function startAndAsk(limitSeconds) {
  const begun = Date.now();
  const hub = spawn(
    process.execPath,
    ['--max-semi-space-size=64', 'dist/src/main.js', 'start', '--port', '0', '--data', folder],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  );
  // A check that fails must not leave a hub behind.
  process.once('exit', () => hub.kill('SIGKILL'));
  let output = '';
  const url = await new Promise((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new Error(`not ready after ${limitSeconds} s\n${output}`)),
      limitSeconds * 1000,
    );
    hub.once('exit', (code) => reject(new Error(`ended with ${code} before it was ready\n${output}`)));
    hub.stdout.on('data', (data) => {
      output += data;
      const ready = /http:\/\/[^\s/]+:\d+/.exec(output);
      if (ready && output.includes('/playground')) {
        clearTimeout(timer);
        resolve(ready[0]);
      }
    });
  });
  const readySeconds = (Date.now() - begun) / 1000;
  if (!output.split('\n')[0].toLowerCase().includes('sandbox'))
    throw new Error(`the first line does not say sandbox:\n${output}`);

  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({
      query: '{ associations(search: "wandel", first: 3) { totalCount nodes { vCode name } } }',
    }),
  });
  const answer = await response.json();
  if (!(answer.data?.associations.totalCount > 0))
    throw new Error(`unexpected answer: ${JSON.stringify(answer)}`);

  const asked = Date.now();
  hub.removeAllListeners('exit');
  const ended = new Promise((resolve) => hub.once('exit', (code, signal) => resolve({ code, signal })));
  hub.kill('SIGINT');
  const { code, signal } = await ended;
  const endSeconds = (Date.now() - asked) / 1000;
  if (code !== 0) throw new Error(`ended with code ${code} signal ${signal}`);
  if (endSeconds > 30) throw new Error(`took ${endSeconds} s to end`);
  if (existsSync(join(folder, 'database', 'schakel.lock'))) throw new Error('left its lock behind');
  console.log(`ready after ${readySeconds.toFixed(1)} s, ended after ${endSeconds.toFixed(1)} s`);
}

try {
  await startAndAsk(150);
  await startAndAsk(120);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
