import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { JccSimulator } from '../../adapters/jcc/simulator.js';
import type { QmaticSimulator } from '../../adapters/qmatic/simulator.js';
import { encodeId } from '../../src/capabilities/appointments/appointment.ids.js';
import { wallTimeOf } from '../../src/context/wall-time.js';
import { BrowserSession } from '../support/browser-session.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { clockAt, type PlatformName, platforms } from './support.js';

const names: readonly PlatformName[] = ['jcc', 'qmatic'];
/** A Wednesday; the clocks change on the Sunday that follows. */
const clock = clockAt('2027-03-24T06:00:00+01:00');
const thursday = '2027-03-25';
/** Long days, so that each test has times of its own, and the night from Saturday to Sunday. */
const workday = [['06:00', '22:00']] as const;
const longDays = { 1: workday, 2: workday, 4: workday, 5: workday, 7: [['00:30', '04:00']] } as const;
const days = [thursday, '2027-03-26', '2027-03-30', '2027-04-01', '2027-04-02', '2027-04-06'];
const summerTime = '2027-03-28';
const videoRoom = 'https://video.schilde.example/:room';

let hub: TestHub;
let emma: string;
let lucas: string;
let sofie: string;
let tom: string;

beforeAll(async () => {
  const policy = { retry: { attempts: 1 }, breaker: { failures: 1_000 } };
  hub = await testHub({
    mirror: false,
    clock,
    settings: {
      operations: { healthIntervalMs: 3_600_000 },
      appointments: {
        mostOpen: 60,
        video: { roomUrl: videoRoom, services: [`qmatic:${platforms.qmatic.service}`] },
      },
      adapters: { jcc: { policy }, qmatic: { policy } },
    },
  });
  for (const name of names) simulatorOf(name).setHours(platforms[name].location, longDays);
  emma = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  lucas = cookieOf(await hub.browser('citizen', 'Lucas Janssens'));
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
  tom = cookieOf(await hub.browser('staff', 'Tom Wouters'));
});
afterEach(() => {
  for (const name of names) {
    const simulator = simulatorOf(name);
    simulator.fail();
    simulator.failChanges = false;
  }
});
afterAll(() => hub.close());

const simulatorOf = (name: PlatformName) => hub.simulator(name) as JccSimulator | QmaticSimulator;
const kept = (name: PlatformName) => simulatorOf(name).appointments;
const asked = (name: PlatformName, operation: 'book' | 'cancel') =>
  simulatorOf(name).calls.filter((call) => call.operation === platforms[name][operation]).length;
/** It books, and its answer is cut off. */
const loseAnswer = (name: PlatformName) =>
  simulatorOf(name).fail({ kind: 'truncated', operation: platforms[name].book });

const appointmentFields = `id reference state reason start end services { name people } locationName
  customer { lastName firstName email phone mobilePhone } videoUrl cancelUrl calendarUrl calendar replaces replacedBy
  source { platform state }`;
const problemFields = `... on AppointmentNotPossible { code message field }
  ... on PlatformUnavailable { code message platform: source }
  ... on IdempotencyConflict { code }`;
const fields = `__typename ... on Appointment { ${appointmentFields} } ${problemFields}
  ... on SlotTaken { code message alternatives { start end } }`;
const bookAppointment = `mutation ($input: BookAppointmentInput!, $key: String!) {
  bookAppointment(input: $input, idempotencyKey: $key) { ${fields} } }`;
const customer = { email: 'emma@schilde.example', mobilePhone: '0470 12 34 56' };

interface BookOver {
  readonly cookie?: string;
  readonly key?: string;
  readonly customer?: object;
  readonly people?: number;
}

const idsOf = (name: PlatformName) => ({
  service: encodeId('service', { platform: name, id: platforms[name].service }),
  location: encodeId('location', { platform: name, id: platforms[name].location }),
});

async function freeTimes(name: PlatformName, day = thursday): Promise<{ start: string; end: string }[]> {
  const { body } = await hub.ask(
    `query ($service: ID!, $location: ID!) {
      appointmentSlots(service: $service, location: $location, from: "${day}", to: "${day}") { start end } }`,
    { variables: idsOf(name) },
  );
  return body.data.appointmentSlots;
}

