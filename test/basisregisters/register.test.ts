import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { manualClock } from '../support/clock.js';
import { callContext } from '../support/call-context.js';
import { openRegisters, type Registers } from './support.js';

let registers: Registers;
const context = callContext;
const operations = () => registers.simulator.calls.map(({ operation }) => operation);
const count = (operation: string) => operations().filter((one) => one === operation).length;

beforeAll(async () => {
  registers = await openRegisters();
});
beforeEach(() => registers.simulator.forgetCalls());
afterEach(() => registers.simulator.fail());
afterAll(() => registers.close());

const search = (text: string, changes: object = {}) =>
  registers.port.searchAddresses(
    { text, municipality: null, nisCode: null, limit: 10, ...changes },
    context(),
  );

describe('a search', () => {
  test('finds addresses by the beginnings of words, and no streets', async () => {
    const { value, source } = await search('turnh 12');
    expect(value[0]).toMatchObject({
      id: '3000012',
      fullAddress: 'Turnhoutsebaan 12, 2970 Schilde',
      street: null,
    });
    expect(value.every(({ uri }) => uri?.includes('/id/adres/'))).toBe(true);
    expect(source).toMatchObject({ platform: 'basisregisters', state: 'FRESH' });
    expect(operations()).toEqual(['adressen-zoeken']);
  });

  test('keeps to a municipality, and to what was asked for', async () => {
    expect((await search('schilde', { limit: 50 })).value.length).toBeLessThanOrEqual(50);
    expect((await search('turnhoutsebaan', { nisCode: '11002' })).value).toEqual([]);
    expect((await search('turnhoutsebaan', { municipality: 'schilde' })).value).not.toEqual([]);
  });

  test('for more than the register gives is refused by it', async () => {
    await expect(search('schilde', { limit: 51 })).rejects.toMatchObject({
      code: 'REFUSED',
      status: 400,
      platformCode: 'validation',
    });
  });
});

describe('an address', () => {
  test('is whole', async () => {
    const { value } = await registers.port.address('3000012', context());
    expect(value).toMatchObject({
      state: 'FOUND',
      value: {
        id: '3000012',
        street: { id: '70001', name: { text: 'Turnhoutsebaan', language: 'nl' } },
        houseNumber: '12',
        boxNumber: null,
        postalCode: '2970',
        municipality: { nisCode: '11039' },
        status: 'IN_USE',
        officiallyAssigned: true,
      },
    });
  });

  test('that never was is another thing than one that was removed', async () => {
    const removed = registers.simulator.addressId('Brasschaatsebaan', '16');
    expect((await registers.port.address('999', context())).value).toEqual({ state: 'UNKNOWN' });
    expect((await registers.port.address(removed, context())).value).toEqual({ state: 'REMOVED' });
  });

  test('with a status that no contract has says so, and the log says it once', async () => {
    const id = registers.simulator.addressId('De Pont', '1');
    registers.simulator.setAddressStatus(id, 'betwist');
    for (let time = 0; time < 2; time += 1)
      expect((await registers.port.address(id, context())).value).toMatchObject({
        value: { status: 'UNKNOWN', statusCode: 'betwist' },
      });
    const lines = registers.log.lines.filter(({ event }) => event === 'platform.unknown_value');
    expect(lines).toMatchObject([{ fields: { field: 'adresStatus', value: 'betwist' } }]);
  });

  test('that did not change is not sent again', async () => {
    await registers.port.address('3000020', context());
    const again = await registers.port.address('3000020', context());
    expect(registers.simulator.calls.map(({ status }) => status)).toEqual([200, 304]);
    expect(again.value).toMatchObject({ state: 'FOUND', value: { id: '3000020' } });
    registers.simulator.setAddressStatus('3000020', 'gehistoreerd');
    expect((await registers.port.address('3000020', context())).value).toMatchObject({
      value: { status: 'RETIRED' },
    });
  });
});

