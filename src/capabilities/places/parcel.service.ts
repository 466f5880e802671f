import { partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { SourceStatus } from '../../context/source-status.js';
import { decodeCursor, encodeCursor } from '../../vocabulary/connection.js';
import { toSource } from '../../vocabulary/source.js';
import { type AddressService, momentOf, type Wanted } from './address.service.js';
import { RegisteredAddressConnection } from './address.types.js';
import { badInput } from './bad-input.js';
import { Parcel, ParcelGeometryView, Parcels } from './parcel.types.js';
import type { Lookup, Parcel as ParcelRecord, PlacesPort, Srs } from './places.port.js';

/** A parcel with what the resolvers of its fields need and nobody reads. */
export interface ParcelNode extends Parcel {
  /** Null when a list named it: its addresses were not told then. */
  readonly listing: { readonly addressIds: readonly string[]; readonly status: SourceStatus } | null;
}

export interface AddressPage {
  readonly first: number;
  readonly after: string | null;
}

/** Cadastral parcels: what the parcel register and the cadastral plan say of them. */
export class ParcelService {
  constructor(
    private readonly port: PlacesPort | undefined,
    /** The adapter that provides the port: named in the source of what it cannot give. */
    private readonly platform: string,
    private readonly addresses: AddressService,
  ) {}

  /** Null when the register never had it. A register that is down leaves its own part empty: the plan may know more. */
  async parcel(capakey: string, context: CallContext): Promise<Parcel | null> {
    const { value, source } = await this.#lookup(capakey, context);
    if (value?.state === 'UNKNOWN') return null;
    const record = value?.state === 'FOUND' ? value.value : null;
    const node: ParcelNode = {
      capakey: record?.capakey ?? capakey,
      uri: record?.uri ?? null,
      status: value?.state === 'REMOVED' ? 'REMOVED' : (record?.status ?? null),
      statusCode: record?.statusCode ?? null,
      versionAt: momentOf(record?.versionAt ?? null),
      source: toSource(source),
      listing: { addressIds: record?.addressIds ?? [], status: source },
    };
    return Object.assign(new Parcel(), node);
  }

  async ofAddress(addressId: string | null, source: SourceStatus, context: CallContext): Promise<Parcels> {
    if (addressId === null) return Object.assign(new Parcels(), { items: [], source: toSource(source) });
    const part = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.parcelsOfAddress(addressId, aside),
    );
    const items = (part.value ?? []).map((summary) => {
      const node = { ...summary, uri: null, versionAt: null, source: toSource(part.source), listing: null };
      return Object.assign(new Parcel(), node satisfies ParcelNode);
    });
    return Object.assign(new Parcels(), { items, source: toSource(part.source) });
  }

  /** A page of the parcel's addresses. BAD_USER_INPUT for a cursor that is not of its list. */
  async addressesOf(
    parcel: Parcel,
    { first, after }: AddressPage,
    wanted: Wanted,
    context: CallContext,
  ): Promise<RegisteredAddressConnection> {
    const { addressIds, status } =
      (parcel as ParcelNode).listing ?? (await this.#listing(parcel.capakey, context));
    const begin = after === null ? 0 : placeAfter(addressIds, after);
    const page = addressIds.slice(begin, begin + first);
    const nodes = await this.addresses.many(page, status, wanted, context);
    const edges = nodes.map((node, index) => ({ node, cursor: encodeCursor(page[index]!) }));
    return Object.assign(new RegisteredAddressConnection(), {
      edges,
      nodes: [...nodes],
      pageInfo: {
        hasNextPage: begin + first < addressIds.length,
        hasPreviousPage: begin > 0,
        startCursor: edges[0]?.cursor ?? null,
        endCursor: edges.at(-1)?.cursor ?? null,
      },
      totalCount: status.state === 'UNAVAILABLE' ? null : addressIds.length,
      source: toSource(status),
    });
  }

  async geometry(capakey: string, srs: Srs, context: CallContext): Promise<ParcelGeometryView> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.parcelGeometry(capakey, srs, aside),
    );
    return Object.assign(new ParcelGeometryView(), {
      srs,
      shape: value?.shape ?? null,
      boundingBox: value?.boundingBox ?? null,
      centre: value?.centre ?? null,
      municipality: value?.municipality ?? null,
      divisionCode: value?.division.code ?? null,
      divisionName: value?.division.name ?? null,
      section: value?.section ?? null,
      number: value?.number ?? null,
      groundNumber: value?.groundNumber ?? null,
      bisNumber: value?.bisNumber ?? null,
      exponent: value?.exponent ?? null,
      power: value?.power ?? null,
      addressLines: value?.addressLines ?? [],
      source: toSource(source),
    });
  }

  async #listing(capakey: string, context: CallContext): Promise<NonNullable<ParcelNode['listing']>> {
    const { value, source } = await this.#lookup(capakey, context);
    return { addressIds: value?.state === 'FOUND' ? value.value.addressIds : [], status: source };
  }

  #lookup(capakey: string, context: CallContext) {
    return partFrom<PlacesPort, Lookup<ParcelRecord>>(this.port, this.platform, context, (port, aside) =>
      port.parcel(capakey, aside),
    );
  }
}

/** Where a page begins. BAD_USER_INPUT for the cursor of another list. */
function placeAfter(addressIds: readonly string[], cursor: string): number {
  const index = addressIds.indexOf(String(decodeCursor(cursor, 1)[0]));
  if (index >= 0) return index + 1;
  throw badInput('This is no cursor of this list: give the endCursor of the page before.');
}
