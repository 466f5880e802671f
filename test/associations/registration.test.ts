import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { createAssociationMirror } from '../../src/capabilities/associations/association.mirror.js';
import type { AssociationRegistration } from '../../src/capabilities/associations/association-management.port.js';
import { createAssociationService } from '../../src/capabilities/associations/association.service.js';
import { systemClock } from '../../src/context/clock.js';
import type { Database } from '../../src/storage/database.js';
import { callContext } from '../support/call-context.js';
import { manualClock } from '../support/clock.js';
import { testDatabase } from '../support/database.js';
import { memoryLog } from '../support/log.js';
import { openRegister, type Register } from '../verenigingsregister/support.js';

const time = manualClock();
let register: Register;
let database: Database;

beforeAll(async () => {
  const hurried = { ...time, now: () => time.now(), sleep: (ms: number) => time.advance(ms) };
  [register, database] = await Promise.all([openRegister({}, undefined, hurried), testDatabase()]);
});
afterAll(() => Promise.all([register.close(), database.close()]));

const asking = () => callContext({ deadline: time.now() + 60_000 });

const again: AssociationRegistration = {
  name: 'Wandelclub De Schildewandelaars',
  shortName: null,
  description: null,
  startDate: null,
  audience: null,
  optedOut: false,
  contacts: [],
  locations: [
    {
      type: 'Correspondentie',
      primary: true,
      name: null,
      address: {
        kind: 'WRITTEN',
        street: 'Kerkstraat',
        houseNumber: '1',
        boxNumber: null,
        postalCode: '2970',
        municipality: 'Schilde',
        country: 'België',
      },
    },
  ],
  representatives: [],
  activities: ['SPRT'],
  workingAreas: [],
};

test('given a club that looks like another, when it is confirmed and read back, then our copy of the register follows', async () => {
  const { port } = register;
  const options = { database, port, platform: 'verenigingsregister' };
  const mirror = createAssociationMirror({ ...options, clock: systemClock, log: memoryLog() });
  const service = createAssociationService({ ...options, mirror });
  await mirror.follow();

  const held = await port.register(again, null, asking());
  if (held.kind !== 'DUPLICATES') throw new Error(held.kind);
  expect(held.candidates.map(({ vCode }) => vCode)).toEqual(['V0001001']);
  const made = await port.register(again, held.token, asking());
  if (made.kind !== 'REGISTERED') throw new Error(made.kind);

  // The register took it and shows it nowhere yet: not in its feed, so not in our copy either.
  await mirror.follow();
  expect((await service.detail(made.vCode, asking())).value).toBeNull();

  expect((await port.readBack(made.vCode, made.sequence, asking())).value?.name).toBe(again.name);
  expect(await port.changesSince(made.sequence - 1, asking())).toEqual([
    { vCode: made.vCode, sequence: made.sequence },
  ]);
  await mirror.follow();
  register.simulator.fail({ kind: 'refuse' });
  const { value, source } = await service.detail(made.vCode, asking());
  expect(value).toMatchObject({
    name: again.name,
    type: { code: 'VZER' },
    locations: [{ street: 'Kerkstraat' }],
  });
  expect(source.state).toBe('FRESH');
});
