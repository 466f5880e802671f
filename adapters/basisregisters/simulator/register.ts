import { createHash } from 'node:crypto';
import type { SimulatorReply } from '../../../src/adapter/simulator/simulator.js';
import { jsonAnswer, problem, type Question, type Surface } from './answers.js';
import {
  addressDetail,
  addressItem,
  listContext,
  parcelDetail,
  parcelId,
  parcelItem,
  uriOf,
} from './documents.js';
import { addressMatch } from './match.js';
import { type AddressRecord, fullAddress, municipality, type ParcelRecord, type Town } from './town.js';

export interface RegisterOptions {
  readonly town: Town;
  readonly baseUrl: string;
  readonly apiKey: string;
}

const linkedData = 'application/ld+json; charset=utf-8';
const mostOffset = 1_000_000;

/** The Basisregisters, version 2. */
export function createRegister({ town, baseUrl, apiKey }: RegisterOptions): Surface {
  const ids = (parcel: ParcelRecord) => parcel.addressIds.filter((id) => !town.address(id)?.removed);

  return (question) => {
    const { path, headers } = question;
    if (!path.startsWith('/v2/')) return null;
    const operation = registerOperation(path);
    const key = headers['x-api-key'] ?? question.query.get('apikey');
    if (key !== apiKey) {
      const detail = key ? 'Ongeldige API key.' : 'API key verplicht.';
      return problem(operation, 401, 'unauthorized', detail, baseUrl);
    }
    if (!/json|\*\/\*/.test(headers['accept'] ?? '*/*'))
      return problem(operation, 406, 'not-acceptable', 'Ongeldig formaat.', baseUrl);
    const limits = refusedPage(operation, question, baseUrl);
    if (limits) return limits;
    return withETag(answer(operation, question), headers['if-none-match']);
  };

  function answer(operation: string, question: Question): SimulatorReply {
    const id = decodeURIComponent(question.path.split('/').slice(3).join('/'));
    switch (operation) {
      case 'adressen-zoeken':
        return search(question);
      case 'adresmatch':
        return addressMatch(town, question, baseUrl);
      case 'adressen':
        return list(question, 'adressen', matchingAddresses(question), (address) =>
          addressItem(address, baseUrl),
        );
      case 'percelen':
        return list(question, 'percelen', matchingParcels(question), (parcel) => parcelItem(parcel, baseUrl));
      case 'totaal-aantal':
        return jsonAnswer(operation, {
          aantal: (question.path.includes('adressen') ? matchingAddresses : matchingParcels)(question).length,
        });
      case 'adres': {
        const address = town.address(id);
        if (!address) return problem(operation, 404, 'address:not-found', 'Onbestaand adres.', baseUrl);
        if (address.removed) return problem(operation, 410, 'address:gone', 'Verwijderd adres.', baseUrl);
        return jsonAnswer(operation, addressDetail(address, baseUrl), linkedData);
      }
      case 'perceel': {
        const parcel = town.parcel(id.replace('-', '/'));
        if (!parcel) return problem(operation, 404, 'parcel:not-found', 'Onbestaand perceel.', baseUrl);
        if (parcel.removed) return problem(operation, 410, 'parcel:gone', 'Verwijderd perceel.', baseUrl);
        return jsonAnswer(operation, parcelDetail(parcel, ids(parcel), baseUrl), linkedData);
      }
      default:
        return problem(operation, 404, 'not-found', 'Onbestaande pagina.', baseUrl);
    }
  }

  function matchingAddresses({ query }: Question): AddressRecord[] {
    const fits = (name: string, value: string | null) => {
      const wanted = query.get(name);
      return wanted === undefined || wanted.toLowerCase() === value?.toLowerCase();
    };
    return town.addresses.filter(
      (address) =>
        !address.removed &&
        fits('gemeentenaam', municipality.name) &&
        fits('niscode', municipality.nisCode) &&
        fits('postcode', address.postalCode) &&
        fits('straatnaam', address.street.name) &&
        fits('straatnaamobjectid', address.street.id) &&
        fits('huisnummer', address.houseNumber) &&
        fits('busnummer', address.boxNumber) &&
        fits('status', address.status),
    );
  }

  function matchingParcels({ query }: Question): ParcelRecord[] {
    const addressId = query.get('adresobjectid');
    const status = query.get('status');
    return town.parcels
      .filter((parcel) => !parcel.removed && (!addressId || ids(parcel).includes(addressId)))
      .filter((parcel) => !status || parcel.status === status)
      .sort((one, other) => (parcelId(one) < parcelId(other) ? -1 : 1));
  }

  function list<R>(
    { query, path }: Question,
    key: 'adressen' | 'percelen',
    records: readonly R[],
    item: (record: R) => object,
  ): SimulatorReply {
    const offset = Number(query.get('offset') ?? 0);
    const limit = Math.min(Number(query.get('limit') ?? 100), 500);
    const rest = new URLSearchParams([...query].filter(([name]) => name !== 'offset' && name !== 'limit'));
    rest.set('offset', `${offset + limit}`);
    rest.set('limit', `${limit}`);
    return jsonAnswer(
      key,
      {
        '@context': listContext[key],
        [key]: records.slice(offset, offset + limit).map(item),
        ...(offset + limit < records.length ? { volgende: `${baseUrl}${path}?${rest}` } : {}),
      },
      linkedData,
    );
  }

  /** Each word that was typed begins a word of the address; streets are found as well. */
  function search({ query }: Question): SimulatorReply {
    const wanted = wordsOf(query.get('q') ?? '');
    const limit = Number(query.get('limit') ?? 10);
    const [nisCode, name] = [query.get('niscode'), query.get('gemeentenaam')];
    const here =
      (nisCode === undefined || nisCode === municipality.nisCode) &&
      (name === undefined || name.toLowerCase() === municipality.name.toLowerCase());
    const fits = (text: string) => wanted.every((word) => wordsOf(text).some((own) => own.startsWith(word)));
    const wholeWords = (text: string) => wanted.filter((word) => wordsOf(text).includes(word)).length;
    const status = query.get('status');
    const streets = town.streets
      .map(({ id, name }) => ({
        kind: 'straatnaam' as const,
        id,
        line: `${name}, ${municipality.name}`,
        detail: 'straatnamen',
      }))
      .filter(({ line }) => fits(line));
    const addresses = town.addresses
      .filter((address) => !address.removed && (!status || address.status === status))
      .map((address) => ({
        kind: 'adres' as const,
        id: address.id,
        line: fullAddress(address),
        detail: 'adressen',
      }))
      .filter(({ line }) => fits(line))
      // Whole words before beginnings of words, and short lines before long ones.
      .sort(
        (one, other) => wholeWords(other.line) - wholeWords(one.line) || one.line.length - other.line.length,
      );
    const found = here && wanted.length > 0 ? [...streets, ...addresses].slice(0, limit) : [];
    return jsonAnswer('adressen-zoeken', {
      resultaten: found.map(({ kind, id, line, detail }) => ({
        id: uriOf(kind, id),
        objectId: id,
        detail: `${baseUrl}/v2/${detail}/${id}`,
        resultaat: line,
      })),
    });
  }
}

