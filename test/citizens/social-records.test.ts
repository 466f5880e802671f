import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { sandboxAttest } from '../../adapters/magda/simulator/social-records.js';
import { SocialRecordsService } from '../../src/capabilities/citizens/social-records.service.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { callContext } from '../support/call-context.js';
import { cookieOf, type TestHub, testHub } from '../support/hub.js';

const maria = '48613011631';
const ahmed = '91691715184';
const emma = '85671421468';

let hub: TestHub;
let staff: string;

beforeAll(async () => {
  // Nothing is kept, so that each question is asked of MAGDA.
  const policy = { cache: { freshMs: 0 }, retry: { attempts: 1 } };
  hub = await testHub({ mirror: false, settings: { adapters: { magda: { policy } } as never } });
  staff = cookieOf(await hub.browser('staff', 'Sofie Vermeulen'));
});
afterEach(() => hub.simulator('magda').fail());
afterAll(() => hub.close());

/** What MAGDA was asked; the hub looks by itself whether it is well. */
const asked = () =>
  hub
    .simulator('magda')
    .calls.map(({ operation }) => operation)
    .filter((operation) => operation !== 'health');
const about = async (person: string, selection: string) =>
  (
    await hub.ask(`{ citizen(nationalNumber: "${person}", purpose: "dossier-handling") ${selection} }`, {
      cookie: staff,
    })
  ).body;
const statusesOf = (names: readonly string[], on = '2026-06-01') =>
  `socialStatuses(names: ${JSON.stringify(names)}, on: "${on}") { items { name result resultCode periods { from until possible raw } statusCode } source { platform state reason } }`;

