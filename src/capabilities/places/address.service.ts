import { type Part, partFrom } from '../../adapter/availability.js';
import type { CallContext } from '../../context/call-context.js';
import type { SourceStatus } from '../../context/source-status.js';
import { toSource } from '../../vocabulary/source.js';
import { AddressMatchesView, FoundAddresses, RegisteredAddress } from './address.types.js';
import type {
  AddressMatchRequest,
  AddressSearch,
  Lookup,
  PlacesPort,
  RegisteredAddress as Address,
} from './places.port.js';
import { toWgs84 } from './projection.js';

/** How much of an address somebody reads: its number, its line as well, or everything. */
export type Wanted = 'ID' | 'LINE' | 'WHOLE';

/** Addresses of the address register. */
export class AddressService {
  constructor(
    private readonly port: PlacesPort | undefined,
    /** The adapter that provides the port: named in the source of what it cannot give. */
    private readonly platform: string,
  ) {}

  async search(search: AddressSearch, wanted: Wanted, context: CallContext): Promise<FoundAddresses> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.searchAddresses(search, aside),
    );
    const found = value ?? [];
    const items =
      wanted === 'WHOLE'
        ? await this.#whole(found, source, context)
        : found.map((address) => toView(address, source));
    return Object.assign(new FoundAddresses(), { items, source: toSource(source) });
  }

  /** Null when the register never had it. */
  async address(id: string, context: CallContext): Promise<RegisteredAddress | null> {
    const part = await this.#lookup(id, context);
    return part.value?.state === 'UNKNOWN' ? null : viewOf({ ...nothing, id }, part);
  }

  async match(request: AddressMatchRequest, context: CallContext): Promise<AddressMatchesView> {
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.matchAddress(request, aside),
    );
    return Object.assign(new AddressMatchesView(), {
      items: (value?.matches ?? []).map(({ score, address }) => ({
        score,
        address: toView(address, source),
      })),
      warnings: value?.warnings ?? [],
      source: toSource(source),
    });
  }

  /** Addresses that a list named by number, in its order, with as much of them as is wanted. */
  async many(
    ids: readonly string[],
    listedBy: SourceStatus,
    wanted: Wanted,
    context: CallContext,
  ): Promise<readonly RegisteredAddress[]> {
    const bare = ids.map((id): Address => ({ ...nothing, id }));
    if (wanted === 'ID' || ids.length === 0) return bare.map((address) => toView(address, listedBy));
    if (wanted === 'WHOLE') return this.#whole(bare, listedBy, context);
    const { value, source } = await partFrom(this.port, this.platform, context, (port, aside) =>
      port.addressLines(ids, aside),
    );
    return bare.map((address) => toView(value?.get(address.id ?? '') ?? address, source));
  }

  #whole(
    addresses: readonly Address[],
    listedBy: SourceStatus,
    context: CallContext,
  ): Promise<readonly RegisteredAddress[]> {
    return Promise.all(
      addresses.map(async (address) =>
        address.id === null
          ? toView(address, listedBy)
          : viewOf(address, await this.#lookup(address.id, context)),
      ),
    );
  }

  #lookup(id: string, context: CallContext): Promise<Part<Lookup<Address>>> {
    return partFrom(this.port, this.platform, context, (port, aside) => port.address(id, aside));
  }
}

const nothing: Address = {
  id: null,
  uri: null,
  versionAt: null,
  fullAddress: null,
  street: null,
  houseNumber: null,
  boxNumber: null,
  postalCode: null,
  municipality: null,
  position: null,
  status: null,
  statusCode: null,
  officiallyAssigned: null,
};

/** The address itself, or what was known of it before when it could not be asked. */
function viewOf(known: Address, { value, source }: Part<Lookup<Address>>): RegisteredAddress {
  if (value?.state === 'FOUND') return toView(value.value, source);
  const view = toView(known, source);
  return value?.state === 'REMOVED' ? Object.assign(view, { status: 'REMOVED' }) : view;
}

function toView({ position, versionAt, ...address }: Address, source: SourceStatus): RegisteredAddress {
  return Object.assign(new RegisteredAddress(), address, {
    position: position && { x: position.x, y: position.y, ...toWgs84(position) },
    positionMethod: position?.method ?? null,
    positionSpecification: position?.specification ?? null,
    versionAt: momentOf(versionAt),
    source: toSource(source),
  });
}

/** A version is a moment; one that cannot be read is not told. */
export function momentOf(text: string | null): Date | null {
  const moment = text === null ? null : new Date(text);
  return moment && !Number.isNaN(moment.getTime()) ? moment : null;
}
