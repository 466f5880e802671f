import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { qmatic } from '../../adapters/qmatic/index.js';
import * as documents from '../../adapters/qmatic/documents.js';
import { toAppointment, toLocation, toMoment, toServices, toSlots } from '../../adapters/qmatic/mapping.js';
import type { AppointmentsPort, Booking } from '../../src/capabilities/appointments/appointments.port.js';
import { customer } from '../appointments/support.js';
import { callContext } from '../support/call-context.js';
import { type Exchange, exchangesOf, replay, unsaid } from '../support/cassettes.js';
import { contractTest } from '../support/contracts.js';
import { recordedTools } from '../support/recorded-wire.js';

const folder = (contracts: string) => join(contracts, 'appointments', 'qmatic');
const recorded = (contracts: string, name: string) =>
  exchangesOf(join(folder(contracts), `test_${name}.yaml`), '/public/api/');
const mock = (contracts: string, name: string): unknown =>
  JSON.parse(readFileSync(join(folder(contracts), `${name}.json`), 'utf8'));

const branch = 'f19fa2030bd653d429c42772209ba60cdcb60c5f1fa18a95c4d72b250a1c5f58';
const title = 'Open Formulieren: Identiteitskaart';
const notes = 'AUTOMATED TEST APPOINTMENT - can safely be removed.';

/** The adapter, to which recordings answer. */
function world(exchanges: readonly Exchange[], settings: object = {}) {
  const { tools, requests } = recordedTools(replay(exchanges));
  const read = qmatic.settings.parse({ url: 'https://qmatic.test/', apiKey: 'k', ...settings });
  return { requests, port: qmatic.start(read, tools).ports.appointments as AppointmentsPort };
}

const bodyOf = (exchange: Exchange) => JSON.parse(exchange.response.body.toString('utf8')) as never;
const answersOf = (exchanges: readonly Exchange[], pattern: RegExp) =>
  exchanges.filter(({ url, method }) => pattern.test(`${method} ${url}`)).map(bodyOf);

/** When Qmatic's own record was made or changed, its switches for other programs, and how long it keeps a person. */
const notMapped = ['created', 'updated', 'custom', 'branchPrefix', 'timeZone'];
const notMappedOfCustomers = [
  ...notMapped,
  'publicId',
  'name',
  'dateOfBirth',
  'lastInteractionTimestamp',
  'deletionTimestamp',
  'retentionPolicy',
  'addressState',
  'addressCountry',
];

const someone = customer({
  firstName: null,
  lastName: 'TEST (automated)',
  birthDate: null,
  phone: null,
  email: 'automated-test@example.com',
});

