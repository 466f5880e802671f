// Measures the hub against two programs that answer the same question from the same platforms, side by side, and prints
// what it costs as ratios. Everything runs on 127.0.0.1, for a bounded time. See docs/performance.md.
import { transformFile } from '@swc/core';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { spawnSync } from 'node:child_process';
import { createServer } from 'node:net';
import { cpus, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isDeepStrictEqual, parseArgs } from 'node:util';
import { cases } from './cases.mjs';
import { otherCore, pinned, serverCore, start, stop, stopAll, usage } from './processes.mjs';
import { summary, table } from './report.mjs';

const usageText = `Usage: npm run bench -- [options]

  --cases live,unchanged,warm,list-100,list-1000,list-10000   which cases (all of these); commands: how many changes a second
  --commands 100000 how many of them
  --rounds 3        measured rounds of each case
  --seconds 3       length of one load
  --warmup 8        seconds of load before the first round
  --only hub,plain  leaves out the others
  --json <file>     writes every measurement, - for standard output in place of the table
  --profile         writes a CPU profile of the hub to dist/bench for each case; the figures are then no measurement
BENCH_DATABASE_URL  a scratch PostgreSQL server for the lists, in place of a database in each process`;

const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: cases.map(({ name }) => name).join(',') },
    rounds: { type: 'string', default: '3' },
    seconds: { type: 'string', default: '3' },
    warmup: { type: 'string', default: '8' },
    commands: { type: 'string', default: '100000' },
    only: { type: 'string' },
    json: { type: 'string' },
    profile: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(usageText);
  process.exit(0);
}
if (values.cases === 'commands') {
  // Its servers are those of the tests, which are TypeScript.
  const { status } = spawnSync(
    process.execPath,
    [
      '--no-warnings',
      '--expose-gc',
      '--import',
      './test/support/typescript-loader.mjs',
      'bench/commands.mjs',
      values.commands,
    ],
    { stdio: 'inherit', cwd: fileURLToPath(new URL('..', import.meta.url)) },
  );
  process.exit(status ?? 1);
}
const limited = (name, most) => {
  const number = Number(values[name]);
  if (number >= 1 && number <= most) return number;
  console.error(`--${name} must be between 1 and ${most}.`);
  process.exit(2);
};
const rounds = limited('rounds', 20);
const seconds = limited('seconds', 30);
const warmup = limited('warmup', 30);
const chosen = values.cases
  .split(',')
  .map((name) => cases.find((one) => one.name === name) ?? unknownCase(name));

function unknownCase(name) {
  console.error(`There is no case "${name}".\n\n${usageText}`);
  process.exit(2);
}

const here = fileURLToPath(new URL('.', import.meta.url));
const output = resolve(here, '../dist/bench');
const say = values.json === '-' ? console.error : console.log;
const databaseUrl = process.env.BENCH_DATABASE_URL;
const sockets = 96;
const associations = 10_050;
const script = (name) => join(here, name);

async function freePort() {
  const server = createServer();
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The plain baseline has decorators: the only file here that must be compiled. */
async function compilePlain() {
  await mkdir(output, { recursive: true });
  const { code } = await transformFile(script('baseline-plain.ts'));
  const file = join(output, 'baseline-plain.js');
  await writeFile(file, code);
  await copyFile(script('register.mjs'), join(output, 'register.mjs'));
  return file;
}

function hubSettings(given, one) {
  const cache = one.cache
    ? { freshMs: 3_600_000 }
    : { freshMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
  const { verenigingsregister } = given.adapters;
  return {
    ...given,
    graph: { limits: { cost: 10_000_000 } },
    associations: { mirrorIntervalMs: 300_000, ...(one.source === 'mirror' && { mostPerPage: 10_000 }) },
    operations: { healthIntervalMs: 60_000, logLevel: 'info' },
    adapters: {
      ...given.adapters,
      verenigingsregister: {
        ...verenigingsregister,
        policy: {
          bulkhead: { concurrent: sockets, queued: 1_000 },
          cache: { maxEntries: 10_000, maxBytes: 256 * 1024 * 1024 },
          operations: { zoeken: { cache }, detail: { cache } },
        },
      },
    },
  };
}

const world = {
  folder: await mkdtemp(join(tmpdir(), 'schakel-bench-')),
  plain: null,
  upstream: null,
  questions: 0,
};

/** Asks the process with the platforms. */
function askUpstream(what) {
  const { child } = world.upstream;
  const id = (world.questions += 1);
  return new Promise((answered) => {
    const listen = (message) => {
      if (message.id !== id) return;
      child.off('message', listen);
      answered(message.answer);
    };
    child.on('message', listen);
    child.send({ ask: what, id });
  });
}

/** The three competitors of a case, started. The hub first: the lists of the others are a copy of its mirror. */
async function startCompetitors(one) {
  const { registerUrl, settings, hubPort } = world.upstream.message;
  const mirror = one.source === 'mirror';
  const dump = mirror && !databaseUrl ? join(world.folder, 'mirror.tar') : undefined;
  const url = mirror ? databaseUrl : undefined;
  const profiling = values.profile ? ['--cpu-prof', `--cpu-prof-dir=${output}`] : [];
  const hub = await start(script('hub-server.mjs'), {
    core: serverCore,
    // As `npm start` does.
    execArgv: ['--max-semi-space-size=64', ...profiling],
    options: { settings: hubSettings(settings, one), mirror, databaseUrl: url, dump },
  });
  const baseline = async (file) => {
    const port = await freePort();
    const { apiKey } = settings.adapters.verenigingsregister;
    const options = { port, registerUrl, apiKey, cache: one.cache, sockets, databaseUrl: url, dump };
    return {
      ...(await start(file, { core: serverCore, execArgv: profiling, options })),
      url: `http://127.0.0.1:${port}/`,
    };
  };
  return {
    handwritten: await baseline(script('baseline-handwritten.mjs')),
    hub: {
      ...hub,
      url: `http://127.0.0.1:${hubPort}/graphql`,
      headers: { authorization: `Bearer ${await askUpstream('token')}` },
    },
    plain: await baseline(world.plain),
  };
}

async function answerOf({ url, headers }, body) {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...headers },
    body,
  });
  const text = await response.text();
  return { status: response.status, text, bytes: text.length };
}

