import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { textOfHtml } from '../../adapters/jcc/html-text.js';
import {
  momentOf,
  toAppointment,
  toCustomerFields,
  toRequest,
  toService,
  toSlots,
  unknownFieldsIn,
  unknownGendersIn,
} from '../../adapters/jcc/mapping.js';
import { brussels, wallTimeOf } from '../../src/context/wall-time.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { customer } from '../appointments/support.js';

const booking = (start: string) => ({
  parts: [{ service: 'a', people: 2 }],
  location: 'l',
  start: new Date(start),
  customers: [customer()] as const,
  reference: 'r',
});

describe('the times of JCC', () => {
  test('come back as they were written, all year round, unless no clock shows them', () => {
    const seconds = fc.integer({ min: Date.UTC(2026, 0, 1) / 60_000, max: Date.UTC(2029, 0, 1) / 60_000 });
    fc.assert(
      fc.property(seconds, (minute) => {
        const text = new Date(minute * 60_000).toISOString().slice(0, 19);
        const moment = momentOf(text);
        if (moment) expect(wallTimeOf(moment, brussels)).toBe(text);
        else expect(text).toMatch(/-03-\d\dT02:/);
      }),
    );
  });

  test('are seconds in a list and minutes in a booking', () => {
    const { slots } = toSlots({ availableTimesList: ['2026-11-25T00:30:00'], appointmentDuration: 1800 });
    expect(slots).toEqual([
      { start: new Date('2026-11-24T23:30:00Z'), end: new Date('2026-11-25T00:00:00Z') },
    ]);
    expect(toRequest(booking('2026-11-24T23:30:00Z'), 30)).toMatchObject({
      fromDateTime: '2026-11-25T00:30:00+01:00',
      toDateTime: '2026-11-25T01:00:00+01:00',
      activityList: [{ activityId: 'a', amount: 2 }],
    });
    expect(toService({ id: 'a', appointmentDuration: 930 }).durationMinutes).toBe(16);
  });

  test('go in with the offset of their own moment, also over a change of the clock', () => {
    expect(toRequest(booking('2027-03-28T00:45:00Z'), 30)).toMatchObject({
      fromDateTime: '2027-03-28T01:45:00+01:00',
      toDateTime: '2027-03-28T03:15:00+02:00',
    });
    expect(toRequest(booking('2026-10-25T00:45:00Z'), 30)).toMatchObject({
      fromDateTime: '2026-10-25T02:45:00+02:00',
      toDateTime: '2026-10-25T02:15:00+01:00',
    });
  });

  test('that come twice are named once, those that do not exist are told apart', () => {
    const availableTimesList = [
      '2026-10-25T02:30:00',
      '2026-10-25T02:30:00',
      '2027-03-28T02:30:00',
      'morgen',
    ];
    expect(toSlots({ availableTimesList, appointmentDuration: 600 })).toEqual({
      slots: [{ start: new Date('2026-10-25T00:30:00Z'), end: new Date('2026-10-25T00:40:00Z') }],
      impossible: ['2027-03-28T02:30:00', 'morgen'],
    });
  });
});

describe('the fields that JCC asks', () => {
  const codes = (document: Record<string, unknown>) => {
    const { fields, oneOf } = toCustomerFields(document);
    return { required: fields.filter(({ required }) => required).map(({ code }) => code), oneOf, fields };
  };

  test('given one of two telephones is wanted and both are shown, then one of them must be filled in', () => {
    expect(codes({ isAnyPhoneNumberRequired: true })).toMatchObject({
      required: ['LAST_NAME'],
      oneOf: [['PHONE', 'MOBILE_PHONE']],
    });
  });

  test('given one of them is hidden, then the other is required', () => {
    expect(codes({ isAnyPhoneNumberRequired: true, mainPhoneNumber: 1 })).toMatchObject({
      required: ['LAST_NAME', 'MOBILE_PHONE'],
      oneOf: [],
    });
  });

  test('given both names are hidden though one is wanted, then the first name is asked', () => {
    const { required, fields } = codes({ areFirstNameOrInitialsRequired: true, firstName: 1, initials: 1 });
    expect(required).toEqual(['LAST_NAME', 'FIRST_NAME']);
    expect(fields.map(({ code }) => code)).not.toContain('INITIALS');
  });

  test('given one of them is required already, then nothing is added', () => {
    expect(codes({ areFirstNameOrInitialsRequired: true, firstName: 2 })).toMatchObject({
      required: ['LAST_NAME', 'FIRST_NAME'],
      oneOf: [],
    });
  });

  test('a field that the hub does not know is OTHER, under its own name', () => {
    const { fields } = codes({ faxNumber: 2, id: 'x', auditId: 'y', isDefault: true });
    expect(fields.filter(({ code }) => code === 'OTHER')).toEqual([
      { code: 'OTHER', platformName: 'faxNumber', required: true },
    ]);
  });

  test('whatever JCC lists, a hidden field is not asked, a required one is, and those that nobody knows are told apart', () => {
    const shown = fc.constantFrom(0, 1, 2);
    const known = fc.constantFrom('gender', 'firstName', 'mainPhoneNumber', 'city');
    const unknown = fc.stringMatching(/^x[A-Za-z]{1,8}$/);
    fc.assert(
      fc.property(fc.dictionary(fc.oneof(known, unknown), shown), (document) => {
        const answer = toCustomerFields(document);
        const nameOf = ({ platformName }: { platformName: string }) => platformName;
        for (const [name, kind] of Object.entries(document)) {
          const found = answer.fields.filter(({ platformName }) => platformName === name);
          expect(found.map(({ required }) => required)).toEqual(kind === 1 ? [] : [kind === 2]);
        }
        expect(unknownFieldsIn(answer)).toEqual(
          Object.keys(document).filter((name) => name.startsWith('x') && document[name] !== 1),
        );
        expect(new Set(answer.fields.map(nameOf)).size).toBe(answer.fields.length);
      }),
    );
  });
});