function wordsOf(text: string): string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}

/** The register's refusals of a page. */
function refusedPage(operation: string, { query }: Question, baseUrl: string): SimulatorReply | null {
  const refuse = (field: string, reason: string) =>
    problem(operation, 400, 'validation', 'Validatie mislukt.', baseUrl, {
      validationErrors: { [field]: [{ code: 'PredicateValidator', reason }] },
    });
  const offset = Number(query.get('offset') ?? 0);
  const limit = Number(query.get('limit') ?? 1);
  if (offset > mostOffset)
    return refuse('offset', `De offset is beperkt tot ${mostOffset}, gebruik extra filters.`);
  if (!Number.isInteger(offset) || offset < 0) return refuse('offset', 'Ongeldige offset.');
  const most = operation === 'adressen-zoeken' ? 50 : 500;
  if (!Number.isInteger(limit) || limit < 1 || (operation === 'adressen-zoeken' && limit > most))
    return refuse('limit', `De limit is beperkt tot ${most}.`);
  return null;
}

function withETag(reply: SimulatorReply, known: string | undefined): SimulatorReply {
  if (reply.status !== 200) return reply;
  const etag = `"${createHash('sha256')
    .update(reply.body ?? '')
    .digest('hex')
    .slice(0, 40)}"`;
  if (known === etag) return { operation: reply.operation, status: 304, headers: { etag }, body: '' };
  return { ...reply, headers: { ...reply.headers, etag } };
}

/** The register's name for what is asked. */
export function registerOperation(path: string): string {
  if (path === '/v2/adresmatch') return 'adresmatch';
  if (path === '/v2/adressen/zoeken') return 'adressen-zoeken';
  if (/^\/v2\/(?:adressen|percelen)\/totaal-aantal$/.test(path)) return 'totaal-aantal';
  if (path === '/v2/adressen' || path === '/v2/percelen') return path.slice(4);
  if (path.startsWith('/v2/adressen/')) return 'adres';
  if (path.startsWith('/v2/percelen/')) return 'perceel';
  return 'unknown';
}
