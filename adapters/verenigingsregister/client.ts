import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpRequest, HttpResponse, Send, Wire } from '../../src/adapter/wire/wire.js';
import type {
  AssociationChange,
  AssociationSearch,
} from '../../src/capabilities/associations/associations.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import type { NationalNumber } from '../../src/identifiers/national-number.js';
import { answered, json, malformed, ok, platform, refusal, requireDetail, requireVCode } from './answers.js';
import { fetchPiece, hostNotConfigured, type Piece, readPiece, redirect } from './bulk-file.js';
import { BulkReader } from './bulk-reader.js';
import type { CodedDocument, DetailDocument, RepresentedDocument, SearchDocument } from './documents.js';
import { toQuery } from './mapping.js';

export interface ClientOptions {
  readonly publiek: Wire;
  /** Null when the settings name no host for the bulk file. */
  readonly bulk: Wire | null;
  /** Null without access to the ACM API. */
  readonly acm: Wire | null;
  readonly apiVersion: string;
  readonly bulkPieceBytes: number;
}

export type Client = ReturnType<typeof createClient>;

/**
 * The register's operations, typed, over the wire. All reject with PlatformError. What takes a mapping does it within
 * the call: the wire then keeps the mapped answer, and what it keeps is not mapped again at each question.
 */
