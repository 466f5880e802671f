import type {
  Simulator,
  SimulatorOptions,
  SimulatorReply,
  SimulatorRequest,
} from '../../src/adapter/simulator/simulator.js';
import { startSimulatorServer } from '../../src/adapter/simulator/simulator-server.js';
import type { SettingsInput } from './settings.js';
import { forbidden, notFound, problemReply, unauthorized } from './simulator/answers.js';
import { createEntry } from './simulator/entry.js';
import { DatabankState, type Document, type Json } from './simulator/records.js';
import { search } from './simulator/search.js';
import { seedDatabank } from './simulator/seed.js';

export interface UitdatabankSimulator extends Simulator<SettingsInput> {
  /** Every event, whatever its workflow state, as the platform keeps it. */
  readonly events: readonly Document[];
  /** Changes an event, such as its workflowStatus. Throws when there is none of that id. */
  change(eventId: string, patch: Readonly<Record<string, Json>>): void;
  /** Adds an event, or puts another one in its place. */
  add(event: Document): void;
  /** Links an organiser to an association, or to none. */
  link(organizerId: string, link: { readonly vcode: string; readonly status: string } | null): void;
}

const clientId = 'sandbox-uitdatabank';
/** Known, but without access to the Search API. */
const clientWithoutSearch = 'sandbox-uitpas';
const entryClient = { clientId: 'sandbox-uitdatabank-entry', clientSecret: 'sandbox-geheim' };

/** UiTdatabank on loopback: the Search API, the links of the Entry API below /io, and publiq's token endpoint. */
export async function startSimulator({ clock, port }: SimulatorOptions): Promise<UitdatabankSimulator> {
  const state = new DatabankState(seedDatabank(clock.now()));
  const entry = createEntry({ state, ...entryClient, now: () => clock.now() });
  const server = await startSimulatorServer({
    name: 'uitdatabank',
    clock,
    ...(port === undefined ? {} : { port }),
    operationOf,
    route: (request) => Promise.resolve(entry(request) ?? searchSurface(request, state, clock.now())),
  });
  return {
    ...server,
    get calls() {
      return server.calls;
    },
    settings: {
      url: server.url,
      clientId,
      postalCodes: ['2970'],
      entry: {
        url: `${server.url}/io`,
        tokenUrl: `${server.url}/realms/uitid/protocol/openid-connect/token`,
        ...entryClient,
      },
    },
    get events() {
      return state.events();
    },
    change: (eventId, patch) => state.changeEvent(eventId, patch),
    add: (event) => state.addEvent(event),
    link: (organizerId, link) => state.link(organizerId, link),
  };
}

function searchSurface(request: SimulatorRequest, state: DatabankState, now: number): SimulatorReply {
  const operation = operationOf(request);
  const kind = request.path === '/organizers' ? 'organizers' : request.path === '/events' ? 'events' : null;
  if (!kind) return notFound(operation, `The URL ${request.path} does not exist.`);
  const key = request.headers['x-client-id'] ?? request.query.get('clientId');
  if (!key) return unauthorized(operation, 'No x-client-id header or clientId parameter found');
  if (key === clientWithoutSearch)
    return forbidden(operation, `The provided client id ${key} is not allowed to access this API.`);
  if (key !== clientId || request.expiredCredentials)
    return unauthorized(operation, `The provided client id ${key} is invalid`);
  const query = queryOf(request);
  if (query === null)
    return problemReply(operation, {
      type: 'probs/body/unsupported-media-type',
      title: 'Unsupported Media Type',
      status: 415,
      detail: 'POST requests require Content-Type text/plain.',
    });
  const documents = kind === 'events' ? state.events() : state.organizers();
  return { ...search(kind, documents, query, { now, regionOf }), operation };
}

/** A question may be in the body, as plain text. Null when it is another kind of body. */
function queryOf({ method, query, headers, body }: SimulatorRequest): URLSearchParams | null {
  if (method !== 'POST') return query;
  return headers['content-type']?.startsWith('text/plain')
    ? new URLSearchParams(body.toString('utf8'))
    : null;
}

function regionOf(postalCode: string): readonly string[] {
  const municipalities: Readonly<Record<string, string>> = { '2970': 'gem-schilde', '2900': 'gem-schoten' };
  const own = municipalities[postalCode];
  return own ? [own, 'prv-antwerpen'] : ['prv-antwerpen'];
}

/** The platform's name for what is asked, without doing it. */
function operationOf({ path, query }: SimulatorRequest): string {
  if (path === '/events') return query.has('id') ? 'event' : 'events';
  if (path === '/organizers') return 'organizers';
  if (path.endsWith('/verenigingsloket')) return 'verenigingsloket';
  if (path.endsWith('/token')) return 'token';
  return 'unknown';
}
