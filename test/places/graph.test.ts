import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import type { BasisregistersSimulator } from '../../adapters/basisregisters/simulator.js';
import { people } from '../../adapters/magda/simulator/people.js';
import { type TestHub, testHub } from '../support/hub.js';

const platform = 'basisregisters';
const home = '11922A0012/00E002';
const flats = '11922C0003/00D002';

/** Nothing is kept, so that each question shows what it costs; nothing is tried twice. */
const cache = { freshMs: 0, staleWhileRevalidateMs: 0, staleIfErrorMs: 0 };
const operations = ['adressen-zoeken', 'adres', 'adressen', 'adresmatch', 'perceel', 'percelen', 'capakey']
  .concat(['wmts-capabilities', 'wms-capabilities', 'wms-feature-info', 'recordings'])
  .map((operation) => [operation, { cache }] as const);
const policy = {
  retry: { attempts: 1 },
  breaker: { failures: 1_000 },
  quota: { calls: 1_000, perMs: 1_000 },
  operations: Object.fromEntries(operations),
};

let hub: TestHub;
let simulator: BasisregistersSimulator;

beforeAll(async () => {
  hub = await testHub({
    mirror: false,
    settings: { adapters: { [platform]: { policy } }, operations: { healthIntervalMs: 3_600_000 } },
  });
  simulator = hub.simulator(platform) as BasisregistersSimulator;
  // The first look at the platforms is a call too.
  await hub.hub.runNow('platforms.health');
});
beforeEach(() => simulator.forgetCalls());
afterEach(() => simulator.fail());
afterAll(() => hub.close());

const asked = () => {
  const counts: Record<string, number> = {};
  for (const { operation } of simulator.calls) counts[operation] = (counts[operation] ?? 0) + 1;
  return counts;
};
const ask = async (query: string, variables?: object) => (await hub.ask(query, { variables })).body;

