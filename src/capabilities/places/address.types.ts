import { Field, Float, registerEnumType } from 'type-graphql';
import { Connection } from '../../vocabulary/connection.js';
import { Thing } from '../../vocabulary/marks.js';
import { AddressIdScalar, DateTimeScalar } from '../../vocabulary/scalars.js';
import { Source } from '../../vocabulary/source.js';
import type { AddressStatus } from './places.port.js';
import { AddressMatchWarning, AddressMunicipality, Position, Street } from './places.types.js';

export type AddressState = AddressStatus | 'REMOVED';

export const addressStates: { readonly [S in AddressState]: S } = {
  PROPOSED: 'PROPOSED',
  IN_USE: 'IN_USE',
  RETIRED: 'RETIRED',
  REJECTED: 'REJECTED',
  REMOVED: 'REMOVED',
  UNKNOWN: 'UNKNOWN',
};

registerEnumType(addressStates, {
  name: 'AddressStatus',
  description: 'Where an address is in its life.',
  valuesConfig: {
    PROPOSED: { description: 'Not yet in use (voorgesteld).' },
    IN_USE: { description: 'In use (inGebruik).' },
    RETIRED: { description: 'No longer in use (gehistoreerd).' },
    REJECTED: { description: 'Proposed and refused (afgekeurd).' },
    REMOVED: {
      description: 'Taken out of the register as a mistake (HTTP 410); nothing else is known of it.',
    },
    UNKNOWN: { description: 'In a word that this hub does not know; see `statusCode`.' },
  },
});

const text = (description: string) => Field(() => String, { nullable: true, description });
const detail = 'null when the register tells none, or when `source.state` is UNAVAILABLE.';

@Thing({
  description:
    'An address (adres) of the Flemish address register. It is about a place; who lives there is another matter.',
})
export class RegisteredAddress {
  @Field(() => AddressIdScalar, {
    nullable: true,
    description: 'Its number in the register; null for a match that is a street without a house.',
  })
  id!: string | null;

  @text(
    'Its URI, such as https://data.vlaanderen.be/id/adres/3213019; null where `id` is, or where it is not told.',
  )
  uri!: string | null;

  @text(`The whole address in one line (volledigAdres); ${detail}`)
  fullAddress!: string | null;

  @Field(() => Street, { nullable: true, description: `Street (straatnaam); ${detail}` })
  street!: Street | null;

  @text(`House number (huisnummer); ${detail}`)
  houseNumber!: string | null;

  @text('Box number (busnummer); null when there is none.')
  boxNumber!: string | null;

  @text(`Postal code (postinfo); ${detail}`)
  postalCode!: string | null;

  @Field(() => AddressMunicipality, { nullable: true, description: `Municipality (gemeente); ${detail}` })
  municipality!: AddressMunicipality | null;

  @Field(() => Position, { nullable: true, description: `Where it is; ${detail}` })
  position!: Position | null;

  @text(
    'How the position was found, in the register’s word, such as aangeduidDoorBeheerder; null without position.',
  )
  positionMethod!: string | null;

  @text('What the position points to, in the register’s word, such as gebouweenheid; null without position.')
  positionSpecification!: string | null;

  @Field(() => addressStates, { nullable: true, description: `Where it is in its life; ${detail}` })
  status!: AddressState | null;

  @text('The register’s own word for `status`; null when it gave none.')
  statusCode!: string | null;

  @Field(() => Boolean, {
    nullable: true,
    description: `Whether the municipality assigned it (officieelToegekend); ${detail}`,
  })
  officiallyAssigned!: boolean | null;

  @Field(() => DateTimeScalar, {
    nullable: true,
    description: `Since when it is as it is here (versieId); ${detail}`,
  })
  versionAt!: Date | null;

  @Field(() => Source, {
    description: 'Where this came from. UNAVAILABLE: of this address only what a list told is here.',
  })
  source!: Source;
}

@Thing({ description: 'What a search for addresses found.' })
export class FoundAddresses {
  @Field(() => [RegisteredAddress], {
    description: 'The best first. Empty when nothing fits, or when `source.state` is UNAVAILABLE.',
  })
  items!: readonly RegisteredAddress[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({ name: 'AddressMatch', description: 'An address that a written address may mean (adresmatch).' })
export class AddressMatchView {
  @Field(() => Float, { description: 'How well it fits: 0 to 100, which is exact.' })
  score!: number;

  @Field(() => RegisteredAddress, {
    description: 'The address; without id when only the street was recognised.',
  })
  address!: RegisteredAddress;
}

@Thing({ name: 'AddressMatches', description: 'What the address register makes of a written address.' })
export class AddressMatchesView {
  @Field(() => [AddressMatchView], {
    description:
      'The best first, at most ten. Empty when nothing is alike, or when `source.state` is UNAVAILABLE.',
  })
  items!: readonly AddressMatchView[];

  @Field(() => [AddressMatchWarning], { description: 'What the register could not use; mostly empty.' })
  warnings!: readonly AddressMatchWarning[];

  @Field(() => Source, { description: 'Where this came from.' })
  source!: Source;
}

@Thing({ description: 'The addresses of a parcel (Relay), in the order in which the register tells them.' })
export class RegisteredAddressConnection extends Connection(RegisteredAddress) {}
