import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import { startAcmIdmSimulator } from '../../src/identity/acm-idm-simulator/acm-idm-simulator.js';
import type { AcmIdmSimulator } from '../../src/identity/acm-idm-simulator/acm-idm-simulator.js';
import { identitySettings } from '../../src/identity/identity-settings.js';
import type { IdentitySettingsInput } from '../../src/identity/identity-settings.js';
import { createIdentity } from '../../src/identity/identity.js';
import type { Identity } from '../../src/identity/identity.js';
import { createFieldCipher, createKeyedHash } from '../../src/privacy/encryption.js';
import { handleErrors } from '../../src/server/error-handler.js';
import { loginRoutes } from '../../src/server/login-routes.js';
import { sessionRoute } from '../../src/server/session-route.js';
import type { Database } from '../../src/storage/database.js';
import { BrowserSession } from '../support/browser-session.js';
import type { Page } from '../support/browser-session.js';
import { manualClock } from '../support/clock.js';
import type { ManualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';
import type { MemoryLog } from '../support/log.js';

/** A hub that can only log people in and out, with ACM/IDM's simulator and a database of its own. */
export interface LoginWorld {
  readonly url: string;
  readonly app: FastifyInstance;
  readonly acmIdm: AcmIdmSimulator;
  readonly identity: Identity;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly log: MemoryLog;
  readonly keyedHash: ReturnType<typeof createKeyedHash>;
  close(): Promise<void>;
}

/** @param publicUrl where a proxy in front of the hub would stand; left out, browsers reach the hub itself.
 * @param profileHeader the header of Mijn Burgerprofiel on the website; left out, there is none. */
export async function loginWorld(
  changes: Partial<IdentitySettingsInput> = {},
  publicUrl?: string,
  profileHeader: { readonly afterLogin: string } | null = null,
): Promise<LoginWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'schakel-acm-idm-'));
  // Tokens carry the machine's own time, so the hub's clock starts there.
  const clock = manualClock(Date.now());
  const log = memoryLog();
  const database = await testDatabase();
  const acmIdm = await startAcmIdmSimulator({ clock, folder, publicUrl });
  const settings = identitySettings.parse({ ...acmIdm.settings, ...changes });
  const cipher = createFieldCipher([{ id: 'k1', key: new Uint8Array(32).fill(7) }]);
  const keyedHash = createKeyedHash(new Uint8Array(32).fill(9));
  let url = publicUrl ?? '';
  const identity = createIdentity({
    settings,
    database,
    cipher,
    keyedHash,
    clock,
    log,
    publicUrl: () => url,
  });
  const app = Fastify();
  handleErrors(app, log);
  sessionRoute(app, identity);
  app.get('/', async () => 'home');
  await app.register(loginRoutes, { identity, log, profileHeader });
  const address = await app.listen({ host: '127.0.0.1', port: 0 });
  url ||= address;
  return {
    url: address,
    app,
    acmIdm,
    identity,
    database,
    clock,
    log,
    keyedHash,
    async close() {
      await app.close();
      await identity.close();
      await acmIdm.close();
      await database.close();
      await rm(folder, { recursive: true });
    },
  };
}

/** Logs in as a sandbox person; the page on which the browser ends. */
export async function logIn(
  world: LoginWorld,
  audience: 'citizen' | 'staff',
  button: string,
  { browser = new BrowserSession(), returnTo = '/session' } = {},
): Promise<{ browser: BrowserSession; page: Page }> {
  const choice = await browser.get(`${world.url}/login/${audience}?returnTo=${encodeURIComponent(returnTo)}`);
  return { browser, page: await browser.submit(choice, `Aanmelden als ${button}`) };
}

/** One request, its redirect not followed. */
export function ask(
  world: LoginWorld,
  path: string,
  headers: Record<string, string> = {},
): Promise<Response> {
  return fetch(world.url + path, { redirect: 'manual', headers: { accept: 'text/html', ...headers } });
}

/** The session of a browser as the hub's other rooms see it. */
export function whoIs(world: LoginWorld, browser: BrowserSession) {
  const { name } = world.identity.cookies.session;
  const value = browser.cookie(name);
  return world.identity.identify({ cookie: value && `${name}=${value}`, authorization: undefined });
}

/** An access token of the sandbox's service client. */
export async function serviceToken(
  { acmIdm }: LoginWorld,
  scope = acmIdm.serviceClient.scope,
): Promise<string> {
  const { clientId, clientSecret, tokenUrl } = acmIdm.serviceClient;
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  });
  const { access_token: token } = (await response.json()) as { access_token: string };
  return token;
}