/** Every body asked once of each: fills caches, and leaves out whoever answers something else. */
async function compare(one, competitors) {
  const bodies = one.bodies();
  const { hub } = competitors;
  for (const body of bodies) {
    const expected = await answerOf(hub, body);
    const { data, errors } = JSON.parse(expected.text);
    if (expected.status !== 200 || errors)
      throw new Error(`The hub answers ${expected.status}: ${expected.text.slice(0, 500)}`);
    for (const [name, competitor] of Object.entries(competitors)) {
      if (name === 'hub' || competitor.differs) continue;
      const { status, text } = await answerOf(competitor, body);
      const same = status === 200 && isDeepStrictEqual(JSON.parse(text).data, data);
      if (!same) competitor.differs = `${status} ${text.slice(0, 300)}`;
    }
  }
  for (const [name, { differs, child }] of Object.entries(competitors)) {
    if (!differs) continue;
    say(`${one.name}: ${name} answers something else and is left out: ${differs}`);
    await stop(child);
    delete competitors[name];
  }
  return bodies;
}

async function load(competitor, bodies, one, length) {
  const { url, headers, from = 0 } = competitor;
  const { message } = await start(script('load.mjs'), {
    core: otherCore,
    message: { url, headers, bodies, connections: one.connections, seconds: length, from },
  });
  competitor.from = message.next;
  return message;
}

async function measure(one, round, name, competitor, bodies) {
  const before = { use: usage(competitor.child), ...(await askUpstream('calls')) };
  const result = await load(competitor, bodies, one, seconds);
  const after = { use: usage(competitor.child), ...(await askUpstream('calls')) };
  const { requests } = result;
  return {
    case: one.name,
    round,
    competitor: name,
    cpuMs: before.use && after.use ? (after.use.cpuMs - before.use.cpuMs) / requests : null,
    rss: after.use?.rss ?? null,
    calls: (after.calls - before.calls) / requests,
    perSecond: requests / result.seconds,
    p50: result.p50,
    p99: result.p99,
    failed: result.failed,
    requests,
  };
}

async function runCase(one) {
  await askUpstream(one.changing ? 'change' : 'keep');
  const competitors = await startCompetitors(one);
  for (const [name, { child }] of Object.entries(competitors)) {
    if (name === 'hub' || !values.only || values.only.split(',').includes(name)) continue;
    await stop(child);
    delete competitors[name];
  }
  const bodies = await compare(one, competitors);
  const { bytes: out } = await answerOf(competitors.hub, bodies[0]);
  const rows = [];
  for (const competitor of Object.values(competitors)) await load(competitor, bodies, one, warmup);
  for (let round = 1; round <= rounds; round += 1)
    for (const [name, competitor] of Object.entries(competitors))
      rows.push(await measure(one, round, name, competitor, bodies));
  for (const { child } of Object.values(competitors)) await stop(child);
  return { rows, out };
}

for (const signal of ['SIGINT', 'SIGTERM'])
  process.once(signal, () => void stopAll().finally(() => process.exit(1)));

try {
  world.plain = await compilePlain();
  const hubPort = await freePort();
  world.upstream = await start(script('upstream.mjs'), {
    core: otherCore,
    options: { folder: world.folder, hubPort, associations },
  });
  world.upstream.message.hubPort = hubPort;
  const [processor] = cpus();
  say(`${processor?.model.trim()}, ${cpus().length} cores, Node ${process.version}, ${process.platform}`);
  say(
    `${rounds} rounds of ${seconds} s, servers ${pinned ? `on core ${serverCore}` : 'not pinned'}, database: ${databaseUrl ? 'PostgreSQL server' : 'in each process'}\n`,
  );
  const all = [];
  for (const one of chosen) {
    const { rows, out } = await runCase(one);
    all.push(...rows);
    say(table(one, rows, out));
  }
  say(summary(chosen, all));
  if (values.json === '-') console.log(JSON.stringify(all, null, 2));
  else if (values.json) await writeFile(values.json, JSON.stringify(all, null, 2));
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await stopAll();
  await rm(world.folder, { recursive: true, force: true });
}
process.exit();
