import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BrowserSession } from '../support/browser-session.js';
import { slowness } from '../support/slowness.js';
import {
  buildProgram,
  endPrograms,
  follow,
  locksIn,
  type Program,
  schakel,
  stackTrace,
} from '../support/program.js';

let folder: string;
beforeAll(async () => {
  buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'schakel-sandbox-'));
});
afterEach(endPrograms);
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (...args: string[]): Program =>
  schakel(['start', '--port', '0', '--data', 'town', ...args], { folder });

async function ready(hub: Program): Promise<string> {
  await hub.says(/Ctrl-C ends it/);
  return /graph +(http:\/\/\S+)\/graphql/.exec(hub.output())![1]!;
}

async function ask(url: string, query: string, cookie?: string) {
  const response = await fetch(`${url}/graphql`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(cookie && { cookie }) },
    body: JSON.stringify({ query }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, never> };
}

async function emma(url: string): Promise<string> {
  const browser = new BrowserSession();
  await browser.submit(await browser.get(`${url}/login/citizen`), 'Aanmelden als Emma Peeters met eID');
  return `schakel_session=${browser.cookie('schakel_session')}`;
}

async function makeSlow(url: string, platform: string): Promise<void> {
  const { status } = await fetch(`${url}/sandbox/simulators/${platform}`, {
    method: 'POST',
    headers: { 'x-schakel-sandbox': '1', 'content-type': 'application/json' },
    body: '{"state":"slow"}',
  });
  expect(status).toBe(200);
}

/** Asks for dossiers of a slow platform; resolves when the question is under way. */
async function slowQuestion(url: string) {
  const cookie = await emma(url);
  await makeSlow(url, 'burgerprofiel');
  const answer = ask(url, '{ me { dossiers { items { name } source { state } } } }', cookie);
  // These are read after it: when they are answered, it is in.
  for (let turn = 0; turn < 3; turn += 1) await fetch(`${url}/livez`);
  return { answer };
}

const reaches = (port: string) =>
  fetch(`http://127.0.0.1:${port}/livez`).then(
    () => true,
    () => false,
  );

const answeredInFull = {
  status: 200,
  body: {
    data: { me: { dossiers: { items: [{}, {}, {}], source: { state: 'FRESH' } } } },
  },
};

/** Every file with its size and time: what somebody else may not touch. */
async function fingerprint(path: string): Promise<string[]> {
  const entries = await readdir(path, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (file) => {
      const { size, mtimeMs } = await stat(file);
      return `${file} ${size} ${mtimeMs}`;
    }),
  );
}

