import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import { type CqlPredicate, NotCql, readCql, UnknownProperty } from './cql.js';
import {
  extentOf,
  type FeatureRecord,
  type LayerName,
  type LayerRecords,
  type LayerStore,
} from './records.js';

const columns = {
  projectnummer: 'text',
  voorwerp_uuid: 'text',
  project_type_code: 'text',
  aanvrager: 'text',
  huidige_toestand: 'text',
  datum_indiening: 'moment',
  datum_huidige_toestand: 'moment',
} as const;
type Column = keyof typeof columns;

/** The service's own limit on one answer. */
const mostFeatures = 10_000;

class Refusal extends Error {
  constructor(
    readonly code: string,
    message: string,
    readonly locator: string | null = null,
  ) {
    super(message);
  }
}

/** Answers GetFeature as GeoServer does: JSON, or an ExceptionReport in XML with status 200. */
export function answerWfs({ query }: SimulatorRequest, store: LayerStore, now: number): SimulatorReply {
  const parameters = new Map([...query].map(([name, value]) => [name.toLowerCase(), value]));
  const operation = operationOf(query);
  try {
    return {
      operation,
      status: 200,
      headers: { 'content-type': 'application/json;charset=UTF-8' },
      body: JSON.stringify(getFeature(parameters, store, now)),
    };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return { operation, status: 200, headers: { 'content-type': 'application/xml' }, body: reportOf(error) };
  }
}

/** The hub's watch asks for one feature without a filter; told apart, so that a test can count the others. */
export function operationOf(query: URLSearchParams): string {
  const probe = query.get('maxFeatures') === '1' && !query.has('CQL_FILTER');
  return probe ? 'GetFeature-probe' : (query.get('request') ?? 'unknown');
}

function getFeature(parameters: ReadonlyMap<string, string>, store: LayerStore, now: number): object {
  demand(parameters, 'service', 'WFS');
  demand(parameters, 'version', '1.1.0');
  const request = parameters.get('request') ?? '';
  if (request !== 'GetFeature')
    throw new Refusal('OperationNotSupported', `Could not find operation ${request}`);
  const typeName = parameters.get('typename') ?? '';
  if (!Object.hasOwn(store, typeName))
    throw new Refusal('InvalidParameterValue', `Feature type ${typeName} unknown`, 'typeName');
  if (parameters.get('outputformat') !== 'application/json')
    throw new Refusal('InvalidParameterValue', 'Failed to find response for output format', 'outputFormat');
  const srs = parameters.get('srsname');
  if (srs !== undefined && srs !== 'EPSG:31370')
    throw new Refusal('InvalidParameterValue', `Error occurred decoding the espg code ${srs}`, 'srsName');
  const limit = wholeNumber(parameters.get('maxfeatures')) ?? mostFeatures;
  const layer = store[typeName as LayerName];

  const shown = propertiesOf(parameters.get('propertyname'), layer, typeName);
  const wanted = filterOf(parameters.get('cql_filter'), layer, typeName);
  const found = layer.features
    .filter((feature) => wanted({ properties: { ...feature }, extent: extentOf(feature.geometry) }))
    .sort(orderOf(parameters.get('sortby'), layer, typeName));
  const page = found.slice(0, Math.min(limit, mostFeatures));
  return {
    type: 'FeatureCollection',
    features: page.map((feature, at) => documentOf(feature, at, layer, typeName, shown)),
    totalFeatures: found.length,
    numberMatched: found.length,
    numberReturned: page.length,
    timeStamp: new Date(now).toISOString(),
    crs: { type: 'name', properties: { name: 'urn:ogc:def:crs:EPSG::31370' } },
  };
}

function demand(parameters: ReadonlyMap<string, string>, name: string, value: string): void {
  const given = parameters.get(name);
  if (given === undefined) throw new Refusal('MissingParameterValue', `Could not determine ${name}`, name);
  if (given !== value) throw new Refusal('InvalidParameterValue', `Invalid ${name} ${given}`, name);
}

