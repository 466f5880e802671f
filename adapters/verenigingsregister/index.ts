import { checkStep } from '../../src/adapter/check-step.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { Association, AssociationsPort } from '../../src/capabilities/associations/associations.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { platform } from './answers.js';
import { type Client, createClient } from './client.js';
import { toActivities, toAssociation, toRepresented, toSearchResult } from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const verenigingsregister = defineAdapter({
  name: platform,
  title: 'Verenigingsregister',
  operator: 'Digitaal Vlaanderen',
  provides: ['associations'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const mebibyte = 1024 * 1024;

// The public data changes slowly, and an old answer is better than none.
const publiekPolicy: PolicySettings = {
  operations: {
    zoeken: {
      maxAnswerBytes: 8 * mebibyte,
      cache: { freshMs: minute / 2, staleWhileRevalidateMs: 5 * minute, staleIfErrorMs: hour },
    },
    detail: { cache: { freshMs: minute, staleWhileRevalidateMs: 10 * minute, staleIfErrorMs: day } },
    hoofdactiviteitenVerenigingsloket: {
      cache: { freshMs: hour, staleWhileRevalidateMs: day, staleIfErrorMs: 7 * day },
    },
    // Asked from 0, it names every association of Flanders.
    mutaties: { maxAnswerBytes: 32 * mebibyte, timeoutMs: minute },
    // The register writes the file before it redirects.
    'detail-all': { timeoutMs: 5 * minute },
  },
};

// A host that gives no ranges sends the file as a whole.
const bulkPolicy: PolicySettings = { maxAnswerBytes: 512 * mebibyte, timeoutMs: 5 * minute };

function start(settings: Settings, tools: AdapterTools): RunningAdapter {
  const [bulkHost, ...otherBulkHosts] = settings.bulkHosts;
  const client = createClient({
    publiek: tools.connect({
      name: 'publiek',
      baseUrl: settings.url,
      credentials: { kind: 'api-key', header: 'vr-api-key', value: settings.apiKey },
      policy: publiekPolicy,
    }),
    // A connection of its own: the key of the register must not travel to the host of the file.
    bulk: bulkHost
      ? tools.connect({ name: 'bulk', baseUrl: bulkHost, alsoAllowed: otherBulkHosts, policy: bulkPolicy })
      : null,
    acm: settings.acm ? tools.connect(acmConnection(settings.acm)) : null,
    apiVersion: settings.apiVersion,
    bulkPieceBytes: settings.bulkPieceBytes,
  });
  return {
    ports: { associations: port(client) },
    async health(context) {
      await client.activities(context, { fresh: true });
    },
    check: (context) => check(client, context),
  };
}

function acmConnection(acm: NonNullable<Settings['acm']>) {
  return {
    name: 'acm',
    baseUrl: acm.url,
    // Personal: kept for the questions of one page, as MAGDA's answers are.
    policy: { cache: { freshMs: 5_000 } },
    credentials: {
      kind: 'oauth2-client-credentials' as const,
      tokenUrl: acm.tokenUrl,
      clientId: acm.clientId,
      scope: acm.scope,
      ...(acm.clientSecret ? { clientSecret: acm.clientSecret } : {}),
      ...(acm.privateKey ? { privateKeyPem: acm.privateKey } : {}),
      ...(acm.keyId ? { keyId: acm.keyId } : {}),
    },
  };
}

function port(client: Client): AssociationsPort {
  return {
    search: (search, context) => client.search(search, toSearchResult, context),
    detail: (vCode, context) => client.detail(vCode, toAssociation, context),
    async current(vCode, context) {
      const document = await client.currentDetail(vCode, context);
      return document && toAssociation(document);
    },
    activities: async (context) => sourced(await client.activities(context), toActivities),
    changesSince: (sequence, context) => client.changesSince(sequence, context),
    async *all(context): AsyncGenerator<readonly Association[]> {
      for await (const documents of client.all(context))
        yield documents.filter((document) => !document.vereniging.teVerwijderen).map(toAssociation);
    },
    ofRepresentative: async (nationalNumber, context) =>
      sourced(await client.ofRepresentative(nationalNumber, context), (documents) =>
        documents.map(toRepresented),
      ),
  };
}

function sourced<D, T>(answer: Sourced<D>, map: (document: D) => T): Sourced<T> {
  return { value: map(answer.value), source: answer.source };
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  const connection = await checkStep({
    level: 'connection',
    passed: 'the register answers',
    advice: () => 'Check `url`, and that the firewall lets traffic out to the register.',
    attempt: () => client.activities(context, { fresh: true }),
  });
  if (!connection.passed) return [connection];
  const credentials = await checkStep({
    level: 'credentials',
    passed: 'the register accepts the key',
    advice: () =>
      'Check `apiKey`: ask Digitaal Vlaanderen for a key of this environment (test and production differ).',
    attempt: () => client.tryKey(context),
  });
  const { tryAcm } = client;
  if (!tryAcm) return [connection, credentials];
  const acm = await checkStep({
    level: 'credentials',
    passed: 'the ACM API accepts our token',
    advice: (failure) =>
      failure?.code === 'CREDENTIALS'
        ? 'Check `acm`: client id, its secret or key, and the scope that ACM/IDM and the register agreed to.'
        : 'Check `acm.url` and `acm.tokenUrl`, and that the firewall lets traffic out to both.',
    attempt: () => tryAcm(context),
  });
  return [connection, credentials, acm];
}
