import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { adapters } from '../../adapters/index.js';
import { systemClock } from '../context/clock.js';
import { type Hub, startHub } from '../hub.js';
import { createLog } from '../operations/log.js';
import { freePort } from '../server/free-port.js';
import { loadSettings, portFrom } from '../settings/load-settings.js';
import { settingsSchema } from '../settings-schema.js';

export interface StartArguments {
  readonly settings?: string;
  readonly port?: string;
  readonly data?: string;
}

const defaultFile = 'schakel.yaml';

/** Runs the hub until it is told to stop; resolves with the exit code. */
export async function start(values: StartArguments): Promise<number> {
  const file = values.settings ?? (existsSync(defaultFile) ? defaultFile : null);
  const hub = file ? await startReal(file, values.port) : await startAsSandbox(values);
  const stop = new Promise<void>((stopped) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stopped());
  });
  await stop;
  await hub.close();
  return 0;
}

async function startReal(file: string, port?: string): Promise<Hub> {
  const settings = await loadSettings({ file, schema: settingsSchema, environment: process.env, port });
  const hub = await startHub({ settings, log: createLog({ level: settings.operations.logLevel }) });
  console.log(`Schakel for ${settings.organisation.name}: ${hub.url} (settings: ${resolve(file)})`);
  return hub;
}

async function startAsSandbox({ data, port: wished }: StartArguments): Promise<Hub> {
  const folder = resolve(data ?? 'data');
  console.log(
    'Schakel sandbox: every platform is simulated on this machine, the people are made up, and logging in needs no password.',
  );
  const port = portFrom(wished, process.env) ?? 4000;
  // Loaded only here: a hub with real platforms has no simulators in it.
  const { startSandbox } = await import('../sandbox.js');
  const sandbox = await startSandbox({
    folder,
    port: port === 0 ? await freePort() : port,
    definitions: adapters,
    clock: systemClock,
  });
  try {
    const settings = settingsSchema.read(sandbox.settings);
    const hub = await startHub({
      settings,
      sandbox: sandbox.control,
      log: createLog({ level: settings.operations.logLevel }),
    });
    const { publicUrl } = settings.server;
    console.log(
      [
        `  playground  ${publicUrl}/playground`,
        `  admin       ${publicUrl}/admin`,
        `  graph       ${publicUrl}/graphql`,
        `  data        ${folder}`,
        `Ctrl-C ends it.`,
      ].join('\n'),
    );
    return {
      ...hub,
      async close() {
        await hub.close();
        await sandbox.close();
      },
    };
  } catch (error) {
    await sandbox.close();
    throw error;
  }
}
