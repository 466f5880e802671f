// Kills hubs at random moments while they work through commands of every kind, and counts at the platform: none lost, none with
// two effects, all ended. `npm run chaos -- --help` tells the options.
import { parseArgs } from 'node:util';
import { postgresMissing, startPostgres } from '../support/postgres.ts';
import { redisMissing, startRedis } from '../support/redis.ts';

const { values } = parseArgs({
  options: {
    journeys: { type: 'boolean', default: false },
    commands: { type: 'string', default: '1000' },
    kills: { type: 'string', default: '200' },
    form: { type: 'string' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    help: { type: 'boolean', default: false },
  },
});
if (values.help) {
  console.log(`npm run chaos -- [options]
  --journeys        the whole hub with its journeys, adapters and simulators; left out: the engine alone, on a made-up platform
  --commands 1000   how many changes are asked
  --kills 200       how many times a hub is killed with SIGKILL
  --form NAME       embedded: one hub with the embedded database and queue; server: three hubs on PostgreSQL and Redis,
                    started here; left out: both, one after the other
  --seed N          the random moments`);
  process.exit(0);
}
const wanted = { total: Number(values.commands), kills: Number(values.kills), seed: Number(values.seed) };
const run = values.journeys
  ? (await import('./journeys.mjs')).runJourneys
  : (await import('./engine.mjs')).runEngine;

let right = true;
if (values.form !== 'server') right = await run('embedded', null, wanted);
if (values.form !== 'embedded') {
  const missing = postgresMissing() ?? redisMissing();
  if (missing) {
    console.log(`Not tried on PostgreSQL and Redis: ${missing}.`);
  } else {
    const [postgres, redis] = await Promise.all([startPostgres(), startRedis()]);
    const servers = { url: await postgres.newDatabase(), redisUrl: redis.url };
    try {
      right = (await run('server', servers, wanted)) && right;
    } finally {
      await Promise.all([postgres.stop(), redis.close()]);
    }
  }
}
process.exit(right ? 0 : 1);
