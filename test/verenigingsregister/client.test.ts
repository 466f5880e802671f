import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type {
  Association,
  AssociationSearch,
} from '../../src/capabilities/associations/associations.port.js';
import { NationalNumber } from '../../src/identifiers/national-number.js';
import { anonymous, openRegister, type Register } from './support.js';

let register: Register;

beforeAll(async () => {
  register = await openRegister();
});

afterAll(() => register.close());

beforeEach(() => register.simulator.forgetCalls());
afterEach(() => register.simulator.fail());

const emma = NationalNumber.parse('85671421468');
const ahmed = NationalNumber.parse('91691715184');

function search(part: Partial<AssociationSearch> = {}) {
  const all = { text: null, activities: [], postalCodes: [], sort: [], offset: 0, limit: 20, ...part };
  return register.port.search(all, anonymous());
}

describe('a search at the register', () => {
  test('finds by the beginnings of words, whatever their case or accent', async () => {
    const { value, source } = await search({ text: 'SCHILDEwand wandelclub' });
    expect(value.associations.map((association) => association.vCode)).toEqual(['V0001001']);
    expect(value.associations[0]).toMatchObject({
      name: 'Wandelclub De Schildewandelaars',
      callName: null,
      type: { code: 'VZER' },
      subtype: { code: 'FV' },
      recognised: true,
      locations: [{ postalCode: '2970', municipality: 'Schilde', street: null }, {}],
      memberships: [{ vCode: 'V0001002', name: null, from: '2012-01-01', to: null }],
    });
    expect(source).toMatchObject({ platform: 'verenigingsregister', state: 'FRESH' });
    expect((await search({ text: 'desiree' })).value.total).toBeGreaterThan(0);
  });

  test('narrows by activity, while the counts per activity ignore that', async () => {
    const all = await search();
    const sport = await search({ activities: ['SPRT'] });
    expect(all.value.total).toBe(1250);
    expect(sport.value.total).toBeLessThan(all.value.total);
    expect(
      sport.value.associations.every(({ activities }) => activities.some(({ code }) => code === 'SPRT')),
    ).toBe(true);
    expect(sport.value.activityCounts).toEqual(all.value.activityCounts);
    expect(sport.value.activityCounts).toHaveLength(21);
    expect(sport.value.activityCounts.find(({ code }) => code === 'SPRT')?.count).toBe(sport.value.total);
  });

  test('narrows by postal code', async () => {
    const { value } = await search({ postalCodes: ['2970', '2110'], limit: 100 });
    const codes = value.associations.map(({ locations }) => locations[0]?.postalCode);
    expect(new Set(codes)).toEqual(new Set(['2970', '2110']));
  });

  test('sorts, with the vCode descending where the rest is equal', async () => {
    const byName = (await search({ sort: ['naam'], limit: 1000 })).value.associations.map(({ name }) => name);
    expect(byName[0]).toBe(
      [...byName].sort((one, other) => (one.toLowerCase() < other.toLowerCase() ? -1 : 1))[0],
    );
    const descending = (await search({ sort: ['-vCode'], limit: 3 })).value.associations.map(
      ({ vCode }) => vCode,
    );
    expect(descending).toEqual([...descending].sort().reverse());
    expect((await search({ limit: 3 })).value.associations.map(({ vCode }) => vCode)).toEqual(descending);
  });

  test('shows a thousand results and refuses to go beyond', async () => {
    expect((await search({ offset: 980, limit: 20 })).value.associations).toHaveLength(20);
    await expect(search({ offset: 990, limit: 20 })).rejects.toMatchObject({
      code: 'REFUSED',
      status: 400,
      platformCode: 'validation',
    });
  });

  test('refuses a field that it cannot sort by', async () => {
    await expect(search({ sort: ['lievelingskleur'] })).rejects.toMatchObject({
      code: 'REFUSED',
      status: 400,
    });
  });

  test('never meets an operator in what people type', async () => {
    const all = (await search()).value.total;
    // Signs alone are no words, so they narrow nothing; words are looked for as they are.
    for (const text of ['"', '(', '\\', '+-!{}[]^~?/'])
      expect((await search({ text })).value.total).toBe(all);
    for (const text of ['naam:', 'a AND', 'NOT'])
      expect((await search({ text })).value.total).toBeLessThan(all);
  });
});