function wholeNumber(text: string | undefined): number | null {
  if (text === undefined) return null;
  if (!/^\d+$/.test(text))
    throw new Refusal('InvalidParameterValue', `For input string: "${text}"`, 'maxFeatures');
  return Number(text);
}

function has(layer: LayerRecords, name: string): name is Column {
  return Object.hasOwn(columns, name) && !layer.without.has(name);
}

function propertiesOf(
  list: string | undefined,
  layer: LayerRecords,
  typeName: string,
): { readonly columns: readonly Column[]; readonly geometry: boolean } {
  const all = (Object.keys(columns) as Column[]).filter((name) => has(layer, name));
  if (list === undefined) return { columns: all, geometry: true };
  const names = list.split(',').map((name) => name.trim());
  for (const name of names)
    if (name !== layer.geometryName && !has(layer, name))
      throw new Refusal(
        'InvalidParameterValue',
        `Requested property: ${name} is not available for ${typeName}.  The possible propertyName values are: [${[...all, layer.geometryName].join(', ')}]`,
        'GetFeature',
      );
  return {
    columns: all.filter((name) => names.includes(name)),
    geometry: names.includes(layer.geometryName),
  };
}

function filterOf(filter: string | undefined, layer: LayerRecords, typeName: string): CqlPredicate {
  if (filter === undefined) return () => true;
  const properties = Object.fromEntries(Object.entries(columns).filter(([name]) => has(layer, name)));
  try {
    return readCql(filter, { geometry: layer.geometryName, properties });
  } catch (error) {
    if (error instanceof UnknownProperty) throw unknownProperty(error.property, typeName);
    if (error instanceof NotCql)
      throw new Refusal(
        'InvalidParameterValue',
        `Could not parse CQL filter list. ${error.message}`,
        'cql_filter',
      );
    throw error;
  }
}

function unknownProperty(name: string, typeName: string): Refusal {
  return new Refusal(
    'InvalidParameterValue',
    `Illegal property name: ${name} for feature type ${typeName}`,
    'GetFeature',
  );
}

function orderOf(
  list: string | undefined,
  layer: LayerRecords,
  typeName: string,
): (one: FeatureRecord, other: FeatureRecord) => number {
  if (list === undefined) return () => 0;
  const keys = list.split(',').map((part) => {
    const [name = '', direction = 'A'] = part.trim().split(/\s+/);
    if (!has(layer, name)) throw unknownProperty(name, typeName);
    if (!/^(A|D|ASC|DESC)$/.test(direction))
      throw new Refusal('InvalidParameterValue', `Invalid sort order ${direction}`, 'sortBy');
    return { name, sign: direction.startsWith('D') ? -1 : 1 };
  });
  return (one, other) => {
    for (const { name, sign } of keys) {
      const [left, right] = [one[name] ?? '', other[name] ?? ''];
      if (left !== right) return left < right ? -sign : sign;
    }
    return 0;
  };
}

function documentOf(
  feature: FeatureRecord,
  at: number,
  layer: LayerRecords,
  typeName: string,
  shown: { readonly columns: readonly Column[]; readonly geometry: boolean },
): object {
  return {
    type: 'Feature',
    id: `${typeName.replace('lu:', '')}.fid-${at}`,
    geometry: shown.geometry ? feature.geometry : null,
    ...(shown.geometry ? { geometry_name: layer.geometryName } : {}),
    properties: Object.fromEntries(shown.columns.map((name) => [name, feature[name]])),
  };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

function reportOf({ code, locator, message }: Refusal): string {
  const text = (raw: string) => raw.replace(/[&<>"]/g, (sign) => entities[sign] as string);
  return `<?xml version="1.0" encoding="UTF-8"?><ows:ExceptionReport xmlns:ows="http://www.opengis.net/ows" version="1.0.0">
  <ows:Exception exceptionCode="${code}"${locator === null ? '' : ` locator="${text(locator)}"`}>
    <ows:ExceptionText>${text(message)}</ows:ExceptionText>
  </ows:Exception>
</ows:ExceptionReport>`;
}