/** A free time that no other test of this file touches. */
const used = new Set<string>();
async function freeTime(name: PlatformName): Promise<string> {
  const length = platforms[name].minutes[0] * 60_000;
  const isApart = ({ start }: { start: string }) =>
    [...used].every(
      (other) =>
        !other.startsWith(name) ||
        Math.abs(Date.parse(other.slice(name.length)) - Date.parse(start)) >= length,
    );
  for (const day of days) {
    const found = (await freeTimes(name, day)).find(isApart);
    if (!found) continue;
    used.add(`${name}${found.start}`);
    return found.start;
  }
  throw new Error('every time is taken');
}

async function book(name: PlatformName, start: string, over: BookOver = {}) {
  const { cookie = emma, key = randomUUID(), people = 1 } = over;
  const input = { ...idsOf(name), start, people, customer: over.customer ?? customer };
  const { body } = await hub.ask(bookAppointment, { cookie, variables: { input, key } });
  expect(body.errors).toBeUndefined();
  return body.data.bookAppointment;
}

async function booked(name: PlatformName, over: BookOver = {}) {
  const appointment = await book(name, await freeTime(name), over);
  expect(appointment.state).toBe('BOOKED');
  return appointment;
}

async function cancel(id: string, { cookie = emma, key = randomUUID() } = {}) {
  const { body } = await hub.ask(
    `mutation ($id: ID!, $key: String!) { cancelAppointment(id: $id, idempotencyKey: $key) { __typename ... on Appointment { ${appointmentFields} } ${problemFields} } }`,
    { cookie, variables: { id, key } },
  );
  expect(body.errors).toBeUndefined();
  return body.data.cancelAppointment;
}

async function reschedule(id: string, start: string, { cookie = emma, key = randomUUID() } = {}) {
  const { body } = await hub.ask(
    `mutation ($id: ID!, $start: DateTime!, $key: String!) {
      rescheduleAppointment(id: $id, start: $start, idempotencyKey: $key) { ${fields} } }`,
    { cookie, variables: { id, start, key } },
  );
  expect(body.errors).toBeUndefined();
  return body.data.rescheduleAppointment;
}

async function read(id: string, cookie = emma) {
  const { body } = await hub.ask(`query ($id: ID!) { appointment(id: $id) { ${appointmentFields} } }`, {
    cookie,
    variables: { id },
  });
  return body.data.appointment;
}

/** Asks until the appointment stands so; the hub goes on by itself. */
async function until(id: string, state: string, cookie = emma) {
  for (let tries = 0; tries < 400; tries += 1) {
    const appointment = await read(id, cookie);
    if (appointment.state === state) return appointment;
    await hub.hub.runNow('commands.sweep');
  }
  throw new Error(`the appointment did not become ${state}`);
}

async function decide(id: string, done: boolean, reference?: string) {
  const { body } = await hub.ask(
    `mutation ($id: ID!, $done: Boolean!, $reference: String, $key: String!) {
      decideCommand(id: $id, done: $done, reference: $reference, idempotencyKey: $key) {
        ... on Command { state } ... on Problem { code } } }`,
    { cookie: tom, variables: { id, done, reference, key: randomUUID() } },
  );
  return body.data.decideCommand;
}

/** The platform's own id of an appointment. */
async function atPlatform(id: string): Promise<string> {
  const { platformId } = await hub.database.client.appointment.findUniqueOrThrow({ where: { id } });
  if (platformId === null) throw new Error('not booked');
  return platformId;
}

/** The number of an appointment, found by the reference in its remarks. */
function numberAt(name: PlatformName, reference: string): string {
  const found = simulatorOf(name)
    .booked()
    .find(({ remarks }) => remarks?.includes(reference));
  if (!found) throw new Error('nothing was booked under this reference');
  return found.id;
}

