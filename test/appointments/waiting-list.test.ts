import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { answerBy, deadlineOf } from '../../src/capabilities/appointments/answer-deadline.js';
import { wallTimeOf } from '../../src/context/wall-time.js';
import { villageDesk, waitingStand, type WaitingStand } from './waiting-stand.js';

const hour = 3_600_000;
let stand: WaitingStand;
let first: Date;
let taken: string;

describe('a waiting list at JCC', () => {
  beforeAll(async () => {
    stand = await waitingStand();
  });
  beforeEach(async () => {
    await stand.begin();
    first = stand.times[0]!;
    taken = await stand.take(first);
  });
  afterAll(() => stand.close());
  const offerOf = async (id: string) => (await stand.place(id)).offers.at(-1)!;
  const asked = () => stand.world.calls('availabletimelist');

  test('given something is free in that period, then nobody need wait, and the times are told', async () => {
    stand.open(taken);
    const result = await stand.ask('Peeters');
    expect(result).toMatchObject({
      kind: 'FREE',
      times: [{ location: { id: villageDesk }, slot: { start: first } }],
    });
    // Nothing in the morning: that is another wish.
    expect(await stand.ask('Peeters', { partOfDay: 'MORNING' })).toMatchObject({ kind: 'PLACE' });
  });

  test('given a person waits, then not twice for the same service; the same key gives the same place', async () => {
    const key = randomUUID();
    const [one, same] = await Promise.all([stand.ask('Peeters', {}, key), stand.ask('Peeters', {}, key)]);
    expect(one).toMatchObject({ kind: 'PLACE', place: { state: 'WAITING' } });
    expect(same).toEqual(one);
    expect(await stand.ask('Peeters')).toEqual({
      kind: 'NOT_POSSIBLE',
      code: 'ALREADY_WAITING',
      field: null,
    });
    expect(await stand.ask('Janssens', {}, key)).toEqual({ kind: 'CONFLICT' });
    expect(await stand.database.client.waitingPlace.count()).toBe(1);
  });

  test.each([
    [{ locations: [] }, 'REQUIRED', 'locations'],
    [{ until: '2026-11-24', from: null }, 'PAST', 'until'],
    [{ until: '2027-01-11', from: '2027-01-12' }, 'INVALID', 'until'],
    [{ until: '2027-12-01' }, 'TOO_FAR', 'until'],
    [{ weekdays: [8] }, 'INVALID', 'weekdays'],
    [{ customer: { lastName: 'Peeters' } }, 'REQUIRED', 'customer.firstName'],
  ])('given %j, then it is %s, and nothing is stored', async (over, code, field) => {
    expect(await stand.ask('Peeters', over)).toMatchObject({ kind: 'NOT_POSSIBLE', code, field });
    expect(await stand.database.client.waitingPlace.count()).toBe(0);
  });

  test('given a time opens, then the first who joined is offered it, and the second nothing; it is booked once', async () => {
    const [one, other] = [await stand.join('Peeters'), await stand.join('Janssens')];
    await stand.run();
    expect(await stand.standing(one.id)).toBe('WAITING');
    stand.open(taken);
    await stand.run();
    await stand.run();
    expect(await stand.standing(one.id)).toBe('OFFERED OPEN');
    expect(await stand.standing(other.id)).toBe('WAITING');
    expect(stand.told).toEqual([`Peeters ${first.toISOString()}`]);
    const offer = await offerOf(one.id);
    expect(offer).toMatchObject({
      startsAt: first,
      toldBy: 'SMS',
      expiresAt: new Date(offer.offeredAt.getTime() + 4 * hour),
    });
    // Somebody who comes now waits too: the time is not theirs to have.
    expect(await stand.ask('Maes')).toMatchObject({ kind: 'PLACE' });

    const booked = stand.world.calls('appointment-book');
    const results = await Promise.all([stand.accept(offer.id), stand.accept(offer.id)]);
    expect(results.map(({ kind }) => kind)).toEqual(['APPOINTMENT', 'APPOINTMENT']);
    expect(stand.simulator.appointments).toBe(1);
    expect(stand.world.calls('appointment-book')).toBe(booked + 1);
    expect(await stand.standing(one.id)).toBe('BOOKED BOOKED');
    const { changes, appointmentId } = await stand.place(one.id);
    expect(changes.map(({ state, actorId }) => `${state} ${actorId}`)).toEqual([
      'WAITING sofie',
      'OFFERED waiting-list',
      'BOOKED sofie',
    ]);
    expect(appointmentId).not.toBeNull();
  });

  test('given it is declined, or not answered, then it goes to the next, and never back', async () => {
    const [one, two, three] = [
      await stand.join('Peeters'),
      await stand.join('Janssens'),
      await stand.join('Maes'),
    ];
    stand.open(taken);
    await stand.run();
    expect(await stand.decline((await offerOf(one.id)).id)).toMatchObject({ kind: 'PLACE' });
    await stand.run();
    expect(await stand.standing(one.id)).toBe('WAITING DECLINED');
    expect(await stand.standing(two.id)).toBe('OFFERED OPEN');

    await stand.clock.advance(4 * hour);
    await stand.run();
    expect(await stand.standing(two.id)).toBe('WAITING EXPIRED');
    expect(await stand.standing(three.id)).toBe('OFFERED OPEN');
    expect(await stand.accept((await offerOf(two.id)).id)).toMatchObject({ code: 'OFFER_ENDED' });
    await stand.leave(three.id);
    await stand.run();
    expect(await stand.standing(three.id)).toBe('LEFT DECLINED');
    expect(await Promise.all([stand.standing(one.id), stand.standing(two.id)])).toEqual([
      'WAITING DECLINED',
      'WAITING EXPIRED',
    ]);
    expect((await stand.place(two.id)).changes.at(-1)).toMatchObject({ reason: 'UNANSWERED' });
  });

  test('given offers that nobody answers, then the place ends; and when the period is over', async () => {
    const all = { until: stand.dayOf(stand.times[4]!) };
    const second = stand.times[1]!;
    const rest = [];
    for (const start of stand.times.slice(1, 5)) rest.push(await stand.take(start));
    const one = await stand.join('Peeters', all);
    const other = await stand.join('Maes', { from: stand.dayOf(second), until: stand.dayOf(second) });
    stand.open(taken);
    await stand.run();
    await stand.clock.advance(4 * hour);
    stand.open(rest[3]!);
    await stand.run();
    expect((await offerOf(one.id)).startsAt).toEqual(stand.times[4]);
    await stand.clock.advance(4 * hour);
    await stand.run();
    expect(await stand.standing(one.id)).toBe('EXPIRED EXPIRED');
    await stand.clock.advance(second.getTime() - stand.clock.now() + 24 * hour);
    await stand.run();
    expect((await stand.place(other.id)).changes.at(-1)).toMatchObject({
      state: 'EXPIRED',
      reason: 'PERIOD_PAST',
    });
  });

  test('given somebody at the counter was first, then the person stays first, with the times that are free', async () => {
    const nextDay = stand.times[1]!;
    const one = await stand.join('Peeters');
    const other = await stand.join('Janssens');
    stand.open(taken);
    await stand.run();
    const again = await stand.take(first);
    const result = await stand.accept((await offerOf(one.id)).id);
    expect(result).toMatchObject({ kind: 'SLOT_TAKEN' });
    expect(result.kind === 'SLOT_TAKEN' && result.alternatives[0]).toMatchObject({ start: nextDay });
    expect(await stand.standing(one.id)).toBe('WAITING GONE');
    stand.open(again);
    await stand.run();
    expect(await stand.standing(one.id)).toBe('OFFERED OPEN');
    expect(await stand.standing(other.id)).toBe('WAITING');

    // The same, seen by the schedule before anybody pressed.
    await stand.take(first);
    await stand.run();
    expect(await stand.standing(one.id)).toBe('WAITING GONE');
  });

  test('given the platform is down, then nothing is lost or withdrawn, and the next run goes on', async () => {
    const one = await stand.join('Peeters');
    stand.open(taken);
    stand.simulator.fail({ kind: 'refuse' });
    await stand.run();
    expect(await stand.standing(one.id)).toBe('WAITING');
    expect(stand.log.lines.some(({ event }) => event === 'waiting-list.unasked')).toBe(true);
    expect(await stand.ask('Maes')).toMatchObject({ kind: 'UNAVAILABLE', platform: 'jcc' });
    stand.simulator.fail();
    await stand.run();
    expect(await stand.standing(one.id)).toBe('OFFERED OPEN');

    stand.simulator.fail({ kind: 'refuse' });
    await stand.run();
    expect(await stand.accept((await offerOf(one.id)).id)).toMatchObject({ kind: 'UNAVAILABLE' });
    expect(await stand.standing(one.id)).toBe('OFFERED OPEN');
    stand.simulator.fail();
    expect(await stand.accept((await offerOf(one.id)).id)).toMatchObject({ kind: 'APPOINTMENT' });
  });

  test('given the answer of the booking is lost, then the place waits until a person decided', async () => {
    const one = await stand.join('Peeters');
    stand.open(taken);
    await stand.run();
    stand.simulator.fail({ kind: 'truncated', operation: 'appointment-book' });
    await stand.accept((await offerOf(one.id)).id);
    stand.simulator.fail();
    expect(await stand.standing(one.id)).toBe('OFFERED ACCEPTED');
    expect(await stand.leave(one.id)).toMatchObject({ code: 'BUSY' });
    // What an administrator's decision does to the appointment.
    await stand.database.client.appointment.updateMany({ data: { state: 'BOOKED' } });
    await stand.run();
    expect(await stand.standing(one.id)).toBe('BOOKED BOOKED');
  });

  test('given two hubs run at once, then a time is offered to one person', async () => {
    const all = [await stand.join('Peeters'), await stand.join('Janssens')];
    stand.open(taken);
    await Promise.all([stand.offering().run(), stand.offering().run()]);
    expect(await stand.database.client.slotOffer.count()).toBe(1);
    expect(await Promise.all(all.map(({ id }) => stand.standing(id)))).toEqual(['OFFERED OPEN', 'WAITING']);
  });

  test('given many wait for the same, then the platform is asked once', async () => {
    const until = stand.dayOf(first);
    for (const name of ['Peeters', 'Janssens', 'Maes']) await stand.join(name);
    await stand.join('Claes', { from: null, until });
    const before = asked();
    await stand.run();
    expect(asked() - before).toBe(1);
  });

  test('nothing of a person stands in the clear', async () => {
    await stand.join('Unheardof');
    const [row] = await stand.database.client.$queryRaw<{ text: string }[]>`
      SELECT waiting_place::text AS text FROM waiting_place`;
    for (const told of ['Unheardof', '470123456', 'a@schilde.example'])
      for (const form of [told, Buffer.from(told).toString('hex')]) expect(row!.text).not.toContain(form);
  });
});