describe('the social statuses of a citizen', () => {
  test('given MAGDA is well, then staff with a purpose see yes and no, from one call', async () => {
    await about(maria, `{ ${statusesOf(['BIM_BVT'])} }`);
    hub.simulator('magda').forgetCalls();
    const { data } = await about(maria, `{ ${statusesOf(['BIM_BVT', 'LIVING_WAGES_PCSA_HELP'])} }`);
    expect(data.citizen.socialStatuses).toEqual({
      items: [
        {
          name: 'BIM_BVT',
          result: 'APPLIES',
          resultCode: '1',
          periods: [
            { from: '2024-01-01', until: '2030-01-01', possible: true, raw: '2024-01-01/2030-01-01' },
          ],
          statusCode: null,
        },
        {
          name: 'LIVING_WAGES_PCSA_HELP',
          result: 'DOES_NOT_APPLY',
          resultCode: '0',
          periods: [],
          statusCode: null,
        },
      ],
      source: { platform: 'magda', state: 'FRESH', reason: null },
    });
    expect(asked()).toEqual(['GeefSociaalStatuut']);
  });

  test.each([
    ['down', { kind: 'refuse' }, 'NETWORK'],
    ['throttling', { kind: 'throttled', operation: 'GeefSociaalStatuut' }, 'THROTTLED'],
  ] as const)(
    'given MAGDA is %s, then every status is unknown and none is a no',
    async (_name, fault, reason) => {
      hub.simulator('magda').fail(fault);
      const { data, errors } = await about(maria, `{ ${statusesOf(['BIM_BVT', 'GENT_PARKING_ADULT'])} }`);
      expect(errors).toBeUndefined();
      expect(data.citizen.socialStatuses).toMatchObject({
        items: [
          { name: 'BIM_BVT', result: 'UNKNOWN', resultCode: null },
          { name: 'GENT_PARKING_ADULT', result: 'UNKNOWN', resultCode: null },
        ],
        source: { platform: 'magda', state: 'UNAVAILABLE', reason },
      });
    },
  );

  test('given one service of MAGDA is ill, then the name still comes from the other', async () => {
    hub.simulator('magda').fail({ kind: 'status', status: 503, operation: 'GeefSociaalStatuut' });
    const { data } = await about(maria, `{ name { familyNames } ${statusesOf(['BIM_BVT'])} }`);
    expect(data.citizen.name.familyNames).toEqual(['De Smet']);
    expect(data.citizen.socialStatuses.items[0].result).toBe('UNKNOWN');
  });

  test('given no platform is configured, then they are unknown', async () => {
    const service = new SocialRecordsService(undefined, 'magda');
    const question = { names: ['BIM_BVT', 'BIM_BVT'], at: null };
    expect(await service.statuses(NationalNumber.parse(maria), question, callContext())).toMatchObject({
      items: [{ name: 'BIM_BVT', result: 'UNKNOWN' }],
      source: { state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' },
    });
  });

  test.each([
    ['no name', `{ ${statusesOf([])} }`, 'BAD_USER_INPUT'],
    [
      'nine names',
      `{ ${statusesOf(Array.from({ length: 9 }, (_, index) => `S${index}`))} }`,
      'BAD_USER_INPUT',
    ],
    ['a name in small letters', `{ ${statusesOf(['bim_bvt'])} }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['a day that is none', `{ ${statusesOf(['BIM_BVT'], '2026-02-30')} }`, 'GRAPHQL_VALIDATION_FAILED'],
    ['one year back', '{ livingWages(year: 2025, yearsBack: 1) { source { state } } }', 'BAD_USER_INPUT'],
    ['a year of two digits', '{ livingWages(year: 25) { source { state } } }', 'BAD_USER_INPUT'],
    [
      'an attest named as a person',
      `{ attest(name: "${emma}") { source { state } } }`,
      'GRAPHQL_VALIDATION_FAILED',
    ],
  ])(
    'given %s, then it is refused with the reason and MAGDA is not asked',
    async (_name, selection, code) => {
      hub.simulator('magda').forgetCalls();
      const body = await about(maria, selection);
      expect(body.errors[0].extensions.code).toBe(code);
      expect(JSON.stringify(body)).not.toContain(emma);
      expect(asked()).toEqual([]);
    },
  );

  test('given nobody is logged in, then nothing is told and MAGDA is not asked', async () => {
    hub.simulator('magda').forgetCalls();
    const { body } = await hub.ask(`{ me { ${statusesOf(['BIM_BVT'])} } }`);
    expect(body.errors[0].extensions.code).toBe('UNAUTHENTICATED');
    expect(asked()).toEqual([]);
  });

  test('a citizen asks about themselves, for today when no day is named', async () => {
    const client = await hub.citizen('Emma Peeters');
    const { data } = await client.citizen.mySocialStatuses({ names: ['BIM_BVT'] });
    expect(data.me?.socialStatuses).toMatchObject({
      items: [{ name: 'BIM_BVT', result: 'DOES_NOT_APPLY' }],
      source: { state: 'FRESH' },
    });
  });
});

describe('living wages', () => {
  const selection =
    '{ livingWages(year: 2024, yearsBack: 2) { years { year paid totals { kind amount maximumReceived } payments { month amount beneficiary centre period { from until } } } source { state reason } } }';

  test('given an OCMW paid, then the amounts are there as it wrote them', async () => {
    const { data } = await about(ahmed, selection);
    const { years } = data.citizen.livingWages;
    expect(years.map(({ year, paid }: { year: string; paid: boolean }) => [year, paid])).toEqual([
      ['2022', false],
      ['2023', false],
      ['2024', true],
    ]);
    expect(years[2].totals).toEqual([{ kind: 'LIVING_WAGE', amount: '5052.68', maximumReceived: false }]);
    expect(years[2].payments[0]).toEqual({
      month: '2024-09',
      amount: '1263.17',
      beneficiary: ahmed,
      centre: '0212189676',
      period: { from: '2024-09-01', until: '2024-09-30' },
    });
  });

  test('given no OCMW knows the citizen, then the years are null beside FRESH; given MAGDA is down, beside UNAVAILABLE', async () => {
    expect((await about(emma, selection)).data.citizen.livingWages).toEqual({
      years: null,
      source: { state: 'FRESH', reason: null },
    });
    hub.simulator('magda').fail({ kind: 'status', status: 503 });
    expect((await about(emma, selection)).data.citizen.livingWages).toEqual({
      years: null,
      source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' },
    });
  });
});

describe('an attest', () => {
  const attest = (name: string) => `{ attest(name: "${name}") { pdf unreadable source { state reason } } }`;

  test('is a PDF', async () => {
    const { data } = await about(emma, attest(sandboxAttest));
    const { pdf, unreadable, source } = data.citizen.attest;
    expect(Buffer.from(pdf, 'base64').toString('latin1')).toMatch(/^%PDF-/);
    expect([unreadable, source]).toEqual([false, { state: 'FRESH', reason: null }]);
  });

  test.each([
    ['that is text says that it cannot be read', '14621699855', sandboxAttest, true, 'FRESH', null],
    ['that is empty is null', '86700400636', sandboxAttest, false, 'FRESH', null],
    ['by a name that nobody knows was refused', emma, 'andere', false, 'UNAVAILABLE', 'REFUSED'],
  ])('%s', async (_name, person, name, unreadable, state, reason) => {
    const { data } = await about(person, attest(name));
    expect(data.citizen.attest).toEqual({ pdf: null, unreadable, source: { state, reason } });
  });
});

test('each question is recorded with the categories of what it told', async () => {
  await about(emma, `{ ${statusesOf(['BIM_BVT'])} attest(name: "${sandboxAttest}") { unreadable } }`);
  const record = await hub.database.client.auditRecord.findFirst({ orderBy: { sequence: 'desc' } });
  expect(record?.categories).toEqual(expect.arrayContaining(['attests', 'social']));
});

test('no national number reached the log', () => {
  for (const person of [maria, ahmed, emma]) expect(hub.logLines.join('')).not.toContain(person);
});
