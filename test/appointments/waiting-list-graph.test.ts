import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { JccSimulator } from '../../adapters/jcc/simulator.js';
import { encodeId } from '../../src/capabilities/appointments/appointment.ids.js';
import { onTheWall } from '../../src/adapter/simulator/agenda.js';
import { BrowserSession } from '../support/browser-session.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { clockAt, platforms } from './support.js';
import { villageDesk } from './waiting-stand.js';

const workday = [['14:00', '14:15']] as const;
const service = encodeId('service', { platform: 'jcc', id: platforms.jcc.service });
const location = encodeId('location', { platform: 'jcc', id: villageDesk });
const customer = { email: 'emma@schilde.example', mobilePhone: '0470 12 34 56' };

let hub: TestHub;
let jcc: JccSimulator;
let emma: string;
let lucas: string;
let sofie: string;
let days: readonly string[];

beforeAll(async () => {
  hub = await testHub({
    mirror: false,
    clock: clockAt('2027-03-02T10:00:00+01:00'),
    settings: { operations: { healthIntervalMs: 3_600_000 } },
  });
  jcc = hub.simulator('jcc') as JccSimulator;
  jcc.setHours(villageDesk, { 1: workday, 2: workday, 3: workday, 4: workday, 5: workday });
  emma = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
  lucas = cookieOf(await hub.browser('citizen', 'Lucas Janssens'));
  sofie = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
  const { appointmentSlots } = await ask(
    `query ($service: ID!, $location: ID!) { appointmentSlots(service: $service, location: $location,
      from: "2027-03-04", to: "2027-03-30") { start } }`,
    { service, location },
  );
  days = appointmentSlots.map(({ start }: { start: string }) => start);
}, 120_000);
afterAll(() => hub.close());

async function ask(query: string, variables: object, cookie?: string) {
  const { body } = await hub.ask(query, { variables, ...(cookie && { cookie }) });
  expect(body.errors).toBeUndefined();
  return body.data;
}

const problem = '... on Problem { code message }';
const place = `id state ahead customer { lastName mobilePhone } history { state reason }
  offer { id state start toldBy } appointment`;

async function book(start: string) {
  const { bookAppointment } = await ask(
    `mutation ($input: BookAppointmentInput!, $key: String!) {
      bookAppointment(input: $input, idempotencyKey: $key) { ... on Appointment { id state } ${problem} } }`,
    { input: { service, location, start, customer }, key: randomUUID() },
    emma,
  );
  expect(bookAppointment.state).toBe('BOOKED');
  return () =>
    ask(
      `mutation ($id: ID!, $key: String!) { cancelAppointment(id: $id, idempotencyKey: $key) { __typename } }`,
      { id: bookAppointment.id, key: randomUUID() },
      emma,
    );
}

async function join(start: string, cookie: string, over: object = {}) {
  const day = onTheWall(Date.parse(start)).slice(0, 10);
  const input = { service, locations: [location], from: day, until: day, customer, ...over };
  const { joinWaitingList } = await ask(
    `mutation ($input: JoinWaitingListInput!, $key: String!) { joinWaitingList(input: $input, idempotencyKey: $key) {
      ... on WaitingPlace { ${place} } ... on TimesAreFree { times { start location } } ${problem} } }`,
    { input, key: randomUUID() },
    cookie,
  );
  return joinWaitingList;
}

const change = async (mutation: string, result: string, id: string, cookie: string) =>
  (
    await ask(
      `mutation ($id: ID!, $key: String!) { answer: ${mutation}(id: $id, idempotencyKey: $key) { ${result} ${problem} } }`,
      { id, key: randomUUID() },
      cookie,
    )
  ).answer;

async function consent(given: boolean, cookie: string) {
  const { me } = await ask('{ me { consents { purpose textVersion } } }', {}, cookie);
  const { textVersion } = me.consents.find(({ purpose }: { purpose: string }) => purpose === 'alerts');
  await ask(
    `mutation ($given: Boolean!, $textVersion: String!, $key: String!) { setConsent(consentPurpose: "alerts", channel: SMS,
      given: $given, textVersion: $textVersion, idempotencyKey: $key) { __typename } }`,
    { given, textVersion, key: randomUUID() },
    cookie,
  );
}

const run = () => hub.hub.runNow('appointments.waiting-list');
const mine = async (cookie: string) =>
  (await ask(`{ me { waitingList { nodes { ${place} } } } }`, {}, cookie)).me.waitingList.nodes;

/** The link in the last text that was written. */
async function linkInText(): Promise<string> {
  const { textMessages } = await ask('{ textMessages(first: 1) { nodes { content } } }', {}, sofie);
  const [link] = /https?:\S+\/appointments\/offer\/\S+/.exec(textMessages.nodes[0].content) ?? [];
  if (!link) throw new Error('no link in the text');
  return link;
}

