// Kills hubs at random moments while they work through commands of every kind, and counts at the platform: none lost, none with
// two effects, all ended. `npm run chaos -- --help` tells the options.
import { fork } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { seededRandom } from './seeded-random.mjs';

const { values } = parseArgs({
  options: {
    commands: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '200' },
    form: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run chaos -- [options]
  --commands 1000   how many changes are asked
  --kills 200       how many times a hub is killed with SIGKILL
  --form NAME       embedded: one hub with the embedded database and queue; server: three hubs on PostgreSQL and Redis,
                    started here; left out: both, one after the other
  --seed N          the random moments`);
  process.exit(0);
}
const total = Number(values.commands);
const kills = Number(values.kills);
const leaseMs = 3_000;
const kinds = ['repeat', 'ask', 'person', 'steps'];

const random = seededRandom(Number(values.seed));
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function start(file, argument) {
  const child = fork(new URL(file, import.meta.url), argument ? [JSON.stringify(argument)] : [], {
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const gone = new Promise((resolve) => child.once('exit', resolve));
  const ready = new Promise((resolve) =>
    child.once('message', ({ port }) => resolve(`http://127.0.0.1:${port}`)),
  );
  return { child, gone, ready: Promise.race([ready, gone.then(() => null)]) };
}

/** One run; whether all came out right. */
async function run(form, servers) {
  const processes = servers ? 3 : 1;
  const folder = await mkdtemp(join(tmpdir(), 'schakel-chaos-'));
  const platform = start('platform.mjs');
  const platformUrl = await platform.ready;
  const settings = {
    platformUrl,
    leaseMs,
    ...(servers ?? { folder: join(folder, 'database') }),
  };

  /** The hubs at work; one that was killed is started again. */
  const hubs = [];
  let stopping = false;
  async function keepRunning(index) {
    while (!stopping) {
      const hub = start('worker.mjs', settings);
      hubs[index] = { ...hub, url: null };
      hubs[index].url = await hub.ready;
      await hub.gone;
    }
  }
  const running = Array.from({ length: processes }, (_, index) => keepRunning(index));

  async function ask(path, body) {
    for (;;) {
      const hub = hubs[Math.floor(random() * processes)];
      if (hub?.url) {
        try {
          const response = await fetch(`${hub.url}/${path}`, {
            method: 'POST',
            body: JSON.stringify(body ?? {}),
          });
          if (response.ok) return await response.json();
        } catch {
          // Killed before it answered: asked again under the same key.
        }
      }
      await wait(20);
    }
  }

  let accepted = 0;
  async function askAll() {
    const keys = Array.from({ length: total }, (_, index) => ({
      key: `key-${values.seed}-${index}`,
      kind: kinds[index % kinds.length],
    }));
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        for (let next = keys.shift(); next; next = keys.shift()) {
          const answer = await ask('accept', next);
          if (answer.kind !== 'ACCEPTED')
            throw new Error(`${next.key} was answered ${JSON.stringify(answer)}`);
          accepted += 1;
        }
      }),
    );
  }

  let killed = 0;
  async function killAll() {
    while (killed < kills) {
      await wait(20 + random() * (processes > 1 ? 300 : 900));
      const hub = hubs[Math.floor(random() * processes)];
      if (!hub?.url || hub.child.exitCode !== null) continue;
      hub.url = null;
      hub.child.kill('SIGKILL');
      await hub.gone;
      killed += 1;
    }
  }

  const began = Date.now();
  await Promise.all([askAll(), killAll()]);
  const allKilled = Date.now();
  const madeNow = async () => (await fetch(`${platformUrl}/made`)).json();
  let states;
  for (;;) {
    states = await ask('states');
    if (states.DONE === total) break;
    // What was sent to the platform before the last kill has long ended by the time a clerk looks.
    await ask('decide', { made: await madeNow() });
    if (Date.now() - allKilled > 180_000) break;
    await wait(200);
  }

  const made = await madeNow();
  const expected = Array.from({ length: total }, (_, index) => {
    const names = kinds[index % kinds.length] === 'steps' ? ['first', 'second', 'third'] : ['once'];
    return names.map((name) => `key-${values.seed}-${index}.${name}`);
  }).flat();
  const lost = expected.filter((key) => made[key] === undefined);
  const twice = expected.filter((key) => made[key] > 1);
  const unasked = Object.keys(made).length - (expected.length - lost.length);

  stopping = true;
  for (const { child } of hubs) child.kill('SIGKILL');
  platform.child.kill('SIGKILL');
  await Promise.all([...running, platform.gone]);
  await rm(folder, { recursive: true, force: true });

  console.log(
    JSON.stringify({
      form,
      seed: Number(values.seed),
      processes,
      commands: accepted,
      kills: killed,
      effects: expected.length,
      lost: lost.length,
      twice: twice.length,
      unasked,
      states,
      seconds: Math.round((Date.now() - began) / 1000),
    }),
  );
  return lost.length + twice.length + unasked === 0 && states.DONE === total;
}

let right = true;
if (values.form !== 'server') right = await run('embedded', null);
if (values.form !== 'embedded') {
  const missing = postgresMissing() ?? redisMissing();
  if (missing) {
    console.log(`Not tried on PostgreSQL and Redis: ${missing}.`);
  } else {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const servers = { url: await postgres.newDatabase(), redisUrl: redis.url };
    right = (await run('server', servers)) && right;
    await Promise.all([postgres.stop(), redis.close()]);
  }
}
process.exit(right ? 0 : 1);
