import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { decodeId, encodeId, type IdKind } from '../../src/capabilities/appointments/appointment.ids.js';
import { type TestHub, testHub } from '../support/hub.js';
import { platforms } from './support.js';

let hub: TestHub;
beforeAll(async () => {
  const policy = { retry: { attempts: 1 }, breaker: { failures: 1_000 } };
  hub = await testHub({
    mirror: false,
    // The hub's own question whether they are well is asked once, here, so that calls can be counted.
    settings: {
      operations: { healthIntervalMs: 3_600_000 },
      adapters: { jcc: { policy }, qmatic: { policy } },
    },
  });
  await hub.hub.runNow('platforms.health');
  for (const name of ['jcc', 'qmatic']) hub.simulator(name).forgetCalls();
});
afterEach(() => {
  for (const name of ['jcc', 'qmatic']) {
    hub.simulator(name).fail();
    hub.simulator(name).forgetCalls();
  }
});
afterAll(() => hub.close());

const ids = (name: 'jcc' | 'qmatic') => ({
  service: encodeId('service', { platform: name, id: platforms[name].service }),
  alongside: encodeId('service', { platform: name, id: platforms[name].alongside }),
  location: encodeId('location', { platform: name, id: platforms[name].location }),
});
const today = new Date().toISOString().slice(0, 10);
const later = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);
const asked = (name: string) =>
  hub
    .simulator(name)
    .calls.map(({ operation }) => operation)
    .filter((operation) => operation !== 'token');
const codeOf = (body: { errors?: { extensions: { code: string } }[] }) => body.errors?.[0]?.extensions.code;

const slots = `query Slots($service: ID!, $location: ID!, $from: Date, $to: Date, $people: Int = 1, $with: [AppointmentPartInput!]) {
  appointmentSlots(service: $service, location: $location, from: $from, to: $to, people: $people, with: $with) {
    start end source { platform state }
  }
}`;

describe('what appointments can be made for', () => {
  test('given two platforms, then the services of both stand side by side, each with where it can be had', async () => {
    const { body } = await hub.ask(
      '{ appointmentServices { id name durationMinutes minutesPerExtraPerson maximumPeople instructions synonyms group locations { id name addressLines city } source { platform state } } }',
    );
    const found = body.data.appointmentServices as { id: string; source: object }[];
    expect(found.filter(({ source }) => (source as { platform: string }).platform === 'jcc')).toHaveLength(8);
    expect(found.filter(({ source }) => (source as { platform: string }).platform === 'qmatic')).toHaveLength(
      6,
    );
    expect(found).toContainEqual(
      expect.objectContaining({
        id: ids('jcc').service,
        name: 'Paspoort aanvragen',
        durationMinutes: 15,
        maximumPeople: 6,
        instructions: expect.stringContaining('- uw identiteitskaart'),
        source: { platform: 'jcc', state: 'FRESH' },
        locations: [
          expect.objectContaining({
            id: ids('jcc').location,
            addressLines: ['Brasschaatsebaan 30'],
            city: 'Schilde',
          }),
          expect.objectContaining({
            name: "Gemeentelijk loket 's-Gravenwezel",
            addressLines: ['Kerkplein 1A'],
          }),
        ],
      }),
    );
    // The list, the locations, and once each of two locations: not once for each service.
    for (const name of ['jcc', 'qmatic']) expect(asked(name)).toHaveLength(4);
  });

  test('given what was asked just now, then nothing is asked again', async () => {
    await hub.ask('{ appointmentServices { name locations { name } } }');
    expect([...asked('jcc'), ...asked('qmatic')]).toEqual([]);
  });

  test('only services that go together, when one is given', async () => {
    const { body } = await hub.ask('query ($with: [ID!]) { appointmentServices(with: $with) { name } }', {
      variables: { with: [ids('jcc').service] },
    });
    expect(body.data.appointmentServices.map(({ name }: { name: string }) => name)).toEqual([
      'Identiteitskaart (eID) afhalen',
      'Kids-ID aanvragen',
      'Rijbewijs aanvragen',
    ]);
  });

  test('where a service can be had', async () => {
    const { body } = await hub.ask(
      'query ($service: ID!) { appointmentLocations(service: $service) { id phones email latitude timeZone source { state } } }',
      { variables: ids('qmatic') },
    );
    expect(body.data.appointmentLocations).toEqual([
      {
        id: ids('qmatic').location,
        phones: ['03 383 62 18'],
        email: 'socialedienst@schilde.example',
        latitude: 51.2406,
        timeZone: 'Europe/Brussels',
        source: { state: 'FRESH' },
      },
    ]);
  });

  test.each(['jcc', 'qmatic'] as const)('what must be told of a person at %s', async (name) => {
    const { body } = await hub.ask(
      'query ($service: ID!) { appointmentCustomerFields(service: $service) { fields { code platformName required } oneOf source { platform state } } }',
      { variables: ids(name) },
    );
    const { fields, oneOf, source } = body.data.appointmentCustomerFields;
    const required = fields.filter((field: { required: boolean }) => field.required);
    expect(required.map(({ code }: { code: string }) => code)).toEqual(
      expect.arrayContaining(['LAST_NAME', 'FIRST_NAME', 'EMAIL']),
    );
    expect(oneOf).toEqual(name === 'jcc' ? [['PHONE', 'MOBILE_PHONE']] : []);
    expect(source).toEqual({ platform: name, state: 'FRESH' });
  });
});