describe('a parcel', () => {
  test('is known by its key, and tells its addresses', async () => {
    expect(registers.simulator.parcelsAt('Turnhoutsebaan', '12')).toEqual([
      '11922A0012/00E002',
      '11922A0512/02_000',
    ]);
    const { value } = await registers.port.parcel('11922A0512/02_000', context());
    expect(value).toMatchObject({
      state: 'FOUND',
      value: { capakey: '11922A0512/02_000', status: 'REALISED', addressIds: ['3000012'] },
    });
  });

  test('that is retired, was removed, or never was: three things', async () => {
    const ask = async (capakey: string) => (await registers.port.parcel(capakey, context())).value;
    expect(await ask('11922A0900/00A000')).toMatchObject({ value: { status: 'RETIRED' } });
    expect(await ask('11922A0901/00B002')).toEqual({ state: 'REMOVED' });
    expect(await ask('11922A0999/00A000')).toEqual({ state: 'UNKNOWN' });
  });

  test('is found by an address', async () => {
    const { value } = await registers.port.parcelsOfAddress('3000012', context());
    expect(value.map(({ capakey }) => capakey)).toEqual(['11922A0012/00E002', '11922A0512/02_000']);
  });
});

describe('the lines of many addresses', () => {
  const boxes = () =>
    [undefined, ...Array.from({ length: 19 }, (_, index) => `${index + 1}`)].map((box) =>
      registers.simulator.addressId('Kasteeldreef', '3', box),
    );

  test('of a building with twenty take two calls', async () => {
    const { value } = await registers.port.addressLines(boxes(), context());
    expect(value.size).toBe(20);
    expect([...value.values()].map(({ fullAddress }) => fullAddress)).toContain(
      'Kasteeldreef 3 bus 2, 2970 Schilde',
    );
    expect(operations()).toEqual(['adres', 'adressen']);
  });

  test('of a few are asked one by one, which is no dearer', async () => {
    await registers.port.addressLines(boxes().slice(0, 3), context());
    expect(operations()).toEqual(['adres', 'adres', 'adres']);
  });

  test('on two streets take two calls for each', async () => {
    const corner = ['1', '2', '3', '4', '5'].map((house) =>
      registers.simulator.addressId('Puttenhoflaan', house),
    );
    const { value } = await registers.port.addressLines([...boxes(), ...corner], context());
    expect(value.size).toBe(25);
    expect(registers.simulator.calls).toHaveLength(4);
  });

  test('leave out what the register no longer has', async () => {
    const gone = registers.simulator.addressId('Brasschaatsebaan', '16');
    const { value } = await registers.port.addressLines([gone, '3000001'], context());
    expect([...value.keys()]).toEqual(['3000001']);
  });

  test('that were read before a failure are given, and said to be a part', async () => {
    registers.simulator.fail({ kind: 'status', status: 503, operation: 'adressen' });
    const { value, source } = await registers.port.addressLines(boxes(), context());
    expect([value.size, source.state, source.reason]).toEqual([1, 'FRESH', 'PARTIAL']);
    registers.simulator.fail({ kind: 'status', status: 503 });
    await expect(registers.port.addressLines(boxes(), context())).rejects.toMatchObject({ code: 'HTTP_5XX' });
  });
});

describe('an address match', () => {
  const match = (changes: object = {}) =>
    registers.port.matchAddress(
      {
        street: 'Turnhoutsebaan',
        houseNumber: '12',
        boxNumber: null,
        postalCode: '2970',
        nisCode: null,
        municipality: null,
        ...changes,
      },
      context(),
    );

  test('that is exact has score 100', async () => {
    const { value } = await match();
    expect(value).toMatchObject({ matches: [{ score: 100, address: { id: '3000012' } }], warnings: [] });
  });

  test('has the boxes of a house after the house, and ten at most', async () => {
    const { value } = await match({ street: 'kasteeldreef', houseNumber: '3' });
    expect(value.matches.map(({ score }) => score)).toEqual([100, ...Array<number>(9).fill(90)]);
  });

  test('without a house is a street', async () => {
    const { value } = await match({ houseNumber: '4000' });
    expect(value.matches).toMatchObject([{ score: 88, address: { id: null, street: { id: '70001' } } }]);
  });

  test('with a clue that is not known warns, and goes by the other', async () => {
    const { value } = await match({ postalCode: '9999', municipality: 'Schilde' });
    expect(value.warnings).toMatchObject([{ code: '4' }]);
    expect(value.matches).toHaveLength(1);
    expect((await match({ postalCode: '9999' })).value.matches).toEqual([]);
  });

  test('without any clue is refused by the register', async () => {
    await expect(match({ postalCode: null })).rejects.toMatchObject({ code: 'REFUSED', status: 400 });
  });
});