describe.each(names)('booking at %s', (name) => {
  test('given a free time, then it is booked once, and everything that was asked is told', async () => {
    const before = kept(name);
    const start = await freeTime(name);
    const slot = (await freeTimes(name, start.slice(0, 10))).find((one) => one.start === start);
    const appointment = await book(name, start);

    expect(appointment).toMatchObject({
      __typename: 'Appointment',
      state: 'BOOKED',
      reason: null,
      start: slot!.start,
      end: slot!.end,
      services: [{ people: 1 }],
      customer: { lastName: 'Peeters', firstName: 'Emma', email: 'emma@schilde.example' },
      replaces: null,
      replacedBy: null,
      source: { platform: name, state: 'FRESH' },
    });
    expect(kept(name)).toBe(before + 1);
    const { body } = await hub.ask('{ me { appointments { nodes { id state } totalCount } } }', {
      cookie: emma,
    });
    expect(body.data.me.appointments.nodes[0]).toEqual({ id: appointment.id, state: 'BOOKED' });
    const timeline = await hub.ask(
      '{ me { timeline(first: 1) { nodes { kind title detail item { ... on Appointment { id } } } } } }',
      { cookie: emma },
    );
    expect(timeline.body.data.me.timeline.nodes[0]).toMatchObject({
      kind: 'APPOINTMENT',
      title: appointment.services[0].name,
      detail: 'BOOKED',
      item: { id: appointment.id },
    });
  });

  test('given somebody else was first since the times were asked, then it is SlotTaken with free times around it', async () => {
    const before = kept(name);
    const start = await freeTime(name);
    simulatorOf(name).fill(
      platforms[name].location,
      wallTimeOf(new Date(start), 'Europe/Brussels').slice(0, 16),
      platforms[name].minutes[0],
    );
    const filled = kept(name);
    const taken = await book(name, start);

    expect(taken).toMatchObject({ __typename: 'SlotTaken', code: 'SLOT_TAKEN' });
    expect(taken.alternatives).toHaveLength(5);
    const starts = taken.alternatives.map((slot: { start: string }) => slot.start);
    expect(starts).not.toContain(start);
    expect(starts).toEqual([...starts].sort());
    expect(kept(name)).toBe(filled);
    expect(filled).toBe(before);
  });

  test('given the same key twice, and twice at the same time, then there is one appointment', async () => {
    const before = kept(name);
    const [start, key] = [await freeTime(name), randomUUID()];
    const [one, other] = await Promise.all([book(name, start, { key }), book(name, start, { key })]);
    const again = await book(name, start, { key });

    expect(again).toMatchObject({ state: 'BOOKED', start });
    expect([one.id, other.id]).toEqual([again.id, again.id]);
    expect(kept(name)).toBe(before + 1);
    expect(await book(name, start, { key, people: 2 })).toEqual({
      __typename: 'IdempotencyConflict',
      code: 'IDEMPOTENCY_CONFLICT',
    });
    expect(kept(name)).toBe(before + 1);
  });

  test('given two citizens for the last place of one time, then one has it and the other is told', async () => {
    const start = await freeTime(name);
    // There are two desks.
    expect(await book(name, start, { cookie: lucas })).toMatchObject({ state: 'BOOKED' });
    const before = kept(name);

    const results = await Promise.all([book(name, start), book(name, start, { cookie: lucas })]);

    expect(results.map(({ __typename }) => __typename).sort()).toEqual(['Appointment', 'SlotTaken']);
    expect(kept(name)).toBe(before + 1);
  });

  test('given the answer is lost, then it is in doubt, nothing is sent again, and an administrator decides', async () => {
    const [start, key, before, sent] = [await freeTime(name), randomUUID(), kept(name), asked(name, 'book')];
    loseAnswer(name);
    const appointment = await book(name, start, { key });
    simulatorOf(name).fail();

    expect(appointment).toMatchObject({ state: 'IN_DOUBT', reason: 'NETWORK', cancelUrl: null });
    expect(kept(name)).toBe(before + 1);
    // Asked again, swept again: it stays as it is.
    await hub.hub.runNow('commands.sweep');
    expect(await book(name, start, { key })).toMatchObject({ id: appointment.id, state: 'IN_DOUBT' });
    expect(await cancel(appointment.id)).toMatchObject({ code: 'NOT_BOOKED', field: 'id' });
    expect(asked(name, 'book')).toBe(sent + 1);

    const doubted = await hub.ask('{ appointments(state: IN_DOUBT) { nodes { id reference } } }', {
      cookie: sofie,
    });
    expect(doubted.body.data.appointments.nodes).toContainEqual({
      id: appointment.id,
      reference: appointment.reference,
    });
    // The civil servant finds it by the reference in the remarks, and reads its number there.
    const reference = numberAt(name, appointment.reference);
    expect(await decide(appointment.reference, true, reference)).toEqual({ state: 'DONE' });
    expect(await read(appointment.id)).toMatchObject({ state: 'BOOKED', reason: null });
    expect(await cancel(appointment.id)).toMatchObject({ state: 'CANCELLED' });
    expect(kept(name)).toBe(before);
    expect(asked(name, 'book')).toBe(sent + 1);
  });

  test('given the platform is down, then nothing is written, and nothing is booked', async () => {
    const before = [kept(name), await hub.database.client.appointment.count()];
    simulatorOf(name).fail({ kind: 'refuse' });
    const answer = await book(name, '2027-04-08T10:00:00+02:00');

    expect(answer).toMatchObject({ __typename: 'PlatformUnavailable', platform: name });
    expect([kept(name), await hub.database.client.appointment.count()]).toEqual(before);
  });

  test('given the platform does not let us in when it comes to it, then nothing is booked, then or later', async () => {
    const [start, key, before] = [await freeTime(name), randomUUID(), kept(name)];
    simulatorOf(name).fail({ kind: 'expired-credentials' });
    const answer = await book(name, start, { key });
    simulatorOf(name).fail();
    await hub.hub.runNow('commands.sweep');

    expect(answer).toMatchObject({ __typename: 'PlatformUnavailable', platform: name });
    expect(await book(name, start, { key })).toEqual(answer);
    expect(kept(name)).toBe(before);
  });

  test('given the platform refuses for a reason of its own, then it is told so', async () => {
    const [start, key, before] = [await freeTime(name), randomUUID(), kept(name)];
    simulatorOf(name).failChanges = true;
    const answer = await book(name, start, { key });
    simulatorOf(name).failChanges = false;

    expect(answer).toMatchObject({ __typename: 'AppointmentNotPossible', code: 'REFUSED', field: null });
    // The same question has the same answer.
    expect(await book(name, start, { key })).toEqual(answer);
    expect(kept(name)).toBe(before);
  });

  test('given the night in which an hour is skipped, then each field shows the same moment', async () => {
    const slots = await freeTimes(name, summerTime);
    const [early] = slots;
    const late = slots.find(({ start }) => start.slice(11) >= '03')!;
    for (const { start, end } of [early!, late]) {
      const appointment = await book(name, start);
      expect(appointment).toMatchObject({ state: 'BOOKED', start, end });
      expect(start.endsWith(start === late.start ? '+02:00' : '+01:00')).toBe(true);
      const utc = (moment: string) =>
        new Date(moment).toISOString().replaceAll(/[-:]/g, '').replace('.000', '');
      expect(appointment.calendar).toContain(`DTSTART:${utc(start)}\r\n`);
      expect(appointment.calendar).toContain(`DTEND:${utc(end)}\r\n`);
      expect(await read(appointment.id)).toMatchObject({ start, end, source: { state: 'FRESH' } });
    }
  });

  describe('refuses before anything is stored or sent', () => {
    const cases: readonly [string, { start?: string; customer?: object; people?: number }, object][] = [
      ['a time that has come', { start: '2027-03-23T10:00:00+01:00' }, { code: 'PAST', field: 'start' }],
      [
        'an e-mail address that is asked and not given',
        { customer: { mobilePhone: '0470123456' } },
        { code: 'REQUIRED', field: 'customer.email' },
      ],
      [
        'an empty one',
        { customer: { ...customer, email: '  ' } },
        { code: 'REQUIRED', field: 'customer.email' },
      ],
      [
        'one that is none',
        { customer: { ...customer, email: 'emma' } },
        { code: 'INVALID', field: 'customer.email' },
      ],
      [
        'a fixed line as mobile number',
        { customer: { ...customer, mobilePhone: '03 383 62 18' } },
        { code: 'NOT_MOBILE', field: 'customer.mobilePhone' },
      ],
      ['no number', { customer: { ...customer, phone: '12' } }, { code: 'INVALID', field: 'customer.phone' }],
      [
        'a name without end',
        { customer: { ...customer, firstName: 'e'.repeat(101) } },
        { code: 'TOO_LONG', field: 'customer.firstName' },
      ],
      [
        'somebody else’s national number',
        { customer: { ...customer, nationalNumber: '83630211767' } },
        { code: 'NOT_YOURS', field: 'customer.nationalNumber' },
      ],
    ];
    test.each(cases)('%s', async (_, { start, ...over }, expected) => {
      const { client } = hub.database;
      const [rows, commands, sent] = [
        await client.appointment.count(),
        await client.command.count(),
        asked(name, 'book'),
      ];
      const answer = await book(name, start ?? '2027-03-26T10:00:00+01:00', over);
      expect(answer).toMatchObject({
        __typename: 'AppointmentNotPossible',
        message: expect.any(String),
        ...expected,
      });
      expect(await client.appointment.count()).toBe(rows);
      expect(await client.command.count()).toBe(commands);
      expect(asked(name, 'book')).toBe(sent);
    });
  });

  describe('cancelling', () => {
    test('frees the time; cancelling again gives the same and sends nothing', async () => {
      const before = kept(name);
      const { id } = await booked(name);
      const sent = asked(name, 'cancel');
      expect(await cancel(id)).toMatchObject({ state: 'CANCELLED', reason: null, cancelUrl: null });
      expect(await cancel(id)).toMatchObject({ state: 'CANCELLED' });
      expect(kept(name)).toBe(before);
      expect(asked(name, 'cancel')).toBe(sent + 1);
      expect((await read(id)).calendar).toContain('STATUS:CANCELLED');
    });

    test('given the answer is lost, then the platform is asked, and it is cancelled once', async () => {
      const before = kept(name);
      const { id } = await booked(name);
      const sent = asked(name, 'cancel');
      simulatorOf(name).fail({ kind: 'truncated', operation: platforms[name].cancel });
      expect(await cancel(id)).toMatchObject({ state: 'CANCELLING' });
      simulatorOf(name).fail();
      await until(id, 'CANCELLED');
      expect(kept(name)).toBe(before);
      expect(asked(name, 'cancel')).toBe(sent + 1);
    });

    test('given the platform failed before it did anything, then it is asked, and cancels after all', async () => {
      const before = kept(name);
      const { id } = await booked(name);
      simulatorOf(name).fail({ kind: 'status', status: 502, operation: platforms[name].cancel });
      expect(await cancel(id)).toMatchObject({ state: 'CANCELLING' });
      simulatorOf(name).fail();
      await until(id, 'CANCELLED');
      expect(kept(name)).toBe(before);
    });

    test('given the platform refuses, then it stands and says so', async () => {
      const { id } = await booked(name);
      simulatorOf(name).failChanges = true;
      expect(await cancel(id)).toMatchObject({ __typename: 'AppointmentNotPossible', code: 'REFUSED' });
      simulatorOf(name).failChanges = false;
      expect(await read(id)).toMatchObject({ state: 'BOOKED', reason: 'REFUSED' });
      expect(await cancel(id)).toMatchObject({ state: 'CANCELLED' });
    });

    test('given it was cancelled at the counter, then it shows so', async () => {
      const { id } = await booked(name);
      simulatorOf(name).cancelAtCounter(await atPlatform(id));
      expect(await read(id)).toMatchObject({ state: 'CANCELLED', reason: 'AT_PLATFORM' });
    });

    test('given the platform falls silent, then what was last told stands, as stale', async () => {
      const { id } = await booked(name);
      simulatorOf(name).fail({ kind: 'refuse' });
      expect(await read(id)).toMatchObject({ state: 'BOOKED', source: { platform: name, state: 'STALE' } });
    });
  });

  describe('rescheduling', () => {
    test('books the new time, then frees the old one; both tell of each other', async () => {
      const before = kept(name);
      const old = await booked(name);
      const start = await freeTime(name);
      const moved = await reschedule(old.id, start);
      expect(moved).toMatchObject({ state: 'BOOKED', start, replaces: old.id, customer: old.customer });
      expect(await read(old.id)).toMatchObject({ state: 'RESCHEDULED', replacedBy: moved.id });
      expect(kept(name)).toBe(before + 1);
      expect(await reschedule(old.id, await freeTime(name))).toMatchObject({ code: 'NOT_BOOKED' });
    });

    test('given the new time is gone, then the old one stands', async () => {
      const old = await booked(name);
      const [start, before] = [await freeTime(name), kept(name)];
      simulatorOf(name).fill(
        platforms[name].location,
        wallTimeOf(new Date(start), 'Europe/Brussels').slice(0, 16),
        platforms[name].minutes[0],
      );
      expect(await reschedule(old.id, start)).toMatchObject({ __typename: 'SlotTaken' });
      expect(await read(old.id)).toMatchObject({ state: 'BOOKED', replacedBy: null });
      expect(kept(name)).toBe(before);
    });

    test('given the answer of the new booking is lost, then both are known, and the old one goes when somebody decided', async () => {
      const before = kept(name);
      const old = await booked(name);
      loseAnswer(name);
      const moved = await reschedule(old.id, await freeTime(name));
      simulatorOf(name).fail();
      expect(moved).toMatchObject({ state: 'IN_DOUBT', replaces: old.id });
      expect(await read(old.id)).toMatchObject({ state: 'BOOKED' });
      expect(await cancel(old.id)).toMatchObject({ code: 'BUSY' });
      expect(await reschedule(old.id, await freeTime(name))).toMatchObject({ code: 'BUSY' });

      await decide(moved.reference, true, numberAt(name, moved.reference));
      await until(old.id, 'RESCHEDULED');
      expect(await read(moved.id)).toMatchObject({ state: 'BOOKED' });
      expect(kept(name)).toBe(before + 1);
    });

    test('given the same appointment is moved twice at the same time, then one new one is booked', async () => {
      const before = kept(name);
      const old = await booked(name);
      const [one, other] = [await freeTime(name), await freeTime(name)];
      const results = await Promise.all([reschedule(old.id, one), reschedule(old.id, other)]);
      expect(results.map(({ __typename }) => __typename).sort()).toEqual([
        'Appointment',
        'AppointmentNotPossible',
      ]);
      await until(old.id, 'RESCHEDULED');
      expect(kept(name)).toBe(before + 1);
    });
  });
});

