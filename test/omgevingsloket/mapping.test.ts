import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { events } from '../../adapters/omgevingsloket/code-lists/events.js';
import { projectTypes } from '../../adapters/omgevingsloket/code-lists/project-types.js';
import { toGeometry, toMoment, toObjectPage, toTypeCode } from '../../adapters/omgevingsloket/mapping.js';
import { parseOmvNumber } from '../../src/identifiers/omv-number.js';
import { contractTest } from '../support/contracts.js';

describe('a project number', () => {
  test('is the same with and without its prefix, and stays what it is', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9]{10}$/), (digits) => {
        const number = parseOmvNumber(digits);
        expect(number).toBe(`OMV_${digits}`);
        expect(parseOmvNumber(` omv_${digits} `)).toBe(number);
        expect(parseOmvNumber(number)).toBe(number);
      }),
    );
  });

  test('is refused with the reason, and without itself, when it is none', () => {
    fc.assert(
      fc.property(
        fc.string().filter((text) => !/^\s*(OMV_)?[0-9]{10}\s*$/i.test(text)),
        (text) => {
          expect(() => parseOmvNumber(text)).toThrow('A project number has 10 digits');
        },
      ),
    );
    for (const text of ['2023', 'OMV-2023012345', 'OMV_20230123456', '٢٠٢٣٠١٢٣٤٥'])
      expect(() => parseOmvNumber(text)).toThrow();
  });
});

describe('a moment', () => {
  test('is read in whichever form the service writes it', () => {
    fc.assert(
      fc.property(
        fc.date({
          min: new Date('1900-01-02T00:00:00Z'),
          max: new Date('9999-12-29T00:00:00Z'),
          noInvalidDate: true,
        }),
        (date) => {
          const iso = date.toISOString();
          expect(toMoment(iso)).toBe(iso);
          expect(toMoment(iso.replace('Z', '+0000'))).toBe(iso);
          expect(toMoment(`${iso.slice(0, 10)}Z`)).toBe(`${iso.slice(0, 10)}T00:00:00.000Z`);
        },
      ),
    );
    expect(toMoment('2026-07-01T12:00:00+02:00')).toBe('2026-07-01T10:00:00.000Z');
  });

  test.each(['2026-04-31Z', '2026-02-29T00:00:00Z', '0000-01-01Z', '1/2/2026', '2026-01-01T25:00:00Z', ''])(
    'that cannot be (%s) is none',
    (raw) => expect(toMoment(raw)).toBeNull(),
  );
});

describe('a geometry', () => {
  const number = fc.double({ min: 0, max: 300_000, noNaN: true });
  test('has a box around all its points, whatever its depth', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(number, number), { minLength: 1 }), (points) => {
        for (const coordinates of [points, [points], [[points]]]) {
          const { boundingBox } = toGeometry({ type: 'X', coordinates })!;
          for (const [x, y] of points) {
            expect(x >= boundingBox.minX && x <= boundingBox.maxX).toBe(true);
            expect(y >= boundingBox.minY && y <= boundingBox.maxY).toBe(true);
          }
        }
      }),
    );
  });

  test.each([
    null,
    'POINT(1 2)',
    { type: 'Point' },
    { type: 'Point', coordinates: [] },
    { type: 'Point', coordinates: ['a', 'b'] },
    { coordinates: [1, 2] },
  ])('that is none (%j) is none, never a box of infinity', (raw) => expect(toGeometry(raw)).toBeNull());
});

