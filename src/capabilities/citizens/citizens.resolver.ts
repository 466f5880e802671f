import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Operation, Personal } from '../../vocabulary/marks.js';
import { DateScalar, NationalNumberScalar, PurposeCodeScalar } from '../../vocabulary/scalars.js';
import { Source, toSource } from '../../vocabulary/source.js';
import { AddressView, Citizen, Household, PersonNameView } from './citizen.types.js';
import { CitizensService } from './citizens.service.js';

@Resolver(() => Citizen)
export class CitizensResolver {
  constructor(private readonly service: CitizensService) {}

  @Operation({ access: 'citizen', audit: 'read', cost: { own: 1 } })
  @Query(() => Citizen, {
    nullable: true,
    description:
      'The citizen who is logged in. Whoever is not gets UNAUTHENTICATED; null never stands alone.',
  })
  me(@Ctx() { subject }: GraphContext): Citizen | null {
    return subject && new Citizen(subject.nationalNumber);
  }

  @Operation({ access: 'staff', audit: 'read', cost: { own: 1 } })
  @Query(() => Citizen, {
    nullable: true,
    description:
      'A person, for a civil servant with a second factor and a purpose from the register of processing activities. Every question is recorded. Of a person whom the register does not know the parts are null, never the person.',
  })
  citizen(
    @Arg('nationalNumber', () => NationalNumberScalar, { description: 'Whom it is about.' })
    nationalNumber: NationalNumber,
    @Arg('purpose', () => PurposeCodeScalar, { description: 'Why it is asked.' }) _purpose: string,
  ): Citizen {
    return new Citizen(nationalNumber);
  }

  @Costs({ own: 10 })
  @FieldResolver(() => PersonNameView, {
    nullable: true,
    description:
      'Name (MAGDA GeefPersoon); null when the register has no data, or when `source.state` is UNAVAILABLE.',
  })
  async name(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<PersonNameView | null> {
    return (await this.service.person(citizen, context)).value?.name ?? null;
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description:
      'Date of birth, perhaps incomplete; null when unknown, or when `source.state` is UNAVAILABLE.',
  })
  async birthDate(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<string | null> {
    return (await this.service.person(citizen, context)).value?.birthDate ?? null;
  }

  @Personal('contact')
  @Costs({ own: 10 })
  @FieldResolver(() => AddressView, {
    nullable: true,
    description:
      'Main residence, or the residence abroad; null when the register has none, or when `source.state` is UNAVAILABLE.',
  })
  async address(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<AddressView | null> {
    const { value } = await this.service.person(citizen, context);
    return value?.mainResidence ?? value?.residenceAbroad ?? null;
  }

  @Costs({ own: 10 })
  @FieldResolver(() => Source, { description: 'Where name, date of birth and address came from.' })
  async source(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<Source> {
    return toSource((await this.service.person(citizen, context)).source);
  }

  @Personal('household')
  @Costs({ own: 10 })
  @FieldResolver(() => Household, { description: 'With whom the citizen lives (gezinssamenstelling).' })
  household(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<Household> {
    return this.service.household(citizen, context);
  }
}
