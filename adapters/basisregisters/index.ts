import { checkStep } from '../../src/adapter/check-step.js';
import { type CheckResult, defineAdapter } from '../../src/adapter/contract.js';
import type { PolicySettings } from '../../src/adapter/wire/policy.js';
import type { CallContext } from '../../src/context/call-context.js';
import { keyMissing, platform } from './answers.js';
import { type Client, createClient } from './client.js';
import { createImageryClient, type ImageryClient } from './imagery-client.js';
import { placesPort } from './places-port.js';
import { createPlanClient } from './plan-client.js';
import { settingsSchema } from './settings.js';
import { startSimulator } from './simulator.js';
import { createStreetSmartClient, type StreetSmartClient } from './street-smart-client.js';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;
const mebibyte = 1024 * 1024;

// Addresses and parcels change slowly, and an old answer is better than none.
const slow = { freshMs: 10 * minute, staleWhileRevalidateMs: hour, staleIfErrorMs: day };

const registerPolicy: PolicySettings = {
  operations: {
    // While somebody types, the same beginnings come by again and again; the register asks for no more than that.
    'adressen-zoeken': { cache: { freshMs: minute, staleIfErrorMs: hour } },
    adres: { cache: slow },
    adressen: { cache: slow, maxAnswerBytes: 8 * mebibyte },
    adresmatch: { cache: { freshMs: 10 * minute, staleIfErrorMs: hour } },
    perceel: { cache: slow },
    percelen: { cache: slow },
  },
};

const planPolicy: PolicySettings = {
  operations: {
    capakey: { cache: { freshMs: hour, staleWhileRevalidateMs: day, staleIfErrorMs: 7 * day } },
  },
};

// The list of pictures grows once a year; what "most recent" shows moves with it, so nothing is kept for good.
const capabilities = {
  maxAnswerBytes: 8 * mebibyte,
  cache: { freshMs: hour, staleWhileRevalidateMs: day, staleIfErrorMs: 7 * day },
};
const imageryPolicy: PolicySettings = {
  operations: {
    'wmts-capabilities': capabilities,
    'wms-capabilities': capabilities,
    'wms-feature-info': { cache: { freshMs: day, staleIfErrorMs: 7 * day } },
  },
};

const streetSmartPolicy: PolicySettings = {
  operations: {
    recordings: { maxAnswerBytes: 4 * mebibyte, cache: { freshMs: 10 * minute, staleIfErrorMs: day } },
    render: { maxAnswerBytes: 16 * mebibyte, timeoutMs: 30_000 },
  },
};

export const basisregisters = defineAdapter({
  name: platform,
  title: 'Basisregisters Vlaanderen',
  operator: 'Digitaal Vlaanderen',
  provides: ['places'],
  settings: settingsSchema,
  simulator: startSimulator,
  start(settings, { connect, noteUnknownValue }) {
    const register = createClient(
      connect({
        name: 'register',
        baseUrl: settings.url,
        credentials: { kind: 'api-key', header: 'x-api-key', value: settings.apiKey },
        policy: { ...registerPolicy, quota: { calls: settings.requestsPerSecond, perMs: 1_000 } },
      }),
    );
    // Connections of their own: the key must not travel along, and one that is ill leaves the others alone.
    const plan = createPlanClient(connect({ name: 'capakey', baseUrl: settings.geoUrl, policy: planPolicy }));
    const imagery = createImageryClient(
      connect({ name: 'imagery', baseUrl: settings.geoUrl, policy: imageryPolicy }),
    );
    const { streetSmart: access, geoUrl } = settings;
    const streetSmart = access
      ? createStreetSmartClient(
          connect({
            name: 'street-smart',
            baseUrl: access.url,
            credentials: { kind: 'basic', user: access.username, password: access.password },
            policy: streetSmartPolicy,
          }),
          access.apiKey,
        )
      : null;
    return {
      ports: { places: placesPort({ register, plan, imagery, streetSmart, geoUrl, noteUnknownValue }) },
      health: (context) => register.tryKey(context),
      check: (context) => check({ register, imagery, streetSmart }, context),
    };
  },
});

interface Checked {
  readonly register: Client;
  readonly imagery: ImageryClient;
  readonly streetSmart: StreetSmartClient | null;
}

/** The middle of Schilde: where to look whether panoramas are there for us. Nobody is asked about. */
const somewhere = { centre: { x: 165_000, y: 214_000 }, radiusM: 1 };

async function check(
  { register, imagery, streetSmart }: Checked,
  context: CallContext,
): Promise<CheckResult[]> {
  const connection = await checkStep({
    level: 'connection',
    passed: 'the register answers',
    advice: () => 'Check `url`, and that the firewall lets traffic out to the Basisregisters.',
    attempt: () => register.reach(context),
  });
  const geo = await checkStep({
    level: 'connection',
    passed: 'the geo services answer',
    advice: () => 'Check `geoUrl`, and that the firewall lets traffic out to the geo services.',
    attempt: () => imagery.reach(context),
  });
  const results = [connection, geo];
  if (connection.passed)
    results.push(
      await checkStep({
        level: 'credentials',
        passed: 'the register accepts the key',
        advice: (failure) =>
          failure?.platformCode === keyMissing
            ? 'The register saw no key: check that nothing between here and there drops the header x-api-key.'
            : 'Check `apiKey`: ask Digitaal Vlaanderen for a key of this environment (test, staging and production differ).',
        attempt: () => register.tryKey(context),
      }),
    );
  if (streetSmart)
    results.push(
      await checkStep({
        level: 'credentials',
        passed: 'Street Smart accepts our user and key',
        advice: (failure) =>
          failure?.code === 'CREDENTIALS'
            ? 'Check `streetSmart`: username, password and apiKey of the subscription.'
            : 'Check `streetSmart.url`, and that the firewall lets traffic out to it.',
        attempt: () => streetSmart.recordings(somewhere, () => null, context, { fresh: true }),
      }),
    );
  return results;
}