describe('addresses', () => {
  test('are found as somebody types, in one call', async () => {
    const { data } = await ask(
      '{ addresses(search: " Turnhoutseb 12 ", first: 3) { items { id uri fullAddress } source { platform state } } }',
    );
    expect(data.addresses).toMatchObject({
      items: [{ id: '3000012', uri: expect.stringContaining('/id/adres/3000012') }],
      source: { platform, state: 'FRESH' },
    });
    expect(asked()).toEqual({ 'adressen-zoeken': 1 });
  });

  test('with their position take a call for each, and lie on the map', async () => {
    const { data } = await ask(
      '{ addresses(search: "kasteeldreef 3 bus 2", first: 1) { items { ...All } } } fragment All on RegisteredAddress { fullAddress houseNumber boxNumber position { x y latitude longitude } positionMethod status }',
    );
    expect(data.addresses.items).toMatchObject([
      {
        fullAddress: 'Kasteeldreef 3 bus 2, 2970 Schilde',
        boxNumber: '2',
        positionMethod: 'afgeleidVanObject',
        status: 'IN_USE',
      },
    ]);
    const { latitude, longitude } = data.addresses.items[0].position;
    expect([latitude, longitude]).toEqual([expect.closeTo(51.23, 1), expect.closeTo(4.57, 1)]);
    expect(asked()).toEqual({ 'adressen-zoeken': 1, adres: 1 });
  });

  test('are where the people of the sandbox live', async () => {
    for (const { home: place } of people) {
      const { data } = await ask(
        `query ($street: String!, $house: String, $box: String) { addressMatches(street: $street, houseNumber: $house, boxNumber: $box, postalCode: "2970") { items { score } } }`,
        { street: place.street, house: place.houseNumber, box: place.boxNumber ?? null },
      );
      expect(data.addressMatches.items[0]).toEqual({ score: 100 });
    }
  });

  test('of one that was removed and one that never was are told apart', async () => {
    const removed = simulator.addressId('Brasschaatsebaan', '16');
    const { data, errors } = await ask(
      `{ removed: address(id: "${removed}") { id status fullAddress source { state } } never: address(id: "999") { id } whole: address(id: "https://data.vlaanderen.be/id/adres/3000012") { id parcels { items { capakey status } } versionAt } }`,
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      removed: { id: removed, status: 'REMOVED', fullAddress: null, source: { state: 'FRESH' } },
      never: null,
      whole: {
        id: '3000012',
        parcels: {
          items: [
            { capakey: home, status: 'REALISED' },
            { capakey: '11922A0512/02_000', status: 'REALISED' },
          ],
        },
        versionAt: '2024-01-01T09:00:00+01:00',
      },
    });
  });

  test('of a register that is down are empty, and say why', async () => {
    simulator.fail({ kind: 'status', status: 429, retryAfterSeconds: 1 });
    const { data, errors, extensions } = await ask(
      '{ addresses(search: "turnh") { items { id } source { state reason } } address(id: "3000012") { id status source { state } } addressMatches(street: "x", postalCode: "2970") { items { score } source { state } } }',
    );
    expect(errors).toBeUndefined();
    expect(data).toEqual({
      addresses: { items: [], source: { state: 'UNAVAILABLE', reason: 'THROTTLED' } },
      address: { id: '3000012', status: null, source: { state: 'UNAVAILABLE' } },
      addressMatches: { items: [], source: { state: 'UNAVAILABLE' } },
    });
    expect(extensions.sources).toMatchObject([{ platform, state: 'UNAVAILABLE' }]);
  });

  test.each([
    ['addresses(search: "  ") { items { id } }', 'search is empty'],
    [`addresses(search: "${'a'.repeat(201)}") { items { id } }`, 'search may have 200'],
    ['addresses(search: "a", first: 51) { items { id } }', 'first must be between 1 and 50'],
    ['addresses(search: "a", nisCode: "1") { items { id } }', 'five digits'],
    ['address(id: "geheim") { id }', 'number in the address register'],
    ['addressMatches(street: "geheim") { items { score } }', 'at least one of postalCode'],
    ['addressMatches(street: "x", postalCode: "B-2970") { items { score } }', 'four digits'],
    ['parcel(capakey: "geheim") { capakey }', 'A CaPaKey is written as'],
    [`parcel(capakey: "${home}") { panoramas(radiusM: 0) { items { id } } }`, 'radiusM must be'],
    [
      `parcel(capakey: "${home}") { panoramas(from: "2025-02-01", to: "2025-01-01") { items { id } } }`,
      'from is later',
    ],
    [`parcel(capakey: "${home}") { addresses(after: "x") { nodes { id } } }`, 'no cursor'],
    [`parcel(capakey: "${home}") { addresses(first: 101) { nodes { id } } }`, 'first must be'],
    [
      `parcel(capakey: "${home}") { imagery(years: [2025]) { frames { imageUrl(width: 2049) } } }`,
      'width must be between 1 and 2048',
    ],
  ])('{ %s } is refused with a reason', async (selection, reason) => {
    const { status, body, text } = await hub.ask(`{ ${selection} }`);
    expect([200, 400]).toContain(status);
    expect(body.errors[0]).toMatchObject({
      message: expect.stringContaining(reason),
      // An argument that is written in the question itself is refused before anything runs.
      extensions: { code: expect.stringMatching(/^(BAD_USER_INPUT|GRAPHQL_VALIDATION_FAILED)$/) },
    });
    expect(text).not.toContain('geheim');
  });
});

