import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type BasisregistersSimulator, startSimulator } from '../../adapters/basisregisters/simulator.js';
import { systemClock } from '../../src/context/clock.js';
import { contractTest } from '../support/contracts.js';

let simulator: BasisregistersSimulator;

beforeAll(async () => {
  simulator = await startSimulator({ clock: systemClock, folder: '' });
});
afterAll(() => simulator.close());

/** Every name in a document, below `@context` and links no more. */
function namesIn(document: unknown): string[] {
  if (Array.isArray(document)) return document.flatMap(namesIn);
  if (typeof document !== 'object' || document === null) return [];
  return Object.entries(document).flatMap(([name, value]) =>
    name.startsWith('@') || name === '_links' || name === 'links' ? [] : [name, ...namesIn(value)],
  );
}

/** In answers of the register, but not in its contexts. */
const beside = new Set(['caPaKey', 'warnings', 'code', 'message', 'score', 'adresMatches']);

describe('the simulator says nothing that the register’s own contexts do not', () => {
  for (const [path, context] of [
    ['/v2/adressen/3000012', 'adres_2023-02-28_adres_detail'],
    ['/v2/adressen?straatnaamObjectId=70001&limit=5', 'adres_2023-02-28_adres_lijst'],
    ['/v2/percelen/11922A0012-00E002', 'perceel_2023-02-28_perceel_detail'],
    ['/v2/percelen/11922A0012%2F00E002', 'perceel_2023-02-28_perceel_detail'],
    ['/v2/percelen?limit=5', 'perceel_2023-02-28_perceel_lijst'],
    ['/v2/adresmatch?postcode=2970&straatnaam=Kasteeldreef&huisnummer=3', 'adresmatch_2023-03-13_adresmatch'],
  ] as const)
    contractTest(`${path} against ${context}`, async (contracts) => {
      const response = await fetch(simulator.url + path, {
        headers: { 'x-api-key': String(simulator.settings.apiKey), accept: 'application/ld+json' },
      });
      expect(response.status).toBe(200);
      const names = new Set(namesIn(await response.json()));
      const terms = readFileSync(join(contracts, 'parcels', 'jsonld-contexts', `${context}.jsonld`), 'utf8');
      expect(names.size).toBeGreaterThan(4);
      for (const name of names)
        expect([name, beside.has(name) || terms.includes(`"${name}"`)]).toEqual([name, true]);
    });
});

describe('the simulator refuses what the register refuses', () => {
  const status = async (path: string, headers: Record<string, string> = {}) => {
    const key = { 'x-api-key': String(simulator.settings.apiKey) };
    const response = await fetch(simulator.url + path, { headers: { ...key, ...headers } });
    const body = await response.text();
    return [response.status, body];
  };

  contractTest('in the words of a recorded problem', async (contracts) => {
    const file = join(contracts, 'parcels', 'examples', 'fallback.json');
    const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
    const [code, body] = await status('/v2/adressen/999');
    const answered = JSON.parse(String(body)) as Record<string, unknown>;
    expect(code).toBe(404);
    expect(Object.keys(answered).sort()).toEqual(Object.keys(recorded).sort());
    expect([answered['title'], answered['status']]).toEqual([recorded['title'], recorded['status']]);
    expect(answered['type']).toBe('urn:be.vlaanderen.basisregisters.api:address:not-found');
  });

  test('a page too far, a form that it does not speak, a parcel that was removed', async () => {
    expect(await status('/v2/adressen?offset=1000001')).toEqual([
      400,
      expect.stringContaining('De offset is beperkt tot 1000000, gebruik extra filters.'),
    ]);
    expect(await status('/v2/adressen?offset=1000000')).toEqual([200, expect.any(String)]);
    expect((await status('/v2/adressen', { accept: 'text/html' }))[0]).toBe(406);
    expect(await status('/v2/percelen/11922A0901-00B002')).toEqual([
      410,
      expect.stringContaining('parcel:gone","title'),
    ]);
    expect(await status('/v2/adressen/totaal-aantal')).toEqual([200, expect.stringMatching(/"aantal":31\d/)]);
  });
});
