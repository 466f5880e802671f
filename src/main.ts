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
             --settings <file>   settings file (schakel.yaml)`;

const options = { start: ['settings', 'port', 'data'], check: ['settings'] } as const;

async function main([name = 'start', ...rest]: readonly string[]): Promise<number> {
  if (name === 'help' || [name, ...rest].some((argument) => argument === '--help' || argument === '-h')) {
    console.log(usage);
    return 0;
  }
  if (name !== 'start' && name !== 'check')
    throw new UsageError(
      name.startsWith('-') ? 'The command goes before its options.' : `There is no command "${name}".`,
    );
  const values = valuesOf(name, rest);
  // Loaded only now: who typed something wrong should not wait for the whole hub.
  if (name === 'start') return (await import('./command-line/start.js')).start(values);
  return (await import('./command-line/check.js')).check(values);
}

function valuesOf(name: keyof typeof options, args: string[]): Record<string, string> {
  try {
    const known = options[name].map((option) => [option, { type: 'string' as const }]);
    return parseArgs({ args, options: Object.fromEntries(known) }).values as Record<string, string>;
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
  const { explain } = await import('./command-line/explain.js');
  console.error(explain(error));
  return leave(1);
});
