import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  customersOf,
  durationOf,
  toAppointment,
  toCombinable,
  toCustomerFields,
  toMoment,
  toRequest,
  toServices,
  toSlots,
} from '../../adapters/qmatic/mapping.js';
import { settingsSchema } from '../../adapters/qmatic/settings.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { customer } from '../appointments/support.js';

const zone = 'Europe/Brussels';
const service = (publicId: string, duration: number, additionalCustomerDuration: number) => ({
  publicId,
  name: publicId,
  duration,
  additionalCustomerDuration,
});

describe('the mapping of Qmatic', () => {
  test('every free time can be said again in the path of a booking, all year round', () => {
    const days = fc.integer({ min: 0, max: 800 }).map((n) => new Date(Date.UTC(2026, 8, 1) + n * 86_400_000));
    const minutes = fc.integer({ min: 0, max: 1439 });
    fc.assert(
      fc.property(days, minutes, (day, minute) => {
        const date = day.toISOString().slice(0, 10);
        const time = `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;
        const { slots, impossible } = toSlots(date, [time, time], zone, 10);
        expect(slots.length + impossible.length).toBe(1);
        for (const { start } of slots) expect(toMoment(start, zone)).toEqual({ date, time });
        for (const text of impossible) expect(text).toMatch(/^202[678]-03-\d\dT02:/);
      }),
    );
  });

  test('the second time of an hour that comes twice cannot be said', () => {
    expect(toMoment(new Date('2026-10-25T00:30:00Z'), zone)).toEqual({ date: '2026-10-25', time: '02:30' });
    expect(toMoment(new Date('2026-10-25T01:30:00Z'), zone)).toBeNull();
    expect(toMoment(new Date('2026-10-25T09:00:30Z'), zone)).toBeNull();
  });

  test('an appointment is as long as its services, each longer by every further customer', () => {
    const services = [service('a', 10, 5), service('b', 5, 5)];
    const parts = (people: number) => [
      { service: 'a', people },
      { service: 'b', people: 1 },
    ];
    expect(durationOf(parts(1), services)).toBe(15);
    expect(durationOf(parts(2), services)).toBe(25);
    expect(customersOf(parts(3))).toBe(3);
    expect(durationOf([{ service: 'c', people: 1 }], services)).toBeNull();
  });

  test('who is not known stands in under the name of the first', () => {
    const booking = {
      parts: [{ service: 'a', people: 3 }],
      location: 'b',
      start: new Date(0),
      customers: [
        customer({
          lastNamePrefix: 'van den',
          street: 'Dorp',
          houseNumber: '12',
          houseNumberSuffix: 'A',
          nationalNumber: NationalNumber.parse('85671421468'),
        }),
        customer({ firstName: null, initials: 'L.', phone: null, mobilePhone: '+32470123456' }),
      ] as const,
      reference: 'r',
    };
    const { customers } = toRequest(booking, 't');
    expect(customers).toHaveLength(3);
    expect(customers[0]).toEqual({
      firstName: 'Emma',
      lastName: 'van den Peeters',
      email: 'emma.peeters@schilde.example',
      phone: '+3233801600',
      dateOfBirth: '1985-07-14',
      identificationNumber: '85671421468',
      addressLine1: 'Dorp 12A',
    });
    expect(customers[1]).toMatchObject({ firstName: 'L.', phone: '+32470123456' });
    expect(customers[2]).toEqual(customers[0]);
  });

  test('a state that nobody told us of is UNKNOWN with its code, and an end before the start is nothing', () => {
    const document = {
      publicId: 'p',
      status: 70,
      start: '2026-10-25T01:30:00.000+0000',
      end: '2026-10-25T00:30:00.000+00:00',
      services: [],
      branch: { publicId: 'b', name: 'B' },
    };
    expect(toAppointment(document)).toMatchObject({
      status: 'UNKNOWN',
      platformStatus: '70',
      start: new Date('2026-10-25T01:30:00Z'),
      end: null,
      customers: [],
    });
    expect(toAppointment({ ...document, start: '2026-10-25T01:30:00' })).toBeNull();
  });

  test('whatever Qmatic answers, an appointment keeps what it says and never ends before it starts; without a start it is none', () => {
    const text = fc.constantFrom(null, undefined, '', 'Jan', 'é');
    const day = 86_400_000;
    const moment = fc
      .integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2040, 0, 1) })
      .map((at) => new Date(at - (at % 1000)).toISOString().slice(0, 19));
    const written = fc
      .tuple(moment, fc.constantFrom('Z', '+0000', '+00:00', '.000+0000', '', ' morgen'))
      .map((parts) => parts.join(''));
    const customerDocument = fc.record({
      firstName: text,
      lastName: text,
      email: text,
      phone: text,
      dateOfBirth: fc.option(fc.integer({ min: -100 * 365, max: 20_000 }).map((at) => at * day)),
      dateOfBirthWithoutTime: fc.constant(null),
      identificationNumber: fc.constantFrom(null, undefined, '', '85671421468', '85671421469', 'AB12'),
      addressLine1: text,
      addressZip: text,
      addressCity: text,
    });
    const named = fc.record({ publicId: fc.uuid(), name: fc.string() });
    const document = fc.record({
      publicId: fc.uuid(),
      status: fc.option(fc.constantFrom(20, 21, 70, -1), { nil: undefined }),
      start: written,
      end: written,
      numberOfCustomers: fc.option(fc.integer({ min: 1, max: 9 })),
      services: fc.array(named, { maxLength: 4 }),
      branch: named,
      resource: fc.option(fc.record({ name: text })),
      customers: fc.option(fc.array(customerDocument, { maxLength: 4 })),
      notes: text,
      created: fc.option(fc.integer({ min: 0, max: Date.UTC(2040, 0, 1) })),
    });
    const readable = (time: string) => /(Z|\+00:?00)$/.test(time);
    fc.assert(
      fc.property(document, (given) => {
        const shown = toAppointment(given);
        expect(shown === null).toBe(!readable(given.start));
        if (!shown) return;
        expect(shown.start.toISOString().slice(0, 19)).toBe(given.start.slice(0, 19));
        if (shown.end) expect(shown.end >= shown.start).toBe(true);
        else expect(!readable(given.end) || given.end.slice(0, 19) < given.start.slice(0, 19)).toBe(true);
        expect([shown.id, shown.location.id, shown.location.name]).toEqual([
          given.publicId,
          given.branch.publicId,
          given.branch.name,
        ]);
        expect(shown.parts.map(({ service, name }) => [service, name])).toEqual(
          given.services.map(({ publicId, name }) => [publicId, name]),
        );
        for (const { people } of shown.parts)
          expect(people).toBe(given.numberOfCustomers ?? Math.max(1, given.customers?.length ?? 0));
        expect(shown.status === 'BOOKED').toBe(given.status === 20);
        expect(shown.platformStatus).toBe(given.status === undefined ? null : `${given.status}`);
        expect(shown.createdAt?.getTime() ?? null).toBe(given.created);
        expect(shown.customers).toHaveLength(given.customers?.length ?? 0);
        for (const [at, one] of shown.customers.entries()) {
          const said = given.customers![at]!;
          expect([one.firstName, one.email, one.city]).toEqual(
            [said.firstName, said.email, said.addressCity].map((value) => value || null),
          );
          expect(one.birthDate).toBe(
            said.dateOfBirth === null ? null : new Date(said.dateOfBirth).toISOString().slice(0, 10),
          );
          expect(one.nationalNumber?.reveal() ?? null).toBe(
            said.identificationNumber === '85671421468' ? '85671421468' : null,
          );
        }
      }),
    );
  });

  test('services that are not for the public are left out; a note for visitors is read from JSON in a text', () => {
    const custom = JSON.stringify({ infoText: ' Breng uw kaart mee. ' });
    const services = toServices([
      { ...service('a', 10, 5), custom },
      { ...service('b', 10, 5), publicEnabled: false },
      { ...service('c', 10, 5), active: false },
      { ...service('d', 10, 5), custom: 'geen JSON' },
    ]);
    expect(services.map(({ id, instructions }) => [id, instructions])).toEqual([
      ['a', 'Breng uw kaart mee.'],
      ['d', null],
    ]);
  });

  test('whatever Qmatic lists, services for the public keep their ids, names and order, and a note that is no JSON is none', () => {
    const flag = fc.constantFrom(true, false, null, undefined);
    const document = fc.record({
      publicId: fc.uuid(),
      name: fc.string(),
      duration: fc.nat(),
      active: flag,
      publicEnabled: flag,
      custom: fc.oneof(
        fc.constantFrom(null, undefined, 'null', '[]', '{"infoText":3}'),
        fc.string(),
        fc.json(),
      ),
    });
    fc.assert(
      fc.property(fc.array(document), (documents) => {
        const shown = documents.filter((one) => one.active !== false && one.publicEnabled !== false);
        const services = toServices(documents);
        expect(services.map(({ id, name, durationMinutes }) => [id, name, durationMinutes])).toEqual(
          shown.map(({ publicId, name, duration }) => [publicId, name, duration]),
        );
        for (const [at, { instructions }] of services.entries())
          if (instructions !== null) expect(shown[at]!.custom).toContain('infoText');
      }),
    );
  });

  test('what combines stands in a group with all that was chosen, once, and is none of it', () => {
    const id = fc.constantFrom('a', 'b', 'c', 'd', 'e').map(String);
    const groups = fc.array(fc.uniqueArray(id), { maxLength: 4 });
    fc.assert(
      fc.property(groups, fc.uniqueArray(id, { minLength: 1, maxLength: 2 }), (all, chosen) => {
        const found = toCombinable(
          [
            { serviceGroups: all.map((group) => ({ services: group.map((publicId) => ({ publicId })) })) },
          ] as never,
          chosen,
        );
        expect(new Set(found).size).toBe(found.length);
        for (const service of ['a', 'b', 'c', 'd', 'e'])
          expect(found.includes(service)).toBe(
            !chosen.includes(service) &&
              all.some((group) => [service, ...chosen].every((one) => group.includes(one))),
          );
      }),
    );
  });

  test('the fields of a customer are those of the settings', () => {
    const settings = settingsSchema.parse({
      url: 'https://q.test',
      apiKey: 'k',
      requiredCustomerFields: ['email'],
      optionalCustomerFields: ['email', 'dateOfBirth'],
    });
    expect(toCustomerFields(settings)).toEqual({
      fields: [
        { code: 'LAST_NAME', platformName: 'lastName', required: true },
        { code: 'EMAIL', platformName: 'email', required: true },
        { code: 'BIRTH_DATE', platformName: 'dateOfBirth', required: false },
      ],
      oneOf: [],
    });
  });
});
