import { randomUUID } from 'node:crypto';
import { checkStep } from '../../src/adapter/check-step.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { ClientCredentials } from '../../src/adapter/wire/credentials.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { LettersPort } from '../../src/capabilities/letters/letters.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { platform } from './answers.js';
import { createDocumentServiceClient, mostIds } from './document-service-client.js';
import { documentServiceLimits, messageRegistryLimits, offers, refusalOf } from './letter-rules.js';
import {
  toBpostStatus,
  toDetails,
  toMessageType,
  toOutcome,
  toPreference,
  toSenderApplication,
  toSenderOrganisation,
  toStatuses,
} from './mapping.js';
import {
  createFederationClient,
  createMessageRegistryClient,
  type FederationClient,
} from './message-registry-client.js';
import { toMultipart } from './publication.js';
import {
  type DocumentServiceSettings,
  type MessageRegistrySettings,
  type Settings,
  settingsSchema,
} from './settings.js';
import { startSimulator } from './simulator.js';
import { askBatches, toBatches } from './status-batches.js';

export const ebox = defineAdapter({
  name: platform,
  title: 'e-Box',
  operator: 'Digitaal Vlaanderen (MAGDA Documentendienst); RSZ and BOSA (Message Registry)',
  provides: ['letters'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

const dayMs = 86_400_000;
const keptForADay = { freshMs: dayMs, staleWhileRevalidateMs: dayMs, staleIfErrorMs: dayMs };
const publishing = { timeoutMs: 60_000 };
const documentServicePolicy: PolicySettings = {
  operations: { messages: publishing, 'bpost-attestation': { maxAnswerBytes: 10 * 1024 * 1024 } },
};
const messageRegistryPolicy: PolicySettings = {
  operations: {
    publishMessage: publishing,
    // The documentation asks to keep reference data for a day or two.
    messageTypes: { cache: keptForADay },
    senderApplications: { cache: keptForADay },
    senderOrganizations: { cache: keptForADay },
  },
};

const rest = 'scope:document:management:consult:ws-eboxrestentreprise';
const scopes = {
  'magda-documentendienst': 'msg_msg_v1_G',
  'message-registry': `${rest}:publicationsender ${rest}:referencedata`,
};
/** Statuses that one question to a registry may ask; no limit is documented, so that of the document service. */
const registryMostIds = { EBOX: 500, PAPER: 1, EMAIL: 1 };

function credentials(transport: Settings['transport'], scope: string): ClientCredentials {
  return {
    kind: 'oauth2-client-credentials',
    tokenUrl: transport.tokenUrl,
    clientId: transport.clientId,
    privateKeyPem: transport.privateKey,
    ...(transport.keyId === undefined ? {} : { keyId: transport.keyId }),
    scope,
  };
}

function start(settings: Settings, tools: AdapterTools): RunningAdapter {
  const { transport } = settings;
  return transport.kind === 'magda-documentendienst'
    ? startDocumentService(settings, transport, tools)
    : startMessageRegistry(settings, transport, tools);
}

const notConfigured = () => Promise.reject(new PlatformError(platform, 'NOT_CONFIGURED'));

function startDocumentService(
  { sender }: Settings,
  transport: DocumentServiceSettings,
  { connect, clock, log, noteUnknownValue: note }: AdapterTools,
): RunningAdapter {
  const client = createDocumentServiceClient(
    connect({
      name: 'document-service',
      baseUrl: transport.url,
      credentials: credentials(transport, transport.scope ?? scopes[transport.kind]),
      policy: documentServicePolicy,
      // The service wants another one for each request; the log tells which are ours.
      correlationId(correlationId) {
        const sentAs = randomUUID();
        log.debug('ebox.correlation', { correlationId, sentAs });
        return sentAs;
      },
    }),
    sender.kboNumber,
  );
  const letters: LettersPort = {
    honoursKeys: false,
    offers: (channel, registered) => offers(documentServiceLimits, channel, registered),
    refusalOf: (letter) => refusalOf(letter, documentServiceLimits),
    async publish(letter, context) {
      const refusal = refusalOf(letter, documentServiceLimits);
      if (refusal) return { kind: 'REFUSED', reason: refusal, platformCode: null };
      const body = await toMultipart(letter, sender, 'DOCUMENT_SERVICE');
      const attempt = await client.publish(body, context);
      return attempt.kind === 'ANSWERED' ? toOutcome(attempt.value, letter.channel, note) : attempt;
    },
    statuses: (references, context) =>
      askBatches(toBatches(references, mostIds), async ({ channel, references: asked }) => {
        const { value } = await client.statuses(channel, asked, context);
        return toStatuses(value, asked, clock.now(), note);
      }),
    preferences: notConfigured,
    messageTypes: notConfigured,
    senderApplications: notConfigured,
    senderOrganisations: notConfigured,
    bpostStatus: async (messageId, context) =>
      mapped(await client.bpostStatus(messageId, context), (document) => document && toBpostStatus(document)),
    attestation: (messageId, context) => client.attestation(messageId, context),
    message: async (messageId, context) =>
      mapped(await client.message(messageId, context), (document) => document && toDetails(document)),
  };
  return {
    ports: { letters },
    health: (context) => client.probe(context),
    check: (context) => checkSurface('the Documentendienst', 'transport', client.probe, context),
  };
}

function startMessageRegistry(
  { sender }: Settings,
  transport: MessageRegistrySettings,
  { connect, clock, noteUnknownValue: note }: AdapterTools,
): RunningAdapter {
  const { version } = transport;
  const client = createMessageRegistryClient(
    connect({
      name: 'registry',
      baseUrl: transport.url,
      credentials: credentials(transport, transport.scope ?? scopes[transport.kind]),
      policy: messageRegistryPolicy,
    }),
    version,
  );
  const federation = transport.federation
    ? createFederationClient(
        connect({
          name: 'federation',
          baseUrl: transport.federation.url,
          credentials: credentials(transport, transport.federation.scope),
        }),
      )
    : null;
  const letters: LettersPort = {
    honoursKeys: version === '3',
    offers: (channel, registered) => offers(messageRegistryLimits, channel, registered),
    refusalOf: (letter) => refusalOf(letter, messageRegistryLimits),
    async publish(letter, context) {
      const refusal = refusalOf(letter, messageRegistryLimits);
      if (refusal) return { kind: 'REFUSED', reason: refusal, platformCode: null };
      const body = await toMultipart(letter, sender, version);
      const attempt = await client.publish(body, letter.key, context);
      return attempt.kind === 'ANSWERED' ? toOutcome(attempt.value, letter.channel, note) : attempt;
    },
    async statuses(references, context) {
      const batches = toBatches(references, registryMostIds);
      // The registry knows e-Boxes only; of other letters the last known state stays.
      const mine = batches.filter(({ channel }) => channel === 'EBOX');
      const others = batches.filter(({ channel }) => channel !== 'EBOX');
      const { statuses, failures } = await askBatches(mine, async ({ references: asked }) => {
        const { value } = await client.statuses(asked, context);
        return toStatuses(value, asked, clock.now(), note);
      });
      const error = new PlatformError(platform, 'NOT_CONFIGURED');
      return {
        statuses,
        failures: [...failures, ...others.map(({ references: asked }) => ({ references: asked, error }))],
      };
    },
    preferences: federation
      ? async (kboNumbers, context) =>
          mapped(await federation.preferences(kboNumbers, context), (documents) =>
            documents.map((document) => toPreference(document, note)),
          )
      : notConfigured,
    messageTypes: async (context) =>
      mapped(await client.messageTypes(context), (documents) =>
        documents.map((document) => toMessageType(document, note)),
      ),
    senderApplications: async (context) =>
      mapped(await client.senderApplications(context), (documents) => documents.map(toSenderApplication)),
    senderOrganisations: async (context) =>
      mapped(await client.senderOrganizations(context), (documents) => documents.map(toSenderOrganisation)),
    bpostStatus: notConfigured,
    attestation: notConfigured,
    message: notConfigured,
  };
  return {
    ports: { letters },
    health: (context) => client.probe(context),
    check: (context) => checkRegistry(client.probe, federation, sender.kboNumber, context),
  };
}

function mapped<A, B>({ value, source }: Sourced<A>, map: (value: A) => B): Sourced<B> {
  return { value: map(value), source };
}

/** Tells a platform that cannot be reached from one that does not accept us. */
async function checkSurface(
  what: string,
  setting: string,
  probe: (context: CallContext) => Promise<unknown>,
  context: CallContext,
): Promise<CheckResult[]> {
  let refused: PlatformError | null = null;
  const connection = await checkStep({
    level: 'connection',
    passed: `${what} answers`,
    advice: () =>
      `Check \`${setting}.url\` and \`transport.tokenUrl\`, and that the firewall lets traffic out to both.`,
    attempt: () =>
      probe(context).catch((error: unknown) => {
        if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
        refused = error;
      }),
  });
  if (!connection.passed) return [connection];
  const accepted = await checkStep({
    level: 'credentials',
    passed: `${what} accepts the client`,
    advice: () =>
      `Check \`transport.clientId\`, \`transport.privateKey\`, \`transport.keyId\` and \`${setting}.scope\`: the scope must be granted, and the clock of this machine right.`,
    attempt: () => (refused ? Promise.reject(refused) : Promise.resolve()),
  });
  return [connection, accepted];
}

async function checkRegistry(
  probe: (context: CallContext) => Promise<void>,
  federation: FederationClient | null,
  kboNumber: string,
  context: CallContext,
): Promise<CheckResult[]> {
  const registry = await checkSurface('the Message Registry', 'transport', probe, context);
  if (!federation) return registry;
  const ask = (inContext: CallContext) => federation.preferences([kboNumber], inContext);
  return [...registry, ...(await checkSurface('the Federation API', 'transport.federation', ask, context))];
}