test('given consent, then a text has the link: it shows, its button books once, and it works for nothing else', async () => {
  const [start] = days as [string];
  expect(await join(start, lucas)).toMatchObject({ code: 'TIMES_ARE_FREE', times: [{ start, location }] });
  const cancel = await book(start);
  await consent(true, lucas);
  const joined = await join(start, lucas);
  expect(joined).toMatchObject({ state: 'WAITING', ahead: 0, offer: null });
  await cancel();
  await run();
  const [waiting] = await mine(lucas);
  expect(waiting).toMatchObject({ state: 'OFFERED', offer: { state: 'OPEN', start, toldBy: 'SMS' } });

  const link = await linkInText();
  const browser = new BrowserSession();
  const page = await browser.get(link);
  expect(page.body).toContain('Er is een plaats vrij');
  expect(page.body).not.toContain('Janssens');
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  const ticket = link.split('/').at(-1)!;
  const [id, until, signature] = ticket.split('.') as [string, string, string];
  const other = signature.replace(/^./, (letter) => (letter === 'a' ? 'b' : 'a'));
  for (const bad of [`${id}.${Number(until) + 60}.${signature}`, `${id}.${until}.${other}`, 'x']) {
    const url = `${hub.url}/appointments/offer/${bad}`;
    expect((await browser.get(url)).status).toBe(404);
    expect((await browser.post(url)).status).toBe(404);
  }
  expect((await browser.get(`${hub.url}/appointments/cancel/${ticket}`)).status).toBe(404);

  const kept = jcc.appointments;
  const [first, second] = await Promise.all([browser.post(link), browser.post(link)]);
  expect([first.status, second.status]).toEqual([200, 200]);
  expect((await browser.post(link)).body).toContain('Uw afspraak is geboekt');
  expect((await browser.post(`${link}/decline`)).body).toContain('Uw afspraak is geboekt');
  expect(jcc.appointments).toBe(kept + 1);
  const [booked] = await mine(lucas);
  expect(booked).toMatchObject({ state: 'BOOKED', ahead: null, appointment: expect.any(String) });
  const audited = await hub.database.client.auditRecord.count({ where: { operation: 'acceptOfferByLink' } });
  expect(audited).toBeGreaterThan(0);
  expect(hub.logLines.join('')).not.toContain(ticket);
});

test('given consent that was withdrawn, then it is offered all the same, in the timeline and to whoever must call', async () => {
  const start = days[1]!;
  const cancel = await book(start);
  await consent(false, lucas);
  const { id } = await join(start, lucas);
  await cancel();
  await run();
  const { waitingList } = await ask(`{ waitingList(state: OFFERED) { nodes { ${place} } } }`, {}, sofie);
  expect(waitingList.nodes).toMatchObject([
    {
      id,
      offer: { state: 'OPEN', toldBy: null },
      customer: { lastName: 'Janssens', mobilePhone: '+32470123456' },
    },
  ]);
  const { me } = await ask(
    '{ me { timeline(first: 1) { nodes { kind title detail actionNeeded item { ... on WaitingPlace { id } } } } } }',
    {},
    lucas,
  );
  expect(me.timeline.nodes).toMatchObject([
    { kind: 'SLOT_OFFER', title: expect.any(String), detail: 'OPEN', actionNeeded: true, item: { id } },
  ]);

  const offer = waitingList.nodes[0].offer.id;
  expect(await mine(emma)).toEqual([]);
  expect(await change('acceptOffer', '__typename', offer, emma)).toMatchObject({ code: 'NOT_FOUND' });
  expect(await change('declineOffer', '... on WaitingPlace { state }', offer, lucas)).toMatchObject({
    state: 'WAITING',
  });
  expect(await change('acceptOffer', '__typename', offer, lucas)).toMatchObject({ code: 'OFFER_ENDED' });
  expect(await change('leaveWaitingList', '... on WaitingPlace { state }', id, emma)).toMatchObject({
    code: 'NOT_FOUND',
  });
  expect(await change('leaveWaitingList', '... on WaitingPlace { state }', id, lucas)).toMatchObject({
    state: 'LEFT',
  });
});

test('given a civil servant takes the offer for somebody who was called, then it is booked', async () => {
  const start = days[2]!;
  const cancel = await book(start);
  const person = { ...customer, lastName: 'Maes', firstName: 'An', mobilePhone: null, phone: '03 383 62 18' };
  const { id } = await join(start, sofie, { customer: person });
  await cancel();
  await run();
  const { waitingList } = await ask(`{ waitingList(state: OFFERED) { nodes { ${place} } } }`, {}, sofie);
  expect(waitingList.nodes).toMatchObject([{ id, offer: { toldBy: null } }]);
  const booked = await change(
    'acceptOffer',
    '... on Appointment { state customer { lastName } }',
    waitingList.nodes[0].offer.id,
    sofie,
  );
  expect(booked).toMatchObject({ state: 'BOOKED', customer: { lastName: 'Maes' } });
});
