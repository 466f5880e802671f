import { z } from 'zod';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Send, Wire } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Log } from '../../src/operations/log.js';
import { failureOf, type OgcException, platform, readExceptionReport } from './exception-report.js';

const value = z.union([z.string(), z.number()]).nullish();

// Whatever else a feature holds stays behind here, before anything can keep it.
const collection = z.object({
  type: z.literal('FeatureCollection'),
  features: z.array(
    z.object({
      geometry: z.unknown(),
      properties: z.object({
        projectnummer: value,
        voorwerp_uuid: value,
        project_type_code: value,
        huidige_toestand: value,
        datum_indiening: value,
        datum_huidige_toestand: value,
      }),
    }),
  ),
  totalFeatures: z.union([z.number(), z.string()]).optional(),
});
export type FeatureCollection = z.output<typeof collection>;
export type Feature = FeatureCollection['features'][number];

export interface FeatureQuery {
  readonly typeName: string;
  readonly boundingBox: {
    readonly minX: number;
    readonly minY: number;
    readonly maxX: number;
    readonly maxY: number;
  };
  /** Only features whose state is of this moment or later. */
  readonly changedSince: Date | null;
  /** Only features of this project number and later ones, as the service writes it. */
  readonly fromProject: string | null;
  readonly limit: number;
}

/** What one layer turned out to be like. */
interface LayerShape {
  geometry: string;
  /** Properties that this layer does not have. */
  readonly missing: Set<string>;
}

const geometryNames = ['geom', 'geometry'] as const;
/** `aanvrager`, who may be a person, is not among them: it never leaves the platform. */
const needed = ['projectnummer', 'voorwerp_uuid'];
const wanted = ['project_type_code', 'huidige_toestand', 'datum_indiening', 'datum_huidige_toestand'];

export type Client = ReturnType<typeof createClient>;

/** The operations of the WFS, over the wire. All reject with PlatformError. */
export function createClient(wire: Wire, url: string, log: Log) {
  const shapes = new Map<string, LayerShape>();
  const told = new Set<string>();

  const ask = (send: Send, parameters: Record<string, string>): Promise<HttpResponse> =>
    send({
      method: 'GET',
      // Absolute: below the address of the service a query would come behind a slash.
      url: `${url}?${new URLSearchParams({ service: 'WFS', version: '1.1.0', request: 'GetFeature', ...parameters })}`,
      headers: { accept: 'application/json, application/xml;q=0.5' },
      accept: [200, 400],
    });

  /** Asks again under the other name when the layer does not know a property; remembers what it learnt. */
  async function features(query: FeatureQuery, send: Send): Promise<FeatureCollection> {
    const shape = shapes.get(query.typeName) ?? { geometry: geometryNames[0], missing: new Set() };
    shapes.set(query.typeName, shape);
    // A pull begins with the hope that what was missing is back.
    if (query.fromProject === null) shape.missing.clear();
    const tried = new Set([shape.geometry]);
    for (;;) {
      const answer = read(await ask(send, parametersOf(query, shape)));
      if (!('exception' in answer)) return answer;
      const { exception, status } = answer;
      const unknown = exception.unknownProperty;
      const other = geometryNames.find((name) => !tried.has(name));
      if (unknown === shape.geometry && other) {
        shape.geometry = other;
        tried.add(other);
      } else if (unknown !== null && wanted.includes(unknown) && !shape.missing.has(unknown)) {
        shape.missing.add(unknown);
        const missing = `${query.typeName} ${unknown}`;
        if (!told.has(missing))
          log.warn('permits.property.missing', { layer: query.typeName, property: unknown });
        told.add(missing);
      } else throw failureOf(exception, status);
    }
  }

  return {
    /** GetFeature: one page of a layer, in the order of the project numbers. */
    async features(query: FeatureQuery, context: CallContext): Promise<FeatureCollection> {
      const { value: page } = await wire.call(
        {
          operation: 'GetFeature',
          effect: 'read',
          scope: 'NONE',
          perform: (send) => features(query, send),
        },
        context,
      );
      return page;
    },

    /** GetFeature of a single number: whether the service answers, and knows the layer. */
    async probe(typeName: string, context: CallContext): Promise<void> {
      await wire.call(
        {
          operation: 'GetFeature-probe',
          effect: 'read',
          scope: 'NONE',
          async perform(send) {
            const answer = read(
              await ask(send, {
                typeName,
                outputFormat: 'application/json',
                maxFeatures: '1',
                propertyName: 'projectnummer',
              }),
            );
            if ('exception' in answer) throw failureOf(answer.exception, answer.status);
          },
        },
        context,
      );
    },
  };
}

function parametersOf(query: FeatureQuery, { geometry, missing }: LayerShape): Record<string, string> {
  const { minX, minY, maxX, maxY } = query.boundingBox;
  const filter = [`BBOX(${geometry},${minX},${minY},${maxX},${maxY})`];
  // Without the property there is no way to ask for changes alone: everything comes.
  if (query.changedSince && !missing.has('datum_huidige_toestand'))
    filter.push(`datum_huidige_toestand >= ${query.changedSince.toISOString().replace(/\.\d+Z$/, 'Z')}`);
  if (query.fromProject !== null)
    filter.push(`projectnummer >= '${query.fromProject.replaceAll("'", "''")}'`);
  return {
    typeName: query.typeName,
    outputFormat: 'application/json',
    srsName: 'EPSG:31370',
    maxFeatures: `${query.limit}`,
    sortBy: needed.join(','),
    propertyName: [...needed, ...wanted.filter((name) => !missing.has(name)), geometry].join(','),
    CQL_FILTER: filter.join(' AND '),
  };
}

/** Errors come as XML, whatever was asked, and mostly with status 200. */
function read({
  status,
  body,
}: HttpResponse): FeatureCollection | { readonly exception: OgcException; readonly status: number } {
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  if (text.trimStart().startsWith('<')) return { exception: readExceptionReport(body), status };
  if (status !== 200) throw new PlatformError(platform, 'HTTP_4XX', { status });
  return collection.parse(JSON.parse(text));
}
