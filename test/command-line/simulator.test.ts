import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'yaml';
import { z } from 'zod';
import { adapters } from '../../adapters/index.js';
import { faultLines } from '../../src/adapter/simulator/fault-text.js';
import { fillIn } from '../../src/settings/environment.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';
import { callContext } from '../support/call-context.js';
import { buildProgram, endPrograms, type Program, schakel, stackTrace } from '../support/program.js';
import { slowness } from '../support/slowness.js';

let folder: string;
beforeAll(async () => {
  buildProgram();
  folder = await mkdtemp(join(tmpdir(), 'schakel-simulator-'));
});
afterEach(endPrograms);
afterAll(() => rm(folder, { recursive: true, force: true }));

const start = (...args: string[]) => schakel(['simulator', ...args], { folder });

interface Addresses {
  readonly url: string;
  readonly control: string;
}

async function ready(program: Program): Promise<Addresses> {
  await program.says(/Ctrl-C ends it/);
  const [, control] = /control +(\S+)\/sandbox/.exec(program.output())!;
  const [, url] = /^ {2}[\w-]+ +(https?:\S+)$/m.exec(program.output())!;
  return { url: url!, control: control! };
}

async function ends(program: Program): Promise<void> {
  const asked = Date.now();
  program.signal('SIGINT');
  expect(await program.ended).toMatchObject({ code: 0, signal: null, stderr: '' });
  expect(Date.now() - asked).toBeLessThan(5_000 * (await slowness()));
}

/** The pasted lines as a hub would read them. */
function pasted(output: string, name: string) {
  const [, block, variables = ''] =
    /# In schakel\.yaml:\n([\s\S]*?)\n\n(?:# In the environment[^\n]*\n([\s\S]*?)\n\n)?Ctrl-C/.exec(output)!;
  const environment = Object.fromEntries(
    [...variables.matchAll(/^export (\w+)='(.*)'$/gm)].map(([, key, value]) => [key, value]),
  );
  const definition = adapters.find((adapter) => adapter.name === name)!;
  const schema = z.strictObject({ adapters: z.strictObject({ [name]: definition.settings }) });
  const { data, problems } = fillIn(parse(block!), schema, environment);
  return { definition, problems, settings: (data as z.output<typeof schema>).adapters[name] };
}

describe('a simulator that runs alone', () => {
  test.each(adapters.map(({ name }) => name))(
    '%s: given its lines are pasted, then a hub reaches it and is accepted; Ctrl-C ends it',
    async (name) => {
      const program = start(name);
      await ready(program);
      const { definition, problems, settings } = pasted(program.output(), name);
      expect(problems).toEqual([]);

      const hub = adapterOnWire(definition, settings);
      const results = await hub.adapter.check(callContext());
      await hub.close();

      expect(results.filter(({ passed }) => !passed)).toEqual([]);
      await ends(program);
    },
  );

  test('keeps its keys, so that pasted settings hold the next time', async () => {
    const magda = async () => {
      const program = start('magda');
      await ready(program);
      await ends(program);
      return pasted(program.output(), 'magda').settings as { signature: unknown };
    };
    expect((await magda()).signature).toEqual((await magda()).signature);
  });

  test('has the faults it was started with, ends with an answer still on its slow way', async () => {
    const program = start(
      'verenigingsregister',
      '--fault',
      'slow=600000@zoeken',
      '--fault',
      'status=418@detail',
    );
    const { url } = await ready(program);
    expect((await fetch(`${url}/v1/verenigingen/V0001001`)).status).toBe(418);
    expect((await fetch(`${url}/v1/hoofdactiviteitenVerenigingsloket`)).status).toBe(200);
    const slow = fetch(`${url}/v1/verenigingen/zoeken`).catch(() => 'cut off');
    await ends(program);
    expect(await slow).toBe('cut off');
  });

  test('is controlled from this machine only, and tells which fault it does not know', async () => {
    const { control } = await ready(start('verenigingsregister'));
    const post = (
      name: string,
      body: object,
      headers: Record<string, string> = { 'x-schakel-sandbox': '1' },
    ) =>
      fetch(`${control}/sandbox/simulators/${name}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      });

    expect((await post('verenigingsregister', { faults: [] }, {})).status).toBe(403);
    expect((await post('magda', { faults: [] })).status).toBe(404);
    const wrong = await post('verenigingsregister', { faults: ['refuse', 'sulk'] });
    expect([wrong.status, await wrong.json()]).toEqual([
      400,
      expect.objectContaining({
        code: 'UNKNOWN_FAULT',
        title: expect.stringContaining('"sulk" is no fault.'),
      }),
    ]);
    expect((await post('verenigingsregister', { faults: 'refuse' })).status).toBe(400);
    const changed = await post('verenigingsregister', { faults: ['status=503@zoeken', 'trickle=5'] });
    expect(await changed.json()).toEqual({
      name: 'verenigingsregister',
      state: 'faulty',
      faults: ['status=503@zoeken', 'trickle=5'],
    });
    expect(await (await post('verenigingsregister', { state: 'down' })).json()).toMatchObject({
      state: 'down',
      faults: ['refuse'],
    });
  });

  test('does what docs/simulators.md shows, command by command', async () => {
    const page = readFileSync('docs/simulators.md', 'utf8').replaceAll('\\\n', '');
    const blocks = [...page.matchAll(/```sh\n([\s\S]*?)```/g)].flatMap(([, text]) =>
      text!.trim().split('\n'),
    );
    const [command, ...curls] = blocks;
    const [, , ...args] = words(command!);
    const [search, fault, heal, calls, forget] = curls;
    const { url, control } = await ready(
      start(...args.slice(1).map((word) => (/^410[01]$/.test(word) ? '0' : word))),
    );
    const curl = (line: string) =>
      perform(line.replaceAll('http://127.0.0.1:4100', url).replaceAll('http://127.0.0.1:4101', control));

    expect(args[0]).toBe('simulator');
    expect(curls).toHaveLength(5);
    const found = await curl(search!);
    expect(found).toMatchObject({ status: 200, body: { metadata: { pagination: {} } } });
    expect((found.body as { verenigingen: unknown[] }).verenigingen.length).toBeGreaterThan(0);
    expect(await curl(fault!)).toMatchObject({ status: 200, body: { state: 'faulty' } });
    expect(await curl(search!)).toMatchObject({ status: 429, retryAfter: '30' });
    expect(await curl(heal!)).toMatchObject({ status: 200, body: { state: 'up', faults: [] } });
    expect(await curl(search!)).toMatchObject({ status: 200 });
    expect((await curl(calls!)).body).toEqual({
      calls: [200, 429, 200].map((status) => ({ operation: 'zoeken', status })),
    });
    expect(await curl(forget!)).toMatchObject({ status: 204 });
    expect((await curl(calls!)).body).toEqual({ calls: [] });
    for (const line of faultLines()) {
      const [kind] = line.split(/[=\s]/);
      expect(page).toContain(`\`${kind}`);
    }
  });
});