describe('whose it is', () => {
  test('given another citizen, then it is not there, and cannot be changed', async () => {
    const { id, start } = await booked('jcc');
    expect(await read(id, lucas)).toBeNull();
    expect(await cancel(id, { cookie: lucas })).toMatchObject({ code: 'NOT_FOUND', field: 'id' });
    expect(await reschedule(id, start, { cookie: lucas })).toMatchObject({ code: 'NOT_FOUND' });
    const { body } = await hub.ask('{ me { appointments { nodes { id } } } }', { cookie: lucas });
    expect(body.data.me.appointments.nodes.map((one: { id: string }) => one.id)).not.toContain(id);
    expect(await read(id)).toMatchObject({ state: 'BOOKED' });
    expect(await read('nothing')).toBeNull();
  });

  test('a visitor may not book', async () => {
    const input = { ...idsOf('jcc'), start: '2027-03-26T10:00:00+01:00', customer };
    const { body } = await hub.ask(bookAppointment, { variables: { input, key: randomUUID() } });
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
  });

  test('given a civil servant books for a citizen, then both see it, and the office may cancel it', async () => {
    const appointment = await booked('jcc', {
      cookie: sofie,
      customer: {
        lastName: 'Janssens',
        firstName: 'Lucas',
        email: 'lucas@schilde.example',
        phone: '03 383 62 18',
        nationalNumber: '83630211767',
      },
    });
    expect(await read(appointment.id, lucas)).toMatchObject({ state: 'BOOKED' });
    expect(await read(appointment.id)).toBeNull();
    expect(await cancel(appointment.id, { cookie: sofie })).toMatchObject({ state: 'CANCELLED' });
  });

  test('a civil servant must name who comes', async () => {
    const answer = await book('jcc', await freeTime('jcc'), { cookie: sofie });
    expect(answer).toMatchObject({ code: 'REQUIRED', field: 'customer.lastName' });
  });

  test('nothing of a person stands in the clear, or in the log', async () => {
    const { id } = await booked('jcc', { customer: { ...customer, email: 'unheard.of@schilde.example' } });
    const [row] = await hub.database.client.$queryRaw<{ text: string }[]>`
      SELECT appointment::text AS text FROM appointment WHERE id = ${id}::uuid`;
    const everything = `${row!.text}${hub.logLines.join('')}`;
    for (const told of ['unheard.of@schilde.example', '470123456', '85671421468'])
      for (const form of [told, Buffer.from(told).toString('hex')]) expect(everything).not.toContain(form);
  });
});

