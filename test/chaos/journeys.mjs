// Kills the whole hub at random moments while it sends texts and letters, asks signatures, books appointments and publishes states
// of dossiers, on the real adapters and the simulators of their platforms, and counts there: none lost, none twice, all ended.
// `npm run chaos:journeys -- --help` tells the options.
import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { plainPdf } from '../../dist/adapters/digitaal-ondertekenen/simulator/signed-pdf.js';
import { adapters } from '../../dist/adapters/index.js';
import { systemClock as clock } from '../../dist/src/context/clock.js';
import { startSandbox } from '../../dist/src/sandbox.js';
import { holdPort } from '../../dist/src/server/free-port.js';
import { BrowserSession } from '../support/browser-session.ts';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { redisMissing, startRedis } from '../support/redis.ts';
import { writeSettings } from '../support/settings-file.ts';
import { seededRandom } from './seeded-random.mjs';

const { values } = parseArgs({
  options: {
    changes: { type: 'string', default: '100' },
    kills: { type: 'string', default: '20' },
    form: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run chaos:journeys -- [options]
  --changes 100     how many changes are asked, of each kind in turn
  --kills 20        how many times a hub is killed with SIGKILL
  --form NAME       embedded: one hub with the embedded database and queue; server: three hubs on PostgreSQL and Redis,
                    started here; left out: both, one after the other
  --seed N          the random moments`);
  process.exit(0);
}
const total = Number(values.changes);
const kills = Number(values.kills);
const random = seededRandom(Number(values.seed));
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

const emma = '85671421468';
const problem = '... on Problem { code message }';
const jcc = (kind, id) => Buffer.from(JSON.stringify([kind, 'jcc', id])).toString('base64url');
const passport = {
  service: jcc('s', 'c4e1b7d8-3a6f-4b90-a2c5-7f0000000001'),
  location: jcc('l', '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e001'),
};

/** What can be asked, and how often a platform did it. */
const kinds = {
  text: {
    query: `mutation ($input: SendTextInput!, $key: String!) {
      sendText(input: $input, idempotencyKey: $key) { ... on TextMessage { id commandId } ${problem} } }`,
    variables: (name) => ({ input: { to: '0470 12 34 56', content: name } }),
    effects: ({ simulators }, name) =>
      ['sms-cm', 'sms-spryng']
        .flatMap((gateway) => simulators.get(gateway).sent)
        .filter(({ content }) => content === name).length,
  },
  letter: {
    query: `mutation ($letter: LetterInput!, $key: String!) {
      sendLetter(nationalNumber: "${emma}", purpose: "dossier-handling", letter: $letter, idempotencyKey: $key) {
        ... on Letter { id commandId } ${problem} } }`,
    variables: (name, { fileId }) => ({
      letter: { subject: name, fileId, messageType: 'SCHILDE_BRIEF_BURGER' },
    }),
    needsFile: true,
    effects: ({ simulators }, name) =>
      simulators.get('ebox').mailbox.letters.filter(({ subject }) => subject === name).length,
  },
  signature: {
    query: `mutation ($input: SignatureRequestInput!, $key: String!) {
      requestSignature(input: $input, idempotencyKey: $key) {
        ... on SignatureRequest { id commandId } ${problem} } }`,
    variables: (name, { fileId }) => ({
      input: {
        title: name,
        files: [{ id: fileId }],
        recipients: [{ name: 'Tom Wouters', email: 'tom.wouters@schilde.example' }],
      },
    }),
    needsFile: true,
    effects: ({ simulators }, name) =>
      simulators.get('digitaal-ondertekenen').sent.filter((title) => title.startsWith(name)).length,
  },
  appointment: {
    query: `mutation ($input: BookAppointmentInput!, $key: String!) {
      bookAppointment(input: $input, idempotencyKey: $key) { ... on Appointment { id commandId: reference } ${problem} } }`,
    variables: (name, { start }) => ({
      input: {
        ...passport,
        start,
        customer: {
          firstName: 'Emma',
          lastName: 'Peeters',
          email: 'emma@schilde.example',
          mobilePhone: '0470 12 34 56',
        },
      },
    }),
    needsTime: true,
    effects: ({ simulators }, _name, commandId) =>
      simulators
        .get('jcc')
        .booked()
        .filter(({ remarks }) => remarks?.includes(commandId)).length,
    reference: ({ simulators }, commandId) =>
      simulators
        .get('jcc')
        .booked()
        .find(({ remarks }) => remarks?.includes(commandId))?.id ?? null,
  },
  dossier: {
    query: `mutation ($status: DossierStatusInput!, $key: String!) {
      publishDossierStatus(nationalNumber: "${emma}", purpose: "dossier-handling", status: $status, idempotencyKey: $key) {
        ... on DossierStatusPublication { id commandId } ${problem} } }`,
    variables: (name) => ({
      status: { number: name, name: 'Premie', from: '2026-06-01T09:00:00+02:00', phase: 'HANDLING' },
    }),
    effects: ({ simulators }, name) =>
      simulators
        .get('burgerprofiel')
        .dossiersOf(emma)
        .filter((xml) => xml.includes(`>${name}<`))
        .reduce((sum, xml) => sum + xml.split('<DossierMutatie>').length - 1, 0),
  },
};
const kindNames = Object.keys(kinds);

/** One run; whether all came out right. */
async function run(form, servers) {
  const processes = servers ? 3 : 1;
  const folder = await mkdtemp(join(tmpdir(), 'schakel-journeys-'));
  const held = await Promise.all(Array.from({ length: processes }, () => holdPort()));
  const ports = held.map(({ port }) => port);
  const platforms = await startSandbox({
    folder: join(folder, 'platforms'),
    port: ports[0],
    definitions: adapters,
    clock,
    settings: { server: { host: '127.0.0.1', port: ports[0], publicUrl: `http://127.0.0.1:${ports[0]}` } },
  });
  const file = join(folder, 'schakel.yaml');
  const environment = await writeSettings(file, {
    ...platforms.settings,
    organisation: { name: 'Gemeente Schilde', kbo: '0297500186' },
    database: servers ? { url: servers.url } : { folder: join(folder, 'database') },
    commands: { leaseMs: 10_000, ...(servers && { redisUrl: servers.redisUrl }) },
    operations: { healthIntervalMs: 5_000, logLevel: 'error' },
  });

  await Promise.all(held.map((one) => one.release()));

  /** The hubs at work; one that was killed is started again. */
  const hubs = [];
  let stopping = false;
  async function keepRunning(index) {
    while (!stopping) {
      const child = spawn(
        process.execPath,
        ['dist/src/main.js', 'start', '--settings', file, '--port', String(ports[index])],
        { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...environment } },
      );
      const gone = new Promise((resolve) => child.once('exit', resolve));
      const hub = { child, gone, url: null };
      hubs[index] = hub;
      child.stderr.on('data', (text) => {
        if (/http:\S+/.test(String(text))) hub.url = `http://127.0.0.1:${ports[index]}`;
        else process.stderr.write(text);
      });
      await gone;
      hub.url = null;
    }
  }
  const running = Array.from({ length: processes }, (_, index) => keepRunning(index));

  /** Asks a hub that is there, again until one answers: what a client does that knows its key. */
  async function ask(perform) {
    for (;;) {
      const hub = hubs[Math.floor(random() * processes)];
      if (hub?.url) {
        try {
          const answer = await perform(hub.url);
          if (answer !== undefined) return answer;
        } catch {
          // Killed before it answered.
        }
      }
      await wait(100);
    }
  }
  const graph = (query, variables, headers) =>
    ask(async (url) => {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: JSON.stringify({ query, variables }),
        signal: AbortSignal.timeout(20_000),
      });
      const { data, errors } = await response.json();
      if (!errors) return data;
      const [{ extensions, message }] = errors;
      if (extensions.retryable || ['INTERNAL', 'RATE_LIMITED'].includes(extensions.code)) return undefined;
      throw Object.assign(new Error(`${extensions.code} ${message}`), { isFinal: true });
    });

  const { clientId, clientSecret, tokenUrl } = platforms.acmIdm.serviceClient;
  const token = await (
    await fetch(tokenUrl, {
      method: 'POST',
      headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', scope: 'schakel_wijzigen vo_info' }),
    })
  ).json();
  const client = { authorization: `Bearer ${token.access_token}` };

  /** An administrator logs in at the first hub; the session is in the database and outlives every hub. */
  async function administrator() {
    while (!hubs[0]?.url) await wait(100);
    const session = new BrowserSession();
    const home = hubs[0].url;
    const choice = await session.get(`${home}/login/staff?returnTo=/session`);
    await session.submit(choice, 'Aanmelden als Tom Wouters met eID');
    return { cookie: `schakel_session=${session.cookie('schakel_session')}` };
  }
  const clerk = await administrator();

  const pdf = await plainPdf('Brief', ['Inhoud']);
  const upload = () =>
    ask(async (url) => {
      const response = await fetch(`${url}/uploads`, {
        method: 'POST',
        headers: { ...client, 'content-type': 'application/pdf' },
        body: pdf,
      });
      return response.ok ? (await response.json()).id : undefined;
    });
  const times = [];
  for (let day = 2; times.length < total; day += 1) {
    const date = new Date(clock.now() + day * 86_400_000).toISOString().slice(0, 10);
    const { appointmentSlots } = await graph(
      `query ($service: ID!, $location: ID!, $day: Date!) {
        appointmentSlots(service: $service, location: $location, from: $day, to: $day) { start } }`,
      { ...passport, day: date },
      {},
    );
    // Far enough apart not to take each other's place.
    times.push(...appointmentSlots.filter((_, index) => index % 6 === 0).map(({ start }) => start));
  }

  const began = Date.now();
  const asked = [];
  async function askAll() {
    const waiting = Array.from({ length: total }, (_, index) => ({
      name: `Chaos ${values.seed}-${index}`,
      kind: kindNames[index % kindNames.length],
      key: randomUUID(),
    }));
    await Promise.all(
      Array.from({ length: 4 }, async () => {
        for (let next = waiting.shift(); next; next = waiting.shift()) {
          const { query, variables, needsFile, needsTime } = kinds[next.kind];
          const given = {
            fileId: needsFile ? await upload() : null,
            start: needsTime ? times.shift() : null,
          };
          for (;;) {
            const data = await graph(query, { ...variables(next.name, given), key: next.key }, client);
            const [answer] = Object.values(data);
            if (answer.commandId) {
              asked.push({ ...next, commandId: answer.commandId });
              break;
            }
            // Nothing was stored: a platform that a fault holds, a time that is gone. Asked again, under the same key.
            if (answer.code === 'SLOT_TAKEN') given.start = times.shift();
            await wait(500);
          }
        }
      }),
    );
  }

  let killed = 0;
  async function killAll() {
    while (killed < kills) {
      const hub = hubs[Math.floor(random() * processes)];
      if (!hub?.url) {
        await wait(50);
        continue;
      }
      await wait(random() * (processes > 1 ? 1_500 : 3_000));
      hub.url = null;
      hub.child.kill('SIGKILL');
      await hub.gone;
      killed += 1;
    }
  }

  /** Platforms are ill in turn for a moment: they refuse, or do what is asked and lose the answer. */
  let ill = true;
  async function trouble() {
    const names = ['sms-cm', 'ebox', 'digitaal-ondertekenen', 'jcc', 'burgerprofiel'];
    while (ill) {
      const simulator = platforms.simulators.get(names[Math.floor(random() * names.length)]);
      simulator.fail(random() < 0.5 ? { kind: 'status', status: 503 } : { kind: 'truncated' });
      await wait(300 + random() * 700);
      simulator.fail();
      await wait(1_000 + random() * 2_000);
    }
  }

  /** As a clerk does: looks at the platform, and says what is there. */
  async function decide() {
    const { commands } = await graph(
      '{ commands(needsPerson: true, first: 100) { nodes { id state step } } }',
      {},
      clerk,
    );
    for (const { id, state } of commands.nodes) {
      const one = asked.find(({ commandId }) => commandId === id);
      if (!one) continue;
      const { effects, reference } = kinds[one.kind];
      if (state === 'FAILED') {
        await graph(
          'mutation ($id: ID!, $key: String!) { retryCommand(id: $id, idempotencyKey: $key) { __typename } }',
          { id, key: randomUUID() },
          clerk,
        );
        continue;
      }
      const done = effects(platforms, one.name, id) > 0;
      await graph(
        `mutation ($id: ID!, $done: Boolean!, $reference: String, $key: String!) {
          decideCommand(id: $id, done: $done, reference: $reference, idempotencyKey: $key) { __typename ${problem} } }`,
        { id, done, reference: done ? (reference?.(platforms, id) ?? 'looked up') : null, key: randomUUID() },
        clerk,
      );
    }
  }

  const troubled = trouble();
  await Promise.all([askAll(), killAll()]);
  ill = false;
  await troubled;
  for (const simulator of platforms.simulators.values()) simulator.fail();

  const allKilled = Date.now();
  const open = new Map();
  for (;;) {
    open.clear();
    for (const { commandId, kind } of asked) {
      const { command } = await graph(
        'query ($id: ID!) { command(id: $id) { state reason step } }',
        { id: commandId },
        client,
      );
      if (command?.state !== 'DONE') open.set(commandId, { kind, ...command });
    }
    // What asks for signatures is DONE when everybody has signed: sent is what is counted here.
    const unsent = asked.filter(
      ({ commandId, kind, name }) =>
        open.has(commandId) && !(kind === 'signature' && kinds.signature.effects(platforms, name) === 1),
    );
    if (unsent.length === 0 || Date.now() - allKilled > 300_000) {
      for (const { commandId } of asked)
        if (!unsent.some((one) => one.commandId === commandId)) open.delete(commandId);
      break;
    }
    await decide();
    await wait(1_000);
  }

  const counts = asked.map((one) => ({
    ...one,
    times: kinds[one.kind].effects(platforms, one.name, one.commandId),
  }));
  const lost = counts.filter(({ times }) => times === 0);
  const twice = counts.filter(({ times }) => times > 1);

  stopping = true;
  for (const { child } of hubs) child.kill('SIGKILL');
  await Promise.all(running);
  await platforms.close();
  await rm(folder, { recursive: true, force: true });

  console.log(
    JSON.stringify({
      form,
      seed: Number(values.seed),
      processes,
      changes: asked.length,
      kills: killed,
      kinds: Object.fromEntries(
        kindNames.map((kind) => [kind, counts.filter((one) => one.kind === kind).length]),
      ),
      lost: lost.map(({ kind, name }) => `${kind} ${name}`),
      twice: twice.map(({ kind, name }) => `${kind} ${name}`),
      open: [...open.values()],
      seconds: Math.round((Date.now() - began) / 1000),
    }),
  );
  return lost.length + twice.length + open.size === 0 && asked.length === total;
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
