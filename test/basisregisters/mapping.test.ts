import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  addressDocument,
  addressMatchDocument,
  parcelDocument,
} from '../../adapters/basisregisters/documents.js';
import {
  positionOf,
  toAddress,
  toFoundAddress,
  toMatches,
  toParcel,
} from '../../adapters/basisregisters/mapping.js';
import { toPanorama } from '../../adapters/basisregisters/mapping-panoramas.js';
import { parseXml } from '../../src/adapter/xml/xml-element.js';
import { contractTest } from '../support/contracts.js';
import { countOf, valuesIn } from '../support/leaves.js';

const none = () => {
  throw new Error('nothing is unknown here');
};

/** What repeats something that is mapped, or says where to ask for it. */
const repeated = /^(?:@context|@type|naamruimte|detail|href|rel|type)$/;

/** Every value of a document but those; the language of a whole address is that of its street. */
function valuesOf(document: unknown, name = ''): string[] {
  if (document === null || repeated.test(name)) return [];
  if (Array.isArray(document)) return document.flatMap((item) => valuesOf(item));
  if (name === 'volledigAdres')
    return [(document as { geografischeNaam: { spelling: string } }).geografischeNaam.spelling];
  if (typeof document === 'object')
    return Object.entries(document as object).flatMap(([key, value]) => valuesOf(value, key));
  if (name === 'gml')
    return /<gml:pos>(.*)<\/gml:pos>/
      .exec(String(document))![1]!
      .split(' ')
      .map((coordinate) => `${Number(coordinate)}`);
  return [typeof document === 'boolean' ? (document ? '1' : '0') : String(document)];
}

/** Every recorded value is in what was made of it, at least as often. */
function expectNoLoss(recorded: unknown, mapped: unknown): void {
  const counts = countOf(valuesIn(mapped));
  const values = countOf(valuesOf(recorded));
  expect(values.size).toBeGreaterThan(3);
  for (const [value, times] of values)
    expect([value, (counts.get(value) ?? 0) >= times]).toEqual([value, true]);
}

describe('recorded answers', () => {
  contractTest('of adresmatch map without loss', (contracts) => {
    const folder = join(contracts, 'parcels', 'examples');
    const files = readdirSync(folder).filter((file) => file.includes('Match'));
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const file of files) {
      const recorded: unknown = JSON.parse(readFileSync(join(folder, file), 'utf8'));
      const mapped = toMatches(addressMatchDocument.parse(recorded), none);
      expectNoLoss(recorded, mapped);
      expect(mapped.matches.length).toBe((recorded as { adresMatches: unknown[] }).adresMatches.length);
    }
  });

  contractTest('of an address map without loss', (contracts) => {
    const files = ['parcels/examples/861019.json', 'associations/wiremock/AdresSync/200.json'];
    const [mapped] = files.map((file) => {
      const recorded: unknown = JSON.parse(readFileSync(join(contracts, file), 'utf8'));
      const address = toAddress(addressDocument.parse(recorded), none);
      expectNoLoss(recorded, address);
      return address;
    });
    expect(mapped).toMatchObject({
      id: '200001',
      street: { name: { text: 'Goorbaan', language: 'nl' } },
      position: { x: 188473.52, y: 193390.22, specification: 'gebouweenheid' },
      status: 'IN_USE',
    });
  });

  contractTest('a match without a house has a street and no number', (contracts) => {
    const file = join(contracts, 'parcels', 'examples', 'No_Id_In_Match_Destelbergen.json');
    const { matches } = toMatches(addressMatchDocument.parse(JSON.parse(readFileSync(file, 'utf8'))), none);
    expect(matches).toMatchObject([
      { score: 87.9911986967736, address: { id: null, position: null, street: { id: '68713' } } },
    ]);
  });

  contractTest('the statuses of a parcel are those of the change feed', (contracts) => {
    const schema = readFileSync(join(contracts, 'parcels', 'feed-schemas', 'perceel.json'), 'utf8');
    const words = new Set([...schema.matchAll(/perceelstatus\/(\w+)/g)].map(([, word]) => word!));
    expect([...words]).toHaveLength(2);
    for (const word of words)
      expect(toParcel(parcel({ perceelStatus: word }), none).status).not.toBe('UNKNOWN');
  });

  contractTest('the statuses of an address are those of the change feed', (contracts) => {
    const schema = readFileSync(join(contracts, 'parcels', 'feed-schemas', 'adres.json'), 'utf8');
    const words = new Set([...schema.matchAll(/adresstatus\/(\w+)/g)].map(([, word]) => word!));
    expect(words.size).toBe(4);
    const document = { identificator: { objectId: '1' } };
    for (const word of words)
      expect(toAddress(addressDocument.parse({ ...document, adresStatus: word }), none).status).not.toBe(
        'UNKNOWN',
      );
  });
});

