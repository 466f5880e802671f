import { uuidOf } from '../../src/adapter/correlation-uuid.js';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Send, Wire } from '../../src/adapter/wire/wire.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { type Document, isDocument, json, malformed, platform, refusal } from './answers.js';

export interface ClientOptions {
  readonly api: Wire;
  readonly feed: Wire;
  readonly feedUrl: string;
  readonly pageSize: number;
}

export interface FeedPageDocument {
  readonly members: readonly unknown[];
  readonly relations: readonly unknown[];
  readonly etag: string | null;
  readonly allowance: Allowance | null;
}

/** What the rate limit leaves us. */
export interface Allowance {
  readonly remaining: number;
  /** Milliseconds since the epoch. */
  readonly resetsAt: number;
}

export interface Me {
  readonly permissions: readonly string[];
}

export type Client = ReturnType<typeof createClient>;

const redirects = [301, 302, 303, 307, 308];
const mostRedirects = 3;

/** IPDC's operations, typed, over the wire. All reject with PlatformError. */
export function createClient({ api, feed, feedUrl, pageSize }: ClientOptions) {
  /** GET, along its redirects. 401 and 403 are CREDENTIALS with the error's type, 400, 406 and 415 REFUSED. */
  async function get(
    send: Send,
    url: string,
    context: CallContext,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<HttpResponse> {
    const id = uuidOf(context.correlationId);
    let next = url;
    for (let turn = 0; turn <= mostRedirects; turn += 1) {
      const response = await send({
        method: 'GET',
        url: next,
        headers: {
          accept: 'application/ld+json, application/json',
          'x-request-id': id,
          ...headers,
        },
        accept: [200, 304, 400, 401, 403, 404, 406, 410, 415, ...redirects],
      });
      if (response.status === 401 || response.status === 403) throw refusal(response, 'CREDENTIALS');
      if ([400, 406, 415].includes(response.status)) throw refusal(response, 'REFUSED');
      if (!redirects.includes(response.status)) return response;
      const location = response.headers['location'];
      if (!location) throw malformed();
      next = location;
    }
    throw new PlatformError(platform, 'MALFORMED', { platformCode: 'REDIRECTS' });
  }

  return {
    /** GET /me: the permissions of the key. */
    async me(context: CallContext): Promise<Me> {
      const { value } = await api.call<Me>(
        {
          operation: 'me',
          effect: 'read',
          scope: 'NONE',
          perform: async (send) => {
            const { permissions } = found(await get(send, '/me', context));
            if (!Array.isArray(permissions)) throw malformed();
            return { permissions: permissions.filter((name) => typeof name === 'string') };
          },
        },
        context,
      );
      return value;
    },

    /** A page of instantiesnapshot, counted from 0; null when there is no such page, `UNCHANGED` when `etag` still names it. */
    async feedPage(
      number: number,
      etag: string | null,
      context: CallContext,
    ): Promise<FeedPageDocument | 'UNCHANGED' | null> {
      const { value } = await feed.call<FeedPageDocument | 'UNCHANGED' | null>(
        {
          operation: 'instantiesnapshot',
          effect: 'read',
          scope: 'NONE',
          perform: async (send) => {
            const response = await get(
              send,
              // Without a page number the last page would come.
              `${feedUrl}?limit=${pageSize}&pageNumber=${number}`,
              context,
              etag ? { 'if-none-match': etag } : {},
            );
            if (response.status === 304) return 'UNCHANGED';
            if (response.status === 404 || response.status === 410) return null;
            return feedPageOf(json(response), response);
          },
        },
        context,
      );
      return value;
    },

    /** GET /doc/instantie/{productnummer}. Null when it is not known (404). */
    instance(number: string, context: CallContext): Promise<Sourced<Document | null>> {
      const url = `/doc/instantie/${encodeURIComponent(number)}`;
      return api.call(
        {
          operation: 'instantie',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: url,
          perform: async (send) => {
            const response = await get(send, url, context);
            return response.status === 404 ? null : found(response);
          },
        },
        context,
      );
    },

    /** GET /api/codelijsten/{id}: its values. */
    async codeList(id: string, context: CallContext): Promise<readonly unknown[]> {
      const { value } = await api.call<readonly unknown[]>(
        {
          operation: 'codelijst',
          effect: 'read',
          scope: 'NONE',
          perform: async (send) => {
            const response = await get(send, `/api/codelijsten/${id}?include-inactive=true`, context);
            const { waardes } = found(response);
            if (!Array.isArray(waardes)) throw malformed();
            return waardes;
          },
        },
        context,
      );
      return value;
    },
  };
}

function found(response: HttpResponse): Document {
  if (response.status !== 200) throw new PlatformError(platform, 'HTTP_4XX', { status: response.status });
  return json(response);
}

function feedPageOf(body: Document, { headers }: HttpResponse): FeedPageDocument {
  const { member, view } = body;
  const members = member === undefined ? [] : Array.isArray(member) ? member : [member];
  if (!isDocument(view)) throw malformed();
  const { relation } = view;
  const relations = relation === undefined ? [] : Array.isArray(relation) ? relation : [relation];
  return { members, relations, etag: headers['etag'] ?? null, allowance: allowanceOf(headers) };
}

function allowanceOf(headers: HttpResponse['headers']): Allowance | null {
  const remaining = Number(headers['x-ratelimit-remaining'] ?? Number.NaN);
  const resetsAt = Date.parse(headers['x-ratelimit-reset'] ?? '');
  return Number.isFinite(remaining) && Number.isFinite(resetsAt) ? { remaining, resetsAt } : null;
}
