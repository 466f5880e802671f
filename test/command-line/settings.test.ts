import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { adapters } from '../../adapters/index.js';
import { check } from '../../src/command-line/check.js';
import { systemClock } from '../../src/context/clock.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { type Sandbox, startSandbox } from '../../src/sandbox.js';
import { openDatabase } from '../../src/storage/database.js';
import { freePort } from '../../src/server/free-port.js';
import { memoryLog } from '../support/log.js';
import { buildProgram, endPrograms, locksIn, schakel, stackTrace } from '../support/program.js';
import { writeSettings } from '../support/settings-file.js';

type Settings = Record<string, Record<string, unknown>> & {
  adapters: Record<string, Record<string, unknown>>;
};

let folder: string;
let platforms: Sandbox;
let settings: Settings;

beforeAll(async () => {
  buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'schakel-settings-'));
  platforms = await startSandbox({
    folder: join(folder, 'platforms'),
    port: await freePort(),
    definitions: adapters,
    clock: systemClock,
  });
});
beforeEach(() => {
  // As a municipality's own file, with the simulators' addresses in place of the platforms'.
  settings = structuredClone(platforms.settings) as Settings;
  settings.organisation = { name: 'Gemeente Schilde', kbo: '0297.500.186' };
  settings.database = { folder: './data' };
});
afterEach(async () => {
  await endPrograms();
  for (const simulator of platforms.simulators.values()) simulator.fail();
});
afterAll(async () => {
  await platforms.close();
  await rm(folder, { recursive: true, force: true });
});

/** Runs the program on a settings file of its own. */
async function run(command: 'start' | 'check', changed: Settings = settings) {
  const own = await mkdtemp(join(folder, 'town-'));
  const environment = await writeSettings(join(own, 'schakel.yaml'), changed);
  return { own, program: schakel([command], { folder: own, environment }) };
}

describe('schakel start with a settings file', () => {
  test('simulates nothing, logs JSON lines alone, and ends with exit code 0', async () => {
    const { own, program } = await run('start', { ...settings, operations: { logLevel: 'info' } });
    const [, url] = await program.says(/Schakel for Gemeente Schilde: (http:\S+)/);

    const answer = await fetch(`${url}/graphql`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: '{"query":"{ associations { totalCount } }"}',
    });
    const simulators = await fetch(`${url}/sandbox/simulators`, { headers: { 'x-schakel-sandbox': '1' } });
    program.signal('SIGTERM');
    const { code, stdout, stderr } = await program.ended;

    expect([answer.status, simulators.status, code]).toEqual([200, 404, 0]);
    const lines = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines).toContainEqual(expect.objectContaining({ event: 'hub.started', sandbox: false }));
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stdout + stderr).not.toMatch(/sandbox(?!":false)/i);
    expect(await locksIn(own)).toEqual([]);
  });

  test('refuses the data folder of a sandbox and leaves it a sandbox’s', async () => {
    const sandboxFolder = join(folder, 'made-up-people');
    await (await openDatabase({ folder: sandboxFolder, log: memoryLog(), sandbox: true })).close();

    const { program } = await run('start', { ...settings, database: { folder: sandboxFolder } });
    const { code, stdout, stderr } = await program.ended;

    expect(code).toBe(1);
    expect(stderr).toBe(
      'This database belongs to a sandbox, with made-up people in it; this hub has real settings. ' +
        'Give this hub a database of its own: database.folder or database.url in schakel.yaml.\n',
    );
    expect(stdout).not.toContain('hub.started');
    expect(await locksIn(sandboxFolder)).toEqual([]);
    await (await openDatabase({ folder: sandboxFolder, log: memoryLog(), sandbox: true })).close();
  });

  test('lists every mistake at once, each with its place, what is wrong and an example; no secret is repeated', async () => {
    const own = await mkdtemp(join(folder, 'town-'));
    await writeFile(
      join(own, 'schakel.yaml'),
      `organisation:
  name: Gemeente Schilde
  kbo: '0297500187'
server:
  port: vierduizend
  publicUrl: schilde
  prot: 4000
database:
  folder: ./data
keys:
  encryption:
    - id: '2026'
      key: bGl0ZXJhbGx5IHdyaXR0ZW4gaGVyZSBsaXRlcmFsbHk=
  hash: \${NOWHERE_SET}
adapters:
  verenigingsregister:
    apiKey: hunter2hunter2
  magdaa: {}
`,
    );
    const ends = await Promise.all(
      (['start', 'check'] as const).map((command) => schakel([command], { folder: own }).ended),
    );

    expect(ends.map(({ code }) => code)).toEqual([1, 2]);
    for (const { stdout, stderr } of ends) {
      expect(stdout).toBe('');
      const [heading, ...problems] = stderr.trimEnd().split('\n');
      expect(heading).toBe(`schakel.yaml: ${problems.length} problems`);
      const literal = 'is a secret and may not stand in the file: name an environment variable; e.g. ${';
      for (const text of [
        'organisation.kbo (line 3): must be a KBO number',
        'server.port (line 5): must be a number; e.g. 4000',
        'server.publicUrl (line 6): must be a URL with http:// or https://; e.g. https://schakel.schilde.be',
        'server.prot (line 7): is not a setting; known here: host, port',
        `keys.encryption[0].key (line 13): ${literal}`,
        'keys.hash (line 14): the environment variable NOWHERE_SET is not set',
        'identity: is missing',
        `adapters.verenigingsregister.apiKey (line 17): ${literal}`,
        'adapters.magdaa (line 18): is not a setting; known here: basisregisters, burgerprofiel, digitaal-ondertekenen, ebox, ipdc, jcc, magda, omgevingsloket, qmatic, sms-cm, sms-spryng, uitdatabank, verenigingsregister',
      ])
        expect(problems).toContainEqual(expect.stringContaining(text));
      expect(stderr).not.toMatch(/hunter2|bGl0ZXJh|vierduizend|0297500187/);
      expect(stderr).not.toMatch(stackTrace);
    }
    expect(await readdir(own)).toEqual(['schakel.yaml']);
  });

  test('whose host is no address of this machine says so', async () => {
    const { own, program } = await run('start', {
      ...settings,
      server: { ...settings.server, host: '203.0.113.7' },
    });
    const { code, stderr } = await program.ended;
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /^Nothing can listen on 203\.0\.113\.7, port \d+ \(EADDRNOTAVAIL\)\. server\.host .+\n$/,
    );
    expect(await locksIn(own)).toEqual([]);
  });
});

