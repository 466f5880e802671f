// Starts the built hub on a fresh data folder, asks it one question, ends it with the signal of Ctrl-C, and does it again: ready in
// 30 s the first time and 8 s the second, gone within 5 s, on a machine with nothing else to do; no lock left.
import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { slowness } from '../test/support/slowness.ts';

/** How long a hub that hangs is waited for. */
const patienceSeconds = 180;
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
      () => reject(new Error(`not ready after ${patienceSeconds} s\n${output}`)),
      patienceSeconds * 1000,
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
  const slow = await slowness();
  if (readySeconds > limitSeconds * slow)
    throw new Error(`ready after ${readySeconds} s, ${slow} times slower than quiet`);
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
  if (endSeconds > 5 * slow) throw new Error(`took ${endSeconds} s to end`);
  if (existsSync(join(folder, 'database', 'schakel.lock'))) throw new Error('left its lock behind');
  console.log(
    `ready after ${readySeconds.toFixed(1)} s, ended after ${endSeconds.toFixed(1)} s, on a machine ${slow.toFixed(1)} times slower than a quiet one`,
  );
}

try {
  await startAndAsk(30);
  await startAndAsk(8);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