describe('until when an offer can be answered', () => {
  const quiet = { from: '21:00', until: '08:00' };
  const times = { answerMinutes: 240, noticeMinutes: 120 };
  const on = (moment: Date) => wallTimeOf(moment, 'Europe/Brussels').slice(0, 16);
  const at = (text: string) => new Date(text);

  test.each([
    ['by day', '2026-11-25T10:00:00+01:00', '2026-11-25T14:00'],
    ['in the evening', '2026-11-25T19:00:00+01:00', '2026-11-26T10:00'],
    ['at night', '2026-11-25T23:30:00+01:00', '2026-11-26T12:00'],
    ['in the night in which the clocks go back', '2026-10-24T20:00:00+02:00', '2026-10-25T11:00'],
    ['in the night in which the clocks go forward', '2027-03-27T23:00:00+01:00', '2027-03-28T12:00'],
  ])('%s: quiet hours do not count', (_when, from, until) => {
    expect(on(answerBy(at(from), 240, quiet))).toBe(until);
  });

  test('without quiet hours every minute counts', () => {
    expect(on(answerBy(at('2026-11-25T23:00:00+01:00'), 240, null))).toBe('2026-11-26T03:00');
  });

  test('is shorter when the appointment is near, and there is none when nobody could answer any more', () => {
    const start = at('2026-11-26T10:30:00+01:00');
    const by = (from: string) => deadlineOf(at(from), start, times, quiet);
    expect(on(by('2026-11-25T12:00:00+01:00')!)).toBe('2026-11-25T16:00');
    expect(on(by('2026-11-25T20:00:00+01:00')!)).toBe('2026-11-26T08:30');
    expect(on(by('2026-11-26T02:00:00+01:00')!)).toBe('2026-11-26T08:30');
    expect(by('2026-11-26T08:20:00+01:00')).toBeNull();
    // The text would come as the offer ends.
    expect(
      deadlineOf(at('2026-11-25T22:00:00+01:00'), at('2026-11-26T10:00:00+01:00'), times, quiet),
    ).toBeNull();
  });
});
