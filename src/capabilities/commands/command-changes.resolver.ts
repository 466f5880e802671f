import { Arg, ID, Resolver, Root, Subscription } from 'type-graphql';
import type { CommandSummary } from '../../jobs/command.js';
import { Operation } from '../../vocabulary/marks.js';
import { eventsFromElsewhere } from '../../vocabulary/subscription.js';
import { toCommand } from './command.view.js';
import { CommandsService } from './commands.service.js';
import { Command } from './commands.types.js';

@Resolver()
export class CommandChangesResolver {
  constructor(private readonly service: CommandsService) {}

  @Operation({ access: 'office', audit: 'none', cost: { own: 10 } })
  @Subscription(() => Command, {
    subscribe: eventsFromElsewhere,
    description:
      'A change of the asker’s own organisation: as it stands now, then each time that it stands otherwise, until it ends. NOT_FOUND when there is no such one. Ask it at `/graphql/stream` (server-sent events); a stream lasts a quarter of an hour at most, and can be asked again.',
  })
  commandChanged(
    @Root() command: CommandSummary,
    @Arg('id', () => ID, { description: 'Id of the command.' }) _id: string,
  ): Command {
    return toCommand(command, this.service.titleOf(command.kind));
  }
}
