import { LRUCache } from 'lru-cache';
import type { z } from 'zod';
import { PlatformError } from '../../src/adapter/platform-error.js';
import type { HttpResponse, Send, Wire } from '../../src/adapter/wire/wire.js';
import type {
  AddressMatchRequest,
  AddressSearch,
  Lookup,
} from '../../src/capabilities/places/places.port.js';
import type { CallContext } from '../../src/context/call-context.js';
import type { Sourced } from '../../src/context/source-status.js';
import { platform, readJson, refusal } from './answers.js';
import {
  type AddressDocument,
  addressDocument,
  addressListDocument,
  type AddressListItem,
  type AddressMatchDocument,
  addressMatchDocument,
  addressSearchDocument,
  type AddressSearchItem,
  type ParcelDocument,
  parcelDocument,
  parcelListDocument,
  type ParcelListItem,
} from './documents.js';

export type Client = ReturnType<typeof createClient>;

const accept = [200, 304, 400, 401, 403, 404, 406, 410];
/** The register gives no longer page. */
const pageLimit = 500;
/** No street or address of Flanders has more; a register that keeps giving pages must not keep us. */
const mostPages = 20;
const keptAnswers = 500;

/** The register's operations, typed, over the wire. All reject with PlatformError. */
export function createClient(wire: Wire) {
  // What the register gave, by URL: it counts again when the register says that nothing changed.
  const given = new LRUCache<string, { readonly etag: string; readonly response: HttpResponse }>({
    max: keptAnswers,
  });

  /** The answer, or the last one when it did not change. */
  async function get(send: Send, url: string): Promise<HttpResponse> {
    const kept = given.get(url);
    const headers = {
      accept: 'application/ld+json, application/json',
      ...(kept ? { 'if-none-match': kept.etag } : {}),
    };
    const response = await send({ method: 'GET', url, headers, accept });
    if (response.status !== 304) return response;
    if (kept) return kept.response;
    throw new PlatformError(platform, 'MALFORMED', { status: 304 });
  }

  /** Kept only once it was understood: an answer that is spoilt must not come back at every 304. */
  function understood<S extends z.ZodType>(schema: S, url: string, response: HttpResponse): z.output<S> {
    const document = readJson(schema, response);
    const { etag } = response.headers;
    if (etag) given.set(url, { etag, response });
    return document;
  }

  function read<T>(
    operation: string,
    url: string,
    perform: (send: Send) => Promise<T>,
    context: CallContext,
  ): Promise<Sourced<T>> {
    return wire.call({ operation, effect: 'read', scope: 'PUBLIC', cacheKey: url, perform }, context);
  }

  async function whole<S extends z.ZodType>(schema: S, send: Send, url: string): Promise<z.output<S>> {
    const response = await get(send, url);
    if (response.status !== 200) throw refusal(response);
    return understood(schema, url, response);
  }

  /** 404 is a number that never was, 410 one that was taken out. */
  async function lookup<S extends z.ZodType>(
    schema: S,
    send: Send,
    url: string,
  ): Promise<Lookup<z.output<S>>> {
    const response = await get(send, url);
    if (response.status === 404) return { state: 'UNKNOWN' };
    if (response.status === 410) return { state: 'REMOVED' };
    if (response.status !== 200) throw refusal(response);
    return { state: 'FOUND', value: understood(schema, url, response) };
  }

  /** Follows `volgende`, as far as it goes. */
  async function pages<S extends z.ZodType<{ volgende?: string | null | undefined }>>(
    schema: S,
    send: Send,
    first: string,
  ): Promise<z.output<S>[]> {
    const found: z.output<S>[] = [];
    for (let url: string | null = first; url;) {
      if (found.length === mostPages) throw new PlatformError(platform, 'TOO_LARGE');
      const page: z.output<S> = await whole(schema, send, url);
      found.push(page);
      url = page.volgende ? pathOf(page.volgende) : null;
    }
    return found;
  }

  return {
    /** GET /v2/adressen/zoeken: what fits best, at most 50. */
    search(search: AddressSearch, context: CallContext): Promise<Sourced<readonly AddressSearchItem[]>> {
      const url = `/v2/adressen/zoeken?${queryOf({
        q: search.text,
        gemeenteNaam: search.municipality,
        niscode: search.nisCode,
        limit: `${search.limit}`,
      })}`;
      return read(
        'adressen-zoeken',
        url,
        async (send) => (await whole(addressSearchDocument, send, url)).resultaten,
        context,
      );
    },

    /** GET /v2/adressen/{objectId}. */
    address(id: string, context: CallContext): Promise<Sourced<Lookup<AddressDocument>>> {
      const url = `/v2/adressen/${encodeURIComponent(id)}`;
      return read('adres', url, (send) => lookup(addressDocument, send, url), context);
    },

    /** GET /v2/adressen?straatnaamObjectId=: every address of a street, whatever its status. */
    addressesOfStreet(streetId: string, context: CallContext): Promise<Sourced<readonly AddressListItem[]>> {
      const url = `/v2/adressen?${queryOf({ straatnaamObjectId: streetId, limit: `${pageLimit}` })}`;
      return read(
        'adressen',
        url,
        async (send) => (await pages(addressListDocument, send, url)).flatMap(({ adressen }) => adressen),
        context,
      );
    },

    /** GET /v2/adresmatch. REFUSED when it can do nothing with the request. */
    match(request: AddressMatchRequest, context: CallContext): Promise<Sourced<AddressMatchDocument>> {
      const url = `/v2/adresmatch?${queryOf({
        gemeentenaam: request.municipality,
        niscode: request.nisCode,
        postcode: request.postalCode,
        straatnaam: request.street,
        huisnummer: request.houseNumber,
        busnummer: request.boxNumber,
      })}`;
      return read('adresmatch', url, (send) => whole(addressMatchDocument, send, url), context);
    },

    /** GET /v2/percelen/{objectId}, the CaPaKey with a dash. */
    parcel(capakey: string, context: CallContext): Promise<Sourced<Lookup<ParcelDocument>>> {
      const url = `/v2/percelen/${encodeURIComponent(capakey.replace('/', '-'))}`;
      return read('perceel', url, (send) => lookup(parcelDocument, send, url), context);
    },

    /** GET /v2/percelen?adresObjectId=: the parcels on which an address is. */
    parcelsOfAddress(addressId: string, context: CallContext): Promise<Sourced<readonly ParcelListItem[]>> {
      const url = `/v2/percelen?${queryOf({ adresObjectId: addressId, limit: `${pageLimit}` })}`;
      return read(
        'percelen',
        url,
        async (send) => (await pages(parcelListDocument, send, url)).flatMap(({ percelen }) => percelen),
        context,
      );
    },

    /** Whether the register answers at all; that it refuses our key is an answer. */
    async reach(context: CallContext): Promise<void> {
      await wire.call(
        {
          operation: 'adressen',
          effect: 'read',
          scope: 'NONE',
          perform: (send) => send({ method: 'GET', url: '/v2/adressen?limit=1', accept: [200, 401, 403] }),
        },
        context,
      );
    },

    /** A list of one address, never from the cache: tells whether the key is accepted. */
    async tryKey(context: CallContext): Promise<void> {
      const url = '/v2/adressen?limit=1';
      await wire.call(
        {
          operation: 'adressen',
          effect: 'read',
          scope: 'NONE',
          async perform(send) {
            const response = await send({ method: 'GET', url, accept });
            if (response.status !== 200) throw refusal(response);
            return readJson(addressListDocument, response);
          },
        },
        context,
      );
    },
  };
}

function queryOf(values: Readonly<Record<string, string | null>>): URLSearchParams {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values)) if (value !== null) query.set(name, value);
  return query;
}

/** `volgende` is absolute, and names the host by which the public knows the register; only its path is followed. */
function pathOf(next: string): string {
  const { pathname, search } = new URL(next, 'https://register.invalid');
  return pathname + search;
}
