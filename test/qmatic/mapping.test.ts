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
