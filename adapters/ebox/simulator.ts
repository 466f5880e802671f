import type { Simulator, SimulatorOptions } from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import { answerDocumentService, documentServiceScope, operationOf } from './simulator/document-service.js';
import { createMailbox, type Mailbox } from './simulator/mailbox.js';
import {
  answerFederation,
  answerRegistry,
  registryOperationOf,
  registryScopes,
} from './simulator/message-registry.js';
import { senderApplicationId, senderKbo } from './simulator/publications.js';
import { seed } from './simulator/seed.js';
import { clientId, clientKey, createTokenEndpoint, type TokenEndpoint } from './simulator/token-endpoint.js';

export interface EboxSimulator extends Simulator<SettingsInput> {
  readonly mailbox: Mailbox;
  /** The token endpoint of the document service (ACM/IDM), and that of the registries. */
  readonly tokens: { readonly acm: TokenEndpoint; readonly registry: TokenEndpoint };
  /** The settings that reach the Message Registry instead of the document service. */
  registrySettings(version: '2.1' | '3'): SettingsInput;
  /** Every publication as it came, oldest first. */
  readonly publications: readonly { readonly contentType: string; readonly body: Buffer }[];
  /** Loses the answer to the next publication after it took place. */
  loseNextAnswer(): void;
  /** Whether what is behind the document service fails. */
  sourceFails: boolean;
}

const paths = {
  acmToken: '/op/v1/token',
  registryToken: '/REST/oauth/v5/token',
  documentService: '/documentendienst/api/v1/messages',
  registry2: '/REST/ebox/enterprise/messageRegistry/v2',
  registry3: '/REST/ebox/enterprise/messageRegistry/v3',
  federation: '/REST/ebox/enterprise/federation/v1',
};

/** The MAGDA Documentendienst, the Message Registry (2.1 and 3) and the Federation API, all with one mailbox, on one port. */
export async function startSimulator({ clock, port, folder }: SimulatorOptions): Promise<EboxSimulator> {
  const privateKey = await clientKey(folder);
  const mailbox = createMailbox(clock);
  seed(mailbox, clock);
  const acm = createTokenEndpoint(clock, privateKey, [documentServiceScope]);
  const registry = createTokenEndpoint(clock, privateKey, Object.values(registryScopes));
  const usedKeys = new Set<string>();
  const usedCorrelationIds = new Set<string>();
  const publications: { contentType: string; body: Buffer }[] = [];
  let sourceFails = false;
  let losing = false;

  const options = {
    mailbox,
    tokens: registry,
    usedKeys,
    usedCorrelationIds,
    sourceFails: () => sourceFails,
  };
  const server = await startSimulatorServer({
    name: 'ebox',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf(request) {
      const { path } = request;
      const below = (base: string) => (path.startsWith(`${base}/`) ? path.slice(base.length) : null);
      if (path === paths.acmToken || path === paths.registryToken) return 'token';
      const inService = below(paths.documentService);
      const inRegistry = below(paths.registry2) ?? below(paths.registry3);
      return (
        (inService && operationOf(request, inService)) ||
        (inRegistry && registryOperationOf(request, inRegistry)) ||
        (below(paths.federation) && 'eboxPreferences') ||
        'unknown'
      );
    },
    async route(request) {
      const { path } = request;
      const below = (base: string) => (path.startsWith(`${base}/`) ? path.slice(base.length) : null);
      if (path === paths.acmToken) return acm.answer(request, `${server.url}${path}`);
      if (path === paths.registryToken) return registry.answer(request, `${server.url}${path}`);
      const contentType = request.headers['content-type'] ?? '';
      const publishes = contentType.startsWith('multipart/');
      if (publishes) publications.push({ contentType, body: request.body });
      const inService = below(paths.documentService);
      const inTwo = below(paths.registry2);
      const inThree = below(paths.registry3);
      const inFederation = below(paths.federation);
      const reply =
        (inService && (await answerDocumentService(request, inService, { ...options, tokens: acm }))) ||
        (inTwo && (await answerRegistry(request, inTwo, '2', options))) ||
        (inThree && (await answerRegistry(request, inThree, '3', options))) ||
        (inFederation && answerFederation(request, inFederation, options)) ||
        null;
      if (!reply) return { operation: 'unknown', status: 404 };
      if (!publishes || !losing) return reply;
      losing = false;
      return { operation: reply.operation, status: 504 };
    },
  });

  const access = (base: string, tokenPath: string) => ({
    url: `${server.url}${base}`,
    tokenUrl: `${server.url}${tokenPath}`,
    clientId,
    privateKey,
  });
  const sender = { kboNumber: senderKbo, applicationId: senderApplicationId };
  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: {
      sender,
      transport: { kind: 'magda-documentendienst', ...access(paths.documentService, paths.acmToken) },
    },
    registrySettings: (version) => ({
      sender,
      transport: {
        kind: 'message-registry',
        version,
        ...access(version === '3' ? paths.registry3 : paths.registry2, paths.registryToken),
        federation: { url: `${server.url}${paths.federation}` },
      },
    }),
    mailbox,
    tokens: { acm, registry },
    publications,
    loseNextAnswer() {
      losing = true;
    },
    get sourceFails() {
      return sourceFails;
    },
    set sourceFails(value) {
      sourceFails = value;
    },
  };
}
