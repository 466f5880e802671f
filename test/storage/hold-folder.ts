// Run as a process of its own: opens the data folder, says so, writes rows when asked, and stays until it is ended.
import { openDatabase } from '../../src/storage/database.js';
import type { Log } from '../../src/operations/log.js';

const silent: Log = { error() {}, warn() {}, info() {}, debug() {}, with: () => silent };
const [folder, mode] = process.argv.slice(2);
const database = await openDatabase({ folder, log: silent, port: 4321 });
process.stdout.write('open\n');
if (mode === 'write')
  for (let n = 1; ; n += 1) {
    await database.client.mirrorState.create({ data: { name: `row-${n}`, sequence: n } });
    process.stdout.write(`${n}\n`);
  }
process.stdin.resume();
