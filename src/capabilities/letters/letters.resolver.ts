import { Arg, Ctx, FieldResolver, ID, Query, Resolver, Root } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Operation } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { toLetter } from './letter.view.js';
import type { LetterState } from './letters.port.js';
import { LettersService } from './letters.service.js';
import { BpostStatusView, Letter, LetterConnection, LetterDeliveryView, stateEnum } from './letters.types.js';

const mostPerPage = 100;

@Resolver()
export class LettersResolver {
  constructor(private readonly service: LettersService) {}

  @Query(() => Letter, {
    nullable: true,
    description:
      'One letter of the asker’s own organisation; null when it has no such letter. For a civil servant with a second factor, or a service client with the scope `changes`.',
  })
  @Operation({ access: 'office', audit: 'read', cost: { own: 10 } })
  async letter(
    @Ctx() context: GraphContext,
    @Arg('id', () => ID, { description: 'Its id.' }) id: string,
  ): Promise<Letter | null> {
    const shown = await this.service.letter(id, context);
    return shown && toLetter(shown);
  }

  @Query(() => LetterConnection, {
    description:
      'Letters of the civil servant’s own organisation, the newest first. The platform is asked where those in an e-Box stand that may still change, with one question for all citizens and one for all enterprises.',
  })
  @Operation({ access: 'staff', audit: 'read', cost: { own: 5, size: 'first', max: mostPerPage } })
  async letters(
    @Ctx() context: GraphContext,
    @Arg('state', () => stateEnum, {
      nullable: true,
      description: 'Only those that last stood so, before they are asked again; left out: all.',
    })
    state: LetterState | null,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<LetterConnection> {
    const page = await this.service.letters(
      state ?? null,
      pageSize(first, mostPerPage),
      after ?? null,
      context,
    );
    return fillConnection(new LetterConnection(), page, after, toLetter);
  }
}

@Resolver(() => Letter)
export class LetterProofResolver {
  constructor(private readonly service: LettersService) {}

  @Costs({ own: 5 })
  @FieldResolver(() => [LetterDeliveryView], {
    description:
      'Proof of each time that a platform took it, the earliest first: one, or two when it also went on paper because nobody opens the e-Box. Empty for a letter that was not sent by a command.',
  })
  async deliveries(@Root() { record }: Letter): Promise<LetterDeliveryView[]> {
    const found = await this.service.deliveries(record);
    return found.map(({ registeredCost: _registeredCost, ...delivery }) =>
      Object.assign(new LetterDeliveryView(), delivery satisfies LetterDeliveryView),
    );
  }

  @Costs({ own: 20 })
  @FieldResolver(() => BpostStatusView, {
    nullable: true,
    description:
      'What bpost tells of a registered letter on paper: a question for each letter; null for another letter, when the platform does not know it, or when it does not answer, which `extensions.sources` tells.',
  })
  bpostStatus(@Root() { record }: Letter, @Ctx() context: GraphContext): Promise<BpostStatusView | null> {
    return this.service.bpostStatus(record, context);
  }

  @Costs({ own: 20 })
  @FieldResolver(() => Boolean, {
    nullable: true,
    description:
      'Whether bpost’s proof of deposit of a registered letter on paper can be had (bewijs van afgifte): a question for each letter; null for another letter, or when the platform does not answer, which `extensions.sources` tells.',
  })
  hasProofOfDeposit(@Root() { record }: Letter, @Ctx() context: GraphContext): Promise<boolean | null> {
    return this.service.hasProofOfDeposit(record, context);
  }
}
