import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { toCalendar } from '../../src/capabilities/appointments/appointment.calendar.js';
import type { AppointmentRecord } from '../../src/capabilities/appointments/appointment.records.js';
import type {
  CustomerFieldCode,
  CustomerFields,
} from '../../src/capabilities/appointments/appointments.port.js';
import { createCancelLinks } from '../../src/capabilities/appointments/cancel-links.js';
import { checkCustomer } from '../../src/capabilities/appointments/customer.check.js';
import { createVideoRooms } from '../../src/capabilities/appointments/video-rooms.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { createKeyedHash } from '../../src/privacy/encryption.js';
import { manualClock } from '../support/clock.js';
import { customer } from './support.js';

const keyedHash = createKeyedHash(Buffer.alloc(32, 7));
const emma = NationalNumber.parse('85671421468');

function record(over: Partial<AppointmentRecord> = {}): AppointmentRecord {
  return {
    id: '0b5a1c1e-0000-4000-8000-000000000001',
    organisation: '0297500186',
    platform: 'jcc',
    platformId: 'a',
    parts: [{ service: 's', name: 'Paspoort; aanvragen, ophalen', people: 2 }],
    locationId: 'l',
    locationName: 'Gemeentehuis, Brasschaatsebaan 30',
    startsAt: new Date('2026-10-25T00:30:00Z'),
    endsAt: new Date('2026-10-25T01:15:00Z'),
    subjectHash: null,
    customer: customer(),
    state: 'BOOKED',
    reason: null,
    commandId: '0b5a1c1e-0000-4000-8000-0000000000c1',
    replacesId: null,
    linkUsedAt: null,
    requestedBy: 'clerk',
    requestedAt: new Date('2026-10-01T10:00:00Z'),
    toldAt: null,
    ...over,
  };
}

describe('the file for a calendar', () => {
  const lines = (over: Partial<AppointmentRecord> = {}, videoUrl: string | null = null) =>
    toCalendar(record(over), { videoUrl, host: 'schakel.schilde.be' });

  test('tells the appointment in UTC, with every special character escaped, line by line', () => {
    expect(lines().split('\r\n')).toEqual([
      'BEGIN:VCALENDAR',
      'VERSION:2.0',
      'PRODID:-//Schakel//Afspraken//NL',
      'METHOD:PUBLISH',
      'BEGIN:VEVENT',
      'UID:0b5a1c1e-0000-4000-8000-000000000001@schakel.schilde.be',
      'SEQUENCE:0',
      'DTSTAMP:20261001T100000Z',
      'DTSTART:20261025T003000Z',
      'DTEND:20261025T011500Z',
      'SUMMARY:Paspoort\\; aanvragen\\, ophalen',
      'LOCATION:Gemeentehuis\\, Brasschaatsebaan 30',
      'DESCRIPTION:Paspoort\\; aanvragen\\, ophalen (2 personen)',
      'STATUS:CONFIRMED',
      'END:VEVENT',
      'END:VCALENDAR',
      '',
    ]);
  });

  test('tells apart the two times of the hour that comes twice', () => {
    const second = { startsAt: new Date('2026-10-25T01:30:00Z'), endsAt: new Date('2026-10-25T01:45:00Z') };
    expect(lines(second)).toContain('DTSTART:20261025T013000Z');
    expect(lines()).toContain('DTSTART:20261025T003000Z');
  });

  test('takes away an appointment that is gone, and says of one in doubt that it may not be', () => {
    expect(lines({ state: 'CANCELLED' })).toMatch(/METHOD:CANCEL[^]*SEQUENCE:1[^]*STATUS:CANCELLED/);
    expect(lines({ state: 'IN_DOUBT' })).toContain('STATUS:TENTATIVE');
  });

  test('has no line longer than 75 octets, whatever the names', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 200 }), (name) => {
        const text = lines({ locationName: name, parts: [{ service: 's', name, people: 1 }] });
        for (const line of text.split('\r\n')) expect(Buffer.byteLength(line)).toBeLessThanOrEqual(75);
      }),
    );
  });

  test('leads to the room of a video appointment', () => {
    const url = 'https://video.schilde.example/room';
    expect(lines({}, url)).toContain(`URL;VALUE=URI:${url}`);
    expect(lines({}, url)).toContain(`LOCATION:${url}`);
  });
});

describe('the link to cancel', () => {
  const clock = manualClock(Date.UTC(2026, 9, 24));
  const links = createCancelLinks({ keyedHash, clock, publicUrl: 'https://schakel.schilde.be/' });
  const ticketOf = (url: string) => url.split('/').at(-1)!;

  test('works until the appointment begins, and not for another hub', async () => {
    const ticket = ticketOf(links.urlOf(record()));
    expect(links.urlOf(record())).toMatch(
      /^https:\/\/schakel\.schilde\.be\/appointments\/cancel\/[0-9a-f.-]+$/,
    );
    const other = createCancelLinks({
      keyedHash: createKeyedHash(Buffer.alloc(32, 8)),
      clock,
      publicUrl: 'https://schakel.schilde.be',
    });
    expect(other.idOf(ticket)).toBeNull();
    await clock.advance(record().startsAt.getTime() - clock.now() - 1);
    expect(links.idOf(ticket)).toBe(record().id);
    await clock.advance(1);
    expect(links.idOf(ticket)).toBeNull();
  });

  test('given one character more, less or other, then it is none', () => {
    const clockBefore = manualClock(0);
    const made = createCancelLinks({
      keyedHash,
      clock: clockBefore,
      publicUrl: 'https://schakel.schilde.be',
    });
    const ticket = ticketOf(made.urlOf(record()));
    expect(made.idOf(ticket)).toBe(record().id);
    fc.assert(
      fc.property(
        fc.nat(ticket.length - 1),
        fc.constantFrom('', '0', '1', 'a', 'f', '.', '00'),
        (at, other) => {
          const changed = `${ticket.slice(0, at)}${other}${ticket.slice(at + 1)}`;
          fc.pre(changed !== ticket);
          expect(made.idOf(changed)).toBeNull();
        },
      ),
    );
  });
});

