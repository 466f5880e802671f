import { randomBytes } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { AdapterDefinition } from './adapter/contract.js';
import type { Simulator } from './adapter/simulator/simulator.js';
import { createSwitchboard } from './adapter/simulator/switchboard.js';
import type { Clock } from './context/clock.js';
import {
  startAcmIdmSimulator,
  type AcmIdmSimulator,
} from './identity/acm-idm-simulator/acm-idm-simulator.js';
import type { SandboxControl } from './server/sandbox-routes.js';
import { StorageError } from './storage/storage-error.js';

export interface SandboxOptions {
  /** Where keys and certificates are kept between starts, and the database. */
  readonly folder: string;
  /** The port the hub will listen on. */
  readonly port: number;
  readonly definitions: readonly AdapterDefinition[];
  readonly clock: Clock;
  /** Laid over the settings below, group by group; for tests and measurements. */
  readonly settings?: Readonly<Record<string, object>>;
}

/** Every platform as a simulator on this machine, and the settings with which the hub reaches them. */
export interface Sandbox {
  /** What `schakel.yaml` would hold. */
  readonly settings: Readonly<Record<string, unknown>>;
  readonly simulators: ReadonlyMap<string, Simulator>;
  readonly acmIdm: AcmIdmSimulator;
  readonly control: SandboxControl;
  close(): Promise<void>;
}

/** What the products of the simulated catalogue are called on the other simulated platforms. */
const sandboxProductLinks = [
  { number: '1447', kind: 'DOSSIER_TYPE', reference: '1446' },
  { number: '51001', kind: 'APPOINTMENT_SERVICE', reference: 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000002' },
  { number: '51001', kind: 'APPOINTMENT_SERVICE', reference: 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000003' },
  { number: '51002', kind: 'APPOINTMENT_SERVICE', reference: 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000001' },
  { number: '51003', kind: 'APPOINTMENT_SERVICE', reference: 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000004' },
  { number: '51006', kind: 'APPOINTMENT_SERVICE', reference: 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000005' },
  { number: '51021', kind: 'APPOINTMENT_SERVICE', reference: 'qmatic:Parkeerkaart_handicap' },
  { number: '51023', kind: 'APPOINTMENT_SERVICE', reference: 'jcc:c4e1b7d8-3a6f-4b90-a2c5-7f0000000008' },
];

/** Starts all simulators side by side. They listen on 127.0.0.1 only: whoever reaches them can be anybody. */
export async function startSandbox({
  folder,
  port,
  definitions,
  clock,
  settings,
}: SandboxOptions): Promise<Sandbox> {
  const publicUrl = `http://localhost:${port}`;
  const folderOf = async (name: string) => {
    const path = join(folder, 'simulators', name);
    await mkdir(path, { recursive: true });
    return path;
  };
  const [acmIdm, ...started] = await Promise.all([
    folderOf('acm-idm').then((own) => startAcmIdmSimulator({ clock, folder: own, publicUrl })),
    ...definitions.map(async ({ name, simulator }) => ({
      name,
      simulator: await simulator({
        clock,
        folder: await folderOf(name),
        hubUrl: `http://127.0.0.1:${port}`,
      }),
    })),
  ]);
  const simulators = new Map<string, Simulator>(started.map(({ name, simulator }) => [name, simulator]));

  const group = (name: string, values: object) => ({ ...values, ...settings?.[name] });
  return {
    settings: {
      organisation: { name: 'Gemeente Schilde (zandbak)', kbo: '0297500186' },
      server: group('server', { host: '127.0.0.1', port, publicUrl }),
      database: group('database', { folder: join(folder, 'database') }),
      keys: await sandboxKeys(folder),
      identity: acmIdm.settings,
      graph: group('graph', {}),
      appointments: group('appointments', { reminders: { minutesBefore: [1440] }, waitingList: {} }),
      associations: group('associations', { mirrorIntervalMs: 15_000 }),
      products: group('products', { mirrorIntervalMs: 15_000, links: sandboxProductLinks }),
      permits: group('permits', {}),
      texts: group('texts', { gateway: 'sms-cm', budget: { monthlyCents: 10_000 } }),
      letters: group('letters', {}),
      files: group('files', {}),
      signatures: group('signatures', {}),
      webhooks: group('webhooks', {}),
      operations: group('operations', { healthIntervalMs: 2_000, logLevel: 'warn' }),
      adapters: Object.fromEntries(
        started.map(({ name, simulator }) => [
          name,
          { ...(simulator.settings as object), ...(settings?.adapters as Record<string, object>)?.[name] },
        ]),
      ),
    },
    simulators,
    acmIdm,
    control: {
      ...createSwitchboard(new Map<string, Simulator>([...simulators, ['acm-idm', acmIdm]])),
      clientToken: () => serviceToken(acmIdm),
    },
    async close() {
      await Promise.all([acmIdm, ...simulators.values()].map((simulator) => simulator.close()));
    },
  };
}

/** Made at the first start and kept beside the database they belong to: what was encrypted must stay readable. */
async function sandboxKeys(folder: string): Promise<unknown> {
  const file = join(folder, 'keys.json');
  const kept = await readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return null;
    throw error;
  });
  if (kept !== null) return readKeys(file, kept);
  const key = () => randomBytes(32).toString('base64');
  const keys = { encryption: [{ id: 'sandbox', key: key() }], hash: key() };
  await mkdir(folder, { recursive: true });
  await writeFile(file, JSON.stringify(keys, null, 2), { mode: 0o600 });
  return keys;
}

function readKeys(file: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new StorageError(
      'FOLDER_CORRUPT',
      `The sandbox's keys in ${file} are damaged.`,
      'Nothing was changed. Put a backup back in its place, or start with another --data folder; without these keys what the sandbox stored cannot be read.',
      { cause },
    );
  }
}

/** A token as a service client would ask for it, so that the playground can show one at work; null when ACM/IDM does not give it. */
async function serviceToken({ serviceClient }: AcmIdmSimulator): Promise<string | null> {
  const { tokenUrl, clientId, clientSecret, scope } = serviceClient;
  const response = await fetch(tokenUrl, {
    method: 'POST',
    headers: {
      authorization: `Basic ${Buffer.from(`${clientId}:${clientSecret}`).toString('base64')}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({ grant_type: 'client_credentials', scope }),
  }).catch(() => null);
  if (!response?.ok) return null;
  return ((await response.json()) as { access_token?: string }).access_token ?? null;
}
