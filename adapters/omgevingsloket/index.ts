import { checkStep } from '../../src/adapter/check-step.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { PermitKind, PermitPhase, PermitsPort } from '../../src/capabilities/permits/permits.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import { type Client, createClient } from './client.js';
import { events } from './code-lists/events.js';
import { projectTypes } from './code-lists/project-types.js';
import { platform } from './exception-report.js';
import { createExchangeClient, type ExchangeClient } from './exchange.js';
import { toObjectPage } from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const omgevingsloket = defineAdapter({
  name: platform,
  title: 'Omgevingsloket',
  operator: 'Departement Omgeving',
  provides: ['permits'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

const layerOf: Readonly<Record<PermitKind, keyof Settings['layers']>> = {
  URBAN_DEVELOPMENT: 'urbanDevelopment',
  SUBDIVISION: 'subdivision',
  CLASSIFIED_ESTABLISHMENT: 'classifiedEstablishment',
  RETAIL: 'retail',
};

// Pages with geometries are large, and the service is slow on them.
const wfsPolicy: PolicySettings = {
  operations: { GetFeature: { timeoutMs: 60_000, maxAnswerBytes: 32 * 1024 * 1024 } },
};

function start(settings: Settings, { connect, log }: AdapterTools): RunningAdapter {
  const client = createClient(
    connect({ name: 'wfs', baseUrl: settings.url, policy: wfsPolicy }),
    settings.url,
    log,
  );
  const exchange = settings.exchange
    ? createExchangeClient(connect({ name: 'exchange', baseUrl: settings.exchange.url }), settings.exchange)
    : null;
  return {
    ports: { permits: port(client, exchange, settings) },
    health: (context) => client.probe(settings.layers.urbanDevelopment, context),
    check: (context) => check(client, exchange, settings, context),
  };
}

function port(client: Client, exchange: ExchangeClient | null, settings: Settings): PermitsPort {
  const phases = new Map<string, PermitPhase>(
    Object.entries(settings.states).map(([state, phase]) => [folded(state), phase]),
  );
  const applications = new Set(projectTypes.filter(({ application }) => application).map(({ code }) => code));
  const notConfigured = () => Promise.reject(new PlatformError(platform, 'NOT_CONFIGURED'));
  return {
    async objects({ kind, changedSince, after }, context) {
      const { boundingBox, pageSize: limit } = settings;
      const typeName = settings.layers[layerOf[kind]];
      const page = await client.features(
        { typeName, boundingBox, changedSince, fromProject: after, limit },
        context,
      );
      return toObjectPage(page, kind, limit);
    },
    publicPage: (projectNumber) =>
      `${settings.publicUrl.replace(/\/$/, '')}/${projectNumber.replace(/^OMV_/, '')}`,
    codes: (list) => (list === 'EVENT' ? events : projectTypes),
    isApplication: (typeCode) => applications.has(typeCode),
    phaseOf: (state) => (state === null ? 'UNKNOWN' : (phases.get(folded(state)) ?? 'UNKNOWN')),
    procedureOf: (typeCode) =>
      typeCode !== null && Object.hasOwn(settings.procedures, typeCode)
        ? (settings.procedures[typeCode] ?? 'UNKNOWN')
        : 'UNKNOWN',
    exchangeDossier: exchange ? exchange.dossier : notConfigured,
    exchangeProject: exchange ? exchange.project : notConfigured,
  };
}

function folded(state: string): string {
  return state.trim().toLowerCase();
}

/** A dossier that nobody has: an answer of any kind shows that the exchange platform hears us. */
const nobody = 'AAAAAAAAAAAAAAAAAAAAAA';

async function check(
  client: Client,
  exchange: ExchangeClient | null,
  settings: Settings,
  context: CallContext,
): Promise<CheckResult[]> {
  const results: CheckResult[] = [];
  for (const [layer, typeName] of Object.entries(settings.layers))
    results.push(
      await checkStep({
        level: 'connection',
        passed: `the layer ${typeName} answers`,
        advice: (failure) =>
          failure?.code === 'REFUSED'
            ? `Check \`layers.${layer}\`: Mercator does not know this layer.`
            : 'Check `url`, and that the firewall lets traffic out to Mercator.',
        attempt: () => client.probe(typeName, context),
      }),
    );
  if (exchange)
    results.push(
      await checkStep({
        level: 'credentials',
        passed: 'the exchange platform answers',
        advice: () =>
          'Check `exchange`: address and namespace as the department gave them. What else it needs is not public.',
        attempt: () =>
          exchange.dossier(nobody, context).catch((error: unknown) => {
            if (!(error instanceof PlatformError) || error.code !== 'CLIENT_FAULT') throw error;
          }),
      }),
    );
  return results;
}
