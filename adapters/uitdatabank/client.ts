import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpRequest, HttpResponse, Wire } from '../../src/adapter/wire/wire.js';
import type { EventSearch } from '../../src/capabilities/events/events.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import {
  eventPage,
  type EventPageDocument,
  linkDocument,
  type LinkDocument,
  problemDocument,
  referencePage,
  type ReferencePageDocument,
} from './documents.js';
import { type Area, areaClause, eventParameters } from './query.js';

export const platform = 'uitdatabank';

export interface ClientOptions {
  /** The Search API. */
  readonly search: Wire;
  /** The Entry API; null without access to it. */
  readonly entry: Wire | null;
  readonly area: Area;
}

export type Client = ReturnType<typeof createClient>;

const noOrganizer = '00000000-0000-0000-0000-000000000000';
/** Above this a question goes into the body, as the platform wants for addresses that would be too long. */
const longestQuery = 1_500;

/** The platform's operations, typed, over the wire. All reject with PlatformError. */
export function createClient({ search, entry, area }: ClientOptions) {
  return {
    /**
     * GET /events, or POST when the question is long. REFUSED when start or limit is out of range.
     * What is mapped within the call is kept mapped by the wire.
     */
    events<T>(
      question: EventSearch,
      map: (page: EventPageDocument) => T,
      context: CallContext,
    ): Promise<Sourced<T>> {
      const parameters = eventParameters(question, area).toString();
      return search.call(
        {
          operation: question.organizerIds ? 'events-of-organizers' : 'events',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: parameters,
          request: questionOf('/events', parameters),
          read: (response) => map(eventPage.parse(answerOf(response))),
        },
        context,
      );
    },

    /**
     * GET /events?id=: one event, also when it is over, and wherever it is: an association may go elsewhere. Its
     * workflow state is one that is published.
     */
    event<T>(id: string, map: (page: EventPageDocument) => T, context: CallContext): Promise<Sourced<T>> {
      const parameters = new URLSearchParams({
        embed: 'true',
        id,
        availableFrom: '*',
        limit: '1',
      }).toString();
      return search.call(
        {
          operation: 'event',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: parameters,
          request: questionOf('/events', parameters),
          read: (response) => map(eventPage.parse(answerOf(response))),
        },
        context,
      );
    },

    /** GET /organizers of the area, references only. */
    async organizers(
      { start, limit }: { readonly start: number; readonly limit: number },
      context: CallContext,
    ): Promise<ReferencePageDocument> {
      const parameters = new URLSearchParams({
        q: areaClause(area),
        'sort[created]': 'asc',
        start: `${start}`,
        limit: `${limit}`,
      }).toString();
      const { value } = await search.call(
        {
          operation: 'organizers',
          effect: 'read',
          scope: 'NONE',
          request: questionOf('/organizers', parameters),
          read: (response) => referencePage.parse(answerOf(response)),
        },
        context,
      );
      return value;
    },

    /** GET /organizers/{id}/verenigingsloket of the Entry API. Null when it is linked to nothing (404). */
    linkOf: entry && ((organizerId: string, context: CallContext) => link(entry, organizerId, context)),

    /** GET /events for one reference, never from the cache: whether the platform answers and takes the client id. */
    async status(context: CallContext): Promise<void> {
      await search.call(
        {
          operation: 'events-status',
          effect: 'read',
          scope: 'NONE',
          request: questionOf('/events', 'limit=1'),
          read: (response) => referencePage.parse(answerOf(response)),
        },
        context,
      );
    },

    /** Asks for the link of no organiser: the 404 that follows shows that the token was accepted. Null without access. */
    tryEntry:
      entry &&
      (async (context: CallContext): Promise<void> => {
        await link(entry, noOrganizer, context);
      }),
  };
}

async function link(entry: Wire, organizerId: string, context: CallContext): Promise<LinkDocument | null> {
  const { value } = await entry.call(
    {
      operation: 'verenigingsloket',
      effect: 'read',
      scope: 'NONE',
      request: {
        method: 'GET',
        url: `/organizers/${encodeURIComponent(organizerId)}/verenigingsloket`,
        headers: { accept: 'application/json' },
        accept: [200, 404],
      },
      read: (response) => {
        if (response.status !== 404) return linkDocument.parse(json(response));
        // Only the platform's own 404 says that there is no link; one of a proxy says nothing.
        if (problemCode(response) !== 'url/not-found') throw new PlatformError(platform, 'MALFORMED');
        return null;
      },
    },
    context,
  );
  return value;
}

function questionOf(path: string, parameters: string): HttpRequest {
  const headers = { accept: 'application/json' };
  // A bad parameter is a 404 here, and a 400 where it is in a body.
  const accept = [200, 400, 404];
  return parameters.length <= longestQuery
    ? { method: 'GET', url: `${path}?${parameters}`, headers, accept }
    : {
        method: 'POST',
        url: path,
        headers: { ...headers, 'content-type': 'text/plain' },
        body: parameters,
        accept,
      };
}

function answerOf(response: HttpResponse): unknown {
  if (response.status === 200) return json(response);
  const platformCode = problemCode(response);
  if (platformCode === null) throw new PlatformError(platform, 'HTTP_4XX', { status: response.status });
  throw new PlatformError(platform, 'REFUSED', { status: response.status, platformCode });
}

/** The last part of a problem's type, such as url/not-found; null when the answer is no problem of publiq. */
function problemCode(response: HttpResponse): string | null {
  try {
    const { type } = problemDocument.parse(json(response));
    return /^https:\/\/api\.publiq\.be\/probs\/([a-z/-]+)$/.exec(type)?.[1] ?? null;
  } catch {
    return null;
  }
}

function json(response: HttpResponse): unknown {
  return JSON.parse(response.body.toString('utf8'));
}