describe('a simulator that cannot start', () => {
  const names = adapters.map(({ name }) => name).join(', ');

  test.each([
    [['magdaa'], `There is no simulator "magdaa". There are: ${names}.`],
    [[], `Which simulator? There are: ${names}.`],
    [['magda', 'burgerprofiel'], 'one simulator at a time'],
    [['magda', '--prot', '1'], "Unknown option '--prot'"],
    [['magda', '--fault', 'sulk'], '"sulk" is no fault.'],
    [['magda', '--fault', 'refuse@GeefPersoon'], 'is of the whole platform'],
    [['magda', '--fault', 'status=99'], 'does not take the value 99'],
    [['sms-cm', '--hub', 'https://schakel.example.org'], '--hub is an address of this machine'],
    [['magda', '--fault', 'slow=1,retry-after=3'], '"slow" has no option "retry-after"'],
  ])('because of %j says what is wrong, what there is, and ends with exit code 2', async (args, says) => {
    const { code, stdout, stderr } = await start(...args).ended;
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr.split('\n')[0]).toContain(says);
    if (args.includes('--fault')) for (const line of faultLines()) expect(stderr).toContain(line);
    expect(stderr).not.toMatch(stackTrace);
  });

  test.each(['--port', '--control-port'])('because its %s is taken says so in one line', async (option) => {
    const other = createServer().listen(0, '127.0.0.1');
    await once(other, 'listening');
    const { port } = other.address() as AddressInfo;
    const { code, stdout, stderr } = await start('verenigingsregister', option, String(port)).ended;
    other.close();
    expect({ code, stdout }).toEqual({ code: 1, stdout: '' });
    expect(stderr).toBe(
      `Port ${port} on 127.0.0.1 is in use. Stop what listens there, or start with ${option} <number>.\n`,
    );
  });

  test('because a port is no number says what a port is', async () => {
    const { code, stderr } = await start('verenigingsregister', '--control-port', 'four').ended;
    expect([code, stderr.split('\n')[0]]).toEqual([1, '--control-port: 1 problem']);
    expect(await readdir(folder)).not.toContain('four');
  });

  test('tells its options and its faults when asked for help', async () => {
    const { code, stdout } = await start('--help').ended;
    expect(code).toBe(0);
    for (const text of ['--control-port', '--fault', ...faultLines()]) expect(stdout).toContain(text);
  });
});

/** The words of a line of shell, without its quotes. */
function words(line: string): string[] {
  return [...line.matchAll(/'([^']*)'|(\S+)/g)].map(([, quoted, bare]) => quoted ?? bare!);
}

/** What curl does with these options; not every machine with Node.js has curl. */
async function perform(line: string) {
  const [program, ...args] = words(line);
  expect(program).toBe('curl');
  const headers: Record<string, string> = {};
  let [method, url, body]: [string | undefined, string, string | undefined] = [undefined, '', undefined];
  for (let word = args.shift(); word !== undefined; word = args.shift())
    if (word === '-X') method = args.shift();
    else if (word === '-d') body = args.shift();
    else if (word === '-H') {
      const [name, value] = args.shift()!.split(': ');
      headers[name!] = value!;
    } else if (word !== '-s') url = word;
  const response = await fetch(url, { method, headers, body });
  const text = await response.text();
  return {
    status: response.status,
    retryAfter: response.headers.get('retry-after'),
    body: text.startsWith('{') ? (JSON.parse(text) as unknown) : text,
  };
}