describe('the room of a video appointment', () => {
  const roomUrl = 'https://video.schilde.example/:room?lang=nl';
  const rooms = createVideoRooms({ keyedHash, roomUrl, services: ['jcc:s'] });

  test('is the same each time, another for each appointment, and there is none for other services', () => {
    expect(rooms(record())).toMatch(/^https:\/\/video\.schilde\.example\/[0-9a-f]{32}\?lang=nl$/);
    expect(rooms(record())).toBe(rooms(record()));
    expect(rooms(record({ id: '0b5a1c1e-0000-4000-8000-000000000002' }))).not.toBe(rooms(record()));
    expect(rooms(record({ platform: 'qmatic' }))).toBeNull();
    expect(createVideoRooms({ keyedHash, roomUrl: null, services: [] })(record())).toBeNull();
  });
});

describe('what is told of a person', () => {
  const asking = (
    codes: readonly CustomerFieldCode[],
    required: readonly CustomerFieldCode[] = [],
    oneOf: CustomerFields['oneOf'] = [],
  ): CustomerFields => ({
    fields: codes.map((code) => ({
      code,
      platformName: code.toLowerCase(),
      required: required.includes(code),
    })),
    oneOf,
  });
  const check = (given: object, fields: CustomerFields, own: NationalNumber | null = null) =>
    checkCustomer(given, fields, { own, today: '2026-11-25' });
  const good = (given: object, fields: CustomerFields, own: NationalNumber | null = null) => {
    const checked = check(given, fields, own);
    if (checked.kind === 'FAULT') throw new Error(`${checked.field} ${checked.fault}`);
    return checked.customer;
  };

  test('is kept only as far as it is asked, in the forms of the platform', () => {
    const given = {
      lastName: ' Peeters ',
      firstName: 'Emma',
      email: 'emma@schilde.example',
      mobilePhone: '0470/12.34.56',
      birthDate: '1985-07-14',
      nationalNumber: emma,
    };
    expect(good(given, asking(['LAST_NAME', 'FIRST_NAME', 'MOBILE_PHONE']))).toMatchObject({
      lastName: 'Peeters',
      firstName: 'Emma',
      mobilePhone: '+32470123456',
      email: null,
      birthDate: null,
      nationalNumber: null,
    });
  });

  test('given one number is asked and a mobile one is told, then that is the number', () => {
    const given = { lastName: 'Peeters', mobilePhone: '0470123456' };
    expect(good(given, asking(['LAST_NAME', 'PHONE'], ['PHONE']))).toMatchObject({
      phone: '+32470123456',
      mobilePhone: null,
    });
  });

  test('given one of several must be told and none is, then it is missing', () => {
    const fields = asking(['LAST_NAME', 'PHONE', 'MOBILE_PHONE'], [], [['PHONE', 'MOBILE_PHONE']]);
    expect(check({ lastName: 'Peeters' }, fields)).toEqual({
      kind: 'FAULT',
      field: 'phone',
      fault: 'REQUIRED',
    });
    expect(good({ lastName: 'Peeters', mobilePhone: '0470123456' }, fields).phone).toBeNull();
  });

  test('given the national number must be told, then a citizen’s is the one of the login', () => {
    const fields = asking(['LAST_NAME', 'NATIONAL_NUMBER'], ['NATIONAL_NUMBER']);
    expect(good({ lastName: 'Peeters' }, fields, emma).nationalNumber?.equals(emma)).toBe(true);
    expect(check({ lastName: 'Peeters' }, fields)).toMatchObject({
      field: 'nationalNumber',
      fault: 'REQUIRED',
    });
    // What is only asked is not told without the citizen.
    expect(good({ lastName: 'Peeters' }, asking(['NATIONAL_NUMBER']), emma).nationalNumber).toBeNull();
  });

  test.each(['NATIONALITY', 'LANGUAGE', 'COUNTRY', 'OTHER'] as const)(
    'given the platform must have %s, then the hub cannot book it',
    (code) => {
      expect(check({ lastName: 'Peeters' }, asking([code], [code]))).toEqual({
        kind: 'FAULT',
        field: code.toLowerCase(),
        fault: 'NOT_SUPPORTED',
      });
    },
  );

  test.each([
    [{ birthDate: '2026-11-26' }, 'birthDate', 'INVALID'],
    [{ lastName: 'Pee\u0000ters' }, 'lastName', 'INVALID'],
    [{ city: 'S'.repeat(81) }, 'city', 'TOO_LONG'],
    [{ lastName: null }, 'lastName', 'REQUIRED'],
  ])('%j is refused', (given, field, fault) => {
    expect(check({ lastName: 'Peeters', ...given }, asking([]))).toEqual({ kind: 'FAULT', field, fault });
  });
});
