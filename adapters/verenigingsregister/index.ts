import { checkStep } from '../../src/adapter/check-step.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { uuidOf } from '../../src/adapter/correlation-uuid.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { AssociationManagementPort } from '../../src/capabilities/associations/association-management.port.js';
import type { Association, AssociationsPort } from '../../src/capabilities/associations/associations.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { platform } from './answers.js';
import { type Beheer, createBeheer, type ManagedDetail } from './beheer.js';
import { type Client, createClient } from './client.js';
import { notingCodes, notingMoment } from './known-codes.js';
import { toEvent, toManagedAssociation, toManagedSummary } from './management-mapping.js';
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
    // Personal: kept for the questions of one page, as MAGDA's answers are.
    acm: settings.acm
      ? tools.connect({
          name: 'acm',
          baseUrl: settings.acm.url,
          policy: { cache: { freshMs: 5_000 } },
          credentials: clientCredentials(settings.acm),
        })
      : null,
    apiVersion: settings.apiVersion,
    bulkPieceBytes: settings.bulkPieceBytes,
  });
  const beheer = settings.beheer ? connectBeheer(settings.beheer, settings.apiVersion, tools) : null;
  return {
    ports: {
      associations: {
        ...port(client, tools.noteUnknownValue),
        ...(beheer ? management(beheer, tools.noteUnknownValue) : withoutManagement),
      },
    },
    async health(context) {
      await client.activities(context, { fresh: true });
    },
    check: (context) => check(client, beheer, context),
  };
}

function connectBeheer(
  beheer: NonNullable<Settings['beheer']>,
  apiVersion: string,
  { connect, clock }: AdapterTools,
): Beheer {
  const wire = connect({
    name: 'beheer',
    baseUrl: beheer.url,
    // The register refuses a correlation id that is no GUID.
    correlationId: uuidOf,
    credentials: clientCredentials(beheer),
  });
  return createBeheer({ wire, initiator: beheer.initiator, apiVersion, clock });
}

function clientCredentials(
  client: Pick<
    NonNullable<Settings['beheer']>,
    'tokenUrl' | 'clientId' | 'scope' | 'clientSecret' | 'privateKey' | 'keyId'
  >,
) {
  return {
    kind: 'oauth2-client-credentials' as const,
    tokenUrl: client.tokenUrl,
    clientId: client.clientId,
    scope: client.scope,
    ...(client.clientSecret ? { clientSecret: client.clientSecret } : {}),
    ...(client.privateKey ? { privateKeyPem: client.privateKey } : {}),
    ...(client.keyId ? { keyId: client.keyId } : {}),
  };
}

type ReadingPort = Omit<AssociationsPort, keyof AssociationManagementPort>;

function port(client: Client, note: AdapterTools['noteUnknownValue']): ReadingPort {
  const noting = notingCodes(note);
  return {
    search: (search, context) =>
      client.search(
        search,
        (document) => {
          const result = toSearchResult(document);
          result.associations.forEach(noting);
          return result;
        },
        context,
      ),
    detail: (vCode, context) => client.detail(vCode, (document) => noting(toAssociation(document)), context),
    async current(vCode, context) {
      const document = await client.currentDetail(vCode, context);
      return document && noting(toAssociation(document));
    },
    activities: async (context) => sourced(await client.activities(context), toActivities),
    changesSince: (sequence, context) => client.changesSince(sequence, context),
    async *all(context): AsyncGenerator<readonly Association[]> {
      for await (const documents of client.all(context))
        yield documents
          .filter((document) => !document.vereniging.teVerwijderen)
          .map((document) => noting(toAssociation(document)));
    },
    ofRepresentative: async (nationalNumber, context) =>
      sourced(await client.ofRepresentative(nationalNumber, context), (documents) =>
        documents.map(toRepresented),
      ),
  };
}

/** How many associations of one name are looked at to find the one that was just registered. */
const mostLookedAt = 10;

function management(beheer: Beheer, note: AdapterTools['noteUnknownValue']): AssociationManagementPort {
  const noting = notingCodes(note);
  const toManaged = (detail: ManagedDetail | null) =>
    detail && noting(toManagedAssociation(detail.document, detail.version));
  const managed: AssociationManagementPort['managed'] = async (vCode, context) =>
    sourced(await beheer.detail(vCode, context), toManaged);
  const searchManaged: AssociationManagementPort['searchManaged'] = async (search, context) =>
    sourced(await beheer.search(search, context), ({ verenigingen, metadata }) => ({
      associations: verenigingen.map((document) => noting(toManagedSummary(document))),
      total: metadata.pagination.totalCount,
    }));
  return {
    offersManagement: true,
    register: beheer.register,
    changeBasics: beheer.changeBasics,
    changePart: beheer.changePart,
    managed,
    readBack: async (vCode, sequence, context) =>
      sourced(await beheer.detailSince(vCode, sequence, context), toManaged),
    searchManaged,
    async findRegistered(name, representative, context) {
      const { value } = await searchManaged({ text: name, offset: 0, limit: 100 }, context);
      const alike = value.associations.filter((association) => association.name === name);
      const details = await Promise.all(
        alike.slice(0, mostLookedAt).map(({ vCode }) => managed(vCode, context)),
      );
      return details.flatMap(({ value: association }) =>
        association?.representatives.some(({ nationalNumber }) => nationalNumber?.equals(representative))
          ? [association.vCode]
          : [],
      );
    },
    history: async (vCode, context) =>
      sourced(
        await beheer.history(vCode, context),
        (document) => document && document.gebeurtenissen.map(toEvent).map(notingMoment(note)),
      ),
  };
}

const notConfigured = () => Promise.reject(new PlatformError(platform, 'NOT_CONFIGURED'));

const withoutManagement: AssociationManagementPort = {
  offersManagement: false,
  register: notConfigured,
  changeBasics: notConfigured,
  changePart: notConfigured,
  managed: notConfigured,
  readBack: notConfigured,
  searchManaged: notConfigured,
  findRegistered: notConfigured,
  history: notConfigured,
};

function sourced<D, T>(answer: Sourced<D>, map: (document: D) => T): Sourced<T> {
  return { value: map(answer.value), source: answer.source };
}

async function check(client: Client, beheer: Beheer | null, context: CallContext): Promise<CheckResult[]> {
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
  return [
    connection,
    credentials,
    ...(await checkAcm(client, context)),
    ...(await checkBeheer(beheer, context)),
  ];
}

const adviceFor = (setting: string, also: string) => (failure: PlatformError | null) =>
  failure?.code === 'CREDENTIALS'
    ? `Check \`${setting}\`: client id, its secret or key, ${also} that ACM/IDM and the register agreed to.`
    : `Check \`${setting}.url\` and \`${setting}.tokenUrl\`, and that the firewall lets traffic out to both.`;

async function checkAcm({ tryAcm }: Client, context: CallContext): Promise<CheckResult[]> {
  if (!tryAcm) return [];
  const acm = await checkStep({
    level: 'credentials',
    passed: 'the ACM API accepts our token',
    advice: adviceFor('acm', 'and the scope'),
    attempt: () => tryAcm(context),
  });
  return [acm];
}

async function checkBeheer(beheer: Beheer | null, context: CallContext): Promise<CheckResult[]> {
  if (!beheer) return [];
  const step = await checkStep({
    level: 'credentials',
    passed: 'the beheer API accepts our token and our initiator',
    advice: adviceFor('beheer', 'the scope and the initiator'),
    // No association has the highest vCode: null, which tells enough, and nobody's data comes with it.
    attempt: () => beheer.detail('V9999999', context),
  });
  return [step];
}
