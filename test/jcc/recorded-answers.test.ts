import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { jcc } from '../../adapters/jcc/index.js';
import type { AppointmentsPort, Booking } from '../../src/capabilities/appointments/appointments.port.js';
import { brussels, wallTimeOf } from '../../src/context/wall-time.js';
import { customer } from '../appointments/support.js';
import { callContext } from '../support/call-context.js';
import { type Exchange, exchangesOf, replay, unsaid } from '../support/cassettes.js';
import { contractTest } from '../support/contracts.js';
import { recordedTools } from '../support/recorded-wire.js';

const folder = (contracts: string) => join(contracts, 'appointments', 'jcc-rest');
const recorded = (contracts: string, name: string) =>
  exchangesOf(join(folder(contracts), `test_${name}.yaml`), '/warp/v1/');

/** The adapter, to which a file of recordings answers. */
function world(exchanges: readonly Exchange[]) {
  const { tools, requests } = recordedTools(replay(exchanges));
  const settings = jcc.settings.parse({ url: 'https://jcc.test/', clientId: 'c', clientSecret: 's' });
  return { requests, port: jcc.start(settings, tools).ports.appointments as AppointmentsPort };
}

const answerOf = (exchanges: readonly Exchange[], part: string) =>
  JSON.parse(exchanges.find(({ url }) => url.startsWith(part))!.response.body.toString('utf8')) as never;

/** Identifiers of parts that are never asked for, numbers that JCC is giving up, and marks that decide what is shown. */
const notMapped = ['auditId', 'locationNumber', 'isDefault', 'isActive', 'phoneNumberType', 'isoCode'];
const nestedIds = (value: Record<string, never>[]) =>
  value.map(({ address, phoneNumberList, ...rest }) => ({
    ...rest,
    address: withoutIds(address ?? null),
    phoneNumberList: withoutIds(phoneNumberList ?? null),
  }));
const withoutIds = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value, (key, inner: unknown) => (key === 'id' ? undefined : inner)));

const bare = {
  firstName: null,
  gender: null,
  birthDate: null,
  email: null,
  phone: null,
};

