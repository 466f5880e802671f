import { Ctx, FieldResolver, Resolver, Root } from 'type-graphql';
import type { GraphContext } from '../../vocabulary/graph-context.js';
import { Costs, Personal } from '../../vocabulary/marks.js';
import { Citizen } from '../citizens/citizen.types.js';
import { DossiersService } from './dossiers.service.js';
import { Dossiers } from './dossiers.types.js';

@Resolver(() => Citizen)
export class CitizenDossiersResolver {
  constructor(private readonly service: DossiersService) {}

  @Costs({ own: 20 })
  @Personal('dossiers')
  @FieldResolver(() => Dossiers, {
    description:
      'Every dossier of every authority, with its phase and what the citizen must do (Mijn Burgerprofiel).',
  })
  dossiers(@Root() citizen: Citizen, @Ctx() context: GraphContext): Promise<Dossiers> {
    return this.service.of(citizen.nationalNumber, context);
  }
}
