import { checkStep } from '../../src/adapter/check-step.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { Event, EventsPort } from '../../src/capabilities/events/events.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Clock } from '../../src/context/clock.js';
import { type Client, createClient, platform } from './client.js';
import { idOf, toEventPage, toLink } from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const uitdatabank = defineAdapter({
  name: platform,
  title: 'UiTdatabank',
  operator: 'publiq vzw',
  provides: ['events'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const mebibyte = 1024 * 1024;

// An agenda of an hour ago is better than none.
const cache = { freshMs: minute, staleWhileRevalidateMs: 10 * minute, staleIfErrorMs: day };
const searchPolicy: PolicySettings = {
  operations: {
    // An embedded event is some ten kilobytes: 200 of them, or the 2000 of a whole page.
    events: { maxAnswerBytes: 8 * mebibyte, cache },
    'events-of-organizers': { maxAnswerBytes: 64 * mebibyte, cache },
    event: { cache },
  },
};

function start(settings: Settings, tools: AdapterTools): RunningAdapter {
  const { entry, postalCodes, regions } = settings;
  const client = createClient({
    search: tools.connect({
      name: 'search',
      baseUrl: settings.url,
      credentials: { kind: 'api-key', header: 'x-client-id', value: settings.clientId },
      policy: searchPolicy,
    }),
    entry: entry
      ? tools.connect({
          name: 'entry',
          baseUrl: entry.url,
          credentials: {
            kind: 'oauth2-client-credentials',
            tokenUrl: entry.tokenUrl,
            clientId: entry.clientId,
            clientSecret: entry.clientSecret,
          },
        })
      : null,
    area: { postalCodes, regions },
  });
  return {
    ports: { events: port(client, tools.clock) },
    health: (context) => client.status(context),
    check: (context) => check(client, context),
  };
}

function port(client: Client, clock: Clock): EventsPort {
  const { linkOf } = client;
  return {
    search: (search, context) => client.events(search, toEventPage, context),
    async event(id, context) {
      const { value, source } = await client.event(id, toEventPage, context);
      const found: Event | undefined = value.events[0];
      // Asked without its usual filter, so that what is over is found: what is to be published later stays out here.
      const published = found && (!found.availableFrom || found.availableFrom.getTime() <= clock.now());
      return { value: published && found.id === id ? found : null, source };
    },
    async organizers(page, context) {
      const { member, totalItems } = await client.organizers(page, context);
      return { ids: member.map((reference) => idOf(reference['@id'])), total: totalItems };
    },
    linkOf:
      linkOf &&
      (async (organizerId, context) => {
        const link = await linkOf(organizerId, context);
        return link && toLink(link);
      }),
  };
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  const connection = await checkStep({
    level: 'connection',
    passed: 'the Search API answers',
    advice: () => 'Check `url`, and that the firewall lets traffic out to publiq.',
    // A refusal of who we are is an answer.
    attempt: () =>
      client.status(context).catch((error: unknown) => {
        if (!(error instanceof PlatformError && error.code === 'CREDENTIALS')) throw error;
      }),
  });
  if (!connection.passed) return [connection];
  const credentials = await checkStep({
    level: 'credentials',
    passed: 'the Search API accepts the client id',
    advice: () =>
      'Check `clientId`: ask publiq for a client id of this environment with access to the Search API (test and production differ).',
    attempt: () => client.status(context),
  });
  const { tryEntry } = client;
  if (!tryEntry) return [connection, credentials];
  const entry = await checkStep({
    level: 'credentials',
    passed: 'the Entry API accepts our token',
    advice: (failure) =>
      failure?.code === 'CREDENTIALS'
        ? 'Check `entry.clientId` and `entry.clientSecret`: an integration with the Entry API has both.'
        : 'Check `entry.url` and `entry.tokenUrl`, and that the firewall lets traffic out to both.',
    attempt: () => tryEntry(context),
  });
  return [connection, credentials, entry];
}
