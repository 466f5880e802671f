// Every simulator and ACM/IDM's stand-in, as one process that is never killed: it writes the settings of hubs whose platforms
// these are, and tells what was really done at each.
import { createServer } from 'node:http';
import { join } from 'node:path';
import { adapters as definitions } from '../../dist/adapters/index.js';
import { systemClock as clock } from '../../dist/src/context/clock.js';
import { startSandbox } from '../../dist/src/sandbox.js';
import { writeSettings } from '../support/settings-file.ts';

const { folder, port, servers, leaseMs, gateway } = JSON.parse(process.argv[2]);

const sandbox = await startSandbox({
  folder,
  port,
  definitions,
  clock,
  // Nobody is reminded: that would be texts that nobody asked.
  settings: {
    appointments: { reminders: undefined },
    texts: { gateway },
    operations: { healthIntervalMs: 2_000, logLevel: 'error' },
  },
});
const environment = await writeSettings(join(folder, 'schakel.yaml'), {
  ...sandbox.settings,
  commands: { leaseMs },
  // Where these are, is in the environment.
  ...(servers && { database: {} }),
});

const simulator = (name) => sandbox.simulators.get(name);

/** What every platform keeps now, as its own screens would show it. */
function effects() {
  const cm = simulator('sms-cm').sent.map(({ content }) => content);
  const spryng = simulator('sms-spryng').sent;
  return {
    texts: [...cm, ...spryng.map(({ body }) => body)],
    letters: simulator('ebox').mailbox.letters.map(({ subject, channel, messageId }) => ({
      subject,
      channel,
      messageId,
    })),
    bookings: ['jcc', 'qmatic'].flatMap((name) => simulator(name).booked()),
    packages: simulator('digitaal-ondertekenen').packages(),
    states: simulator('burgerprofiel').published(),
  };
}

const routes = {
  effects,
  /** An enterprise that never opened its e-Box. */
  withoutEbox({ kboNumber }) {
    simulator('ebox').mailbox.withoutEbox.add(kboNumber);
  },
  fail({ name, faults }) {
    simulator(name).fail(...faults);
  },
  /** Everybody whose turn it is signs what is about to be signed, unless it is named otherwise. */
  sign({ except }) {
    const signing = simulator('digitaal-ondertekenen');
    for (const { id, name, status, waitsFor } of signing.packages())
      if (status === 'SHARED' && !name.includes(except))
        for (const email of waitsFor) signing.act(id, email, 'sign');
  },
};

const server = createServer(async (request, response) => {
  let text = '';
  for await (const chunk of request) text += chunk;
  try {
    const answer = routes[request.url.slice(1)](text === '' ? {} : JSON.parse(text));
    response.end(JSON.stringify(answer ?? {}));
  } catch (error) {
    response.writeHead(500).end(String(error?.stack ?? error));
  }
});
server.listen(0, '127.0.0.1', () =>
  process.send({
    url: `http://127.0.0.1:${server.address().port}`,
    environment: {
      ...environment,
      ...(servers && { DATABASE_URL: servers.url, REDIS_URL: servers.redisUrl }),
    },
    tokens: sandbox.acmIdm.serviceClient,
  }),
);