describe('a page', () => {
  const feature = (properties: object) => ({
    geometry: { type: 'Point', coordinates: [164_000, 214_000] },
    properties,
  });
  test('keeps what can be told apart, counts the rest, and loses no value of what it keeps', () => {
    const page = toObjectPage(
      {
        type: 'FeatureCollection',
        totalFeatures: 'unknown',
        features: [
          feature({
            projectnummer: 2_026_000_001,
            voorwerp_uuid: 'a',
            project_type_code: 'project_type_code_OMV2019_AANVRAAG',
            huidige_toestand: ' Ingediend ',
            datum_indiening: '2026-01-05T10:00:00Z',
            datum_huidige_toestand: '2026-02-30Z',
          }),
          feature({ projectnummer: 'OMV_2026000002' }),
          feature({ projectnummer: 'geen', voorwerp_uuid: 'b' }),
        ],
      },
      'RETAIL',
      3,
    );
    expect(page).toEqual({
      objects: [
        {
          kind: 'RETAIL',
          projectNumber: 'OMV_2026000001',
          uuid: 'a',
          typeCode: 'omv2019_aanvraag',
          state: 'Ingediend',
          submittedAt: '2026-01-05T10:00:00.000Z',
          stateSince: null,
          geometry: { type: 'Point', coordinates: [164_000, 214_000] },
          boundingBox: { minX: 164_000, minY: 214_000, maxX: 164_000, maxY: 214_000 },
        },
      ],
      unreadable: 2,
      unreadableMoments: 1,
      next: 'geen',
    });
  });

  test('whatever a feature holds, it is kept with its number and uuid or counted, in the order of the service', () => {
    const anything = fc.oneof(
      fc.anything({ maxDepth: 1 }),
      fc.constantFrom(null, undefined, '', '2026-02-30Z'),
    );
    const properties = fc.record({
      projectnummer: fc.oneof(fc.stringMatching(/^[0-9]{10}$/), fc.constantFrom('geen', null)),
      voorwerp_uuid: fc.option(fc.uuid(), { nil: null }),
      project_type_code: fc.oneof(fc.uuid(), fc.constant('OMV2031_Iets')),
      huidige_toestand: anything,
      datum_indiening: anything,
      datum_huidige_toestand: anything,
    });
    const features = fc.array(fc.record({ geometry: anything, properties }));
    fc.assert(
      fc.property(features, (all) => {
        const { objects, unreadable } = toObjectPage(
          { type: 'FeatureCollection', features: all, totalFeatures: all.length } as never,
          'RETAIL',
          100,
        );
        const usable = all.flatMap(({ properties: of }) =>
          of.projectnummer !== null && of.projectnummer !== 'geen' && of.voorwerp_uuid !== null ? [of] : [],
        );
        expect(objects.map(({ projectNumber, uuid, typeCode }) => [projectNumber, uuid, typeCode])).toEqual(
          usable.map((of) => [`OMV_${of.projectnummer}`, of.voorwerp_uuid, of.project_type_code]),
        );
        expect(unreadable).toBe(all.length - usable.length);
      }),
    );
  });

  test('is the last when the service says so, or when it is not full', () => {
    const features = [feature({ projectnummer: '2026000001', voorwerp_uuid: 'a' })];
    const next = (totalFeatures: number | string | undefined, limit: number) =>
      toObjectPage({ type: 'FeatureCollection', features, totalFeatures }, 'RETAIL', limit).next;
    expect(next(1, 1)).toBeNull();
    expect(next(2, 1)).toBe('2026000001');
    // A server that caps below what was asked tells the total.
    expect(next(2, 10)).toBe('2026000001');
    expect(next(undefined, 1)).toBe('2026000001');
    expect(next('unknown', 2)).toBeNull();
  });
});

test('a type that no list knows stays as it came', () => {
  expect(toTypeCode('OMV2031_Iets')).toBe('OMV2031_Iets');
  expect(toTypeCode(null)).toBeNull();
});

describe('the code lists', () => {
  const published = async (contracts: string, prefix: string) => {
    const folder = join(contracts, 'omgevingsloket', 'codelijsten');
    const texts = await Promise.all(
      [
        'radar_oslo_concepten.ttl',
        'radar_oslo_concepten_procedure.ttl',
        'radar_oslo_concepten_procedurestappen.ttl',
      ].map((file) => readFile(join(folder, file), 'utf8')),
    );
    const codes = texts.join('\n').matchAll(new RegExp(`"${prefix}([a-z0-9_]+)"`, 'g'));
    return [...new Set([...codes].map(([, code]) => code))].sort();
  };

  contractTest('hold every published type of project, and no other', async (contracts) => {
    const codes = await published(contracts, 'project_type_code_');
    expect(codes).toHaveLength(17);
    expect(projectTypes.map(({ code }) => code).sort()).toEqual(codes);
  });

  contractTest('hold every published event, and no other', async (contracts) => {
    const codes = await published(contracts, 'fase_gebeurtenis_code_');
    expect(codes).toHaveLength(35);
    expect(events.map(({ code }) => code).sort()).toEqual(codes);
  });

  test('have a label of their own for each code', () => {
    for (const list of [projectTypes, events])
      expect(new Set(list.map(({ label }) => label)).size).toBe(list.length);
  });
});