describe('a sandbox that runs', () => {
  test('says sandbox first and then where everything is; a second one on its folder hears who has it', async () => {
    const hub = start();
    const url = await ready(hub);
    const lines = hub.output().split('\n');
    expect(lines[0]).toMatch(/^Schakel sandbox: every platform is simulated/);
    expect(hub.output()).toContain(`playground  ${url}/playground`);
    expect(hub.output()).toContain(`data        ${join(folder, 'town')}`);
    const others = await fingerprint(join(folder, 'town', 'simulators'));

    const { port } = new URL(url);
    const [second, samePort] = await Promise.all([
      start().ended,
      // As with `npm start` twice: the same folder and the same port.
      start('--port', port).ended,
    ]);

    for (const { code, stderr, ms } of [second, samePort]) {
      expect(code).toBe(1);
      expect(stderr).toMatch(
        new RegExp(
          `^The data folder .+ is in use by process ${hub.pid} on \\S+, port ${port}, since \\d{4}-\\S+Z\\. Stop that process`,
        ),
      );
      expect(stderr.trim().split('\n')).toHaveLength(1);
      expect(ms).toBeLessThan(8_000 * (await slowness()));
    }
    expect((await ask(url, '{ associations { totalCount } }')).status).toBe(200);
    expect(await fingerprint(join(folder, 'town', 'simulators'))).toEqual(others);
    expect(await locksIn(folder)).toHaveLength(1);
  });

  test('answers the question under way before it ends, within 5 s and with exit code 0', async () => {
    const hub = start();
    const url = await ready(hub);
    const { answer } = await slowQuestion(url);

    const asked = Date.now();
    hub.signal('SIGTERM');
    const [answered, ended] = await Promise.all([answer, hub.ended]);

    expect(Date.now() - asked).toBeLessThan(5_000 * (await slowness()));
    expect(answered).toMatchObject(answeredInFull);
    expect(ended).toMatchObject({ code: 0, signal: null, stderr: '' });
    expect(await locksIn(folder)).toEqual([]);
    expect(await reaches(new URL(url).port)).toBe(false);
  });

  const withProcessGroups = process.platform === 'win32' ? test.skip : test;
  withProcessGroups(
    'by npm start ends in the same way on Ctrl-C, which every process of the terminal gets and npm sends once more (not on Windows)',
    async () => {
      const npm = follow('npm', ['start', '--', '--port', '0', '--data', join(folder, 'town')], {
        cwd: process.cwd(),
        detached: true,
      });
      const { answer } = await slowQuestion(await ready(npm));

      const asked = Date.now();
      process.kill(-npm.pid, 'SIGINT');
      const [answered] = await Promise.all([answer, npm.ended]);

      expect(Date.now() - asked).toBeLessThan(5_000 * (await slowness()));
      expect(answered).toMatchObject(answeredInFull);
      expect(await locksIn(folder)).toEqual([]);
    },
    60_000,
  );

  test('that is killed leaves nothing that keeps the next from starting, and logins last', async () => {
    const killed = start();
    const cookie = await emma(await ready(killed));
    killed.signal('SIGKILL');
    await killed.ended;
    expect(await locksIn(folder)).toHaveLength(1);

    const hub = start();
    const { body } = await ask(await ready(hub), '{ me { name { givenNames } } }', cookie);
    expect(JSON.stringify(body)).toContain('Emma');
    hub.signal('SIGINT');
    expect(await hub.ended).toMatchObject({ code: 0, stderr: '' });
    expect(await locksIn(folder)).toEqual([]);
  });
});

describe('a sandbox that cannot start', () => {
  const oneLine = (text: string) => text.trim().split('\n');

  test('because its port is taken says so in one line, locks nothing and makes no database', async () => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;

    const { code, stderr, ms } = await start('--port', String(port), '--data', 'village').ended;
    other.close();

    expect(code).toBe(1);
    expect(oneLine(stderr)).toEqual([
      `Port ${port} on 127.0.0.1 is in use. Stop what listens there, or start with --port <number>.`,
    ]);
    expect(ms).toBeLessThan(8_000 * (await slowness()));
    expect(await readdir(join(folder, 'village'), { recursive: true })).toEqual(['database']);
  });

  test('because it is told to end while it starts, ends with exit code 0 and leaves no lock', async () => {
    const hub = start();
    await hub.says(/Schakel sandbox/);
    hub.signal('SIGINT');
    const { code, stdout, stderr } = await hub.ended;
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    expect(stdout).not.toContain('playground');
    expect(await locksIn(folder)).toEqual([]);
  });

  test.each([
    [
      'database',
      ['database', 'postgres', 'global', 'pg_control'],
      /^The data folder .+ is damaged: .+backup/,
    ],
    ['keys', ['keys.json'], /^The sandbox's keys in .+keys\.json are damaged\. .+backup/],
  ])('because its %s is garbage says what to do and removes nothing', async (_what, path, says) => {
    const file = join(folder, 'town', ...path);
    const whole = await readFile(file);
    await writeFile(file, Buffer.alloc(8_192, 7));
    const before = await names(join(folder, 'town'));

    const { code, stderr } = await start().ended;
    const after = await names(join(folder, 'town'));
    const kept = await readFile(file);
    await writeFile(file, whole);

    expect(code).toBe(1);
    expect(stderr).toMatch(says);
    expect(oneLine(stderr)).toHaveLength(1);
    expect(stderr).not.toMatch(stackTrace);
    expect(after).toEqual(before);
    expect(kept.equals(Buffer.alloc(8_192, 7))).toBe(true);
  });
});

/** PostgreSQL makes and drops these two whenever it tries to start. */
async function names(path: string): Promise<string[]> {
  const all = await readdir(path, { recursive: true });
  return all.filter((name) => !/postmaster\.pid$|pg_internal\.init$/.test(name)).sort();
}