const parcel = (changes: object = {}) =>
  parcelDocument.parse({
    identificator: {
      id: 'https://data.vlaanderen.be/id/perceel/11001B0001-00S000',
      objectId: '11001B0001-00S000',
    },
    perceelStatus: 'gerealiseerd',
    adressen: [{ objectId: '7', detail: 'x' }],
    ...changes,
  });

describe('whatever the register answers', () => {
  const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });
  const named = maybe(
    fc.record({
      geografischeNaam: fc.record({ spelling: fc.string(), taal: maybe(fc.constantFrom('nl', 'fr')) }),
    }),
  );
  const identified = { objectId: fc.stringMatching(/^[0-9]{1,7}$/) };
  const status = maybe(
    fc.oneof(fc.constantFrom('inGebruik', 'voorgesteld', 'toString', '__proto__'), fc.string()),
  );
  const parts = fc.record({
    identificator: fc.record({ id: fc.webUrl(), ...identified, versieId: maybe(fc.string()) }),
    gemeente: maybe(fc.record({ ...identified, gemeentenaam: named })),
    straatnaam: maybe(fc.record({ ...identified, straatnaam: named })),
    huisnummer: maybe(fc.string()),
    busnummer: maybe(fc.string()),
    volledigAdres: named,
    adresStatus: status,
    officieelToegekend: maybe(fc.boolean()),
  });

  test('an address keeps what is said in its place, and an unknown status with its word, which is told', () => {
    fc.assert(
      fc.property(parts, (source) => {
        const told: string[] = [];
        const address = toAddress(addressDocument.parse(source), (_, word) => void told.push(word));
        expect(address).toMatchObject({
          id: source.identificator.objectId,
          uri: source.identificator.id,
          fullAddress: source.volledigAdres?.geografischeNaam.spelling ?? null,
          houseNumber: source.huisnummer,
          boxNumber: source.busnummer,
          postalCode: null,
          position: null,
          statusCode: source.adresStatus,
          officiallyAssigned: source.officieelToegekend,
        });
        expect(address.street?.id).toBe(source.straatnaam?.objectId);
        expect(address.municipality?.nisCode).toBe(source.gemeente?.objectId);
        expect(told).toEqual(address.status === 'UNKNOWN' ? [source.adresStatus] : []);
        if (source.adresStatus === 'inGebruik') expect(address.status).toBe('IN_USE');
      }),
    );
  });

  test('matches keep the order of the register, and their scores', () => {
    const scored = parts.chain((address) =>
      fc.double({ min: 0, max: 100, noNaN: true }).map((score) => ({ ...address, score })),
    );
    fc.assert(
      fc.property(fc.array(scored, { maxLength: 5 }), (adresMatches) => {
        const { matches } = toMatches(addressMatchDocument.parse({ adresMatches }), () => undefined);
        expect(matches.map(({ score, address }) => [score, address.id])).toEqual(
          adresMatches.map(({ score, identificator }) => [score, identificator.objectId]),
        );
      }),
    );
  });

  test('a parcel keeps its number and its addresses in order, and is UNKNOWN with the word when nobody knows it', () => {
    fc.assert(
      fc.property(status, fc.array(fc.record(identified)), (perceelStatus, adressen) => {
        const told: string[] = [];
        const found = toParcel(parcel({ perceelStatus, adressen }), (_, word) => void told.push(word));
        expect(found).toMatchObject({
          capakey: '11001B0001/00S000',
          statusCode: perceelStatus,
          addressIds: adressen.map(({ objectId }) => objectId),
        });
        if (perceelStatus !== 'gerealiseerd' && perceelStatus !== 'gehistoreerd')
          expect([found.status, told]).toEqual(['UNKNOWN', perceelStatus ? [perceelStatus] : []]);
      }),
    );
  });
});