describe('what Qmatic was recorded to answer', () => {
  contractTest('every recording is of an operation that is read here', (contracts) => {
    const files = readdirSync(folder(contracts)).filter((file) => file.endsWith('.yaml'));
    const read =
      /^(GET v1\/(services|branches)(\/[^/;]+\/(services|branches))?|GET v1\/branches\/\w+|GET v[12]\/(branches\/\w+\/)?services\/groups;.+|GET v2\/branches\/\w+\/dates(\/[\d-]+\/times)?;.+|POST v2\/branches\/\w+\/dates\/[\d-]+\/times\/[\d:]+\/book|(GET|DELETE) v1\/appointments\/\w+)$/;
    expect(files.length).toBeGreaterThan(8);
    for (const file of files)
      for (const { method, url } of exchangesOf(join(folder(contracts), file), '/public/api/'))
        expect(`${method} ${url}`).toMatch(read);
  });

  contractTest('services and branches lose nothing, in every recording', (contracts) => {
    const files = readdirSync(folder(contracts)).filter((file) => file.endsWith('.yaml'));
    const exchanges = files.flatMap((file) => exchangesOf(join(folder(contracts), file), '/public/api/'));
    const services = [
      ...answersOf(exchanges, /GET v1\/(branches\/\w+\/)?services$/),
      mock(contracts, 'services'),
      mock(contracts, 'limited_services'),
    ].map((body) => documents.services.parse(body));
    const branches = [
      ...answersOf(exchanges, /GET v1\/branches$/),
      mock(contracts, 'branches'),
      mock(contracts, 'limited_branches'),
    ] as { branchList: unknown[] }[];
    expect(services.length).toBeGreaterThan(5);
    for (const { serviceList } of services) {
      expect(toServices(serviceList)).toHaveLength(serviceList.length);
      expect(unsaid(serviceList, toServices(serviceList), notMapped)).toEqual([]);
    }
    for (const body of branches) {
      const mapped = documents.branches.parse(body).branchList.map(toLocation);
      expect(unsaid(body.branchList, mapped, notMapped)).toEqual([]);
    }
  });

  contractTest('what goes together is read from groups', async (contracts) => {
    const exchanges = recorded(contracts, 'listing_products_without_location_with_product_constraint');
    const asked = exchanges.find(({ url }) => url.startsWith('v1/services/groups'))!;
    const service = asked.url.split('=')[1]!;
    const { value } = await world(exchanges).port.combinableWith([service], callContext());
    const all = (bodyOf(asked) as { serviceGroups: { services: { publicId: string }[] }[] }[]).flatMap(
      ({ serviceGroups }) =>
        serviceGroups.flatMap(({ services }) => services.map(({ publicId }) => publicId)),
    );
    expect([...value, service].sort()).toEqual([...new Set(all)].sort());
  });

  contractTest(
    'extra customers are counted, one less than come, and none is told for one',
    async (contracts) => {
      const many = recorded(contracts, 'listing_dates_single_product_multiple_customers');
      const one = recorded(contracts, 'listing_dates_single_product_single_customer');
      const search = { location: branch, from: '2023-01-01', to: '2099-12-31' };
      const service = 'Achternaam_kind_kiezen';
      const crowd = await world(many).port.days(
        { parts: [{ service, people: 999 }], ...search },
        callContext(),
      );
      const alone = await world(one).port.days({ parts: [{ service, people: 1 }], ...search }, callContext());
      expect(crowd.value).toEqual([]);
      const [document] = answersOf(one, /GET v2\/branches\/\w+\/dates;/) as { dates: string[] }[];
      expect(alone.value).toEqual(document!.dates.map((date) => date.slice(0, 10)));
    },
  );

  contractTest(
    'an appointment is booked as recorded, from an answer that calls itself text, and cancelled',
    async (contracts) => {
      for (const [name, people, services, at] of [
        [
          'create_appointment_single_product_single_customer',
          1,
          ['Identiteitskaart'],
          '2023-10-23T06:45:00Z',
        ],
        [
          'create_appointment_multi_product_multi_customer',
          2,
          ['Identiteitskaart', 'Bewijs_van_in_leven_zijn'],
          '2023-10-23T06:30:00Z',
        ],
      ] as const) {
        const exchanges = recorded(contracts, name);
        const post = exchanges.find(({ method }) => method === 'POST')!;
        const sent = JSON.parse(post.sent!) as { title: string };
        const { port, requests } = world(exchanges, { title: sent.title });
        const booking: Booking = {
          parts: services.map((service) => ({ service, people })),
          location: branch,
          start: new Date(at),
          customers: [someone],
          reference: notes,
        };
        const outcome = await port.book(booking, callContext());
        const document = bodyOf(post) as { publicId: string };
        expect(outcome).toEqual({ kind: 'BOOKED', appointment: document.publicId });
        expect(JSON.parse(String(requests.at(-1)!.body))).toEqual(sent);
        expect(await port.cancel(document.publicId, callContext())).toEqual({ kind: 'CANCELLED' });
      }
    },
  );

  contractTest('an appointment loses nothing but what is about its records', (contracts) => {
    const exchanges = [
      ...recorded(contracts, 'create_appointment_single_product_single_customer'),
      ...recorded(contracts, 'create_appointment_multi_product_multi_customer'),
    ];
    const found = [
      ...answersOf(exchanges, /^POST/),
      mock(contracts, 'book'),
      (mock(contracts, 'appointment') as { appointment: unknown }).appointment,
    ] as (Record<string, unknown> & {
      branch: { publicId: string; name: string };
      start: string;
      end: string;
    })[];
    expect(found.length).toBeGreaterThan(3);
    for (const document of found) {
      const mapped = toAppointment(documents.appointment.parse(document))!;
      const { branch: place, customers, services, start, end, title: _title, ...rest } = document;
      // Of a branch and a service their own calls tell the rest.
      expect(mapped.location).toEqual({
        id: place.publicId,
        name: place.name,
      });
      expect(unsaid(services, mapped, [...notMapped, 'duration', 'additionalCustomerDuration'])).toEqual([]);
      // A test number of Dutch make is no national number.
      expect(unsaid(customers, mapped, [...notMappedOfCustomers, 'identificationNumber'])).toEqual([]);
      expect(unsaid(rest, mapped, notMapped)).toEqual([]);
      expect(mapped.status).toBe('BOOKED');
      const minutes = (mapped.end!.getTime() - mapped.start.getTime()) / 60_000;
      expect([5, 10, 25]).toContain(minutes);
      expect(mapped.start.toISOString().slice(0, 16)).toBe(start.slice(0, 16));
      expect(end.slice(0, 16)).toBe(mapped.end!.toISOString().slice(0, 16));
    }
    const birthDates = [
      mock(contracts, 'book'),
      (mock(contracts, 'appointment') as { appointment: unknown }).appointment,
    ].map((document) => toAppointment(documents.appointment.parse(document))!.customers[0]!.birthDate);
    expect(birthDates).toEqual(['1900-01-31', '1900-01-31']);
  });

  contractTest('free times last as long as the recorded booking, and none is lost', async (contracts) => {
    const [list, booked] = [
      recorded(contracts, 'listing_products_without_other_product_constraint'),
      recorded(contracts, 'create_appointment_multi_product_multi_customer'),
    ];
    const times = booked.find(({ url }) => url.includes('/2023-10-23/times;'))!;
    const dates = {
      ...times,
      url: times.url.replace('/2023-10-23/times', ''),
      response: { ...times.response, body: Buffer.from('{"dates":["2023-10-23T00:00:00"]}') },
    };
    const { value } = await world([...list, ...booked, dates]).port.slots(
      {
        parts: [
          { service: 'Identiteitskaart', people: 2 },
          { service: 'Bewijs_van_in_leven_zijn', people: 2 },
        ],
        location: branch,
        from: '2023-10-23',
        to: '2023-10-23',
      },
      callContext(),
    );
    expect(value).toHaveLength((bodyOf(times) as { times: string[] }).times.length);
    expect(value[0]).toEqual({
      start: new Date('2023-10-23T06:30:00Z'),
      end: new Date('2023-10-23T06:55:00Z'),
    });
  });
});

describe('what Qmatic is said to answer', () => {
  contractTest('days and times map, each once, and none is lost', (contracts) => {
    const { dates } = documents.dates.parse(mock(contracts, 'dates'));
    const { times } = documents.times.parse(mock(contracts, 'times'));
    expect(dates.length).toBeGreaterThan(5);
    for (const date of dates) {
      const { slots, impossible } = toSlots(date.slice(0, 10), times, 'Europe/Brussels', 5);
      expect(impossible).toEqual([]);
      expect(slots.map(({ start }) => toMoment(start, 'Europe/Brussels'))).toEqual(
        times.map((time) => ({ date: date.slice(0, 10), time })),
      );
    }
  });
});

test('the title of the recorded bookings is a setting', () => {
  expect(qmatic.settings.parse({ url: 'https://q.test', apiKey: 'k', title }).title).toBe(title);
});
