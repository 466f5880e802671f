import type { Simulator, SimulatorOptions } from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import { Allowance } from './simulator/allowance.js';
import { answerApi, type ApiOptions, type ApiSwitches, operationOf } from './simulator/api.js';
import { Catalogue, type Snapshot } from './simulator/catalogue.js';
import type { Json } from './simulator/errors.js';
import { publishSeed } from './simulator/seed.js';

export interface IpdcSimulator extends Simulator<SettingsInput> {
  /** Switches of what the platform's documents leave open or readers disagree about; see its README. */
  readonly switches: ApiSwitches;
  readonly allowance: Allowance;
  readonly catalogue: Catalogue;
  /** One more version of the product of that number: `changes` over what it was. Throws when there is none. */
  change(number: string, changes: Json, generatedAt?: string): Snapshot;
  /** Removal and its opposite: one more version that is archived or not. */
  archive(number: string, archived: boolean): Snapshot;
  /** A new product; `body` as the API has it, with its productnummer. */
  add(body: Json, generatedAt?: string): Snapshot;
}

const apiKey = 'sandbox-ipdc';

/** IPDC on loopback: REST API, code lists and the feed of instances, with the catalogue of a fictional Schilde. */
export async function startSimulator({ clock, port }: SimulatorOptions): Promise<IpdcSimulator> {
  const catalogue = new Catalogue();
  publishSeed(catalogue);
  const allowance = new Allowance(clock, 2000);
  const switches: ApiSwitches = {
    permissions: [
      'PRODUCT_READ',
      'INSTANTIE_READ',
      'INSTANTIE_SNAPSHOT_READ',
      'CONCEPT_READ',
      'CONCEPT_SNAPSHOT_READ',
      'CODELIJST_READ',
    ],
    feedNeedsKey: true,
    cacheHeaders: false,
    relationValues: false,
    beyondLast: 'not-found',
  };
  let options: ApiOptions | null = null;
  const server = await startSimulatorServer({
    name: 'ipdc',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf,
    route: (request) => Promise.resolve(answerApi(options as ApiOptions, request)),
  });
  options = { catalogue, allowance, apiKey, baseUrl: server.url, switches };

  const known = (number: string) => {
    const instance = catalogue.find(number);
    if (!instance) throw new Error(`The catalogue has no product ${number}.`);
    return instance;
  };
  const now = () => new Date(clock.now()).toISOString();
  const change = (number: string, changes: Json, generatedAt = now()) => {
    const { uuid, body } = known(number);
    return catalogue.publish(uuid, { ...body, laatstGewijzigd: generatedAt, ...changes }, generatedAt);
  };
  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: {
      apiUrl: server.url,
      feedUrl: `${server.url}/doc/instantiesnapshot`,
      apiKey,
      areaCodes: ['BE21111039'],
      ovoCodes: ['OVO002214'],
    },
    switches,
    allowance,
    catalogue,
    change,
    archive: (number, archived) => change(number, { gearchiveerd: archived }),
    add: (body, generatedAt = now()) => catalogue.publish(crypto.randomUUID(), body, generatedAt),
  };
}
