import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';
import { manualClock, type ManualClock } from '../support/clock.js';

const publish = `mutation ($citizen: NationalNumber!, $purpose: PurposeCode!, $status: DossierStatusInput!, $key: String!) {
  publishDossierStatus(nationalNumber: $citizen, purpose: $purpose, status: $status, idempotencyKey: $key) {
    __typename
    ... on DossierStatusPublication { id dossierNumber state reason commandId publishedAt }
    ... on Problem { code message }
  }
}`;
const ahmed = '91691715184';
const status = (number: string, over: object = {}) => ({
  number,
  name: 'Premie voor een regenwaterput',
  from: '2026-06-01T08:00:00.000Z',
  phase: 'HANDLING',
  ...over,
});

describe('a state of a dossier that is published', () => {
  let hub: TestHub;
  let clock: ManualClock;
  let staff: string;
  let citizen: string;
  let administrator: string;
  let number = 0;
  const nextNumber = () => `SCH-2026-${String((number += 1)).padStart(5, '0')}`;

  beforeAll(async () => {
    clock = manualClock();
    hub = await testHub({
      mirror: false,
      clock,
      settings: {
        adapters: { burgerprofiel: { policy: { retry: { attempts: 1 }, cache: { freshMs: 0 } } } },
      },
    });
    staff = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
    citizen = cookieOf(await hub.browser('citizen', 'Ahmed El Amrani'));
    administrator = cookieOf(await hub.browser('staff', 'Tom Wouters'));
  });
  afterAll(() => hub.close());
  beforeEach(() => hub.simulator('burgerprofiel').forgetCalls());
  afterEach(() => hub.simulator('burgerprofiel').fail());

  const ask = async (over: object = {}, cookie = staff) =>
    hub.ask(publish, {
      cookie,
      variables: { citizen: ahmed, purpose: 'dossier-handling', key: randomUUID(), ...over },
    });
  const asked = async (over: object, cookie = staff) =>
    (await ask(over, cookie)).body.data.publishDossierStatus;
  const command = async (id: string) =>
    (
      await hub.ask(`query ($id: ID!) { command(id: $id) { state reason nextTryAt } }`, {
        cookie: staff,
        variables: { id },
      })
    ).body.data.command;
  const sent = () =>
    hub.simulator('burgerprofiel').calls.filter(({ operation }) => operation === 'DossierMutatie').length;
  const shown = async (dossier: string) =>
    (
      await hub.ask('{ me { dossiers { items { number } } } }', {
        cookie: citizen,
      })
    ).body.data.me.dossiers.items.filter((one: { number: string }) => one.number === dossier);

  /** Until the command stands so; time goes on so that what waits is tried again. */
  async function until(id: string, state: string) {
    for (let turn = 0; turn < 400; turn += 1) {
      const now = await command(id);
      if (now.state === state) return now;
      await clock.advance(turn % 10 === 9 ? 1_000 : 1);
    }
    throw new Error(`${state} did not come: ${JSON.stringify(await command(id))}`);
  }

  test('is written down first, then shown to its citizen, and says so', async () => {
    const dossier = nextNumber();
    const answer = await asked({ status: status(dossier) });
    expect(answer).toMatchObject({ __typename: 'DossierStatusPublication', dossierNumber: dossier });
    await until(answer.commandId, 'DONE');
    expect(await shown(dossier)).toHaveLength(1);
    expect(sent()).toBe(1);
  });

  test('under the same key is published once, and answered with how it stands now', async () => {
    const dossier = nextNumber();
    const key = randomUUID();
    const [one, two] = await Promise.all([
      asked({ status: status(dossier), key }),
      asked({ status: status(dossier), key }),
    ]);
    expect(two.id).toBe(one.id);
    await until(one.commandId, 'DONE');
    expect(await asked({ status: status(dossier), key })).toMatchObject({
      id: one.id,
      state: 'PUBLISHED',
      publishedAt: expect.any(String),
    });
    expect(await asked({ status: status(dossier, { name: 'Anders' }), key })).toMatchObject({
      __typename: 'IdempotencyConflict',
    });
    expect(sent()).toBe(1);
  });

  test('waits while the platform takes nothing, and goes on by itself', async () => {
    hub.simulator('burgerprofiel').fail({ kind: 'status', status: 429 });
    const dossier = nextNumber();
    const { commandId } = await asked({ status: status(dossier) });
    expect(await until(commandId, 'WAITING')).toMatchObject({ reason: 'THROTTLED' });
    hub.simulator('burgerprofiel').fail();
    await until(commandId, 'DONE');
    expect(await shown(dossier)).toHaveLength(1);
  });

  test('whose answer is lost is looked for, and not sent again', async () => {
    hub.simulator('burgerprofiel').fail({ kind: 'truncated', operation: 'DossierMutatie' });
    const dossier = nextNumber();
    const { commandId } = await asked({ status: status(dossier) });
    await until(commandId, 'IN_DOUBT');
    hub.simulator('burgerprofiel').fail();
    await until(commandId, 'DONE');
    expect(sent()).toBe(1);
    expect(await shown(dossier)).toHaveLength(1);
  });

  test('that the platform may or may not have taken and does not show is a person’s to decide: it was not, so it is sent', async () => {
    hub.simulator('burgerprofiel').fail({ kind: 'status', status: 503, operation: 'DossierMutatie' });
    const dossier = nextNumber();
    const { commandId } = await asked({ status: status(dossier) });
    await until(commandId, 'IN_DOUBT');
    hub.simulator('burgerprofiel').fail();
    await clock.advance(60_000);
    expect(await shown(dossier)).toEqual([]);
    const { body } = await hub.ask(
      `mutation ($id: ID!, $key: String!) {
        decideCommand(id: $id, done: false, idempotencyKey: $key) { __typename ... on Problem { code } }
      }`,
      { cookie: administrator, variables: { id: commandId, key: randomUUID() } },
    );
    expect(body.data.decideCommand).toEqual({ __typename: 'Command' });
    await until(commandId, 'DONE');
    expect(await shown(dossier)).toHaveLength(1);
  });

  test.each([
    ['no number', { number: ' ' }, 'NUMBER'],
    ['neither phase nor code', { phase: null }, 'STATUS'],
    ['a product that the platform does not take', { products: ['51002'] }, 'PRODUCTS'],
    ['an address that is none', { url: 'javascript:alert(1)' }, 'URL'],
  ])('with %s is refused, and nothing is written or sent', async (_what, over, code) => {
    const before = await hub.database.client.command.count();
    expect(await asked({ status: status(nextNumber(), over) })).toMatchObject({
      __typename: 'DossierStatusRefused',
      code,
    });
    expect(await hub.database.client.command.count()).toBe(before);
    expect(sent()).toBe(0);
  });

  test('is an office’s to publish, with a purpose, and nobody else’s to look at', async () => {
    for (const cookie of [citizen, undefined])
      expect([401, 403]).toContain(
        (
          await hub.ask(publish, {
            ...(cookie && { cookie }),
            variables: {
              citizen: ahmed,
              purpose: 'dossier-handling',
              status: status('x'),
              key: randomUUID(),
            },
          })
        ).status,
      );
    expect((await ask({ status: status('x'), purpose: 'curiosity' })).body.errors[0].extensions.code).toBe(
      'PURPOSE_REQUIRED',
    );
    expect(sent()).toBe(0);
  });

  test('leaves nothing of the person in log, metrics or database', async () => {
    const traces = [...hub.logLines, await hub.metrics()].join('\n');
    expect(traces).not.toContain(ahmed);
    expect(traces).not.toContain('regenwaterput');
    const rows = await hub.database.client.$queryRaw<{ row: string }[]>`
      SELECT command::text AS row FROM command UNION ALL SELECT dossier_status_publication::text FROM dossier_status_publication`;
    expect(rows.length).toBeGreaterThan(5);
    expect(JSON.stringify(rows)).not.toContain(ahmed);
    expect(JSON.stringify(rows)).not.toContain(Buffer.from('regenwaterput').toString('hex'));
  });
});
