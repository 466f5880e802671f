// The built hub as `npm start` runs it, its lines on standard output, which goes nowhere: with identity, profile, wire, audit, metrics and logging on; the platforms are in another process.
import 'reflect-metadata';
import { writeFile } from 'node:fs/promises';
import { startHub } from '../dist/src/hub.js';
import { createLog } from '../dist/src/operations/log.js';
import { settingsSchema } from '../dist/src/settings-schema.js';
import { openDatabase } from '../dist/src/storage/database.js';
import { openEmbedded } from '../dist/src/storage/embedded.js';
import { migrate } from '../dist/src/storage/migrations.js';

const { settings: given, mirror, databaseUrl, dump } = JSON.parse(process.env.BENCH_OPTIONS);
const log = createLog({ level: 'info' });

async function inMemory() {
  const database = await openEmbedded({ log });
  await database.withConnection((connection) => migrate(connection, log));
  return database;
}

const database = databaseUrl ? await openDatabase({ url: databaseUrl, log }) : await inMemory();
// As when another hub keeps the mirror and has not filled it yet: each question goes to the register itself.
if (!mirror)
  await database.execute(
    `INSERT INTO schedule_lease (name, holder, expires_at) VALUES ('associations.mirror', 'bench', now() + interval '1 day')
     ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, expires_at = excluded.expires_at`,
  );
const hub = await startHub({ settings: settingsSchema.read(given), database, log });
if (mirror) await hub.runNow('associations.mirror');
if (dump) await writeFile(dump, new Uint8Array(await (await database.dump()).arrayBuffer()));
process.send({ ready: true });
process.once('SIGTERM', () => void hub.close().finally(() => process.exit(0)));
