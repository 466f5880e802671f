import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { startSimulator, type OmgevingsloketSimulator } from '../../adapters/omgevingsloket/simulator.js';
import type { LayerName } from '../../adapters/omgevingsloket/simulator/records.js';
import {
  permitKinds,
  type PermitObject,
  type PermitsPort,
} from '../../src/capabilities/permits/permits.port.js';
import { systemClock } from '../../src/context/clock.js';
import { callContext } from '../support/call-context.js';
import { type Mercator, openMercator } from './support.js';

const building: LayerName = 'lu:lu_omv_gd_v2';

async function wholeLayer(port: PermitsPort, kind: PermitObject['kind']): Promise<PermitObject[]> {
  const all: PermitObject[] = [];
  let after: string | null = null;
  do {
    const page = await port.objects({ kind, changedSince: null, after }, callContext());
    all.push(...page.objects);
    after = page.next;
  } while (after !== null);
  return all;
}

const keysOf = (objects: readonly PermitObject[]) =>
  new Set(objects.map(({ projectNumber, uuid }) => `${projectNumber} ${uuid}`));

describe('the adapter on Mercator', () => {
  let mercator: Mercator;
  beforeAll(async () => {
    mercator = await openMercator();
  });
  afterEach(() => mercator.simulator.fail());
  afterAll(() => mercator.close());

  test.each(permitKinds)(
    'reads the layer of %s whole over its pages, whatever its geometry column is called',
    async (kind) => {
      const objects = await wholeLayer(mercator.port, kind);
      const [layer] = Object.values(mercator.simulator.layers).filter(({ features }) =>
        features.some(({ voorwerp_uuid }) => voorwerp_uuid === objects[0]!.uuid),
      );
      expect(keysOf(objects).size).toBe(layer!.features.length);
      for (const { geometry, boundingBox, projectNumber, state } of objects) {
        expect(geometry?.type).toBe('MultiPolygon');
        expect(boundingBox!.minX).toBeGreaterThanOrEqual(160_000);
        expect(boundingBox!.maxY).toBeLessThanOrEqual(218_000);
        expect(projectNumber).toMatch(/^OMV_\d{10}$/);
        expect(state).not.toBeNull();
      }
    },
  );

  test('asks what the contract names and never who applied', async () => {
    const { simulator, port } = mercator;
    const before = simulator.queries.length;
    await port.objects(
      { kind: 'URBAN_DEVELOPMENT', changedSince: new Date('2026-01-01T00:00:00Z'), after: '2026000100' },
      callContext(),
    );
    expect(Object.fromEntries(simulator.queries[before]!)).toEqual({
      service: 'WFS',
      version: '1.1.0',
      request: 'GetFeature',
      typeName: building,
      outputFormat: 'application/json',
      srsName: 'EPSG:31370',
      maxFeatures: '50',
      sortBy: 'projectnummer,voorwerp_uuid',
      propertyName:
        'projectnummer,voorwerp_uuid,project_type_code,huidige_toestand,datum_indiening,datum_huidige_toestand,geom',
      CQL_FILTER:
        "BBOX(geom,160000,210000,168000,218000) AND datum_huidige_toestand >= 2026-01-01T00:00:00Z AND projectnummer >= '2026000100'",
    });
    expect(simulator.queries.map(String).join(' ')).not.toContain('aanvrager');
  });

  test('learns the other name of a geometry column once, and again when it changes back', async () => {
    const { simulator, port } = mercator;
    const ask = () =>
      port.objects({ kind: 'URBAN_DEVELOPMENT', changedSince: null, after: null }, callContext());
    simulator.layers[building].geometryName = 'geometry';
    simulator.forgetCalls();
    expect((await ask()).objects).toHaveLength(50);
    expect(simulator.calls).toHaveLength(2);
    await ask();
    expect(simulator.calls).toHaveLength(3);
    simulator.layers[building].geometryName = 'geom';
    await ask();
    expect(simulator.calls).toHaveLength(5);
    simulator.layers[building].geometryName = 'shape';
    await expect(ask()).rejects.toMatchObject({ code: 'REFUSED', platformCode: 'InvalidParameterValue' });
    expect(simulator.calls).toHaveLength(7);
    simulator.layers[building].geometryName = 'geom';
  });

  test('leaves who applied behind when a service sends it all the same', async () => {
    const properties = { projectnummer: '2026000001', voorwerp_uuid: 'a', aanvrager: 'Emma Peeters' };
    const features = [{ type: 'Feature', geometry: null, properties }];
    const body = JSON.stringify({ type: 'FeatureCollection', features, totalFeatures: 1 });
    mercator.simulator.fail({ kind: 'malformed', body });
    const page = await mercator.port.objects(
      { kind: 'RETAIL', changedSince: null, after: null },
      callContext(),
    );
    expect(page.objects).toHaveLength(1);
    expect(JSON.stringify(page)).not.toContain('Emma');
  });

  test('does without a property that a layer does not have, and says so once', async () => {
    const { simulator, port, running } = mercator;
    const layer = simulator.layers['lu:lu_omv_kh_v2'];
    layer.without.add('project_type_code').add('datum_huidige_toestand');
    const query = { kind: 'RETAIL', changedSince: new Date('2020-01-01T00:00:00Z'), after: null } as const;
    const { objects } = await port.objects(query, callContext());
    await port.objects(query, callContext());
    layer.without.clear();
    const back = await port.objects(query, callContext());
    expect(objects).toHaveLength(layer.features.length);
    expect(objects[0]).toMatchObject({ typeCode: null, stateSince: null });
    expect(back.objects[0]!.typeCode).not.toBeNull();
    expect(running.log.of('permits.property.missing').map(({ fields }) => fields['property'])).toEqual([
      'project_type_code',
      'datum_huidige_toestand',
    ]);
  });

  test.each([
    ['a status 503', { kind: 'status', status: 503 }, { code: 'HTTP_5XX' }],
    ['half an answer', { kind: 'truncated' }, { code: 'NETWORK' }],
    ['a page for people with status 200', { kind: 'content-type' }, { code: 'MALFORMED' }],
    ['JSON that is no collection', { kind: 'malformed', body: '{"type":"Feature"}' }, { code: 'MALFORMED' }],
    ['nothing', { kind: 'malformed', body: '' }, { code: 'MALFORMED' }],
    [
      'an ExceptionReport of its own failure on 200',
      {
        kind: 'malformed',
        body: '<ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows"><ows:Exception exceptionCode="NoApplicableCode"><ows:ExceptionText>Emma Peeters</ows:ExceptionText></ows:Exception></ows:ExceptionReport>',
      },
      {
        code: 'SERVER_FAULT',
        platformCode: 'NoApplicableCode',
        message: 'omgevingsloket: SERVER_FAULT (NoApplicableCode)',
      },
    ],
    [
      'an ExceptionReport of WFS 1.0',
      {
        kind: 'malformed',
        body: '<ServiceExceptionReport><ServiceException code="InvalidParameterValue">no</ServiceException></ServiceExceptionReport>',
      },
      { code: 'REFUSED' },
    ],
    [
      'an ExceptionReport with a DTD',
      {
        kind: 'malformed',
        body: '<!DOCTYPE a [<!ENTITY b "c">]><ExceptionReport><Exception>&b;</Exception></ExceptionReport>',
      },
      { code: 'MALFORMED', platformCode: 'DOCTYPE' },
    ],
    [
      'an ExceptionReport without end',
      {
        kind: 'malformed',
        body: `<ExceptionReport>${'<Exception>x</Exception>'.repeat(4_000)}</ExceptionReport>`,
      },
      { code: 'TOO_LARGE' },
    ],
    [
      'an ExceptionReport nested too deep',
      {
        kind: 'malformed',
        body: `<ExceptionReport>${'<a>'.repeat(500)}${'</a>'.repeat(500)}</ExceptionReport>`,
      },
      { code: 'MALFORMED', platformCode: 'TOO_DEEP' },
    ],
    [
      'half an ExceptionReport',
      { kind: 'malformed', body: '<ExceptionReport><Exception>' },
      { code: 'MALFORMED' },
    ],
  ] as const)('given %s, then it says so', async (_name, fault, expected) => {
    mercator.simulator.fail(fault);
    await expect(
      mercator.port.objects({ kind: 'SUBDIVISION', changedSince: null, after: null }, callContext()),
    ).rejects.toMatchObject(expected);
  });

  test('schakel check passes on every layer, and names the one that is not there', async () => {
    expect((await mercator.running.adapter.check(callContext())).map(({ passed }) => passed)).toEqual([
      true,
      true,
      true,
      true,
    ]);
    const other = await openMercator({ settings: { layers: { retail: 'lu:lu_omv_kh_v1' } } });
    const results = await other.running.adapter.check(callContext());
    await other.close();
    expect(results.at(-1)).toMatchObject({ passed: false, advice: expect.stringContaining('layers.retail') });
  });
});

