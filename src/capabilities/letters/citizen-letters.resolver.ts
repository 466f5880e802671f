import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import { fillConnection, pageSize } from '../../vocabulary/connection.js';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Personal } from '../../vocabulary/marks.js';
import { After, First } from '../../vocabulary/page-arguments.js';
import { Citizen } from '../citizens/citizen.types.js';
import { toOwnLetter } from './letter.view.js';
import { LettersService } from './letters.service.js';
import { OwnLetterConnection } from './letters.types.js';

const mostPerPage = 100;

@Resolver(() => Citizen)
export class CitizenLettersResolver {
  constructor(private readonly service: LettersService) {}

  @Costs({ own: 20, size: 'first' })
  @Personal('dossiers')
  @FieldResolver(() => OwnLetterConnection, {
    description: 'The letters that this hub sent to the citizen, the newest first, and where each stands.',
  })
  async letters(
    @Root() citizen: Citizen,
    @Ctx() context: GraphContext,
    @First(mostPerPage) first: number,
    @After() after: string | null,
  ): Promise<OwnLetterConnection> {
    const page = await this.service.ofCitizen(
      citizen.nationalNumber,
      pageSize(first, mostPerPage),
      after ?? null,
      context,
    );
    return fillConnection(new OwnLetterConnection(), page, after, toOwnLetter);
  }
}
