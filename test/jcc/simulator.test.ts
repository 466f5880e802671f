import { afterEach, beforeEach, expect, test } from '@jest/globals';
import type { JccSimulator } from '../../adapters/jcc/simulator.js';
import { wallTimeOf } from '../../src/context/wall-time.js';
import {
  type AppointmentWorld,
  bookingAt,
  customer,
  openWorld,
  platforms,
  slotsOn,
  wednesday,
} from '../appointments/support.js';
import { jcc } from '../../adapters/jcc/index.js';
import { adapterOnWire } from '../support/adapter-on-wire.js';

const { location, service } = platforms.jcc;
let world: AppointmentWorld;
let simulator: JccSimulator;
beforeEach(async () => {
  world = await openWorld('jcc');
  simulator = world.simulator as JccSimulator;
});
afterEach(() => world.close());

async function lostSlot() {
  const [slot] = await slotsOn(world, 'jcc');
  const start = wallTimeOf(slot!.start, 'Europe/Brussels').slice(0, 16);
  simulator.fill(location, start, 15);
  return bookingAt('jcc', slot!.start);
}

test('given JCC tells by its exception that a time is gone, then the times that are left say so', async () => {
  const booking = await lostSlot();
  simulator.refuseByException = true;
  expect(await world.port.book(booking, world.context())).toEqual({ kind: 'SLOT_TAKEN' });
});

test('given those times cannot be asked, then it is refused with the code, and nothing is made up', async () => {
  const booking = await lostSlot();
  simulator.fail({ kind: 'status', status: 503, operation: 'availabletimelist' });
  expect(await world.port.book(booking, world.context())).toEqual({ kind: 'REFUSED', platformCode: '3' });
});

test('given a refused booking, then other times can be asked past the cache', async () => {
  const booking = await lostSlot();
  const search = { parts: booking.parts, location, from: wednesday, to: wednesday };
  const kept = await world.port.slots(search, world.context());
  const now = await world.port.slots({ ...search, fresh: true }, world.context());
  expect(kept.value).toContainEqual(expect.objectContaining({ start: booking.start }));
  expect(now.value).not.toContainEqual(expect.objectContaining({ start: booking.start }));
});

test('given a field that the activity wants is missing, then it is refused', async () => {
  const [slot] = await slotsOn(world, 'jcc');
  const customers = [customer({ phone: null, mobilePhone: null })] as const;
  expect(await world.port.book(bookingAt('jcc', slot!.start, { customers }), world.context())).toEqual({
    kind: 'REFUSED',
    platformCode: '3',
  });
});

test('given more than fifty days, then JCC fails in its own words, and the wire calls that its fault', async () => {
  const search = { parts: [{ service, people: 1 }], location, from: wednesday, to: '2027-01-14' };
  await expect(world.port.slots(search, world.context())).rejects.toMatchObject({
    code: 'SERVER_FAULT',
    platformCode: '-1',
  });
});

test('gives a code to announce oneself with', async () => {
  const [slot] = await slotsOn(world, 'jcc');
  const outcome = await world.port.book(bookingAt('jcc', slot!.start), world.context());
  const id = outcome.kind === 'BOOKED' ? outcome.appointment : '';
  expect((await world.port.checkInCode(id, world.context())).value).toMatch(/^[0-9a-f]{14}$/);
});

test('given another scope than warp-api, then no token is given, and the check says where to look', async () => {
  const running = adapterOnWire(jcc, { ...simulator.settings, scope: 'else' }, { clock: world.clock });
  const results = await running.adapter.check(world.context());
  await running.close();
  expect(results).toMatchObject([
    { level: 'connection', passed: true },
    { level: 'credentials', passed: false, advice: expect.stringContaining('`scope`') },
  ]);
});