describe('what JCC was recorded to answer', () => {
  contractTest('every recording is of an operation that is read here', (contracts) => {
    const read =
      /^(connect\/token|activity\/listforappointment(\/additional)?|location(\/forappointment|\/[\w-]{36})?|activity\/appointmentdaterange|appointment(\/availabletimelist|\/calculateduration|\/qrcode)?|customer\/customerfields\/required)(\?|$)/;
    const files = readdirSync(folder(contracts));
    expect(files.length).toBeGreaterThan(10);
    for (const file of files)
      for (const { url } of exchangesOf(join(folder(contracts), file), '/warp/v1/'))
        expect(url).toMatch(read);
  });

  contractTest('activities lose nothing, and seconds become minutes', async (contracts) => {
    const exchanges = recorded(contracts, 'get_available_products_all');
    const documents = answerOf(exchanges, 'activity/listforappointment') as {
      appointmentDuration: number;
      necessities?: string;
    }[];
    const { value } = await world(exchanges).port.services(callContext());

    expect(value).toHaveLength(documents.length);
    // `number` is only for people who know JCC's screens, and is going; 0 is no limit; HTML is compared below.
    const plain = documents.map((document) => ({
      ...document,
      number: null,
      necessities: null,
      maxCountForEvent: null,
      appointmentDuration: document.appointmentDuration / 60,
    }));
    expect(unsaid(plain, value, [])).toEqual([]);
    documents.forEach(({ necessities }, index) => {
      const words = (necessities ?? '')
        .replace(/<[^>]*>/g, ' ')
        .split(/\s+/)
        .filter((word) => /^[\w-]+$/.test(word));
      for (const word of words) expect(value[index]!.instructions).toContain(word);
      expect(value[index]!.instructions ?? '').not.toMatch(/[<>]|&nbsp;/);
    });
    expect(value.map(({ durationMinutes }) => durationMinutes)).toEqual(
      documents.map(({ appointmentDuration }) => appointmentDuration / 60),
    );
  });

  contractTest('activities that go together are asked and read', async (contracts) => {
    const exchanges = recorded(contracts, 'get_available_products_with_current_product');
    // Written by Python, False has a capital.
    const ours = exchanges.map((exchange) => ({
      ...exchange,
      url: exchange.url.replace('=False', '=false'),
    }));
    const { value } = await world(ours).port.combinableWith(
      ['637474a7-ea52-43f8-9e8a-30f3e0c13cf4'],
      callContext(),
    );
    expect(value).toHaveLength(3);
  });

  contractTest('locations lose nothing', async (contracts) => {
    for (const [name, ask] of [
      ['get_all_locations', (port: AppointmentsPort) => port.locations(callContext())],
      [
        'get_locations_for_product',
        (port: AppointmentsPort) =>
          port.locationsFor(['6063baab-b077-4eaf-8671-98394793724c'], callContext()),
      ],
    ] as const) {
      const exchanges = recorded(contracts, name);
      const { value } = await ask(world(exchanges).port);
      const documents = answerOf(exchanges, 'location') as Record<string, never>[];
      expect(value).toHaveLength(documents.length);
      expect(unsaid(nestedIds(documents), value, notMapped)).toEqual([]);
    }
  });

  contractTest(
    'fields are shown, hidden and required as told; the main telephone has two names',
    async (contracts) => {
      const exchanges = recorded(contracts, 'required_customer_fields_with_existing_products');
      const services = ['c956d136-57a0-4c53-9673-378f41044631', '53410a47-6ede-4225-81e0-4ebffaae0ef3'];
      const { value } = await world(exchanges).port.customerFields(services, callContext());
      expect(value.fields).toEqual([
        { code: 'LAST_NAME', platformName: 'lastName', required: true },
        { code: 'GENDER', platformName: 'gender', required: false },
        { code: 'FIRST_NAME', platformName: 'firstName', required: false },
        { code: 'LAST_NAME_PREFIX', platformName: 'lastNamePrefix', required: false },
        { code: 'BIRTH_DATE', platformName: 'birthDate', required: false },
        { code: 'EMAIL', platformName: 'emailAddress', required: true },
        { code: 'MOBILE_PHONE', platformName: 'mobilePhoneNumber', required: true },
      ]);
    },
  );

  contractTest(
    'times are asked as recorded, a day more than is wanted, and none is lost',
    async (contracts) => {
      const exchanges = recorded(contracts, 'get_times');
      const { value } = await world(exchanges).port.slots(
        {
          parts: [{ service: '6063baab-b077-4eaf-8671-98394793724c', people: 1 }],
          location: 'f3b8864b-2e08-4d01-99db-e36f49f3e19c',
          from: '2026-08-21',
          to: '2026-08-21',
        },
        callContext(),
      );
      const { availableTimesList } = answerOf(exchanges, 'appointment/availabletimelist') as {
        availableTimesList: string[];
      };
      expect(value.map(({ start }) => wallTimeOf(start, brussels))).toEqual(availableTimesList);
      expect(value[0]).toEqual({
        start: new Date('2026-08-21T11:00:00Z'),
        end: new Date('2026-08-21T11:10:00Z'),
      });
    },
  );

  contractTest(
    'an appointment is booked, read, told its code and cancelled as recorded',
    async (contracts) => {
      const exchanges = recorded(contracts, 'create_retrieve_and_cancel_appointment_flow');
      const { port, requests } = world(exchanges);
      const booking: Booking = {
        parts: [{ service: '2e656741-db4d-4c75-ae57-97fda6ce5ce8', people: 1 }],
        location: 'f3b8864b-2e08-4d01-99db-e36f49f3e19c',
        start: new Date('2026-08-21T13:40:00Z'),
        customers: [customer({ ...bare, firstName: 'Vat', lastName: 'Boei', birthDate: '2000-02-02' })],
        reference: '',
      };
      // The recorded client asked the duration of the day, as ours does.
      const id = '35049671-0a76-41f5-b04a-756c1c8e80cf';
      expect(await port.book(booking, callContext())).toEqual({ kind: 'BOOKED', appointment: id });
      const sent = exchanges.find(({ method, url }) => method === 'POST' && url === 'appointment')!.sent!;
      const ours = requests.find(({ method }) => method === 'POST')!;
      expect(JSON.parse(String(ours.body))).toEqual(JSON.parse(sent));

      const { value } = await port.appointment(id, callContext());
      const document = answerOf(exchanges, 'appointment?id=') as Record<string, never>;
      const { startDateTime, endDateTime, creationDateTime, customerList, activityList, ...rest } = document;
      expect(unsaid(rest, value, [])).toEqual([]);
      // Of an activity its own call tells the rest; a customer has no use for its id.
      expect(
        unsaid(activityList, value, ['number', 'appointmentDuration', 'maxCountForEvent', 'activityGroupId']),
      ).toEqual([]);
      expect(unsaid(customerList, value, ['id', 'gender', 'birthDate'])).toEqual([]);
      expect(value).toMatchObject({
        start: new Date('2026-08-21T13:40:00Z'),
        end: new Date('2026-08-21T14:10:00Z'),
        createdAt: new Date('2026-08-21T10:31:02.527Z'),
        customers: [{ gender: 'OTHER', birthDate: '2000-02-02' }],
      });
      expect([startDateTime, endDateTime, creationDateTime]).toEqual([
        '2026-08-21T15:40:00',
        '2026-08-21T16:10:00',
        '2026-08-21T12:31:02.527',
      ]);

      expect((await port.checkInCode(id, callContext())).value).toBe('e4116a91311be2');
      expect(await port.cancel(id, callContext())).toEqual({ kind: 'CANCELLED' });
    },
  );

  contractTest('several people and several activities are sent as recorded', async (contracts) => {
    for (const [name, booking] of [
      [
        'appointment_with_multiple_persons',
        {
          parts: [{ service: '2e656741-db4d-4c75-ae57-97fda6ce5ce8', people: 2 }],
          location: 'f3b8864b-2e08-4d01-99db-e36f49f3e19c',
          start: new Date('2026-08-21T12:40:00Z'),
          customers: [customer({ ...bare, firstName: 'Vat', lastName: 'Boei', birthDate: '2000-02-02' })],
          reference: '',
        },
      ],
      [
        'create_appointment_with_multiple_products',
        {
          parts: [
            { service: '637474a7-ea52-43f8-9e8a-30f3e0c13cf4', people: 1 },
            { service: '27535042-9f33-498f-b559-39137639bad3', people: 1 },
          ],
          location: 'f9332b85-2ca3-4b42-aaa9-07e37c010a83',
          start: new Date('2026-09-23T09:00:00Z'),
          customers: [
            customer({ ...bare, lastName: 'Boei', email: 'testBoei@example.com', phone: '0612345678' }),
          ],
          reference: '',
        },
      ],
    ] as const satisfies readonly (readonly [string, Booking])[]) {
      const exchanges = recorded(contracts, name);
      const { port, requests } = world(exchanges);
      expect(await port.book(booking, callContext())).toMatchObject({ kind: 'BOOKED' });
      const sent = exchanges.find(({ method, url }) => method === 'POST' && url === 'appointment')!.sent!;
      expect(JSON.parse(String(requests.at(-1)!.body))).toEqual(JSON.parse(sent));
      const day = wallTimeOf(booking.start, brussels).slice(0, 10);
      const slots = await port.slots(
        { parts: booking.parts, location: booking.location, from: day, to: day },
        callContext(),
      );
      expect(slots.value[0]!.start).toEqual(booking.start);
    }
  });

  contractTest("the exception is JCC's, with its code and without its text", async (contracts) => {
    const exchanges = recorded(contracts, 'handles_errors_gracefully');
    const failing = exchanges.find(({ response }) => response.status === 500)!;
    const parts = [{ service: '6063baab-b077-4eaf-8671-98394793724c', people: 1 }];
    const search = { parts, location: 'fake_location', from: '2026-08-21', to: '2026-01-06' };
    await expect(world([failing]).port.slots(search, callContext())).rejects.toMatchObject({
      code: 'SERVER_FAULT',
      status: 500,
      platformCode: '-1',
      message: 'jcc: SERVER_FAULT (-1)',
    });
    const missing = recorded(contracts, 'create_appointment_fails_with_missing_body_data');
    // Without an activity JCC cannot tell how long it takes: it is not asked to book.
    const { port, requests } = world(missing);
    const booking = {
      parts: [{ service: '', people: 1 }],
      location: 'f3b8864b-2e08-4d01-99db-e36f49f3e19c',
      start: new Date('2025-10-21T13:40:00Z'),
      customers: [customer(bare)],
      reference: '',
    } as const;
    await expect(port.book(booking, callContext())).rejects.toMatchObject({
      code: 'SERVER_FAULT',
      platformCode: '-1',
    });
    expect(requests.filter(({ method, url }) => method === 'POST' && url.endsWith('appointment'))).toEqual(
      [],
    );
  });
});

test('recordings are compared with what is in them', () => {
  expect(unsaid([{ a: 'x', b: 3, c: null, d: '' }], { y: 'x' }, [])).toEqual(['.b: 3']);
});