describe('schakel check', () => {
  const row = (adapter: string, level: string, result: string, finding = '') =>
    new RegExp(`^${adapter} +${level} +${result} +${finding}`, 'm');

  test('given every platform accepts us, then all rows are ok and the exit code is 0', async () => {
    const { own, program } = await run('check');
    const { code, stdout, stderr } = await program.ended;

    expect(stderr).toBe('');
    expect(stdout).toMatch(/^adapter +checked +result +finding\n/);
    for (const name of [
      'verenigingsregister',
      'magda',
      'burgerprofiel',
      'digitaal-ondertekenen',
      'sms-cm',
      'sms-spryng',
    ])
      for (const level of ['settings', 'connection', 'credentials'])
        expect(stdout).toMatch(row(name, level, 'ok'));
    expect(stdout).toMatch(row('acm-idm', 'connection', 'ok'));
    expect(stdout).not.toContain('WRONG');
    expect(code).toBe(0);
    // It asks, it keeps nothing.
    expect(await readdir(own)).toEqual(['schakel.yaml']);
  });

  test('given a wrong key, a platform that is down and one that is left out, then it says what to change and the exit code is 1', async () => {
    platforms.simulators.get('magda')!.fail({ kind: 'refuse' });
    const { verenigingsregister, magda } = settings.adapters;
    const { program } = await run('check', {
      ...settings,
      identity: { ...settings.identity, issuer: 'http://127.0.0.1:9/op' },
      texts: {},
      adapters: { verenigingsregister: { ...verenigingsregister, apiKey: 'not-this-one' }, magda: magda! },
    });
    const { code, stdout, stderr, ms } = await program.ended;

    expect(stdout).toMatch(row('verenigingsregister', 'connection', 'ok'));
    expect(stdout).toMatch(row('verenigingsregister', 'credentials', 'WRONG', '.+apiKey'));
    expect(stdout).toMatch(row('magda', 'connection', 'WRONG', '.+(address|url)'));
    expect(stdout).toMatch(row('burgerprofiel', 'settings', 'ok', '.*NOT_CONFIGURED'));
    expect(stdout).toMatch(row('acm-idm', 'connection', 'WRONG', '.+identity.issuer'));
    expect(stdout).not.toContain('not-this-one');
    expect(stdout + stderr).not.toMatch(stackTrace);
    expect(code).toBe(1);
    expect(ms).toBeLessThan(20_000);
  });

  test('given keys and certificates that are none, then the settings say so before anything is asked', async () => {
    const magda = structuredClone(settings.adapters.magda!);
    Object.assign(magda.signature as object, { privateKey: 'nonsense' });
    Object.assign(magda.tls as object, { certificate: '-----BEGIN nonsense' });
    const { program } = await run('check', { ...settings, adapters: { magda } });
    const { code, stderr } = await program.ended;
    expect(stderr).toContain('adapters.magda.tls.certificate');
    expect(stderr).toMatch(/adapters\.magda\.signature\.privateKey .+: is no private key in PEM/);
    expect(stderr).not.toMatch(stackTrace);
    expect(code).toBe(2);
  });

  test('given two gateways for texts and no choice, then it says what to set, as the hub would', async () => {
    const { program } = await run('check', { ...settings, texts: {} });
    const { code, stderr } = await program.ended;
    expect(stderr).toContain('Say in the setting texts.gateway through which one texts are sent.');
    expect(stderr).not.toMatch(stackTrace);
    expect(code).toBe(1);
  });

  test('sends no national number: not in an address, a header or a body', async () => {
    const sent: string[] = [];
    const onCreate = (message: unknown) => {
      const { request } = message as { request: { path: string; headers: unknown; body: unknown } };
      sent.push([request.path, String(request.headers), String(request.body)].join('\n'));
    };
    const own = await mkdtemp(join(folder, 'town-'));
    const environment = await writeSettings(join(own, 'schakel.yaml'), settings);
    const before = { ...process.env };
    Object.assign(process.env, environment);
    const printed = jest.spyOn(console, 'log').mockImplementation(() => undefined);
    subscribe('undici:request:create', onCreate);
    try {
      expect(await check({ settings: join(own, 'schakel.yaml') })).toBe(0);
    } finally {
      unsubscribe('undici:request:create', onCreate);
      printed.mockRestore();
      process.env = before;
    }

    expect(sent.length).toBeGreaterThanOrEqual(6);
    expect(sent.some((text) => text.includes('<soapenv:Envelope') || text.includes('Envelope'))).toBe(true);
    for (const text of sent)
      for (const [digits] of text.matchAll(/(?<!\d)\d{11}(?!\d)/g))
        expect(() => NationalNumber.parse(digits)).toThrow();
  });
});
