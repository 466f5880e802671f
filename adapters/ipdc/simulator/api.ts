import type { SimulatorReply, SimulatorRequest } from '../../../src/adapter/simulator/simulator.js';
import type { Allowance } from './allowance.js';
import { type Catalogue, idBase, type Instance } from './catalogue.js';
import { codeListJson } from './code-lists.js';
import { bare, errorReply, jsonReply } from './errors.js';
import { feedPage, type FeedSwitches, snapshotJson } from './feed.js';

export interface ApiSwitches extends FeedSwitches {
  /** What the key may do. */
  permissions: readonly string[];
  /** Whether the feed asks a key; LPDC reads one feed without. */
  feedNeedsKey: boolean;
}

export interface ApiOptions {
  readonly catalogue: Catalogue;
  readonly allowance: Allowance;
  readonly apiKey: string;
  readonly baseUrl: string;
  readonly switches: ApiSwitches;
}

const uuid = /^[0-9a-f]{8}-([0-9a-f]{4}-){3}[0-9a-f]{12}$/i;
const doc = /^\/(doc|id)\/(instantie|product|instantiesnapshot)(?:\/([^/]+))?$/;

interface Wanted {
  readonly operation: string;
  readonly permission: string | null;
  answer(): SimulatorReply;
}

/** IPDC's REST API and its feed of instances. */
export function answerApi(options: ApiOptions, request: SimulatorRequest): SimulatorReply {
  const { allowance, switches } = options;
  const wanted = wantedBy(options, request);
  const { operation, permission } = wanted;
  for (const name of ['x-request-id', 'x-correlation-id']) {
    const value = request.headers[name];
    if (value !== undefined && !uuid.test(value))
      return errorReply(operation, 400, {
        nl: `${name} ${value} is geen UUID`,
        en: `${name} ${value} is not a UUID`,
      });
  }
  const open = operation === 'instantiesnapshot' && !switches.feedNeedsKey;
  const key = request.expiredCredentials ? undefined : request.headers['x-api-key'];
  if (!open && key !== options.apiKey) return bare(operation, 401);
  if (!open && permission && !switches.permissions.includes(permission)) return bare(operation, 403);
  const accept = request.headers['accept'] ?? '';
  if (!/application\/(ld\+)?json|\*\/\*/.test(accept))
    return errorReply(operation, 406, { nl: `${accept} kan niet`, en: `${accept} is not possible` });
  const { allowed, headers } = allowance.take(Number(request.query.get('limit') ?? 1));
  const reply = allowed
    ? wanted.answer()
    : errorReply(operation, 429, { nl: 'Te veel aanvragen', en: 'Too many requests' });
  const echo = Object.fromEntries(
    ['x-request-id', 'x-correlation-id'].flatMap((name) => {
      const value = request.headers[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return { ...reply, headers: { ...reply.headers, ...headers, ...echo } };
}

export function operationOf({ path }: SimulatorRequest): string {
  if (path === '/me') return 'me';
  if (path.startsWith('/api/codelijsten/')) return 'codelijst';
  return doc.exec(path)?.[2] ?? 'unknown';
}

function wantedBy(options: ApiOptions, request: SimulatorRequest): Wanted {
  const { catalogue, baseUrl, switches } = options;
  const { path } = request;
  const operation = operationOf(request);
  const notFound = () => errorReply(operation, 404, { nl: `${path} niet gevonden`, en: `${path} not found` });
  if (operation === 'me')
    return { operation, permission: null, answer: () => jsonReply(operation, me(options)) };
  if (operation === 'codelijst') {
    const list = codeListJson(path.slice('/api/codelijsten/'.length));
    return {
      operation,
      permission: 'CODELIJST_READ',
      answer: () => (list ? jsonReply(operation, list) : notFound()),
    };
  }
  const [, form, kind, id] = doc.exec(path) ?? [];
  if (!kind) return { operation, permission: null, answer: notFound };
  const permission =
    kind === 'instantiesnapshot'
      ? 'INSTANTIE_SNAPSHOT_READ'
      : kind === 'instantie'
        ? 'INSTANTIE_READ'
        : 'PRODUCT_READ';
  const answer = (): SimulatorReply => {
    if (form === 'id')
      return bare(operation, 303, { location: `${baseUrl}${path.replace('/id/', '/doc/')}` });
    if (kind === 'instantiesnapshot' && id === undefined)
      return feedPage(catalogue, request, baseUrl, switches);
    if (kind === 'instantiesnapshot') {
      const snapshot = catalogue.snapshots.find(({ uuid: own }) => own === id);
      return snapshot ? jsonReply(operation, snapshotJson(snapshot)) : notFound();
    }
    const instance = id === undefined ? null : catalogue.find(decodeURIComponent(id));
    return instance ? jsonReply(operation, instanceJson(instance, baseUrl)) : notFound();
  };
  return { operation, permission, answer };
}

function me({ allowance, switches }: ApiOptions): object {
  return {
    username: 'schakel-zandbak',
    permissions: switches.permissions,
    rateLimitConfig: {
      tokenAllowance: allowance.limit,
      refillInterval: 'PT1M',
      bucketSize: String(allowance.limit),
    },
  };
}

function instanceJson({ uuid: id, body }: Instance, baseUrl: string): object {
  return {
    '@context': [`${baseUrl}/contexts/ipdc-lpdc-im.jsonld`],
    id,
    '@id': `${idBase}/instantie/${id}`,
    '@type': 'Instantie',
    ...body,
  };
}