describe('the exchange platform', () => {
  test('is not asked without an agreement in the settings', async () => {
    const mercator = await openMercator();
    await expect(mercator.port.exchangeDossier('x', callContext())).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
    await expect(mercator.port.exchangeProject('x', callContext())).rejects.toMatchObject({
      code: 'NOT_CONFIGURED',
    });
    expect(mercator.simulator.calls).toHaveLength(0);
    await mercator.close();
  });

  test('is asked the known operation, and its answer is handed on in its own words', async () => {
    const plain = await openMercator();
    const { exchangeSettings } = plain.simulator;
    await plain.close();
    const mercator = await openMercator();
    const exchange = {
      ...exchangeSettings,
      url: `${mercator.simulator.url}/cxf/omgeving/ws`,
      context: 'a<b',
    };
    const asked = await openMercator({ settings: { exchange } });
    try {
      await expect(asked.port.exchangeDossier('78Jiio5hTkScAWF-m1ikZg', callContext())).rejects.toMatchObject(
        {
          code: 'CLIENT_FAULT',
        },
      );
      expect(mercator.simulator.calls).toMatchObject([{ operation: 'GeefDossier', status: 500 }]);
      await expect(asked.port.exchangeProject('x', callContext())).rejects.toMatchObject({
        code: 'NOT_CONFIGURED',
      });
      expect((await asked.running.adapter.check(callContext())).at(-1)).toMatchObject({
        level: 'credentials',
        passed: true,
      });
      mercator.simulator.fail({
        kind: 'malformed',
        body: '<e:Envelope xmlns:e="http://schemas.xmlsoap.org/soap/envelope/"><e:Body><n:antwoord xmlns:n="urn:n"><a><b>1</b></a></n:antwoord></e:Body></e:Envelope>',
      });
      const { value } = await asked.port.exchangeDossier('x', callContext());
      expect(value).toEqual({ element: 'antwoord', values: [{ path: 'a/b', value: '1' }] });
      mercator.simulator.fail({ kind: 'malformed', body: '<html><body>Even geduld</body></html>' });
      await expect(asked.port.exchangeDossier('x', callContext())).rejects.toMatchObject({
        code: 'HTTP_5XX',
      });
    } finally {
      await asked.close();
      await mercator.close();
    }
  });
});