describe('a parcel', () => {
  const question = `query ($capakey: CaPaKey!) { parcel(capakey: $capakey) {
    capakey uri status statusCode versionAt source { state reason }
    addresses { totalCount nodes { id fullAddress } source { state } }
    geometry { boundingBox { minX maxX } centre { x } addressLines source { state reason } }
    imagery(years: [2025]) { frames { layer } source { state reason } } } }`;
  const part = async (capakey: string) => (await ask(question, { capakey })).data.parcel;

  test('with twenty addresses takes three calls for all their lines', async () => {
    const { data } = await ask(
      `{ parcel(capakey: "${flats.replace('/', '-')}") { capakey addresses { totalCount nodes { id fullAddress } } } }`,
    );
    expect(data.parcel.capakey).toBe(flats);
    expect(data.parcel.addresses.totalCount).toBe(20);
    expect(
      new Set(data.parcel.addresses.nodes.map(({ fullAddress }: { fullAddress: string }) => fullAddress))
        .size,
    ).toBe(20);
    expect(asked()).toEqual({ perceel: 1, adres: 1, adressen: 1 });
  });

  test('asks no more than somebody reads', async () => {
    await ask(`{ parcel(capakey: "${flats}") { addresses { nodes { id } } } }`);
    expect(asked()).toEqual({ perceel: 1 });
    simulator.forgetCalls();
    await ask(`{ parcel(capakey: "${flats}") { addresses(first: 7) { edges { node { houseNumber } } } } }`);
    expect(asked()).toEqual({ perceel: 1, adres: 7 });
  });

  test('gives its addresses page by page', async () => {
    const seen: string[] = [];
    let after: string | null = null;
    do {
      const { data } = await ask(
        `query ($after: String) { parcel(capakey: "${flats}") { addresses(first: 8, after: $after) { nodes { id } pageInfo { hasNextPage hasPreviousPage endCursor } } } }`,
        { after },
      );
      const { nodes, pageInfo } = data.parcel.addresses;
      expect(pageInfo.hasPreviousPage).toBe(after !== null);
      seen.push(...nodes.map(({ id }: { id: string }) => id));
      after = pageInfo.hasNextPage ? pageInfo.endCursor : null;
    } while (after !== null);
    expect([seen.length, new Set(seen).size]).toEqual([20, 20]);
  });

  test('is whole when everything answers, with one call for its geometry', async () => {
    expect(await part(home)).toMatchObject({
      capakey: home,
      uri: 'https://data.vlaanderen.be/id/perceel/11922A0012-00E002',
      status: 'REALISED',
      statusCode: 'gerealiseerd',
      addresses: { totalCount: 1, nodes: [{ fullAddress: 'Turnhoutsebaan 12, 2970 Schilde' }] },
      imagery: { frames: [{ layer: 'OMWRGB25VL' }], source: { state: 'FRESH' } },
    });
    expect(asked()).toMatchObject({ perceel: 1, adres: 1, capakey: 1 });
  });

  test('whose geometry cannot be asked still has its addresses, and says so', async () => {
    simulator.fail({ kind: 'status', status: 503, operation: 'capakey' });
    expect(await part(home)).toMatchObject({
      status: 'REALISED',
      source: { state: 'FRESH' },
      addresses: { totalCount: 1, source: { state: 'FRESH' } },
      geometry: { boundingBox: null, addressLines: [], source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' } },
      imagery: { frames: [], source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' } },
    });
  });

  test('whose register cannot be asked still has its geometry and pictures', async () => {
    simulator.fail({ kind: 'status', status: 500, operation: 'perceel' });
    expect(await part(home)).toMatchObject({
      capakey: home,
      status: null,
      source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' },
      addresses: { totalCount: null, nodes: [], source: { state: 'UNAVAILABLE' } },
      geometry: { addressLines: ['Turnhoutsebaan 12, 2970 Schilde'], source: { state: 'FRESH' } },
      imagery: { frames: [{ layer: 'OMWRGB25VL' }] },
    });
  });

  test('that was removed, that is retired and that never was are three things', async () => {
    expect(await part('11922A0901/00B002')).toMatchObject({
      status: 'REMOVED',
      source: { state: 'FRESH' },
      addresses: { totalCount: 0 },
      geometry: { centre: null, source: { state: 'FRESH' } },
      imagery: { frames: [], source: { state: 'FRESH' } },
    });
    expect(await part('11922A0900/00A000')).toMatchObject({ status: 'RETIRED', statusCode: 'gehistoreerd' });
    expect(await part('11922A0999/00A000')).toBeNull();
  });

  test('has a shape in both systems', async () => {
    const { data } = await ask(
      `{ parcel(capakey: "${home}") { metres: geometry { srs shape } degrees: geometry(srs: WGS84) { srs shape centre { x y } number section divisionCode } } }`,
    );
    const { metres, degrees } = data.parcel;
    expect(metres).toMatchObject({ srs: 'LAMBERT72', shape: { type: 'Polygon' } });
    expect(metres.shape.coordinates[0][0][0]).toBeGreaterThan(100_000);
    expect(degrees).toMatchObject({ srs: 'WGS84', number: '12E2', section: 'A', divisionCode: '11922' });
    expect(degrees.shape.coordinates[0][0][0]).toBeCloseTo(4.57, 1);
    expect(asked()).toEqual({ perceel: 1, capakey: 2 });
  });
});

describe('a parcel in pictures', () => {
  const frames = async (wish: string, fields = 'kind layer mostRecent period { fromYear toYear }') =>
    (
      await ask(
        `{ parcel(capakey: "${home}") { imagery${wish} { frames { ${fields} } source { state reason } } } }`,
      )
    ).data.parcel.imagery;

  test('of a year shows the mosaic that holds it, and nothing for a year without', async () => {
    const { frames: found } = await frames('(years: [2002, 2003, 2004, 1971, 1650])');
    expect(found.map(({ layer }: { layer: string }) => layer)).toEqual(['OMWRGB00_03VL', 'OKZPAN71VL']);
    expect((await frames('(years: [2004])')).frames).toEqual([]);
    expect((await frames('(years: [])')).frames).toEqual([]);
  });

  test('of every year shows the most recent first and old maps last', async () => {
    const { frames: found } = await frames('');
    expect(found[0]).toMatchObject({ layer: 'Ortho', mostRecent: true, period: null });
    expect(found[1]).toMatchObject({ layer: 'OMWRGB25VL' });
    expect(found.length).toBe(1 + 17 + 6 + 1 + 2 + 4);
    expect(found.slice(-4).map(({ kind }: { kind: string }) => kind)).toEqual(
      Array(4).fill('HISTORICAL_MAP'),
    );
  });

  test('of one kind asks that kind alone', async () => {
    const { frames: found } = await frames(
      '(kinds: [ORTHO_10CM])',
      'resolutionCm licence attribution flightDate',
    );
    expect(found).toEqual([
      {
        resolutionCm: 10,
        licence: 'Gebruiksrecht geografische webdiensten',
        attribution: expect.stringContaining('Digitaal Vlaanderen'),
        flightDate: null,
      },
    ]);
    expect(asked()).toEqual({ perceel: 1, capakey: 1, 'wmts-capabilities': 1, 'wms-capabilities': 1 });
  });

  test('has a URL that works and shows the whole parcel, undistorted', async () => {
    const { frames: found } = await frames(
      '(years: [2025], kinds: [ORTHO_WINTER])',
      'flightDate imageUrl(width: 600, height: 300, marginM: 5)',
    );
    expect(found[0].flightDate).toBe('2025-03-10');
    const url = new URL(found[0].imageUrl);
    const [minX, minY, maxX, maxY] = url.searchParams.get('BBOX')!.split(',').map(Number) as [
      number,
      number,
      number,
      number,
    ];
    const { data } = await ask(
      `{ parcel(capakey: "${home}") { geometry { boundingBox { minX minY maxX maxY } } } }`,
    );
    const box = data.parcel.geometry.boundingBox;
    expect([minY, maxY]).toEqual([box.minY - 5, box.maxY + 5]);
    expect(minX < box.minX - 5 && maxX > box.maxX + 5).toBe(true);
    expect((maxX - minX) / (maxY - minY)).toBeCloseTo(2, 3);
    const picture = await fetch(url);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
  });

  test('without an answer about flight dates has none, and without a list has no frames', async () => {
    simulator.fail({ kind: 'malformed', body: '<html/>', operation: 'wms-feature-info' });
    expect((await frames('(years: [2025])', 'flightDate')).frames).toEqual([{ flightDate: null }]);
    simulator.fail({ kind: 'status', status: 503, operation: 'wmts-capabilities' });
    const source = { state: 'UNAVAILABLE', reason: 'HTTP_5XX' };
    expect(await frames('(years: [2025])')).toEqual({ frames: [], source });
  });
});

describe('panoramas', () => {
  const question = (wish: string) =>
    `{ parcel(capakey: "${home}") { status panoramas${wish} { items { id recordedAt current expiredAt distanceM direction imageUrl position { x latitude } } source { state reason } } } }`;

  test('lie around the parcel, the newest first, and of the days that were asked', async () => {
    const { data } = await ask(question('(radiusM: 60)'));
    const { items, source } = data.parcel.panoramas;
    expect(source).toEqual({ state: 'FRESH', reason: null });
    expect(items[0]).toMatchObject({
      recordedAt: expect.stringMatching(/^2025-04-11T11/),
      current: true,
      expiredAt: null,
    });
    expect(items.at(-1)).toMatchObject({ current: false });
    const { data: older } = await ask(question('(from: "2019-04-11", to: "2022-04-10", radiusM: 60)'));
    expect(older.parcel.panoramas.items).toHaveLength(items.length / 3);
  });

  test('are shown by this hub, by a link that holds no key and that nobody else can make', async () => {
    const { text, body } = await hub.ask(question(''));
    expect(text).not.toContain('sandbox-street-smart');
    const { imageUrl } = body.data.parcel.panoramas.items[0];
    expect(imageUrl.startsWith(`${hub.url}/panoramas/`)).toBe(true);
    const picture = await fetch(imageUrl);
    expect([picture.status, picture.headers.get('content-type')]).toEqual([200, 'image/png']);
    expect(picture.headers.get('cross-origin-resource-policy')).toBe('cross-origin');
    expect(
      Buffer.from(await picture.arrayBuffer())
        .subarray(1, 4)
        .toString(),
    ).toBe('PNG');

    const calls = simulator.calls.length;
    for (const forged of [
      imageUrl.replace(/WS(\d)(\d{5})/, 'WS$100000'),
      imageUrl.slice(0, -1) + 'x',
      `${hub.url}/panoramas/x`,
    ])
      if (forged !== imageUrl) expect((await fetch(forged)).status).toBe(404);
    expect(simulator.calls.length).toBe(calls);

    simulator.fail({ kind: 'status', status: 500, operation: 'render' });
    expect((await fetch(imageUrl)).status).toBe(503);
  });

  test('of a platform that is down are empty; the parcel is there', async () => {
    simulator.fail({ kind: 'status', status: 503, operation: 'recordings' });
    const { data } = await ask(question(''));
    expect(data.parcel).toMatchObject({
      status: 'REALISED',
      panoramas: { items: [], source: { state: 'UNAVAILABLE', reason: 'HTTP_5XX' } },
    });
  });

  test('without a subscription are not configured, and everything else is', async () => {
    const { streetSmart: _left, ...settings } = simulator.settings;
    const without = await testHub({
      mirror: false,
      settings: { adapters: { [platform]: { ...settings, streetSmart: undefined } } },
    });
    const { body } = await without.ask(question(''));
    expect(body.data.parcel).toMatchObject({
      status: 'REALISED',
      panoramas: { items: [], source: { state: 'UNAVAILABLE', reason: 'NOT_CONFIGURED' } },
    });
    await without.close();
  });
});