describe('a citizen with many appointments to come', () => {
  let other: TestHub;
  afterAll(() => other.close());

  test('given as many as one may have, then no more are booked, also not at the same time', async () => {
    other = await testHub({ mirror: false, clock, settings: { appointments: { mostOpen: 1 } } });
    const cookie = cookieOf(await other.browser('citizen', 'Emma Peeters'));
    const slots = await other.ask(
      `query ($service: ID!, $location: ID!) { appointmentSlots(service: $service, location: $location, from: "${thursday}", to: "${thursday}") { start } }`,
      { variables: idsOf('jcc') },
    );
    const [first, , , , , , , , last] = slots.body.data.appointmentSlots as { start: string }[];
    const answers = await Promise.all(
      [first!, last!].map(({ start }) =>
        other.ask(bookAppointment, {
          cookie,
          variables: { input: { ...idsOf('jcc'), start, customer }, key: randomUUID() },
        }),
      ),
    );
    const results = answers.map(({ body }) => body.data.bookAppointment);
    expect(results.map(({ state, code }) => state ?? code).sort()).toEqual(['BOOKED', 'TOO_MANY']);
    expect((other.simulator('jcc') as JccSimulator).appointments).toBe(1);
  });
});

describe('the link to cancel', () => {
  const browser = () => new BrowserSession();

  test('shows when and where, cancels with a button, and works once', async () => {
    const { id, cancelUrl } = await booked('jcc');
    expect(cancelUrl).toMatch(/\/appointments\/cancel\/[0-9a-f.-]+$/);
    const sent = asked('jcc', 'cancel');
    const page = await browser().get(cancelUrl);
    expect(page.status).toBe(200);
    expect(page.body).toContain('Uw afspraak annuleren?');
    expect(page.body).not.toMatch(/Peeters|Paspoort/);
    expect(page.headers.get('content-security-policy')).toContain("form-action 'self'");
    expect(page.headers.get('referrer-policy')).toBe('no-referrer');
    expect(await read(id)).toMatchObject({ state: 'BOOKED' });

    const done = await browser().submit(page);
    expect(done.body).toContain('Uw afspraak is geannuleerd');
    expect(await read(id)).toMatchObject({ state: 'CANCELLED' });
    expect((await browser().submit(page)).status).toBe(404);
    expect((await browser().get(cancelUrl)).body).toContain('Uw afspraak is geannuleerd');
    expect(asked('jcc', 'cancel')).toBe(sent + 1);
    const audited = await hub.database.client.auditRecord.findFirst({
      where: { operation: 'cancelByLink' },
      orderBy: { at: 'desc' },
    });
    expect(audited).toMatchObject({ actorKind: 'ANONYMOUS', outcome: 'ALLOWED' });
    expect(hub.logLines.join('')).not.toContain(cancelUrl.split('/').at(-1));
  });

  test('given the platform refuses, then it says that the appointment stands', async () => {
    const { id, cancelUrl } = await booked('qmatic');
    simulatorOf('qmatic').failChanges = true;
    const page = await browser().post(cancelUrl);
    expect(page.status).toBe(409);
    expect(page.body).toContain('De afspraak staat nog');
    expect(await read(id)).toMatchObject({ state: 'BOOKED', cancelUrl: null });
  });

  test('given a link that was tampered with, then there is nothing', async () => {
    const { id, cancelUrl } = await booked('jcc');
    const other = await booked('jcc');
    const [, ...signed] = cancelUrl.split('/').at(-1).split('.');
    for (const ticket of [
      `${other.id}.${signed.join('.')}`,
      `${id}.99999999999.${signed[1]}`,
      'x',
      `${id}.1.`,
    ]) {
      const url = `${hub.url}/appointments/cancel/${ticket}`;
      expect((await browser().get(url)).status).toBe(404);
      expect((await browser().post(url)).status).toBe(404);
    }
    expect(await read(id)).toMatchObject({ state: 'BOOKED' });
    expect(await read(other.id)).toMatchObject({ state: 'BOOKED' });
  });
});

