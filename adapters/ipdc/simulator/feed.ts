import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import { createHash } from 'node:crypto';
import { type Catalogue, idBase, type Snapshot } from './catalogue.js';
import { bare, errorReply, jsonReply } from './errors.js';

export interface FeedSwitches {
  /** Whether pages carry Cache-Control and ETag, as the specification wants and IPDC does not. */
  cacheHeaders: boolean;
  /** Whether relations carry the bound they stand for, as the documentation has it and IPDC does not. */
  relationValues: boolean;
  /** What a page behind the last one is; it is not documented. */
  beyondLast: 'not-found' | 'empty';
}

const operation = 'instantiesnapshot';
const standardLimit = 25;
const path = '/doc/instantiesnapshot';

/** A page of the feed. Without a page number it is the last one. */
export function feedPage(
  catalogue: Catalogue,
  { query, headers }: SimulatorRequest,
  baseUrl: string,
  switches: FeedSwitches,
): SimulatorReply {
  const limit = wholeNumber(query.get('limit')) ?? standardLimit;
  const asked = query.get('pageNumber');
  const pageNumber = asked === null ? null : wholeNumber(asked);
  if (limit === 0 || (asked !== null && pageNumber === null))
    return errorReply(operation, 400, {
      nl: `Waarde ${asked} is ongeldig`,
      en: `Value ${asked} is not valid`,
    });
  const wanted = query.get('instantie');
  const instance = wanted === null ? null : catalogue.find(wanted);
  const snapshots =
    wanted === null
      ? catalogue.snapshots
      : catalogue.snapshots.filter((snapshot) => snapshot.instance === instance?.uuid);
  const last = Math.max(0, Math.ceil(snapshots.length / limit) - 1);
  const number = pageNumber ?? last;
  if (number > last && switches.beyondLast === 'not-found')
    return errorReply(operation, 404, {
      nl: `Pagina ${number} niet gevonden`,
      en: `Page ${number} not found`,
    });

  const address = (page: number) => `${baseUrl}${path}?limit=${limit}&pageNumber=${page}`;
  const relation = (type: string, page: number, bound: Snapshot | undefined) => ({
    '@type': type,
    path: 'generatedAtTime',
    node: address(page),
    ...(switches.relationValues && bound ? { value: bound.generatedAt } : {}),
  });
  const members = snapshots.slice(number * limit, (number + 1) * limit);
  const body = {
    timestampPath: 'generatedAtTime',
    versionOfPath: 'isVersionOf',
    view: {
      '@id': address(number),
      '@type': 'Node',
      relation: [
        ...(number > 0 ? [relation('LessThanOrEqualToRelation', number - 1, members[0])] : []),
        ...(number < last ? [relation('GreaterThanOrEqualToRelation', number + 1, members.at(-1))] : []),
      ],
    },
    '@context': [`${baseUrl}/contexts/ipdc-lpdc-im.jsonld`, `${baseUrl}/contexts/ldes.jsonld`],
    '@id': address(number),
    '@type': 'EventStream',
    member: members.map(snapshotJson),
  };
  if (!switches.cacheHeaders) return jsonReply(operation, body);
  const etag = `"${createHash('sha256').update(JSON.stringify(body)).digest('hex').slice(0, 16)}"`;
  const cache = {
    etag,
    'cache-control': number < last ? 'max-age=604800, immutable' : 'max-age=0',
  };
  return headers['if-none-match'] === etag ? bare(operation, 304, cache) : jsonReply(operation, body, cache);
}

export function snapshotJson({ uuid, instance, generatedAt, body }: Snapshot): object {
  return {
    ...body,
    id: uuid,
    '@id': `${idBase}/instantiesnapshot/${uuid}`,
    '@type': 'InstantieSnapshot',
    isVersionOf: `${idBase}/instantie/${instance}`,
    generatedAtTime: generatedAt,
  };
}

function wholeNumber(text: string | null): number | null {
  return text !== null && /^\d{1,9}$/.test(text) ? Number(text) : null;
}