describe('a register that refuses', () => {
  test('a key that is wrong and a key that is missing are told apart, and neither text leaves', async () => {
    const wrong = await openRegisters({ settings: { apiKey: 'verkeerd' } });
    const failure = await wrong.port.address('1', context()).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: 'CREDENTIALS', status: 401, platformCode: 'API_KEY_INVALID' });
    expect(String(failure)).not.toContain('Ongeldige');
    const results = await wrong.adapter.check(context());
    expect(results.filter(({ passed }) => !passed)).toMatchObject([
      { level: 'credentials', advice: expect.stringContaining('`apiKey`') },
    ]);
    await wrong.close();
    const response = await fetch(`${registers.simulator.url}/v2/adressen/1`);
    expect([response.status, await response.json()]).toMatchObject([401, { detail: 'API key verplicht.' }]);
  });

  test('waits as long as it is told to when it was asked too often, and then succeeds', async () => {
    const clock = manualClock(Date.now());
    const patient = await openRegisters({ clock, policy: { retry: { attempts: 2 } } });
    patient.simulator.fail({ kind: 'status', status: 429, retryAfterSeconds: 2 });
    const answer = patient.port.address('3000001', context({ deadline: clock.now() + 60_000 }));
    const settled = answer.then(() => 'answered');
    while (patient.simulator.calls.length === 0) await clock.advance(0);
    await clock.advance(1_900);
    expect(patient.simulator.calls).toHaveLength(1);
    patient.simulator.fail();
    await clock.advance(200);
    while (patient.simulator.calls.length === 1) await clock.advance(0);
    expect(await settled).toBe('answered');
    await patient.close();
  });

  test.each([
    [{ kind: 'status', status: 429 }, 'THROTTLED'],
    [{ kind: 'status', status: 500 }, 'HTTP_5XX'],
    [{ kind: 'malformed' }, 'MALFORMED'],
    [{ kind: 'malformed', body: '{"adressen": 1}' }, 'MALFORMED'],
    [{ kind: 'content-type' }, 'MALFORMED'],
    [{ kind: 'truncated' }, 'NETWORK'],
    [{ kind: 'huge', bytes: 9_000_000 }, 'TOO_LARGE'],
    [{ kind: 'refuse' }, 'NETWORK'],
    [{ kind: 'expired-credentials' }, 'CREDENTIALS'],
  ] as const)('%j gives %s', async (fault, code) => {
    registers.simulator.fail(fault);
    await expect(registers.port.parcel('11922A0012/00E002', context())).rejects.toMatchObject({ code });
    await expect(registers.adapter.health(context())).rejects.toMatchObject({ code: expect.any(String) });
  });
});

test('an answer that was spoilt does not come back when the register says that nothing changed', async () => {
  const id = registers.simulator.addressId('De Pont', '5');
  registers.simulator.fail({ kind: 'malformed', operation: 'adres' });
  await expect(registers.port.address(id, context())).rejects.toMatchObject({ code: 'MALFORMED' });
  registers.simulator.fail();
  expect((await registers.port.address(id, context())).value).toMatchObject({ value: { id } });
});

test('the key may make so many requests a second, and the rest wait', async () => {
  const clock = manualClock(Date.now());
  const limited = await openRegisters({
    clock,
    settings: { requestsPerSecond: 2 },
    policy: { retry: { attempts: 1 } },
  });
  const answers = Promise.all(
    ['3000001', '3000002', '3000003'].map((id) =>
      limited.port.address(id, context({ deadline: clock.now() + 60_000 })),
    ),
  );
  while (limited.simulator.calls.length < 2) await clock.advance(0);
  await clock.advance(500);
  expect(limited.simulator.calls).toHaveLength(2);
  await clock.advance(600);
  expect(await answers).toHaveLength(3);
  // The geo services have no key, and no such limit.
  await limited.port.parcelGeometry(
    '11922A0012/00E002',
    'WGS84',
    context({ deadline: clock.now() + 60_000 }),
  );
  await limited.close();
});

test('what was typed a moment ago is not asked again', async () => {
  const kept = await openRegisters({ policy: {} });
  const ask = () =>
    kept.port.searchAddresses({ text: 'turnh', municipality: null, nisCode: null, limit: 10 }, context());
  await ask();
  await ask();
  expect(kept.simulator.calls).toHaveLength(1);
  await kept.close();
});

test('schakel check passes on platforms that know us', async () => {
  const results = await registers.adapter.check(context());
  expect(results.map(({ level, passed }) => [level, passed])).toEqual([
    ['connection', true],
    ['connection', true],
    ['credentials', true],
    ['credentials', true],
  ]);
  expect(count('adressen')).toBe(2);
});
