import { Arg, Ctx, FieldResolver, Query, Resolver, Root } from 'type-graphql';
import { NationalNumber } from '../../identifiers/national-number.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Operation, Personal } from '../../vocabulary/marks.js';
import { DateScalar, NationalNumberScalar, PurposeCodeScalar } from '../../vocabulary/scalars.js';
import { Source, toSource } from '../../vocabulary/source.js';
import {
  AddressView,
  Citizen,
  CodedText,
  DatedCodedText,
  Household,
  PersonNameView,
} from './citizen.types.js';
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

  @FieldResolver(() => NationalNumberScalar, {
    nullable: true,
    description:
      'The number under which the register knows the person now: another than `nationalNumber` when that one was replaced; null when the register has no data, or when `source.state` is UNAVAILABLE.',
  })
  async registeredNumber(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
  ): Promise<NationalNumber | null> {
    return (await this.service.person(citizen, context)).value?.nationalNumber ?? null;
  }

  @FieldResolver(() => String, {
    nullable: true,
    description:
      'Where the person was born: the municipality, or the country when no municipality is known; null when unknown, or when `source.state` is UNAVAILABLE.',
  })
  async birthPlace(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<string | null> {
    return (await this.service.person(citizen, context)).value?.birthPlace ?? null;
  }

  @FieldResolver(() => DateScalar, {
    nullable: true,
    description: 'Day of death, perhaps incomplete; null while alive, or when `source.state` is UNAVAILABLE.',
  })
  async deathDate(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<string | null> {
    return (await this.service.person(citizen, context)).value?.deathDate ?? null;
  }

  @FieldResolver(() => CodedText, {
    nullable: true,
    description:
      'Sex (geslacht): 1 male, 2 female; null when not given, or when `source.state` is UNAVAILABLE.',
  })
  async sex(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<CodedText | null> {
    return (await this.service.person(citizen, context)).value?.sex ?? null;
  }

  @FieldResolver(() => DatedCodedText, {
    nullable: true,
    description:
      'Civil status (burgerlijke staat): 10 unmarried, 20 married and so on; null when not given, or when `source.state` is UNAVAILABLE.',
  })
  async civilStatus(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<DatedCodedText | null> {
    return (await this.service.person(citizen, context)).value?.civilStatus ?? null;
  }

  @FieldResolver(() => [DatedCodedText], {
    nullable: true,
    description: 'Nationalities; null when the register has no data, or when `source.state` is UNAVAILABLE.',
  })
  async nationalities(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
  ): Promise<readonly DatedCodedText[] | null> {
    return (await this.service.person(citizen, context)).value?.nationalities ?? null;
  }

  @FieldResolver(() => [DatedCodedText], {
    nullable: true,
    description:
      'What the register says of the file itself (statussen), such as deceased or struck off (afgevoerd); empty when nothing is said, null when the register has no data, or when `source.state` is UNAVAILABLE.',
  })
  async registerStatuses(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
  ): Promise<readonly DatedCodedText[] | null> {
    return (await this.service.person(citizen, context)).value?.statuses ?? null;
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
  @FieldResolver(() => Source, { description: 'Where the name and all else of the person’s file came from.' })
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
