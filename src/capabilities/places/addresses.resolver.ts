import type { GraphQLResolveInfo } from 'graphql';
import { Arg, Ctx, FieldResolver, Info, Int, Query, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Operation } from '../../vocabulary/marks.js';
import { AddressIdScalar, NisCodeScalar, PostalCodeScalar } from '../../vocabulary/scalars.js';
import { selectedNames } from '../../vocabulary/selection.js';
import type { AddressService, Wanted } from './address.service.js';
import { AddressMatchesView, FoundAddresses, RegisteredAddress } from './address.types.js';
import { badInput, within } from './bad-input.js';
import type { ParcelService } from './parcel.service.js';
import { Parcels } from './parcel.types.js';

const longestText = 200;
/** The register gives no more for one search. */
const mostFound = 50;

const number = ['__typename', 'id', 'source', 'parcels'];
const line = [...number, 'uri', 'fullAddress'];

/** How much of addresses is asked: the register tells a line in a list, and the rest for each address apart. */
export function wantedOf(names: ReadonlySet<string>): Wanted {
  const all = [...names];
  if (all.every((name) => number.includes(name))) return 'ID';
  return all.every((name) => line.includes(name)) ? 'LINE' : 'WHOLE';
}

@Resolver(() => RegisteredAddress)
export class AddressesResolver {
  constructor(
    private readonly service: AddressService,
    private readonly parcelService: ParcelService,
  ) {}

  @Operation({ access: 'public', audit: 'none', cost: { own: 5, size: 'first', max: mostFound } })
  @Query(() => FoundAddresses, {
    description:
      'Addresses that begin as somebody types (Basisregisters, adressen/zoeken). While they type, ask at most every 300 ms. Fields beyond `id`, `uri` and `fullAddress` take a call for each address: ask those of the one that was chosen.',
  })
  async addresses(
    @Ctx() context: GraphContext,
    @Info() info: GraphQLResolveInfo,
    @Arg('search', () => String, {
      description: 'What was typed, such as turnhoutsebaan 12; at most 200 characters.',
    })
    search: string,
    @Arg('municipality', () => String, {
      nullable: true,
      description: 'Only in the municipality of this name, such as Schilde.',
    })
    municipality: string | null,
    @Arg('nisCode', () => NisCodeScalar, {
      nullable: true,
      description: 'Only in the municipality of this NIS code.',
    })
    nisCode: string | null,
    @Arg('first', () => Int, { defaultValue: 10, description: `How many: 1 to ${mostFound}.` })
    first: number,
  ): Promise<FoundAddresses> {
    return this.service.search(
      {
        text: filled('search', search),
        municipality:
          municipality === null || municipality === undefined ? null : filled('municipality', municipality),
        nisCode: nisCode ?? null,
        limit: within('first', first, 1, mostFound),
      },
      wantedOf(selectedNames(info, 'items')),
      context,
    );
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 5 } })
  @Query(() => RegisteredAddress, {
    nullable: true,
    description:
      'One address; null when the address register never had it. One that was taken out of it has status REMOVED.',
  })
  address(
    @Ctx() context: GraphContext,
    @Arg('id', () => AddressIdScalar, { description: 'Its number in the register, or its URI.' }) id: string,
  ): Promise<RegisteredAddress | null> {
    return this.service.address(id, context);
  }

  @Operation({ access: 'public', audit: 'none', cost: { own: 10, max: 10 } })
  @Query(() => AddressMatchesView, {
    description:
      'The registered addresses that a written one may mean (Basisregisters, adresmatch), for addresses from elsewhere. For somebody who types, `addresses` is quicker. Give at least one of `postalCode`, `nisCode` and `municipality`.',
  })
  async addressMatches(
    @Ctx() context: GraphContext,
    @Arg('street', () => String, { description: 'Name of the street, as it was written.' }) street: string,
    @Arg('houseNumber', () => String, { nullable: true, description: 'House number, such as 12 or 12B.' })
    houseNumber: string | null,
    @Arg('boxNumber', () => String, { nullable: true, description: 'Box number.' })
    boxNumber: string | null,
    @Arg('postalCode', () => PostalCodeScalar, { nullable: true, description: 'Postal code.' })
    postalCode: string | null,
    @Arg('nisCode', () => NisCodeScalar, { nullable: true, description: 'NIS code of the municipality.' })
    nisCode: string | null,
    @Arg('municipality', () => String, { nullable: true, description: 'Name of the municipality.' })
    municipality: string | null,
  ): Promise<AddressMatchesView> {
    const optional = (name: string, value: string | null) => (value?.trim() ? filled(name, value) : null);
    const request = {
      street: filled('street', street),
      houseNumber: optional('houseNumber', houseNumber),
      boxNumber: optional('boxNumber', boxNumber),
      postalCode: postalCode ?? null,
      nisCode: nisCode ?? null,
      municipality: optional('municipality', municipality),
    };
    if (request.postalCode === null && request.nisCode === null && request.municipality === null)
      throw badInput('Give at least one of postalCode, nisCode and municipality.');
    return this.service.match(request, context);
  }

  @Costs({ own: 5, max: 2 })
  @FieldResolver(() => Parcels, {
    description: 'The parcels on which the address is; empty for a match that is a street without a house.',
  })
  parcels(@Root() address: RegisteredAddress, @Ctx() context: GraphContext): Promise<Parcels> {
    return this.parcelService.ofAddress(address.id, address.source, context);
  }
}

function filled(name: string, value: string): string {
  const text = value.trim();
  if (text === '') throw badInput(`${name} is empty.`);
  if (text.length > longestText) throw badInput(`${name} may have ${longestText} characters at most.`);
  return text;
}