export function createClient({ publiek, bulk, acm, apiVersion, bulkPieceBytes }: ClientOptions) {
  const headers = { accept: 'application/json, application/ld+json', 'vr-api-version': apiVersion };

  const request = (url: string): HttpRequest => ({
    method: 'GET',
    url,
    headers,
    accept: [200, 302, 400, 403, 404],
  });

  return {
    /** GET /v1/verenigingen/zoeken. REFUSED when offset + limit is over 1000 or a sort field is unknown. */
    search<T>(
      search: AssociationSearch,
      map: (document: SearchDocument) => T,
      context: CallContext,
    ): Promise<Sourced<T>> {
      const query = new URLSearchParams({
        q: toQuery(search),
        offset: `${search.offset}`,
        limit: `${search.limit}`,
      });
      if (search.activities.length > 0)
        query.set('facets.hoofdactiviteitenVerenigingsloket', search.activities.join(','));
      if (search.sort.length > 0) query.set('sort', search.sort.join(','));
      const url = `/v1/verenigingen/zoeken?${query}`;
      return publiek.call(
        {
          operation: 'zoeken',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: url,
          request: request(url),
          read: (response) => {
            const body = json(ok(response)) as SearchDocument;
            if (
              !Array.isArray(body?.verenigingen) ||
              typeof body.metadata?.pagination?.totalCount !== 'number'
            )
              throw malformed();
            body.verenigingen.forEach((association) => requireVCode(association));
            return map(body);
          },
        },
        context,
      );
    },

    /** GET /v1/verenigingen/{vCode}. Null when the register does not show it (404). */
    detail<T>(
      vCode: string,
      map: (document: DetailDocument) => T,
      context: CallContext,
    ): Promise<Sourced<T | null>> {
      const url = `/v1/verenigingen/${encodeURIComponent(vCode)}`;
      return publiek.call(
        {
          operation: 'detail',
          effect: 'read',
          scope: 'PUBLIC',
          cacheKey: url,
          request: request(url),
          read: (response) =>
            answered(response).status === 404 ? null : map(requireDetail(json(ok(response)))),
        },
        context,
      );
    },

    /** GET /v1/verenigingen/{vCode}, never from the cache: a change was announced. */
    async currentDetail(vCode: string, context: CallContext): Promise<DetailDocument | null> {
      const { value } = await publiek.call(
        {
          operation: 'detail',
          effect: 'read',
          scope: 'NONE',
          request: request(`/v1/verenigingen/${encodeURIComponent(vCode)}`),
          read: (response) => (answered(response).status === 404 ? null : requireDetail(json(ok(response)))),
        },
        context,
      );
      return value;
    },

    /** GET /v1/hoofdactiviteitenVerenigingsloket: no key needed, so it tells whether the register answers at all. */
    activities(
      context: CallContext,
      options: { fresh?: boolean } = {},
    ): Promise<Sourced<readonly CodedDocument[]>> {
      return publiek.call(
        {
          operation: 'hoofdactiviteitenVerenigingsloket',
          effect: 'read',
          ...(options.fresh
            ? { scope: 'NONE' }
            : { scope: 'PUBLIC', cacheKey: 'hoofdactiviteitenVerenigingsloket' }),
          request: request('/v1/hoofdactiviteitenVerenigingsloket'),
          read: (response) => {
            const body = json(ok(response)) as {
              hoofdactiviteitenVerenigingsloket?: CodedDocument[];
            };
            if (!Array.isArray(body?.hoofdactiviteitenVerenigingsloket)) throw malformed();
            return body.hoofdactiviteitenVerenigingsloket;
          },
        },
        context,
      );
    },

    /** A search for one result, never from the cache: tells whether the key is accepted. */
    async tryKey(context: CallContext): Promise<void> {
      await publiek.call(
        {
          operation: 'zoeken',
          effect: 'read',
          scope: 'NONE',
          request: request('/v1/verenigingen/zoeken?limit=1'),
          read: (response) => json(ok(response)),
        },
        context,
      );
    },

    /** GET /v1/verenigingen/mutaties: ascending, strictly after `sequence`. */
    async changesSince(sequence: number, context: CallContext): Promise<readonly AssociationChange[]> {
      const { value } = await publiek.call(
        {
          operation: 'mutaties',
          effect: 'read',
          scope: 'NONE',
          request: request(`/v1/verenigingen/mutaties?sinds=${sequence}`),
          read: (response) => {
            const body = json(ok(response)) as AssociationChange[];
            if (!Array.isArray(body)) throw malformed();
            return body.map((change) => {
              requireVCode(change);
              if (!Number.isSafeInteger(change.sequence)) throw malformed();
              return { vCode: change.vCode, sequence: change.sequence };
            });
          },
        },
        context,
      );
      return value;
    },

    /**
     * GET /v1/verenigingen/detail/all, which redirects to a file. The file is fetched in pieces (Range), each only
     * while it is still the same file (If-Match); a host that gives no ranges sends it whole.
     * NOT_CONFIGURED when it lies on a host that the settings do not allow.
     */
    async *all(context: CallContext): AsyncGenerator<readonly DetailDocument[]> {
      if (!bulk) throw new PlatformError(platform, 'NOT_CONFIGURED');
      const { value: location } = await publiek.call(
        {
          operation: 'detail-all',
          effect: 'read',
          scope: 'NONE',
          request: request('/v1/verenigingen/detail/all'),
          read: (response) => redirect(answered(response)),
        },
        context,
      );
      const reader = new BulkReader();
      let offset = 0;
      let etag: string | null = null;
      for (;;) {
        const from = offset;
        const same: string | null = etag;
        const { value: piece }: Sourced<Piece> = await bulk
          .call(
            {
              operation: 'bulk-file',
              effect: 'read',
              scope: 'NONE',
              perform: (send) => fetchPiece(send, location, from, bulkPieceBytes, same),
            },
            context,
          )
          .catch(hostNotConfigured);
        yield readPiece(() => reader.read(piece.body));
        offset += piece.body.length;
        etag = piece.etag;
        if (offset >= piece.total) break;
      }
      readPiece(() => (reader.end(), []));
    },

    /** POST /v1/verenigingen of the ACM API: the number travels in the body, never in a URL. */
    ofRepresentative(
      nationalNumber: NationalNumber,
      context: CallContext,
    ): Promise<Sourced<readonly RepresentedDocument[]>> {
      if (!acm) return Promise.reject(new PlatformError(platform, 'NOT_CONFIGURED'));
      return acm.call(
        {
          operation: 'verenigingen-per-insz',
          effect: 'read',
          scope: 'SUBJECT',
          cacheKey: nationalNumber.reveal(),
          perform: async (send) => {
            const response = await askAcm(send, nationalNumber.reveal());
            if (response.status === 400) throw refusal(response, 'REFUSED');
            const body = json(response) as { verenigingen?: RepresentedDocument[] };
            if (!Array.isArray(body?.verenigingen)) throw malformed();
            body.verenigingen.forEach((association) => requireVCode(association));
            return body.verenigingen;
          },
        },
        context,
      );
    },

    /** Asks the ACM API about nobody: the 400 that follows shows that the token was accepted. Null without access to that API. */
    tryAcm:
      acm &&
      ((context: CallContext) =>
        acm.call(
          {
            operation: 'check',
            effect: 'read',
            scope: 'NONE',
            perform: async (send) => json(await askAcm(send, '')),
          },
          context,
        )),
  };
}

async function askAcm(send: Send, insz: string): Promise<HttpResponse> {
  const response = await send({
    method: 'POST',
    url: '/v1/verenigingen',
    headers: { accept: 'application/json', 'content-type': 'application/json' },
    body: JSON.stringify({ insz, kboNummers: [] }),
    accept: [200, 400, 403],
  });
  if (response.status === 403) throw refusal(response, 'CREDENTIALS');
  return response;
}
