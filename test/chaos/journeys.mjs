// The whole hub as it is built, with its journeys, its adapters and the simulators of its platforms, killed at random moments.
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { plainPdf } from '../../dist/adapters/digitaal-ondertekenen/simulator/signed-pdf.js';
import { freePort } from '../../dist/src/server/free-port.js';
import { createHubClient } from './hub-client.mjs';
import { createChanges, planned, unreached } from './journey-changes.mjs';
import { createClerk } from './journey-clerk.mjs';
import { count } from './journey-count.mjs';
import { keepHubs, patienceMs, start, wait } from './processes.mjs';
import { createRandom } from './random.mjs';

const program = fileURLToPath(new URL('../../dist/src/main.js', import.meta.url));
const leaseMs = 8_000;
const atOnce = 8;

/** `schakel start` on a settings file; ready when it says so. */
function startHub(folder, port, environment, failed) {
  const child = spawn(
    process.execPath,
    [program, 'start', '--settings', join(folder, 'schakel.yaml'), '--port', String(port)],
    { env: { ...process.env, ...environment }, stdio: ['ignore', 'ignore', 'pipe'] },
  );
  const gone = new Promise((resolve) => child.once('exit', resolve));
  let said = '';
  const ready = new Promise((resolve) => {
    child.stderr.on('data', (text) => {
      said += String(text);
      if (said.includes(`:${port} (settings:`)) resolve(`http://127.0.0.1:${port}`);
    });
    void gone.then((code) => {
      if (code !== null) failed(new Error(`A hub ended by itself, which none may: ${said}`));
      resolve(null);
    });
  });
  return { child, gone, ready, startedAt: Date.now() };
}

/** One run; whether all came out right. */
export async function runJourneys(form, servers, { total, kills, seed }) {
  const random = createRandom(seed);
  const processes = servers ? 3 : 1;
  const folder = await mkdtemp(join(tmpdir(), 'schakel-chaos-'));
  const ports = [];
  for (let index = 0; index < processes; index += 1) ports.push(await freePort());
  // The one gateway can be asked what it took, the other cannot.
  const gateway = servers ? 'sms-spryng' : 'sms-cm';
  const simulators = start('sandbox-platforms.mjs', { folder, port: ports[0], servers, leaseMs, gateway });
  const { url, environment, tokens } = await simulators.ready;
  const post = async (path, body) => {
    const response = await fetch(`${url}/${path}`, { method: 'POST', body: JSON.stringify(body ?? {}) });
    if (!response.ok) throw new Error(await response.text());
    return response.json();
  };

  let failed;
  const failure = new Promise((_resolve, reject) => (failed = reject));
  const hubs = keepHubs(processes, (index) => startHub(folder, ports[index], environment, failed), random);
  try {
    const wanted = { form, processes, total, kills, seed };
    return await Promise.race([journeys(wanted, { hubs, random, post, tokens }), failure]);
  } finally {
    await hubs.stop();
    simulators.child.kill('SIGKILL');
    await simulators.gone;
    await rm(folder, { recursive: true, force: true });
  }
}

async function journeys({ form, processes, total, kills, seed }, { hubs, random, post, tokens }) {
  const platforms = () => post('effects');
  const began = Date.now();
  const scope = (name) => ({ address: hubs.address, tokens, scope: `${name} vo_info` });
  const client = createHubClient(scope('schakel_wijzigen'));
  const administrator = createHubClient(scope('schakel_beheer'));
  const pdf = await plainPdf('Proef', ['Tussen de gemeente en de aanvrager.', 'Handtekening:']);
  const tasks = planned(total);
  const asking = createChanges({ client, pdf, seed });
  const { changes } = asking;
  await post('withoutEbox', { kboNumber: unreached });
  await asking.prepare(tasks);
  const before = await platforms();
  const clerk = createClerk({ client, administrator, changes, platforms, post });

  let busy = true;
  let killed = 0;
  /** As the kills go on, so that each hits hubs with work. */
  const mayBegin = () => (kills === 0 ? tasks.length : Math.ceil((tasks.length * (killed + 1)) / kills));
  async function askAll() {
    let next = 0;
    await Promise.all(
      Array.from({ length: atOnce }, async () => {
        while (next < tasks.length) {
          if (next < mayBegin()) await asking.perform(tasks[next++]);
          else await wait(100);
        }
      }),
    );
  }
  const killAll = () =>
    hubs.killAll(
      kills,
      () => (200 + random() * 3_000) / processes,
      // Now and then one is killed while it starts, but not the very first time: then there is no database yet.
      (hub) => hub.url !== null || random() < 0.02,
      (times) => (killed = times),
    );

  const ill = ['sms-cm', 'sms-spryng', 'ebox', 'digitaal-ondertekenen', 'jcc', 'qmatic', 'burgerprofiel'];
  const faults = [
    { kind: 'truncated' },
    { kind: 'status', status: 503 },
    { kind: 'refuse' },
    { kind: 'slow', ms: 1_500 },
    { kind: 'throttled' },
  ];
  // Platforms take their time: kills then fall between what one did and the moment the hub stored it.
  const well = [{ kind: 'slow', ms: 200 }];
  for (const name of ill) await post('fail', { name, faults: well });
  async function spoil() {
    while (busy) {
      await wait(500 + random() * 2_500);
      const name = ill[Math.floor(random() * ill.length)];
      await post('fail', { name, faults: [faults[Math.floor(random() * faults.length)]] });
      await wait(300 + random() * 1_200);
      await post('fail', { name, faults: well });
    }
  }
  async function lookAfter() {
    while (busy) {
      await clerk.work();
      await wait(1_000);
    }
  }

  const around = [spoil(), lookAfter()];
  await Promise.all([askAll(), killAll()]);
  busy = false;
  await Promise.all(around);
  const allKilled = Date.now();
  let unfinished;
  for (;;) {
    await clerk.work();
    await clerk.hurry();
    const open = await Promise.all(['ACCEPTED', 'RUNNING', 'WAITING', 'IN_DOUBT'].map(clerk.inState));
    unfinished = open.flat();
    if (unfinished.length === 0 || Date.now() - allKilled > patienceMs) break;
    await wait(1_000);
  }

  const forgotten = await asking.forgotten();
  const ended = (await Promise.all(['DONE', 'FAILED', 'CANCELLED'].map(clerk.inState))).flat();
  const states = {};
  for (const { state, reason } of [...ended, ...unfinished]) {
    const name = state === 'FAILED' ? `FAILED ${reason}` : state;
    states[name] = (states[name] ?? 0) + 1;
  }
  const { wrong, ...counted } = count(changes, await platforms(), before);
  const refused = changes.flatMap((change) => change.refused ?? []);
  const commands = ended.length + unfinished.length;

  console.log(
    JSON.stringify({
      form,
      seed,
      processes,
      changes: changes.length,
      commands,
      kills,
      ...counted,
      forgotten,
      unfinished: unfinished.length,
      states,
      clerk: clerk.told,
      refused,
      seconds: Math.round((Date.now() - began) / 1000),
    }),
  );
  const left = unfinished.map(({ kind, state, step, reason }) => `${kind} ${state} at ${step}: ${reason}`);
  for (const line of [...wrong, ...left]) console.error(line);
  // Nothing that is asked here may be refused.
  const isRight = wrong.length + refused.length + unfinished.length + forgotten + counted.unasked === 0;
  return isRight && commands === changes.length;
}
