#!/usr/bin/env node
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { UsageError } from './command-line/usage-error.js';

const usage = `Usage: schakel <command>

  start    starts the hub; without a settings file as a sandbox with every platform simulated
             --settings <file>   settings file (schakel.yaml when it exists)
             --port <number>     port to listen on (PORT, the settings file, 4000)
             --data <folder>     where the sandbox keeps its data (./data)
  check    asks every platform whether settings, connection and credentials are right
             --settings <file>   settings file (schakel.yaml)
  simulator <name>
           runs one platform's simulator alone, for tests of your own; docs/simulators.md
             --port <number>     port to listen on (any free one)
             --control-port <number>  port on which its faults are changed (any free one)
             --data <folder>     where its keys are kept (./data)
             --fault <fault>     a fault from the start; may be repeated
             --hub <url>         hub on this machine that it calls back, such as http://127.0.0.1:4000 (none)`;

const options = {
  start: { settings: one(), port: one(), data: one() },
  check: { settings: one() },
  simulator: {
    port: one(),
    'control-port': one(),
    data: one(),
    hub: one(),
    fault: { type: 'string', multiple: true },
  },
} as const;

function one() {
  return { type: 'string' } as const;
}

async function main([name = 'start', ...rest]: string[]): Promise<number> {
  if (name === 'help' || [name, ...rest].some((argument) => argument === '--help' || argument === '-h')) {
    console.log(name === 'simulator' ? `${usage}\n\n${await faultsAsText()}` : usage);
    return 0;
  }
  if (!Object.hasOwn(options, name))
    throw new UsageError(
      name.startsWith('-') ? 'The command goes before its options.' : `There is no command "${name}".`,
    );
  // Loaded only where needed: who typed something wrong should not wait for the whole hub.
  switch (name as keyof typeof options) {
    case 'start': {
      const { values } = read(name, () => parseArgs({ args: rest, options: options.start }));
      return (await import('./command-line/start.js')).start(values);
    }
    case 'check': {
      const { values } = read(name, () => parseArgs({ args: rest, options: options.check }));
      return (await import('./command-line/check.js')).check(values);
    }
    case 'simulator': {
      const { values, positionals } = read(name, () =>
        parseArgs({ args: rest, options: options.simulator, allowPositionals: true }),
      );
      if (positionals.length > 1) throw new UsageError('schakel simulator: one simulator at a time.');
      return (await import('./command-line/simulator.js')).simulator(positionals[0], values);
    }
  }
}

async function faultsAsText(): Promise<string> {
  const { faultLines } = await import('./adapter/simulator/fault-text.js');
  const lines = faultLines().map((line) => `  ${line}`);
  return ['Faults, with @<operation> behind it for one operation of the platform only:', ...lines].join('\n');
}

function read<T>(name: string, parse: () => T): T {
  try {
    return parse();
  } catch (error) {
    // Node's own words, up to where it explains how to escape a dash.
    throw new UsageError(`schakel ${name}: ${(error as Error).message.split('. ')[0]}.`);
  }
}

/** What is still on its way to a pipe goes out first. */
function leave(code: number): void {
  process.stderr.write('', () => process.stdout.write('', () => process.exit(code)));
}

// Should everything fall silent before the command has an outcome, then that is no success.
process.exitCode = 1;
main(process.argv.slice(2)).then(leave, async (error: unknown) => {
  if (error instanceof UsageError) {
    console.error(`${error.message}\n\n${usage}`);
    return leave(2);
  }
  const { UnknownFault } = await import('./adapter/simulator/fault-text.js');
  if (error instanceof UnknownFault) {
    console.error(error.message);
    return leave(2);
  }
  const { explain } = await import('./command-line/explain.js');
  console.error(explain(error));
  return leave(1);
});
