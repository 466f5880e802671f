import type { Simulator, SimulatorOptions, SimulatorRequest } from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import { createAcm } from './simulator/acm.js';
import { type Answer, emptyAnswer, type Question } from './simulator/answers.js';
import { beheerOperation, createBeheer } from './simulator/beheer.js';
import { createPubliek } from './simulator/publiek.js';
import { type AssociationRecord, type RecordPatch, RegisterState } from './simulator/records.js';
import { seedAssociations } from './simulator/seed.js';
import { createTokens } from './simulator/tokens.js';

export interface VerenigingsregisterSimulator extends Simulator<SettingsInput> {
  /** Changes an association; the feed tells of it. Throws when there is none of that vCode. */
  change(vCode: string, patch: RecordPatch): AssociationRecord;
  /** Removes an association: its detail becomes 404, and the feed tells of it. */
  remove(vCode: string): void;
  /** Adds an association with the next vCode; what is left out is as V0001001 has it. */
  add(patch: RecordPatch): AssociationRecord;
  /** How many the public sees. */
  readonly visible: number;
  /** The latest sequence number of the feed. */
  readonly sequence: number;
  /** Whether the feed refuses a question without key; the register's documents disagree. On at start. */
  mutationsNeedKey: boolean;
  /** Milliseconds between a change through the beheer API and the moment that the register shows it, anywhere. */
  lagMs: number;
}

const apiKey = 'sandbox-verenigingsregister';
const client = { clientId: 'schakel-sandbox', clientSecret: 'sandbox-geheim' };
const scopes = {
  acm: 'dv_verenigingsregister_hoofdvertegenwoordigers',
  beheer: 'dv_verenigingsregister_beheer',
};
const lagAtStartMs = 500;

/** The register on loopback: public API, its bulk file's host, the ACM API, the beheer API and a token endpoint. */
export async function startSimulator({
  clock,
  port,
}: SimulatorOptions): Promise<VerenigingsregisterSimulator> {
  const now = () => clock.now();
  const today = () => new Date(now()).toISOString().slice(0, 10);
  const state = new RegisterState(seedAssociations(), today, now);
  state.lagMs = lagAtStartMs;
  const surfaces: ((question: Question) => Answer | null)[] = [];
  const server = await startSimulatorServer({
    name: 'verenigingsregister',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf,
    route(request) {
      const question = questionOf(request);
      for (const surface of surfaces) {
        const answer = surface(question);
        if (answer) return Promise.resolve(answer);
      }
      return Promise.resolve(emptyAnswer('unknown', 404));
    },
  });
  const baseUrl = server.url;
  const publiek = { state, baseUrl, apiKey, mutationsNeedKey: true };
  const tokens = createTokens({ ...client, scopes: Object.values(scopes), now });
  surfaces.push(
    createPubliek(publiek),
    createAcm({ state, baseUrl, tokens, scope: scopes.acm }),
    createBeheer({ state, baseUrl, tokens, scope: scopes.beheer, now }),
  );
  const tokenUrl = `${baseUrl}/acm/op/v1/token`;

  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: {
      url: baseUrl,
      apiKey,
      bulkHosts: [baseUrl],
      acm: { url: `${baseUrl}/acm`, tokenUrl, ...client, scope: scopes.acm },
      beheer: {
        url: `${baseUrl}/beheer/v1`,
        tokenUrl,
        ...client,
        scope: scopes.beheer,
        initiator: 'OVO002214',
      },
    },
    change: (vCode, patch) => state.change(vCode, patch),
    remove: (vCode) => state.remove(vCode),
    add: (patch) => state.add(patch),
    get visible() {
      return state.visible().length;
    },
    get sequence() {
      return state.sequence;
    },
    get lagMs() {
      return state.lagMs;
    },
    set lagMs(ms) {
      state.lagMs = ms;
    },
    get mutationsNeedKey() {
      return publiek.mutationsNeedKey;
    },
    set mutationsNeedKey(needed) {
      publiek.mutationsNeedKey = needed;
    },
  };
}

/** An expired credential is one that the register no longer knows. */
function questionOf({ method, path, query, headers, body, expiredCredentials }: SimulatorRequest): Question {
  const known = path.endsWith('/token') || !expiredCredentials;
  const unknown = Object.entries(headers).filter(
    ([name]) => name !== 'vr-api-key' && name !== 'authorization',
  );
  return {
    method,
    path,
    query,
    headers: known ? headers : Object.fromEntries(unknown),
    body: body.toString('utf8'),
  };
}

/** The register's name for what is asked, without doing it. */
function operationOf({ method, path }: SimulatorRequest): string {
  const beheer = beheerOperation(method, path);
  if (beheer) return beheer;
  if (path === '/v1/verenigingen/zoeken') return 'zoeken';
  if (path === '/v1/verenigingen/mutaties') return 'mutaties';
  if (path === '/v1/verenigingen/detail/all') return 'detail-all';
  if (path.startsWith('/v1/verenigingen/')) return 'detail';
  if (path.startsWith('/bulk/')) return 'bulk-file';
  if (path === '/acm/v1/verenigingen') return 'verenigingen-per-insz';
  if (path === '/acm/op/v1/token') return 'token';
  return path.split('/')[2] ?? 'unknown';
}
