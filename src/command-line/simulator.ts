import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { stringify } from 'yaml';
import { adapters } from '../../adapters/index.js';
import type { AdapterDefinition } from '../adapter/contract.js';
import { parseFault } from '../adapter/simulator/fault-text.js';
import { createSwitchboard } from '../adapter/simulator/switchboard.js';
import { isOnThisMachine } from '../adapter/simulator/webhook-caller.js';
import { systemClock } from '../context/clock.js';
import { createLog } from '../operations/log.js';
import { PortInUse } from '../server/server.js';
import { startSimulatorControl } from '../server/simulator-control.js';
import { portFrom } from '../settings/load-settings.js';
import { withoutSecrets } from '../settings/environment.js';
import { watchStop } from './stop.js';
import { UsageError } from './usage-error.js';

export interface SimulatorArguments {
  readonly port?: string;
  readonly 'control-port'?: string;
  readonly data?: string;
  readonly fault?: readonly string[];
  readonly hub?: string;
}

/** Runs the simulator of one adapter alone until it is told to stop; resolves with the exit code. */
export async function simulator(name: string | undefined, values: SimulatorArguments): Promise<number> {
  const definition = adapters.find((adapter) => adapter.name === name);
  if (!definition) {
    const there = `There are: ${adapters.map((adapter) => adapter.name).join(', ')}.`;
    throw new UsageError(
      name === undefined ? `Which simulator? ${there}` : `There is no simulator "${name}". ${there}`,
    );
  }
  const faults = (values.fault ?? []).map(parseFault);
  const { hub } = values;
  if (hub !== undefined && !isOnThisMachine(hub))
    throw new UsageError('--hub is an address of this machine, such as http://127.0.0.1:4000.');
  const port = portFrom(values.port, {}) ?? 0;
  const controlPort = portFrom(values['control-port'], {}, '--control-port') ?? 0;
  const folder = resolve(values.data ?? 'data', 'simulators', definition.name);
  const log = createLog({ level: 'warn', stream: process.stderr });

  const stop = watchStop();
  stop.logTo(log);
  const closing: (() => Promise<void>)[] = [];
  try {
    await mkdir(folder, { recursive: true });
    const running = await definition
      .simulator({ clock: systemClock, folder, port, ...(hub && { hubUrl: new URL(hub).origin }) })
      .catch(portInUse('--port'));
    closing.push(() => running.close());
    const switches = createSwitchboard(new Map([[definition.name, running]]));
    await switches.setFaults(definition.name, faults);
    const control = await startSimulatorControl(switches, { port: controlPort, log }).catch(
      portInUse('--control-port'),
    );
    closing.push(() => control.close());
    if (!stop.signal.aborted) console.log(announcement(definition, running, control.url, folder));
    return await stop.asked;
  } finally {
    await Promise.all(closing.map((close) => close()));
    stop.done();
  }
}

function announcement(
  { name, title, settings }: AdapterDefinition,
  running: { readonly url: string; readonly settings: unknown },
  control: string,
  folder: string,
): string {
  const { data, secrets } = withoutSecrets({ adapters: { [name]: running.settings } }, settings, [
    'adapters',
    name,
  ]);
  return [
    `${title} as a simulator: made-up people, and keys that are good for nothing else.`,
    `  ${name}  ${running.url}`,
    `  control  ${control}/sandbox/simulators/${name}`,
    `  keys     ${join(folder)}`,
    '',
    '# In schakel.yaml:',
    stringify(data, { lineWidth: 0 }).trimEnd(),
    '',
    '# In the environment, where secrets belong:',
    ...secrets.map(({ variable, value }) => `export ${variable}='${value.trim().replaceAll('\n', '\\n')}'`),
    '',
    'Ctrl-C ends it.',
  ].join('\n');
}

/** A simulator says it as the system does. */
function portInUse(option: string) {
  return (error: unknown): never => {
    const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
    throw code === 'EADDRINUSE' ? new PortInUse(address ?? '127.0.0.1', port ?? 0, option) : error;
  };
}
