import { inflateSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { FlightAttribute } from '../../adapters/basisregisters/imagery-documents.js';
import { infoFormatOf, toFlightDate, toMosaics } from '../../adapters/basisregisters/mapping-imagery.js';
import type { Mosaic } from '../../src/capabilities/places/imagery.port.js';
import { callContext as context } from '../support/call-context.js';
import { openRegisters, type Registers } from './support.js';

let registers: Registers;

beforeAll(async () => {
  registers = await openRegisters();
});
beforeEach(() => registers.simulator.forgetCalls());
afterEach(() => registers.simulator.fail());
afterAll(() => registers.close());

const winters = async () => (await registers.port.mosaics('ORTHO_WINTER', context())).value;
const named = (mosaics: readonly Mosaic[], layer: string) =>
  mosaics.find((mosaic) => mosaic.layer === layer)!;
const box = { minX: 164_500, minY: 213_500, maxX: 164_600, maxY: 213_575 };
const centre = { x: 164_550, y: 213_540 };

describe('the plan', () => {
  test('gives the geometry that the register lacks, in either system', async () => {
    const { value } = await registers.port.parcelGeometry('11922A0012/00E002', 'LAMBERT72', context());
    expect(value).toMatchObject({
      srs: 'LAMBERT72',
      shape: { type: 'Polygon' },
      municipality: 'Schilde',
      division: { code: '11922', name: 'SCHILDE 1 AFD' },
      section: 'A',
      groundNumber: '12',
      exponent: 'E',
      power: '2',
      addressLines: ['Turnhoutsebaan 12, 2970 Schilde'],
    });
    const { minX, maxX, minY, maxY } = value!.boundingBox!;
    expect([maxX - minX, maxY - minY]).toEqual([24, 40]);
    const degrees = (await registers.port.parcelGeometry('11922A0012/00E002', 'WGS84', context())).value!;
    expect(degrees.centre!.x).toBeCloseTo(4.577, 2);
    expect(degrees.centre!.y).toBeCloseTo(51.23, 2);
  });

  test('shows neither a retired nor an unknown parcel', async () => {
    for (const capakey of ['11922A0900/00A000', '11922A0999/00A000'])
      expect((await registers.port.parcelGeometry(capakey, 'LAMBERT72', context())).value).toBeNull();
  });

  test.each(['{"type":"Point"}', 'POINT(1 2)', '[1]'])('a geometry of %s is malformed', async (center) => {
    const body = JSON.stringify({ capakey: '11922A0012/00E002', geometry: { center } });
    registers.simulator.fail({ kind: 'malformed', body, operation: 'capakey' });
    await expect(
      registers.port.parcelGeometry('11922A0012/00E002', 'LAMBERT72', context()),
    ).rejects.toMatchObject({ code: 'MALFORMED' });
  });
});

describe('the mosaics', () => {
  test('are those that the tile service lists and the map service draws', async () => {
    const mosaics = await winters();
    expect(named(mosaics, 'OMWRGB00_03VL').period).toEqual({ fromYear: 2000, toYear: 2003 });
    expect(named(mosaics, 'OMWRGB21VL')).toMatchObject({ resolutionCm: 25, mostRecent: false });
    expect(named(mosaics, 'OMWRGB25VL')).toMatchObject({
      resolutionCm: 15,
      service: `${registers.simulator.url}/OMW/wms`,
      tileTemplate: expect.stringMatching(/LAYER=omwrgb25vl.*TILEMATRIXSET=GoogleMapsVL&TILEMATRIX=\{z\}/),
    });
    expect(mosaics.some(({ layer }) => layer.includes('NIR'))).toBe(false);
    const maps = (await registers.port.mosaics('HISTORICAL_MAP', context())).value;
    expect(maps.map(({ layer, period }) => [layer, period?.fromYear ?? null])).toEqual([
      ['frickx', 1712],
      ['ferraris', 1771],
      ['abw', null],
      ['vandermaelen', 1846],
    ]);
    const [first, second] = (await registers.port.mosaics('ORTHO_HISTORIC', context())).value;
    expect([first?.period, second?.period]).toEqual([
      { fromYear: 1971, toYear: 1971 },
      { fromYear: 1979, toYear: 1990 },
    ]);
  });

  test('move when a winter was flown', async () => {
    const moving = await openRegisters();
    const ask = async () => (await moving.port.mosaics('ORTHO_WINTER', context())).value;
    const day = async () => {
      const recent = (await ask()).find(({ mostRecent }) => mostRecent)!;
      return (await moving.port.flightDate(recent, centre, context())).value;
    };
    expect((await ask()).some(({ layer }) => layer === 'OMWRGB26VL')).toBe(false);
    expect(await day()).toBe('2025-03-10');
    moving.simulator.publishWinter(2026);
    expect((await ask()).some(({ layer }) => layer === 'OMWRGB26VL')).toBe(true);
    expect(await day()).toBe('2026-03-11');
    await moving.close();
  });

  test('of a service that is down are missing, and said to be', async () => {
    registers.simulator.fail({ kind: 'status', status: 503, operation: 'wmts-capabilities' });
    await expect(registers.port.mosaics('ORTHO_SUMMER', context())).rejects.toMatchObject({
      code: 'HTTP_5XX',
    });
  });

  test('an error that comes as status 200 is an error', async () => {
    const body =
      '<ServiceExceptionReport><ServiceException code="InvalidFormat">nee</ServiceException></ServiceExceptionReport>';
    registers.simulator.fail({ kind: 'malformed', body, operation: 'wms-capabilities' });
    await expect(registers.port.mosaics('ORTHO_10CM', context())).rejects.toMatchObject({
      code: 'REFUSED',
      platformCode: 'InvalidFormat',
    });
  });

  test('in a document with a DTD are not read', async () => {
    const body = '<!DOCTYPE a [<!ENTITY b "c">]><Capabilities><Contents/></Capabilities>';
    registers.simulator.fail({ kind: 'malformed', body, operation: 'wmts-capabilities' });
    await expect(registers.port.mosaics('ORTHO_SUMMER', context())).rejects.toMatchObject({
      code: 'MALFORMED',
      platformCode: 'DOCTYPE',
    });
  });

  test('of any two digits have a period that does not end before it begins', () => {
    fc.assert(
      fc.property(fc.nat({ max: 99 }), fc.option(fc.nat({ max: 99 })), (from, to) => {
        const two = (year: number) => `${year}`.padStart(2, '0');
        const name = `OKZRGB${two(from)}${to === null ? '' : `_${two(to)}`}VL`;
        const [mosaic] = toMosaics(
          { kind: 'ORTHO_HISTORIC', service: 'OKZ' },
          [{ name: name.toLowerCase(), title: name, abstract: null, tileMatrixSets: [] }],
          { layers: [{ name, title: name, abstract: null, queryable: false }], infoFormats: [] },
          'https://geo.example',
        );
        if (!mosaic) return expect(to).not.toBeNull();
        const { fromYear, toYear } = mosaic.period!;
        expect(fromYear % 100).toBe(from);
        expect(toYear % 100).toBe(to ?? from);
        expect(1971 <= fromYear && fromYear <= toYear && toYear <= 2070).toBe(true);
      }),
    );
  });
});

describe('a picture', () => {
  const fetched = async (url: string) => {
    const response = await fetch(url);
    return { type: response.headers.get('content-type'), bytes: Buffer.from(await response.arrayBuffer()) };
  };
  const sizeOf = (png: Buffer) => [png.readUInt32BE(16), png.readUInt32BE(20)];
  /** The bytes of the pixels, with the filter byte of each line. */
  const pixelsOf = (png: Buffer) => inflateSync(png.subarray(41, 41 + png.readUInt32BE(33)));

  test('is where its URL says, in so many pixels, and is not empty', async () => {
    const mosaic = named(await winters(), 'OMWRGB22VL');
    const url = registers.port.imageUrl(mosaic, box, { width: 400, height: 300 });
    expect(Object.fromEntries(new URL(url).searchParams)).toMatchObject({
      VERSION: '1.3.0',
      CRS: 'EPSG:31370',
      BBOX: '164500.00,213500.00,164600.00,213575.00',
    });
    const { type, bytes } = await fetched(url);
    expect([type, sizeOf(bytes)]).toEqual(['image/png', [400, 300]]);
    expect(new Set(pixelsOf(bytes)).size).toBeGreaterThan(3);
  });

  test('of a layer that is unknown is empty and no error: why only known layers are asked', async () => {
    const url = registers.port.imageUrl(
      { ...named(await winters(), 'OMWRGB22VL'), layer: 'OMWRGB99VL' },
      box,
      { width: 40, height: 30 },
    );
    const { type, bytes } = await fetched(url);
    expect(type).toBe('image/png');
    expect(new Set(pixelsOf(bytes))).toEqual(new Set([0]));
  });

  test('that is too large comes as an error in XML, with status 200', async () => {
    const url = registers.port.imageUrl(named(await winters(), 'OMWRGB22VL'), box, {
      width: 2049,
      height: 10,
    });
    const { type, bytes } = await fetched(url);
    expect(type).toContain('xml');
    expect(bytes.toString()).toContain('ServiceExceptionReport');
  });
});

describe('a flight date', () => {
  test('comes from the layer that knows it, whose name is in either case', async () => {
    const mosaics = await winters();
    for (const [layer, flightDateLayer, day] of [
      ['OMWRGB24VL', 'OMWRGB24VL_vdc', '2024-03-09'],
      ['OMWRGB25VL', 'OMWRGB25VL_VDC', '2025-03-10'],
    ] as const) {
      const mosaic = named(mosaics, layer);
      expect(mosaic.flightDateLayer).toBe(flightDateLayer);
      expect((await registers.port.flightDate(mosaic, centre, context())).value).toBe(day);
    }
    const far = { x: 10, y: 10 };
    expect((await registers.port.flightDate(named(mosaics, 'OMWRGB24VL'), far, context())).value).toBeNull();
  });

  test('in GML is read as well', async () => {
    const mosaic = named(await winters(), 'OMWRGB24VL');
    registers.simulator.fail({
      kind: 'malformed',
      body: '<g:FeatureCollection xmlns:g="urn:g"><g:f><g:OIDN>7</g:OIDN><g:OPNDATUM>14/03/2024</g:OPNDATUM></g:f></g:FeatureCollection>',
      operation: 'wms-feature-info',
    });
    expect((await registers.port.flightDate(mosaic, centre, context())).value).toBe('2024-03-14');
  });

  test.each<[string, readonly FlightAttribute[], string | null]>([
    ['nothing', [], null],
    ['one day', [{ name: 'VLIEGDAG', value: '2024-03-14T00:00:00Z' }], '2024-03-14'],
    ['eight digits', [{ name: 'datum', value: '20240314' }], '2024-03-14'],
    [
      'the same day twice',
      [
        { name: 'DATUM', value: '2024-03-14' },
        { name: 'OPNDAT', value: '14-03-2024' },
      ],
      '2024-03-14',
    ],
    [
      'two days',
      [
        { name: 'DATUM', value: '2024-03-14' },
        { name: 'DATUM', value: '2024-03-15' },
      ],
      null,
    ],
    ['a day that cannot be', [{ name: 'DATUM', value: '2024-02-31' }], null],
    ['a date that is not called one', [{ name: 'OIDN', value: '20240314' }], null],
  ])('of %s', (_name, attributes, day) => expect(toFlightDate(attributes)).toBe(day));

  test('is asked in a form that we read, or not at all', () => {
    const form = (...infoFormats: string[]) => infoFormatOf({ layers: [], infoFormats });
    expect(form('text/html', 'text/xml', 'application/geo+json')).toBe('application/geo+json');
    expect(form('text/plain', 'application/vnd.ogc.gml')).toBe('application/vnd.ogc.gml');
    expect(form('text/plain', 'text/html')).toBeNull();
  });
});

describe('panoramas', () => {
  const around = { centre: { x: 164_544, y: 213_500 }, radiusM: 40 };

  test('lie within the circle, and the newest has not expired', async () => {
    const { value } = await registers.port.panoramas(around, context());
    expect(value.length).toBeGreaterThan(3);
    for (const { position } of value)
      expect(Math.hypot(position.x - around.centre.x, position.y - around.centre.y)).toBeLessThanOrEqual(40);
    expect(
      value
        .filter(({ expiredAt }) => expiredAt === null)
        .every(({ recordedAt }) => recordedAt.getUTCFullYear() === 2025),
    ).toBe(true);
    const picture = (await registers.port.panoramaPicture(value[0]!.id, context())).value!;
    expect(picture.contentType).toBe('image/png');
    expect((await registers.port.panoramaPicture('WS999999', context())).value).toBeNull();
  });

  test('without a subscription are not configured, and not asked', async () => {
    const without = await openRegisters({ settings: { streetSmart: undefined } });
    await expect(without.port.panoramas(around, context())).rejects.toMatchObject({ code: 'NOT_CONFIGURED' });
    await expect(without.port.panoramaPicture('WS000001', context())).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
    expect(without.simulator.calls).toEqual([]);
    await without.close();
  });

  test('with a wrong password are refused, and check says what to change', async () => {
    const { streetSmart } = registers.simulator.settings;
    const wrong = await openRegisters({ settings: { streetSmart: { ...streetSmart!, password: 'fout' } } });
    await expect(wrong.port.panoramas(around, context())).rejects.toMatchObject({ code: 'CREDENTIALS' });
    expect((await wrong.adapter.check(context())).filter(({ passed }) => !passed)).toMatchObject([
      { advice: expect.stringContaining('`streetSmart`') },
    ]);
    await wrong.close();
  });

  test('the key is in no line of the log', async () => {
    await registers.port.panoramas(around, context());
    expect(JSON.stringify(registers.log.lines)).not.toContain('sandbox-street-smart');
  });
});