describe('the simulated Mercator', () => {
  let simulator: OmgevingsloketSimulator;
  beforeAll(async () => {
    simulator = await startSimulator({ clock: systemClock, folder: '' });
  });
  afterAll(() => simulator.close());

  const good = {
    service: 'WFS',
    version: '1.1.0',
    request: 'GetFeature',
    typeName: building,
    outputFormat: 'application/json',
    srsName: 'EPSG:31370',
    CQL_FILTER: 'BBOX(geom,160000,210000,168000,218000)',
  };
  const ask = async (changes: Record<string, string | undefined>) => {
    const parameters = Object.entries({ ...good, ...changes }).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, value] as [string, string]],
    );
    const response = await fetch(`${simulator.settings.url}?${new URLSearchParams(parameters)}`);
    return { status: response.status, text: await response.text() };
  };

  test.each([
    ['no service', { service: undefined }, 'MissingParameterValue'],
    ['another version', { version: '3.0.0' }, 'InvalidParameterValue'],
    ['another request', { request: 'GetEverything' }, 'OperationNotSupported'],
    ['an unknown layer', { typeName: 'lu:lu_omv_gd_v9' }, 'unknown'],
    ['another format', { outputFormat: 'text/csv' }, 'InvalidParameterValue'],
    ['another reference system', { srsName: 'EPSG:4326' }, 'InvalidParameterValue'],
    ['a limit that is no number', { maxFeatures: 'all' }, 'InvalidParameterValue'],
    [
      'an unknown property',
      { propertyName: 'projectnummer,eigenaar' },
      'Requested property: eigenaar is not available',
    ],
    ['an unknown property in the order', { sortBy: 'eigenaar' }, 'Illegal property name: eigenaar'],
    ['the wrong geometry', { CQL_FILTER: 'BBOX(geometry,1,2,3,4)' }, 'Illegal property name: geometry'],
    [
      'an unknown property in the filter',
      { CQL_FILTER: "eigenaar = 'x'" },
      'Illegal property name: eigenaar',
    ],
    ['half a filter', { CQL_FILTER: 'BBOX(geom,1,2' }, 'Could not parse CQL'],
    ['a filter without operator', { CQL_FILTER: 'projectnummer 5' }, 'Could not parse CQL'],
    ['a date that is none', { CQL_FILTER: "datum_indiening >= '2026'" }, 'Could not parse CQL'],
    ['a filter with a tail', { CQL_FILTER: "projectnummer = 'x' projectnummer" }, 'Could not parse CQL'],
  ])('refuses %s with an ExceptionReport on status 200', async (_name, changes, said) => {
    const { status, text } = await ask(changes);
    expect(status).toBe(200);
    expect(text).toContain('<ows:ExceptionReport');
    expect(text).toContain(said);
  });

  test('shows who applied to whoever asks for everything, and answers brackets and OR', async () => {
    const { text } = await ask({
      CQL_FILTER: "(huidige_toestand = 'Ingediend' OR huidige_toestand = 'Afgerond') AND projectnummer > '1'",
    });
    const { features } = JSON.parse(text) as { features: { properties: Record<string, string> }[] };
    expect(new Set(features.map(({ properties }) => properties['huidige_toestand']))).toEqual(
      new Set(['Ingediend', 'Afgerond']),
    );
    expect(features[0]!.properties).toHaveProperty('aanvrager');
  });
});
