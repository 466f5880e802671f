#!/usr/bin/env node
import 'reflect-metadata';
import { parseArgs } from 'node:util';
import { check } from './command-line/check.js';
import { explain } from './command-line/explain.js';
import { start } from './command-line/start.js';

const usage = `Usage: schakel <command>

  start    starts the hub; without a settings file as a sandbox with every platform simulated
             --settings <file>   settings file (schakel.yaml when it exists)
             --port <number>     port to listen on (PORT, the settings file, 4000)
             --data <folder>     where the sandbox keeps its data (./data)
  check    asks every platform whether settings, connection and credentials are right
             --settings <file>   settings file (schakel.yaml)
`;

const commands = { start, check };

async function main(): Promise<number> {
  const [name = 'start', ...rest] = process.argv.slice(2);
  if (name === '--help' || name === '-h' || name === 'help') {
    console.log(usage);
    return 0;
  }
  if (!(name in commands)) {
    console.error(name.startsWith('-') ? usage : `There is no command "${name}".\n\n${usage}`);
    return 2;
  }
  let values;
  try {
    ({ values } = parseArgs({
      args: rest,
      options: { settings: { type: 'string' }, port: { type: 'string' }, data: { type: 'string' } },
    }));
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${usage}`);
    return 2;
  }
  return commands[name as keyof typeof commands](values);
}

main().then(
  (code) => process.exit(code),
  (error: unknown) => {
    console.error(explain(error));
    process.exit(1);
  },
);
