import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { wallTimeOf } from '../../src/context/wall-time.js';
import {
  type AppointmentWorld,
  bookingAt,
  clockAt,
  customer,
  openWorld,
  type PlatformName,
  platforms,
  slotsOn,
  wednesday,
} from './support.js';

const zone = 'Europe/Brussels';
const onTheWall = (moment: Date) => wallTimeOf(moment, zone).slice(0, 16);
const minutesOf = ({ start, end }: { start: Date; end: Date }) => (end.getTime() - start.getTime()) / 60_000;

describe.each<PlatformName>(['jcc', 'qmatic'])('appointments at %s', (name) => {
  const { service, alongside, location, minutes, book, cancel, times } = platforms[name];
  let world: AppointmentWorld;
  beforeEach(async () => {
    world = await openWorld(name);
  });
  afterEach(() => world.close());

  describe('what can be booked', () => {
    test('services tell how long they take, in minutes', async () => {
      const { value, source } = await world.port.services(world.context());
      expect(value.find(({ id }) => id === service)).toMatchObject({ durationMinutes: minutes[0] });
      expect(value.find(({ id }) => id === 'Huisbezoek')).toBeUndefined();
      expect(source).toMatchObject({ platform: name, state: 'FRESH' });
    });

    test('locations in use are there, and each tells its services', async () => {
      const { value } = await world.port.locations(world.context());
      expect(value).toHaveLength(2);
      expect(value.map(({ timeZone }) => timeZone)).toEqual([zone, zone]);
      const here = await world.port.servicesAt(location, world.context());
      expect(here.value).toEqual(expect.arrayContaining([service, alongside]));
      const places = await world.port.locationsFor([service, alongside], world.context());
      expect(places.value.map(({ id }) => id)).toContain(location);
    });

    test('services that go together are told, without the asked one', async () => {
      const { value } = await world.port.combinableWith([service], world.context());
      expect(value).toContain(alongside);
      expect(value).not.toContain(service);
    });

    test('given nothing has changed, then asking again asks the platform nothing', async () => {
      await world.port.services(world.context());
      await world.port.services(world.context());
      expect(world.simulator.calls.filter(({ operation }) => operation !== 'token')).toHaveLength(1);
    });

    test('free times are within the opening hours, in the future, and end when they should', async () => {
      const slots = await slotsOn(world, name);
      expect(slots.length).toBeGreaterThan(3);
      for (const slot of slots) {
        expect(onTheWall(slot.start).slice(0, 10)).toBe(wednesday);
        expect(onTheWall(slot.start) >= `${wednesday}T09:00`).toBe(true);
        expect(slot.start.getTime()).toBeGreaterThan(world.clock.now());
        expect(minutesOf(slot)).toBe(minutes[0]);
      }
      expect([...slots].sort((a, b) => a.start.getTime() - b.start.getTime())).toEqual(slots);
    });

    test('given two people, or a second service, then it takes longer', async () => {
      const range = { location, from: wednesday, to: '2026-12-04' };
      const two = await world.port.slots({ parts: [{ service, people: 2 }], ...range }, world.context());
      const both = await world.port.slots(
        {
          parts: [
            { service, people: 1 },
            { service: alongside, people: 1 },
          ],
          ...range,
        },
        world.context(),
      );
      expect(new Set(two.value.map(minutesOf))).toEqual(new Set([minutes[1]]));
      expect(new Set(both.value.map(minutesOf))).toEqual(new Set([minutes[2]]));
    });

    test('days are those of the free times; the last day of the range is among them', async () => {
      const search = { parts: [{ service, people: 1 }], location, from: wednesday, to: '2026-11-27' };
      const days = await world.port.days(search, world.context());
      const slots = await world.port.slots(search, world.context());
      expect(days.value).toEqual(['2026-11-25', '2026-11-26', '2026-11-27']);
      expect([...new Set(slots.value.map(({ start }) => onTheWall(start).slice(0, 10)))]).toEqual(days.value);
    });
  });

  describe('booking', () => {
    test('given a free time, when it is booked, then it can be read back in every field, and is free no more', async () => {
      const [slot] = await slotsOn(world, name);
      const outcome = await world.port.book(
        bookingAt(name, slot!.start, {
          parts: [
            { service, people: 1 },
            { service: alongside, people: 1 },
          ],
        }),
        world.context(),
      );
      expect(outcome).toEqual({ kind: 'BOOKED', appointment: expect.any(String) });
      const id = outcome.kind === 'BOOKED' ? outcome.appointment : '';

      const { value } = await world.port.appointment(id, world.context());
      expect(value).toMatchObject({
        id,
        status: 'BOOKED',
        start: slot!.start,
        end: new Date(slot!.start.getTime() + minutes[2] * 60_000),
        location: { id: location },
        remarks: 'schakel-7f3a',
        parts: [
          { service, people: 1 },
          { service: alongside, people: 1 },
        ],
        customers: [
          {
            lastName: 'Peeters',
            firstName: 'Emma',
            birthDate: '1985-07-14',
            email: 'emma.peeters@schilde.example',
            phone: '+3233801600',
          },
        ],
      });
      expect(Math.abs(value!.createdAt!.getTime() - world.clock.now())).toBeLessThan(10_000);
      expect(world.calls(book)).toBe(1);
    });

    test('given two people, then both come, and it lasts as long as was told', async () => {
      const { value } = await world.port.slots(
        { parts: [{ service, people: 2 }], location, from: wednesday, to: '2026-12-04' },
        world.context(),
      );
      const outcome = await world.port.book(
        bookingAt(name, value[0]!.start, {
          parts: [{ service, people: 2 }],
          customers: [customer(), customer({ firstName: 'Lucas' })],
        }),
        world.context(),
      );
      const id = outcome.kind === 'BOOKED' ? outcome.appointment : '';
      const read = await world.port.appointment(id, world.context());
      expect(read.value).toMatchObject({ end: value[0]!.end, parts: [{ service, people: 2 }] });
      expect(read.value?.customers.map(({ firstName }) => firstName)).toEqual(['Emma', 'Lucas']);
    });

    test('given somebody else was first, then the outcome says so and nothing is booked', async () => {
      const [slot] = await slotsOn(world, name);
      world.simulator.fill(location, onTheWall(slot!.start), minutes[0]);

      expect(await world.port.book(bookingAt(name, slot!.start), world.context())).toEqual({
        kind: 'SLOT_TAKEN',
      });
      expect(world.simulator.appointments).toBe(0);
      expect(world.calls(book)).toBe(1);
    });

    test('given the platform fails in its own words, then it is refused with its code and nothing is booked', async () => {
      const [slot] = await slotsOn(world, name);
      world.simulator.failChanges = true;

      const outcome = await world.port.book(bookingAt(name, slot!.start), world.context());

      expect(outcome).toEqual({
        kind: 'REFUSED',
        platformCode: name === 'jcc' ? '-1' : 'GENERAL_ERROR',
      });
      expect(world.simulator.appointments).toBe(0);
      expect(world.calls(book)).toBe(1);
    });

    test('given a customer without a name, then it is refused', async () => {
      const [slot] = await slotsOn(world, name);
      const outcome = await world.port.book(
        bookingAt(name, slot!.start, { customers: [customer({ lastName: '' })] }),
        world.context(),
      );
      expect(outcome).toMatchObject({ kind: 'REFUSED', platformCode: expect.any(String) });
    });

    test('given a bare status 500, which may come from anywhere, then it is in doubt', async () => {
      const [slot] = await slotsOn(world, name);
      world.simulator.fail({ kind: 'status', status: 500, operation: book });
      expect(await world.port.book(bookingAt(name, slot!.start), world.context())).toEqual({
        kind: 'IN_DOUBT',
        reason: 'HTTP_5XX',
      });
      expect(world.calls(book)).toBe(1);
    });

    test.each([
      ['cut off', { kind: 'truncated' }],
      ['not to be read', { kind: 'malformed' }],
      ['a page of a proxy', { kind: 'content-type' }],
    ] as const)(
      'given the answer is %s, then it is in doubt, not sent again, and the platform has it',
      async (_name, fault) => {
        const [slot] = await slotsOn(world, name);
        world.simulator.fail({ ...fault, operation: book });
        expect(await world.port.book(bookingAt(name, slot!.start), world.context())).toMatchObject({
          kind: 'IN_DOUBT',
        });
        expect(world.calls(book)).toBe(1);
        expect(world.simulator.appointments).toBe(1);
      },
    );

    test.each([
      ['is throttled', { kind: 'status', status: 429 }, 'THROTTLED'],
      ['is not let in', { kind: 'expired-credentials' }, 'CREDENTIALS'],
    ] as const)('given the hub %s, then it fails and nothing was booked', async (_name, fault, code) => {
      const [slot] = await slotsOn(world, name);
      world.simulator.fail(fault);
      await expect(world.port.book(bookingAt(name, slot!.start), world.context())).rejects.toMatchObject({
        code,
      });
      expect(world.simulator.appointments).toBe(0);
    });

    test('given no time is left before the deadline, then nothing is sent', async () => {
      const [slot] = await slotsOn(world, name);
      const context = { ...world.context(), deadline: world.clock.now() - 1 };
      await expect(world.port.book(bookingAt(name, slot!.start), context)).rejects.toMatchObject({
        code: 'DEADLINE',
      });
      expect(world.calls(book)).toBe(0);
    });
  });

  describe('a change whose answer does not come', () => {
    beforeEach(async () => {
      await world.close();
      const hurried = { timeoutMs: 200 };
      world = await openWorld(name, { policy: { operations: { [book]: hurried, [cancel]: hurried } } });
    });

    test('of a booking: is in doubt, is sent once, and the platform tells that the time is gone', async () => {
      const [slot] = await slotsOn(world, name);
      const booking = bookingAt(name, slot!.start);
      // There are two desks: after this one is left.
      await world.port.book(booking, world.context());
      world.simulator.fail({ kind: 'slow', ms: 60_000, operation: book });

      expect(await world.port.book(booking, world.context())).toEqual({
        kind: 'IN_DOUBT',
        reason: 'TIMEOUT',
      });
      world.simulator.fail();

      expect(world.calls(book)).toBe(2);
      expect(world.simulator.appointments).toBe(2);
      expect((await world.port.trace(booking, world.context())).value).toBe('SLOT_GONE');
    });

    test('of a cancellation: is in doubt, is sent once, and reading tells that it was made', async () => {
      const [slot] = await slotsOn(world, name);
      const outcome = await world.port.book(bookingAt(name, slot!.start), world.context());
      const id = outcome.kind === 'BOOKED' ? outcome.appointment : '';
      world.simulator.fail({ kind: 'slow', ms: 60_000, operation: cancel });

      expect(await world.port.cancel(id, world.context())).toEqual({ kind: 'IN_DOUBT', reason: 'TIMEOUT' });
      world.simulator.fail();

      expect(world.calls(cancel)).toBe(1);
      expect((await world.port.appointment(id, world.context())).value).toBeNull();
    });

    test('given a booking never arrived, then the platform tells that the time is still offered, from no cache', async () => {
      const [slot] = await slotsOn(world, name);
      const asked = world.calls(times);
      const { value, source } = await world.port.trace(bookingAt(name, slot!.start), world.context());
      expect(value).toBe('SLOT_OFFERED');
      expect(source).toMatchObject({ platform: name, state: 'FRESH' });
      expect(world.calls(times)).toBe(asked + 1);
    });
  });

  describe('cancelling', () => {
    const booked = async () => {
      const [slot] = await slotsOn(world, name);
      const outcome = await world.port.book(bookingAt(name, slot!.start), world.context());
      return { slot: slot!, id: outcome.kind === 'BOOKED' ? outcome.appointment : '' };
    };

    test('frees the time; cancelling again finds nothing, and so does reading', async () => {
      const { id, slot } = await booked();
      expect(await world.port.cancel(id, world.context())).toEqual({ kind: 'CANCELLED' });
      expect(await world.port.cancel(id, world.context())).toEqual({ kind: 'NOT_FOUND' });
      expect((await world.port.appointment(id, world.context())).value).toBeNull();
      expect((await world.port.checkInCode(id, world.context())).value).toBeNull();
      const trace = await world.port.trace(bookingAt(name, slot.start), world.context());
      expect(trace.value).toBe('SLOT_OFFERED');
      expect(world.calls(cancel)).toBe(2);
    });

    test('given the platform refuses, then the appointment stands', async () => {
      const { id } = await booked();
      world.simulator.failChanges = true;
      expect(await world.port.cancel(id, world.context())).toMatchObject({ kind: 'REFUSED' });
      expect((await world.port.appointment(id, world.context())).value?.id).toBe(id);
      expect(world.calls(cancel)).toBe(1);
    });
  });

  describe('on the days that the clock changes', () => {
    const nightly = { 7: [['00:30', '04:00']] } as const;

    test('given the hour that is skipped, then its times are left out and told once in the log', async () => {
      await world.close();
      world = await openWorld(name, { clock: clockAt('2027-03-27T06:00:00+01:00') });
      world.simulator.setHours(location, nightly);

      const slots = await slotsOn(world, name, '2027-03-28');
      await slotsOn(world, name, '2027-03-28');

      const shown = slots.map(({ start }) => onTheWall(start));
      expect(
        shown.some((time) => time.startsWith('2027-03-28T00:') || time.startsWith('2027-03-28T01:')),
      ).toBe(true);
      expect(shown.some((time) => time.startsWith('2027-03-28T02:'))).toBe(false);
      expect(shown.some((time) => time.startsWith('2027-03-28T03:'))).toBe(true);
      const lines = world.running.log.of('platform.unknown_value').map(({ fields }) => String(fields.value));
      expect(lines.length).toBeGreaterThan(0);
      expect(new Set(lines).size).toBe(lines.length);
      for (const time of lines) expect(time).toMatch(/^2027-03-28T02:/);
    });

    test.each([
      ['that is lost', '2027-03-27T06:00:00+01:00', '2027-03-28'],
      ['that comes twice', '2026-10-24T06:00:00+02:00', '2026-10-25'],
    ])(
      'given the night with the hour %s, then what is booked is read back at its own moment',
      async (_, now, day) => {
        await world.close();
        world = await openWorld(name, { clock: clockAt(now) });
        world.simulator.setHours(location, nightly);

        for (const slot of (await slotsOn(world, name, day)).filter((_slot, n) => n % 5 === 0)) {
          const outcome = await world.port.book(bookingAt(name, slot.start), world.context());
          if (outcome.kind !== 'BOOKED') continue;
          const { value } = await world.port.appointment(outcome.appointment, world.context());
          expect(value?.start).toEqual(slot.start);
        }
        expect(world.simulator.appointments).toBeGreaterThan(2);
      },
    );
  });

  describe('setting it up', () => {
    test('given all is well, then connection and credentials pass', async () => {
      const results = await world.running.adapter.check(world.context());
      expect(results.map(({ level, passed }) => [level, passed])).toEqual([
        ['connection', true],
        ['credentials', true],
      ]);
      await expect(world.running.adapter.health(world.context())).resolves.toBeUndefined();
    });

    test('given the key is no good, then it says which setting to look at', async () => {
      world.simulator.fail({ kind: 'expired-credentials' });
      const results = await world.running.adapter.check(world.context());
      expect(results).toMatchObject([
        { level: 'connection', passed: true },
        { level: 'credentials', passed: false, advice: expect.stringMatching(/`(clientId|apiKey)`/) },
      ]);
    });

    test('given nobody answers, then it says so and goes no further', async () => {
      world.simulator.fail({ kind: 'refuse' });
      const results = await world.running.adapter.check(world.context());
      expect(results).toMatchObject([
        { level: 'connection', passed: false, advice: expect.stringContaining('`url`') },
      ]);
    });
  });
});
