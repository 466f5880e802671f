import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { manualClock } from '../support/clock.js';

const set = `mutation ($purpose: String!, $channel: ConsentChannel!, $given: Boolean!, $textVersion: String!, $key: String!) {
  setConsent(consentPurpose: $purpose, channel: $channel, given: $given, textVersion: $textVersion, idempotencyKey: $key) {
    __typename
    ... on Consent { purpose channel holds textChanged history { given textVersion through } }
    ... on Problem { code message }
  }
}`;
const read = '{ me { consents { purpose channel holds textVersion history { given at } } } }';
const letters = { purpose: 'letters', channel: 'EBOX', textVersion: '2026-01' };

describe('consent', () => {
  let hub: TestHub;
  let emma: string;
  let other: string;
  beforeAll(async () => {
    hub = await testHub({ mirror: false, clock: manualClock() });
    emma = cookieOf(await hub.browser('citizen', 'Emma Peeters'));
    other = cookieOf(await hub.browser('citizen', 'Ahmed El Amrani'));
  });
  afterAll(() => hub.close());

  const say = async (variables: object, cookie = emma) =>
    (await hub.ask(set, { cookie, variables: { ...letters, key: randomUUID(), ...variables } })).body.data
      ?.setConsent;
  const standing = async (cookie: string, purpose = 'letters', channel = 'EBOX') =>
    (await hub.ask(read, { cookie })).body.data.me.consents.find(
      (one: { purpose: string; channel: string }) => one.purpose === purpose && one.channel === channel,
    );

  test('is not there for who said nothing', async () => {
    expect(await standing(emma)).toMatchObject({ holds: false, history: [] });
  });

  test('holds when it is given, for that person, that purpose and that channel only', async () => {
    expect(await say({ given: true })).toMatchObject({ __typename: 'Consent', holds: true });
    expect(await standing(emma)).toMatchObject({ holds: true, history: [{ given: true }] });
    expect(await standing(other)).toMatchObject({ holds: false, history: [] });
    expect(await standing(emma, 'alerts', 'SMS')).toMatchObject({ holds: false });
  });

  test('is withdrawn at any time, whatever text was seen, and all that was said is kept in order', async () => {
    expect(await say({ given: false, textVersion: 'of-long-ago' })).toMatchObject({ holds: false });
    expect(await say({ given: true })).toMatchObject({
      holds: true,
      history: [{ given: true }, { given: false, textVersion: 'of-long-ago' }, { given: true }],
    });
  });

  test('asked again under its key is said once, at the same time too; under another input it is a conflict', async () => {
    const key = randomUUID();
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => say({ given: true, purpose: 'alerts', channel: 'SMS', key })),
    );
    expect(new Set(answers.map(({ __typename }) => __typename))).toEqual(new Set(['Consent']));
    expect((await standing(emma, 'alerts', 'SMS')).history).toHaveLength(1);
    expect(await say({ given: false, purpose: 'alerts', channel: 'SMS', key })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
  });

  test.each([
    ['a purpose that nobody asks for', { purpose: 'advertising' }, 'UNKNOWN_PURPOSE'],
    ['a channel for which it is not asked', { channel: 'SMS' }, 'UNKNOWN_PURPOSE'],
    ['a text that was changed', { textVersion: '2025-09' }, 'TEXT_CHANGED'],
  ])('of %s is refused, with the reason', async (_what, variables, code) => {
    expect(await say({ given: true, ...variables })).toMatchObject({ __typename: 'ConsentNotSet', code });
  });

  test('is nobody else’s to give', async () => {
    const staff = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    for (const cookie of [staff, undefined]) {
      const { status } = await hub.ask(set, {
        ...(cookie && { cookie }),
        variables: { ...letters, given: true, key: randomUUID() },
      });
      expect([401, 403]).toContain(status);
    }
  });

  test('a key that is none is refused before anything is written', async () => {
    const { body } = await hub.ask(set, {
      cookie: other,
      variables: { ...letters, given: true, key: 'short' },
    });
    expect(body.errors[0].extensions.code).toBe('BAD_USER_INPUT');
    expect((await standing(other)).history).toEqual([]);
  });

  test('that was said cannot be changed in the database', async () => {
    await expect(hub.database.execute('UPDATE consent SET given = NOT given')).rejects.toThrow('append-only');
  });
});