describe('what no contract says', () => {
  test('an unknown status is visible with its word, and told', () => {
    const told: string[] = [];
    const mapped = toParcel(parcel({ perceelStatus: 'gesplitst' }), (list, word) =>
      told.push(`${list} ${word}`),
    );
    expect(mapped).toMatchObject({ status: 'UNKNOWN', statusCode: 'gesplitst', addressIds: ['7'] });
    expect(told).toEqual(['perceelStatus gesplitst']);
  });

  test('a status named like a part of every object is unknown too', () => {
    expect(toParcel(parcel({ perceelStatus: 'constructor' }), () => undefined).status).toBe('UNKNOWN');
  });

  test('a number that is no CaPaKey is no parcel', () => {
    expect(() => parcel({ identificator: { objectId: 'geen-perceel' } })).toThrow();
  });
});

test('a point in another system than Lambert 72 is no position', () => {
  const gml = (epsg: string, position: string) => ({
    geometrie: {
      type: 'Point',
      gml: `<gml:Point srsName="https://www.opengis.net/def/crs/EPSG/0/${epsg}" xmlns:gml="http://www.opengis.net/gml/3.2"><gml:pos>${position}</gml:pos></gml:Point>`,
    },
    positieGeometrieMethode: null,
    positieSpecificatie: null,
  });
  expect(positionOf(gml('31370', '1.5 2.5'))).toMatchObject({ x: 1.5, y: 2.5 });
  expect(positionOf(gml('3812', '650000 680000'))).toBeNull();
  expect(positionOf(gml('31370', 'a b'))).toBeNull();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 30_000_000 }), fc.integer({ min: 0, max: 30_000_000 }), (x, y) => {
      const found = positionOf(gml('31370', `${(x / 100).toFixed(2)} ${(y / 100).toFixed(2)}`));
      expect(found).toMatchObject({ x: x / 100, y: y / 100 });
    }),
  );
});

test('a search finds streets as well, which are no addresses', () => {
  const id = 'https://data.vlaanderen.be/id/straatnaam/7';
  expect(toFoundAddress({ id, objectId: '7', resultaat: 'Kerkstraat, Gent' })).toBeNull();
});

describe('a recording of Street Smart', () => {
  const recording = (inner: string) =>
    parseXml('basisregisters', `<Recording xmlns:gml="urn:g">${inner}</Recording>`);
  const place = '<location><gml:Point><gml:pos>165000 214000 12</gml:pos></gml:Point></location>';

  test('has a time, a place and a direction', () => {
    const whole = `<imageId>WS000001</imageId><recordedAt>2025-04-11T09:00:00Z</recordedAt><recorderDirection>90.5</recorderDirection>${place}`;
    expect(toPanorama(recording(whole))).toEqual({
      id: 'WS000001',
      recordedAt: new Date('2025-04-11T09:00:00Z'),
      expiredAt: null,
      position: { x: 165000, y: 214000 },
      direction: 90.5,
    });
  });

  test.each([
    `<recordedAt>2025-04-11T09:00:00Z</recordedAt>${place}`,
    `<imageId>WS000001</imageId>${place}`,
    '<imageId>WS000001</imageId><recordedAt>2025-04-11T09:00:00Z</recordedAt>',
    `<imageId>WS000001</imageId><recordedAt>gisteren</recordedAt>${place}`,
  ])('without one of them is none: %s', (inner) => {
    expect(() => toPanorama(recording(inner))).toThrow();
  });
});
