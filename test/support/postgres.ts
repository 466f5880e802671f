import { spawn, spawnSync } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { once } from 'node:events';

export interface PostgresServer {
  /** A URL of a new, empty database on the server. */
  newDatabase(): Promise<string>;
  /** Cuts every connection as a crash does, and comes back with what was committed. Null on a server that is not ours. */
  readonly restart: (() => Promise<void>) | null;
  stop(): Promise<void>;
}

interface Account {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Why no PostgreSQL server can be had here; null when one can. With SCHAKEL_TEST_DATABASE_URL (a user that may create
 * databases) that server is used; otherwise one is started from the programs of the `postgresql` package.
 */
export function postgresMissing(): string | null {
  if (process.env.SCHAKEL_TEST_DATABASE_URL) return null;
  if (!programs()) return 'no PostgreSQL programs here and SCHAKEL_TEST_DATABASE_URL is not set';
  if (process.getuid?.() === 0 && !account())
    return 'PostgreSQL does not run as root, and there is no other user';
  return null;
}

export async function startPostgres(): Promise<PostgresServer> {
  const given = process.env.SCHAKEL_TEST_DATABASE_URL;
  if (given)
    return { newDatabase: () => createDatabase(given), restart: null, stop: () => Promise.resolve() };

  const bin = programs() as string;
  const folder = mkdtempSync(join(tmpdir(), 'schakel-postgres-'));
  const owner = process.getuid?.() === 0 ? account() : null;
  if (owner) chownSync(folder, owner.uid, owner.gid);
  const files = join(folder, 'files');
  const options = { cwd: folder, ...(owner ?? {}) };
  const made = spawnSync(
    join(bin, 'initdb'),
    ['-D', files, '-U', 'schakel', '-A', 'trust', '-N', '-E', 'UTF8'],
    options,
  );
  if (made.status !== 0) throw new Error(`initdb failed: ${String(made.stderr)}`);
  const port = await freePort();
  const settings = [
    '-c',
    'fsync=off',
    '-c',
    `port=${port}`,
    '-c',
    'listen_addresses=127.0.0.1',
    '-c',
    'unix_socket_directories=',
  ];
  const run = async () => {
    const server = spawn(join(bin, 'postgres'), ['-D', files, ...settings], {
      ...options,
      stdio: ['ignore', 'ignore', 'pipe'],
    });
    const ended = once(server, 'exit');
    await new Promise<void>((resolve, reject) => {
      let output = '';
      server.stderr.on('data', (text) => {
        output += String(text);
        if (output.includes('ready to accept connections')) resolve();
      });
      void ended.then(() => reject(new Error(`PostgreSQL did not start: ${output}`)));
    });
    return async (signal: 'SIGINT' | 'SIGQUIT') => {
      server.kill(signal);
      await ended;
    };
  };
  let end = await run();
  return {
    newDatabase: () => createDatabase(`postgresql://schakel@127.0.0.1:${port}/postgres`),
    async restart() {
      await end('SIGQUIT');
      end = await run();
    },
    stop: async () => {
      await end('SIGINT');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createDatabase(url: string): Promise<string> {
  const { default: pg } = await import('pg');
  const name = `schakel_${process.pid}_${Math.random().toString(36).slice(2)}`;
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(`CREATE DATABASE ${name}`);
  } finally {
    await client.end();
  }
  const made = new URL(url);
  made.pathname = `/${name}`;
  return made.href;
}

function programs(): string | null {
  const root = '/usr/lib/postgresql';
  const versions = existsSync(root)
    ? readdirSync(root).sort((one, other) => Number(other) - Number(one))
    : [];
  const folders = [
    ...versions.map((version) => join(root, version, 'bin')),
    '/opt/homebrew/opt/postgresql/bin',
    '/usr/local/bin',
    '/usr/bin',
  ];
  return (
    folders.find((folder) => existsSync(join(folder, 'initdb')) && existsSync(join(folder, 'postgres'))) ??
    null
  );
}

/** PostgreSQL refuses to run as root; its own user, or nobody, may. */
function account(): Account | null {
  const users = existsSync('/etc/passwd') ? readFileSync('/etc/passwd', 'utf8').split('\n') : [];
  for (const name of ['postgres', 'nobody']) {
    const [, , uid, gid] = users.find((line) => line.startsWith(`${name}:`))?.split(':') ?? [];
    if (uid && gid) return { uid: Number(uid), gid: Number(gid) };
  }
  return null;
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, 'close');
  return port;
}
