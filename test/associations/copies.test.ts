import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import {
  type CopySearch,
  createCopyReader,
  deleteCopies,
  writeCopies,
} from '../../src/capabilities/associations/association.copy.js';
import type { Association } from '../../src/capabilities/associations/associations.port.js';
import type { Store } from '../../src/jobs/mirror-state.js';
import type { Database } from '../../src/storage/database.js';
import { testDatabase } from '../support/database.js';

let database: Database;
const all: CopySearch = { text: null, activities: [], postalCodes: [] };
const at = (minute: number) => new Date(Date.UTC(2026, 10, 25, 9, minute));

const association = (serial: number, description: string) =>
  ({
    vCode: `V${String(1000 + serial).padStart(7, '0')}`,
    name: `Vereniging ${serial}`,
    description,
    shortName: null,
    callName: null,
    locations: [],
    activities: [],
  }) as unknown as Association;

/** The store, with a count of the documents that came over. */
function counting(): { store: Store; documents: () => number } {
  let documents = 0;
  const { client } = database;
  const store = {
    $executeRaw: client.$executeRaw.bind(client),
    async $queryRaw(...query: Parameters<typeof client.$queryRaw>) {
      const rows = (await client.$queryRaw(...query)) as { detail?: unknown }[];
      documents += rows.filter(({ detail }) => detail !== undefined).length;
      return rows;
    },
  };
  return { store: store as unknown as Store, documents: () => documents };
}

const descriptions = async (reader: ReturnType<typeof createCopyReader>, limit = 4) =>
  (await reader.find(all, null, limit)).map((copy) => copy.association.description);

beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.close());

describe('pages of the mirror', () => {
  test('bring a document over once, and again when it was written since', async () => {
    const { store, documents } = counting();
    const reader = createCopyReader(store);
    await writeCopies(
      store,
      [1, 2, 3].map((serial) => association(serial, 'first')),
      at(0),
    );
    expect(await descriptions(reader)).toEqual(['first', 'first', 'first']);
    expect(await descriptions(reader)).toEqual(['first', 'first', 'first']);
    expect(documents()).toBe(3);

    await writeCopies(database.client, [association(2, 'second')], at(1));
    expect(await descriptions(reader)).toEqual(['first', 'second', 'first']);
    expect(documents()).toBe(4);

    await deleteCopies(database.client, [association(1, '').vCode]);
    expect(await descriptions(reader)).toEqual(['second', 'first']);
    expect(documents()).toBe(4);
  });

  test('are whole when they are larger than what stays in memory', async () => {
    const { store } = counting();
    await writeCopies(
      store,
      [1, 2, 3, 4].map((serial) => association(serial, `${serial}`)),
      at(2),
    );
    const reader = createCopyReader(store, 2);
    expect(await descriptions(reader)).toEqual(['1', '2', '3', '4']);
    expect(await descriptions(reader, 2)).toEqual(['1', '2']);
  });

  test('are frozen: who gets one cannot change it for the next', async () => {
    const [copy] = await createCopyReader(database.client).find(all, null, 1);
    expect(() => Object.assign(copy!.association, { name: 'mine' })).toThrow(TypeError);
  });
});
