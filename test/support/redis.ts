import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { freePort } from '../../src/server/free-port.js';

export interface RedisServer {
  readonly url: string;
  /** Ends it as a crash does; what it held in memory is gone. */
  stop(): Promise<void>;
  /** Starts it again, empty, at the same place. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

/** Why no Redis can be had here; null when one can: it is started from the program `redis-server`. */
export function redisMissing(): string | null {
  return program() ? null : 'no redis-server here';
}

/** A Redis of its own, empty, in memory only, on a free port of this machine. */
export async function startRedis(): Promise<RedisServer> {
  const path = program();
  if (!path) throw new Error('no redis-server here');
  const port = await freePort();
  const folder = mkdtempSync(join(tmpdir(), 'schakel-redis-'));
  let stop = await run(path, folder, port);
  return {
    url: `redis://127.0.0.1:${port}/0`,
    stop: () => stop(),
    async restart() {
      await stop();
      stop = await run(path, folder, port);
    },
    async close() {
      await stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function run(path: string, folder: string, port: number): Promise<() => Promise<void>> {
  const server = spawn(
    path,
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no', '--dir', folder],
    { stdio: ['ignore', 'pipe', 'ignore'] },
  );
  const ended = once(server, 'exit');
  await new Promise<void>((resolve, reject) => {
    let output = '';
    server.stdout.on('data', (text) => {
      output += String(text);
      if (output.includes('Ready to accept connections')) resolve();
    });
    void ended.then(() => reject(new Error(`Redis did not start: ${output}`)));
  });
  return async () => {
    server.kill('SIGKILL');
    await ended;
  };
}

function program(): string | null {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin', '/usr/local/bin'];
  return folders.map((folder) => join(folder, 'redis-server')).find((file) => existsSync(file)) ?? null;
}