describe('the file for a calendar', () => {
  test('is for the citizen whose it is, and nobody else', async () => {
    const { id, calendarUrl, calendar } = await booked('jcc');
    const get = (cookie?: string) =>
      fetch(calendarUrl, { redirect: 'manual', headers: cookie === undefined ? {} : { cookie } });
    const file = await get(emma);
    expect(file.status).toBe(200);
    expect(file.headers.get('content-type')).toBe('text/calendar; charset=utf-8');
    expect(file.headers.get('content-disposition')).toContain('afspraak.ics');
    expect(await file.text()).toBe(calendar);
    expect(calendar).toContain(`UID:${id}@localhost`);
    expect((await get(lucas)).status).toBe(404);
    expect((await get(sofie)).status).toBe(404);
    const visitor = await get();
    expect(visitor.status).toBe(303);
    expect(visitor.headers.get('location')).toContain('/login/citizen?returnTo=');
  });
});

describe('an appointment by video', () => {
  test('has a room of its own, in the graph, in the calendar and in the remarks at the platform', async () => {
    const [one, other] = [await booked('qmatic'), await booked('qmatic')];
    expect(one.videoUrl).toMatch(/^https:\/\/video\.schilde\.example\/[0-9a-f]{32}$/);
    expect(other.videoUrl).not.toBe(one.videoUrl);
    expect(one.calendar.replaceAll('\r\n ', '')).toContain(one.videoUrl);
    const id = await atPlatform(one.id);
    expect(
      simulatorOf('qmatic')
        .booked()
        .find((kept) => kept.id === id)?.remarks,
    ).toBe(`${one.reference} ${one.videoUrl}`);
    expect((await booked('jcc')).videoUrl).toBeNull();
  });
});

