import { checkStep } from '../../src/adapter/check-step.js';
import { uuidOf } from '../../src/adapter/correlation-uuid.js';
import {
  type AdapterTools,
  type CheckResult,
  defineAdapter,
  type RunningAdapter,
} from '../../src/adapter/contract.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { ProductsPort } from '../../src/capabilities/products/products.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import { malformed, platform } from './answers.js';
import { type Client, createClient } from './client.js';
import { codeListIds, pauseOf, stateOf, toCodeNames, toFeedPage, toProduct } from './mapping.js';
import { type Settings, settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';

export const ipdc = defineAdapter({
  name: platform,
  title: 'IPDC: producten- en dienstencatalogus',
  operator: 'Digitaal Vlaanderen',
  provides: ['products'],
  settings: settingsSchema,
  start,
  simulator: startSimulator,
});

const minute = 60_000;
const hour = 60 * minute;
const mebibyte = 1024 * 1024;

const apiPolicy: PolicySettings = {
  // Ours, not the platform's: visitors who ask for numbers that do not exist must leave its allowance to the copy.
  quota: { calls: 120, perMs: minute },
  operations: {
    // What was not found is kept too.
    instantie: { cache: { freshMs: 5 * minute, staleWhileRevalidateMs: hour, staleIfErrorMs: 24 * hour } },
    // Every municipality and every category of Your Europe, with labels.
    codelijst: { maxAnswerBytes: 8 * mebibyte, timeoutMs: minute },
  },
};

const feedPolicy: PolicySettings = {
  // A page of 42 s was seen on the test environment; a page holds whole products, with all their texts.
  operations: { instantiesnapshot: { maxAnswerBytes: 32 * mebibyte, timeoutMs: minute } },
};

/** Without this one there is no copy; the others are asked for single products and for the names of codes. */
const feedPermission = 'INSTANTIE_SNAPSHOT_READ';
const otherPermissions = ['INSTANTIE_READ', 'CODELIJST_READ'];

function start(settings: Settings, tools: AdapterTools): RunningAdapter {
  const credentials = { kind: 'api-key', header: 'x-api-key', value: settings.apiKey } as const;
  const client = createClient({
    api: tools.connect({
      name: 'api',
      baseUrl: settings.apiUrl,
      alsoAllowed: [settings.feedUrl],
      credentials,
      correlationId: uuidOf,
      policy: apiPolicy,
    }),
    feed: tools.connect({
      name: 'feed',
      baseUrl: settings.feedUrl,
      alsoAllowed: [settings.apiUrl],
      credentials: settings.feedNeedsKey ? credentials : { kind: 'none' },
      correlationId: uuidOf,
      policy: feedPolicy,
    }),
    feedUrl: settings.feedUrl,
    pageSize: settings.pageSize,
  });
  return {
    ports: { products: port(client, settings, tools) },
    async health(context) {
      await client.me(context);
    },
    check: (context) => check(client, context),
  };
}

function port(client: Client, settings: Settings, { clock, log }: AdapterTools): ProductsPort {
  const { feedUrl, pageSize, areaCodes, parentAreas, ovoCodes, hideExcluded } = settings;
  return {
    basis: JSON.stringify({ feedUrl, pageSize, areaCodes, parentAreas, ovoCodes, hideExcluded }),

    async requireAccess(context) {
      await requirePermissions(client, [feedPermission], context);
    },

    async page(number, etag, context) {
      const document = await client.feedPage(number, etag, context);
      if (document === null || document === 'UNCHANGED') return document;
      const pauseMs = pauseOf(document.allowance, settings.reserve, clock.now());
      const { page, unreadable } = toFeedPage(document, settings, pauseMs);
      if (unreadable > 0) {
        // One version among readable ones must not stop all others; none readable means that the feed is ill.
        if (page.versions.length === 0) throw malformed();
        log.error('ipdc.versions.unreadable', { page: number, count: unreadable });
      }
      return page;
    },

    async product(number, context) {
      const { value, source } = await client.instance(number, context);
      const iri = value?.['@id'];
      const isInstance = [value?.['@type']].flat().includes('Instantie');
      if (!value || !isInstance || stateOf(value, settings) !== 'SHOWN') return { value: null, source };
      if (typeof iri !== 'string') throw malformed();
      return { value: toProduct(value, iri), source };
    },

    async codeNames(context) {
      const names = [];
      for (const [id, list] of Object.entries(codeListIds))
        try {
          names.push(...toCodeNames(list, await client.codeList(id, context)));
        } catch (error) {
          if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
          log.warn('ipdc.code-list.refused', { list: id });
        }
      return names;
    },
  };
}

/** Rejects with CREDENTIALS that names the first permission which the key lacks. */
async function requirePermissions(
  client: Client,
  wanted: readonly string[],
  context: CallContext,
): Promise<void> {
  const { permissions } = await client.me(context);
  const missing = wanted.find((permission) => !permissions.includes(permission));
  if (missing) throw new PlatformError(platform, 'CREDENTIALS', { platformCode: `${missing}_MISSING` });
}

async function check(client: Client, context: CallContext): Promise<CheckResult[]> {
  const connection = await checkStep({
    level: 'connection',
    passed: 'the API answers',
    advice: () => 'Check `apiUrl`, and that the firewall lets traffic out to IPDC.',
    // A key that is refused shows that the API answers.
    attempt: () =>
      client.me(context).catch((error: unknown) => {
        if (!(error instanceof PlatformError) || error.code !== 'CREDENTIALS') throw error;
      }),
  });
  if (!connection.passed) return [connection];
  const key = await checkStep({
    level: 'credentials',
    passed: 'the key is accepted and has the permissions that are needed',
    advice: (failure) => {
      const missing = /^(.*)_MISSING$/.exec(failure?.platformCode ?? '')?.[1];
      return missing
        ? `Ask the IPDC team for the permission ${missing} on your key.`
        : 'Check `apiKey`: ask the IPDC team for a key of this environment (production and test differ).';
    },
    attempt: () => requirePermissions(client, [feedPermission, ...otherPermissions], context),
  });
  const feed = await checkStep({
    level: 'connection',
    passed: 'the feed of instances answers',
    advice: (failure) =>
      failure?.code === 'CREDENTIALS'
        ? 'The feed refuses the key: ask the IPDC team for INSTANTIE_SNAPSHOT_READ, and see `feedNeedsKey`.'
        : 'Check `feedUrl`, and that the firewall lets traffic out to it.',
    attempt: () => client.feedPage(0, null, context),
  });
  return [connection, key, feed];
}
