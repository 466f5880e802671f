// The built engine with four made-up kinds of command against a made-up platform: small and fast, so that thousands of changes and
// hundreds of kills fit into minutes.
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { keepHubs, start, wait } from './processes.mjs';
import { createRandom } from './random.mjs';

const leaseMs = 3_000;
const kinds = ['repeat', 'ask', 'person', 'steps'];

function startReady(file, argument) {
  const { ready, ...process } = start(file, argument);
  return { ...process, ready: ready.then((said) => said && `http://127.0.0.1:${said.port}`) };
}

/** One run; whether all came out right. */
export async function runEngine(form, servers, { total, kills, seed }) {
  const random = createRandom(seed);
  const processes = servers ? 3 : 1;
  const folder = await mkdtemp(join(tmpdir(), 'schakel-chaos-'));
  const platform = startReady('platform.mjs');
  const platformUrl = await platform.ready;
  const settings = {
    platformUrl,
    leaseMs,
    ...(servers ?? { folder: join(folder, 'database') }),
  };

  const hubs = keepHubs(processes, () => startReady('worker.mjs', settings), random);

  async function ask(path, body) {
    for (;;) {
      const url = hubs.address();
      if (url) {
        try {
          const response = await fetch(`${url}/${path}`, {
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
      key: `key-${seed}-${index}`,
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

  const began = Date.now();
  const pause = () => 20 + random() * (processes > 1 ? 300 : 900);
  await Promise.all([askAll(), hubs.killAll(kills, pause, ({ url }) => url !== null)]);
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
    return names.map((name) => `key-${seed}-${index}.${name}`);
  }).flat();
  const lost = expected.filter((key) => made[key] === undefined);
  const twice = expected.filter((key) => made[key] > 1);
  const unasked = Object.keys(made).length - (expected.length - lost.length);

  platform.child.kill('SIGKILL');
  await Promise.all([hubs.stop(), platform.gone]);
  await rm(folder, { recursive: true, force: true });

  console.log(
    JSON.stringify({
      form,
      seed,
      processes,
      commands: accepted,
      kills,
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
