import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { adapters } from '../../adapters/index.js';
import { systemClock } from '../context/clock.js';
import { type Hub, startHub } from '../hub.js';
import { createLog } from '../operations/log.js';
import { holdPort } from '../server/free-port.js';
import { loadSettings, portFrom } from '../settings/load-settings.js';
import { settingsSchema } from '../settings-schema.js';
import { openDatabase } from '../storage/database.js';
import { lockFolder } from '../storage/folder-lock.js';
import { type StopWatch, watchStop } from './stop.js';
import { UsageError } from './usage-error.js';

export interface StartArguments {
  readonly settings?: string;
  readonly port?: string;
  readonly data?: string;
}

const defaultFile = 'schakel.yaml';

/** Runs the hub until it is told to stop; resolves with the exit code. */
export async function start(values: StartArguments): Promise<number> {
  const file = values.settings ?? (existsSync(defaultFile) ? defaultFile : null);
  if (file && values.data !== undefined)
    throw new UsageError(
      `--data is for the sandbox; with ${file} the data is where its database group says.`,
    );
  // From here on: a signal while the hub starts must not leave its lock behind.
  const stop = watchStop();
  try {
    const hub = file ? await startReal(file, values.port, stop) : await startAsSandbox(values, stop);
    const code = await stop.asked;
    await hub.close();
    return code;
  } catch (error) {
    if (stop.signal.aborted && error === stop.signal.reason) return stop.asked;
    throw error;
  } finally {
    stop.done();
  }
}

async function startReal(file: string, port: string | undefined, stop: StopWatch): Promise<Hub> {
  const settings = await loadSettings({ file, schema: settingsSchema, environment: process.env, port });
  const log = createLog({ level: settings.operations.logLevel });
  stop.logTo(log);
  const hub = await startHub({ settings, log });
  // Standard output is for the log's JSON lines alone.
  console.error(`Schakel for ${settings.organisation.name}: ${hub.url} (settings: ${resolve(file)})`);
  return hub;
}

async function startAsSandbox(
  { data = 'data', port: wished }: StartArguments,
  stop: StopWatch,
): Promise<Hub> {
  const folder = resolve(data);
  console.log(
    'Schakel sandbox: every platform is simulated on this machine, the people are made up, and logging in needs no password.',
  );
  const asked = portFrom(wished, process.env) ?? 4000;
  const log = createLog({ level: 'warn' });
  stop.logTo(log);
  const databaseFolder = join(folder, 'database');
  const held = await holdPort(asked).catch(async (taken: unknown) => {
    // Most often it is the sandbox in this very folder that has the port: then its lock tells more.
    await (await lockFolder(databaseFolder)).release();
    throw taken;
  });
  const { port } = held;
  // Before the simulators: who finds the folder in use may not touch the files of the one that uses it.
  const database = await openDatabase({ folder: databaseFolder, log, sandbox: true, port }).catch(
    async (error: unknown) => {
      await held.release();
      throw error;
    },
  );
  const closing: (() => Promise<void>)[] = [() => database.close(), () => held.release()];
  const close = async () => {
    for (const step of closing.splice(0).reverse()) await step();
  };
  try {
    stop.signal.throwIfAborted();
    // Loaded only here: a hub with real platforms has no simulators in it.
    const { startSandbox } = await import('../sandbox.js');
    const sandbox = await startSandbox({ folder, port, definitions: adapters, clock: systemClock });
    closing.push(() => sandbox.close());
    stop.signal.throwIfAborted();
    const settings = settingsSchema.read(sandbox.settings);
    await held.release();
    const hub = await startHub({ settings, sandbox: sandbox.control, log, database });
    // The hub closes the database it was given.
    closing.splice(0, 1);
    closing.push(() => hub.close());
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
    return { ...hub, close };
  } catch (error) {
    await close();
    throw error;
  }
}