describe('the detail of an association', () => {
  test('has its contacts, addresses, memberships and recognitions', async () => {
    const { value } = await register.port.detail('V0001001', anonymous());
    expect(value).toMatchObject({
      vCode: 'V0001001',
      status: 'Actief',
      startDate: '1998-03-21',
      contacts: [{ type: 'E-mail', primary: true }, {}, {}],
      locations: [{ street: 'Turnhoutsebaan', houseNumber: '12', boxNumber: null, country: 'België' }, {}],
      recognitions: [{ id: '1', status: 'Actief' }],
      lastChangedOn: '2026-02-02',
    });
    expect(value?.memberships[0]?.name).not.toBeNull();
  });

  test('is null for an association that the register does not show', async () => {
    expect((await register.port.detail('V9999999', anonymous())).value).toBeNull();
    expect(await register.port.current('V9999999', anonymous())).toBeNull();
  });

  test('comes from the cache the second time, but not for the mirror', async () => {
    await register.port.detail('V0001005', anonymous());
    await register.port.detail('V0001005', anonymous());
    expect(register.simulator.calls).toHaveLength(1);
    await register.port.current('V0001005', anonymous());
    expect(register.simulator.calls).toHaveLength(2);
  });

  test('says FV and no subtype in version 1', async () => {
    const old = await openRegister({ apiVersion: 'v1' }, register.simulator);
    const { value } = await old.port.detail('V0001001', anonymous());
    expect(value).toMatchObject({ type: { code: 'FV' }, subtype: null });
    await old.close();
  });
});

describe('the mutations feed', () => {
  test('tells, in order, what changed strictly after a sequence', async () => {
    const before = register.simulator.sequence;
    expect(await register.port.changesSince(before, anonymous())).toEqual([]);
    const added = register.simulator.add({ name: 'Nieuwe kring' });
    register.simulator.change('V0001010', { name: 'Andere naam' });
    register.simulator.remove(added.vCode);
    expect(await register.port.changesSince(before, anonymous())).toEqual([
      { vCode: 'V0001010', sequence: before + 2 },
      { vCode: added.vCode, sequence: before + 3 },
    ]);
    expect(await register.port.current(added.vCode, anonymous())).toBeNull();
  });
});

describe('the bulk file', () => {
  async function read(from: Register): Promise<{ pieces: number; all: Association[] }> {
    const pieces: (readonly Association[])[] = [];
    for await (const piece of from.port.all(anonymous())) pieces.push(piece);
    return { pieces: pieces.length, all: pieces.flat() };
  }

  test('is read in pieces, whole, without what was removed, and without showing our key to its host', async () => {
    const inPieces = await openRegister({ bulkPieceBytes: 100_000 }, register.simulator);
    const { pieces, all } = await read(inPieces);
    expect(pieces).toBeGreaterThan(10);
    expect(all).toHaveLength(register.simulator.visible);
    expect(new Set(all.map(({ vCode }) => vCode)).size).toBe(all.length);
    const first = all.find(({ vCode }) => vCode === 'V0001001');
    const { value } = await register.port.detail('V0001001', anonymous());
    expect(first).toEqual({ ...value, memberships: [{ ...value?.memberships[0], name: null }] });
    const calls = register.simulator.calls.filter(({ operation }) => operation === 'bulk-file');
    expect(calls).toHaveLength(pieces);
    expect(calls.every(({ headers }) => headers['vr-api-key'] === undefined)).toBe(true);
    await inPieces.close();
  });

  test('is not mixed with a newer one that takes its place half-way', async () => {
    const inPieces = await openRegister({ bulkPieceBytes: 100_000 }, register.simulator);
    const reading = inPieces.port.all(anonymous())[Symbol.asyncIterator]();
    await reading.next();
    register.simulator.change('V0001020', { name: 'Intussen anders' });
    await read(inPieces);
    await expect(reading.next()).rejects.toMatchObject({ code: 'HTTP_4XX', status: 412 });
    await inPieces.close();
  });

  test('that breaks off is an error, not a shorter register', async () => {
    register.simulator.fail({ kind: 'truncated', operation: 'bulk-file' });
    await expect(read(register)).rejects.toMatchObject({ name: 'PlatformError' });
  });

  test('on a host that the settings do not name is not fetched', async () => {
    const none = await openRegister({ bulkHosts: [] }, register.simulator);
    await expect(read(none)).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    await none.close();
    const other = await openRegister({ bulkHosts: ['http://127.0.0.1:1'] }, register.simulator);
    await expect(read(other)).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    expect(register.simulator.calls.some(({ operation }) => operation === 'bulk-file')).toBe(false);
    await other.close();
  });
});