describe('an appointment of JCC', () => {
  const document = {
    id: 'x',
    startDateTime: '2026-11-25T09:00:00',
    endDateTime: '2026-11-25T08:00:00',
    activityList: [{ activity: { id: 'a' } }],
    location: { id: 'l' },
    customerList: [
      { lastName: 'Jansen', gender: 1, socialSecurityNumber: '123' },
      {
        lastName: 'Peeters',
        isMainCustomer: true,
        gender: 7,
        houseNumber: 12,
        socialSecurityNumber: '85671421468',
      },
    ],
  };

  test('keeps ids, services and customers in their order, whatever stands in them', () => {
    const text = fc.option(fc.string(), { nil: null });
    const person = fc.record({
      lastName: fc.uuid(),
      gender: fc.option(fc.integer({ min: -2, max: 5 }), { nil: null }),
      socialSecurityNumber: text,
      birthDate: fc.constantFrom(null, '2000-02-02T00:00:00'),
      emailAddress: text,
      houseNumber: fc.oneof(text, fc.nat()),
    });
    fc.assert(
      fc.property(
        fc.uuid(),
        fc.array(fc.record({ activity: fc.record({ id: fc.uuid(), description: text }), amount: fc.nat() })),
        fc.array(person, { maxLength: 4 }),
        (id, activityList, customerList) => {
          const source = { ...document, id, activityList, customerList };
          const found = toAppointment(source)!;
          expect(found.id).toBe(id);
          expect(found.parts.map(({ service, people }) => [service, people])).toEqual(
            activityList.map(({ activity, amount }) => [activity.id, amount]),
          );
          expect(found.customers.map(({ lastName }) => lastName)).toEqual(
            customerList.map(({ lastName }) => lastName),
          );
          expect(found.customers.map(({ gender }) => gender)).toEqual(
            customerList.map(({ gender }) => ['OTHER', 'MALE', 'FEMALE'][gender ?? -1] ?? null),
          );
          expect(unknownGendersIn(source)).toEqual(
            customerList.flatMap(({ gender }) =>
              gender !== null && (gender < 0 || gender > 2) ? gender : [],
            ),
          );
        },
      ),
    );
  });

  test('has its main customer in front, no end before its start, and nothing made up', () => {
    const appointment = toAppointment(document)!;
    expect(appointment).toMatchObject({
      end: null,
      number: null,
      createdAt: null,
      remarks: null,
      parts: [{ service: 'a', name: 'a', people: 1 }],
      location: { id: 'l', name: 'l' },
    });
    expect(
      appointment.customers.map(({ lastName, gender, houseNumber }) => [lastName, gender, houseNumber]),
    ).toEqual([
      ['Peeters', null, '12'],
      ['Jansen', 'MALE', null],
    ]);
    expect(appointment.customers.map(({ nationalNumber }) => nationalNumber?.reveal() ?? null)).toEqual([
      '85671421468',
      null,
    ]);
    expect(toAppointment({ ...document, startDateTime: '2027-03-28T02:30:00' })).toBeNull();
  });

  test('is sent with what is known of a customer, and nothing that is not', () => {
    const known = customer({
      nationalNumber: NationalNumber.parse('85671421468'),
      houseNumber: '12',
      houseNumberSuffix: 'bus 3',
      email: null,
    });
    const request = toRequest(
      { ...booking('2026-11-25T09:00:00Z'), customers: [known, customer({ gender: null })] },
      15,
    );
    expect(request.customerList).toEqual([
      {
        gender: 2,
        firstName: 'Emma',
        lastName: 'Peeters',
        birthDate: '1985-07-14',
        socialSecurityNumber: '85671421468',
        phoneNumber: '+3233801600',
        houseNumber: 12,
        houseNumberSuffix: 'bus 3',
        id: null,
        isMainCustomer: true,
      },
      expect.objectContaining({ gender: 0, isMainCustomer: false }),
    ]);
  });
});

test.each([
  [
    '<P>Wat?</P>\r\n<UL>\r\n<LI>uw&nbsp;kaart</LI><LI>caf&eacute; &amp; &#233;&#xE9;</LI></UL>',
    'Wat?\n- uw kaart\n- café & éé',
  ],
  ['<p>a<br/>b</p><script>alert(1)</script>', 'a\nb'],
  ['gewone tekst, 1 < 2', 'gewone tekst, 1 < 2'],
  ['&onbekend; &#0;', '&onbekend; &#0;'],
  ['<ul><li></li></ul> &nbsp;', null],
  ['', null],
])('%j reads as %j', (html, text) => {
  expect(textOfHtml(html)).toBe(text);
});
