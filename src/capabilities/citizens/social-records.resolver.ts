import { GraphQLError } from 'graphql';
import { Arg, Ctx, FieldResolver, Int, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Personal } from '../../vocabulary/marks.js';
import { AttestNameScalar, DateScalar, SocialStatusNameScalar } from '../../vocabulary/scalars.js';
import { Citizen } from './citizen.types.js';
import type { AttestQuestion } from './social-records.port.js';
import { SocialRecordsService } from './social-records.service.js';
import { attestLanguages, CitizenAttest, LivingWages, SocialStatuses } from './social-records.types.js';

/** As many as KSZ takes in one question: a field of the graph is one call. */
const mostStatuses = 8;

@Resolver(() => Citizen)
export class SocialRecordsResolver {
  constructor(private readonly service: SocialRecordsService) {}

  @Costs({ own: 20 })
  @Personal('social')
  @FieldResolver(() => SocialStatuses, {
    description:
      'Which social statuses the citizen has (sociaal statuut, KSZ through MAGDA). Ask only those that the purpose was granted.',
  })
  socialStatuses(
    @Root() citizen: Citizen,
    @Arg('names', () => [SocialStatusNameScalar], {
      description: 'Which, by their names at KSZ, such as BIM_BVT: one to eight.',
    })
    names: string[],
    @Arg('on', () => DateScalar, {
      nullable: true,
      description: 'The day on which they must hold; today when left out.',
    })
    on: string | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<SocialStatuses> {
    if (names.length === 0 || names.length > mostStatuses)
      throw badInput(`names must hold one to ${mostStatuses} social statuses.`);
    return this.service.statuses(citizen.nationalNumber, { names, at: on ?? null }, context);
  }

  @Costs({ own: 20 })
  @Personal('social')
  @FieldResolver(() => LivingWages, {
    description: 'What OCMWs paid the citizen as living wage (leefloon, through MAGDA), by year.',
  })
  livingWages(
    @Root() citizen: Citizen,
    @Arg('year', () => Int, { description: 'Which year, such as 2025.' }) year: number,
    @Arg('yearsBack', () => Int, {
      nullable: true,
      description: 'How many years before it too: 2 or 3, as the platform takes them; none when left out.',
    })
    yearsBack: number | null | undefined,
    @Ctx() context: GraphContext,
  ): Promise<LivingWages> {
    if (year < 1900 || year > 2999) throw badInput('year has four digits, such as 2025.');
    const back = yearsBack ?? null;
    if (back !== null && back !== 2 && back !== 3) throw badInput('yearsBack is 2 or 3.');
    return this.service.livingWages(citizen.nationalNumber, { year, yearsBack: back }, context);
  }

  @Costs({ own: 30 })
  @Personal('attests')
  @FieldResolver(() => CitizenAttest, {
    description:
      'A document about the citizen that its source makes now (attest, through MAGDA). Some hundreds of kilobytes.',
  })
  attest(
    @Root() citizen: Citizen,
    @Arg('name', () => AttestNameScalar, { description: 'Name of the attest at its source.' }) name: string,
    @Arg('language', () => attestLanguages, {
      defaultValue: 'NL',
      description: 'In which language it is written.',
    })
    language: keyof typeof attestLanguages,
    @Ctx() context: GraphContext,
  ): Promise<CitizenAttest> {
    const written = language.toLowerCase() as AttestQuestion['language'];
    return this.service.attest(citizen.nationalNumber, { name, language: written }, context);
  }
}

function badInput(reason: string): GraphQLError {
  return new GraphQLError(reason, { extensions: { code: 'BAD_USER_INPUT' } });
}
