import type { Simulator, SimulatorOptions, SimulatorRequest } from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import type { Question, Surface } from './simulator/answers.js';
import { createImagery, imageryOperation } from './simulator/imagery.js';
import { createPlan } from './simulator/plan.js';
import { createRegister, registerOperation } from './simulator/register.js';
import { createStreetSmart, streetSmartOperation } from './simulator/street-smart.js';
import { Town } from './simulator/town.js';

export interface BasisregistersSimulator extends Simulator<SettingsInput> {
  /** The number of an address. Throws when there is no such house. */
  addressId(street: string, houseNumber: string, boxNumber?: string): string;
  /** The parcels of that address. */
  parcelsAt(street: string, houseNumber: string): readonly string[];
  /** Gives an address another status, in any word. */
  setAddressStatus(id: string, status: string): void;
  /** Takes an address or a parcel out of the register: it answers 410 from then on. */
  remove(idOrCapakey: string): void;
  /** A new winter was flown: its mosaic is listed, and the most recent pictures are of that winter. */
  publishWinter(year: number): void;
}

const apiKey = 'sandbox-basisregisters';
const streetSmart = { username: 'schakel', password: 'sandbox-geheim', apiKey: 'sandbox-street-smart' };

/** The Basisregisters, the geo services and Street Smart on loopback, with the addresses and parcels of a fictional Schilde. */
export async function startSimulator({ clock, port }: SimulatorOptions): Promise<BasisregistersSimulator> {
  const town = new Town();
  const imagery = { newestWinter: 2025 };
  const surfaces: Surface[] = [];
  const server = await startSimulatorServer({
    name: 'basisregisters',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf: (request) => operationOf(questionOf(request)),
    async route(request) {
      const question = questionOf(request);
      for (const surface of surfaces) {
        const answer = surface(question);
        if (answer) return answer;
      }
      return { operation: 'unknown', status: 404, body: '' };
    },
  });
  const { url: baseUrl } = server;
  surfaces.push(
    createRegister({ town, baseUrl, apiKey }),
    createPlan(town),
    createImagery(town, imagery, baseUrl),
    createStreetSmart({ town, ...streetSmart }),
  );
  const known = (street: string, houseNumber: string, boxNumber?: string) => {
    const address = town.find(street, houseNumber, boxNumber ?? null);
    if (!address) throw new Error(`There is no ${street} ${houseNumber}.`);
    return address;
  };

  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: { url: baseUrl, apiKey, geoUrl: baseUrl, streetSmart: { url: baseUrl, ...streetSmart } },
    addressId: (street, houseNumber, boxNumber) => known(street, houseNumber, boxNumber).id,
    parcelsAt: (street, houseNumber) =>
      town.parcelOf(known(street, houseNumber).id).map(({ capakey }) => capakey),
    setAddressStatus(id, status) {
      const address = town.address(id);
      if (!address) throw new Error(`There is no address ${id}.`);
      address.status = status;
      address.version += 1;
    },
    remove(idOrCapakey) {
      const record = town.address(idOrCapakey) ?? town.parcel(idOrCapakey);
      if (!record) throw new Error(`There is no ${idOrCapakey}.`);
      record.removed = true;
    },
    publishWinter(year) {
      imagery.newestWinter = year;
    },
  };
}

/** A key that is no longer good is one that the platform does not know. */
function questionOf({ path, query, headers, expiredCredentials }: SimulatorRequest): Question {
  const { authorization, ...others } = headers;
  const spoilt = 'x-api-key' in others ? { ...others, 'x-api-key': 'verlopen' } : others;
  return {
    path,
    query: new Map([...query].map(([name, value]) => [name.toLowerCase(), value])),
    headers: expiredCredentials
      ? spoilt
      : { ...others, ...(authorization === undefined ? {} : { authorization }) },
  };
}

/** The platforms' name for what is asked, without doing it. */
function operationOf(question: Question): string {
  const { path } = question;
  if (path.startsWith('/v2/')) return registerOperation(path);
  if (path.startsWith('/capakey/')) return 'capakey';
  return streetSmartOperation(path) ?? imageryOperation(question);
}