interface Listed {
  readonly id: string;
  readonly state: string;
  readonly start: string;
  readonly checkInCode: string | null;
  readonly services: readonly { readonly service: string }[];
}

describe('what a list of appointments costs the platforms', () => {
  const every = `nodes { ${appointmentFields} services { service } location requestedAt } edges { cursor } totalCount pageInfo { hasNextPage }`;
  const calls = (name: PlatformName) =>
    simulatorOf(name)
      .calls.map(({ operation }) => operation)
      .filter((operation) => operation !== 'token');
  const forget = () => names.forEach((name) => simulatorOf(name).forgetCalls());
  const ask = async (query: string, cookie: string) => {
    forget();
    const { body } = await hub.ask(query, { cookie });
    expect(body.errors).toBeUndefined();
    return body.data;
  };

  test('given a hundred with all that is in them, then an office asks no platform', async () => {
    for (const name of names) await booked(name, { cookie: emma });
    const { appointments } = await ask(`{ appointments(first: 100) { ${every} } }`, sofie);
    expect(appointments.nodes.length).toBeGreaterThan(1);
    expect(names.flatMap(calls)).toEqual([]);
  });

  test('given codes to check in with, then only those that are booked are asked, once each, of who has them', async () => {
    const [one, other] = [await booked('jcc'), await booked('jcc')];
    await cancel(other.id);
    const { appointments } = await ask(
      '{ appointments(first: 8) { nodes { id state checkInCode services { service } } } }',
      sofie,
    );
    const nodes = appointments.nodes as Listed[];
    expect(nodes.find(({ id }) => id === one.id)?.checkInCode).toMatch(/./);
    expect(nodes.find(({ id }) => id === other.id)?.checkInCode).toBeNull();
    const atJcc = nodes.filter(
      ({ state, services }) => state === 'BOOKED' && services[0]?.service === idsOf('jcc').service,
    );
    expect(calls('jcc')).toEqual(atJcc.map(() => 'appointment-qrcode'));
    expect(calls('qmatic')).toEqual([]);
  });

  test('given a citizen sees theirs in a list and in the timeline, then each that is to come is asked once', async () => {
    const { me } = await ask(
      `{ me { appointments(first: 100) { ${every} } timeline(first: 50) { nodes { __typename } } } }`,
      emma,
    );
    const toCome = (me.appointments.nodes as Listed[]).filter(
      ({ state, start }) => state === 'BOOKED' && Date.parse(start) > clock.now(),
    );
    expect(toCome.length).toBeGreaterThan(1);
    expect(names.flatMap(calls)).toHaveLength(toCome.length);
  });
});