describe('the associations of a representative', () => {
  test('are found with a token, and the national number stays out of every URL and log line', async () => {
    const { value } = await register.port.ofRepresentative(emma, anonymous());
    expect(value).toEqual([
      expect.objectContaining({
        vCode: 'V0001001',
        mainRepresentative: true,
        kboNumber: null,
        status: 'Actief',
      }),
    ]);
    expect(register.simulator.calls.map(({ operation }) => operation)).toEqual([
      'token',
      'verenigingen-per-insz',
    ]);
    expect(JSON.stringify(register.log.lines)).not.toContain(emma.reveal());
    expect((await register.port.ofRepresentative(ahmed, anonymous())).value).toEqual([]);
  });

  test('are NOT_CONFIGURED without access to the ACM API', async () => {
    const without = await openRegister({ acm: undefined }, register.simulator);
    await expect(without.port.ofRepresentative(emma, anonymous())).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
    expect(register.simulator.calls).toEqual([]);
    await without.close();
  });

  test('need a client secret that ACM/IDM knows', async () => {
    const acm = { ...register.simulator.settings.acm!, clientSecret: 'verkeerd' };
    const wrong = await openRegister({ acm }, register.simulator);
    await expect(wrong.port.ofRepresentative(emma, anonymous())).rejects.toMatchObject({
      code: 'CREDENTIALS',
    });
    await wrong.close();
  });
});

describe('a register that is ill', () => {
  test.each([
    ['breaks the connection', { kind: 'refuse' }, 'NETWORK'],
    ['answers 503', { kind: 'status', status: 503 }, 'HTTP_5XX'],
    ['sends half a document', { kind: 'malformed' }, 'MALFORMED'],
    ['sends HTML', { kind: 'content-type' }, 'MALFORMED'],
    ['sends without end', { kind: 'huge', bytes: 50_000_000 }, 'TOO_LARGE'],
  ] as const)('and %s gives %s', async (_, fault, code) => {
    register.simulator.fail(fault);
    await expect(register.port.current('V0001001', anonymous())).rejects.toMatchObject({ code });
    await expect(register.port.changesSince(0, anonymous())).rejects.toMatchObject({ name: 'PlatformError' });
    await expect(register.adapter.health(anonymous())).rejects.toMatchObject({ name: 'PlatformError' });
  });
});

describe('the check', () => {
  test('passes every step on a register that answers and knows our key and our client', async () => {
    register.simulator.forgetCalls();
    const passed = { passed: true, advice: null };
    expect(await register.adapter.check(anonymous())).toMatchObject([
      { level: 'connection', ...passed },
      { level: 'credentials', ...passed },
      { level: 'credentials', finding: 'the ACM API accepts our token', ...passed },
      { level: 'credentials', finding: 'the beheer API accepts our token and our initiator', ...passed },
    ]);
    const asked = register.simulator.calls.map(({ operation, status }) => [operation, status]);
    expect(asked).toContainEqual(['verenigingen-per-insz', 400]);
    expect(asked.at(-1)).toEqual(['beheer-detail', 404]);
  });

  test('tells which of them does not know us, and asks nothing of an API that is not set', async () => {
    const acm = { ...register.simulator.settings.acm!, clientSecret: 'verkeerd' };
    const wrong = await openRegister({ acm }, register.simulator);
    expect(await wrong.adapter.check(anonymous())).toMatchObject([
      { passed: true },
      { passed: true },
      { level: 'credentials', passed: false, advice: expect.stringContaining('acm') },
      { passed: true },
    ]);
    await wrong.close();
    const without = await openRegister({ acm: undefined, beheer: undefined }, register.simulator);
    expect(await without.adapter.check(anonymous())).toHaveLength(2);
    await without.close();
  });

  test('tells a wrong key from a register that does not answer', async () => {
    const wrong = await openRegister({ apiKey: 'verkeerd' }, register.simulator);
    await expect(wrong.port.detail('V0001001', anonymous())).rejects.toMatchObject({
      code: 'CREDENTIALS',
      status: 403,
    });
    expect(await wrong.adapter.check(anonymous())).toMatchObject([
      { level: 'connection', passed: true },
      { level: 'credentials', passed: false, finding: expect.stringContaining('CREDENTIALS') },
      { level: 'credentials', passed: true },
      { level: 'credentials', passed: true },
    ]);
    expect(JSON.stringify(await wrong.adapter.check(anonymous()))).not.toContain('verkeerd');
    await wrong.close();
    register.simulator.fail({ kind: 'refuse' });
    expect(await register.adapter.check(anonymous())).toMatchObject([{ level: 'connection', passed: false }]);
  });

  test('the feed can be open to questions without a key', async () => {
    register.simulator.mutationsNeedKey = false;
    const answer = await fetch(`${register.simulator.url}/v1/verenigingen/mutaties?sinds=999999`);
    expect(await answer.json()).toEqual([]);
    register.simulator.mutationsNeedKey = true;
    expect((await fetch(`${register.simulator.url}/v1/verenigingen/mutaties?sinds=0`)).status).toBe(403);
  });
});
