import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createClient, type SchakelClient } from '../../sdk/client.js';
import { adapters } from '../../adapters/index.js';
import type { Simulator } from '../../src/adapter/simulator/simulator.js';
import { type Clock, systemClock } from '../../src/context/clock.js';
import { type Hub, startHub } from '../../src/hub.js';
import { createLog } from '../../src/operations/log.js';
import { type Sandbox, startSandbox } from '../../src/sandbox.js';
import { holdPort } from '../../src/server/free-port.js';
import { settingsSchema } from '../../src/settings-schema.js';
import type { Database } from '../../src/storage/database.js';
import { BrowserSession } from './browser-session.js';
import { testDatabase } from './database.js';
import { Writable } from 'node:stream';

export interface TestHubOptions {
  readonly clock?: Clock;
  /** Laid over the sandbox's settings, group by group. */
  readonly settings?: Readonly<Record<string, object>>;
  /** Looks at the platforms before the hub starts, to break them. */
  readonly before?: (sandbox: Sandbox) => void;
  /** Whether the hub's own copies of registers are filled before the test begins; they are when left out. */
  readonly mirror?: boolean;
}

/** The whole hub with every platform simulated, on a database in memory: what `npm start` runs. */
export interface TestHub {
  readonly url: string;
  readonly hub: Hub;
  readonly sandbox: Sandbox;
  readonly database: Database;
  /** Every line the hub logged. */
  readonly logLines: readonly string[];
  simulator(name: string): Simulator;
  /** The SDK as somebody without a login uses it. */
  readonly visitor: SchakelClient;
  /** The SDK with the session of a person of the sandbox, logged in through ACM/IDM's page. */
  citizen(name: string): Promise<SchakelClient>;
  staff(name: string): Promise<SchakelClient>;
  /** The browser behind such a session. */
  browser(audience: 'citizen' | 'staff', name: string): Promise<BrowserSession>;
  /** A question as text, for what the SDK has no document for. */
  ask(query: string, options?: { cookie?: string; variables?: object; token?: string }): Promise<RawAnswer>;
  metrics(): Promise<string>;
  close(): Promise<void>;
}

export interface RawAnswer {
  readonly status: number;
  readonly text: string;
  // eslint-disable-next-line @typescript-eslint/no-explicit-any -- the shape is what the test asserts
  readonly body: any;
  readonly headers: Headers;
}

const cookieName = 'schakel_session';

export async function testHub({
  clock = systemClock,
  settings,
  before,
  mirror = true,
}: TestHubOptions = {}): Promise<TestHub> {
  const folder = await mkdtemp(join(tmpdir(), 'schakel-hub-'));
  const held = await holdPort();
  const { port } = held;
  const sandbox = await startSandbox({ folder, port, definitions: adapters, clock, settings });
  before?.(sandbox);
  const logLines: string[] = [];
  const stream = new Writable({
    write(chunk, _encoding, done) {
      logLines.push(String(chunk));
      done();
    },
  });
  const database = await testDatabase();
  await held.release();
  const hub = await startHub({
    settings: settingsSchema.read(sandbox.settings),
    sandbox: sandbox.control,
    clock,
    database,
    log: createLog({ level: 'debug', stream }),
  });
  if (mirror) await fillMirrors(hub, database, before === undefined);
  const url = `http://localhost:${port}`;

  async function browser(audience: 'citizen' | 'staff', name: string): Promise<BrowserSession> {
    const session = new BrowserSession();
    const choice = await session.get(`${url}/login/${audience}?returnTo=/session`);
    await session.submit(choice, `Aanmelden als ${name} met eID`);
    if (!session.cookie(cookieName)) throw new Error(`${name} could not log in`);
    return session;
  }
  const client = async (audience: 'citizen' | 'staff', name: string) =>
    createClient({ url, headers: { cookie: cookieOf(await browser(audience, name)) } });

  return {
    url,
    hub,
    sandbox,
    database,
    logLines,
    simulator(name) {
      const simulator = sandbox.simulators.get(name);
      if (!simulator) throw new Error(`no simulator ${name}`);
      return simulator;
    },
    visitor: createClient({ url }),
    citizen: (name) => client('citizen', name),
    staff: (name) => client('staff', name),
    browser,
    async ask(query, { cookie, variables, token } = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          accept: 'application/graphql-response+json',
          ...(cookie && { cookie }),
          ...(token && { authorization: `Bearer ${token}` }),
        },
        body: JSON.stringify({ query, variables }),
      });
      const text = await response.text();
      return { status: response.status, text, body: JSON.parse(text), headers: response.headers };
    },
    metrics: async () => (await fetch(`${url}/metrics`)).text(),
    async close() {
      await hub.close();
      await sandbox.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** A test that gives platforms little time can lose a page of a fill on a busy machine; a hub would go on at the next run. */
async function fillMirrors(hub: Hub, database: Database, whole: boolean): Promise<void> {
  const permitLayers = 4;
  for (let tries = 0; tries < 5; tries += 1) {
    await Promise.all(
      ['associations.mirror', 'products.mirror', 'permits.mirror'].map((name) => hub.runNow(name)),
    );
    const [copies, layers] = await Promise.all([
      database.client.mirrorState.count({
        where: { name: { in: ['associations', 'products'] }, filledAt: { not: null } },
      }),
      database.client.permitLayerState.count({ where: { fullAt: { not: null } } }),
    ]);
    if (!whole || (copies === 2 && layers === permitLayers)) return;
  }
  throw new Error('the copies of the registers could not be filled');
}

/** The session of a browser as a `cookie` header. */
export function cookieOf(browser: BrowserSession): string {
  return `${cookieName}=${browser.cookie(cookieName)}`;
}