describe('free times', () => {
  test.each(['jcc', 'qmatic'] as const)(
    'at %s are told with their offset, on the days that have any',
    async (name) => {
      const variables = { ...ids(name), from: today, to: later(13) };
      const { body } = await hub.ask(slots, { variables });
      const { body: other } = await hub.ask(
        'query ($service: ID!, $location: ID!) { appointmentDays(service: $service, location: $location) { date source { platform } } }',
        { variables: ids(name) },
      );
      const found = body.data.appointmentSlots as { start: string; end: string }[];
      expect(found.length).toBeGreaterThan(20);
      for (const { start, end } of found) {
        expect(start).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:00\+0[12]:00$/);
        expect(Date.parse(end) - Date.parse(start)).toBe(platforms[name].minutes[0] * 60_000);
      }
      const days = other.data.appointmentDays.map(({ date }: { date: string }) => date);
      expect([...new Set(found.map(({ start }) => start.slice(0, 10)))]).toEqual(days);
    },
  );

  test('given several people and a second service, then they last longer', async () => {
    const { service, alongside, location } = ids('jcc');
    const { body } = await hub.ask(slots, {
      variables: { service, location, people: 2, with: [{ service: alongside, people: 2 }] },
    });
    const [first] = body.data.appointmentSlots as { start: string; end: string }[];
    expect(Date.parse(first!.end) - Date.parse(first!.start)).toBe(50 * 60_000);
  });

  test('JCC is asked once for a whole month', async () => {
    const { body } = await hub.ask(slots, { variables: { ...ids('jcc'), from: today, to: later(30) } });
    expect(body.errors).toBeUndefined();
    expect(asked('jcc').filter((one) => one === 'availabletimelist')).toHaveLength(1);
  });

  test('Qmatic is asked once for the days and once for each day that has any', async () => {
    const { body } = await hub.ask(slots, {
      variables: { ...ids('qmatic'), people: 3, from: later(1), to: later(8) },
    });
    const days = new Set(
      body.data.appointmentSlots.map(({ start }: { start: string }) => start.slice(0, 10)),
    );
    expect(asked('qmatic').filter((one) => one === 'dates')).toHaveLength(1);
    expect(asked('qmatic').filter((one) => one === 'times')).toHaveLength(days.size);
  });
});

describe('a question that is no good', () => {
  const jcc = ids('jcc');
  test.each<[string, Record<string, unknown>]>([
    ['an id that is none', { service: 'paspoort' }],
    ['a location where a service should stand', { service: jcc.location }],
    ['a service that nobody knows', { service: encodeId('service', { platform: 'jcc', id: 'x' }) }],
    [
      'a service of a platform that this hub does not have',
      { service: encodeId('service', { platform: 'x', id: 'x' }) },
    ],
    ['a location that nobody knows', { location: encodeId('location', { platform: 'jcc', id: 'x' }) }],
    ['a location of another platform', { location: ids('qmatic').location }],
    [
      'a location that does not offer it',
      {
        service: encodeId('service', { platform: 'jcc', id: 'c4e1b7d8-3a6f-4b90-a2c5-7f0000000005' }),
        location: encodeId('location', { platform: 'jcc', id: '5b2f6a0e-8c1d-4a55-9f3e-20c1d7a4e002' }),
      },
    ],
    ['nobody', { people: 0 }],
    ['more people than the service takes', { people: 7 }],
    ['more people than a bus', { people: 21 }],
    ['a last day before the first', { from: today, to: later(-1) }],
    ['more than 31 days', { from: today, to: later(31) }],
    ['a day that is none', { from: '2026-02-30' }],
    ['the same service twice', { with: [{ service: jcc.service }] }],
    [
      'services that do not go together',
      {
        with: [
          { service: encodeId('service', { platform: 'jcc', id: 'c4e1b7d8-3a6f-4b90-a2c5-7f0000000005' }) },
        ],
      },
    ],
    ['services of two platforms', { with: [{ service: ids('qmatic').service }] }],
  ])('given %s, then it is refused, and the platform is not asked for times', async (_name, wrong) => {
    const variables = { service: jcc.service, location: jcc.location, ...wrong };
    const { body, text } = await hub.ask(slots, { variables });
    expect(codeOf(body)).toBe('BAD_USER_INPUT');
    expect(asked('jcc')).not.toContain('availabletimelist');
    expect(text).not.toContain(variables.service);
  });
});

describe('a platform that is ill', () => {
  test('given JCC falls silent, then what was known is still told, its times are not, and Qmatic is whole', async () => {
    hub.simulator('jcc').fail({ kind: 'refuse' });
    const { body } = await hub.ask(
      `query ($service: ID!, $location: ID!) {
        appointmentServices { name source { platform state } }
        appointmentSlots(service: $service, location: $location, from: "${later(2)}", to: "${later(3)}") { start }
      }`,
      { variables: ids('jcc') },
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.appointmentServices).toHaveLength(14);
    expect(body.data.appointmentSlots).toEqual([]);
    expect(body.extensions.sources).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ platform: 'jcc', state: 'UNAVAILABLE', reason: 'NETWORK' }),
        expect.objectContaining({ platform: 'qmatic', state: 'FRESH' }),
      ]),
    );
  });
});

describe('a hub that starts while its platforms are down, or has none', () => {
  let other: TestHub;
  afterEach(() => other.close());

  test('given JCC is down from the start, then only its services are missing, and the sources say so', async () => {
    other = await testHub({
      mirror: false,
      before: ({ simulators }) => simulators.get('jcc')!.fail({ kind: 'refuse' }),
    });
    const { body } = await other.ask(
      '{ appointmentServices { name locations { name } source { platform } } }',
    );
    expect(body.errors).toBeUndefined();
    expect(body.data.appointmentServices).toHaveLength(6);
    expect(body.extensions.sources).toContainEqual(
      expect.objectContaining({ platform: 'jcc', state: 'UNAVAILABLE' }),
    );
  });

  test('given the services of a location cannot be had, then locations are null and the rest is there', async () => {
    other = await testHub({
      mirror: false,
      settings: { adapters: { qmatic: { policy: { retry: { attempts: 1 } } } } },
      before: ({ simulators }) =>
        simulators.get('qmatic')!.fail({ kind: 'status', status: 503, operation: 'branch-services' }),
    });
    const { body } = await other.ask(
      '{ appointmentServices { locations { name } source { platform state } } }',
    );
    const found = body.data.appointmentServices as { locations: unknown; source: { platform: string } }[];
    const of = (name: string) => found.filter(({ source }) => source.platform === name);
    expect(of('qmatic').map(({ locations }) => locations)).toEqual(Array(6).fill(null));
    expect(of('jcc')[0]?.locations).toHaveLength(2);
    expect(body.extensions.sources).toContainEqual(
      expect.objectContaining({ platform: 'qmatic', state: 'UNAVAILABLE', reason: 'HTTP_5XX' }),
    );
  });
});

describe('ids', () => {
  test('are what they were made of, and nothing else', () => {
    const kinds: IdKind[] = ['service', 'location'];
    fc.assert(
      fc.property(fc.constantFrom(...kinds), fc.string(), fc.string(), (kind, platform, id) => {
        const text = encodeId(kind, { platform, id });
        expect(text).toMatch(/^[\w-]+$/);
        expect(decodeId(kind, text)).toEqual({ platform, id });
        expect(() =>
          decodeId(
            kinds.find((other) => other !== kind)!,
            text,
          ),
        ).toThrow('no id');
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(() => decodeId('service', text)).toThrow('This is no id of a service');
      }),
    );
  });
});
